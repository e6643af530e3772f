"""The release on show. Looks at `data/current` at most once a second, so that a new release needs no restart."""

import logging
import threading
import time
from pathlib import Path

from dashboard import paths
from dashboard.published.read import Release, ReleaseError, current
from dashboard.published.schema import CURRENT

LOG = logging.getLogger("right_response.release")
LOOK_EVERY = 1.0


class Live:
    """Keeps the release of a data root and reads again when its pointer changes; `problems` says what went wrong."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._lock = threading.Lock()
        self._looked = float("-inf")
        self._seen: str | None = None
        self._release: Release | None = None
        self.problems: tuple[str, ...] = ()

    def release(self) -> Release | None:
        """The release on show; None while there is none that can be read."""
        with self._lock:
            if time.monotonic() - self._looked >= LOOK_EVERY:
                self._looked = time.monotonic()
                named = self._named()
                if named != self._seen or self._release is None:
                    self._seen = named
                    self._read()
            return self._release

    def _named(self) -> str:
        try:
            return (self.root / CURRENT).read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            return ""

    def _read(self) -> None:
        try:
            self._release = current(self.root)
        except ReleaseError as error:
            self.problems = (str(error),)
        else:
            self.problems = self._release.problems
        for problem in self.problems:
            LOG.error("release: %s", problem)


_LIVE: dict[Path, Live] = {}


def live() -> Live:
    """What watches the data folder."""
    root = paths.data_dir()
    return _LIVE.setdefault(root, Live(root))


def release() -> Release | None:
    """The release on show from the data folder; None while there is none."""
    return live().release()
