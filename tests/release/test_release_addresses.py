"""Rule 9: a cell in which one address makes more than half of the calls is withheld and cannot be worked out."""

import random
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from dashboard.published import call_types, schema
from dashboard.published.read import Release, current
from dashboard.published.schema import COUNT, STATE, TABLES, TIMES, State
from dashboard.release import addresses, complements, sources
from dashboard.release.audit import Cell, audit
from dashboard.release.blocks import Matrix, hide_in_line, protect_fixed
from dashboard.release.build import build
from tests.release.calls import AS_OF, Row, every, export, tidied, whole_months, write_csv, write_export
from tests.release.test_release_protect import T, interval, tables

pytestmark = pytest.mark.whole

SHOP = "900 Nicollet Mall"
TYPES = ("Theft (P)", "Heart", "Burglary Dwlng - Report", "Suspicious Person")
AREAS = {"Whittier": "whittier", "Como": "como", "Longfellow": "longfellow"}
AGENCIES = {"MPD": "police", "MFD": "fire", "BCR": "bcr"}
REDACTED = ("**Redacted 13.82**", "  redacted", "", None, "-")
SHIPPED = Path(sources.REFERENCE, sources.FOLDER, "dispatch-export.yaml").read_text()


def at(number: int, month: str = "2026-10") -> str:
    """Noon of the first or the last day."""
    last = pd.Period(month).days_in_month
    return f"{month}-{last if number % 2 else 1:02} 12:00:00"


def placed(calls: Iterable[Row]) -> list[Row]:
    """Dispatch rows that name their neighborhood, without stamps but the first."""
    blank = dict.fromkeys(("TIME_QUEUED", "TIME_ASSIGNED", "TIME_ARRIVED", "TIME_CLEARED"))
    return [export(**{**blank, **call}) for call in calls]


def released(folder: Path, rows: list[Row], address: str = "address: ADDRESS") -> Release:
    layout = folder / "agency.yaml"
    lines = [line for line in SHIPPED.splitlines() if not line.startswith(("address:", "place:"))]
    layout.write_text("\n".join([*lines, "place: {area: NEIGHBORHOOD}", address]))
    path = write_csv(folder / "calls.csv", rows, [*export(), "NEIGHBORHOOD"])
    build(path, folder / "data", "agency", as_of=AS_OF, layout=str(layout))
    return current(folder / "data")


def shop(of_shop: int = 12) -> list[Row]:
    """Three neighborhoods by four categories, 20 calls each; `of_shop` of the thefts in Whittier are one shop's."""
    calls = [
        {"NEIGHBORHOOD": area, "CALL_TYPE": kind, "FINAL_CALL_TYPE": kind, "TIME_RECEIVED": at(n), "ADDRESS": None}
        for area in AREAS
        for kind in TYPES
        for n in range(20)
    ]
    for n, call in enumerate(calls):
        call["ADDRESS"] = (SHOP if n % 2 else SHOP.upper().replace(" ", "  ")) if n < of_shop else f"{n} Elm St"
    return placed(calls)


def guarded(release: Release) -> frozenset[Cell]:
    root = release.folder.parents[1]
    return complements.load(root, release, addresses.FOLDER) or frozenset()


