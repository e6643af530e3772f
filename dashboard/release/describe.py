"""Drafts the YAML of a source from a file of calls, and says what it guessed.

It prints names of columns, shares and formats, and the values of agency, disposition and resident columns that stand in
LEAST_ROWS rows or more. Nothing else of a row.
"""

import json
from collections.abc import Callable
from pathlib import Path

import duckdb

from dashboard.published import dispositions
from dashboard.published.places import REFERENCE, match_key
from dashboard.release import guess
from dashboard.release import reference as references
from dashboard.release.errors import SourceError
from dashboard.release.guess import Look
from dashboard.release.read import (
    check_text,
    csv_rows,
    header_of,
    is_parquet,
    literal,
    parquet_rows,
    parquet_types,
    plain,
    quoted,
)
from dashboard.release.reference import Reference
from dashboard.release.shapes import STEPS
from dashboard.release.sources import EPOCH_MS, EPOCH_S, ISO

SAMPLE = 100_000
LEAST_ROWS = 10

_FEW = 60
_LOOKED_UP = 5_000
"""A column of more values than that is no type, area or disposition."""
_AROUND = 0.2


def describe(path: Path, reference: Path = REFERENCE) -> str:
    """The draft as YAML with comments; it loads as a source. Raises SourceError without a column of times or types."""
    known = references.load(reference)
    try:
        with duckdb.connect() as connection, plain(path) as file:
            columns = _sample(connection, file, path)
            rows = int(connection.sql("SELECT count(*) FROM sample").fetchall()[0][0])
            if not rows:
                raise SourceError(f"{path}: a header and no rows. Name a file with calls.")
            looks = {name: _look(connection, name, known, rows) for name in columns}
    except OSError as error:
        raise SourceError(f"{path}: {error.strerror or 'cannot be opened'}. Name a file that you may read.") from error
    roles = guess.roles(looks)
    for needed, what in (("time", "reads as a time"), ("type", "looks like a type of call")):
        if needed not in roles:
            raise SourceError(f"{path}: no column {what}. Write the source by hand; see docs/data.md.")
    fitting = [source.name for source in known.sources.values() if not source.missing(columns)]
    return _draft(path, rows, roles, looks, fitting)


def _sample(connection: duckdb.DuckDBPyConnection, file: Path, told: Path) -> list[str]:
    """Makes `sample`, all columns as trimmed text, and returns their names."""
    if is_parquet(file):
        rows = parquet_rows(file)
        columns = {name: quoted(name) for name in parquet_types(connection, file)}
    else:
        check_text(file, told)
        header, mark = header_of(file)
        rows = csv_rows(file, header, mark)
        columns = {name.strip(): f"c{place}" for place, name in enumerate(header) if name.strip()}
    chosen = ", ".join(f"nullif(trim({sql}::VARCHAR), '') AS {quoted(name)}" for name, sql in columns.items())
    try:
        connection.execute(
            f"CREATE TABLE sample AS SELECT {chosen} FROM {rows} "  # noqa: S608
            f"USING SAMPLE reservoir({SAMPLE} ROWS) REPEATABLE (1)"
        )
    except duckdb.Error as error:
        raise SourceError(
            f"{told}: not rows of {len(columns)} columns. Name a CSV or Parquet file of calls."
        ) from error
    return list(columns)


def _look(connection: duckdb.DuckDBPyConnection, name: str, known: Reference, rows: int) -> Look:
    """Shares of one column's values that read as this or that."""
    column = quoted(name)
    tests = _tests(column, known)
    shares = ", ".join(f"coalesce(avg(CASE WHEN {test} THEN 1 ELSE 0 END), 0)" for test in tests.values())
    row = connection.execute(
        f"SELECT count(*), count(DISTINCT {column}), {shares} FROM sample WHERE {column} IS NOT NULL"  # noqa: S608
    ).fetchall()[0]
    filled, values = int(row[0]), int(row[1])
    fits = dict(zip(tests, map(float, row[2:]), strict=True))
    counts: dict[str, int] = {}
    if values <= _LOOKED_UP:
        found = connection.execute(
            f"SELECT {column}, count(*) FROM sample WHERE {column} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1"  # noqa: S608
        ).fetchall()
        counts = {str(value): int(count) for value, count in found}
    common = tuple(value for value, count in counts.items() if count >= LEAST_ROWS and values <= _FEW)
    return Look(name, filled / rows, values / rows, values, fits | _known_shares(counts, known), common)


def _tests(column: str, known: Reference) -> dict[str, str]:
    """SQL by what a value may read as."""
    whole, number = f"try_cast({column} AS BIGINT)", f"try_cast({column} AS DOUBLE)"
    west, south, east, north = (edge / STEPS for edge in known.shapes.box)
    return {
        EPOCH_MS: f"{whole} BETWEEN 100000000000 AND 9999999999999",
        EPOCH_S: f"{whole} BETWEEN 100000000 AND 9999999999",
        ISO: f"{column} SIMILAR TO '[0-9]{{4}}-[0-9]{{2}}-.*' AND try_cast({column} AS TIMESTAMP) IS NOT NULL",
        **{form: f"try_strptime({column}, {literal(form)}) IS NOT NULL" for form in guess.PATTERNS},
        "latitude": f"{number} BETWEEN {south - _AROUND} AND {north + _AROUND}",
        "longitude": f"{number} BETWEEN {west - _AROUND} AND {east + _AROUND}",
        "offset": f"regexp_matches({column}, ':[0-9.]+ ?(Z|[+-][0-9]{{2}}(:?[0-9]{{2}})?)$')",
    }


