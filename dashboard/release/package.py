"""Makes the files of a release; first datapackage.json, what it says of itself (Frictionless Data Package, version 2).

Its words come from data/reference/package.yaml. It holds no count of rows: with the tables, such a count would give
away the sum of what is withheld.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, cast

import pandas as pd
import yaml

from dashboard.published import files
from dashboard.published.call_types import CallTypes
from dashboard.published.dispositions import Disposition
from dashboard.published.places import REFERENCE, Neighborhood
from dashboard.published.read import DEMONSTRATION
from dashboard.published.schema import (
    COUNT,
    DAYPARTS,
    FIRE_AND_BCR,
    HOURS,
    INTERVALS,
    LEAST_TIMED,
    PACKAGE,
    PRIORITIES,
    RESPONDERS,
    STATE,
    TABLES,
    TIMES,
    WEEKDAYS,
    State,
    Table,
)
from dashboard.release import formats
from dashboard.release.rule import Rule

GENERATOR = "right-response 0.1.0"
SCHEMA = "https://datapackage.org/profiles/2.0/datapackage.json"

PERIODS: dict[str, dict[str, Any]] = {
    "month": {"type": "yearmonth"},
    "quarter": {"type": "string", "constraints": {"pattern": "[0-9]{4}-Q[1-4]"}},
    "year": {"type": "year"},
}
MEDIA_TYPES = {
    ".parquet": "application/vnd.apache.parquet",
    ".md": "text/markdown",
    ".txt": "text/plain",
    ".json": "application/json",
}

ADDRESSES = "addresses"
"""The word of the rule that only releases of sources with addresses have."""

Words = dict[str, Any]
Categories = list[dict[str, str]]
Frames = dict[str, pd.DataFrame]


def words(reference: Path = REFERENCE) -> Words:
    """Reads package.yaml in the folder."""
    return cast(Words, yaml.safe_load((reference / "package.yaml").read_text(encoding="utf-8")))


@dataclass(frozen=True)
class Heading:
    """`day`: the figures stand as of this day. It does not enter the id. `addresses`: the source carries addresses."""

    series: str
    demonstration: bool
    day: date
    addresses: bool = False


def contents(
    heading: Heading, text: Words, rule: Rule, codes: dict[str, Categories], frames: Frames, changes: bytes
) -> tuple[str, dict[str, bytes]]:
    """The id of a release and all its files by name.

    `frames`: one per table with its columns and a `state`; a value under another state than number is left out.
    Without a frame of times there is no such table.
    `codes`: the values of each dimension with their labels. `changes`: changes.json, from `corrections`.

    The id is made from the CSV files and the words, so that neither the day of the build, nor the releases before,
    nor a version of Parquet changes it.
    """
    notice = text["demonstration"] if heading.demonstration else ""
    tables = [table for table in (*TABLES, TIMES) if table.name in frames]
    made = {t.file: formats.csv(frames[t.name], t, demonstration=heading.demonstration) for t in tables}
    body = _body(heading, text, rule, codes, frames, made)
    name = f"{heading.series}-{body['months'][-1]}-{files.digest(dump(body))[:8]}"
    made |= {files.parquet(table): formats.parquet(frames[table.name], table, notice) for table in tables}
    made |= {
        files.METHOD: method(name, notice, text, body["rule"]["words"], rule, tables),
        files.LICENSE: str(text["licence"]).encode(),
        files.CHANGES: changes,
    }
    stored = {files.parquet(table): _stored(text, table, marked=heading.demonstration) for table in tables}
    attached = [path for path in made if not path.endswith(".csv")]
    body["resources"] += [_attached(text, path, made[path]) | stored.get(path, {}) for path in attached]
    described = {"name": name, "id": name, "created": f"{heading.day.isoformat()}T00:00:00Z", **body}
    made[PACKAGE] = dump(described)
    return name, {**made, files.CHECKSUMS: files.checksums(made)}


def codes(
    types: CallTypes, neighborhoods: tuple[Neighborhood, ...], closed: dict[str, Disposition], text: Words
) -> dict[str, Categories]:
    """The values of each dimension but the period, with their labels."""
    labels: dict[str, dict[str, str]] = {
        "neighborhood": {n.id: n.name for n in neighborhoods},
        "category": {c.id: c.label for c in types.categories.values()},
        "responder": {r: text["responders"][r] for r in (*RESPONDERS, FIRE_AND_BCR)},
        "hour": {hour: str(text["hour"]).format(hour=hour) for hour in HOURS},
        "weekday": dict(zip(WEEKDAYS, text["weekdays"], strict=True)),
        "daypart": {part: text["dayparts"][part] for part in DAYPARTS},
        "disposition": {group.id: group.label for group in closed.values()},
        "priority": {p: text["priorities"].get(p) or text["priorities"]["any"].format(priority=p) for p in PRIORITIES},
        "interval": {interval: text["intervals"][interval] for interval in INTERVALS},
    }
    return {
        dimension: [{"value": value, "label": label} for value, label in sorted(pairs.items())]
        for dimension, pairs in labels.items()
    }


def method(
    release_id: str, notice: str, text: Words, sentences: dict[str, str], rule: Rule, tables: Sequence[Table]
) -> bytes:
    """METHOD.md: how the figures were made and what they cannot say. `sentences`: the rule in words."""
    parts = [f"# {text['title']}", f"Release {release_id}.", *([f"**{notice.capitalize()}.**"] if notice else [])]
    for section in text["method"]:
        parts += [f"## {section['heading']}", *_filled(dict(enumerate(section["text"])), rule).values()]
    parts += ["## The rule", "\n".join(f"- {sentence}" for sentence in sentences.values())]
    parts += ["## The tables"]
    parts += ["\n".join(f"- `{t.file}`: {_described(text, t)}" for t in tables)]
    return ("\n\n".join(parts) + "\n").encode()


def has_addresses(package: Words) -> bool:
    """Whether the source of a release, by its datapackage.json, carried addresses."""
    return ADDRESSES in package["rule"]["words"]


def dump(package: dict[str, Any]) -> bytes:
    """The bytes of datapackage.json."""
    return (json.dumps(package, indent=1, ensure_ascii=False) + "\n").encode()


def _body(
    heading: Heading,
    text: Words,
    rule: Rule,
    codes: dict[str, Categories],
    frames: Frames,
    made: dict[str, bytes],
) -> dict[str, Any]:
    said = text["rule"] | ({ADDRESSES: text[ADDRESSES]} if heading.addresses else {})
    kind = "demo" if heading.demonstration else heading.series
    tables = [table for table in (*TABLES, TIMES) if table.file in made]
    resources = [_resource(text, t, rule, codes, made[t.file], marked=heading.demonstration) for t in tables]
    return {
        "$schema": SCHEMA,
        "title": text["title"],
        "series": heading.series,
        "demonstration": heading.demonstration,
        "notice": text["demonstration"] if heading.demonstration else "",
        "months": [str(month) for month in sorted(set(frames[TABLES[0].name]["month"]))],
        "licenses": text["licences"],
        "sources": text["series"].get(kind, text["series"]["any"])["sources"],
        "generator": GENERATOR,
        "rule": {**asdict(rule), "words": _filled(said, rule)},
        "cells": {table.name: _cells(frames[table.name]) for table in tables},
        "resources": resources,
    }


def _filled(sentences: dict[Any, str], rule: Rule) -> dict[Any, str]:
    numbers = {**asdict(rule), "most_withheld": rule.threshold - 1, "least_timed": LEAST_TIMED}
    return {key: sentence.format_map(numbers) for key, sentence in sentences.items()}


def _cells(frame: pd.DataFrame) -> dict[str, int]:
    return {state.value: int((frame[STATE] == state.value).sum()) for state in State}


def _described(text: Words, table: Table) -> str:
    said = text["tables"][table.name]
    return f"{said['title']}. {said['description']}"


def _resource(
    text: Words, table: Table, rule: Rule, codes: dict[str, Categories], content: bytes, *, marked: bool
) -> dict[str, Any]:
    states = _filled(text["states"] | text["states_by_table"].get(table.name, {}), rule)
    fields = [_field(text, dimension, codes) for dimension in table.dimensions]
    for remark in table.remarks:
        values = [{"value": value, "label": label} for value, label in _filled(text["splits"], rule).items()]
        field = {"name": remark, "type": "string", "description": text["fields"][remark]}
        fields.append({**field, "categories": values, "missingValues": []})
    for value in table.values:
        kind = "integer" if value == COUNT else "number"
        fields.append({"name": value, "type": kind, "description": text["fields"][value]})
    if marked:
        fields.append({"name": DEMONSTRATION, "type": "boolean", "description": text["fields"]["demonstration"]})
    return {
        "name": table.name,
        "path": table.file,
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        **text["tables"][table.name],
        "bytes": len(content),
        "hash": f"sha256:{files.digest(content)}",
        "schema": {
            "fields": fields,
            "primaryKey": list(table.dimensions),
            "missingValues": [{"value": word, "label": label} for word, label in states.items()],
        },
    }


def _field(text: Words, dimension: str, codes: dict[str, Categories]) -> dict[str, Any]:
    field = {"name": dimension, **PERIODS.get(dimension, {"type": "string"}), "description": text["fields"][dimension]}
    return {**field, "categories": codes[dimension]} if dimension in codes else field


def _stored(text: Words, table: Table, *, marked: bool) -> dict[str, Any]:
    """The schema of a Parquet file; without it readers guess types from the first rows."""
    kinds = {
        **dict.fromkeys((*table.dimensions, *table.remarks), "string"),
        **dict.fromkeys(table.values, "number"),
        STATE: "string",
        **({DEMONSTRATION: "boolean"} if marked else {}),
    }
    words = text["fields"] | {DEMONSTRATION: text["fields"]["demonstration"]}
    return {"schema": {"fields": [{"name": n, "type": kind, "description": words[n]} for n, kind in kinds.items()]}}


def _attached(text: Words, path: str, content: bytes) -> dict[str, Any]:
    """The entry of a file that is no CSV table."""
    suffix = Path(path).suffix
    name = path.lower().replace(".", "-")
    return {
        "name": name,
        "path": path,
        "format": suffix[1:],
        "mediatype": MEDIA_TYPES[suffix],
        "description": text["attached"][suffix[1:] if suffix == ".parquet" else path],
        "hash": f"sha256:{files.digest(content)}",
    }
