"""What tests share: a real server in a process of its own, and reading an answer out of a page."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from markupsafe import escape as mark

from dashboard.paths import ROOT

LARGEST_PLAIN_PAGE = 15 * 1024


@dataclass
class Site:
    """A running site and what it wrote to its log."""

    url: str
    log_file: Path

    def get(self, path: str, **options: object) -> httpx.Response:
        return httpx.get(self.url + path, timeout=20, **options)  # type: ignore[arg-type]

    def post(self, path: str, data: object = None, **options: object) -> httpx.Response:
        return httpx.post(self.url + path, data=data, timeout=20, **options)  # type: ignore[arg-type]

    def log(self) -> str:
        return self.log_file.read_text()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(folder: Path, root: Path = ROOT, arguments: tuple[str, ...] = (), **environment: str) -> Iterator[Site]:
    """Run app.py of a checkout on a free port until the block ends."""
    port = free_port()
    log_file = folder / "server.log"
    env = os.environ | {"PORT": str(port), "STATE_DIR": str(folder / "state")} | environment
    with log_file.open("w") as log:
        process = subprocess.Popen([sys.executable, "app.py", *arguments], cwd=root, env=env, stdout=log, stderr=log)
        try:
            site = Site(f"http://127.0.0.1:{port}", log_file)
            transport = httpx.HTTPTransport(retries=8)
            with httpx.Client(transport=transport, timeout=30) as client:
                client.get(site.url + "/healthz")
            yield site
        finally:
            process.terminate()
            process.wait(15)


def channels(html: str) -> list[str]:
    """The channels that an answer offers, in order."""
    return re.findall(r'data-channel="([^"]+)"', html)


def escape(text: str) -> str:
    """As the templates write it."""
    return str(mark(text))
