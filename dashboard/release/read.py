"""Reads raw calls into DuckDB: a CSV (plain, .gz, .zip), a Parquet file, or saved ArcGIS pages.

Text is trimmed and empty text is missing; a Parquet file keeps its types. `tidy` gives the columns their meaning.
"""

import codecs
import csv
import re
import tempfile
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from pathlib import Path

import duckdb

from dashboard.release import pages, sources
from dashboard.release.errors import SourceError
from dashboard.release.pages import unmarked
from dashboard.release.sources import Source
from dashboard.release.unpack import is_packed, unpack

FIELDS = sources.load()[sources.CITY].fields
"""The columns of the City's layer."""

_CHUNK = 1 << 22
_PARQUET = b"PAR1"


def read(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    known: Iterable[Source] | None = None,
    private: Path | None = None,
) -> Source:
    """Makes `source`: the columns that one of the `known` sources needs, under its names. Returns that source.

    `path` is a file, or a folder of JSON pages; `known` are by default the shipped sources. Archives are unpacked in
    the folder `private` (default: the temporary directory) while they are read. Raises SourceError.
    """
    candidates = tuple(sources.load().values() if known is None else known)
    try:
        chosen = _read(connection, path, candidates, private)
    except OSError as error:
        reason = error.strerror or "cannot be opened"
        raise SourceError(f"{path}: {reason}. Name a file or folder that you may read.") from error
    if not connection.sql("SELECT 1 FROM source LIMIT 1").fetchall():
        raise SourceError(f"{path}: a header and no rows. Fetch the calls again.")
    return chosen


def _read(connection: duckdb.DuckDBPyConnection, path: Path, known: tuple[Source, ...], private: Path | None) -> Source:
    connection.execute("SET preserve_insertion_order = false")
    if path.is_dir():
        return _read_pages(connection, pages.saved(path), known)
    with plain(path, private) as file:
        return _read_file(connection, file, path, known)


@contextmanager
def plain(path: Path, private: Path | None = None) -> Generator[Path]:
    """The file itself, or what is packed in it, unpacked in a folder that goes at the end. Raises SourceError."""
    if not is_packed(_start(path)):
        yield path
        return
    with tempfile.TemporaryDirectory(dir=private, prefix="unpacked-") as folder:
        inside = unpack(path, Path(folder))
        if is_packed(_start(inside)) or is_parquet(inside):
            raise SourceError(f"{path}: holds another packed file. Unpack it and name that.")
        yield inside


def is_parquet(path: Path) -> bool:
    """Whether the file begins as a Parquet file does, whatever its name says."""
    return _start(path).startswith(_PARQUET)


def _start(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(256)


def _read_file(connection: duckdb.DuckDBPyConnection, path: Path, told: Path, known: tuple[Source, ...]) -> Source:
    """`told` is the name of the file for the operator."""
    start = _start(path)
    if is_parquet(path):
        return _view_parquet(connection, path, known)
    if unmarked(start.decode("utf-8", errors="replace")).lstrip()[:1] in ("{", "["):
        return _read_pages(connection, [path], known)
    return _read_csv(connection, path, told, known)


def wanted(source: Source, found: list[str], told: Path) -> dict[str, int]:
    """Place among the `found` columns of each that is to be read. Raises SourceError for a needed one named twice.

    A source without `fields` takes every column, since all of them tell rows apart.
    """
    needed = {name.casefold(): name for name in source.columns}
    places: dict[str, int] = {}
    for place, column in enumerate(found):
        name = column.strip()
        if name.casefold() in needed:
            name = needed[name.casefold()]
            if name in places:
                raise SourceError(f"{told}: two columns are named {name}. Rename or drop one.")
        elif source.fields or not name:
            continue
        places.setdefault(name, place)
    return {name: places[name] for name in dict.fromkeys((*source.columns, *places)) if name in places}


def _read_csv(connection: duckdb.DuckDBPyConnection, path: Path, told: Path, known: tuple[Source, ...]) -> Source:
    check_text(path, told)
    header, mark = header_of(path)
    source = sources.fitting(known, header, told)
    chosen = ", ".join(
        f"nullif(trim(c{place}), '') AS {quoted(name)}" for name, place in wanted(source, header, told).items()
    )
    try:
        connection.execute(f"CREATE OR REPLACE TABLE source AS SELECT {chosen} FROM {csv_rows(path, header, mark)}")  # noqa: S608
    except (duckdb.InvalidInputException, duckdb.ConversionException) as error:
        line = re.search(r"Line: (\d+)", str(error))
        where = f"line {line[1]}" if line else "a line"
        raise SourceError(f"{told}: {where} is not a row of {len(header)} columns. Fetch the file again.") from error
    return source


def header_of(path: Path) -> tuple[list[str], str]:
    """The names in the first line of a CSV, and the mark between them: the one that gives the most names."""
    with path.open(encoding="utf-8", newline="") as file:
        line = unmarked(file.readline(1 << 20))
    readings = [(next(csv.reader([line], delimiter=mark), list[str]()), mark) for mark in (",", ";", "\t", "|")]
    return max(readings, key=lambda reading: len(reading[0]))


def csv_rows(path: Path, header: list[str], mark: str) -> str:
    """SQL for the rows of a CSV as text in the columns c0, c1, ..."""
    names = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(len(header)))
    return (
        f"read_csv({literal(str(path))}, header=false, skip=1, all_varchar=true, auto_detect=false, "
        f"delim={literal(mark)}, quote='\"', escape='\"', strict_mode=true, columns={{{names}}})"
    )


