"""Rule 9 of the release rule: cells in which one address makes more than half of the calls.

An address becomes 64 bits as soon as rows become calls; these stay in the connection, and only masks leave it. Which
cells they were stands in addresses/<release>.csv of the data root: as `complements`, for the audit alone.
"""

import duckdb
import numpy as np
import pandas as pd

from dashboard.published.schema import COUNT, FIRE_AND_BCR, STATE, TABLES, State, Table, months_of
from dashboard.release.audit import Cell
from dashboard.release.certify import Bools
from dashboard.release.count import Frames

FOLDER = "addresses"

MOST = "coalesce(list_max(map_values(histogram(address))), 0)"
"""SQL for how many calls of a group the address with the most calls makes."""

_KEYS = {
    "month": "month",
    "quarter": "month[:4] || '-Q' || ceil(month[6:]::INTEGER / 3)::INTEGER",
    "year": "month[:4]",
    "neighborhood": "area",
    "category": "category",
    "responder": "responder::VARCHAR",
    "hour": "strftime(clock, '%H')",
    "weekday": "strftime(clock, '%u-') || lower(strftime(clock, '%a'))",
    "daypart": "printf('%02d-%02d', hour(clock) // 4 * 4, hour(clock) // 4 * 4 + 4)",
    "disposition": "disposition",
}


def hashed(text: str) -> str:
    """SQL for an address as 64 bits; capitals and spaces do not matter. NULL for one that is blank or redacted."""
    is_address = f"regexp_matches({text}, '[\\pL\\pN]') AND NOT regexp_matches({text}, '^\\W*redacted', 'i')"
    return f"CASE WHEN {is_address} THEN hash(lower(regexp_replace({text}, '\\s+', ' ', 'g'))) END"


def dominated(connection: duckdb.DuckDBPyConnection, frames: Frames, threshold: int) -> dict[str, Bools]:
    """By table of `frames`, the counts, a mask as long as its frame: cells that are not small and are one address's.

    Empty for a source without an address.
    """
    if not connection.sql("SELECT 1 FROM calls WHERE address IS NOT NULL LIMIT 1").fetchall():
        return {}
    return {table.name: _dominated(connection, table, frames[table.name], threshold) for table in TABLES}


def of(frames: Frames, masks: dict[str, Bools]) -> frozenset[Cell]:
    """The cells of the masks that are withheld: a table's name and dimensions each."""
    keys = {table.name: list(table.dimensions) for table in TABLES}
    return frozenset(
        (name, *cell)
        for name, mask in masks.items()
        for cell in frames[name]
        .loc[mask & (frames[name][STATE] == State.WITHHELD), keys[name]]
        .itertuples(index=False, name=None)
    )


def _dominated(connection: duckdb.DuckDBPyConnection, table: Table, frame: pd.DataFrame, threshold: int) -> Bools:
    months = sorted({month for period in frame[table.period].unique() for month in months_of(period)})
    keys = ", ".join(f"{_KEYS[d]} AS {d}" for d in table.dimensions)
    together = keys.replace(_KEYS["responder"], f"'{FIRE_AND_BCR}'")
    placed = "area IS NOT NULL AND in_areas" if "neighborhood" in table.dimensions else "true"
    rows = f"FROM calls WHERE reason IS NULL AND {placed} AND list_contains($months, month::VARCHAR)"
    parts = [f"SELECT {keys}, {MOST} AS most {rows} GROUP BY ALL"]
    if "responder" in table.dimensions:
        parts.append(f"SELECT {together}, {MOST} AS most {rows} AND responder IN ('fire', 'bcr') GROUP BY ALL")
    found = connection.execute(" UNION ALL ".join(parts), {"months": months or [""]}).df()
    most = found.astype(dict.fromkeys(table.dimensions, "str")).set_index(list(table.dimensions))["most"]
    of_cell = most.reindex(pd.MultiIndex.from_frame(frame[list(table.dimensions)])).fillna(0).to_numpy(np.int64)
    large = (frame[COUNT] >= threshold) & (frame[COUNT] < 2 * of_cell)
    mask: Bools = large.fillna(False).to_numpy(bool)
    return mask
