"""releases/index.json: every release that was published, the first one first. The order is that of publication."""

import re
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from dashboard.published import files
from dashboard.published.files import ReleaseError

INDEX = "index.json"
FEED = "feed.xml"
CORRECTIONS = "corrections.yaml"

ID = re.compile(r"[a-z0-9][a-z0-9-]*")
"""An id ends in the last month and eight hexadecimal digits: demo-2026-10-1a2b3c4d."""


class Withdrawal(BaseModel):
    """When and why the files of a release were removed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    date: date
    reason: str


class Entry(BaseModel):
    """One release. `sha256` is that of datapackage.json, `checksums_sha256` that of checksums.txt.

    `source_until`: the day of the newest call that the source held when last read, where that is known.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    series: str
    demonstration: bool
    months: tuple[str, ...]
    created: date
    sha256: str
    checksums_sha256: str
    source_until: date | None = None
    withdrawn: Withdrawal | None = None


class Index(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    releases: tuple[Entry, ...]


def read(releases: Path) -> tuple[Entry, ...]:
    """The entries, none while there is no index. Raises ReleaseError when it is damaged."""
    try:
        return Index.model_validate_json(files.plain(releases / INDEX)).releases
    except FileNotFoundError:
        return ()
    except (OSError, ValidationError) as error:
        raise ReleaseError(f"{INDEX} cannot be read. Run release use ID to write it anew.") from error


def known(releases: Path) -> dict[str, Entry]:
    """The entries by id, in order; none when the index is damaged."""
    try:
        return {entry.id: entry for entry in read(releases)}
    except ReleaseError:
        return {}


def anchor(folder: Path) -> str | None:
    """The checksum that checksums.txt in the folder must have; None while the index does not list the release."""
    entry = known(folder.parent).get(folder.name)
    return entry.checksums_sha256 if entry else None


def series(release_id: str) -> str:
    """The series that an id names."""
    return release_id[:-17]


def earlier(releases: Path, wanted: str) -> list[Path]:
    """What may stand in for release `wanted`: its series, the one before it first, those after it last.

    Without a wanted one: the folders of all series, the newest first. Folders that the index does not list come
    last, by month.
    """
    if not releases.is_dir():
        return []
    position = {release_id: number for number, release_id in enumerate(known(releases))}
    here = position.get(wanted, -1)

    def rank(folder: Path) -> tuple[bool, int, str, str]:
        there = position.get(folder.name, -1)
        return there < here, there, folder.name[-16:-9], folder.name

    found = (path for path in releases.iterdir() if ID.fullmatch(path.name) and path.is_dir() and path.name != wanted)
    there_still = (path for path in found if not (path / files.WITHDRAWN).exists())
    fitting = (path for path in there_still if not wanted or series(path.name) == series(wanted))
    return sorted(fitting, key=rank, reverse=True)
