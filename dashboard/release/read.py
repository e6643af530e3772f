"""Reads raw calls into DuckDB: a CSV, or saved ArcGIS pages, in the City layer's 21 fields.

Schema: ArcGIS FeatureServer layer Incidents_Reported_911, City of Minneapolis, as of September 2026.
Everything is read as text; `tidy` gives it meaning.
"""

import codecs
import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import duckdb
import pandas as pd

from dashboard.release.errors import SourceError

FIELDS = (
    "Master_Incident_Number",
    "Agency_Type",
    "is_911_Call",
    "Is_City_Call",
    "Initial_Problem",
    "Problem__Final_",
    "Initial_Priority",
    "Final_Priority",
    "Division",
    "Jurisdiction",
    "Response_Date",
    "Call_Disposition",
    "Latitude",
    "Longitude",
    "MPD_Response",
    "Park_Police_Response",
    "U_of_M_Response",
    "Other_Agency_Response",
    "Ward__GIS_",
    "Neighborhood__GIS_",
    "OBJECTID",
)

_BOM = "\ufeff"
_BOM_TWICE_ENCODED = "\u00ef\u00bb\u00bf"
_CHUNK = 1 << 22


def read(connection: duckdb.DuckDBPyConnection, source: Path) -> int:
    """Fills the table `source` (21 text columns) and returns its number of rows.

    `source` is a CSV file, a JSON page, or a folder of JSON pages. Raises SourceError.
    """
    try:
        pages = _pages(source)
        if pages:
            _read_pages(connection, pages)
        else:
            _read_csv(connection, source)
    except OSError as error:
        reason = error.strerror or "cannot be opened"
        raise SourceError(f"{source}: {reason}. Name a file or folder that you may read.") from error
    rows = connection.sql("SELECT count(*) FROM source").fetchall()[0][0]
    if rows == 0:
        raise SourceError(f"{source}: a header and no rows. Fetch the calls again.")
    return int(rows)


def _pages(source: Path) -> list[Path]:
    """The JSON pages that `source` is; an empty list for a CSV."""
    if source.is_dir():
        pages = sorted(p for p in source.glob("*.json") if not p.name.startswith("."))
        if not pages:
            raise SourceError(f"{source}: no .json page in this folder. Name a CSV or another folder.")
        return pages
    with source.open("rb") as file:
        start = _unmarked(file.read(256).decode("utf-8", errors="replace")).lstrip()
    return [source] if start[:1] in ("{", "[") else []


def _unmarked(text: str) -> str:
    """Without byte-order marks, however many, also one that was encoded twice."""
    while text.startswith((_BOM, _BOM_TWICE_ENCODED)):
        text = text.removeprefix(_BOM).removeprefix(_BOM_TWICE_ENCODED)
    return text


def _columns(found: list[str], source: Path) -> dict[str, int]:
    """Position of each field. Raises SourceError naming the ones that are missing."""
    places = {name.strip().casefold(): place for place, name in enumerate(found)}
    missing = [field for field in FIELDS if field.casefold() not in places]
    if len(missing) == len(FIELDS):
        raise SourceError(f"{source}: no column of the layer's {len(FIELDS)}. Name a file of its calls.")
    if missing:
        extra = sorted({name.strip() for name in found} - set(FIELDS))
        hint = f" It has {', '.join(extra[:5])} instead." if extra else ""
        raise SourceError(f"{source}: no column {', '.join(missing)}.{hint} Use the layer's own field names.")
    return {field: places[field.casefold()] for field in FIELDS}


