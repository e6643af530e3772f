"""A tracker asks the site for a whole and for its parts, and subtracts. It finds nothing that is small."""

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd
import pytest

from dashboard.metrics import counts
from dashboard.published import call_types, live, places, schema
from dashboard.published.read import Release
from dashboard.published.schema import CATEGORY, COUNT, NEIGHBORHOOD_CATEGORY, STATE, State

AREAS = [place.id for place in places.load()]
CATEGORIES = call_types.load().in_areas()
Query = tuple[str | None, str | None]


@pytest.fixture
def release() -> Release:
    shown = live.release()
    assert shown
    return shown


class Tracker:
    """Asks every question that pages/calls.py and pages/map.py can ask, each once."""

    def __init__(self, release: Release) -> None:
        self.release = release
        self.months: dict[Query, pd.DataFrame] = {}

    def ask(self, category: str | None, area: str | None) -> pd.DataFrame:
        if (category, area) not in self.months:
            answer = counts.by_month(self.release, category, area).set_index("month")
            told = answer[STATE] == State.NUMBER
            assert (answer.loc[told, COUNT] >= self.release.threshold).all()
            assert answer.loc[~told, COUNT].isna().all()
            self.months[category, area] = answer
        return self.months[category, area]

    def found(self, areas: list[str]) -> Iterator[tuple[str | None, str, int]]:
        """A small rest, or the only part that is not told: of whom, the month, the number."""
        everywhere = list(call_types.load().categories)
        yield from self._rest(None, (None, None), [(c, None) for c in everywhere])
        for area in areas:
            yield from self._rest(area, (None, area), [(c, area) for c in CATEGORIES])

    def _rest(self, name: str | None, whole: Query, parts: list[Query]) -> Iterator[tuple[str | None, str, int]]:
        total = self.ask(*whole)[COUNT]
        told = pd.DataFrame({part: self.ask(*part)[COUNT] for part in parts})
        rest, untold = total - told.sum(axis=1), told.isna().sum(axis=1)
        small = (untold > 0) & ((rest < self.release.threshold) | (untold == 1)) & rest.notna()
        yield from ((name, str(month), int(rest[month])) for month in rest.index[small])


@pytest.mark.whole
def test_wholes_less_their_parts_leave_nothing_small(release: Release) -> None:
    assert list(Tracker(release).found(AREAS)) == []


@pytest.mark.whole
def test_the_map_tells_what_the_chart_tells(release: Release) -> None:
    """One more view of a cell is no second number for it."""
    for month in release.months[::12]:
        for category in (None, *CATEGORIES):
            seen = counts.by_neighborhood(release, category, (month,)).set_index("neighborhood")
            name = schema.NEIGHBORHOOD.name if category is None else NEIGHBORHOOD_CATEGORY.name
            table = release.tables[name]
            table = table[(table["month"] == month) & ((table["category"] == category) if category else True)]
            table = table.set_index("neighborhood").reindex(seen.index)
            assert seen[COUNT].equals(table[COUNT])
            assert seen[STATE].equals(table[STATE])


def test_the_tracker_finds_a_part_left_alone(release: Release) -> None:
    """A row shows all its cells but one, and its total, which is theirs and 4."""
    area, month = "whittier", release.months[-1]
    cells, totals = (release.tables[table.name].copy() for table in (NEIGHBORHOOD_CATEGORY, schema.NEIGHBORHOOD))
    here = (cells["month"] == month) & (cells["neighborhood"] == area)
    row = cells.index[here & (cells[STATE] == State.WITHHELD)]
    cells.loc[row[1:], [COUNT, STATE]] = 10, State.NUMBER.value
    of_area = (totals["month"] == month) & (totals["neighborhood"] == area)
    totals.loc[of_area, [COUNT, STATE]] = int(cells.loc[here, COUNT].sum()) + 4, State.NUMBER.value
    weak = replace(
        release,
        id="weak",
        tables=release.tables | {NEIGHBORHOOD_CATEGORY.name: cells, schema.NEIGHBORHOOD.name: totals},
    )
    assert (area, month, 4) in list(Tracker(weak).found([area]))


def test_a_sum_over_a_withheld_cell_is_refused(release: Release) -> None:
    city, month = release.tables[CATEGORY.name].copy(), release.months[-1]
    at = city.index[city["month"] == month][0]
    city.loc[at, [COUNT, STATE]] = pd.NA, State.WITHHELD.value
    weak = replace(release, id="weak-city", tables=release.tables | {CATEGORY.name: city})
    answer = counts.by_month(weak, None, None).set_index("month")
    assert answer.loc[month, STATE] == State.WITHHELD
    assert pd.isna(answer.loc[month, COUNT])
