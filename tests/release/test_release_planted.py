"""Weaknesses planted in the shipped release are found by the whole command, which names the cell."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from dashboard.paths import ROOT
from dashboard.published import call_types, dispositions, places, read, schema
from dashboard.published.schema import CATEGORY, COUNT, NEIGHBORHOOD, NEIGHBORHOOD_CATEGORY, STATE, State
from dashboard.release import complements, package, rule
from dashboard.release.publish import publish

pytestmark = pytest.mark.whole

Frames = dict[str, pd.DataFrame]
Cell = tuple[str, ...]


@pytest.fixture(scope="module")
def shipped() -> read.Release:
    return read.current(ROOT / "data")


def put(root: Path, series: str, frames: Frames, told: frozenset[Cell]) -> None:
    """Publishes the frames as the next release of a series."""
    words = package.words()
    heading = package.Heading(series, demonstration=series == "demo", day=pd.Timestamp("2026-11-11").date())
    codes = package.codes(call_types.load(), places.load(), dispositions.load(), words)
    name, files = package.contents(heading, words, rule.load(), codes, frames, b'{"corrections": []}\n')
    publish(root, name, files)
    complements.keep(root, name, told)


def audited(root: Path) -> tuple[int, list[Cell]]:
    """Exit status, and the cells that the command names."""
    command = [sys.executable, "-m", "dashboard", "release", "audit", str(root), "--json"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)
    return ran.returncode, [tuple(finding["cell"]) for finding in json.loads(ran.stdout)["findings"]]


def tell(frames: Frames, cell: Cell, number: int) -> None:
    frame = frames[cell[0]]
    key = list(next(table for table in schema.TABLES if table.name == cell[0]).dimensions)
    at = frame.index[(frame[key] == list(cell[1:])).all(axis=1)]
    frame.loc[at, COUNT] = number
    frame.loc[at, STATE] = State.NUMBER.value


def hidden_with(frames: Frames, size: int) -> list[list[Cell]]:
    """For each row of the last month: its withheld cells, where there are so many."""
    cells = frames[NEIGHBORHOOD_CATEGORY.name]
    cells = cells[(cells["month"] == cells["month"].max()) & (cells[STATE] == State.WITHHELD)]
    rows = [
        [(NEIGHBORHOOD_CATEGORY.name, *key) for key in row.iloc[:, :3].itertuples(index=False, name=None)]
        for _, row in cells.groupby("neighborhood")
    ]
    return [row for row in rows if len(row) == size]


def complement_revealed(frames: Frames, told: frozenset[Cell]) -> Cell:
    """All of a row's withheld cells are told but one small one."""
    row = next(row for row in hidden_with(frames, 2) if told.intersection(row))
    (cover,) = told.intersection(row)
    tell(frames, cover, rest(frames, row) - 4)
    return next(cell for cell in row if cell != cover)


def total_beside_one_cell(frames: Frames, told: frozenset[Cell]) -> Cell:
    """A row's cells are all small; told one by one at the threshold, but one, beside a total that leaves it 3."""
    row = min((row for size in range(3, 9) for row in hidden_with(frames, size)), key=len)
    for cell in row[1:]:
        tell(frames, cell, 10)
    total = (NEIGHBORHOOD.name, *row[0][1:3])
    tell(frames, total, number(frames, total) - rest(frames, row) + 10 * len(row[1:]) + 3)
    return row[0]


def protected_inside(frames: Frames, told: frozenset[Cell]) -> Cell:
    """Seven calls of a protected type in the total of an area whose cells are all shown."""
    total = (NEIGHBORHOOD.name, *next(iter(whole_rows(frames))))
    tell(frames, total, number(frames, total) + 7)
    return total


def whole_rows(frames: Frames) -> pd.Index:
    cells = frames[NEIGHBORHOOD_CATEGORY.name]
    shown = (cells[STATE] == State.NUMBER).groupby([cells["month"], cells["neighborhood"]]).all()
    return shown.index[shown]


def number(frames: Frames, cell: Cell) -> int:
    frame = frames[cell[0]]
    key = list(next(table for table in schema.TABLES if table.name == cell[0]).dimensions)
    return int(frame.loc[(frame[key] == list(cell[1:])).all(axis=1), COUNT].iloc[0])


def rest(frames: Frames, row: list[Cell]) -> int:
    """What the withheld cells of a row add up to."""
    cells = frames[NEIGHBORHOOD_CATEGORY.name]
    shown = cells[(cells["month"] == row[0][1]) & (cells["neighborhood"] == row[0][2])][COUNT].sum()
    return number(frames, (NEIGHBORHOOD.name, *row[0][1:3])) - int(shown)