def reach(release: Release, month: str, area: str, category: str) -> tuple[float, float]:
    """Least and greatest value of a cell by the tables of areas and categories alone; scipy, told nothing."""
    cells = release.tables[schema.NEIGHBORHOOD_CATEGORY.name]
    cells = cells[cells["month"] == month]
    ids, groups = sorted(set(cells["neighborhood"])), sorted(set(cells["category"]))
    counts = cells[COUNT].to_numpy(float, na_value=np.nan).reshape(len(ids), len(groups))
    width = counts.size + len(groups)
    bounds = [(0, None) if np.isnan(n) else (n, n) for n in counts.ravel()] + [(0, None)] * len(groups)
    equal, right = [], []
    rows = release.tables[schema.NEIGHBORHOOD.name].set_index(["month", "neighborhood"])[COUNT]
    columns = release.tables[schema.CATEGORY.name].set_index(["month", "category"])[COUNT]
    for i, name in enumerate(ids):
        if not pd.isna(rows[month, name]):
            equal.append([float(k // len(groups) == i and k < counts.size) for k in range(width)])
            right.append(float(rows[month, name]))
    for j, name in enumerate(groups):
        if not pd.isna(columns[month, name]):
            equal.append([float(k % len(groups) == j) for k in range(width)])
            right.append(float(columns[month, name]))
    goal = np.zeros(width)
    goal[ids.index(area) * len(groups) + groups.index(category)] = 1
    ends = [linprog(sign * goal, A_eq=np.array(equal), b_eq=right, bounds=bounds) for sign in (1, -1)]
    return tuple(np.inf if end.status == 3 else abs(end.fun) for end in ends)


def test_a_shop_with_twelve_of_twenty_thefts_is_withheld_and_cannot_be_worked_out(tmp_path: Path) -> None:
    found = released(tmp_path, shop())
    cells = found.tables[schema.NEIGHBORHOOD_CATEGORY.name].set_index(["neighborhood", "category"])
    assert cells.loc[("whittier", "theft"), STATE] == State.WITHHELD
    assert cells.loc[("longfellow", "theft"), COUNT] == 20
    assert found.tables[schema.NEIGHBORHOOD.name][COUNT].max() == 80
    assert found.tables[schema.CATEGORY.name][COUNT].max() == 60
    assert guarded(found) == {(schema.NEIGHBORHOOD_CATEGORY.name, "2026-10", "whittier", "theft")}
    least, greatest = reach(found, "2026-10", "whittier", "theft")
    assert greatest - least >= T
    assert "one address" in (found.folder / "METHOD.md").read_text()


def test_half_of_the_calls_is_not_more_than_half(tmp_path: Path) -> None:
    found = released(tmp_path, shop(of_shop=10))
    assert guarded(found) == frozenset()
    assert not (tmp_path / "data" / addresses.FOLDER).exists()
    cells = found.tables[schema.NEIGHBORHOOD_CATEGORY.name].set_index(["neighborhood", "category"])
    assert cells.loc[("whittier", "theft"), COUNT] == 20


def test_the_audit_finds_a_cell_of_one_address_that_can_be_worked_out(tmp_path: Path) -> None:
    found = released(tmp_path, shop())
    told = complements.load(tmp_path / "data", found)
    for known in (None, told):
        assert audit(found, (), known, guarded(found)).findings == []
    name, cell = schema.NEIGHBORHOOD_CATEGORY.name, next(iter(guarded(found)))
    frame = found.tables[name].copy()
    beside = (frame[STATE] == State.WITHHELD) & (frame["neighborhood"] == "whittier") & (frame["category"] != "theft")
    frame.loc[beside, [COUNT, STATE]] = [0, State.NUMBER.value]
    weak = replace(found, tables=found.tables | {name: frame})
    assert cell in {finding.cell for finding in audit(weak, (), told, guarded(found)).findings}


def year() -> list[Row]:
    """A year in which one address calls again and again: at some places and hours, for some reasons."""
    chance = random.Random(9)
    calls = []
    for month in map(str, pd.period_range("2025-01", "2025-12", freq="M")):
        for n in range(500):
            area, kind, hour = chance.choice(list(AREAS)), chance.choice(TYPES), chance.choice((2, 9, 17))
            agency, end = (
                chance.choices(list(AGENCIES), (6, 3, 1))[0],
                chance.choice(("RPT-Report", "AST-Assist", None)),
            )
            often = (
                (agency, kind) == ("MFD", TYPES[1]),
                (area, kind) == ("Como", TYPES[2]),
                (agency, area) == ("BCR", "Como"),
                (kind, hour) == (TYPES[0], 2),
                (kind, end) == (TYPES[3], "AST-Assist"),
                (month, area) == ("2025-03", "Whittier"),
                (month, kind) == ("2025-05", TYPES[3]),
                (month, hour) == ("2025-07", 17),
            )
            calls.append(
                {
                    "NEIGHBORHOOD": area if n % 11 else None,
                    "CALL_TYPE": kind,
                    "FINAL_CALL_TYPE": kind,
                    "AGENCY": agency,
                    "TIME_RECEIVED": at(n, month).replace(" 12:", f" {hour:02}:"),
                    "DISPOSITION": end,
                    "ADDRESS": SHOP if any(often) or n % 3 == 0 else f"{n} Elm St",
                }
            )
    return placed(calls)


def by_hand(rows: list[Row]) -> dict[str, set[tuple[str, ...]]]:
    """The cells of ten calls or more in which one address makes more than half, by table, from the rows."""
    frame = pd.DataFrame(rows)
    clock = pd.to_datetime(frame["TIME_RECEIVED"])
    types = call_types.load()
    keys = pd.DataFrame(
        {
            "month": clock.dt.strftime("%Y-%m"),
            "quarter": clock.dt.year.astype(str) + "-Q" + clock.dt.quarter.astype(str),
            "year": clock.dt.year.astype(str),
            "neighborhood": frame["NEIGHBORHOOD"].map(AREAS),
            "category": [types.find(name.removesuffix(" (P)")).category for name in frame["CALL_TYPE"]],
            "responder": frame["AGENCY"].map(AGENCIES),
            "hour": clock.dt.strftime("%H"),
            "weekday": [schema.WEEKDAYS[day] for day in clock.dt.weekday],
            "daypart": [schema.DAYPARTS[hour // 4] for hour in clock.dt.hour],
            "disposition": frame["DISPOSITION"]
            .map({"RPT-Report": "report", "AST-Assist": "assisted"})
            .fillna("not-recorded"),
            "address": frame["ADDRESS"],
        }
    )
    both = keys[keys["responder"] != "police"].assign(responder=schema.FIRE_AND_BCR)
    found = {}
    for table in TABLES:
        whole = pd.concat([keys, both]) if "responder" in table.dimensions else keys
        groups = whole.groupby(list(table.dimensions))["address"]
        found[table.name] = {cell for cell, of in groups if len(of) >= T and 2 * of.value_counts().max() > len(of)}
    return found


def test_in_every_table_cells_of_one_address_are_withheld_and_stay_wide(tmp_path: Path) -> None:
    rows = year()
    found = released(tmp_path, rows)
    expected = by_hand(rows)
    for table in TABLES:
        assert expected[table.name], table.name
        frame = found.tables[table.name].set_index(list(table.dimensions))
        assert set(frame.loc[list(expected[table.name]), STATE]) == {State.WITHHELD}, table.name
        if table in (schema.NEIGHBORHOOD_CATEGORY, schema.NEIGHBORHOOD, schema.CATEGORY):
            assert (frame[STATE] == State.NUMBER).any(), table.name
    assert guarded(found) == {(name, *cell) for name, cells in expected.items() for cell in cells}
    assert audit(found, (), None, guarded(found)).findings == []


def test_a_split_with_a_part_of_one_address_is_withheld_whole(tmp_path: Path) -> None:
    rows = [row | {"AGENCY": ("MPD", "MPD", "MFD", "BCR")[n % 4]} for n, row in enumerate(shop(0))]
    of_fire = [row for row in rows if row["AGENCY"] == "MFD" and row["CALL_TYPE"] == "Heart"]
    for row in of_fire[: len(of_fire) // 2 + 1]:
        row["ADDRESS"] = SHOP
    found = released(tmp_path, rows)
    lines = found.tables[schema.RESPONDER.name].set_index(["category", "responder"])
    assert set(lines.loc["medical", schema.SPLIT]) == {schema.Split.WITHHELD}
    assert set(lines.loc["theft", schema.SPLIT]) == {schema.Split.PARTS}
    assert (schema.RESPONDER.name, "2026-10", "medical", "fire") in guarded(found)


def test_a_time_of_one_address_does_not_stand(tmp_path: Path) -> None:
    clocks = {"TIME_ASSIGNED": None, "TIME_QUEUED": None, "TIME_CLEARED": None}
    rows = [
        export(**clocks, TIME_RECEIVED=at(n), TIME_ARRIVED=at(n).replace("12:00", "12:09"), PRIORITY=p, ADDRESS=address)
        for p, address in ((1, SHOP), (2, None))
        for n in range(40)
    ]
    build(write_export(tmp_path / "x.csv", rows), tmp_path / "data", "agency", as_of=AS_OF)
    times = current(tmp_path / "data").times.set_index(list(TIMES.dimensions))[STATE]
    assert times["2026-10", "1", "received-to-arrived"] == State.WITHHELD
    assert times["2026-10", "2", "received-to-arrived"] == State.NUMBER


@pytest.mark.parametrize("nothing", REDACTED)
def test_a_blank_or_redacted_address_is_none(tmp_path: Path, nothing: str | None) -> None:
    with duckdb.connect() as calls:
        tidied(calls, write_export(tmp_path / "x.csv", [export(ADDRESS=nothing)]))
        assert every(calls, "address") == [None]


def test_an_address_enters_the_calls_as_a_number_only(tmp_path: Path) -> None:
    written = (SHOP, SHOP.upper(), SHOP.replace(" ", "   "), "901 Nicollet Mall")
    with duckdb.connect() as calls:
        tidied(calls, write_export(tmp_path / "x.csv", [export(ADDRESS=text) for text in written]))
        assert "Nicollet" not in str(calls.sql("SELECT * FROM calls").fetchall())
        assert sorted(map(every(calls, "address").count, set(every(calls, "address")))) == [1, 3]


def test_without_an_address_nothing_changes(tmp_path: Path) -> None:
    """Redacted addresses and a layout without them give the same tables; only the words of the rule differ."""
    rows = [row | {"ADDRESS": REDACTED[n % 5]} for n, row in enumerate(shop())]
    made = []
    for name, address in (("a", "address: ADDRESS"), ("b", "")):
        (tmp_path / name).mkdir()
        made.append(released(tmp_path / name, rows, address))
        assert guarded(made[-1]) == frozenset()
    for table in TABLES:
        pd.testing.assert_frame_equal(made[0].tables[table.name], made[1].tables[table.name])
    assert addresses.FOLDER not in made[1].package["rule"]["words"]
    build(write_csv(tmp_path / "c.csv", whole_months(40)), tmp_path / "c", "test", as_of=AS_OF)
    assert addresses.FOLDER not in current(tmp_path / "c").package["rule"]["words"]


@given(tables, st.data())
@settings(max_examples=40, deadline=None)
def test_a_guarded_cell_of_a_month_is_as_wide_as_the_threshold(
    table: tuple[list[list[int]], list[int]], data: st.DataObject
) -> None:
    cells, unplaced = np.array(table[0], np.int64), np.array(table[1], np.int64)
    large = [tuple(cell) for cell in np.argwhere(cells >= T).tolist()]
    if not large:
        return
    kept = np.zeros(cells.shape, np.bool_)
    for cell in data.draw(st.sets(st.sampled_from(large), min_size=1, max_size=3)):
        kept[cell] = True
    columns = cells.sum(axis=0) + unplaced
    masks = (cells < T) | kept, cells.sum(axis=1) < T, columns < T
    none = np.zeros(len(cells), np.bool_), np.zeros(len(columns), np.bool_)
    Matrix(cells, columns, T, range(cells.shape[1]), (kept, *none)).protect(*masks)
    for place in np.flatnonzero(kept.ravel()).tolist():
        least, greatest = interval(cells, unplaced, masks, place, T)
        assert greatest - least >= T
    for place in np.flatnonzero(cells.ravel() < T).tolist():
        least, greatest = interval(cells, unplaced, masks, place, T)
        assert least <= 0
        assert greatest >= T - 1


@given(st.lists(st.integers(0, 40), min_size=2, max_size=12), st.data())
@settings(max_examples=100, deadline=None)
def test_a_guarded_cell_of_a_line_is_as_wide_as_the_threshold(values: list[int], data: st.DataObject) -> None:
    line = np.array(values, float)
    kept = (line >= T) & np.array(data.draw(st.lists(st.booleans(), min_size=len(line), max_size=len(line))))
    hidden = (line < T) | kept
    if hide_in_line(line, hidden, T, guarded=kept):
        bounds = [(n, n) if not h else (0, T - 1) if n < T else (T, None) for n, h in zip(line, hidden, strict=True)]
        for place in np.flatnonzero(kept):
            goal = np.eye(len(line))[place]
            ends = [
                linprog(sign * goal, A_eq=np.ones((1, len(line))), b_eq=[line.sum()], bounds=bounds) for sign in (1, -1)
            ]
            assert -ends[1].fun - ends[0].fun >= T


@given(tables, st.data())
@settings(max_examples=60, deadline=None)
def test_a_guarded_cell_of_a_block_is_as_wide_as_the_threshold(
    table: tuple[list[list[int]], list[int]], data: st.DataObject
) -> None:
    """All totals stand, as in a quarter of categories by part of the day."""
    cells = np.array(table[0], np.int64)
    kept = (cells >= T) & (np.arange(cells.size).reshape(cells.shape) == data.draw(st.integers(0, cells.size - 1)))
    hidden = (cells < T) | kept
    protect_fixed(cells, hidden, np.zeros(len(cells), np.bool_), T, range(len(cells)), kept)
    if hidden.all():
        return
    bounds = [
        (n, n) if not h else (0, T - 1) if n < T else (T, None)
        for n, h in zip(cells.ravel(), hidden.ravel(), strict=True)
    ]
    rows = [np.arange(cells.size) // cells.shape[1] == i for i in range(cells.shape[0])]
    sums = np.array(rows + [np.arange(cells.size) % cells.shape[1] == j for j in range(cells.shape[1])], float)
    for place in np.flatnonzero(kept.ravel()):
        goal = np.eye(cells.size)[place]
        ends = [linprog(sign * goal, A_eq=sums, b_eq=sums @ cells.ravel(), bounds=bounds) for sign in (1, -1)]
        assert -ends[1].fun - ends[0].fun >= T - 1e-6
