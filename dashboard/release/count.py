"""Counts calls into the tables of a release, every cell of each grid, nothing withheld yet.

These frames hold small counts. They stay in memory and go to `protect` only. What is counted is said once, in Ibis,
and runs where `engine` put the calls.
"""

from dataclasses import dataclass

import ibis
import pandas as pd
from ibis import _

from dashboard.published.schema import (
    CATEGORY,
    COUNT,
    DAYPARTS,
    FIRE_AND_BCR,
    HOURS,
    NEIGHBORHOOD,
    NEIGHBORHOOD_CATEGORY,
    NEIGHBORHOOD_RESPONDER,
    RESPONDER,
    RESPONDERS,
    TABLES,
    WEEKDAYS,
    Table,
    months_of,
    quarter,
)
from dashboard.release.reference import Reference

Frames = dict[str, pd.DataFrame]

_KEYS = {
    "month": _.month,
    "quarter": _.month,
    "year": _.month,
    "neighborhood": _.area,
    "category": _.category,
    "responder": _.responder,
    "hour": _.clock.hour(),
    "weekday": _.clock.day_of_week.index(),
    "daypart": _.clock.hour() // 4,
    "disposition": _.disposition,
}
_WORDS = {
    "quarter": _.quarter.left(4) + "-Q" + ((_.quarter.right(2).cast("int32") + 2) // 3).cast("string"),
    "year": _.year.left(4),
    "hour": _.hour.cases(*enumerate(HOURS)),
    "weekday": _.weekday.cases(*enumerate(WEEKDAYS)),
    "daypart": _.daypart.cases(*enumerate(DAYPARTS)),
}
"""What a key is called in a release, where it is not the key itself. Said of groups: of every call it takes longer."""
_BY_AREA = (NEIGHBORHOOD_CATEGORY, NEIGHBORHOOD, NEIGHBORHOOD_RESPONDER)


@dataclass(frozen=True)
class Months:
    """'YYYY-MM', ascending: `counted` have rows, `empty` lie between them and have none, `frozen` were released before.

    A period is counted when it holds no month but these and at least one that is not frozen.
    """

    counted: tuple[str, ...]
    empty: tuple[str, ...] = ()
    frozen: tuple[str, ...] = ()

    @property
    def fresh(self) -> tuple[str, ...]:
        """The months to be released now: after the last that was, gaps included."""
        last = self.frozen[-1] if self.frozen else ""
        return tuple(m for m in sorted((*self.counted, *self.empty)) if m > last)

    def periods(self, kind: str) -> tuple[str, ...]:
        """The months, whole quarters or whole years to be released now."""
        known = {*self.frozen, *self.fresh}
        named = {month: {"month": month, "quarter": quarter(month), "year": month[:4]}[kind] for month in self.fresh}
        found = sorted(set(named.values()))
        return tuple(period for period in found if known.issuperset(months_of(period)))


def count(calls: ibis.Table, known: Reference, months: Months) -> Frames:
    """One frame per table name for the periods to be released: dimensions as text, `count` as Int64.

    NA stands where the source has no row for a month of the period, and in area tables when it places no call at all.
    """
    placed = _in(calls, NEIGHBORHOOD).count().to_pyarrow().as_py() > 0
    frames: Frames = {}
    for table in TABLES:
        frame = _filled(calls, table, _values(table, known, months))
        missing = frame[table.period].map(lambda period: not set(months_of(period)).isdisjoint(months.empty))
        frame[COUNT] = frame[COUNT].mask(missing.astype(bool) | (table in _BY_AREA and not placed))
        frames[table.name] = _with_sum(frame, table) if "responder" in table.dimensions else frame
    return frames


def recounted(calls: ibis.Table, months: Months) -> dict[str, "pd.Series[int]"]:
    """What the frozen months count now, by table (those of months by neighborhood, category, responder) and dimensions.

    A month that was released is not restated. These tell where late records would show as a difference between a new
    quarter or year and its months, and how many calls of a quarter have no place.
    """
    return {
        table.name: _grouped(calls, table, months.frozen).set_index(list(table.dimensions))[COUNT]
        for table in (NEIGHBORHOOD, CATEGORY, RESPONDER)
    }


def _values(table: Table, known: Reference, months: Months) -> list[tuple[str, ...]]:
    categories = known.types.in_areas() if table in _BY_AREA else known.types.categories
    values: dict[str, tuple[str, ...]] = {
        "neighborhood": tuple(sorted(n.id for n in known.neighborhoods)),
        "category": tuple(sorted(categories)),
        "responder": RESPONDERS,
        "hour": HOURS,
        "weekday": WEEKDAYS,
        "daypart": DAYPARTS,
        "disposition": tuple(sorted(known.dispositions)),
    }
    return [months.periods(table.period), *(values[d] for d in table.dimensions[1:])]


def _in(calls: ibis.Table, table: Table) -> ibis.Table:
    """The calls that the table counts."""
    counting = calls.filter(_.reason.isnull())
    return counting.filter(_.area.notnull(), _.in_areas) if table in _BY_AREA else counting


def _grouped(calls: ibis.Table, table: Table, months: tuple[str, ...]) -> pd.DataFrame:
    keys = {d: _KEYS[d] for d in table.dimensions}
    words = {d: _WORDS.get(d, _[d]) for d in table.dimensions}
    groups = _in(calls, table).filter(_.month.isin(months)).group_by(**keys).agg(calls=_.count())
    counts: pd.DataFrame = groups.group_by(**words).agg(**{COUNT: _.calls.sum()}).to_pyarrow().to_pandas()
    return counts


def _filled(calls: ibis.Table, table: Table, values: list[tuple[str, ...]]) -> pd.DataFrame:
    """The counts over the whole grid, zero where no call is, in order of the dimensions."""
    months = tuple(month for period in values[0] for month in months_of(period))
    grid = pd.MultiIndex.from_product(values, names=table.dimensions)
    rows = _grouped(calls, table, months).set_index(list(table.dimensions))[COUNT]
    filled: pd.DataFrame = rows.reindex(grid, fill_value=0).astype("Int64").reset_index()
    return filled


def _with_sum(split: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Adds the rows fire-and-bcr."""
    dimensions = list(table.dimensions)
    both = split[split["responder"].isin(("fire", "bcr"))]
    line = [d for d in dimensions if d != "responder"]
    total = both.groupby(line, sort=False)[COUNT].sum(min_count=1).reset_index()
    together = pd.concat([split, total.assign(responder=FIRE_AND_BCR)])
    return together.sort_values(dimensions, ignore_index=True)[[*dimensions, COUNT]]
