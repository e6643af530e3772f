"""What changed between two releases of a series. A published cell that changes needs its line in corrections.yaml."""

import datetime
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from dashboard.published.files import CHANGES
from dashboard.published.index import CORRECTIONS
from dashboard.published.read import Release
from dashboard.published.schema import COUNT, TABLES, TIMES, State, Table
from dashboard.release import formats
from dashboard.release.errors import BuildError

ABSENT = "absent"
_STAYS = "The release on show stays."

Tables = Mapping[str, pd.DataFrame]


class Correction(BaseModel):
    """One line of corrections.yaml: a published cell that a later release changes, and why. Public.

    `cell` names the dimensions; `column` is a value, or split; `old` and `new` are written as in the CSV file.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    series: str
    table: str
    cell: dict[str, str]
    column: str = COUNT
    old: str
    new: str
    reason: str = Field(min_length=1)
    date: datetime.date


@dataclass(frozen=True)
class Change:
    """One published cell before and after."""

    table: str
    cell: dict[str, str]
    column: str
    old: str
    new: str

    def __str__(self) -> str:
        place = ", ".join(f"{key} {value}" for key, value in self.cell.items())
        return f"{self.table}: {place}: {self.column} {self.old} to {self.new}"

    def small(self, corrections: Sequence[Correction], threshold: int) -> bool:
        """Does the new number differ by fewer than the threshold from one that this cell showed in any release?

        Old releases stay public: two such numbers together publish a small count.
        """
        ours = (self.table, self.cell, self.column)
        shown = {self.old, *(c.old for c in corrections if (c.table, c.cell, c.column) == ours)}
        apart = [abs(int(old) - int(self.new)) for old in shown if old.isdigit() and self.new.isdigit()]
        return any(0 < difference < threshold for difference in apart)

    def is_explained_by(self, correction: Correction) -> bool:
        """Does the correction name this cell, with this change?"""
        ours = (self.table, self.cell, self.column, self.old, self.new)
        return ours == (correction.table, correction.cell, correction.column, correction.old, correction.new)


@dataclass(frozen=True)
class Comparison:
    """`added` and `gone`: periods by table. `changed`: cells of the periods that both releases hold.

    `unexplained` and `small` are those among `changed` that may not be published: the first lacks its line in
    corrections.yaml; the second would give away a count below the threshold, and no line helps.
    """

    previous: str | None
    added: dict[str, tuple[str, ...]]
    gone: dict[str, tuple[str, ...]]
    changed: tuple[Change, ...]
    unexplained: tuple[Change, ...]
    small: tuple[Change, ...]


def load(data_root: Path, series: str) -> tuple[Correction, ...]:
    """The series' lines of corrections.yaml, in order; none while there is no file. Raises BuildError."""
    path = data_root / CORRECTIONS
    try:
        text = path.read_text("utf-8")
        lines = yaml.load(text, yaml.BaseLoader) or []  # noqa: S506 (the base loader makes text, nothing else)
        return tuple(line for line in TypeAdapter(list[Correction]).validate_python(lines) if line.series == series)
    except FileNotFoundError:
        return ()
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise BuildError(f"{CORRECTIONS}: entry {where} (the first is 0): {first['msg']}.") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BuildError(f"{CORRECTIONS} is not readable YAML. Undo the last edit.") from error


def check(data_root: Path, series: str, previous: Release | None, tables: Tables, threshold: int) -> bytes:
    """changes.json for a release about to be published. Raises BuildError when a change may not be.

    `previous` is the last release of the series; None for its first, and for demonstrations, which are no history.
    """
    listed = load(data_root, series)
    found = compare(previous, tables, listed, threshold)
    if found.small:
        raise BuildError(
            f"{len(found.small)} published cells would change by fewer than {threshold}, which tells a small count: "
            f"{found.small[0]}. Keep the released months as they are. {_STAYS}"
        )
    if found.unexplained:
        raise BuildError(
            f"{len(found.unexplained)} published cells would change: {found.unexplained[0]}. Keep the released months "
            f"as they are, or give the reason in {CORRECTIONS}. {_STAYS}"
        )
    if previous is not None and not _appended(previous, listed):
        raise BuildError(f"{CORRECTIONS}: a line that {previous.id} shows was changed or removed. Put it back.")
    return report(found, listed)


def compare(previous: Release | None, tables: Tables, corrections: Sequence[Correction], threshold: int) -> Comparison:
    """Compares the previous release with frames such as Release.tables holds.

    A period is held by a table when one of its cells is not missing. Every change of a cell counts: number to
    another number, number to withheld, withheld to number, and a row that is new or gone.
    """
    added: dict[str, tuple[str, ...]] = {}
    gone: dict[str, tuple[str, ...]] = {}
    changed: list[Change] = []
    before_it = {**previous.tables, TIMES.name: previous.times} if previous else {}
    for table in [t for t in (*TABLES, TIMES) if t.name in tables]:
        new = _said(tables[table.name], table)
        old = _said(before_it[table.name], table) if previous else new.iloc[:0]
        before, after = _periods(old, table), _periods(new, table)
        added[table.name] = tuple(sorted(after - before))
        gone[table.name] = tuple(sorted(before - after))
        changed += _changes(old, new, table, before & after)
    return Comparison(
        previous=previous.id if previous else None,
        added=added,
        gone=gone,
        changed=tuple(changed),
        unexplained=tuple(c for c in changed if not any(map(c.is_explained_by, corrections))),
        small=tuple(c for c in changed if c.small(corrections, threshold)),
    )


def report(found: Comparison, corrections: Sequence[Correction]) -> bytes:
    """changes.json: what is new, which cells were corrected, and all corrections of the series so far."""
    body = {
        "previous": found.previous,
        "added": found.added,
        "gone": found.gone,
        "changed": [asdict(change) for change in found.changed],
        "corrections": [_plain(correction) for correction in corrections],
    }
    return (json.dumps(body, indent=1, ensure_ascii=False) + "\n").encode()


def _appended(previous: Release, listed: Sequence[Correction]) -> bool:
    """Are the lines that the previous release showed still there, first and unchanged?"""
    shown: list[dict[str, Any]] = json.loads((previous.folder / CHANGES).read_bytes())["corrections"]
    return [_plain(correction) for correction in listed[: len(shown)]] == shown


def _plain(correction: Correction) -> dict[str, Any]:
    return correction.model_dump(mode="json", exclude={"series"})


def _said(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Dimensions, remarks, and the values as the CSV file has them: a number or a word."""
    said = {value: formats.said(frame, value) for value in table.values}
    return frame[[*table.dimensions, *table.remarks]].astype("str").assign(**said)


def _periods(said: pd.DataFrame, table: Table) -> set[str]:
    return set(said.loc[said[table.values[0]] != State.MISSING.value, table.period])


def _changes(old: pd.DataFrame, new: pd.DataFrame, table: Table, periods: set[str]) -> list[Change]:
    keys = list(table.dimensions)
    both = old[old[table.period].isin(periods)].merge(
        new[new[table.period].isin(periods)], on=keys, how="outer", suffixes=("_old", "_new")
    )
    found: list[Change] = []
    for column in (*table.remarks, *table.values):
        pair = both[[f"{column}_old", f"{column}_new"]].fillna(ABSENT)
        differs = pair.iloc[:, 0] != pair.iloc[:, 1]
        rows = both.loc[differs, keys].to_dict("records")
        for cell, (before, after) in zip(rows, pair[differs].itertuples(index=False), strict=True):
            found.append(Change(table.name, {str(k): str(v) for k, v in cell.items()}, column, before, after))
    return found
