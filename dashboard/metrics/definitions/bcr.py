"""Incidents of Behavioral Crisis Response by quarter: in a neighborhood all, in the city those of crisis or welfare.

For other kinds in the city only the sum of fire and crisis response is known, and fire is nearly all of it.
"""

from dataclasses import replace

import pandas as pd

from dashboard.metrics.ask import Ask
from dashboard.metrics.definitions import responders
from dashboard.published.read import Release


def frame(release: Release, ask: Ask) -> pd.DataFrame:
    """Rows `period` (a whole quarter), `responder` (bcr), `count`, `state`, `low`, `high`."""
    rows = responders.frame(release, replace(ask, category=responders.CRISIS))
    return rows[rows["responder"] == "bcr"].reset_index(drop=True)
