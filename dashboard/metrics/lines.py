"""Who answered: the responder tables as ranges, whatever form a line took (see Split)."""

import pandas as pd

from dashboard.metrics import ranges
from dashboard.metrics.held import held
from dashboard.published import schema
from dashboard.published.read import Release
from dashboard.published.schema import COUNT, FIRE_AND_BCR, RESPONDERS, SPLIT, STATE, Split, State, Table, months_of


def lines(release: Release, table: Table) -> pd.DataFrame:
    """A row for each period and category or neighborhood: `total_low`, `total_high`, and for police, fire and bcr
    `_low` and `_high` (Int64; NA in a high: nobody says how many at most), and `missing`."""
    return held(release, f"responders of {table.name}", lambda r: _lines(r, table))


def _lines(release: Release, table: Table) -> pd.DataFrame:
    frame = release.tables[table.name]
    key = list(table.dimensions[:2])
    wide = frame.pivot(index=key, columns="responder", values=COUNT)
    wide = wide.reindex(columns=[*RESPONDERS, FIRE_AND_BCR])
    by_line = frame.groupby(key)
    split = by_line[SPLIT].first()
    found = _totals(release, table).reindex(wide.index)
    most = release.threshold - 1
    is_sum, few, silent = (split == kind for kind in (Split.SUM, Split.MOSTLY_POLICE, Split.WITHHELD))
    both = wide[FIRE_AND_BCR]
    for responder in RESPONDERS:
        low, high = wide[responder].fillna(0), wide[responder]
        if responder == "police":
            low = low.mask(few, (found["total_low"] - most).clip(lower=0))
            high = high.mask(few | silent, found["total_high"])
        else:
            high = high.mask(is_sum, both).mask(few, most).mask(silent, found["total_high"])
        found[f"{responder}_low"], found[f"{responder}_high"] = low.astype("Int64"), high.astype("Int64")
    found["missing"] = (frame[STATE] == State.MISSING).groupby([frame[name] for name in key]).any()
    return found


def _totals(release: Release, table: Table) -> pd.DataFrame:
    """The total of each line, from the tables of months."""
    whole = schema.CATEGORY if table == schema.RESPONDER else schema.NEIGHBORHOOD
    cells = ranges.cells(release, whole)
    if table.period == "quarter":
        cells = cells.assign(quarter=cells["month"].map(schema.quarter))
        cells = cells[cells["quarter"].map(lambda quarter: set(months_of(quarter)) <= set(release.months))]
    sums = ranges.totals(cells, [table.period, table.dimensions[1]])
    return sums.rename(columns={"low": "total_low", "high": "total_high"})[["total_low", "total_high"]]
