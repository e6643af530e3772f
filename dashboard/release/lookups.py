"""What each value of a source means: one small table for each column that is looked up.

Every table has the columns `text` (the value; a row for missing too) and `id`, and its meanings as enums, which are
small and read as text. `kinds` holds the values that occur together and the `rows` they have.
"""

from collections.abc import Callable
from typing import Any

import duckdb
import pandas as pd

from dashboard.published import dispositions
from dashboard.published.call_types import UNKNOWN_CATEGORY, CallType, CallTypes, base_name
from dashboard.published.call_types import match_key as type_key
from dashboard.published.places import match_key
from dashboard.release.read import quoted
from dashboard.release.reference import Reference
from dashboard.release.sources import LISTED, Source

NONE = "(none)"
LOOKED_UP = ("type", "area", "agency", "disposition", "priority", "resident")

Rows = dict[str, list[Any]]


def column(name: str | None, kinds: dict[str, str]) -> str:
    """SQL for a column of `source` as text; `kinds` gives the DuckDB type of each."""
    if name is None:
        return "NULL::VARCHAR"
    return quoted(name) if kinds[name] == "VARCHAR" else f"CAST({quoted(name)} AS VARCHAR)"


def values(source: Source, kinds: dict[str, str]) -> dict[str, str]:
    """SQL for each column that is looked up, as text."""
    types = [column(name, kinds) for name in source.type.columns]
    return {
        "type": f"coalesce({', '.join(types)})",
        "area": column(source.place.area, kinds),
        "agency": column(source.agency.column, kinds),
        "disposition": column(source.disposition, kinds),
        "priority": column(source.priority, kinds),
        "resident": column(source.resident.column, kinds),
    }


def fill(connection: duckdb.DuckDBPyConnection, source: Source, known: Reference, kinds: dict[str, str]) -> None:
    """Makes `kinds` and the tables look_type, look_area, ... of what occurs in `source`."""
    occurring = ", ".join(f"{sql} AS {name}" for name, sql in values(source, kinds).items())
    connection.execute(
        f"CREATE OR REPLACE TABLE kinds AS SELECT {occurring}, count(*) AS rows FROM source GROUP BY ALL"  # noqa: S608
    )
    meanings: dict[str, Callable[[list[str | None]], Rows]] = {
        "type": lambda texts: _types(texts, source, known.types),
        "area": lambda texts: _areas(texts, known),
        "agency": lambda texts: _agencies(texts, source),
        "disposition": lambda texts: _dispositions(texts, known),
        "priority": lambda texts: {"priority": [_number(text) for text in texts]},
        "resident": lambda texts: {"begun": [_key(text) in map(_key, source.resident.values) for text in texts]},
    }
    for name in LOOKED_UP:
        found = connection.sql(f"SELECT DISTINCT {name} FROM kinds ORDER BY 1").fetchall()  # noqa: S608
        texts = [None if row[0] is None else str(row[0]) for row in found]
        _table(connection, f"look_{name}", texts, meanings[name](texts))


def _types(texts: list[str | None], source: Source, types: CallTypes) -> Rows:
    own = {type_key(base_name(n)): category for category, names in source.type.categories.items() for n in names}
    told = source.resident.types
    residents = set() if told == LISTED else {type_key(base_name(name)) for name in told}
    codes = [base_name(text or "") for text in texts]
    found = [types.find(code) for code in codes]
    categories = [own.get(type_key(code)) or _category(listed) for code, listed in zip(codes, found, strict=True)]
    begun = [
        source.resident.every_row
        or (listed is not None and listed.resident if told == LISTED else type_key(code) in residents)
        for code, listed in zip(codes, found, strict=True)
    ]
    return {
        "code": [code or NONE for code in codes],
        "category": [category or UNKNOWN_CATEGORY for category in categories],
        "known": [category is not None for category in categories],
        "in_areas": [category is None or not types.categories[category].protected for category in categories],
        "begun": begun,
    }


def _category(listed: CallType | None) -> str | None:
    return listed.category if listed else None


def _areas(texts: list[str | None], known: Reference) -> Rows:
    ids = {match_key(n.name): n.id for n in known.neighborhoods}
    return {"area": [None if text is None else ids.get(match_key(text)) for text in texts]}


def _agencies(texts: list[str | None], source: Source) -> Rows:
    responders = {_key(name): responder for name, responder in source.agency.responders.items()}
    return {
        "agency": [text or NONE for text in texts],
        "responder": [source.agency.responder or responders.get(_key(text)) for text in texts],
    }


def _dispositions(texts: list[str | None], known: Reference) -> Rows:
    return {"disposition": [dispositions.find(known.dispositions, text) for text in texts]}


def _number(text: str | None) -> str | None:
    """'2.0' -> '2': a whole number that a file kept as a fraction."""
    return None if text is None else text.removesuffix(".0")


def _key(text: str | None) -> str:
    return (text or "").strip().casefold()


def _table(connection: duckdb.DuckDBPyConnection, name: str, texts: list[str | None], rows: Rows) -> None:
    frame = pd.DataFrame({"text": pd.Series(texts, dtype="object"), "id": range(len(texts))})
    for label, column_values in rows.items():
        is_flag = all(isinstance(value, bool) for value in column_values)
        frame[label] = pd.Series(column_values, dtype="bool") if is_flag else _enum(column_values)
    connection.register("frame", frame)
    connection.execute(
        f"CREATE OR REPLACE TABLE {name} AS SELECT * REPLACE (id::INTEGER AS id, text::VARCHAR AS text) FROM frame"  # noqa: S608
    )
    connection.unregister("frame")


def _enum(texts: list[str | None]) -> "pd.Categorical[Any]":
    known = sorted({text for text in texts if text is not None}) or [""]
    places = {text: place for place, text in enumerate(known)}
    codes = [-1 if text is None else places[text] for text in texts]
    return pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(known))
