"""The release rule's guarantees on random calls, over all tables of a release and of its series together."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from dashboard.published import schema
from dashboard.published.schema import COUNT, DAYPARTS, FIRE_AND_BCR, STATE, TABLES, State, Table, quarter
from dashboard.release.protect import protect
from tests.release.attacker import NOWHERE, Cell, Frames, narrowed

T = 10
VALUES = {
    "neighborhood": ("a", "b", "c"),
    "category": ("protected", "x", "y", "z"),
    "responder": sorted(schema.RESPONDERS),
    "hour": tuple(part[:2] for part in DAYPARTS),
    "weekday": ("1-mon", "6-sat"),
    "daypart": DAYPARTS,
    "disposition": ("advised", "report"),
}
ORDER = ["z", "y", "x", "protected"]
PHASES = (Phase.generate,)
"""A seed does not shrink."""

YEAR = tuple(f"2026-{month:02}" for month in range(1, 13))


@dataclass(frozen=True)
class City:
    """Calls of some months, about `scale` of each month, place, category and responder, very unevenly."""

    seed: int
    scale: float

    def calls(self, months: tuple[str, ...], salt: int = 0) -> pd.DataFrame:
        """One row a call. One in ten has no place; one category is protected."""
        random = np.random.default_rng([self.seed, salt])
        kinds = pd.MultiIndex.from_product(
            [months, [*VALUES["neighborhood"], NOWHERE], VALUES["category"], VALUES["responder"]],
            names=["month", "neighborhood", "category", "responder"],
        )
        rates = self.scale * random.lognormal(0, 1.3, len(kinds)) * (random.random(len(kinds)) < 0.8)
        calls = kinds.repeat(random.poisson(rates)).to_frame(index=False)
        busy = random.dirichlet(np.full(6, 3.0))
        return calls.assign(
            hour=random.choice(VALUES["hour"], len(calls), p=busy),
            weekday=random.choice(VALUES["weekday"], len(calls)),
            disposition=random.choice(VALUES["disposition"], len(calls), p=(0.8, 0.2)),
        )


def counted(calls: pd.DataFrame, months: tuple[str, ...], known: tuple[str, ...]) -> Frames:
    """The tables of the periods that `months` complete; `known` are all months of the series."""
    calls = calls.assign(
        quarter=calls["month"].map(quarter),
        year=calls["month"].str[:4],
        daypart=calls["hour"].map(lambda hour: next(part for part in DAYPARTS if part.startswith(hour))),
    )
    return {table.name: _count(calls, table, months, known) for table in TABLES}


def _count(calls: pd.DataFrame, table: Table, months: tuple[str, ...], known: tuple[str, ...]) -> pd.DataFrame:
    named = {"month": str, "quarter": quarter, "year": lambda month: month[:4]}[table.period]
    periods = [p for p in dict.fromkeys(map(named, months)) if {*schema.months_of(p)} <= {*known}]
    categories = VALUES["category"]
    if "neighborhood" in table.dimensions:
        calls = calls[(calls["neighborhood"] != NOWHERE) & (calls["category"] != "protected")]
        categories = tuple(c for c in categories if c != "protected")
    grid = pd.MultiIndex.from_product(
        [periods, *((VALUES | {"category": categories})[d] for d in table.dimensions[1:])], names=table.dimensions
    )
    counts = calls.groupby([*table.dimensions]).size().reindex(grid, fill_value=0).astype("Int64").rename(COUNT)
    if "responder" not in table.dimensions:
        return counts.reset_index()
    both = counts.drop("police", level="responder").groupby(level=[0, 1]).sum().reset_index()
    whole = pd.concat([counts.reset_index(), both.assign(responder=FIRE_AND_BCR)])
    return whole.sort_values([*table.dimensions], ignore_index=True)[[*table.dimensions, COUNT]]


def held(frames: Frames, of_one: frozenset[Cell] = frozenset()) -> None:
    """G1 and G2, and rule 9 for the cells of one address."""
    for name, frame in frames.items():
        assert (frame.loc[frame[STATE] == State.NUMBER, COUNT] >= T).all(), name
    for told in (False, True):
        assert list(narrowed(frames, T, told=told, wide=of_one)) == [], told


cities = st.builds(City, st.integers(0, 2**32), st.sampled_from((0.3, 1.0, 3.0, 10.0, 40.0)))


def check(city: City, months: tuple[str, ...]) -> None:
    counts = counted(city.calls(months), months, months)
    released = protect(counts, {}, {}, ORDER, T)
    held(released)
    for name, frame in released.items():
        shown = frame[STATE] == State.NUMBER
        assert frame.loc[shown, COUNT].equals(counts[name].loc[shown, COUNT]), name


@given(cities)
@settings(max_examples=5, phases=PHASES)
@pytest.mark.whole
def test_nothing_small_can_be_worked_out_of_a_quarter(city: City) -> None:
    check(city, YEAR[:3])


@given(cities)
@settings(max_examples=60, phases=PHASES)
@pytest.mark.deep
def test_nothing_small_can_be_worked_out_of_any_of_many_quarters(city: City) -> None:
    check(city, YEAR[:3])


@pytest.mark.whole
@pytest.mark.parametrize("seed", range(3))
def test_cells_of_one_address_can_neither_be_worked_out_nor_uncover_small_ones(seed: int) -> None:
    """One in twenty of the large cells is of one address."""
    counts = counted(City(seed, 10.0).calls(YEAR[:3]), YEAR[:3], YEAR[:3])
    random = np.random.default_rng(seed)
    masks = {
        name: (frame[COUNT] >= T).to_numpy(bool) & (random.random(len(frame)) < 0.05) for name, frame in counts.items()
    }
    released = protect(counts, {}, {}, ORDER, T, masks)
    of_one = frozenset(
        (table.name, *key)
        for table in TABLES
        for key in counts[table.name].loc[masks[table.name], [*table.dimensions]].itertuples(index=False)
    )
    for name, frame in released.items():
        assert (frame.loc[masks[name], STATE] == State.WITHHELD).all(), name
    held(released, of_one)


@given(cities)
@settings(max_examples=4, phases=PHASES)
@pytest.mark.deep
def test_nothing_small_can_be_worked_out_of_a_year(city: City) -> None:
    check(city, YEAR)


@given(cities, st.sampled_from((0.0, 0.02, 0.2)))
@settings(max_examples=15, phases=PHASES)
@pytest.mark.deep
def test_a_month_more_with_late_records_tells_nothing_of_the_months_before(city: City, late: float) -> None:
    check_late(city, late)


@pytest.mark.whole
def test_few_calls_of_a_part_of_the_day_are_not_told_by_its_quarter() -> None:
    """Five calls at night in the first month: it is withheld by hour, and its quarter by part of the day."""
    calls = City(1, 40.0).calls(YEAR[:3])
    night = (calls["month"] == YEAR[0]) & (calls["hour"] == "00")
    held(protect(counted(calls[~night | (night.cumsum() <= 5)], YEAR[:3], YEAR[:3]), {}, {}, ORDER, T))


@pytest.mark.whole
@pytest.mark.parametrize("late", [0.0, 0.2])
def test_a_quarter_is_completed_by_a_later_release(late: float) -> None:
    check_late(City(0, 1.0), late)


def check_late(city: City, late: float) -> None:
    """Two months are released; then the third, with the quarter. Meanwhile the first two have more calls."""
    then, now = YEAR[:2], YEAR[:3]
    calls = city.calls(now)
    early = calls[calls["month"] != YEAR[2]]
    first = protect(counted(early, then, then), {}, {}, ORDER, T)
    before = {
        n: frame.assign(**{COUNT: frame[COUNT].where(frame[STATE] == State.NUMBER)}) for n, frame in first.items()
    }
    calls = pd.concat([calls, City(city.seed, city.scale * late).calls(then, salt=1)])
    counts = counted(calls, YEAR[2:3], now)
    again = counted(calls, then, then)
    recounted = {
        table.name: again[table.name].set_index([*table.dimensions])[COUNT]
        for table in (schema.NEIGHBORHOOD, schema.CATEGORY, schema.RESPONDER)
    }
    second = protect(counts, before, recounted, ORDER, T)
    held({name: pd.concat([first[name], second[name]], ignore_index=True) for name in first})
