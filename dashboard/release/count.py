"""Counts calls into the tables of a release, every cell of each grid, nothing withheld yet.

These frames hold small counts. They stay in memory and go to `withhold` only.
"""

import duckdb
import pandas as pd

from dashboard.published.schema import (
    CATEGORY,
    COUNT,
    FIRE_AND_BCR,
    NEIGHBORHOOD,
    NEIGHBORHOOD_CATEGORY,
    RESPONDER,
    RESPONDERS,
    TABLES,
    Table,
)
from dashboard.release.reference import Reference

IN_CITY = "reason IS NULL"
IN_AREAS = "reason IS NULL AND area IS NOT NULL AND in_areas"


def count(
    connection: duckdb.DuckDBPyConnection,
    known: Reference,
    months: tuple[str, ...],
    empty_months: tuple[str, ...],
) -> dict[str, pd.DataFrame]:
    """One frame per table name: dimensions as text, `count` as Int64 (NA in `empty_months`)."""
    values = {
        "month": tuple(sorted((*months, *empty_months))),
        "neighborhood": tuple(sorted(n.id for n in known.neighborhoods)),
        "category": tuple(sorted(known.types.categories)),
        "responder": RESPONDERS,
    }
    in_areas = {**values, "category": tuple(sorted(known.types.in_areas()))}
    frames = {
        NEIGHBORHOOD_CATEGORY.name: _filled(connection, NEIGHBORHOOD_CATEGORY, in_areas, IN_AREAS),
        NEIGHBORHOOD.name: _filled(connection, NEIGHBORHOOD, in_areas, IN_AREAS),
        CATEGORY.name: _filled(connection, CATEGORY, values, IN_CITY),
        RESPONDER.name: _with_sum(_filled(connection, RESPONDER, values, IN_CITY)),
    }
    for table in TABLES:
        frame = frames[table.name]
        frame[COUNT] = frame[COUNT].mask(frame["month"].isin(empty_months))
    return frames


def _filled(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    values: dict[str, tuple[str, ...]],
    where: str,
) -> pd.DataFrame:
    """The counts over the whole grid, zero where no call is, in order of the dimensions."""
    columns = [f"{'area' if d == 'neighborhood' else d} AS {d}" for d in table.dimensions]
    rows = connection.sql(
        f"SELECT {', '.join(columns)}, count(*) AS count FROM calls "  # noqa: S608
        f"WHERE {where} GROUP BY ALL"
    ).df()
    grid = pd.MultiIndex.from_product([values[d] for d in table.dimensions], names=table.dimensions)
    counted = rows.set_index(list(table.dimensions))[COUNT].reindex(grid, fill_value=0)
    filled: pd.DataFrame = counted.astype("Int64").reset_index()
    return filled


def _with_sum(split: pd.DataFrame) -> pd.DataFrame:
    """Adds the rows fire-and-bcr."""
    dimensions = list(RESPONDER.dimensions)
    both = split[split["responder"].isin(("fire", "bcr"))]
    line = [d for d in dimensions if d != "responder"]
    total = both.groupby(line, sort=False)[COUNT].sum().reset_index()
    together = pd.concat([split, total.assign(responder=FIRE_AND_BCR)])
    return together.sort_values(dimensions, ignore_index=True)[[*dimensions, COUNT]]
