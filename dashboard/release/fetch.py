"""Reads a FeatureServer layer, whole and within one edit of it, into a folder of JSON pages.

Protocol: ArcGIS REST API, layer resource and its query operation, as of version 11. Rows are asked for in order of
OBJECTID, each page after the last id of the one before, so that a row added or removed meanwhile shifts no page.
"""

import sys
import time
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import cast

from dashboard.release.ask import Answer, Limits, Server, one_line
from dashboard.release.errors import BuildError, SourceError
from dashboard.release.read import FIELDS

READS = 3
MOST_ROWS = 5000
ROWS_UNLESS_TOLD = 1000
ID = "OBJECTID"
DATE = "Response_Date"

_TEXT = ("String",)
_WHOLE = ("SmallInteger", "Integer", "BigInteger")
_REAL = ("Single", "Double")
_TYPES = {
    **dict.fromkeys(FIELDS, _TEXT),
    "Initial_Priority": _WHOLE,
    "Final_Priority": _WHOLE,
    "Latitude": _REAL,
    "Longitude": _REAL,
    DATE: ("Date",),
    ID: ("OID",),
}
_VALUES: dict[tuple[str, ...], type | tuple[type, ...]] = {_TEXT: str, _REAL: (int, float)}
_FIRST_DATE = 100_000_000_000
"""March 1973 in milliseconds. Seconds since 1970, taken for milliseconds, stay below it until the year 5138."""


@dataclass(frozen=True)
class Fetched:
    """What one run took: `edited` is the layer's last edit (milliseconds since 1970, None if it does not say)."""

    layer: str
    edited: int | None
    rows: int
    pages: int
    bytes: int
    retries: int
    restarts: int
    seconds: float


@dataclass(frozen=True)
class _Layer:
    edited: int | None
    page_rows: int
    rows: int


class _LayerChangedError(Exception):
    """What was read is not one state of the layer. The text says why."""


def fetch(url: str, folder: Path, limits: Limits | None = None) -> Fetched:
    """Fills the empty `folder` with pages 000001.json ... of the layer at `url` (.../FeatureServer/0).

    Reads again from the start, READS times at most, when the layer was edited meanwhile. Raises SourceError when the
    layer cannot be read whole, or has other columns than dashboard.release.read.FIELDS.
    """
    started = time.monotonic()
    server = Server(url, limits or Limits())
    reason = ""
    for restarts in range(READS):
        try:
            found = _read(server, folder)
            return replace(found, restarts=restarts, seconds=round(time.monotonic() - started, 3))
        except _LayerChangedError as change:
            reason = str(change)
            for page in folder.iterdir():
                page.unlink()
    raise SourceError(f"{server.url}: {reason}, in each of {READS} reads. Try again later.")


def _read(server: Server, folder: Path) -> Fetched:
    layer = _layer(server)
    progress = _Progress(layer.rows)
    rows, last, latest, number, more = 0, -1, 0, 0, True
    while more or rows < layer.rows:
        content, page = server.ask("/query", _page_query(last, layer.page_rows), partial(_wrong, last))
        features = page["features"]
        if not features:
            break
        more = page.get("exceededTransferLimit") is True
        number += 1
        _save(folder / f"{number:06}.json", content)
        rows += len(features)
        last = features[-1]["attributes"][ID]
        latest = max(latest, *(feature["attributes"][DATE] or 0 for feature in features))
        progress.tell(rows)
        if rows > layer.rows:
            break
    progress.end()
    after = _layer(server)
    if after.edited != layer.edited:
        raise _LayerChangedError("the layer was edited while it was read")
    if not rows == layer.rows == after.rows or more:
        sent = f"{rows:,}{' of more' if more else ''}"
        raise _LayerChangedError(f"the layer counts {layer.rows:,} rows before, {after.rows:,} after, and sent {sent}")
    if latest < _FIRST_DATE:
        raise SourceError(f"{server.url}: {DATE} is not in milliseconds. Adapt the source to the layer.")
    return Fetched(server.url, layer.edited, rows, number, server.bytes, server.retries, 0, 0)


