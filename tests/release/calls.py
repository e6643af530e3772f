"""Calls made up for the tests, in the City layer's 21 fields."""

import csv
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from dashboard.release import reference, sources
from dashboard.release.read import FIELDS, read
from dashboard.release.tidy import Tidied, tidy

Row = dict[str, Any]
AS_OF = datetime(2026, 11, 22, 12)


def epoch(text: str) -> int:
    """The layer's way of writing Chicago's wall clock: labelled UTC, in milliseconds."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


_next_id = iter(range(1, 10**9))


def call(**values: Any) -> Row:
    """One police call about theft in Whittier on 15 October 2026, but for `values`."""
    number = next(_next_id)
    row: Row = dict.fromkeys(FIELDS, "N")
    row |= {
        "Master_Incident_Number": f"26-{number:06}",
        "Agency_Type": "POLICE",
        "is_911_Call": "Yes",
        "Is_City_Call": "Y",
        "Initial_Problem": "Theft (P)",
        "Problem__Final_": "Theft (P)",
        "Initial_Priority": 2,
        "Final_Priority": 2,
        "Response_Date": epoch("2026-10-15T12:00"),
        "Call_Disposition": None,
        "Latitude": 44.95,
        "Longitude": -93.27,
        "Ward__GIS_": "10",
        "Neighborhood__GIS_": "Whittier",
        "OBJECTID": number,
    }
    return row | values


def write_csv(path: Path, rows: Iterable[Row], header: Iterable[str] = FIELDS) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(header), extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


def page(rows: Iterable[Row], **members: Any) -> dict[str, Any]:
    """An ArcGIS answer to a query with f=json."""
    fields = [{"name": name, "type": "esriFieldTypeString"} for name in FIELDS]
    return {
        "objectIdFieldName": "OBJECTID",
        "fields": fields,
        "features": [{"attributes": row} for row in rows],
        **members,
    }


def write_page(path: Path, rows: Iterable[Row], **members: Any) -> Path:
    path.write_text(json.dumps(page(rows, **members)), encoding="utf-8")
    return path


def export(**values: Any) -> Row:
    """One police call about theft in Whittier on 15 October 2026, as dispatch-export.yaml has it, but for `values`."""
    row: Row = {
        "INCIDENT_NUMBER": f"26-{next(_next_id):06}",
        "AGENCY": "MPD",
        "CALL_SOURCE": "E911",
        "CALL_TYPE": "Theft (P)",
        "FINAL_CALL_TYPE": "Theft (P)",
        "PRIORITY": 2,
        "DISPOSITION": "RPT-Report",
        "LATITUDE": 44.955,
        "LONGITUDE": -93.277,
        "ADDRESS": "**Redacted 13.82**",
        "TIME_RECEIVED": "2026-10-15 12:00:00",
        "TIME_QUEUED": "2026-10-15 12:01:00",
        "TIME_ASSIGNED": "2026-10-15 12:03:00",
        "TIME_ARRIVED": "2026-10-15 12:10:00",
        "TIME_CLEARED": "2026-10-15 12:40:00",
    }
    return row | values


def write_export(path: Path, rows: Iterable[Row]) -> Path:
    return write_csv(path, rows, list(export()))


def tidied(
    connection: duckdb.DuckDBPyConnection, path: Path, layout: sources.Source | None = None, as_of: datetime = AS_OF
) -> Tidied:
    """Reads a file and fills `calls`."""
    known = reference.load()
    found = read(connection, path, [layout] if layout else None)
    return tidy(connection, found, known, as_of)


def every(calls: duckdb.DuckDBPyConnection, column: str, where: str = "true") -> list[Any]:
    """One column of `calls`, by time."""
    return [row[0] for row in calls.sql(f"SELECT {column} FROM calls WHERE {where} ORDER BY clock").fetchall()]


def counted(calls: duckdb.DuckDBPyConnection, where: str = "true") -> int:
    """How many calls count."""
    return len(every(calls, "1", f"reason IS NULL AND {where}"))


def whole_months(per_day: int = 1, months: tuple[str, ...] = ("2026-09", "2026-10"), **values: Any) -> list[Row]:
    """`per_day` calls on the first, the fifteenth and the last day of each month."""
    last = {"2026-08": 31, "2026-09": 30, "2026-10": 31}
    days = [f"{month}-{day:02}T12:00" for month in months for day in (1, 15, last[month])]
    return [call(Response_Date=epoch(day), **values) for day in days for _ in range(per_day)]
