"""Incidents in an hour of a weekday: the average over the last twelve months, or over one."""

from calendar import monthrange
from collections import Counter
from datetime import date

import pandas as pd

from dashboard.metrics import counts, ranges
from dashboard.metrics.ask import Ask
from dashboard.metrics.held import held
from dashboard.metrics.period import months
from dashboard.published import schema
from dashboard.published.read import Release
from dashboard.published.schema import COUNT, WEEKDAYS


def frame(release: Release, ask: Ask) -> pd.DataFrame:
    """Rows `hour`, `weekday`, `count`, `average` (incidents in such an hour, 1 digit), `state`, for the city.

    Average = count / number of such weekdays in the months.
    """
    wanted = months(release, ask.month)
    cells = held(release, "cells of hours", lambda r: ranges.cells(r, schema.HOUR))
    rows = cells[cells["month"].isin(wanted)]
    rows = rows.assign(key=rows["hour"] + " " + rows["weekday"])
    found = counts.summed(rows, "key")
    keys = found.index.to_series().str.split(" ", expand=True)
    days = Counter(
        WEEKDAYS[date(int(month[:4]), int(month[5:]), day).weekday()]
        for month in wanted
        for day in range(1, monthrange(int(month[:4]), int(month[5:]))[1] + 1)
    )
    often = (found[COUNT].astype("Float64") / keys[1].map(days)).round(1)
    return pd.DataFrame(
        {"hour": keys[0], "weekday": keys[1], COUNT: found[COUNT], "average": often, "state": found["state"]}
    ).reset_index(drop=True)
