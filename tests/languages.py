"""What tests of languages share: a language made of marked English, and the passages of a page that are said in one."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import yaml

from dashboard.content import languages, translation
from dashboard.content.languages import STEMS
from dashboard.content.yaml_file import Location, read

VOID = {"meta", "link", "input", "br", "img", "hr", "base", "wbr"}
UNREAD = {"style", "script", "noscript", "pre"}
SPOKEN = ("aria-label", "title", "placeholder", "alt", "data-of")
LETTERS = re.compile(r"[^\W\d_]{2,}")


def add(root: Path, lang: str, name: str) -> None:
    """A whole translation in a folder of its own: every English sentence between guillemets."""
    folder = root / "text" / lang
    folder.mkdir()
    for stem in STEMS:
        value = _wrapped(read(root / "text" / "en" / f"{stem}.yaml", stem).value)
        if stem == "site":
            value = {"language": name, **value}
            value["notices"]["language_line"] = f"«311 {name}»"
        (folder / f"{stem}.yaml").write_text(yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=1000))
    (folder / "protected.yaml").write_bytes((root / "text" / "en" / "protected.yaml").read_bytes())
    languages.record(root, lang, [])
    site = root / "site.yaml"
    site.write_text(re.sub(r"^languages: \[(.*)\]", rf"languages: [\1, {lang}]", site.read_text(), flags=re.MULTILINE))


def _wrapped(value: Any, at: Location = ()) -> Any:
    if isinstance(value, dict):
        return {key: _wrapped(part, (*at, key)) for key, part in value.items() if key not in translation.OWN}
    if isinstance(value, list):
        return [_wrapped(part, (*at, place)) for place, part in enumerate(value)]
    return f"«{value}»" if isinstance(value, str) and not translation.is_same(at) else value


class _Passages(HTMLParser):
    def __init__(self, lang: str) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = [("", lang)]
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        lang = given.get("lang") or self.open[-1][1]
        self.found += [(lang, said) for name in SPOKEN if (said := given.get(name))]
        if tag == "meta" and not {"viewport", "robots"} & {given.get("name")}:
            self.found.append((lang, given.get("content") or ""))
        if tag not in VOID:
            self.open.append((tag, lang))

    def handle_endtag(self, tag: str) -> None:
        if tag in [name for name, _ in self.open]:
            while self.open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self.open[-1][0] not in UNREAD and data.strip():
            self.found.append((self.open[-1][1], " ".join(data.split())))


def passages(html: str, lang: str = "") -> list[tuple[str, str]]:
    """Everything that a page says to eye or ear, with the language it says that it is in."""
    parser = _Passages(lang)
    parser.feed(html)
    parser.close()
    return [(lang, said) for lang, said in parser.found if LETTERS.search(said)]


def outside_guillemets(said: str) -> str:
    """What does not come from the words of a language made by `add`."""
    while said != (said := re.sub(r"«[^«»]*»|«[^«»]*$|^[^«»]*»", " ", said)):
        pass
    return said.strip()


def strings(message: Any, names: frozenset[str]) -> Iterator[str]:
    """The texts in those fields of a protocol buffer, at any depth."""
    for field, value in message.ListFields():
        many = value if field.is_repeated else [value]
        if field.message_type and field.message_type.GetOptions().map_entry:
            continue
        for each in many:
            if field.message_type:
                yield from strings(each, names)
            elif field.name in names and isinstance(each, str):
                yield each