def quoted(name: str) -> str:
    """A column's name in SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text in SQL."""
    return "'" + text.replace("'", "''") + "'"


def check_text(path: Path, told: Path) -> None:
    """Raises SourceError unless the file is UTF-8 text with something in it."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    size = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if b"\0" in chunk:
                raise SourceError(f"{told}: not a text file. Save it as CSV in UTF-8, or as Parquet.")
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                place = size + error.start
                raise SourceError(f"{told}: not UTF-8 near byte {place}. Save it as CSV in UTF-8.") from error
            size += len(chunk)
    if size == 0:
        raise SourceError(f"{told}: the file is empty. Fetch the calls again.")


def _view_parquet(connection: duckdb.DuckDBPyConnection, path: Path, known: tuple[Source, ...]) -> Source:
    types = parquet_types(connection, path)
    found = list(types)
    source = sources.fitting(known, found, path)
    chosen: list[str] = []
    for name, place in wanted(source, found, path).items():
        column = quoted(found[place])
        is_text = types[found[place]] == "VARCHAR"
        chosen.append(f"nullif(trim({column}), '') AS {quoted(name)}" if is_text else f"{column} AS {quoted(name)}")
    connection.execute(f"CREATE OR REPLACE VIEW source AS SELECT {', '.join(chosen)} FROM {parquet_rows(path)}")  # noqa: S608
    return source


def parquet_rows(path: Path) -> str:
    """SQL for the rows of a Parquet file."""
    return f"read_parquet({literal(str(path))})"


def parquet_types(connection: duckdb.DuckDBPyConnection, path: Path) -> dict[str, str]:
    """DuckDB's type of each column. Raises SourceError for a file that is no Parquet."""
    try:
        rows = connection.execute(f"DESCRIBE FROM {parquet_rows(path)}").fetchall()
    except duckdb.Error as error:
        raise SourceError(f"{path}: cut short or not a Parquet file. Fetch the file again.") from error
    return {str(row[0]): str(row[1]) for row in rows}


def _read_pages(connection: duckdb.DuckDBPyConnection, paths: list[Path], known: tuple[Source, ...]) -> Source:
    first = pages.load(paths[0])
    found = pages.columns(first, paths[0])
    source = sources.fitting(known, found, paths[0])
    names = wanted(source, found, paths[0])
    chosen = tuple(found[place] for place in names.values())
    definition = ", ".join(f"{quoted(name)} VARCHAR" for name in names)
    connection.execute(f"CREATE OR REPLACE TABLE source ({definition})")
    complete = False
    for path in paths:
        page = pages.load(path)
        complete = complete or page.get("exceededTransferLimit") is not True
        connection.register("page", pages.table(page, path, chosen))
        connection.execute("INSERT INTO source SELECT * FROM page")
        connection.unregister("page")
    if not complete:
        raise SourceError(f"{paths[-1]}: the server had more rows. Fetch the pages that follow.")
    return source
