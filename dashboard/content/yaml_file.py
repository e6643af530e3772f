"""A strict reading of the YAML that staff write: every scalar stays text, every value knows its line.

YAML itself guesses: `no` becomes false, `12:30` becomes 750, the last of two equal keys wins, and an alias can
unfold a short file into gigabytes. Here nothing is guessed; the models in `models.py` say what a text means.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from dashboard.content import syntax
from dashboard.content.problem import ContentError, Location, Problem

MAX_BYTES = 256 * 1024
MAX_DEPTH = 8
INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True)
class Document:
    """A file's value (dicts, lists, texts and None), its lines, and the line and column, from 1, of each part of it."""

    file: str
    value: Any
    lines: tuple[str, ...]
    marks: dict[Location, tuple[int, int]]

    def problem(self, location: Location, problem: str, fix: str = "", wrong: str = "", right: str = "") -> Problem:
        """A problem at a location, or at the nearest enclosing part that the file has.

        `right` would be right in place of `wrong` on that line.
        """
        while location and location not in self.marks:
            location = location[:-1]
        line, column = self.marks.get(location, (1, 1))
        shown = self.line(line)
        at = shown.find(wrong, column - 1) if wrong else -1
        if at < 0:
            return Problem(self.file, line, column, problem, fix)
        mended = shown[:at] + right + shown[at + len(wrong) :] if right else ""
        return Problem(self.file, line, at + 1, problem, fix, mended)

    def line(self, number: int) -> str:
        """A line, from 1; empty beyond the end."""
        return self.lines[number - 1] if number <= len(self.lines) else ""


def read(path: Path, name: str) -> Document:
    """Read one file. `name` is how messages call it. Raises ContentError."""
    return _parsed(_text(path, name), name)


@lru_cache(maxsize=512)
def _parsed(text: str, name: str) -> Document:
    """What a text says; kept, since after an edit all other files are as they were."""
    document = Document(name, None, tuple(text.splitlines()), {})
    problems = syntax.slips(document.lines, name)
    if not problems:
        try:
            events = _checked(yaml.parse(text, Loader=syntax.Loader), document)
            document = replace(document, value=_value(next(events), events, (), document, problems))
            next(events, None)
        except StopIteration:
            pass
        except yaml.YAMLError as error:
            explained = syntax.explained(error, list(document.lines), name)
            problems = [p for p in problems if p.line < explained[0].line] + explained
    if problems:
        raise ContentError(problems)
    return document


def _text(path: Path, name: str) -> str:
    def refuse(problem: str, fix: str, line: int = 1, column: int = 1, should_be: str = "") -> ContentError:
        return ContentError([Problem(name, line, column, problem, fix, should_be)])

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
        line, start = text[: bad.start()].count("\n") + 1, text.rfind("\n", 0, bad.start()) + 1
        mended = INVISIBLE.sub("", text[start:].split("\n")[0].rstrip("\r"))
        raise refuse(
            "There is an invisible letter here.", "Type the line again.", line, bad.start() - start + 1, mended
        )
    return text


def _checked(events: Iterator[Any], document: Document) -> Iterator[Any]:
    """The content events, refusing what a person never needs and an attacker might use."""
    depth = documents = 0
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise _refusal(event, document, "Three dashes start a second document here.", "Remove that line.")
        elif isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) or getattr(event, "tag", None):
            line, column = document.line(event.start_mark.line + 1), event.start_mark.column
            meaning = syntax.MEANINGS[line[column]]
            raise _refusal(event, document, meaning, syntax.IN_QUOTES, syntax.quoted(line))
        elif isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                problem = f"Things are nested more than {MAX_DEPTH} deep."
                raise _refusal(event, document, problem, "Check brackets and spaces.")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent | yaml.CollectionEndEvent):
            yield event


def _refusal(event: Any, document: Document, problem: str, fix: str, should_be: str = "") -> ContentError:
    line, column = event.start_mark.line + 1, event.start_mark.column + 1
    return ContentError([Problem(document.file, line, column, problem, fix, should_be)])


def _value(event: Any, events: Iterator[Any], at: Location, document: Document, problems: list[Problem]) -> Any:
    document.marks[at] = (event.start_mark.line + 1, event.start_mark.column + 1)
    if isinstance(event, yaml.ScalarEvent):
        plain_nothing = event.implicit[0] and event.value in ("", "~", "null")
        return None if plain_nothing else _scalar(event, at, document, problems)
    if isinstance(event, yaml.SequenceStartEvent):
        items: list[Any] = []
        for item in events:
            if isinstance(item, yaml.SequenceEndEvent):
                break
            items.append(_value(item, events, (*at, len(items)), document, problems))
        return items
    mapping: dict[str, Any] = {}
    for key in events:
        if isinstance(key, yaml.MappingEndEvent):
            break
        place = key.start_mark.line + 1, key.start_mark.column + 1
        if not isinstance(key, yaml.ScalarEvent):
            raise _refusal(key, document, "A name before a colon is not a word.", syntax.IN_QUOTES)
        word = str(key.value)
        if word in mapping:
            problems.append(Problem(document.file, *place, f"“{word}” is here twice.", "Keep one of the two."))
        mapping[word] = _value(next(events), events, (*at, word), document, problems)
        document.marks[(*at, word)] = place
    return mapping


def _scalar(event: Any, at: Location, document: Document, problems: list[Problem]) -> str:
    """A text. What YAML would read without a word, but no person means, is a problem."""
    value, first, last = str(event.value), event.start_mark, event.end_mark
    if event.style in ('"', "'", "|", ">"):
        return value
    line, rest = document.line(first.line + 1), document.line(last.line + 1)[last.column :]
    flow = at and isinstance(at[-1], int) and not line[: first.column].rstrip().endswith("-")
    if value[0] in syntax.CURLY and value[-1] in syntax.CURLY and len(value) > 1:
        mended = line.replace(value, f'"{value[1:-1]}"')
        problem = "The quotation marks are curly, so they count as part of the text."
        fix = 'Use straight ones, or none: "like this".'
        problems.append(Problem(document.file, first.line + 1, first.column + 1, problem, fix, mended))
    elif re.match(r"-[^\W\d]", value):
        mended = f"{line[: first.column]}- {line[first.column + 1 :]}"
        problem, fix = "A space is missing after the dash.", "Put a space after it."
        problems.append(Problem(document.file, first.line + 1, first.column + 1, problem, fix, mended))
    elif first.line != last.line and not flow:
        problem = "This text goes on in a second line. A dash or a name may be missing there."
        problems.append(Problem(document.file, first.line + 2, 1, problem, "Put each text on one line."))
    elif re.match(r"\s+#\S", rest):
        problem = "What follows this # is lost, because YAML takes it as a remark."
        problems.append(
            Problem(document.file, first.line + 1, last.column + 2, problem, syntax.IN_QUOTES, syntax.quoted(line))
        )
    return value
