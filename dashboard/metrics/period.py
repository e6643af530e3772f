"""Months in a row: the last twelve, and those before."""

from dashboard.metrics.ask import YEAR
from dashboard.published.read import Release


def months(release: Release, month: str) -> tuple[str, ...]:
    """One month, or for YEAR the twelve up to the last that is released (fewer if the release holds fewer)."""
    return release.months[-12:] if month == YEAR else (month,)
