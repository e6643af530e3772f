"""The files of a release: what they are called, and whether they are still what was published."""

import hashlib
import io
import os
import re
import stat
import zipfile
from pathlib import Path

from dashboard.published.schema import Table

CHECKSUMS = "checksums.txt"
METHOD = "METHOD.md"
LICENSE = "LICENSE.txt"
CHANGES = "changes.json"
WITHDRAWN = "withdrawn.json"

_LINE = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9][A-Za-z0-9.-]*)")
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_REPAIR = "Put the file back from a copy, or build the release again."


class ReleaseError(Exception):
    """A release cannot be read. One line: which file, and what to do."""


def parquet(table: Table) -> str:
    """The name of the table's Parquet file."""
    return f"{table.name}.parquet"


def digest(content: bytes) -> str:
    """The SHA-256 of the bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def checksums(files: dict[str, bytes]) -> bytes:
    """checksums.txt for the files, in the format of sha256sum."""
    return "".join(f"{digest(files[name])}  {name}\n" for name in sorted(files)).encode()


def plain(path: Path) -> bytes:
    """The bytes of a regular file. Raises OSError, for a link too."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError("no regular file")
        return file.read()


def listed(folder: Path, anchor: str | None) -> dict[str, str]:
    """The checksum of each file, from checksums.txt, which must have the checksum `anchor` itself if one is known."""
    content = _present(folder, CHECKSUMS)
    lines = [_LINE.fullmatch(line) for line in content.decode(errors="replace").splitlines()]
    found = {line[2]: line[1] for line in lines if line}
    if anchor not in (None, digest(content)) or len(found) != len(lines):
        raise ReleaseError(f"{folder.name}/{CHECKSUMS} does not match its checksum. {_REPAIR}")
    return found


def one(folder: Path, name: str, checksum: str) -> bytes:
    """One file, checked. Raises ReleaseError."""
    content = _present(folder, name)
    if digest(content) != checksum:
        raise ReleaseError(f"{folder.name}/{name} does not match its checksum. {_REPAIR}")
    return content


def every(folder: Path, anchor: str | None) -> dict[str, bytes]:
    """All files, checked; checksums.txt too. Raises ReleaseError naming the first that is wrong."""
    if (folder / WITHDRAWN).exists():
        raise ReleaseError(f"{folder.name} was withdrawn. Name another with release use ID.")
    checked = {name: one(folder, name, checksum) for name, checksum in listed(folder, anchor).items()}
    return {**checked, CHECKSUMS: checksums(checked)}


def archive(files: dict[str, bytes], release_id: str) -> bytes:
    """The files in one zip, in a folder named as the release: always the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as zipped:
        for name in sorted(files):
            member = zipfile.ZipInfo(f"{release_id}/{name}", _ZIP_TIME)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            zipped.writestr(member, files[name])
    return packed.getvalue()


def stamp(folder: Path) -> tuple[tuple[str, int, int, int], ...]:
    """Changes when a file in the folder does. Empty when the folder cannot be listed."""
    try:
        return tuple(
            sorted(
                (entry.name, found.st_mtime_ns, found.st_ctime_ns, found.st_size)
                for entry in os.scandir(folder)
                for found in [entry.stat(follow_symlinks=False)]
            )
        )
    except OSError:
        return ()


def _present(folder: Path, name: str) -> bytes:
    try:
        return plain(folder / name)
    except OSError as error:
        raise ReleaseError(f"{folder.name}/{name} is missing or cannot be read. {_REPAIR}") from error
