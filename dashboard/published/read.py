"""Reads a release. Every file is checked against the checksum that datapackage.json gives it."""

import hashlib
import json
import re
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import pandas as pd

from dashboard.published.schema import (
    COUNT,
    CURRENT,
    PACKAGE,
    RELEASES,
    STATE,
    TABLES,
    State,
    Table,
)

_ID = re.compile(r"[a-z0-9][a-z0-9-]*")
_REPAIR = "Put the file back from a copy, or build the release again."


class ReleaseError(Exception):
    """A release cannot be read. One line: which file, and what to do."""


@dataclass(frozen=True)
class Release:
    """A release, checked.

    `tables` holds one frame per table name: its dimensions as text, `count` (Int64, NA unless the
    state is number) and `state` (text, a value of State). `months` are 'YYYY-MM', ascending.
    `notice` is the text to show beside every figure, empty unless `demonstration`. `built_at` is
    the day as of which the figures stand. `package` is datapackage.json as read. `problems` says,
    one line each, why an other release than the one asked for is on show.
    """

    id: str
    series: str
    demonstration: bool
    notice: str
    built_at: date
    source: tuple[str, ...]
    months: tuple[str, ...]
    threshold: int
    tables: dict[str, pd.DataFrame]
    folder: Path
    package: dict[str, Any]
    problems: tuple[str, ...] = ()


def load(folder: Path) -> Release:
    """Reads and checks the release in `folder`. Raises ReleaseError."""
    package = _package(folder)
    try:
        release = Release(
            id=str(package["name"]),
            series=str(package["series"]),
            demonstration=package["demonstration"] is True,
            notice=str(package["notice"]),
            built_at=date.fromisoformat(package["created"][:10]),
            source=tuple(str(source["title"]) for source in package["sources"]),
            months=tuple(package["months"]),
            threshold=int(package["rule"]["threshold"]),
            tables={},
            folder=folder,
            package=package,
        )
        resources = {str(resource["name"]): resource for resource in package["resources"]}
    except (KeyError, TypeError, ValueError) as error:
        raise ReleaseError(f"{folder / PACKAGE} is not that of a release ({error}). {_REPAIR}") from error
    if release.id != folder.name:
        raise ReleaseError(f"{folder / PACKAGE} names release {release.id}. Rename the folder so.")
    for table in TABLES:
        content = _checked(folder, table, resources.get(table.name))
        release.tables[table.name] = _frame(folder / table.file, table, content, release.threshold)
    return release


def current(data_root: Path) -> Release:
    """The release that `data_root/current` names, or else the newest other good one.

    A fallback prefers the same series, then the latest month; `problems` of what is returned says
    why. Raises ReleaseError when no release is good.
    """
    problems: list[str] = []
    wanted = ""
    try:
        wanted = _named(data_root)
        return load(data_root / RELEASES / wanted)
    except ReleaseError as error:
        problems.append(str(error))
    for folder in _newest_first(data_root / RELEASES, wanted):
        try:
            return replace(load(folder), problems=tuple(problems))
        except ReleaseError as error:
            problems.append(str(error))
    raise ReleaseError(f"No good release in {data_root / RELEASES}. {problems[0]}")


def _named(data_root: Path) -> str:
    pointer = data_root / CURRENT
    try:
        name = pointer.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ReleaseError(f"{pointer} cannot be read. Run release use ID to write it.") from error
    if not _ID.fullmatch(name):
        raise ReleaseError(f"{pointer} names no release. Run release use ID to write it.")
    return name


def _newest_first(releases: Path, wanted: str) -> list[Path]:
    """The other release folders: the series of `wanted` first, then by last month, latest first.

    An id ends in the last month and eight hex digits: demo-2026-10-1a2b3c4d.
    """
    if not releases.is_dir():
        return []
    folders = [
        path for path in releases.iterdir() if path.is_dir() and _ID.fullmatch(path.name) and path.name != wanted
    ]
    series = wanted[:-17]

    def rank(path: Path) -> tuple[bool, str, str]:
        return path.name[:-17] == series, path.name[-16:-9], path.name

    return sorted(folders, key=rank, reverse=True)


def _package(folder: Path) -> dict[str, Any]:
    path = folder / PACKAGE
    try:
        package = json.loads(path.read_bytes())
    except OSError as error:
        raise ReleaseError(f"{path} is missing or cannot be read. {_REPAIR}") from error
    except ValueError as error:
        raise ReleaseError(f"{path} is not readable JSON. {_REPAIR}") from error
    if not isinstance(package, dict):
        raise ReleaseError(f"{path} is not that of a release. {_REPAIR}")
    return cast(dict[str, Any], package)


def _checked(folder: Path, table: Table, resource: dict[str, Any] | None) -> bytes:
    path = folder / table.file
    if resource is None:
        raise ReleaseError(f"{folder / PACKAGE} does not list {table.file}. {_REPAIR}")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ReleaseError(f"{path} is missing or cannot be read. {_REPAIR}") from error
    if resource.get("hash") != "sha256:" + hashlib.sha256(content).hexdigest():
        raise ReleaseError(f"{path} does not match its checksum. {_REPAIR}")
    return content


def _frame(path: Path, table: Table, content: bytes, threshold: int) -> pd.DataFrame:
    """Text dimensions, `count` as Int64 and `state`. Refuses a number below the threshold."""
    lines = pd.read_csv(BytesIO(content), dtype=str, keep_default_na=False)
    if tuple(lines.columns) != table.columns:
        raise ReleaseError(f"{path} has other columns than {', '.join(table.columns)}. {_REPAIR}")
    words = {State.WITHHELD.value, State.MISSING.value}
    is_word = lines[COUNT].isin(words)
    state = lines[COUNT].where(is_word, State.NUMBER.value)
    try:
        count = lines[COUNT].mask(is_word).astype("Int64")
    except (TypeError, ValueError) as error:
        raise ReleaseError(f"{path} has a count that is no number. {_REPAIR}") from error
    if bool((count.dropna() < threshold).any()):
        raise ReleaseError(f"{path} shows a count below {threshold}. Withdraw this release.")
    return lines.assign(**{COUNT: count, STATE: state})
