"""Saved answers of an ArcGIS FeatureServer query (f=json) -> rows of text."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pandas as pd

from dashboard.release.errors import SourceError

Page = dict[str, Any]

_BOM = "\ufeff"
_BOM_TWICE_ENCODED = "\u00ef\u00bb\u00bf"


def unmarked(text: str) -> str:
    """Without byte-order marks, however many, also one that was encoded twice."""
    while text.startswith((_BOM, _BOM_TWICE_ENCODED)):
        text = text.removeprefix(_BOM).removeprefix(_BOM_TWICE_ENCODED)
    return text


def saved(folder: Path) -> list[Path]:
    """The pages in a folder, in order of name. Raises SourceError if there is none."""
    pages = sorted(path for path in folder.glob("*.json") if not path.name.startswith("."))
    if not pages:
        raise SourceError(f"{folder}: no .json page in this folder. Name a file or another folder.")
    return pages


def load(path: Path) -> Page:
    """One saved answer that holds features. Raises SourceError for any other answer."""
    try:
        page = json.loads(unmarked(path.read_bytes().decode("utf-8")))
    except UnicodeDecodeError as error:
        raise SourceError(f"{path}: not UTF-8 near byte {error.start}. Fetch the page again.") from error
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{path}: cut short or not JSON. Fetch the page again.") from error
    if not isinstance(page, dict):
        raise SourceError(f"{path}: not an ArcGIS page. Save the answer of a query with f=json.")
    page = cast(Page, page)
    if "error" in page:
        raise SourceError(f"{path}: the server answered an error{_reason(page['error'])}. Fetch it again.")
    if not isinstance(page.get("features"), list) or not page["features"]:
        raise SourceError(f"{path}: no features. Fetch a page of rows, not a count or a description.")
    return page


def columns(page: Page, path: Path) -> list[str]:
    """The names of the first row's attributes."""
    return list(next(_rows(page, path)))


def table(page: Page, path: Path, chosen: tuple[str, ...]) -> pd.DataFrame:
    """The `chosen` columns as text without outer spaces, empty ones missing. Raises SourceError if a row lacks one."""
    values: dict[str, list[str | None]] = {name: [] for name in chosen}
    for row in _rows(page, path):
        for name, column in values.items():
            if name not in row:
                raise SourceError(f"{path}: a row without {name}. Fetch the page again, with all fields.")
            text = "" if row[name] is None else str(row[name]).strip()
            column.append(text or None)
    return pd.DataFrame({name: pd.Series(column, dtype="str") for name, column in values.items()})


def _reason(error: Any) -> str:
    """' 400: Invalid query' from ArcGIS's error object, one line, at most 120 characters."""
    if not isinstance(error, dict):
        return ""
    error = cast(dict[str, Any], error)
    words = " ".join(f"{error.get('code', '')}: {error.get('message', '')}".split())
    return f" {words[:120].rstrip('.')}"


def _rows(page: Page, path: Path) -> Iterator[dict[str, Any]]:
    for feature in page["features"]:
        values = cast(dict[str, Any], feature).get("attributes") if isinstance(feature, dict) else None
        if not isinstance(values, dict):
            raise SourceError(f"{path}: a feature has no attributes. Fetch the page with f=json.")
        yield cast(dict[str, Any], values)
