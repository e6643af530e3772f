"""Monthly incidents from a start month on, against the months before: the ratio, with an interval. No cause is claimed.

Model: a Poisson regression of the monthly count on "from the start month on" and the calendar month, its interval
widened by how much months scatter beyond chance (quasi-Poisson; statsmodels, GLM with scale X2).
"""

import numpy as np
import pandas as pd

from dashboard.metrics import counts
from dashboard.metrics.ask import Ask
from dashboard.published.read import Release
from dashboard.published.schema import COUNT, STATE, State

LEAST_MONTHS = 12
"""Before and after, so that each calendar month stands on both sides."""


def frame(release: Release, ask: Ask) -> pd.DataFrame:
    """One row: `since`, `months_before`, `months_after`, `average_before`, `average_after` (1 digit), `ratio`, `low`,
    `high` (95%, 2 digits), `state`: withheld if a month is withheld, missing with fewer than a year on either side."""
    rows = counts.by_month(release, ask.category, ask.areas[0] if ask.areas else None)
    after = rows["month"] >= ask.since
    found: dict[str, object] = {
        "since": ask.since,
        "months_before": int((~after).sum()),
        "months_after": int(after.sum()),
    }
    if not ask.since or min((~after).sum(), after.sum()) < LEAST_MONTHS or (rows[STATE] == State.MISSING).any():
        return _row(found, State.MISSING)
    if (rows[STATE] != State.NUMBER).any():
        return _row(found, State.WITHHELD)
    import statsmodels.api as sm  # takes a second: only who asks for a change waits for it

    values, then = rows[COUNT].to_numpy(float), after.to_numpy()
    found |= {"average_before": round(values[~then].mean(), 1), "average_after": round(values[then].mean(), 1)}
    calendar = rows["month"].str[5:].astype(int).to_numpy()
    explained = np.column_stack([then, *(calendar == month for month in range(1, 13))]).astype(float)
    fitted = sm.GLM(values, explained, family=sm.families.Poisson()).fit(scale="X2")
    low, high = np.exp(fitted.conf_int()[0])
    found |= {"ratio": round(float(np.exp(fitted.params[0])), 2), "low": round(low, 2), "high": round(high, 2)}
    return _row(found, State.NUMBER)


def _row(found: dict[str, object], state: State) -> pd.DataFrame:
    columns = ["since", "months_before", "months_after", "average_before", "average_after", "ratio", "low", "high"]
    return pd.DataFrame([{**found, STATE: state.value}], columns=[*columns, STATE])
