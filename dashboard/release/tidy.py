"""Raw rows -> calls: one reason for every row that is left out, one place, one category.

Adds the table `calls` (month, area, category, responder, reason) beside `source`. `reason` is null
for a call that counts; `area` is null for a call that stands in city tables only. What the layer's
fields mean: facts gathered on Incidents_Reported_911, September 2026.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import duckdb
import pandas as pd

from dashboard.published.call_types import UNKNOWN_CATEGORY, CallTypes, base_name
from dashboard.published.places import Neighborhood, match_key
from dashboard.release.read import FIELDS
from dashboard.release.rule import Rule

DUPLICATE = "exact duplicate"
NO_DATE = "date missing or unreadable"
OUT_OF_RANGE = "date out of range"
NOT_RESIDENT = "not begun by a resident"
NO_AGENCY = "agency not known"
MONTH = "month not complete or not yet released"

RESPONDER_OF = {"POLICE": "police", "FIRE": "fire", "BCR": "bcr"}

_NEAR_ZERO = 1.0
"""Degrees. Minneapolis lies near 45 north, 93 west; the layer writes 0 or 5.7e-14 for no point."""

_WALL_CLOCK = """
CASE WHEN regexp_full_match(Response_Date, '-?[0-9]{1,15}(\\.0*)?')
     THEN make_timestamp(CAST(CAST(Response_Date AS DOUBLE) AS BIGINT) * 1000)
     ELSE coalesce(
       try_cast(regexp_replace(Response_Date, '(Z|[+-][0-9]{2}(:?[0-9]{2})?)$', '') AS TIMESTAMP),
       try_strptime(regexp_replace(Response_Date, '[+-][0-9]{2}(:?[0-9]{2})?$', ''),
         ['%Y/%m/%d %H:%M:%S', '%m/%d/%Y %I:%M:%S %p', '%m/%d/%Y %H:%M:%S', '%m/%d/%Y %H:%M',
          '%m/%d/%Y']))
