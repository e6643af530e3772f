"""Incidents by kind, in the city or one neighborhood, over a month or the last twelve."""

import pandas as pd

from dashboard.metrics import counts, ranges
from dashboard.metrics.ask import Ask
from dashboard.metrics.period import months
from dashboard.published import schema
from dashboard.published.read import Release


def frame(release: Release, ask: Ask) -> pd.DataFrame:
    """Rows `category`, `count`, `state`, `low`, `high`: most first. Only the first area that was asked for counts."""
    table = schema.NEIGHBORHOOD_CATEGORY if ask.areas else schema.CATEGORY
    rows = counts.of_one(release, table, ["neighborhood"] if ask.areas else [], ask.areas[:1])
    rows = rows[rows["month"].isin(months(release, ask.month))]
    found = counts.summed(rows, "category").reset_index()
    return found.sort_values([ranges.LOW, "category"], ascending=[False, True], ignore_index=True)
