"""The schemas that editors read say what the site reads."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from dashboard.content import schema
from dashboard.content.load import files
from dashboard.paths import ROOT

CONTENT = ROOT / "content"
Edit = Callable[[str, str, str], Path]


class Newer(yaml.SafeLoader):
    """YAML 1.2, as most editors read it: only true and false are answers, a date is a text."""

    yaml_implicit_resolvers = {
        letter: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":bool", ":timestamp", ":int"))]
        for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


Newer.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))
Newer.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?\d+$"), list("-+0123456789"))


def as_json(value: Any) -> Any:
    """A value of YAML as an editor hands it to a schema: names are texts, and so are days."""
    if isinstance(value, dict):
        named = {str(key) if not isinstance(key, bool) else ("yes" if key else "no"): v for key, v in value.items()}
        return {key: as_json(part) for key, part in named.items()}
    if isinstance(value, list):
        return [as_json(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value


def refusals(root: Path, path: Path, loader: type[yaml.SafeLoader]) -> list[str]:
    first, *_ = path.read_text("utf-8").splitlines()
    checker = Draft7Validator(json.loads((path.parent / first.removeprefix(schema.LINE)).read_text("utf-8")))
    translated = path.parent.parent.name == "text" and path.parent.name != "en"
    left = {"required"} if translated else set()  # what is not translated is shown in English
    value = as_json(yaml.load(path.read_text("utf-8"), Loader=loader))
    return [
        f"{list(error.path)}: {error.message[:200]}"
        for error in checker.iter_errors(value)
        if error.validator not in left
    ]


def edited() -> list[Path]:
    """The content files that people edit."""
    return [path for path in files(CONTENT) if path.name not in schema.MADE]


def test_the_schemas_are_current() -> None:
    shipped = {p.relative_to(CONTENT).as_posix(): p.read_text("utf-8") for p in CONTENT.rglob("schema/**/*.json")}
    assert shipped == schema.schemas(), "run make docs"


def test_every_file_names_its_schema() -> None:
    missing = [path.relative_to(CONTENT).as_posix() for path in schema.without_line(CONTENT)]
    assert missing == [], "run make docs"


def test_every_file_says_at_its_top_what_it_is() -> None:
    tops = {path: path.read_text("utf-8").splitlines()[1] for path in edited()}
    assert {path: top for path, top in tops.items() if not re.match(r"# \w.{30,}", top)} == {}


@pytest.mark.parametrize("loader", [yaml.SafeLoader, Newer], ids=["YAML 1.1", "YAML 1.2"])
@pytest.mark.parametrize("folder", ["", "channels", "situations", "pilots", "findings", "text"])
def test_an_editor_finds_no_fault_in_what_is_shipped(folder: str, loader: type[yaml.SafeLoader]) -> None:
    found = [p for p in edited() if (p.relative_to(CONTENT).parts[0] if p.parent != CONTENT else "") == folder]
    assert found
    assert {path: r for path in found if (r := refusals(CONTENT, path, loader))} == {}


MARKED = {
    "unknown name": ("channels/bcr.yaml", "police: may", "polise: may"),
    "value not allowed": ("channels/bcr.yaml", "police: may", "police: maybe"),
    "missing line": ("channels/bcr.yaml", "responder: not-sworn\n", ""),
    "phone number": ("channels/311.yaml", "tty: 612-263-6850", "tty: 612.263.6850"),
    "link": ("channels/report-online.yaml", "web: https://www.", "web: www."),
    "hours": ("channels/311.yaml", "talk: mon-fri 7:00-19:00", "talk: weekdays"),
    "confidence": ("channels/power.yaml", "confidence: A", "confidence: D"),
    "date": ("channels/power.yaml", "date: 2020-11-09", "date: last year"),
    "answer": ("situations/loud-party.yaml", "if: {loud_now: no}", "if: {loud_now: never}"),
    "empty sentence": ("text/en/guide.yaml", "heading: What is happening?", 'heading: ""'),
    "list in place of a sentence": ("text/en/guide.yaml", "heading: What is happening?", "heading: [What]"),
}


@pytest.mark.parametrize(("name", "old", "new"), MARKED.values(), ids=MARKED)
def test_an_editor_marks_a_mistake_while_it_is_typed(edit: Edit, editable: Path, name: str, old: str, new: str) -> None:
    assert refusals(editable, edit(name, old, new), Newer)


def test_every_field_of_the_facts_says_what_it_is() -> None:
    silent = [
        f"{name}: {kind}.{field}"
        for name, text in schema.schemas().items()
        for kind, field, said in fields(json.loads(text))
        if "/text/" not in name and not said
    ]
    assert silent == []


def fields(whole: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Every field of a schema: where it belongs, its name, what a person reads who points at it."""
    for kind, part in {"the file": whole, **whole.get("$defs", {})}.items():
        for name, field in part.get("properties", {}).items():
            yield kind, name, field.get("description", "")


def test_writing_the_first_line_changes_nothing_else(tmp_path: Path) -> None:
    root = Path(shutil.copytree(CONTENT, tmp_path / "content"))
    bare = root / "channels" / "bcr.yaml"
    bare.write_bytes(b"# mine\r\nid: bcr   # a remark\r\n\r\n# end")
    old = root / "site.yaml"
    old.write_bytes(f"{schema.LINE}old.json\nrest".encode())
    before = {path: path.read_bytes() for path in files(root)}
    schema.write(root)
    after = {path: path.read_bytes() for path in files(root)}
    assert after.pop(bare) == f"{schema.line('channels/bcr.yaml')}\n".encode() + before.pop(bare)
    assert after.pop(old) == f"{schema.line('site.yaml')}\nrest".encode()
    assert before.pop(old)
    assert after == before
    schema.write(root)
    assert {path: path.read_bytes() for path in after} == after
