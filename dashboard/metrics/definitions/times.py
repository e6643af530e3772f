"""How long each step takes, by priority: median and 90th percentile, for sources that record when."""

import pandas as pd

from dashboard.metrics.ask import Ask
from dashboard.published.read import Release


def frame(release: Release, ask: Ask) -> pd.DataFrame:
    """Rows `month` (one: the last by default), `priority`, `interval`, `median_minutes`, `p90_minutes`, `state`."""
    month = ask.month if ask.month in release.months else release.months[-1]
    return release.times[release.times["month"] == month].reset_index(drop=True)
