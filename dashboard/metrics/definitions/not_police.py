"""The share of incidents that someone other than police answered, by quarter, in the city or one neighborhood."""

import numpy as np
import pandas as pd

from dashboard.metrics.ask import Ask
from dashboard.metrics.held import rows_of
from dashboard.metrics.lines import lines
from dashboard.metrics.ranges import known_sums
from dashboard.published import schema
from dashboard.published.read import Release
from dashboard.published.schema import STATE, State, months_of, quarter

ALL = ""


def frame(release: Release, ask: Ask) -> pd.DataFrame:
    """Rows `quarter`, `n_low`, `n_high` (incidents), `share_low`, `share_high` (percent, 1 digit), `state`.

    Share = (total - police) / total. Where a total or police is a range, so is the share; NA where nobody says.
    """
    if ask.areas:
        return rows_of(release, "shares of neighborhoods", _by_area, "neighborhood", ask.areas[0])
    return rows_of(release, "shares of kinds", _by_kind, "category", ask.category or ALL)


def _by_area(release: Release) -> pd.DataFrame:
    found = lines(release, schema.NEIGHBORHOOD_RESPONDER).reset_index()
    return _shares(release, found, ["neighborhood", "quarter"])


def _by_kind(release: Release) -> pd.DataFrame:
    found = lines(release, schema.RESPONDER).reset_index()
    found = found.assign(quarter=found["month"].map(quarter))
    parts = (_shares(release, part, ["category", "quarter"]) for part in (found, found.assign(category=ALL)))
    return pd.concat(parts, ignore_index=True)


def _shares(release: Release, found: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    groups = found.groupby(by, sort=True)
    ends = ["total_low", "total_high", "police_low", "police_high"]
    sums = pd.DataFrame({end: known_sums(groups, end) for end in ends}).astype("Float64")
    whole = np.array([set(months_of(q)) <= set(release.months) for q in sums.index.get_level_values("quarter")], bool)
    sums, missing = sums[whole], groups["missing"].any()[whole]
    low = 100 * (1 - sums["police_high"] / sums["total_high"])
    high = 100 * (1 - sums["police_low"] / sums["total_high"])
    known = (sums["total_low"] == sums["total_high"]).fillna(False)
    state = (known & (low == high).fillna(False)).map({True: State.NUMBER.value, False: State.WITHHELD.value})
    return pd.DataFrame(
        {
            "n_low": sums["total_low"].astype("Int64"),
            "n_high": sums["total_high"].astype("Int64"),
            "share_low": low.where(known).clip(lower=0).round(1),
            "share_high": high.where(known).clip(lower=0).round(1),
            STATE: state.mask(missing, State.MISSING.value),
        }
    ).reset_index()
