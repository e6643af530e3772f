"""The SQL that turns `source` into `calls`: duplicates met, values looked up, one reason for a row left out."""

from datetime import datetime

import duckdb
import pandas as pd

from dashboard.release import addresses, clock, lookups, shapes
from dashboard.release.read import literal, quoted
from dashboard.release.reference import Reference
from dashboard.release.sources import Place, Source, Stamps

NO_DATE = "date missing or unreadable"
OUT_OF_RANGE = "date out of range"
NOT_RESIDENT = "not begun by a resident"
NO_AGENCY = "agency not known"
MONTH = "month not complete or not yet released"
REASONS = (NO_DATE, OUT_OF_RANGE, NOT_RESIDENT, NO_AGENCY, MONTH)

NO_PLACE = "the source names no place"
NO_POINT = "no coordinates"
NEAR_ZERO = "coordinates near 0, 0"
EXCHANGED = "latitude and longitude exchanged"
OUTSIDE = "coordinates outside the city"
NO_NAME = "no neighborhood named"
UNKNOWN_NAME = "neighborhood not known"
NOT_PLACED = (NO_PLACE, NO_POINT, NEAR_ZERO, EXCHANGED, OUTSIDE, NO_NAME, UNKNOWN_NAME)

_GENERATED = "DEMO-"
"""How the incident numbers of demonstration calls begin."""
_NEAR_ZERO = 1.0
"""Degrees. Minneapolis lies near 45 north, 93 west; the layer writes 0 or 5.7e-14 for no point."""
_AROUND = 0.02
"""Degrees (about 2 km) around our shapes within which a named neighborhood is believed."""


def mark(
    connection: duckdb.DuckDBPyConnection, source: Source, known: Reference, kinds: dict[str, str], as_of: datetime
) -> None:
    """Makes `calls`. Needs the tables of lookups.fill; `kinds` gives the DuckDB type of each column of `source`.

    Rows are told apart by 64 bits of their values: that two different rows among 16 million fall together has a
    chance of less than 1 in 100,000.
    """
    _small_tables(connection, known, as_of)
    if _by_point(source.place):
        x, y = _steps(source.place)
        shapes.register(connection, known.shapes)
        shapes.place(connection, known.shapes, f"SELECT {x} AS x, {y} AS y FROM source")  # noqa: S608
    area = "shape_names.id" if _by_point(source.place) else "CASE WHEN off_map IS NULL THEN area.area END"
    connection.execute(
        f"""
        CREATE OR REPLACE TABLE calls AS
        WITH looked AS ({_looked_up(source, known, kinds)}),
        spread AS (SELECT *, count(*) AS copies FROM looked GROUP BY ALL)
        SELECT clock, released_months.month, category, code, type.known, agency, responder, {area} AS area, in_areas,
          copies, generated, disposition, priority, address, {_REASON} AS reason,
          {_not_placed(source.place)} AS not_placed, {_stamps_in_order(source)}
        FROM spread
        LEFT JOIN released_months ON number = year(clock) * 12 + month(clock)
        JOIN look_type AS type ON type.id = type_id
        JOIN look_area AS area ON area.id = area_id
        JOIN look_agency AS agency ON agency.id = agency_id
        JOIN look_disposition AS disposition ON disposition.id = disposition_id
        JOIN look_priority AS priority ON priority.id = priority_id
        JOIN look_resident AS resident ON resident.id = resident_id
        LEFT JOIN shape_names ON shape_names.place = shape
        """,  # noqa: S608
        {"as_of": as_of},
    )


def _small_tables(connection: duckdb.DuckDBPyConnection, known: Reference, as_of: datetime) -> None:
    """`released_months`: number (12 for each year) and month ('YYYY-MM') up to that of `as_of`. `shape_names`: place of
    a shape and its id."""
    numbers = range(known.rule.oldest_year * 12 + 1, as_of.year * 12 + as_of.month + 1)
    texts = [f"{(number - 1) // 12}-{(number - 1) % 12 + 1:02}" for number in numbers]
    ids = known.shapes.ids
    frames = {
        "released_months": pd.DataFrame({"number": numbers, "month": pd.Series(texts, dtype="str")}),
        "shape_names": pd.DataFrame({"place": range(len(ids)), "id": pd.Categorical(ids)}),
    }
    for name, frame in frames.items():
        connection.register("frame", frame)
        connection.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM frame")  # noqa: S608
        connection.unregister("frame")


