"""Makes datapackage.json: what a release says of itself (Frictionless Data Package, version 2).

Its words come from data/reference/package.yaml. It holds no count of rows: with the tables, such a
count would give away the sum of what is withheld.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, cast

import pandas as pd
import yaml

from dashboard.published.call_types import CallTypes
from dashboard.published.places import REFERENCE, Neighborhood
from dashboard.published.schema import (
    COUNT,
    FIRE_AND_BCR,
    RESPONDERS,
    STATE,
    TABLES,
    State,
    Table,
)
from dashboard.release.rule import Rule

GENERATOR = "right-response 0.1.0"
SCHEMA = "https://datapackage.org/profiles/2.0/datapackage.json"

Words = dict[str, Any]
Categories = list[dict[str, str]]


def words(reference: Path = REFERENCE) -> Words:
    """Reads package.yaml in the folder."""
    return cast(Words, yaml.safe_load((reference / "package.yaml").read_text(encoding="utf-8")))


@dataclass(frozen=True)
class Heading:
    """`day`: the figures stand as of this day. It does not enter the id."""

    series: str
    demonstration: bool
    day: date


def make(
    heading: Heading,
    text: Words,
    rule: Rule,
    codes: dict[str, Categories],
    frames: dict[str, pd.DataFrame],
    files: dict[str, bytes],
) -> dict[str, Any]:
    """The package of one release, its id last made from all the rest but the day.

    `frames` are those of `withhold`; `files` the bytes of each table by name; `codes` the values of
    each dimension with their labels.
    """
    kind = "demo" if heading.demonstration else heading.series
    sources = text["series"].get(kind, text["series"]["any"])["sources"]
    months = [str(month) for month in sorted(set(frames[TABLES[0].name]["month"]))]
    body: dict[str, Any] = {
        "$schema": SCHEMA,
        "title": text["title"],
        "series": heading.series,
        "demonstration": heading.demonstration,
        "notice": text["demonstration"] if heading.demonstration else "",
        "months": months,
        "licenses": text["licences"],
        "sources": sources,
        "generator": GENERATOR,
        "rule": {**asdict(rule), "words": _filled(text["rule"], rule)},
        "cells": {table.name: _cells(frames[table.name]) for table in TABLES},
        "resources": [_resource(text, table, rule, codes, files[table.name]) for table in TABLES],
    }
    digest = hashlib.sha256(dump(body)).hexdigest()[:8]
    name = f"{heading.series}-{months[-1]}-{digest}"
    return {"name": name, "id": name, "created": f"{heading.day.isoformat()}T00:00:00Z", **body}


def codes(types: CallTypes, neighborhoods: tuple[Neighborhood, ...], text: Words) -> dict[str, Categories]:
    """The values of each dimension but month, with their labels."""
    labels: dict[str, dict[str, str]] = {
        "neighborhood": {n.id: n.name for n in neighborhoods},
        "category": {c.id: c.label for c in types.categories.values()},
        "responder": {r: text["responders"][r] for r in (*RESPONDERS, FIRE_AND_BCR)},
    }
    return {
        dimension: [{"value": value, "label": label} for value, label in sorted(pairs.items())]
        for dimension, pairs in labels.items()
    }


def dump(package: dict[str, Any]) -> bytes:
    """The bytes of datapackage.json."""
    return (json.dumps(package, indent=1, ensure_ascii=False) + "\n").encode()


def _filled(sentences: dict[str, str], rule: Rule) -> dict[str, str]:
    numbers = {**asdict(rule), "most_withheld": rule.threshold - 1}
    return {key: sentence.format_map(numbers) for key, sentence in sentences.items()}


def _cells(frame: pd.DataFrame) -> dict[str, int]:
    return {state.value: int((frame[STATE] == state.value).sum()) for state in State}


def _resource(text: Words, table: Table, rule: Rule, codes: dict[str, Categories], content: bytes) -> dict[str, Any]:
    states = _filled(text["states"], rule)
    fields: list[dict[str, Any]] = []
    for dimension in table.dimensions:
        field: dict[str, Any] = {
            "name": dimension,
            "type": "yearmonth" if dimension == "month" else "string",
            "description": text["fields"][dimension],
        }
        if dimension in codes:
            field["categories"] = codes[dimension]
        fields.append(field)
    for remark in table.remarks:
        field = {"name": remark, "type": "string", "description": text["fields"][remark]}
        values = [{"value": value, "label": label} for value, label in _filled(text["splits"], rule).items()]
        fields.append({**field, "categories": values, "missingValues": []})
    fields.append({"name": COUNT, "type": "integer", "description": text["fields"][COUNT]})
    return {
        "name": table.name,
        "path": table.file,
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "title": text["tables"][table.name]["title"],
        "description": text["tables"][table.name]["description"],
        "bytes": len(content),
        "hash": "sha256:" + hashlib.sha256(content).hexdigest(),
        "schema": {
            "fields": fields,
            "primaryKey": list(table.dimensions),
            "missingValues": [{"value": word, "label": label} for word, label in states.items()],
        },
    }
