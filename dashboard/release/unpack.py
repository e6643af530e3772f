"""Unpacks a .gz, or a .zip with one usable file in it, with a cap on how far it grows."""

import gzip
import zipfile
import zlib
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from dashboard.release.errors import SourceError

GZIP = b"\x1f\x8b"
ZIP = b"PK"
USABLE = (".csv", ".tsv", ".json", ".parquet")
MOST_GROWTH = 200
"""Calls as text pack 5 to 20 times smaller; a bomb 1,000 times."""
FREE_BYTES = 64 << 20
"""Up to this size nothing is called a bomb."""
MOST_BYTES = 64 << 30

_CHUNK = 1 << 20


def is_packed(start: bytes) -> bool:
    """Whether a file that begins so is a .gz or a .zip, whatever its name says."""
    return start.startswith((GZIP, ZIP))


def unpack(source: Path, folder: Path) -> Path:
    """The file inside, unpacked into `folder`. Raises SourceError for anything but one usable file."""
    target = folder / "unpacked"
    most = min(MOST_BYTES, max(FREE_BYTES, source.stat().st_size * MOST_GROWTH))
    try:
        with _opened(source) as packed, target.open("wb") as plain:
            size = 0
            while chunk := packed.read(_CHUNK):
                size += len(chunk)
                if size > most:
                    raise SourceError(f"{source}: grows past {most:,} bytes when unpacked. Unpack it yourself first.")
                plain.write(chunk)
    except (gzip.BadGzipFile, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise SourceError(f"{source}: cut short or damaged. Fetch the file again.") from error
    return target


@contextmanager
def _opened(source: Path) -> Generator[IO[bytes] | gzip.GzipFile]:
    with source.open("rb") as file:
        packed = file.read(2) == GZIP
    if packed:
        with gzip.open(source) as content:
            yield content
        return
    with zipfile.ZipFile(source) as archive, archive.open(_member(archive, source)) as content:
        yield content


def _member(archive: zipfile.ZipFile, source: Path) -> zipfile.ZipInfo:
    """The one member that may hold calls: not a folder, hidden, or of the Mac's own."""
    usable = [info for info in archive.infolist() if _is_usable(PurePosixPath(info.filename), info)]
    if not usable:
        raise SourceError(f"{source}: no CSV, Parquet or JSON file inside. Name an archive of one.")
    if len(usable) > 1:
        raise SourceError(f"{source}: {len(usable)} files inside. Unpack it and name one, or pack one alone.")
    if usable[0].flag_bits & 1:
        raise SourceError(f"{source}: locked with a password. Unpack it yourself first.")
    return usable[0]


def _is_usable(path: PurePosixPath, info: zipfile.ZipInfo) -> bool:
    hidden = any(part == "__MACOSX" or part.startswith(".") for part in path.parts)
    return not info.is_dir() and not hidden and path.suffix.lower() in USABLE
