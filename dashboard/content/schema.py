"""JSON Schemas of the content files, for editors that complete and check while a person types.

They say what a file may hold by itself. What files say about each other, `check` knows. An editor may read YAML by its
version 1.1, in which `no` is false, or by 1.2, in which it is a text: both pass here, as they do on the site.
"""

import json
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from dashboard.content import register
from dashboard.content.kit import Theme
from dashboard.content.languages import ENTRY_FILES, TEXT_FILES
from dashboard.content.load import files
from dashboard.content.models import Channel, Site, Situation
from dashboard.content.pilots import Finding, Pilot
from dashboard.content.staff_words import StaffWords
from dashboard.content.translation import MADE_FROM, Protected

FOLDER = "schema"
LINE = "# yaml-language-server: $schema="
MADE = {MADE_FROM, register.FILE}
"""Files that a command writes: nobody edits them, so they need no schema."""
DIALECT = "http://json-schema.org/draft-07/schema#"
ANSWER: JsonSchemaValue = {"anyOf": [{"enum": ["yes", "no"]}, {"type": "boolean"}]}


class _AsWritten(GenerateJsonSchema):
    """Values as people write them: yes and no, numbers without quotes, days and times with a space."""

    def bool_schema(self, schema: Any) -> JsonSchemaValue:
        return ANSWER

    def literal_schema(self, schema: Any) -> JsonSchemaValue:
        given = super().literal_schema(schema)
        return {"anyOf": [given, {"type": "boolean"}]} if "yes" in given.get("enum", ()) else given

    def str_schema(self, schema: Any) -> JsonSchemaValue:
        return {**super().str_schema(schema), "type": ["string", "integer"]}

    def date_schema(self, schema: Any) -> JsonSchemaValue:
        return {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}

    def datetime_schema(self, schema: Any) -> JsonSchemaValue:
        return {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}[ T]\d{1,2}:\d{2}"}

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def schemas() -> dict[str, str]:
    """Every schema as JSON text, by its place in the content folder."""
    kinds: dict[str, Any] = {"site": Site, "channels": Channel, "situations": Situation, "pilots": Pilot}
    kinds["findings"], kinds["kit"] = Finding, Theme
    kinds |= {f"text/{stem}": model for stem, model in TEXT_FILES.items()}
    kinds |= {f"text/{stem}": dict[str, model] for stem, model in ENTRY_FILES.items()}  # type: ignore[valid-type]
    kinds |= {
        "text/staff": StaffWords,
        "text/protected": Protected,
        "text/glossary": dict[str, str | tuple[str, ...] | None],
    }
    return {f"{FOLDER}/{name}.json": _schema(kind) for name, kind in kinds.items()}


def _schema(kind: Any) -> str:
    schema = TypeAdapter(kind).json_schema(schema_generator=_AsWritten)
    return json.dumps({"$schema": DIALECT, **schema}, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def line(name: str) -> str:
    """The first line of a content file, which tells editors where its schema is."""
    folder, *below = PurePosixPath(name).parent.parts or ("",)
    stem = f"text/{PurePosixPath(name).stem}" if folder == "text" else folder or PurePosixPath(name).stem
    return f"{LINE}{'../' * (len(below) + bool(folder))}{FOLDER}/{stem}.json"


def without_line(root: Path) -> Iterator[Path]:
    """The content files whose first line is not the one that it should be."""
    for path in (path for path in files(root) if path.name not in MADE):
        with path.open(encoding="utf-8-sig") as file:
            if file.readline().rstrip("\r\n") != line(path.relative_to(root).as_posix()):
                yield path


def write(root: Path) -> None:
    """Write the schemas, and the first line of files that lack it. Everything else stays, byte by byte."""
    for name, text in schemas().items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    for path in without_line(root):
        raw = path.read_bytes()
        old = raw.split(b"\n", 1)[1] if raw.startswith(LINE.encode()) else raw
        path.write_bytes(f"{line(path.relative_to(root).as_posix())}\n".encode() + old)