END"""
"""Milliseconds, or text in a few formats. Both are Chicago's wall clock labelled UTC: the offset is
dropped, nothing is converted."""


@dataclass(frozen=True)
class Tidied:
    """What tidying found. Counts are rows of the source; `left_out` by reason.

    `partial`: the source holds a single month, and not from its first day to its last.
    """

    rows_in: int
    left_out: dict[str, int]
    months: tuple[str, ...]
    empty_months: tuple[str, ...]
    unknown_codes: dict[str, int]
    unknown_agencies: dict[str, int]
    unknown_neighborhoods: dict[str, int]
    not_placed: int
    generated: bool
    partial: bool


def tidy(
    connection: duckdb.DuckDBPyConnection,
    types: CallTypes,
    neighborhoods: tuple[Neighborhood, ...],
    rule: Rule,
    as_of: datetime,
) -> Tidied:
    """Fills `calls` from `source`. `as_of` is Chicago wall clock; later calls are mistakes."""
    _map_codes(connection, types)
    _map_places(connection, neighborhoods)
    _mark(connection, rule, as_of)
    spans = _day_spans(connection)
    months, empty = whole_months(spans, as_of.date(), rule.days_after_month)
    connection.register("whole", pd.DataFrame({"month": pd.Series(months, dtype="str")}))
    connection.execute(
        "UPDATE calls SET reason = ? WHERE reason IS NULL AND month NOT IN (SELECT month FROM whole)",
        [MONTH],
    )
    connection.unregister("whole")
    return replace(_findings(connection, months, empty), partial=len(spans) == 1 and _is_partial(spans, months))


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


def _map_codes(connection: duckdb.DuckDBPyConnection, types: CallTypes) -> None:
    """Table `codes`: every problem code of the source, its category and who begins it."""
    codes = [
        str(row[0])
        for row in connection.sql(
            "SELECT DISTINCT coalesce(Problem__Final_, Initial_Problem, '') FROM source"
        ).fetchall()
    ]
    found = [types.find(code) for code in codes]
    frame = pd.DataFrame(
        {
            "code": pd.Series(codes, dtype="str"),
            "name": pd.Series([base_name(code) or "(none)" for code in codes], dtype="str"),
            "category": pd.Series([t.category if t else UNKNOWN_CATEGORY for t in found], dtype="str"),
            "resident": pd.Series([t is not None and t.resident for t in found], dtype="bool"),
            "known": pd.Series([t is not None for t in found], dtype="bool"),
            "in_areas": pd.Series(
                [not types.categories[t.category].protected if t else True for t in found],
                dtype="bool",
            ),
        }
    )
    _table(connection, "codes", frame)


def _map_places(connection: duckdb.DuckDBPyConnection, neighborhoods: tuple[Neighborhood, ...]) -> None:
    """Table `places`: every neighborhood name of the source and the id that it means."""
    ids = {match_key(n.name): n.id for n in neighborhoods}
    names = [
        str(row[0])
        for row in connection.sql(
            "SELECT DISTINCT Neighborhood__GIS_ FROM source WHERE Neighborhood__GIS_ IS NOT NULL"
        ).fetchall()
    ]
    frame = pd.DataFrame(
        {
            "name": pd.Series(names, dtype="str"),
            "area": pd.Series([ids.get(match_key(name)) for name in names], dtype="object"),
        }
    )
    _table(connection, "places", frame)


def _table(connection: duckdb.DuckDBPyConnection, name: str, frame: pd.DataFrame) -> None:
    connection.register("frame", frame)
    connection.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM frame")  # noqa: S608
    connection.unregister("frame")


def _mark(connection: duckdb.DuckDBPyConnection, rule: Rule, as_of: datetime) -> None:
    """Creates `calls`: one row per distinct row of the source, ids aside; `copies` says how many."""
    same = ", ".join(f'"{name}"' for name in FIELDS if name != "OBJECTID")
    responders = " ".join(f"WHEN '{a}' THEN '{r}'" for a, r in RESPONDER_OF.items())
    connection.execute(
        f"""
        CREATE OR REPLACE TABLE calls AS
        WITH spread AS (
          SELECT {same}, count(*) AS copies, {_WALL_CLOCK} AS clock
          FROM source GROUP BY ALL
        )
        SELECT clock, strftime(clock, '%Y-%m') AS month, codes.category, codes.name AS code, codes.known,
          coalesce(Agency_Type, '(none)') AS agency,
          CASE upper(Agency_Type) {responders} END AS responder,
          CASE WHEN abs(try_cast(Latitude AS DOUBLE)) < {_NEAR_ZERO}
               THEN NULL ELSE places.area END AS area,
          codes.in_areas, copies,
          CASE WHEN clock IS NULL THEN '{NO_DATE}'
               WHEN year(clock) < {rule.oldest_year} OR clock > ? THEN '{OUT_OF_RANGE}'
               WHEN responder IS NULL THEN '{NO_AGENCY}'
               WHEN coalesce(lower(is_911_Call), '') <> 'yes' AND NOT codes.resident
               THEN '{NOT_RESIDENT}' END AS reason
        FROM spread
        JOIN codes ON codes.code = coalesce(Problem__Final_, Initial_Problem, '')
        LEFT JOIN places ON places.name = Neighborhood__GIS_
        """,  # noqa: S608
        [as_of],
    )


def _day_spans(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[date, date]]:
    """First and last day with a readable row, by month."""
    rows = connection.execute(
        "SELECT month, min(clock)::DATE, max(clock)::DATE FROM calls "
        "WHERE reason IS NULL OR reason NOT IN (?, ?) GROUP BY month",
        [NO_DATE, OUT_OF_RANGE],
    ).fetchall()
    return {str(month): (first, last) for month, first, last in rows if month is not None}


def _findings(connection: duckdb.DuckDBPyConnection, months: tuple[str, ...], empty: tuple[str, ...]) -> Tidied:
    def tally(query: str) -> dict[str, int]:
        rows = connection.sql(f"{query} GROUP BY 1 ORDER BY 2 DESC, 1").fetchall()
        return {str(name): int(count) for name, count in rows}

    def number(query: str) -> int:
        return int(connection.sql(query).fetchall()[0][0])

    duplicates = number("SELECT coalesce(sum(copies - 1), 0) FROM calls")
    left_out = tally("SELECT reason, count(*) FROM calls WHERE reason IS NOT NULL")
    return Tidied(
        rows_in=number("SELECT count(*) FROM source"),
        left_out={**({DUPLICATE: duplicates} if duplicates else {}), **left_out},
        months=months,
        empty_months=empty,
        unknown_codes=tally("SELECT code, count(*) FROM calls WHERE NOT known"),
        unknown_agencies=tally("SELECT agency, count(*) FROM calls WHERE responder IS NULL"),
        unknown_neighborhoods=tally(
            "SELECT Neighborhood__GIS_, count(*) FROM source "
            "JOIN places ON places.name = Neighborhood__GIS_ WHERE places.area IS NULL"
        ),
        not_placed=number("SELECT count(*) FROM calls WHERE reason IS NULL AND area IS NULL"),
        generated=number("SELECT count(*) FROM source WHERE starts_with(Master_Incident_Number, 'DEMO-')") > 0,
        partial=False,
    )
