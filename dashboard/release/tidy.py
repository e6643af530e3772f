"""Raw rows -> calls: one reason for every row that is left out, one place, one category.

Makes `calls`, one row for each distinct row of `source`. `reason` is NULL for a call that counts; `area` is NULL, and
`not_placed` says why, for a call that stands in city tables only. What the fields of the City's layer mean: facts
gathered on Incidents_Reported_911, September 2026.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import duckdb
import pandas as pd

from dashboard.published.dispositions import OTHER
from dashboard.release import lookups
from dashboard.release.marking import MONTH, NO_DATE, OUT_OF_RANGE, mark
from dashboard.release.reference import Reference
from dashboard.release.sources import Source

DUPLICATE = "exact duplicate"


@dataclass(frozen=True)
class Tidied:
    """What tidying found. Counts are rows of the source; `left_out` and `not_placed_by` by reason.

    `source` is the name of the layout that was used. `not_placed` counts the calls that stand in city tables only.
    `stamps_dropped`: calls whose time stamps run backward or over more than a day. `partial`: the source holds a
    single month, and not from its first day to its last.
    """

    source: str
    rows_in: int
    left_out: dict[str, int]
    months: tuple[str, ...]
    empty_months: tuple[str, ...]
    unknown_codes: dict[str, int]
    unknown_agencies: dict[str, int]
    unknown_neighborhoods: dict[str, int]
    unknown_dispositions: dict[str, int]
    not_placed: int
    not_placed_by: dict[str, int]
    stamps_dropped: int
    generated: bool
    partial: bool


def tidy(connection: duckdb.DuckDBPyConnection, source: Source, known: Reference, as_of: datetime) -> Tidied:
    """Turns `source` into `calls`. `as_of` is Chicago wall clock; later calls are mistakes."""
    described = connection.execute("DESCRIBE source").fetchall()
    kinds = {str(row[0]): str(row[1]) for row in described}
    lookups.fill(connection, source, known, kinds)
    mark(connection, source, known, kinds, as_of)
    spans = _day_spans(connection)
    months, empty = whole_months(spans, as_of.date(), known.rule.days_after_month)
    connection.execute(
        "UPDATE calls SET reason = ? WHERE reason IS NULL AND month NOT IN (SELECT unnest(?::VARCHAR[]))",
        [MONTH, list(months)],
    )
    return _findings(connection, source, months, empty, len(spans) == 1 and _is_partial(spans, months))


def _is_partial(spans: dict[str, tuple[date, date]], months: tuple[str, ...]) -> bool:
    """Whether a source of one month lacks its first or its last day."""
    if not months:
        return False
    first, last = spans[months[0]]
    return first.day > 1 or (last + timedelta(days=1)).month == last.month


def whole_months(
    spans: dict[str, tuple[date, date]], today: date, days_after: int
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(months that may be released, months between them in which the source has no row).

    `spans` gives the first and last day with a row, by 'YYYY-MM'. A run of months is whole only from
    its first day to its last: a run's first month counts if it has a row on day 1, its last month
    if it has a row on the last day. A source of a single month is taken as it is.
    """
    kept: list[str] = []
    for month, (first, last) in sorted(spans.items()):
        start = date.fromisoformat(f"{month}-01")
        following = (start + timedelta(days=31)).replace(day=1)
        before, after = f"{start - timedelta(days=1):%Y-%m}", f"{following:%Y-%m}"
        partial_start = before not in spans and first > start
        partial_end = after not in spans and last < following - timedelta(days=1)
        partial = len(spans) > 1 and (partial_start or partial_end)
        if not partial and today >= following + timedelta(days=days_after):
            kept.append(month)
    if not kept:
        return (), ()
    every = [f"{period}" for period in pd.period_range(kept[0], kept[-1], freq="M")]
    return tuple(kept), tuple(month for month in every if month not in kept)


def _day_spans(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[date, date]]:
    """First and last day with a readable row, by month."""
    rows = connection.execute(
        "SELECT month, min(clock)::DATE, max(clock)::DATE FROM calls "
        "WHERE reason IS NULL OR reason NOT IN (?, ?) GROUP BY month",
        [NO_DATE, OUT_OF_RANGE],
    ).fetchall()
    return {str(month): (first, last) for month, first, last in rows if month is not None}


def _findings(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    months: tuple[str, ...],
    empty: tuple[str, ...],
    partial: bool,
) -> Tidied:
    def tally(query: str) -> dict[str, int]:
        rows = connection.sql(f"{query} GROUP BY 1 ORDER BY 2 DESC, 1::VARCHAR").fetchall()
        return {str(name): int(count) for name, count in rows}

    def number(query: str) -> int:
        return int(connection.sql(query).fetchall()[0][0])

    duplicates = number("SELECT coalesce(sum(copies - 1), 0) FROM calls")
    left_out = tally("SELECT reason, count(*) FROM calls WHERE reason IS NOT NULL")
    not_placed_by = tally("SELECT not_placed, count(*) FROM calls WHERE reason IS NULL AND not_placed IS NOT NULL")
    return Tidied(
        source=source.name,
        rows_in=number("SELECT sum(rows) FROM kinds"),
        left_out={**({DUPLICATE: duplicates} if duplicates else {}), **left_out},
        months=months,
        empty_months=empty,
        unknown_codes=tally("SELECT code, count(*) FROM calls WHERE NOT known"),
        unknown_agencies=tally("SELECT agency, count(*) FROM calls WHERE responder IS NULL"),
        unknown_neighborhoods=tally(
            "SELECT text, sum(rows) FROM kinds JOIN look_area AS look ON kinds.area = text WHERE look.area IS NULL"
        ),
        unknown_dispositions=tally(
            "SELECT text, sum(rows) FROM kinds JOIN look_disposition AS look ON kinds.disposition = text "  # noqa: S608
            f"WHERE look.disposition = '{OTHER}'"
        ),
        not_placed=sum(not_placed_by.values()),
        not_placed_by=not_placed_by,
        stamps_dropped=number("SELECT count(*) FROM calls WHERE stamps_dropped"),
        generated=number("SELECT count(*) FROM calls WHERE generated") > 0,
        partial=partial,
    )
