"""A place of its own for a refresh: a checkout whose source is on loopback, a data root, a temporary directory."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from dashboard.paths import ROOT
from dashboard.release import private
from dashboard.release.ask import Limits
from dashboard.release.demo import last_released_day
from dashboard.release.refresh import layer as address
from dashboard.release.refresh import refresh
from dashboard.release.report import Report
from tests.release.arcgis import Layer, serving
from tests.release.calls import Row, call, epoch

QUICK = Limits(seconds=30, answer_seconds=1.2, silence=0.8, page_bytes=1 << 20, tries=2, pause=0.01)
COMMAND = ("-m", "dashboard", "release", "refresh")


def last_day() -> date:
    """The last day of the last month that may be released."""
    return last_released_day(datetime.now(ZoneInfo("America/Chicago")).date())


def month(back: int) -> list[Row]:
    """Sixty calls on the first and last day of the last month that may be released, or of one before it."""
    last = last_day()
    for _ in range(back):
        last = last.replace(day=1) - timedelta(days=1)
    return [call(Response_Date=epoch(f"{day}T12:00")) for day in (last.replace(day=1), last) for _ in range(30)]


class Place:
    """A checkout whose source is a loopback layer, with a data root and a temporary directory of its own."""

    def __init__(self, folder: Path, layer: Layer) -> None:
        self.layer = layer
        self.checkout, self.data, self.raw = (folder / name for name in ("checkout", "data", "raw"))
        self.reference = self.checkout / "data" / "reference"
        self.raw.mkdir(parents=True)
        shutil.copytree(ROOT / "dashboard", self.checkout / "dashboard", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copytree(ROOT / "data" / "reference", self.reference)
        words = self.reference / "package.yaml"
        words.write_text(words.read_text().replace(address(self.reference), layer.url))

    def refresh(self) -> Report:
        return refresh(self.data, reference=self.reference, limits=QUICK)

    def start(self, *command: str, **environment: str) -> "subprocess.Popen[str]":
        own = {"DATA_DIR": str(self.data), "TMPDIR": str(self.raw), "PYTHONDONTWRITEBYTECODE": "1"}
        return subprocess.Popen(
            [sys.executable, *command],
            cwd=self.checkout,
            env=os.environ | own | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *command: str, **environment: str) -> tuple[int, list[str], list[str]]:
        """Exit status, lines of standard output and of standard error."""
        process = self.start(*command, **environment)
        out, err = process.communicate(timeout=120)
        return process.returncode, out.splitlines(), err.splitlines()

    def published(self) -> dict[str, bytes]:
        """Every file of the data root but the private reports."""
        files = (path for path in sorted(self.data.rglob("*")) if path.is_file())
        return {str(path): path.read_bytes() for path in files if private.REPORTS not in path.parts}

    def reports(self) -> list[dict[str, Any]]:
        return [json.loads(path.read_text()) for path in sorted((self.data / private.REPORTS).glob("refresh-*.json"))]

    def left(self) -> list[Path]:
        """What a refresh left of its raw calls, or half done. A file right in `raw` is Python's own trial of it."""
        raw = [path for path in self.raw.glob("*/**/*") if path.is_file()]
        return raw + list(self.raw.glob("right-response-raw-*")) + list(self.data.rglob(".building*"))


def old_release(folder: Path) -> Path:
    """Publishes two months into `folder/data`, and leaves the rows beside them."""
    with serving(Layer(month(2) + month(1))) as layer:
        place = Place(folder, layer)
        place.refresh()
    shutil.rmtree(place.data / private.REPORTS)
    (folder / "rows.json").write_text(json.dumps(layer.rows))
    return folder


@contextmanager
def one_month_on(folder: Path, old: Path) -> Iterator[Place]:
    """A copy of the old release is on show; the layer holds one month more."""
    with serving(Layer(json.loads((old / "rows.json").read_text()) + month(0))) as layer:
        place = Place(folder, layer)
        shutil.copytree(old / "data", place.data)
        yield place
