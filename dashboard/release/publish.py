"""Puts a release on show: a new folder, one rename, then one pointer. Nothing half is ever seen."""

import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from dashboard.published import read
from dashboard.published.schema import CURRENT, RELEASES
from dashboard.release.errors import BuildError

_ID = re.compile(r"[a-z0-9][a-z0-9-]*")
_BUILDING = ".building-"


def publish(data_root: Path, release_id: str, files: dict[str, bytes]) -> Path:
    """Writes `data_root/releases/<id>/` with `files` and points `current` at it.

    A good release of that id is kept as it is: the same figures were already published. Raises
    BuildError, and then nothing has changed.
    """
    folder = data_root / RELEASES / release_id
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _alone(folder.parent):
            if not _good(folder):
                _replace(folder, files)
            _point(data_root, release_id)
    except OSError as error:
        raise _not_written(error, data_root) from error
    return folder


def use(data_root: Path, release_id: str) -> None:
    """Points `current` at a release that is already there. Raises BuildError if it is not good."""
    if not _ID.fullmatch(release_id):
        raise BuildError(f"{release_id!r} is no release id. Name a folder in {data_root / RELEASES}.")
    try:
        read.load(data_root / RELEASES / release_id)
        _point(data_root, release_id)
    except read.ReleaseError as error:
        raise BuildError(str(error)) from error
    except OSError as error:
        raise _not_written(error, data_root) from error


def _good(folder: Path) -> bool:
    try:
        read.load(folder)
    except read.ReleaseError:
        return False
    return True


def _replace(folder: Path, files: dict[str, bytes]) -> None:
    """Fills a folder beside `folder`, then renames it. A broken folder of that name makes way."""
    _sweep(folder.parent)
    building = Path(tempfile.mkdtemp(prefix=_BUILDING, dir=folder.parent))
    try:
        for name, content in files.items():
            _write(building / name, content)
        building.chmod(0o755)
        _sync(building)
        if folder.exists():
            folder.replace(building.with_name(f"{building.name}-broken"))
        building.replace(folder)
        _sync(folder.parent)
    finally:
        _sweep(folder.parent)


def _sweep(releases: Path) -> None:
    """Removes what this or a killed build left. The lock is held, so nobody else is at work."""
    for left in releases.glob(f"{_BUILDING}*"):
        shutil.rmtree(left)


def _point(data_root: Path, release_id: str) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{CURRENT}-", dir=data_root)
    os.close(handle)
    temporary = Path(name)
    try:
        _write(temporary, f"{release_id}\n".encode())
        temporary.chmod(0o644)
        temporary.replace(data_root / CURRENT)
    finally:
        temporary.unlink(missing_ok=True)
    _sync(data_root)


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _alone(releases: Path) -> Generator[None]:
    """Holds the folder's lock, which ends with the process. Raises BuildError if another has it."""
    handle = os.open(releases, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise BuildError(f"{releases}: another build is publishing. Wait until it ends.") from error
    finally:
        os.close(handle)


def _not_written(error: OSError, data_root: Path) -> BuildError:
    if isinstance(error, PermissionError):
        return BuildError(f"{data_root}: no write permission. Name a folder that you may write to.")
    reason = error.strerror or "cannot be written"
    return BuildError(f"{data_root}: {reason}. The release on show stays.")
