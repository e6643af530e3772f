"""Incidents by community, a group of neighborhoods, over a month or the last twelve, of one kind or all."""

import pandas as pd

from dashboard.metrics import counts, ranges
from dashboard.metrics.ask import Ask
from dashboard.metrics.period import months
from dashboard.published.read import Release
from dashboard.published.schema import COUNT, STATE, State


def frame(release: Release, ask: Ask) -> pd.DataFrame:
    """Rows `community`, `count`, `state`, `low`, `high`: most first. Each is the sum of its neighborhoods."""
    found = counts.by_neighborhood(release, ask.category, months(release, ask.month))
    groups = found.assign(missing=found[STATE] == State.MISSING).groupby("community")
    ends = {end: groups[end].agg(lambda part: part.sum(skipna=False)) for end in (ranges.LOW, ranges.HIGH)}
    summed = pd.DataFrame({**ends, "missing": groups["missing"].any()}).astype(dict.fromkeys(ends, "Int64"))
    known = (summed[ranges.LOW] == summed[ranges.HIGH]).fillna(False) & ~summed["missing"]
    summed[COUNT] = summed[ranges.LOW].where(known)
    summed[STATE] = [
        (State.MISSING if missing else State.NUMBER if number else State.WITHHELD).value
        for missing, number in zip(summed["missing"], known, strict=True)
    ]
    rows = summed.reset_index().sort_values([ranges.LOW, "community"], ascending=[False, True], ignore_index=True)
    return rows[["community", COUNT, STATE, ranges.LOW, ranges.HIGH]]
