"""What only the operator may see: a folder for raw calls that goes with its run, and the reports."""

import fcntl
import json
import os
import shutil
import stat
import tempfile
from collections.abc import Generator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dashboard.paths import ROOT
from dashboard.release.errors import BuildError

REPORTS = "reports"
KEPT = 30
_PREFIX = "right-response-raw-"


@contextmanager
def raw_folder(data_root: Path) -> Generator[Path]:
    """An empty folder (0700) in the temporary directory (TMPDIR), gone at the end of the block.

    Each holds its own lock, which ends with its process: what killed runs left is deleted first, and a run that is
    at work is let be. Raises BuildError when the temporary directory lies in the checkout or the data root.
    """
    place = Path(tempfile.gettempdir()).resolve()
    for forbidden in (ROOT, data_root.resolve()):
        if place.is_relative_to(forbidden):
            raise BuildError(
                f"{place}: raw calls may not lie in {forbidden}. Set TMPDIR to a private folder elsewhere."
            )
    sweep(place)
    folder, handle = _locked_folder(place)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
        os.close(handle)


def sweep(place: Path) -> None:
    """Deletes the folders of our own whose process has ended."""
    for left in place.glob(f"{_PREFIX}*"):
        with suppress(FileNotFoundError):
            _delete(left)


def _delete(left: Path) -> None:
    found = left.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        return
    handle = os.open(left, os.O_RDONLY)
    try:
        if _lock(handle):
            shutil.rmtree(left)
    finally:
        os.close(handle)


@contextmanager
def alone(data_root: Path, command: str) -> Generator[None]:
    """Holds the lock of `command` on the data root; it ends with the process. Raises BuildError if another has it."""
    handle = os.open(_reports(data_root), os.O_RDONLY)
    try:
        if not _lock(handle):
            raise BuildError(f"{data_root}: another {command} is at work. Wait until it ends.")
        yield
    finally:
        os.close(handle)


def keep_report(data_root: Path, command: str, report: dict[str, Any]) -> Path:
    """Writes `report` as JSON (0600) to reports/<command>-<time, UTC>.json; the newest KEPT of a command stay."""
    folder = _reports(data_root)
    file = folder / f"{command}-{datetime.now(UTC):%Y-%m-%dT%H%M%S.%fZ}.json"
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as written:
        json.dump(report, written, indent=1, ensure_ascii=False)
        written.write("\n")
    for old in sorted(folder.glob(f"{command}-*.json"))[:-KEPT]:
        old.unlink(missing_ok=True)
    return file


def _reports(data_root: Path) -> Path:
    folder = data_root / REPORTS
    data_root.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _locked_folder(place: Path) -> tuple[Path, int]:
    """A sweep may take a folder between its making and its locking: then make another."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=place))
        with suppress(FileNotFoundError):
            handle = os.open(folder, os.O_RDONLY)
            if _lock(handle) and folder.exists():
                return folder, handle
            os.close(handle)


def _lock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