def _looked_up(source: Source, known: Reference, kinds: dict[str, str]) -> str:
    """SQL for every row of `source`, narrow: its hash, times, ids of what is looked up, shape, and `off_map`."""
    same = ", ".join(quoted(name) for name in kinds if name not in source.row_ids)
    texts = ", ".join(f"{sql} AS {name}" for name, sql in lookups.values(source, kinds).items())
    clocks = [f"{clock.wall_clock(quoted(source.time.column), kinds[source.time.column], source.time)} AS clock"]
    clocks += [
        f"{clock.universal(quoted(column), kinds[column], source.time)} AS {stamp}"
        for stamp, column in _stamps(source).items()
    ]
    generated = f"starts_with({lookups.column(source.incident, kinds)}, '{_GENERATED}')"
    latitude, longitude = _degrees(source.place)
    x, y = _steps(source.place)
    kept = ", ".join(
        [
            "hash_of_row",
            "generated",
            "clock",
            "address",
            *_stamps(source),
            *(f"look_{n}.id AS {n}_id" for n in lookups.LOOKED_UP),
        ]
    )
    joins = "".join(
        f" JOIN look_{name} ON look_{name}.text IS NOT DISTINCT FROM plain.{name}" for name in lookups.LOOKED_UP
    )
    shape = "NULL::INTEGER"
    if _by_point(source.place):
        shape = "coalesce(inner_cells.area, border_points.area)"
        joins += f" LEFT JOIN inner_cells ON inner_cells.cell = {known.shapes.cell_of('plain.x', 'plain.y')}"
        joins += " LEFT JOIN border_points ON border_points.x = plain.x AND border_points.y = plain.y"
    return f"""
        SELECT {kept}, {shape} AS shape, {_off_map(known)} AS off_map,
          plain.x IS NOT NULL AND plain.y IS NOT NULL AS has_point
        FROM (SELECT hash({same}) AS hash_of_row, {generated} AS generated, {", ".join(clocks)}, {texts},
                {addresses.hashed(lookups.column(source.address, kinds))} AS address,
                {latitude} AS latitude, {longitude} AS longitude, {x} AS x, {y} AS y FROM source) AS plain {joins}"""  # noqa: S608


def _word(text: str, words: tuple[str, ...]) -> str:
    """SQL for one of a few words, held as one byte."""
    return f"CAST({literal(text)} AS ENUM({', '.join(map(literal, words))}))"


_REASON = f"""
CASE WHEN clock IS NULL THEN {_word(NO_DATE, REASONS)}
     WHEN released_months.month IS NULL OR clock > $as_of THEN {_word(OUT_OF_RANGE, REASONS)}
     WHEN responder IS NULL THEN {_word(NO_AGENCY, REASONS)}
     WHEN NOT type.begun AND NOT resident.begun THEN {_word(NOT_RESIDENT, REASONS)} END"""


def _by_point(place: Place) -> bool:
    return place.area is None and place.latitude is not None


def _degrees(place: Place) -> tuple[str, str]:
    """SQL for latitude and longitude; NULL where the value is no number."""
    if place.latitude is None or place.longitude is None:
        return "NULL::DOUBLE", "NULL::DOUBLE"
    return f"try_cast({quoted(place.latitude)} AS DOUBLE)", f"try_cast({quoted(place.longitude)} AS DOUBLE)"


def _steps(place: Place) -> tuple[str, str]:
    """SQL for x and y, longitude and latitude in the steps of dashboard.release.shapes."""
    latitude, longitude = _degrees(place)
    return (
        f"try_cast(round({longitude} * {shapes.STEPS}) AS INTEGER)",
        f"try_cast(round({latitude} * {shapes.STEPS}) AS INTEGER)",
    )


def _off_map(known: Reference) -> str:
    """SQL for why a row's coordinates are no place in the city; NULL for good or absent ones."""
    within = known.shapes.within
    return f"""
        CASE WHEN abs(latitude) < {_NEAR_ZERO} OR abs(longitude) < {_NEAR_ZERO} THEN {_word(NEAR_ZERO, NOT_PLACED)}
             WHEN latitude IS NULL OR longitude IS NULL OR {within("latitude", "longitude", _AROUND)} THEN NULL
             WHEN {within("longitude", "latitude", _AROUND)} THEN {_word(EXCHANGED, NOT_PLACED)}
             ELSE {_word(OUTSIDE, NOT_PLACED)} END"""


def _not_placed(place: Place) -> str:
    """SQL for why a call has no area; NULL if it has one."""
    if _by_point(place):
        return f"""
        CASE WHEN shape IS NULL THEN coalesce(off_map,
          CASE WHEN has_point THEN {_word(OUTSIDE, NOT_PLACED)} ELSE {_word(NO_POINT, NOT_PLACED)} END) END"""
    if place.area is None:
        return _word(NO_PLACE, NOT_PLACED)
    return f"""
        coalesce(off_map, CASE WHEN area.text IS NULL THEN {_word(NO_NAME, NOT_PLACED)}
          WHEN area.area IS NULL THEN {_word(UNKNOWN_NAME, NOT_PLACED)} END)"""


def _stamps(source: Source) -> dict[str, str]:
    """The columns of the time stamps that the source has, by stamp, in the order in which they follow each other."""
    columns: dict[str, str | None] = source.stamps.model_dump()
    return {stamp: column for stamp, column in columns.items() if column is not None}


def _stamps_in_order(source: Source) -> str:
    """SQL for the five stamps, none of them where they run backward or over more than a day, and `stamps_dropped`."""
    present = list(_stamps(source))
    steps = [f"coalesce({stamp} >= greatest({', '.join(present[:i])}), true)" for i, stamp in enumerate(present) if i]
    everything = ", ".join(present)
    span = [f"coalesce(greatest({everything}) - least({everything}) <= INTERVAL 1 DAY, true)"] if present else []
    in_order = " AND ".join([*steps, *span]) or "true"
    chosen = [
        f"CASE WHEN {in_order} THEN {stamp} END AS {stamp}" if stamp in present else f"NULL::TIMESTAMP AS {stamp}"
        for stamp in Stamps.model_fields
    ]
    return f"{', '.join(chosen)}, NOT ({in_order}) AS stamps_dropped"
