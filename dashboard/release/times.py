"""Times by priority: the median and the 90th percentile of the minutes between two time stamps of a call.

Quantiles are linear between the two nearest calls: type 7 of Hyndman and Fan, "Sample quantiles in statistical
packages" (1996). No time is the least or greatest of its calls, and no number of calls is published.
"""

import duckdb
import pandas as pd

from dashboard.published.schema import (
    COUNT,
    INTERVALS,
    LEAST_TIMED,
    MEDIAN,
    P90,
    PRIORITIES,
    STATE,
    TIMES,
    State,
)
from dashboard.release.addresses import MOST
from dashboard.release.count import Months
from dashboard.release.sources import Stamps

_MINUTE = 60_000_000
"""In microseconds."""


def take(connection: duckdb.DuckDBPyConnection, stamps: Stamps, months: Months) -> pd.DataFrame:
    """A row for each fresh month, priority and interval: the two times in minutes, `count`, the calls behind them,
    and `most`, how many of these one address makes.

    `count` is NA in months without a call and for intervals without both stamps. No row at all for a source that has
    the stamps of no interval. Exact and unprotected: for `protect` only.
    """
    known = [interval for interval in INTERVALS if all(getattr(stamps, stamp) for stamp in _ends(interval))]
    grid = pd.MultiIndex.from_product(
        [months.fresh if known else (), PRIORITIES, INTERVALS], names=list(TIMES.dimensions)
    )
    taken = connection.execute(
        f"""
        SELECT month, priority, interval, count(*) AS count,
          round(quantile_cont(span, 0.5) / {_MINUTE}, 1) AS {MEDIAN},
          round(quantile_cont(span, 0.9) / {_MINUTE}, 1) AS {P90}, {MOST} AS most
        FROM ({" UNION ALL ".join(map(_spans, INTERVALS))}) WHERE month IN ? GROUP BY ALL
        """,  # noqa: S608
        [list(months.fresh)],
    ).df()
    frame = taken.set_index(list(TIMES.dimensions)).reindex(grid).reset_index()
    collected = frame["interval"].isin(known) & ~frame["month"].isin(months.empty)
    counts = frame[COUNT].astype("Int64").fillna(0).where(collected)
    return frame.astype({MEDIAN: "Float64", P90: "Float64", "most": "Int64"}).assign(**{COUNT: counts})


def protect(taken: pd.DataFrame, city: pd.DataFrame) -> pd.DataFrame:
    """What is released of `take`: the times with a `state`, without the calls behind them; none of LEAST_TIMED calls
    or fewer, or of calls that one address makes more than half of.

    A time that stands says that its month has LEAST_TIMED calls of its priority. Priorities do not overlap, so the
    times of one interval together tell a least number of calls: where the shown cells of `city`, the protected table
    category-month, do not tell as many, none of them stands.
    """
    shown = city[city[STATE] == State.NUMBER].groupby("month")[COUNT].sum()
    enough = ((taken[COUNT] >= LEAST_TIMED) & (2 * taken["most"] <= taken[COUNT])).fillna(False).astype(bool)
    told = LEAST_TIMED * enough.groupby([taken["month"], taken["interval"]]).transform("sum")
    stands = enough & (told <= taken["month"].map(shown).fillna(0))
    state = pd.Series(State.WITHHELD.value, index=taken.index, dtype="str").mask(stands, State.NUMBER.value)
    times = {value: taken[value].where(stands) for value in TIMES.values}
    return taken.drop(columns=[COUNT, "most"]).assign(
        **times, **{STATE: state.mask(taken[COUNT].isna(), State.MISSING.value)}
    )


def _ends(interval: str) -> tuple[str, str]:
    start, _, end = interval.partition("-to-")
    return start, end


def _spans(interval: str) -> str:
    """SQL for the calls that have both stamps of an interval, `span` in microseconds."""
    start, end = _ends(interval)
    listed = ", ".join(f"'{priority}'" for priority in PRIORITIES[:-1])
    return f"""
        SELECT month, '{interval}' AS interval,
          CASE WHEN priority::VARCHAR IN ({listed}) THEN priority::VARCHAR ELSE '{PRIORITIES[-1]}' END AS priority,
          date_diff('microsecond', {start}, {end})::DOUBLE AS span, address
        FROM calls WHERE reason IS NULL AND {start} IS NOT NULL AND {end} IS NOT NULL"""  # noqa: S608
