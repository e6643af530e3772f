"""Incidents a month, of the city or of up to four neighborhoods, of one kind or all; or that for 1,000 residents."""

import pandas as pd

from dashboard.metrics import counts
from dashboard.metrics.ask import Ask
from dashboard.published import places
from dashboard.published.read import Release
from dashboard.published.schema import COUNT, STATE

CITY = "city"


def frame(release: Release, ask: Ask) -> pd.DataFrame:
    """Rows `area`, `month`, `count` (Int64), `state`; with `ask.rate` also `rate`, incidents for 1,000 residents.

    Rate = count / residents * 1000, rounded to 2 digits; residents by the census of 2010. Areas where so few live that
    a rate says nothing are left out of it.
    """
    residents = {place.id: place.residents for place in places.load()}
    residents[CITY] = sum(place.population_2010 or 0 for place in places.load())
    parts = []
    for area in ask.areas or (CITY,):
        part = counts.by_month(release, ask.category, None if area == CITY else area)[["month", COUNT, STATE]]
        if ask.rate:
            people = residents[area]
            if people is None:
                continue
            part.insert(2, "rate", (part[COUNT] * 1000 / people).round(2))
        part.insert(0, "area", area)
        parts.append(part)
    empty = pd.DataFrame(columns=["area", "month", COUNT, *(["rate"] if ask.rate else []), STATE])
    return pd.concat(parts, ignore_index=True) if parts else empty
