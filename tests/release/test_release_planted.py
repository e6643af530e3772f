"""Weaknesses planted in the shipped release are found by the whole command, which names the cell."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from dashboard.paths import ROOT
from dashboard.published import call_types, dispositions, places, read, schema
from dashboard.published.schema import CATEGORY, COUNT, HOUR, NEIGHBORHOOD, NEIGHBORHOOD_CATEGORY, STATE, State
from dashboard.release import complements, package, rule
from dashboard.release.publish import publish

pytestmark = pytest.mark.deep

Frames = dict[str, pd.DataFrame]
Cell = tuple[str, ...]


@pytest.fixture(scope="module")
def shipped() -> read.Release:
    return read.current(ROOT / "data")


def put(root: Path, series: str, frames: Frames, told: frozenset[Cell] | None) -> None:
    """Publishes the frames as the next release of a series."""
    words = package.words()
    heading = package.Heading(series, demonstration=series == "demo", day=date(2026, 11, 11))
    codes = package.codes(call_types.load(), places.load(), dispositions.load(), words)
    name, files = package.contents(heading, words, rule.load(), codes, frames, b'{"corrections": []}\n')
    publish(root, name, files)
    assert told
    complements.keep(root, name, told)


def audited(root: Path) -> tuple[int, list[Cell]]:
    """Exit status, and the cells that the command names."""
    command = [sys.executable, "-m", "dashboard", "release", "audit", str(root), "--json"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)
    return ran.returncode, [tuple(finding["cell"]) for finding in json.loads(ran.stdout)["findings"]]


def row_of(frames: Frames, cell: Cell) -> "pd.Series[bool]":
    keys = next(table.dimensions for table in schema.TABLES if table.name == cell[0])
    return (frames[cell[0]][[*keys]] == list(cell[1:])).all(axis=1)


def number(frames: Frames, cell: Cell) -> int:
    return int(frames[cell[0]].loc[row_of(frames, cell), COUNT].iloc[0])


def tell(frames: Frames, cell: Cell, count: int | None) -> None:
    """Shows a number in a cell, or withholds it."""
    state = State.WITHHELD if count is None else State.NUMBER
    frames[cell[0]].loc[row_of(frames, cell), [COUNT, STATE]] = (pd.NA if count is None else count, state.value)


def complement_revealed(frames: Frames) -> Cell:
    """A row has one small cell and one that covers it; the cover is told."""
    for (month, area), row in frames[NEIGHBORHOOD_CATEGORY.name].groupby(["month", "neighborhood"]):
        hidden = row[row[STATE] == State.WITHHELD]
        if len(hidden) == 2:
            first, second = ((NEIGHBORHOOD_CATEGORY.name, month, area, name) for name in hidden["category"])
            tell(frames, first, number(frames, (NEIGHBORHOOD.name, month, area)) - int(row[COUNT].sum()) - 4)
            return second
    raise AssertionError("No row has two withheld cells.")


def total_beside_one_cell(frames: Frames) -> Cell:
    """A month by hour adds up to its categories; one of these is withheld, and 3 is left for it."""
    hours = frames[HOUR.name]
    month = hours["month"].max()
    cell = (CATEGORY.name, month, "other-protected")
    spare = number(frames, cell) - 3
    for at in hours.index[hours["month"] == month]:
        less = min(spare, int(hours.loc[at, COUNT]) - 10)
        hours.loc[at, COUNT] -= less
        spare -= less
    tell(frames, cell, None)
    return cell


def protected_inside(frames: Frames) -> Cell:
    """Seven calls of a protected type in the total of an area whose cells are all told."""
    cells, month = frames[NEIGHBORHOOD_CATEGORY.name], frames[NEIGHBORHOOD.name]["month"].max()
    row = cells[(cells["month"] == month) & (cells["neighborhood"] == "whittier")]
    told = row[COUNT].fillna(10)
    for category, count in zip(row["category"], told, strict=True):
        tell(frames, (NEIGHBORHOOD_CATEGORY.name, month, "whittier", category), int(count))
    total = (NEIGHBORHOOD.name, month, "whittier")
    tell(frames, total, int(told.sum()) + 7)
    return total


@pytest.mark.parametrize("plant", [complement_revealed, total_beside_one_cell, protected_inside])
def test_a_weakness_is_named(tmp_path: Path, shipped: read.Release, plant: Callable[[Frames], Cell]) -> None:
    frames = {name: frame.copy() for name, frame in shipped.tables.items()}
    cell = plant(frames)
    put(tmp_path, "demo", frames, complements.load(ROOT / "data", shipped))
    status, named = audited(tmp_path)
    assert status == 1
    assert cell in named


def test_a_value_that_changes_by_little_between_two_releases_is_named(tmp_path: Path, shipped: read.Release) -> None:
    told = complements.load(ROOT / "data", shipped)
    frames = {name: frame.copy() for name, frame in shipped.tables.items()}
    put(tmp_path, "city-911", frames, told)
    cell = (CATEGORY.name, "2026-10", "other-protected")
    tell(frames, cell, number(frames, cell) + 3)
    put(tmp_path, "city-911", frames, told)
    status, named = audited(tmp_path)
    assert status == 1
    assert cell in named


def test_the_shipped_release_has_none(tmp_path: Path, shipped: read.Release) -> None:
    put(tmp_path, "demo", shipped.tables, complements.load(ROOT / "data", shipped))
    assert audited(tmp_path) == (0, [])
