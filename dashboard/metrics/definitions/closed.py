"""How incidents of one kind, or all, were closed in the last whole year; "not recorded" is a group of its own."""

import pandas as pd

from dashboard.metrics import cube
from dashboard.metrics.ask import Ask
from dashboard.published import schema
from dashboard.published.read import Release


def frame(release: Release, ask: Ask) -> pd.DataFrame:
    """Rows `year`, `disposition`, `count`, `state`, `low`, `high`: most first. No row without a whole year."""
    cells = cube.of(release, schema.DISPOSITION)
    year = max(cells.labels["year"], default="")
    of_year = cells.at(year=year)
    found = (of_year.at(category=ask.category) if ask.category else of_year.sum("category")).frame()
    found.insert(0, "year", year)
    return found.sort_values(["low", "disposition"], ascending=[False, True], ignore_index=True)
