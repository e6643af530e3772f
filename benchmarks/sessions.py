"""What a changed filter costs with many visitors at once: `.venv/bin/python benchmarks/sessions.py calls 100`.

Opens that many real Streamlit sessions (websocket, protobuf) on a server of its own on 127.0.0.1, OPENING at once, for
OPEN_WITHIN seconds at most. Then every visitor changes one filter about every THINK seconds (alone: ALONE) for VISITING
seconds. Prints the time from a change to the end of the script, the bytes received for it, the server's processor time,
and what had not opened or ended in time. A lone visitor's processor time is told for each change. The page is calls,
map, or uber (benchmarks/uber.py). Linux.
"""

import asyncio
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Coroutine, Iterable, Iterator
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

THINK, ALONE = 20.0, 0.3
"""Seconds between two changes of a visitor."""
OPENING = 4
OPEN_WITHIN, VISITING, PATIENCE = 120.0, 60.0, 20.0
"""Seconds: for all sessions to open, for visiting, and then for what was asked last to end."""

Run = tuple[float, int, int, float]
"""Seconds until the script has finished, bytes on the wire, bytes before compression, the server's CPU ms meanwhile."""

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

    def __init__(self, socket: Counted, page: str, pid: int, seed: int) -> None:
        self.socket, self.page, self.pid = socket, page, pid
        self.dice = random.Random(seed)  # noqa: S311 (the same visitors every time)
        self.widgets: dict[str, Any] = {}
        self.values: dict[str, Any] = {}
        self.kept: dict[str, int] = {}
        self.query, self.runs = "", 0

    async def run(self) -> Run:
        """Have the script run."""
        self.runs += 1
        self.kept = {key: run for key, run in self.kept.items() if self.runs - run <= 2}
        started, wire, size, cpu = time.perf_counter(), self.socket.received, 0, cpu_seconds(self.pid)
        await self.socket.send(self._asked().SerializeToString())
        while True:
            received = await self.socket.recv(decode=False)
            size += len(received)
            if self._read(ForwardMsg.FromString(received)):
                spent = 1000 * (cpu_seconds(self.pid) - cpu)
                return time.perf_counter() - started, self.socket.received - wire, size, spent

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


async def visit(visitor: Visitor, think: float, until: float, found: list[Run]) -> None:
    """Think and change until the clock says so."""
    await asyncio.sleep(visitor.dice.uniform(0, think))
    while time.perf_counter() < until:
        visitor.change()
        found.append(await visitor.run())
        await asyncio.sleep(min(visitor.dice.uniform(0.5, 1.5) * think, until - time.perf_counter() + 1))


async def opened(url: str, pid: int, page: str, number: int) -> tuple[list[Visitor], list[Run]]:
    """The sessions that opened in time, and their first runs."""
    opening, visitors, firsts = asyncio.Semaphore(OPENING), list[Visitor](), list[Run]()

    async def one(seed: int) -> None:
        async with opening:
            socket = await connect(
                url.replace("http", "ws", 1) + "/_stcore/stream",
                subprotocols=["streamlit"],  # type: ignore[list-item]
                max_size=None,
                ping_interval=None,
                create_connection=Counted,
            )
            assert isinstance(socket, Counted)
            visitor = Visitor(socket, page, pid, seed)
            firsts.append(await visitor.run())
            visitors.append(visitor)

    await within(OPEN_WITHIN, [one(seed) for seed in range(number)])
    return visitors, firsts


async def within(seconds: float, tasks: Iterable[Coroutine[Any, Any, None]]) -> int:
    """Run tasks side by side for so long at most. Returns how many had not ended."""
    running = [asyncio.create_task(task) for task in tasks]
    done, late = await asyncio.wait(running, timeout=seconds)
    for task in late:
        task.cancel()
    for task in done:
        task.result()
    return len(late)


async def measure(url: str, pid: int, page: str, number: int) -> None:
    """Open the sessions, let them visit, print what was seen."""
    await opened(url, pid, page, 1)
    await asyncio.to_thread(settled, pid)
    started = time.perf_counter()
    visitors, firsts = await opened(url, pid, page, number)
    took, before, load, found = time.perf_counter() - started, cpu_seconds(pid), os.getloadavg()[0], list[Run]()
    think, until = ALONE if number == 1 else THINK, time.perf_counter() + VISITING
    late = await within(VISITING + PATIENCE, [visit(visitor, think, until, found) for visitor in visitors])
    spent = cpu_seconds(pid) - before
    print(f"{page}, {number} sessions, think {think} s, load {load:.1f} to {os.getloadavg()[0]:.1f}")
    print(f"  opened: {len(visitors)} in {took:.0f} s; changes that had not ended {PATIENCE:.0f} s after: {late}")
    if not found:
        return
    seconds, wire, size, cpu = (median(part) for part in zip(*firsts, strict=True))
    print(f"  first run: median {seconds:.2f} s, {wire:,.0f} bytes on the wire, {size:,.0f} before compression", end="")
    print(f", {cpu:.0f} ms CPU" if number == 1 else "")
    seconds, wire, size, cpu = (sorted(part) for part in zip(*found, strict=True))
    times = [1000 * each for each in seconds]
    print(f"  {len(found)} changes: p50 {median(times):.0f} ms, p95 {p95(times):.0f} ms, longest {times[-1]:.0f} ms")
    print(f"  bytes on the wire: p50 {median(wire):,.0f}, p95 {p95(wire):,.0f}, most {wire[-1]:,}")
    print(f"  before compression: p50 {median(size):,.0f}, most {size[-1]:,}")
    if number == 1:
        print(f"  CPU of a change: p50 {median(cpu):.1f} ms, p95 {p95(cpu):.1f} ms, most {cpu[-1]:.1f} ms")
    print(f"  server: {1000 * spent / len(found):.1f} ms CPU a change, {resident(pid):.0f} MB", flush=True)


def child() -> int:
    """The process id of the server: the first that this process started."""
    return int(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()[0])


def settled(pid: int) -> None:
    """Wait until the server rests: at its start it compresses Streamlit's scripts."""
    used = -1.0
    while cpu_seconds(pid) - used > 0.1:
        used = cpu_seconds(pid)
        time.sleep(2)


def p95(values: list[float]) -> float:
    """The 95th percentile."""
    return quantiles(values, n=20, method="inclusive")[-1]


def cpu_seconds(pid: int) -> float:
    """Processor time that a process has used, its threads that ended too (Linux: the clock of another process)."""
    return time.clock_gettime((~pid << 3) | 2)


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
        asyncio.run(measure(url, child(), page, number))


if __name__ == "__main__":
    main()
