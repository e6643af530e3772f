"""Incidents a month, of the city or of up to four neighborhoods, of one kind or all; or that for 1,000 residents."""

from typing import Any

import numpy as np
import pandas as pd

from dashboard.metrics import counts, cube
from dashboard.metrics.ask import Ask
from dashboard.published import places
from dashboard.published.read import Release
from dashboard.published.schema import COUNT, STATE

CITY = "city"


def frame(release: Release, ask: Ask) -> pd.DataFrame:
    """Rows `area`, `month`, `count` (Int64), `state`, `low`, `high`; with `ask.rate` also `rate`, incidents for 1,000
    residents.

    Rate = count / residents * 1000, rounded to 2 digits; residents by the census of 2010. Areas where so few live that
    a rate says nothing are left out of it.
    """
    residents = {place.id: place.residents for place in places.load()}
    residents[CITY] = sum(place.population_2010 or 0 for place in places.load())
    areas = [area for area in ask.areas or (CITY,) if residents[area] or not ask.rate]
    lines = [counts.line(release, ask.category, None if area == CITY else area) for area in areas]
    low, high = (np.concatenate([np.zeros(0), *(getattr(line, end) for line in lines)]) for end in ("low", "high"))
    state = np.concatenate([np.zeros(0, int), *(line.state for line in lines)])
    unknown = state != cube.NUMBER
    columns: dict[str, Any] = {"area": [area for area in areas for _ in release.months]}
    columns |= {"month": list(release.months) * len(areas), COUNT: cube.whole(low, unknown)}
    if ask.rate:
        people = np.repeat([residents[area] or np.nan for area in areas], len(release.months))
        columns["rate"] = pd.array(np.where(unknown, np.nan, (low * 1000 / people).round(2)), dtype="Float64")
    ends = {"low": cube.whole(low, np.zeros(len(low), bool)), "high": cube.whole(high, np.isnan(high))}
    return pd.DataFrame({**columns, STATE: cube.WORDS[state], **ends})
