"""What must hold before a release is published. Each check raises BuildError, one line."""

import re
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from dashboard.published import index
from dashboard.published.read import Release, newest
from dashboard.published.schema import (
    CATEGORY,
    COUNT,
    NEIGHBORHOOD,
    NEIGHBORHOOD_CATEGORY,
    RELEASES,
    RESPONDER,
)
from dashboard.release.errors import BuildError
from dashboard.release.rule import Rule
from dashboard.release.tidy import Tidied

RELEASED = "month released before"
_SERIES = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")

Tallies = dict[str, dict[str, int]]


def series_name(series: str) -> None:
    """A series is named in small letters, digits and hyphens."""
    if not _SERIES.fullmatch(series) or len(series) > 40:
        raise BuildError(f"{series!r} is no name for a series. Use small letters, digits and hyphens.")


def source(found: Tidied, rule: Rule, series: str) -> None:
    """Enough whole months, and not too much that is unknown."""
    unknown = {"problem codes": found.unknown_codes, "agencies": found.unknown_agencies}
    for what, names in unknown.items():
        share = sum(names.values()) / found.rows_in
        if found.rows_in > rule.unknown_from_rows and share > rule.most_unknown:
            most = ", ".join(list(names)[:3])
            raise BuildError(
                f"Unknown {what} on {share:.0%} of rows ({most}). Add them to the reference files, "
                f"or check the source. The release of {series} on show stays."
            )
    if not found.months:
        raise BuildError(
            f"No whole month that ended {rule.days_after_month} days ago or more. Fetch from the "
            "first day of a month to the last day of one."
        )


def conserved(rows_in: int, left_out: dict[str, int], tables: Tallies) -> None:
    """No row is lost or counted twice between the source and the tables."""
    totals = {name: t["published_rows"] + t["withheld_rows"] for name, t in tables.items()}
    pairs = (
        ("rows in", rows_in - sum(left_out.values()), CATEGORY.name),
        (RESPONDER.name, totals[RESPONDER.name], CATEGORY.name),
        (NEIGHBORHOOD_CATEGORY.name, totals[NEIGHBORHOOD_CATEGORY.name], NEIGHBORHOOD.name),
    )
    for what, expected, table in pairs:
        if totals[table] != expected:
            raise BuildError(
                f"Rows are not conserved: {what} gives {expected}, {table} holds {totals[table]}. "
                "Report this; nothing was published."
            )


def whole(found: Tidied, tables: Tallies) -> None:
    """A real month of which the source holds only a part shows no number: it would pass for the month's."""
    if found.partial and not found.generated and any(table["number"] for table in tables.values()):
        raise BuildError(
            f"The source holds only some days of {found.months[0]}, and its counts would pass for the whole "
            "month's. Fetch the month from its first day to its last."
        )


def one_kind(data_root: Path, series: str, *, demonstration: bool, generated: bool) -> None:
    """Generated calls and real ones never share a series."""
    if series == "demo" and not generated:
        raise BuildError("The series demo holds generated calls only. Name another with --series.")
    last = newest(data_root, series)
    if last is not None and last.demonstration != demonstration:
        kind = "generated" if demonstration else "real"
        raise BuildError(f"These calls are {kind}, and those of series {series} are not. Name another with --series.")


def apart(data_root: Path, series: str, months: Sequence[str]) -> None:
    """No month that another series of real calls shows: what one hides could be had by subtracting the other."""
    for entry in index.known(data_root / RELEASES).values():
        shared = sorted({*entry.months} & {*months})
        if shared and entry.series != series and not entry.demonstration and entry.withdrawn is None:
            raise BuildError(
                f"{entry.id} shows {shared[0]} already, and two series of one month can be subtracted from each other. "
                f"Fetch later months for {series}, or publish it in a data root of its own if it counts other calls."
            )


def fall(last: Release | None, found: Tidied, rule: Rule) -> None:
    """Not fewer calls than half of those shown by the last good release of the series."""
    if last is None:
        return
    shown = int(last.tables[CATEGORY.name][COUNT].sum())
    now = found.rows_in - sum(found.left_out.values())
    if now < shown * rule.least_share_of_last:
        raise BuildError(
            f"{now} calls, and {last.id} shows {shown}: a fall of more than half. Check the source, "
            f"or start a series with the next month. {last.id} stays on show."
        )


def rise(previous: Release | None, recounted: dict[str, "pd.Series[int]"], rule: Rule) -> None:
    """The months that were released do not count half as many calls again: that is a load that was doubled."""
    if previous is None:
        return
    now = recounted[CATEGORY.name]
    shown = previous.tables[CATEGORY.name].set_index(["month", "category"])[COUNT].dropna()
    then, again = int(shown.sum()), int(now.reindex(shown.index).fillna(0).sum())
    if again > then * (1 + rule.least_share_of_last):
        raise BuildError(
            f"The months of {previous.id} count {again} calls now and {then} then: a rise of more than half. Check "
            f"the source for rows that stand twice. {previous.id} stays on show."
        )


class NothingNewError(BuildError):
    """The source holds no month that the series has not released."""

    def __init__(self, last: Release | None) -> None:
        month = last.months[-1] if last else "none"
        super().__init__(f"No new month: {month} is released, and the next has not ended long enough ago.")
