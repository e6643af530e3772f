"""Reads a release. Every file is checked against checksums.txt, and that against the index of releases."""

import json
from dataclasses import dataclass, field, replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import pandas as pd

from dashboard.published import files, index
from dashboard.published.files import ReleaseError as ReleaseError
from dashboard.published.schema import (
    COUNT,
    CURRENT,
    NEIGHBORHOOD,
    PACKAGE,
    RELEASES,
    STATE,
    TABLES,
    TIMES,
    State,
    Table,
)

DEMONSTRATION = "demonstration_figures_not_real_calls"
"""The last column of each CSV file of a demonstration, `true` on every line: it says so when opened alone."""

_REBUILD = "Build the release again."


def _no_times() -> pd.DataFrame:
    kinds = {**dict.fromkeys(TIMES.dimensions, "str"), **dict.fromkeys(TIMES.values, "Float64"), STATE: "str"}
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds.items()})


@dataclass(frozen=True, eq=False)
class Release:
    """A release, checked. One reading of it is one object, so that what is computed from it can be kept.

    `tables` holds one frame per table name: its dimensions as text, `count` (Int64, NA unless the
    state is number) and `state` (text, a value of State). `times` is the same with minutes (Float64)
    in place of counts; without a row when the source has no time stamps. `months` are 'YYYY-MM', ascending.
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
    times: pd.DataFrame = field(default_factory=_no_times)
    held: dict[str, Any] = field(init=False, default_factory=dict, repr=False)
    """What others worked out from it, by name; it goes when the release goes."""

    @property
    def has_places(self) -> bool:
        """Whether there is any figure for a neighborhood."""
        return bool((self.tables[NEIGHBORHOOD.name][STATE] != State.MISSING).any())


def load(folder: Path) -> Release:
    """Reads and checks the release in `folder`. Raises ReleaseError."""
    held = files.every(folder, index.anchor(folder))
    package = _package(folder, held.get(PACKAGE, b""))
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
    except (KeyError, TypeError, ValueError) as error:
        raise ReleaseError(f"{folder.name}/{PACKAGE} is not that of a release ({error}). {_REBUILD}") from error
    if release.id != folder.name:
        raise ReleaseError(f"{folder.name}/{PACKAGE} names release {release.id}. Rename the folder so.")
    for table in TABLES:
        if table.file not in held:
            raise ReleaseError(f"{folder.name}/{files.CHECKSUMS} does not list {table.file}. {_REBUILD}")
        release.tables[table.name] = _frame(release, table, held[table.file])
    return replace(release, times=_frame(release, TIMES, held[TIMES.file])) if TIMES.file in held else release


def current(data_root: Path) -> Release:
    """The release that `data_root/current` names, or else the good one of its series that was published before it.

    While `current` names none: the newest good one. `problems` of what is returned says why. Raises ReleaseError
    when no release is good.
    """
    problems: list[str] = []
    wanted = ""
    try:
        wanted = named(data_root)
        return load(data_root / RELEASES / wanted)
    except ReleaseError as error:
        problems.append(str(error))
    for folder in index.earlier(data_root / RELEASES, wanted):
        try:
            return replace(load(folder), problems=tuple(problems))
        except ReleaseError as error:
            problems.append(str(error))
    raise ReleaseError(f"No good release. {problems[0]}")


def newest(data_root: Path, series: str) -> Release | None:
    """The good release of the series that was published last."""
    for folder in index.earlier(data_root / RELEASES, ""):
        if index.series(folder.name) == series:
            try:
                return load(folder)
            except ReleaseError:
                continue
    return None


def named(data_root: Path) -> str:
    """The id that `data_root/current` holds. Raises ReleaseError."""
    try:
        name = (data_root / CURRENT).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ReleaseError(f"{CURRENT} cannot be read. Run release use ID to write it.") from error
    if not index.ID.fullmatch(name):
        raise ReleaseError(f"{CURRENT} names no release. Run release use ID to write it.")
    return name


def _package(folder: Path, content: bytes) -> dict[str, Any]:
    try:
        package = json.loads(content)
    except ValueError as error:
        raise ReleaseError(f"{folder.name}/{PACKAGE} is not readable JSON. {_REBUILD}") from error
    if not isinstance(package, dict):
        raise ReleaseError(f"{folder.name}/{PACKAGE} is not that of a release. {_REBUILD}")
    return cast(dict[str, Any], package)


def _frame(release: Release, table: Table, content: bytes) -> pd.DataFrame:
    """Text dimensions, counts as Int64 or minutes as Float64, and `state`. Refuses a count below the threshold."""
    file = f"{release.id}/{table.file}"
    lines = pd.read_csv(BytesIO(content), dtype=str, keep_default_na=False)
    expected = (*table.columns, DEMONSTRATION) if release.demonstration else table.columns
    if tuple(lines.columns) != expected:
        raise ReleaseError(f"{file} has other columns than {', '.join(expected)}. {_REBUILD}")
    if release.demonstration and not (lines.pop(DEMONSTRATION) == "true").all():
        raise ReleaseError(f"{file} has a line that is not marked as demonstration. {_REBUILD}")
    words = {State.WITHHELD.value, State.MISSING.value}
    said = lines[[*table.values]]
    state, *others = (said[value].where(said[value].isin(words), State.NUMBER.value) for value in table.values)
    if not all(state.equals(other) for other in others):
        raise ReleaseError(f"{file} has a row of two states. {_REBUILD}")
    try:
        values = {v: said[v].mask(said[v] == state).astype("Int64" if v == COUNT else "Float64") for v in table.values}
    except (TypeError, ValueError) as error:
        raise ReleaseError(f"{file} has a {' or '.join(table.values)} that is no number. {_REBUILD}") from error
    if COUNT in values and bool((values[COUNT].dropna() < release.threshold).any()):
        raise ReleaseError(f"{file} shows a count below {release.threshold}. Withdraw this release.")
    return lines.assign(**values, **{STATE: state})
