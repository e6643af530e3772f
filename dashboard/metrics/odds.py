"""Who answered incidents of some call types in the last twelve months, out of a release: exact, a sound range, or none.

Adds up T4 of the release rule (category x responder x month) over the categories of the call types. Where a month's
split is not published in parts, fire and crisis response together are their published sum; 0 to the threshold less 1
where the line is mostly police; 0 to the line's total where the split is withheld. Police are the rest of the total.
"""

import pandas as pd

from dashboard.guide.odds import Odds, Share
from dashboard.metrics.held import keeping
from dashboard.published import call_types, schema
from dashboard.published.read import Release
from dashboard.published.schema import COUNT, FIRE_AND_BCR, SPLIT, Split

MONTHS = 12
FEWEST = 100
"""Incidents. Shares of fewer change from year to year by chance alone."""
WIDEST = 0.1
"""Of all incidents. A wider range tells a person nothing."""


def odds(release: Release, types: tuple[str, ...]) -> Odds | None:
    """Shares of police, crisis response and fire among incidents of the categories of `types`, names of call types.

    None for demonstration figures, no or an unknown type, a month or a total that is not known, fewer incidents than
    FEWEST, and a range wider than WIDEST. None also for a release that has no number of fire and crisis response at
    all: its source may record police alone.
    """
    return keeping(release, _odds, 64)(types)


def _odds(release: Release, types: tuple[str, ...]) -> Odds | None:
    found = [call_types.load().find(name) for name in types]
    categories = {kind.category for kind in found if kind}
    if release.demonstration or None in found:
        return None
    months = [str(month) for month in pd.period_range(end=release.months[-1], periods=MONTHS, freq="M")]
    everything = _lines(release, months)
    lines = everything[everything.index.isin(categories, level="category")]
    if len(lines) < MONTHS * len(categories) or lines["total"].isna().any():
        return None
    n, low = int(lines["total"].sum()), int(lines[FIRE_AND_BCR].sum())
    few = lines[SPLIT] == Split.MOSTLY_POLICE
    high = int(lines[FIRE_AND_BCR].fillna(lines["total"]).mask(few, release.threshold - 1).sum())
    if n < FEWEST or high - low > WIDEST * n or everything[FIRE_AND_BCR].isna().all():
        return None
    counts = {FIRE_AND_BCR: (low, high)}
    if (lines[SPLIT] == Split.PARTS).all():
        counts = {responder: (int(lines[responder].sum()),) * 2 for responder in ("bcr", "fire")}
    others = (Share(responder, *span) for responder, span in counts.items())
    return Odds(n, months[0], months[-1], (Share("police", n - high, n - low), *others))


def _lines(release: Release, months: list[str]) -> pd.DataFrame:
    """The lines of T4 by month and category: `split`, the line's `total`, and a count by responder (Int64)."""
    key = ["month", "category"]
    rows = release.tables[schema.RESPONDER.name]
    rows = rows[rows["month"].isin(months)]
    lines = rows.pivot(index=[*key, SPLIT], columns="responder", values=COUNT).reset_index(SPLIT)
    return lines.assign(total=release.tables[schema.CATEGORY.name].set_index(key)[COUNT])
