"""Counts calls into the tables of a release, every cell of each grid, nothing withheld yet.

These frames hold small counts. They stay in memory and go to `protect` only.
"""

from dataclasses import dataclass

import duckdb
import pandas as pd

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

IN_CITY = "reason IS NULL"
IN_AREAS = "reason IS NULL AND area IS NOT NULL AND in_areas"

_COLUMNS = {
    "month": "month",
    "quarter": "month[:4] || '-Q' || ceil(month[6:]::INTEGER / 3)::INTEGER",
    "year": "month[:4]",
    "neighborhood": "area",
    "category": "category",
    "responder": "responder",
    "hour": "strftime(clock, '%H')",
    "weekday": "strftime(clock, '%u-') || lower(strftime(clock, '%a'))",
    "daypart": "printf('%02d-%02d', hour(clock) // 4 * 4, hour(clock) // 4 * 4 + 4)",
    "disposition": "disposition",
}
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


def count(connection: duckdb.DuckDBPyConnection, known: Reference, months: Months) -> Frames:
    """One frame per table name for the periods to be released: dimensions as text, `count` as Int64.

    NA stands where the source has no row for a month of the period, and in area tables when it places no call at all.
    """
    placed = bool(connection.sql(f"SELECT count(*) FROM calls WHERE {IN_AREAS}").fetchall()[0][0])  # noqa: S608
    frames: Frames = {}
    for table in TABLES:
        frame = _filled(connection, table, _values(table, known, months))
        missing = frame[table.period].map(lambda period: not set(months_of(period)).isdisjoint(months.empty))
        frame[COUNT] = frame[COUNT].mask(missing.astype(bool) | (table in _BY_AREA and not placed))
        frames[table.name] = _with_sum(frame, table) if "responder" in table.dimensions else frame
    return frames


def recounted(connection: duckdb.DuckDBPyConnection, months: Months) -> dict[str, "pd.Series[int]"]:
    """What the frozen months count now, by table (those of months by neighborhood, category, responder) and dimensions.

    A month that was released is not restated. These tell where late records would show as a difference between a new
    quarter or year and its months, and how many calls of a quarter have no place.
    """
    return {
        table.name: _grouped(connection, table, months.frozen).set_index(list(table.dimensions))[COUNT]
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


def _grouped(connection: duckdb.DuckDBPyConnection, table: Table, months: tuple[str, ...]) -> pd.DataFrame:
    columns = ", ".join(f"{_COLUMNS[d]} AS {d}" for d in table.dimensions)
    where = IN_AREAS if table in _BY_AREA else IN_CITY
    return connection.execute(
        f"SELECT {columns}, count(*) AS count FROM calls WHERE {where} AND month IN ? GROUP BY ALL",  # noqa: S608
        [list(months) or [""]],
    ).df()


def _filled(connection: duckdb.DuckDBPyConnection, table: Table, values: list[tuple[str, ...]]) -> pd.DataFrame:
    """The counts over the whole grid, zero where no call is, in order of the dimensions."""
    months = tuple(month for period in values[0] for month in months_of(period))
    grid = pd.MultiIndex.from_product(values, names=table.dimensions)
    rows = _grouped(connection, table, months).set_index(list(table.dimensions))[COUNT]
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
