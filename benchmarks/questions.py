"""Ten questions that a neighborhood board asks, and in which share of areas and periods the release on show answers
each: `.venv/bin/python benchmarks/questions.py`. The table stands in docs/methods.md; a question under 60% means that
a table's period or grain is wrong.

A sum over withheld cells is a range (dashboard/metrics/ranges.py). It answers when it is no wider than a fifth of its
middle.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[1]))

from dashboard import paths
from dashboard.metrics import ranges
from dashboard.published import schema
from dashboard.published.places import load as places
from dashboard.published.read import Release, current
from dashboard.published.schema import SPLIT, STATE, Split, State

COMMONEST = 3
NARROW = 0.2
Answered = tuple[str, str, "pd.Series[bool]"]


def questions(release: Release) -> Iterator[Answered]:
    """(question, what is counted, whether each is answered)."""
    areas = _number(release, schema.NEIGHBORHOOD)
    yield "How many incidents were there here last month?", "neighborhood and month", areas
    by_month = areas.unstack("month")
    a_year_ago = by_month.shift(12, axis=1).iloc[:, 12:].stack()
    yield (
        "More or fewer than in that month a year ago?",
        "neighborhood and month",
        by_month.iloc[:, 12:].stack() & a_year_ago,
    )
    kinds = _number(release, schema.NEIGHBORHOOD_CATEGORY).groupby(level=[0, 1]).sum()
    yield "What are the three commonest kinds here?", "neighborhood and month", kinds >= 3
    yield "How many of each of the three commonest kinds in a year?", "neighborhood, kind and year", _commonest(release)
    yield (
        "How does our rate for a year compare with the city's?",
        "neighborhood with residents, and year",
        _rates(release),
    )
    lines = _lines(release, schema.NEIGHBORHOOD_RESPONDER)
    yield "Who answers here: police, or fire and crisis response?", "neighborhood and quarter", lines != Split.WITHHELD
    yield (
        "Has crisis response answered here this quarter, and how often?",
        "neighborhood and quarter since 2022",
        (lines[lines.index.get_level_values("quarter") >= "2022"] == Split.PARTS),
    )
    crisis = _lines(release, schema.RESPONDER).xs("crisis-and-welfare", level="category")
    yield "Who answers crisis calls in the city?", "month", crisis != Split.WITHHELD
    yield "At which hour of which day do calls come?", "hour, weekday and month", _number(release, schema.HOUR)
    yield (
        "In which part of the day does each kind come?",
        "kind, part of the day and quarter",
        _number(release, schema.DAYPART),
    )


def _number(release: Release, table: schema.Table) -> "pd.Series[bool]":
    frame = release.tables[table.name]
    return frame.set_index(list(table.dimensions))[STATE] == State.NUMBER


def _lines(release: Release, table: schema.Table) -> "pd.Series[str]":
    return release.tables[table.name].groupby(list(table.dimensions[:2]))[SPLIT].first()


def _commonest(release: Release) -> "pd.Series[bool]":
    """For each neighborhood and whole year: the kinds with the most that is shown, each a narrow range or not."""
    years = _ranges(release, schema.NEIGHBORHOOD_CATEGORY, ["year", "neighborhood", "category"])
    top = years["low"].groupby(level=[0, 1], group_keys=False).nlargest(COMMONEST)
    return _narrow(years.loc[top.index])


def _rates(release: Release) -> "pd.Series[bool]":
    settled = [place.id for place in places() if place.residents]
    years = _ranges(release, schema.NEIGHBORHOOD, ["year", "neighborhood"])
    return _narrow(years[years.index.get_level_values("neighborhood").isin(settled)])


def _ranges(release: Release, table: schema.Table, by: list[str]) -> pd.DataFrame:
    """`low` and `high` of whole years."""
    frame = ranges.cells(release, table)
    frame = frame.assign(year=frame["month"].str[:4])
    whole = [year for year in set(frame["year"]) if set(schema.months_of(year)) <= set(release.months)]
    return ranges.totals(frame[frame["year"].isin(whole)], by)


def _narrow(sums: pd.DataFrame) -> "pd.Series[bool]":
    middle = (sums["low"] + sums["high"]) / 2
    return ((sums["high"] - sums["low"] <= NARROW * middle) & (middle > 0)).fillna(False)


def main() -> None:
    """Print the table as Markdown."""
    release = current(paths.data_dir())
    print("| question | counted by | answered |\n|---|---|---|")
    for said, by, answered in questions(release):
        print(f"| {said} | {by} | {answered.mean():.0%} of {len(answered):,} |")


if __name__ == "__main__":
    main()