def _known_shares(counts: dict[str, int], known: Reference) -> dict[str, float]:
    """The shares of values that the reference files know as a type, an area or a disposition."""
    areas = {match_key(n.name) for n in known.neighborhoods}
    groups = known.dispositions
    tests: dict[str, Callable[[str], bool]] = {
        "type": lambda value: known.types.find(value) is not None,
        "area": lambda value: match_key(value) in areas,
        "disposition": lambda value: dispositions.find(groups, value) != dispositions.OTHER,
    }
    total = sum(counts.values()) or 1
    return {name: sum(c for value, c in counts.items() if test(value)) / total for name, test in tests.items()}


def _draft(path: Path, rows: int, roles: dict[str, str], looks: dict[str, Look], fitting: list[str]) -> str:
    def text(value: str | list[str]) -> str:
        return json.dumps(value, ensure_ascii=False)

    def column(role: str) -> str:
        return text(roles[role])

    unused = [name for name in looks if name not in roles.values()]
    row_ids = [name for name in unused if guess.is_row_id(looks[name])]
    lines = [
        f"# A draft, from {rows:,} rows of {path.name}. Shares are of filled values. Check each line: docs/data.md.",
        *(f"# The source {name} fits this file as it is." for name in fitting),
        f"# Not used: {text(', '.join(unused))}",
        f"title: {text(path.name)}",
        *_time(looks[roles["time"]]),
        *_agency(looks.get(roles.get("agency", ""))),
        "type:",
        f"  columns: [{column('type')}]  # {_share(looks[roles['type']].fits['type'])} are listed in call_types.yaml",
        "  # For the others, your names by category:  categories: {theft: [...], medical: [...]}",
        *_resident(looks.get(roles.get("resident", "")), looks[roles["type"]]),
        *_place(roles, looks),
        *_common(roles, looks),
    ]
    stamps = ", ".join(f"{stamp}: {column(stamp)}" for stamp in guess.STAMPS if stamp in roles)
    if stamps:
        lines.append(f"stamps: {{{stamps}}}")
    lines.append(f"row_ids: {text(row_ids)}  # columns that only number the rows; rows alike in all others are one")
    return "\n".join(lines) + "\n"


def _share(share: float) -> str:
    return f"{share:.0%}"


def _time(look: Look) -> list[str]:
    forms = sorted((form for form in guess.FORMATS if look.fits[form] >= 0.001), key=lambda form: -look.fits[form])
    said = ", ".join(f"{_share(look.fits[form])} {form}" for form in forms)
    offset = f"; {_share(look.fits['offset'])} carry an offset" if look.fits["offset"] else ""
    return [
        "time:",
        f"  column: {json.dumps(look.name, ensure_ascii=False)}",
        f"  formats: {json.dumps(forms)}  # {said}",
        f"  zone: wall-clock  # a guess: the city's own clock{offset}. If the times are in UTC: zone: UTC",
    ]


def _agency(look: Look | None) -> list[str]:
    if look is None:
        return ["agency: {responder: police}  # a guess: no column names agencies"]
    named = guess.responders(look)
    mapped = json.dumps(named, ensure_ascii=False)
    others = [value for value in look.common if value not in named]
    return [
        "agency:",
        f"  column: {json.dumps(look.name, ensure_ascii=False)}  # {look.values} values",
        f"  responders: {mapped}",
        *([f"  # left out unless mapped: {json.dumps(others, ensure_ascii=False)}"] if others else []),
    ]


def _resident(look: Look | None, types: Look) -> list[str]:
    listed = types.fits["type"] >= 0.1
    if look is None and not listed:
        return ["resident: {every_row: true}  # a guess: no column tells who began a call"]
    lines = ["resident:"]
    if look:
        others = [value for value in look.common if value not in guess.begun(look)]
        lines.append(f"  column: {json.dumps(look.name, ensure_ascii=False)}")
        lines.append(f"  values: {json.dumps(guess.begun(look), ensure_ascii=False)}  # others: {json.dumps(others)}")
    if listed:
        lines.append("  types: listed  # and those that call_types.yaml marks")
    return lines


def _place(roles: dict[str, str], looks: dict[str, Look]) -> list[str]:
    named = {role: looks[roles[role]] for role in ("area", "latitude", "longitude") if role in roles}
    if "area" in named and named["area"].fits["area"] < 0.3:
        del named["area"]
    if not named:
        return ["# place: no column names our neighborhoods or holds coordinates near them; city tables only"]
    said = ", ".join(f"{_share(look.fits[role])} of {look.name}" for role, look in named.items())
    columns = ", ".join(f"{role}: {json.dumps(look.name, ensure_ascii=False)}" for role, look in named.items())
    return [f"place: {{{columns}}}  # known or near: {said}"]


def _common(roles: dict[str, str], looks: dict[str, Look]) -> list[str]:
    lines: list[str] = []
    for role in ("incident", "priority", "disposition", "address"):
        if role in roles:
            look = looks[roles[role]]
            lines.append(f"{role}: {json.dumps(look.name, ensure_ascii=False)}  # filled in {_share(look.filled)}")
    if "disposition" in roles:
        look = looks[roles["disposition"]]
        lines.append(f"# {_share(look.fits['disposition'])} are codes of dispositions.yaml: {json.dumps(look.common)}")
    return lines
