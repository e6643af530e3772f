"""Incidents by kind, in the city or one neighborhood, over a month or the last twelve."""

import pandas as pd

from dashboard.metrics import cube, ranges
from dashboard.metrics.ask import Ask
from dashboard.metrics.period import months
from dashboard.published import schema
from dashboard.published.read import Release


def frame(release: Release, ask: Ask) -> pd.DataFrame:
    """Rows `category`, `count`, `state`, `low`, `high`: most first. Only the first area that was asked for counts."""
    cells = cube.of(release, schema.CATEGORY)
    if ask.areas:
        cells = cube.of(release, schema.NEIGHBORHOOD_CATEGORY).at(neighborhood=ask.areas[0])
    found = cells.among("month", months(release, ask.month)).sum("month").frame()
    return found.sort_values([ranges.LOW, "category"], ascending=[False, True], ignore_index=True)
