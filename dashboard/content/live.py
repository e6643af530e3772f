"""The content on show: what the files say, or, while they are broken, the last version that was good."""

import hashlib
import logging
import shutil
import tempfile
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path

from dashboard import clock, paths
from dashboard.content import standing
from dashboard.content.load import Content, files, load
from dashboard.content.problem import ContentError, Problem

LOG = logging.getLogger("right_response.content")
LOOK_EVERY = 1.0


@dataclass(frozen=True)
class Shown:
    """What is on show. `problems` is empty when it is what the files say; `content` is None when nothing is usable."""

    content: Content | None
    problems: tuple[Problem, ...]


class Live:
    """Looks at the files at most once a second and keeps the last good version, in memory and on disk.

    Unless it is told to `keep` none: then what is broken is left out.
    """

    def __init__(self, root: Path, *, keep: bool = True) -> None:
        self.root = root
        self._keep = keep
        self._lock = threading.Lock()
        self._looked = float("-inf")
        self._seen: object = self
        self._shown = Shown(None, ())

    def shown(self) -> Shown:
        """The content on show now."""
        with self._lock:
            if time.monotonic() - self._looked >= LOOK_EVERY:
                self._looked = time.monotonic()
                seen = self._stamp()
                if seen != self._seen:
                    self._seen = seen
                    self._shown = self._look()
            return self._shown

    def _stamp(self) -> object:
        try:
            return [(str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in files(self.root)]
        except OSError:
            return None

    def _look(self) -> Shown:
        good = (self._shown.content or self._last_good()) if self._keep else None
        try:
            content = load(self.root, good=good)
        except (ContentError, OSError) as error:
            problems = error.problems if isinstance(error, ContentError) else (_unreadable(error),)
            for problem in problems:
                LOG.error("content: %s", problem)
            return Shown(self._with_old_numbers(good) or good or self._without_what_is_broken(problems), problems)
        if self._keep:
            self._remember(content)
        return Shown(content, ())

    def _last_good(self) -> Content | None:
        """The last good version on disk."""
        try:
            return load(self._memory())
        except (ContentError, OSError):
            return None

    def _with_old_numbers(self, good: Content | None) -> Content | None:
        """All that the files say but for numbers that nobody has checked, if nothing else is wrong."""
        try:
            return load(self.root, good=good, restore=True)
        except (ContentError, OSError):
            return None

    def _without_what_is_broken(self, problems: tuple[Problem, ...]) -> Content | None:
        """Everything but the broken entries, with the registered numbers; else nothing."""
        try:
            return load(self.root, _broken_entries(problems), restore=True)
        except (ContentError, OSError):
            LOG.error("content: no usable version; only the emergency numbers are shown")
            return None

    def _memory(self) -> Path:
        name = hashlib.sha256(str(self.root).encode()).hexdigest()[:12]
        return paths.state_dir() / f"content-{name}"

    def _remember(self, content: Content) -> None:
        memory = self._memory()
        try:
            memory.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=memory.parent) as scratch:
                copy = Path(scratch) / "new"
                for path in files(self.root):
                    target = copy / path.relative_to(self.root)
                    target.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(path, target)
                if memory.exists():
                    memory.rename(Path(scratch) / "old")
                copy.rename(memory)
        except OSError as error:
            LOG.warning("content: cannot keep a copy of version %s (%s)", content.version, error.strerror)


def _unreadable(error: OSError) -> Problem:
    name = Path(error.filename or "").name
    return Problem(name, 1, 1, f"The file cannot be read ({error.strerror}).", "Check who may read it.")


def _broken_entries(problems: tuple[Problem, ...]) -> frozenset[str]:
    """What the guide can do without: a broken situation, pilot, finding or theme. A channel is not among them."""
    folders = ("situations/", "pilots/", "findings/", "kit/")
    return frozenset(Path(problem.file).stem for problem in problems if problem.file.startswith(folders))


_LIVE: dict[Path, Live] = {}


def watch(live: Live) -> None:
    """Show this from now on."""
    _LIVE[live.root] = live


def shown() -> Shown:
    """The content on show from the content folder, as it stands now."""
    root = paths.content_dir()
    shown = _LIVE.setdefault(root, Live(root)).shown()
    return replace(shown, content=shown.content and standing.as_of(shown.content, clock.now()))
