"""Incidents in an hour of a weekday: the average over the last twelve months, or over one."""

from calendar import monthrange
from collections import Counter
from datetime import date

import pandas as pd

from dashboard.metrics import cube
from dashboard.metrics.ask import Ask
from dashboard.metrics.period import months
from dashboard.published import schema
from dashboard.published.read import Release
from dashboard.published.schema import COUNT, STATE, WEEKDAYS


def frame(release: Release, ask: Ask) -> pd.DataFrame:
    """Rows `hour`, `weekday`, `count`, `average` (incidents in such an hour, 1 digit), `state`, for the city.

    Average = count / number of such weekdays in the months.
    """
    wanted = months(release, ask.month)
    found = cube.of(release, schema.HOUR).among("month", wanted).sum("month").frame()
    days = Counter(
        WEEKDAYS[date(int(month[:4]), int(month[5:]), day).weekday()]
        for month in wanted
        for day in range(1, monthrange(int(month[:4]), int(month[5:]))[1] + 1)
    )
    often = (found[COUNT].astype("Float64") / found["weekday"].map(days)).round(1)
    return found.assign(average=often)[["hour", "weekday", COUNT, "average", STATE]]
