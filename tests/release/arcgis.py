"""A FeatureServer on loopback with made-up calls, whose answers a test may spoil."""

import gzip
import json
import re
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from dashboard.release.read import FIELDS
from tests.release.calls import Row

PATH = "/arcgis/rest/services/Incidents_Reported_911/FeatureServer/0"
TYPES = {
    **dict.fromkeys(FIELDS, "esriFieldTypeString"),
    **dict.fromkeys(("Initial_Priority", "Final_Priority"), "esriFieldTypeInteger"),
    **dict.fromkeys(("Latitude", "Longitude"), "esriFieldTypeDouble"),
    "Response_Date": "esriFieldTypeDate",
    "OBJECTID": "esriFieldTypeOID",
}

Answer = dict[str, Any]
Fault = Callable[["Handler", bytes], None]


@dataclass
class Ask:
    """One question: `kind` is about, count or page; `number` counts those of its kind from 1."""

    kind: str
    number: int
    at: float
    query: dict[str, str]


@dataclass
class Layer:
    """Rows and description of a layer; `asked` is what it was asked; `over` ends every wait."""

    rows: list[Row]
    page_rows: int = 50
    types: dict[str, str] = field(default_factory=lambda: dict(TYPES))
    edited: int = 1_790_000_000_000
    asked: list[Ask] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    url: str = ""
    _faults: dict[tuple[str, int | None], Fault] = field(default_factory=dict)

    def spoil(self, fault: Fault, kind: str, *numbers: int) -> None:
        """Answer the questions of a kind with `fault`: those numbers, or all."""
        self._faults |= {(kind, number): fault for number in numbers or (None,)}

    def heal(self) -> None:
        """Forget all faults and questions."""
        self._faults.clear()
        self.asked.clear()

    def fault(self, ask: Ask) -> Fault | None:
        return self._faults.get((ask.kind, ask.number)) or self._faults.get((ask.kind, None))

    def hear(self, url: str) -> Ask:
        parts = urlsplit(url)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        kind = "about" if not parts.path.endswith("/query") else "count" if "returnCountOnly" in query else "page"
        ask = Ask(kind, 1 + sum(old.kind == kind for old in self.asked), time.monotonic(), query)
        self.asked.append(ask)
        return ask

    def answer(self, ask: Ask) -> Answer:
        if ask.kind == "about":
            return {
                "type": "Feature Layer",
                "objectIdField": "OBJECTID",
                "maxRecordCount": self.page_rows,
                "editingInfo": {"lastEditDate": self.edited},
                "fields": [{"name": name, "type": kind} for name, kind in self.types.items()],
            }
        return {"count": len(self.rows)} if ask.kind == "count" else self._page(ask.query)

    def _page(self, query: dict[str, str]) -> Answer:
        after = int(re.fullmatch(r"OBJECTID > (-?\d+)", query["where"])[1])  # type: ignore[index]
        rows = sorted((row for row in self.rows if row["OBJECTID"] > after), key=lambda row: row["OBJECTID"])
        size = min(int(query["resultRecordCount"]), self.page_rows)
        names = query["outFields"].split(",")
        page: Answer = {"features": [{"attributes": {name: row[name] for name in names}} for row in rows[:size]]}
        return page | ({"exceededTransferLimit": True} if len(rows) > size else {})


class Handler(BaseHTTPRequestHandler):
    """One question and its answer, spoiled or not."""

    layer: Layer

    def do_GET(self) -> None:
        ask = self.layer.hear(self.path)
        fault = self.layer.fault(ask)
        content = json.dumps(self.layer.answer(ask)).encode()
        with suppress(OSError):
            (fault or Handler.send)(self, content)

    def send(self, content: bytes, status: int = 200, length: int | None = None, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(content) if length is None else length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True


@contextmanager
def serving(layer: Layer) -> Iterator[Layer]:
    """Serves `layer` at `layer.url` until the block ends."""
    handler = type("LayerHandler", (Handler,), {"layer": layer})
    with _Server(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        layer.url = f"http://127.0.0.1:{server.server_address[1]}{PATH}"
        try:
            yield layer
        finally:
            layer.over.set()
            server.shutdown()


def says(text: str, status: int = 200, **headers: str) -> Fault:
    """That answer, whatever was asked."""
    return lambda handler, _: handler.send(text.encode(), status, **headers)


def changed(change: Callable[[Answer], object]) -> Fault:
    """The good answer after `change` has worked on it."""

    def fault(handler: Handler, content: bytes) -> None:
        answer = json.loads(content)
        change(answer)
        handler.send(json.dumps(answer).encode())

    return fault


def meanwhile(happens: Callable[[Layer], object]) -> Fault:
    """The good answer, and then the layer is another."""

    def fault(handler: Handler, content: bytes) -> None:
        happens(handler.layer)
        handler.send(content)

    return fault


def cut(handler: Handler, content: bytes) -> None:
    """Half of what the header announces."""
    handler.send(content[: len(content) // 2], length=len(content))


def ended(handler: Handler, content: bytes) -> None:
    """Half of it, and a header that agrees."""
    handler.send(content[: len(content) // 2])


def reset(handler: Handler, content: bytes) -> None:
    """Half of it, then the connection is torn down."""
    handler.send(content[: len(content) // 2], length=len(content))
    handler.wfile.flush()
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()


def silent(handler: Handler, _: bytes) -> None:
    """Nothing."""
    handler.layer.over.wait(30)


def drip(handler: Handler, content: bytes) -> None:
    """A byte now and then, so that no single wait is long."""
    handler.send(b"", length=len(content))
    for place in range(len(content)):
        handler.wfile.write(content[place : place + 1])
        handler.wfile.flush()
        if handler.layer.over.wait(0.15):
            return


def endless(handler: Handler, _: bytes) -> None:
    """Blanks for as long as someone reads."""
    handler.send_response(200)
    handler.end_headers()
    while not handler.layer.over.is_set():
        handler.wfile.write(b" " * 65536)


def packed(handler: Handler, content: bytes) -> None:
    handler.send(gzip.compress(content), Content_Encoding="gzip")


def bomb(handler: Handler, content: bytes) -> None:
    """Small when packed, large when not."""
    packed(handler, content + b" " * (4 << 20))


@dataclass
class Barrier:
    """A fault that holds an answer back: `reached` when it was asked for, `go` to let it pass."""

    reached: threading.Event = field(default_factory=threading.Event)
    go: threading.Event = field(default_factory=threading.Event)

    def __call__(self, handler: Handler, content: bytes) -> None:
        self.reached.set()
        self.go.wait(60)
        handler.send(content)
