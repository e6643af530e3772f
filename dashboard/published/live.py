"""The release on show. Looks at the data folder at most once a second, so that a new release needs no restart."""

import calendar
import logging
import threading
import time
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from dashboard import paths
from dashboard.published import files, index
from dashboard.published.read import Release, ReleaseError, current, named
from dashboard.published.schema import RELEASES

LOG = logging.getLogger("right_response.release")
LOOK_EVERY = 1.0


class Live:
    """Keeps the release of a data root and reads again when its pointer or a file of it changes.

    `problems` says what went wrong. While one visitor's thread reads a new release, the others get the one before.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._lock = threading.Lock()
        self._first = threading.Lock()
        self._looked = float("-inf")
        self._seen: object = None
        self._release: Release | None = None
        self.problems: tuple[str, ...] = ()

    def release(self) -> Release | None:
        """The release on show; None while there is none that can be read."""
        if self._release is not None:
            self._look()
            return self._release
        with self._first:
            self._look()
            return self._release

    def _look(self) -> None:
        with self._lock:
            if time.monotonic() - self._looked < LOOK_EVERY:
                return
            self._looked = time.monotonic()
            asked = self._asked()
            if (asked, self._shown()) == self._seen and self._release is not None:
                return
            self._seen = asked, self._shown()
        self._read()
        self._seen = asked, self._shown()

    def _asked(self) -> object:
        """Changes with the pointer, the index, and the files of the release that the pointer names."""
        releases = self.root / RELEASES
        try:
            wanted = named(self.root)
        except ReleaseError:
            return None, files.stamp(releases)
        return wanted, files.stamp(releases), files.stamp(releases / wanted)

    def _shown(self) -> object:
        return self._release and files.stamp(self._release.folder)

    def _read(self) -> None:
        try:
            release = current(self.root)
        except ReleaseError as error:
            self.problems = (str(error),)
            if self._release and (self._release.folder / files.WITHDRAWN).exists():
                self._release = None
        else:
            self._release, self.problems = release, release.problems
        for problem in self.problems:
            LOG.error("release: %s", problem)


@dataclass(frozen=True)
class Freshness:
    """How far the figures reach: the last released month, and how many days ago the newest known day was.

    That is the day of the newest call that the source held when it was last read, where the index knows it; else the
    last day of the last month.
    """

    month: str
    days_behind: int


def freshness(release: Release, today: date) -> Freshness:
    """How fresh a release is."""
    year, month = map(int, release.months[-1].split("-"))
    entry = index.known(release.folder.parent).get(release.id)
    until = (entry and entry.source_until) or date(year, month, calendar.monthrange(year, month)[1])
    return Freshness(release.months[-1], (today - until).days)


def states(root: Path) -> dict[str, str]:
    """Every release that the index lists by id: `ok`, `withdrawn`, or what is wrong with its files."""
    releases = root / RELEASES
    try:
        entries = index.read(releases)
    except ReleaseError as error:
        return {index.INDEX: str(error)}
    return {
        entry.id: "withdrawn"
        if entry.withdrawn
        else _state(releases / entry.id, entry.checksums_sha256, files.stamp(releases / entry.id))
        for entry in entries
    }


@lru_cache(maxsize=512)
def _state(folder: Path, anchor: str, _: object) -> str:
    """Reads the files once for each stamp."""
    try:
        files.every(folder, anchor)
    except ReleaseError as error:
        return str(error)
    return "ok"


_LIVE: dict[Path, Live] = {}


def live() -> Live:
    """What watches the data folder."""
    root = paths.data_dir()
    return _LIVE.setdefault(root, Live(root))


def release() -> Release | None:
    """The release on show from the data folder; None while there is none."""
    return live().release()