def _layer(server: Server) -> _Layer:
    """Checks the layer's description against what calls must hold. Raises SourceError that names the column."""
    _, about = server.ask("", {}, lambda about: None if _names(about) else "no description of a layer")
    names = _names(about)
    missing = [field for field in FIELDS if field not in names]
    if missing:
        extra = ", ".join(one_line(name) for name in names if name not in FIELDS)
        hint = f" It has {one_line(extra)} instead." if extra else ""
        raise SourceError(f"{server.url}: no column {', '.join(missing)}.{hint} Adapt the source to the layer.")
    for field, types in _TYPES.items():
        if names[field] not in types:
            found = one_line(names[field])
            raise SourceError(
                f"{server.url}: {field} is of type {found}, not {types[0]}. Adapt the source to the layer."
            )
    edits = about.get("editingInfo")
    most = about.get("maxRecordCount")
    return _Layer(
        edited=cast(Answer, edits).get("lastEditDate") if isinstance(edits, dict) else None,
        page_rows=min(most, MOST_ROWS) if isinstance(most, int) and most > 0 else ROWS_UNLESS_TOLD,
        rows=_count(server),
    )


def _names(about: Answer) -> dict[str, str]:
    """The columns of a description, each with its type (String, Date, ...); empty if it is none."""
    fields = about.get("fields")
    if not isinstance(fields, list):
        return {}
    described = [cast(Answer, field) for field in fields if isinstance(field, dict)]
    return {str(f.get("name")): str(f.get("type")).removeprefix("esriFieldType") for f in described}


def _count(server: Server) -> int:
    def wrong(answer: Answer) -> str | None:
        return None if type(answer.get("count")) is int else "no count where one was asked for"

    _, answer = server.ask("/query", {"where": "1=1", "returnCountOnly": "true"}, wrong)
    if answer["count"] == 0:
        raise SourceError(f"{server.url}: the layer is empty. Try again later.")
    return int(answer["count"])


def _page_query(last: int, rows: int) -> dict[str, str]:
    return {
        "where": f"{ID} > {last}",
        "orderByFields": f"{ID} ASC",
        "resultRecordCount": str(rows),
        "outFields": ",".join(FIELDS),
        "returnGeometry": "false",
    }


def _wrong(last: int, page: Answer) -> str | None:
    """What is wrong with a page that should begin after the id `last`: shape, columns, values, ids."""
    features = page.get("features")
    if not isinstance(features, list):
        return "no features where a page was asked for"
    if not features and page.get("exceededTransferLimit") is True:
        return "a page without rows that says there are more"
    for feature in features:
        row = cast(Answer, feature).get("attributes") if isinstance(feature, dict) else None
        if not isinstance(row, dict):
            return "a row without attributes"
        if reason := _wrong_row(cast(Answer, row)):
            return reason
        if row[ID] <= last:
            return f"{ID} {row[ID]} after {last}: a row twice, or out of order"
        last = row[ID]
    return None


def _wrong_row(row: Answer) -> str | None:
    for field, types in _TYPES.items():
        if field not in row:
            return f"a row without {field}"
        value = row[field]
        absent = value is None and field != ID
        if not absent and (isinstance(value, bool) or not isinstance(value, _VALUES.get(types, int))):
            return f"{field} holds {one_line(type(value).__name__)}, not {types[0]}"
    return None


def _save(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise BuildError(
            f"{path.parent}: {error.strerror}. Make room there, or set TMPDIR to another folder."
        ) from error


class _Progress:
    """Rows, rate and rest time on one line of a terminal; silent elsewhere."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._started = time.monotonic()
        self._shown = sys.stderr.isatty()

    def tell(self, rows: int) -> None:
        if self._shown:
            rate = rows / max(time.monotonic() - self._started, 0.001)
            rest = max(0.0, self._total - rows) / rate
            text = (
                f"{rows:,} of {self._total:,} rows, {rate:,.0f} a second, {rest // 60:.0f} min {rest % 60:02.0f} s left"
            )
            print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        if self._shown:
            print(file=sys.stderr)