def _read_csv(connection: duckdb.DuckDBPyConnection, source: Path) -> None:
    _check_text(source)
    with source.open(encoding="utf-8", newline="") as file:
        header = next(csv.reader([_unmarked(file.readline())]), list[str]())
    columns = _columns(header, source)
    chosen = ", ".join(f"nullif(trim(c{place}), '') AS \"{field}\"" for field, place in columns.items())
    names = [f"c{place}" for place in range(len(header))]
    try:
        connection.execute(
            f"CREATE OR REPLACE TABLE source AS SELECT {chosen} FROM read_csv(?, header=false, "  # noqa: S608
            "skip=1, all_varchar=true, auto_detect=false, delim=',', quote='\"', escape='\"', "
            "strict_mode=true, columns=?)",
            [str(source), dict.fromkeys(names, "VARCHAR")],
        )
    except duckdb.Error as error:
        line = re.search(r"Line: (\d+)", str(error))
        where = f"line {line[1]}" if line else "a line"
        raise SourceError(f"{source}: {where} is not a row of {len(header)} columns. Fetch the file again.") from error


def _check_text(source: Path) -> None:
    """Raises SourceError unless the file is UTF-8 text with something in it."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    size = 0
    with source.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if b"\0" in chunk or (size == 0 and chunk.startswith((b"PK\3\4", b"\x1f\x8b", b"PAR1"))):
                raise SourceError(f"{source}: not a text file. Unpack it, or save it as CSV.")
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                place = size + error.start
                raise SourceError(f"{source}: not UTF-8 near byte {place}. Save it as CSV in UTF-8.") from error
            size += len(chunk)
    if size == 0:
        raise SourceError(f"{source}: the file is empty. Fetch the calls again.")


def _read_pages(connection: duckdb.DuckDBPyConnection, pages: list[Path]) -> None:
    definition = ", ".join(f'"{field}" VARCHAR' for field in FIELDS)
    connection.execute(f"CREATE OR REPLACE TABLE source ({definition})")
    complete = False
    for path in pages:
        page = _page(path)
        complete = complete or page.get("exceededTransferLimit") is not True
        connection.register("page", _page_table(page, path))
        connection.execute("INSERT INTO source SELECT * FROM page")
        connection.unregister("page")
    if not complete:
        raise SourceError(f"{pages[-1]}: the server had more rows. Fetch the pages that follow.")


def _page(path: Path) -> dict[str, Any]:
    """One saved answer that holds features. Raises SourceError for any other answer."""
    try:
        text = _unmarked(path.read_bytes().decode("utf-8"))
        page = json.loads(text)
    except UnicodeDecodeError as error:
        raise SourceError(f"{path}: not UTF-8 near byte {error.start}. Fetch the page again.") from error
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{path}: cut short or not JSON. Fetch the page again.") from error
    if not isinstance(page, dict):
        raise SourceError(f"{path}: not an ArcGIS page. Save the answer of a query with f=json.")
    page = cast(dict[str, Any], page)
    if "error" in page:
        raise SourceError(f"{path}: the server answered an error{_reason(page['error'])}. Fetch it again.")
    if not isinstance(page.get("features"), list) or not page["features"]:
        raise SourceError(f"{path}: no features. Fetch a page of rows, not a count or a description.")
    return page


def _reason(error: Any) -> str:
    """' 400: Invalid query' from ArcGIS's error object, one line, at most 120 characters."""
    if not isinstance(error, dict):
        return ""
    error = cast(dict[str, Any], error)
    words = " ".join(f"{error.get('code', '')}: {error.get('message', '')}".split())
    return f" {words[:120].rstrip('.')}"


def _rows(page: dict[str, Any], path: Path) -> Iterator[dict[str, Any]]:
    for feature in page["features"]:
        values = cast(dict[str, Any], feature).get("attributes") if isinstance(feature, dict) else None
        if not isinstance(values, dict):
            raise SourceError(f"{path}: a feature has no attributes. Fetch the page with f=json.")
        yield cast(dict[str, Any], values)


def _page_table(page: dict[str, Any], path: Path) -> pd.DataFrame:
    columns: dict[str, list[str | None]] = {field: [] for field in FIELDS}
    for values in _rows(page, path):
        if not columns.keys() <= values.keys():
            _columns(list(values), path)
        for field, column in columns.items():
            value = values.get(field)
            text = "" if value is None else str(value).strip()
            column.append(text or None)
    return pd.DataFrame({field: pd.Series(column, dtype="str") for field, column in columns.items()})
