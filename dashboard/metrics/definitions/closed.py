"""How incidents of one kind, or all, were closed in the last whole year; "not recorded" is a group of its own."""

import pandas as pd

from dashboard.metrics import counts, ranges
from dashboard.metrics.ask import Ask
from dashboard.published import schema
from dashboard.published.read import Release


def frame(release: Release, ask: Ask) -> pd.DataFrame:
    """Rows `year`, `disposition`, `count`, `state`, `low`, `high`: most first. No row without a whole year."""
    cells = ranges.cells(release, schema.DISPOSITION)
    cells = cells[cells["year"] == cells["year"].max()]
    if ask.category:
        cells = cells[cells["category"] == ask.category]
    found = counts.summed(cells, "disposition").reset_index()
    found.insert(0, "year", str(cells["year"].max()) if len(cells) else "")
    return found.sort_values(["low", "disposition"], ascending=[False, True], ignore_index=True)
