"""What a changed filter costs with many visitors at once: `.venv/bin/python benchmarks/sessions.py calls 100`.

Opens that many real Streamlit sessions (websocket, protobuf) on a server of its own on 127.0.0.1. Every visitor changes
one filter about every THINK seconds, CHANGES times (alone: ALONE). Prints the time from a change to the
end of the script, the bytes received for it, and the server's processor time. The page is calls, map, or uber
(benchmarks/uber.py). Linux.
"""

import asyncio
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from dashboard.paths import ROOT
from tests.support import free_port, serving

THINK, CHANGES, OPENING, PATIENCE = 20.0, 3, 4, 120.0
ALONE = 0.5, 30
"""Seconds between two changes of a visitor, changes, sessions that open at once, seconds until a visitor gives up."""

FILTERS = {"calls": ("areas", "category", "rate", "since"), "map": ("area", "category", "month", "rate")}
FILTERS["uber"] = ("hour",)
WIDGETS = ("multiselect", "selectbox", "checkbox")


class Counted(ClientConnection):
    """A connection that counts the bytes on the wire: compressed, if the server compresses for browsers."""

    received = 0

    def data_received(self, data: bytes) -> None:
        self.received += len(data)
        super().data_received(data)


class Visitor:
    """A session that keeps what a browser keeps: widgets, their values, the address, large messages of two runs."""

    def __init__(self, socket: Counted, page: str, seed: int) -> None:
        self.socket, self.page, self.dice = socket, page, random.Random(seed)  # noqa: S311 (the same visitors every time)
        self.widgets: dict[str, Any] = {}
        self.values: dict[str, Any] = {}
        self.kept: dict[str, int] = {}
        self.query, self.runs = "", 0

    async def run(self) -> tuple[float, int, int]:
        """Have the script run. Returns seconds until it has finished, bytes on the wire, bytes before compression."""
        self.runs += 1
        self.kept = {key: run for key, run in self.kept.items() if self.runs - run <= 2}
        started, wire, size = time.perf_counter(), self.socket.received, 0
        await self.socket.send(self._asked().SerializeToString())
        while True:
            received = await asyncio.wait_for(self.socket.recv(decode=False), PATIENCE)
            size += len(received)
            if self._read(ForwardMsg.FromString(received)):
                return time.perf_counter() - started, self.socket.received - wire, size

    def _asked(self) -> BackMsg:
        asked = BackMsg()
        state = asked.rerun_script
        state.page_name, state.query_string = "" if self.page == "uber" else self.page, self.query
        state.cached_message_hashes.extend(self.kept)
        state.context_info.locale, state.context_info.color_scheme = "en-US", "light"
        for name, value in self.values.items():
            widget = state.widget_states.widgets.add(id=self.widgets[name].id)
            match value:
                case bool():
                    widget.bool_value = value
                case str():
                    widget.string_value = value
                case _:
                    widget.string_array_value.data.extend(value)
        return asked

    def _read(self, message: ForwardMsg) -> bool:
        """Whether this was the last message of a run."""
        kind = message.WhichOneof("type")
        if message.ref_hash or message.metadata.cacheable:
            self.kept[message.ref_hash or message.hash] = self.runs
        if kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        element = message.delta.new_element
        drawn = element.WhichOneof("type") or ""
        if drawn == "exception":
            sys.exit(f"The page failed: {element.exception.type}")
        if drawn in WIDGETS:
            widget = getattr(element, drawn)
            self.widgets[widget.id.rsplit("-", 1)[1]] = widget
        return kind == "script_finished"

    def change(self) -> None:
        """Give another value to one filter of the page."""
        name = self.dice.choice(FILTERS[self.page])
        if name == "rate":
            self.values[name] = not self.values.get(name, False)
            return
        options = list(self.widgets[name].options)
        chosen = self.dice.sample(options, self.dice.randrange(3)) if name == "areas" else self.dice.choice(options)
        self.values[name] = chosen if chosen != self.values.get(name) else options[0]


async def visit(visitor: Visitor, think: float, changes: int) -> list[tuple[float, int, int]]:
    """Think and change."""
    found = []
    await asyncio.sleep(visitor.dice.uniform(0, think))
    for _ in range(changes):
        visitor.change()
        found.append(await visitor.run())
        await asyncio.sleep(visitor.dice.uniform(0.5, 1.5) * think)
    return found


