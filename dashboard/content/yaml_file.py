"""A strict reading of the YAML that staff write: every scalar stays text, every value knows its line.

YAML itself guesses: `no` becomes false, `12:30` becomes 750, the last of two equal keys wins, and an alias can
unfold a short file into gigabytes. Here nothing is guessed; the models in `models.py` say what a text means.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from dashboard.content.problem import ContentError, Problem

MAX_BYTES = 256 * 1024
MAX_DEPTH = 8
INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Location = tuple[str | int, ...]


@dataclass(frozen=True)
class Document:
    """A file's value (dicts, lists, texts and None) and the line and column, from 1, of each part of it."""

    file: str
    value: Any
    marks: dict[Location, tuple[int, int]]

    def problem(self, location: Location, problem: str, fix: str = "") -> Problem:
        """A problem at a location, or at the nearest enclosing part that the file has."""
        while location and location not in self.marks:
            location = location[:-1]
        line, column = self.marks.get(location, (1, 1))
        return Problem(self.file, line, column, problem, fix)


def read(path: Path, name: str) -> Document:
    """Read one file. `name` is how messages call it. Raises ContentError."""
    text = _text(path, name)
    marks: dict[Location, tuple[int, int]] = {}
    try:
        events = _checked(yaml.parse(text, Loader=Loader), name)
        value = _value(next(events), events, (), marks, name)
        next(events, None)
    except StopIteration:
        value = None
    except yaml.YAMLError as error:
        raise _syntax_error(error, text, name) from None
    return Document(name, value, marks)


def _text(path: Path, name: str) -> str:
    def refuse(problem: str, fix: str, line: int = 1) -> ContentError:
        return ContentError([Problem(name, line, 1, problem, fix)])

    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise refuse("The file is missing.", "Put it back, or undo the change that removed it.") from None
    except OSError as error:
        raise refuse(f"The file cannot be read ({error.strerror}).", "Check who may read it.") from None
    if len(raw) > MAX_BYTES:
        raise refuse(f"The file is larger than {MAX_BYTES // 1024} KB.", "Split it, or undo the last change.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise refuse("This is not plain UTF-8 text.", "Save the file as UTF-8 text.", line) from None
    if bad := INVISIBLE.search(text):
        line = text[: bad.start()].count("\n") + 1
        raise refuse("There is an invisible control character.", "Type the line again.", line)
    return text


def _checked(events: Iterator[Any], name: str) -> Iterator[Any]:
    """The content events, refusing what a person never needs and an attacker might use."""
    depth = documents = 0
    for event in events:
        refusal = None
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                refusal = "Three dashes start a second document here.", "Remove the line with the dashes."
        elif isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            refusal = "A word starts with & or *, which YAML takes as a reference.", "Put it in quotes."
        elif getattr(event, "tag", None):
            refusal = "A word starts with !, which YAML takes as a type.", "Put it in quotes."
        elif isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                refusal = f"Things are nested more than {MAX_DEPTH} deep.", "Check brackets and spaces."
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if refusal:
            mark = event.start_mark
            raise ContentError([Problem(name, mark.line + 1, mark.column + 1, *refusal)])
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent | yaml.CollectionEndEvent):
            yield event


def _value(event: Any, events: Iterator[Any], at: Location, marks: dict[Location, tuple[int, int]], name: str) -> Any:
    marks[at] = (event.start_mark.line + 1, event.start_mark.column + 1)
    if isinstance(event, yaml.ScalarEvent):
        plain_nothing = event.implicit[0] and event.value in ("", "~", "null")
        return None if plain_nothing else str(event.value)
    if isinstance(event, yaml.SequenceStartEvent):
        items: list[Any] = []
        for item in events:
            if isinstance(item, yaml.SequenceEndEvent):
                break
            items.append(_value(item, events, (*at, len(items)), marks, name))
        return items
    mapping: dict[str, Any] = {}
    for key in events:
        if isinstance(key, yaml.MappingEndEvent):
            break
        line, column = key.start_mark.line + 1, key.start_mark.column + 1
        if not isinstance(key, yaml.ScalarEvent):
            raise ContentError(
                [Problem(name, line, column, "A name before a colon is not a word.", "Put the text in quotes.")]
            )
        word = str(key.value)
        if word in mapping:
            raise ContentError([Problem(name, line, column, f"“{word}” is here twice.", "Keep one of the two.")])
        mapping[word] = _value(next(events), events, (*at, word), marks, name)
        marks[(*at, word)] = (line, column)
    return mapping


def _syntax_error(error: yaml.YAMLError, text: str, name: str) -> ContentError:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    lines = text.splitlines()
    shown = lines[line - 1] if line <= len(lines) else ""
    reason = " ".join(str(getattr(error, part, None) or "") for part in ("problem", "context"))
    if "\t" in shown:
        problem, fix = "A tab is used here.", "Use spaces: two for each step to the right."
    elif "mapping values are not allowed" in reason:
        problem, fix = "There is a colon inside a sentence.", 'Put the whole sentence in "quotes".'
    elif "expected ',' or" in reason or "flow" in reason:
        problem, fix = "A bracket or comma is missing.", "Check that every [ has its ] and every { its }."
    elif "quoted scalar" in reason:
        problem, fix = "A quotation mark is not closed.", "Add the missing quotation mark."
    else:
        problem, fix = "This line does not fit the lines around it.", "Line it up with its neighbors above."
    return ContentError([Problem(name, line, column, problem, fix)])
