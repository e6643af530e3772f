"""SQL that reads times: whatever a source writes -> the city's wall clock, or an instant."""

from dashboard.release.read import literal
from dashboard.release.sources import EPOCH_MS, EPOCH_S, ISO, WALL_CLOCK, Time

_OFFSET = "(:[0-9.]+) ?(Z|[+-][0-9]{2}(:?[0-9]{2})?)$"
_UNITS = {EPOCH_MS: 1000, EPOCH_S: 1_000_000}
_MOST = 10**15
"""Numbers past it are no time in any unit, and would overflow."""


def wall_clock(column: str, kind: str, time: Time) -> str:
    """The local wall clock of a column, NULL where it cannot be read. `kind` is DuckDB's type of the column."""
    if time.zone == WALL_CLOCK:
        return _as_written(column, kind, time.formats)
    return f"timezone({literal(time.local)}, {_instant(column, kind, time)})"


def universal(column: str, kind: str, time: Time) -> str:
    """The same moment in UTC, so that a difference of two is a duration, whatever the clocks did between.

    Of a wall clock, times in the hour that comes twice or never are NULL.
    """
    if time.zone != WALL_CLOCK:
        return f"timezone('UTC', {_instant(column, kind, time)})"
    written, zone = _as_written(column, kind, time.formats), literal(time.local)
    at = f"timezone({zone}, {written})"
    same = [f"timezone({zone}, {at} {step}) = {written}" for step in ("", "+ INTERVAL 1 HOUR", "- INTERVAL 1 HOUR")]
    return f"CASE WHEN {same[0]} AND NOT ({same[1]} OR {same[2]}) THEN timezone('UTC', {at}) END"


def _as_written(column: str, kind: str, formats: tuple[str, ...]) -> str:
    """A timestamp as the value says it, any offset dropped; the first of `formats` that fits."""
    if kind == "TIMESTAMP WITH TIME ZONE":
        return f"timezone('UTC', {column})"
    if kind.startswith("TIMESTAMP") or kind == "DATE":
        return f"CAST({column} AS TIMESTAMP)"
    if kind != "VARCHAR":
        units = [unit for name, unit in _UNITS.items() if name in formats]
        return _from_number(column, units[0] if units else _UNITS[EPOCH_MS])
    return f"coalesce({', '.join(_from_text(column, form) for form in formats)})"


def _from_number(column: str, unit: int) -> str:
    number = f"try_cast({column} AS BIGINT)"
    return f"make_timestamp(CASE WHEN {number} BETWEEN -{_MOST} AND {_MOST} THEN {number} * {unit} END)"


def _from_text(column: str, form: str) -> str:
    if form in _UNITS:
        return _from_number(column, _UNITS[form])
    bare = f"regexp_replace({column}, '{_OFFSET}', '\\1')"
    return f"try_cast({bare} AS TIMESTAMP)" if form == ISO else f"try_strptime({bare}, {literal(form)})"


def _instant(column: str, kind: str, time: Time) -> str:
    """A timestamp with time zone: an offset beside the value is believed, else it stands in the source's zone."""
    if kind == "TIMESTAMP WITH TIME ZONE":
        return column
    if kind.startswith("TIMESTAMP") or kind == "DATE":
        return f"timezone({literal(time.zone)}, CAST({column} AS TIMESTAMP))"
    if kind != "VARCHAR":
        return f"timezone('UTC', {_as_written(column, kind, time.formats)})"
    counted = [f"timezone('UTC', {_from_text(column, form)})" for form in time.formats if form in _UNITS]
    told = f"CASE WHEN regexp_matches({column}, '{_OFFSET}') THEN try_cast({column} AS TIMESTAMPTZ) END"
    written = [
        f"timezone({literal(time.zone)}, {_from_text(column, form)})" for form in time.formats if form not in _UNITS
    ]
    return f"coalesce({', '.join((*counted, told, *written))})"
