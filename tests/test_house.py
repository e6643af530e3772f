"""Rules of the house that no other tool holds."""

import ast
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from dashboard import look
from dashboard.content.words import Words
from dashboard.paths import ROOT

CODE = [p for folder in ("dashboard", "pages") for p in sorted((ROOT / folder).rglob("*.py"))] + [ROOT / "app.py"]
TEMPLATES = sorted((ROOT / "dashboard" / "web" / "templates").iterdir())


@pytest.mark.parametrize("path", [*CODE, *TEMPLATES], ids=lambda p: str(p.relative_to(ROOT)))
def test_no_phone_number_outside_the_channels(path: Path) -> None:
    assert not re.findall(r"\b\d{3}-\d{3}-\d{4}\b", path.read_text())


@pytest.mark.parametrize("path", sorted((ROOT / "pages").glob("*.py")), ids=lambda p: p.name)
def test_pages_never_meet_a_raw_call(path: Path) -> None:
    imported = {
        name
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in [getattr(node, "module", None) or "", *(alias.name for alias in node.names)]
    }
    assert not {name for name in imported if name.startswith(("dashboard.release", "duckdb"))}


@pytest.mark.parametrize("folder", ["tests/vendor", "dashboard/static/fonts"])
def test_vendored_files_are_what_their_readme_says(folder: str) -> None:
    listed = dict(re.findall(r"^ +([0-9a-f]{64})  (\S+)$", (ROOT / folder / "README.md").read_text(), re.M))
    listed = {name: digest for digest, name in listed.items()}
    files = [p for p in (ROOT / folder).iterdir() if p.suffix in (".js", ".woff2", ".ttf")]
    assert {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in files} == listed


def test_every_word_that_staff_write_is_shown_somewhere() -> None:
    shown = "\n".join(path.read_text() for path in [*CODE, *TEMPLATES] if path.name != "words.py")
    unused = [name for name in _fields(Words) if not re.search(rf"\b{name}\b", shown)]
    assert unused == []


def test_text_on_its_background_has_contrast_enough() -> None:
    for mode in ("light", "dark"):
        colors = look.colors(mode)
        for ink in ("text", "muted", "link", "danger", "ok"):
            for ground in ("bg", "surface"):
                assert _contrast(colors[ink], colors[ground]) >= 4.5, (mode, ink, ground)
        assert _contrast("#ffffff", colors["accent"]) >= 4.5
        assert _contrast(colors["line"], colors["bg"]) >= 3


def _fields(model: type[BaseModel]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        yield field.alias or name
        for inner in [field.annotation, *getattr(field.annotation, "__args__", ())]:
            if isinstance(inner, type) and issubclass(inner, BaseModel):
                yield from _fields(inner)


def _contrast(one: str, other: str) -> float:
    def light(color: str) -> float:
        parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)
