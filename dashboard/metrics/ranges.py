"""What a sum over withheld cells can be: never less than what is shown, never more than the totals leave over.

A withheld cell is not always small: some protect another. So its greatest value is what the totals of its row and its
column leave, not one below the threshold.
"""

from typing import Any

import pandas as pd

from dashboard.published import schema
from dashboard.published.read import Release
from dashboard.published.schema import COUNT, STATE, State, Table

LOW, HIGH = "low", "high"
MARGINS = {schema.NEIGHBORHOOD_CATEGORY: (schema.NEIGHBORHOOD, schema.CATEGORY)}
"""Tables whose totals are published, with the tables of those."""


def cells(release: Release, table: Table) -> pd.DataFrame:
    """A table of a release with `low` (Int64) and `high` (Int64; NA: nobody says how many at most) for each cell."""
    frame = release.tables[table.name]
    frame = frame.assign(**{LOW: frame[COUNT].fillna(0), HIGH: frame[COUNT]})
    for margin in MARGINS.get(table, ()):
        key = list(margin.dimensions)
        totals = release.tables[margin.name].set_index(key)[COUNT]
        left = (totals - frame.groupby(key)[LOW].sum()).rename("left")
        at_most = frame[key].join(left, on=key)["left"]
        frame[HIGH] = pd.concat([frame[HIGH], at_most.where(frame[STATE] == State.WITHHELD)], axis=1).min(axis=1)
    return frame.assign(**{HIGH: frame[HIGH].astype("Int64")})


def totals(cells: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Sums of `cells` by some of its columns: `low`, `high`, and whether any part is `missing`."""
    missing = cells[STATE] == State.MISSING
    groups = cells.assign(missing=missing).groupby(by, sort=True)
    high = known_sums(groups, HIGH).astype("Int64")
    return pd.DataFrame({LOW: groups[LOW].sum(), HIGH: high, "missing": groups["missing"].any()})


def known_sums(groups: Any, column: str) -> pd.Series:
    """Sums of a column by group; NA where a part is NA."""
    sums: pd.Series = groups[column].sum().mask(groups[column].count() < groups.size())
    return sums
