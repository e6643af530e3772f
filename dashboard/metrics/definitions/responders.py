"""Who answered, by quarter: in a neighborhood all kinds, in the city one kind."""

import pandas as pd

from dashboard.metrics.ask import Ask
from dashboard.metrics.held import rows_of
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
        return rows_of(release, "responders of neighborhoods", _by_area, "neighborhood", ask.areas[0])
    return rows_of(release, "responders of kinds", _by_kind, "category", ask.category or CRISIS)


def _by_area(release: Release) -> pd.DataFrame:
    found = lines(release, schema.NEIGHBORHOOD_RESPONDER).reset_index().rename(columns={"quarter": "period"})
    return tidy(found, ["neighborhood", "period"])


def _by_kind(release: Release) -> pd.DataFrame:
    found = lines(release, schema.RESPONDER).reset_index()
    found = found.assign(period=found["month"].map(schema.quarter))
    whole = found["period"].map(lambda q: set(schema.months_of(q)) <= set(release.months))
    return tidy(found[whole], ["category", "period"])


def tidy(found: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Lines summed by some columns, one row for each responder."""
    groups = found.groupby(by, sort=True)
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
    return rows[[*by, "responder", COUNT, STATE, "low", "high"]].sort_values([*by, "responder"], ignore_index=True)
