"""Writing so that nothing half is ever seen, and one at a time."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from dashboard.release.errors import BuildError

_BUILDING = ".building-"


def replace_file(path: Path, content: bytes) -> None:
    """Puts a file in place with one rename. A file that holds these bytes already is let be."""
    if path.is_file() and path.read_bytes() == content:
        return
    handle, name = tempfile.mkstemp(prefix=f"{_BUILDING}{path.name}-", dir=path.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        _write(temporary, content)
        temporary.chmod(0o644)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    sync(path.parent)


def replace_folder(folder: Path, files: dict[str, bytes]) -> None:
    """Fills a folder beside `folder`, then renames it. A folder of that name makes way."""
    building = Path(tempfile.mkdtemp(prefix=_BUILDING, dir=folder.parent))
    try:
        for name, content in files.items():
            _write(building / name, content)
        building.chmod(0o755)
        sync(building)
        if folder.exists():
            folder.replace(building.with_name(f"{building.name}-broken"))
        building.replace(folder)
        sync(folder.parent)
    finally:
        sweep(folder.parent)


def sweep(folder: Path) -> None:
    """Removes what this or a killed command left. The lock is held, so nobody else is at work."""
    for left in folder.glob(f"{_BUILDING}*"):
        if left.is_dir():
            shutil.rmtree(left)
        else:
            left.unlink()


def sync(folder: Path) -> None:
    """Makes the folder's names last through a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def alone(releases: Path) -> Generator[None]:
    """Holds the folder's lock, which ends with the process. Raises BuildError if another has it."""
    handle = os.open(releases, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise BuildError(f"{releases}: another command is publishing. Wait until it ends.") from error
    finally:
        os.close(handle)


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
