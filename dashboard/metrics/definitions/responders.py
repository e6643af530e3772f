"""Who answered, by quarter: in a neighborhood all kinds, in the city one kind."""

import pandas as pd

from dashboard.metrics.ask import Ask
from dashboard.metrics.lines import lines
from dashboard.metrics.ranges import known_sums
from dashboard.published import schema
from dashboard.published.read import Release
from dashboard.published.schema import COUNT, RESPONDERS, STATE, State

CRISIS = "crisis-and-welfare"


def frame(release: Release, ask: Ask) -> pd.DataFrame:
    """Rows `period` (a whole quarter), `responder`, `count`, `state`, `low`, `high`: of the first area that was asked
    for, over all kinds; else of the city, of one kind (crisis and welfare, when none was asked for).
    """
    if ask.areas:
        found = lines(release, schema.NEIGHBORHOOD_RESPONDER).reset_index().rename(columns={"quarter": "period"})
        return tidy(found[found["neighborhood"] == ask.areas[0]])
    found = lines(release, schema.RESPONDER).reset_index()
    found = found[found["category"] == (ask.category or CRISIS)]
    found = found.assign(period=found["month"].map(schema.quarter))
    return tidy(found[found["period"].map(lambda q: set(schema.months_of(q)) <= set(release.months))])


def tidy(found: pd.DataFrame) -> pd.DataFrame:
    """Lines summed by period, one row for each responder."""
    columns = ["period", "responder", COUNT, STATE, "low", "high"]
    if found.empty:
        return pd.DataFrame(columns=columns)
    groups = found.groupby("period", sort=True)
    missing = groups["missing"].any()
    parts = []
    for responder in RESPONDERS:
        low = groups[f"{responder}_low"].sum()
        high = known_sums(groups, f"{responder}_high").astype("Int64")
        part = pd.DataFrame({"responder": responder, "low": low, "high": high})
        state = (part["low"] == part["high"]).fillna(False).map({True: State.NUMBER.value, False: State.WITHHELD.value})
        part[STATE] = state.mask(missing, State.MISSING.value)
        part[COUNT] = part["low"].where(part[STATE] == State.NUMBER).astype("Int64")
        parts.append(part.reset_index())
    rows = pd.concat(parts, ignore_index=True)
    return rows[columns].sort_values(["period", "responder"], ignore_index=True)
