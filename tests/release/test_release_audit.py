"""The attacker: planted weak releases are caught, and a sound one is not."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard.published import schema
from dashboard.published.read import Release
from dashboard.published.schema import COUNT, STATE, TABLES, Split, State
from dashboard.release.audit import UNPLACED, audit
from dashboard.release.worlds import Worlds

MONTH = "2026-09"
CELLS, AREAS, CITY = schema.NEIGHBORHOOD_CATEGORY.name, schema.NEIGHBORHOOD.name, schema.CATEGORY.name
LINES = schema.NEIGHBORHOOD_RESPONDER.name
LARGE_UNPLACED = {(UNPLACED, MONTH, "x"), (UNPLACED, MONTH, "y")}

Rows = dict[tuple[str, ...], int | None]


def frame(table: schema.Table, rows: Rows) -> pd.DataFrame:
    """`rows`: dimensions -> a number, or None for withheld."""
    made = pd.DataFrame([*rows], columns=list(table.dimensions), dtype="str")
    counts = pd.Series([*rows.values()], dtype="Int64")
    states = pd.Series([State.WITHHELD.value if n is None else State.NUMBER.value for n in rows.values()], dtype="str")
    remarks = dict.fromkeys(table.remarks, Split.PARTS.value)
    return made.assign(**remarks, **{COUNT: counts, STATE: states})


def release(**tables: Rows) -> Release:
    named = {name.replace("_", "-"): rows for name, rows in tables.items()}
    frames = {table.name: frame(table, named.get(table.name, {})) for table in TABLES}
    return Release("t", "t", False, "", date(2026, 11, 1), (), (MONTH,), 10, frames, Path(), {})


def month(cells: dict[str, int | None], areas: dict[str, int | None], city: dict[str, int | None]) -> dict[str, Rows]:
    return {
        "neighborhood_category_month": {(MONTH, *key.split()): n for key, n in cells.items()},
        "neighborhood_month": {(MONTH, key): n for key, n in areas.items()},
        "category_month": {(MONTH, key): n for key, n in city.items()},
    }


SOUND = month(
    {"a x": None, "a y": None, "b x": 30, "b y": 40, "c x": None, "c y": None},
    {"a": 55, "b": 70, "c": 60},
    {"x": 60, "y": 160},
)
COVER = frozenset({(CELLS, MONTH, "a", "y"), (CELLS, MONTH, "c", "y"), *LARGE_UNPLACED})


def test_a_sound_release_stands_even_against_who_knows_the_complements() -> None:
    for told in (None, COVER):
        found = audit(release(**SOUND), (), told)
        assert (found.findings, found.withheld) == ([], 4)
        assert found.narrowest is not None
        assert found.narrowest >= 9


NO_COMPLEMENT = month({"a x": None, "a y": 50, "b x": 30, "b y": 40}, {"a": 55, "b": 70}, {"x": 60, "y": 160})
TWO_SMALL = month({"a x": None, "a y": None, "b x": 30, "b y": 40}, {"a": 12, "b": 70}, {"x": 60, "y": 160})
PROTECTED_INSIDE = month({"a x": 20, "a y": 50, "b x": 30, "b y": 40}, {"a": 73, "b": 70}, {"x": 60, "y": 160})
ONE_TABLE_ONLY = {
    "neighborhood_month": {("2026-07", "a"): None, ("2026-08", "a"): 20, ("2026-09", "a"): 30},
    "neighborhood_responder_quarter": {
        ("2026-Q3", "a", "police"): 30,
        ("2026-Q3", "a", "fire"): 15,
        ("2026-Q3", "a", "bcr"): 10,
        ("2026-Q3", "a", "fire-and-bcr"): 25,
    },
}
BESIDE = {
    "category_month": {("2026-09", "x"): None, ("2026-09", "y"): 100},
    "hour_weekday_month": {("2026-09", f"{h:02}", "1-mon"): (107 if h == 0 else 0) for h in range(24)},
}


@pytest.mark.parametrize(
    ("weak", "cell", "low", "high"),
    [
        (NO_COMPLEMENT, (CELLS, MONTH, "a", "x"), 5, 5),
        (ONE_TABLE_ONLY, (AREAS, "2026-07", "a"), 5, 5),
        (BESIDE, (CITY, MONTH, "x"), 7, 7),
        (PROTECTED_INSIDE, (AREAS, MONTH, "a"), 3, 3),
    ],
    ids=["no complement", "complement in one table only", "a total beside one withheld cell", "protected in a total"],
)
@pytest.mark.parametrize("told", [None, frozenset(LARGE_UNPLACED)], ids=["told nothing", "told complements"])
def test_a_weak_release_is_caught(
    weak: dict[str, Rows], cell: tuple[str, ...], low: int, high: int, told: frozenset[tuple[str, ...]] | None
) -> None:
    assert [(f.cell, f.low, f.high) for f in audit(release(**weak), (), told).findings] == [(cell, low, high)]


def test_two_small_cells_that_share_a_small_total_are_narrowed_for_who_knows_that_both_are_small() -> None:
    found = audit(release(**TWO_SMALL), (), frozenset(LARGE_UNPLACED)).findings
    assert {(f.cell[-1], f.low, f.high) for f in found} == {("x", 3, 9), ("y", 3, 9)}


def test_a_value_that_changes_between_releases_is_caught() -> None:
    before = release(category_month={(MONTH, "x"): 100, (MONTH, "y"): None})
    after = release(category_month={(MONTH, "x"): 103, (MONTH, "y"): None})
    assert [(f.low, f.cell) for f in audit(after, [before]).findings] == [(3, (CITY, MONTH, "x"))]


def test_what_an_earlier_release_showed_is_known() -> None:
    later = release(**month({"a x": None, "a y": None, "b x": 30, "b y": 40}, {"a": 55, "b": 70}, {"x": 60, "y": 160}))
    earlier = release(**NO_COMPLEMENT)
    found = audit(later, [replace(earlier, id="e")]).findings
    assert (CELLS, MONTH, "a", "x") in [f.cell for f in found]


def test_half_a_call_is_no_world() -> None:
    """Three cells of which any two add up to one."""
    worlds = Worlds(
        np.zeros(3, np.int64), np.full(3, 9), [((0, 1), (1, 1), 1), ((1, 2), (1, 1), 1), ((0, 2), (1, 1), 1)]
    )
    assert worlds.look(np.ones(3))
    assert not worlds.whole
    assert (worlds.least > worlds.greatest).all()
