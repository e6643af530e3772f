"""Incidents by neighborhood over a month or the last twelve, of one kind or all; and that for 1,000 residents."""

import numpy as np
import pandas as pd

from dashboard.metrics import counts
from dashboard.metrics.ask import Ask
from dashboard.metrics.period import months
from dashboard.published import places
from dashboard.published.read import Release
from dashboard.published.schema import COUNT


def frame(release: Release, ask: Ask) -> pd.DataFrame:
    """Rows `neighborhood`, `name`, `community`, `count`, `rate`, `state`, `low`, `high`: most first, by rate if
    that was asked for.

    Rate = count / residents * 1000, rounded to 1 digit (census of 2010); NA where the count is no number or so few
    live that a rate says nothing. The rate is of the whole period.
    """
    found = counts.by_neighborhood(release, ask.category, months(release, ask.month))
    residents = {place.id: place.residents for place in places.load()}
    people = np.array([residents[area] or np.nan for area in found["neighborhood"]])
    rates = (found[COUNT].to_numpy("float64", na_value=np.nan) * 1000 / people).round(1)
    found.insert(4, "rate", pd.Series(rates, dtype="Float64"))
    if not ask.rate:
        return found
    most_first = sorted(zip(np.isnan(rates), -rates, found["name"], found.index, strict=True))
    return found.iloc[[place for *_, place in most_first]].reset_index(drop=True)