async def measure(url: str, pid: int, page: str, number: int) -> None:
    """Open the sessions, let them visit, print what was seen."""
    opening = asyncio.Semaphore(OPENING)

    async def opened(seed: int) -> tuple[Visitor, tuple[float, int, int]]:
        async with opening:
            socket = await connect(
                url.replace("http", "ws", 1) + "/_stcore/stream",
                subprotocols=["streamlit"],  # type: ignore[list-item]
                max_size=None,
                ping_interval=None,
                create_connection=Counted,
            )
            assert isinstance(socket, Counted)
            visitor = Visitor(socket, page, seed)
            return visitor, await visitor.run()

    await opened(-1)
    await settled(pid)
    sessions = await asyncio.gather(*(opened(seed) for seed in range(number)))
    firsts = [first for _, first in sessions]
    before, load = cpu_seconds(pid), os.getloadavg()[0]
    think, changes = ALONE if number == 1 else (THINK, CHANGES)
    found = [run for visits in await asyncio.gather(*(visit(v, think, changes) for v, _ in sessions)) for run in visits]
    spent = cpu_seconds(pid) - before
    for visitor, _ in sessions:
        await visitor.socket.close()
    print(f"{page}, {number} sessions, think {think} s, load {load:.1f} to {os.getloadavg()[0]:.1f}")
    seconds, wire, size = (median(part) for part in zip(*firsts, strict=True))
    print(f"  first run: median {seconds:.2f} s, {wire:,.0f} bytes on the wire, {size:,.0f} before compression")
    times, sizes = sorted(s * 1000 for s, _, _ in found), sorted(b for _, b, _ in found)
    print(f"  {len(found)} changes: p50 {median(times):.0f} ms, p95 {p95(times):.0f} ms, longest {times[-1]:.0f} ms")
    print(f"  bytes on the wire: p50 {median(sizes):,.0f}, p95 {p95(sizes):,.0f}, most {sizes[-1]:,}")
    print(f"  before compression: p50 {median(b for _, _, b in found):,.0f}, most {max(b for _, _, b in found):,}")
    print(f"  server: {1000 * spent / len(found):.0f} ms CPU a change, {resident(pid):.0f} MB", flush=True)


async def settled(pid: int) -> None:
    """Wait until the server rests: at its start it compresses Streamlit's scripts."""
    used = -1.0
    while cpu_seconds(pid) - used > 0.1:
        used = cpu_seconds(pid)
        await asyncio.sleep(2)


def p95(values: list[float] | list[int]) -> float:
    """The 95th percentile."""
    return quantiles(values, n=20, method="inclusive")[-1]


def cpu_seconds(pid: int) -> float:
    """Processor time that a process has used."""
    spent = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(spent[11]) + int(spent[12])) / os.sysconf("SC_CLK_TCK")


def resident(pid: int) -> float:
    """Megabytes of memory that a process holds."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


@contextmanager
def started(page: str, folder: Path) -> Iterator[str]:
    """The site, or for `uber` its page by `streamlit run` with the site's own settings."""
    if page != "uber":
        with serving(folder) as site:
            yield site.url
        return
    url = f"http://127.0.0.1:{(port := free_port())}"
    script = [sys.executable, "-m", "streamlit", "run", "benchmarks/uber.py", "--server.port", str(port)]
    with (folder / "uber.log").open("w") as log:
        process = subprocess.Popen(script, cwd=ROOT, stdout=log, stderr=log)  # noqa: S603 (our own command)
    try:
        with httpx.Client(transport=httpx.HTTPTransport(retries=8), timeout=30) as client:
            client.get(url + "/_stcore/health")
        yield url
    finally:
        process.terminate()
        process.wait(15)


def main() -> None:
    """Measure the page named first with as many sessions as named second."""
    page, number = sys.argv[1], int(sys.argv[2])
    with tempfile.TemporaryDirectory() as folder, started(page, Path(folder)) as url:
        (pid,) = map(int, Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())
        asyncio.run(measure(url, pid, page, number))


if __name__ == "__main__":
    main()
