"""From what a file says to a checked model; each mistake in plain words, at its line."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from dashboard.content import syntax
from dashboard.content.problem import Location, Problem, SlipError, choose, nearest
from dashboard.content.yaml_file import Document

Model = TypeVar("Model", bound=BaseModel)

COMPARE = "Compare with the other files."
COLON = "There is a colon inside a sentence."


def typed(document: Document, value: Any, at: Location, model: type[Model], problems: list[Problem]) -> Model | None:
    """The value as a model, or None and its problems. `at` is where in the document the value stands."""
    try:
        return model.model_validate(_drop_nothing(value) if value is not None else {})
    except ValidationError as error:
        entries = error.errors()
        problems += [_problem(document, at, entry, model) for entry in entries if not _follows(entry, entries)]
        return None


def _follows(entry: Any, entries: Sequence[Any]) -> bool:
    """Whether a problem is there only because of another: a missing name is misspelled, a list has bad parts."""
    loc = entry["loc"]
    if entry["type"] == "missing":
        beside = [str(e["loc"][-1]) for e in entries if e["type"] == "extra_forbidden" and e["loc"][:-1] == loc[:-1]]
        return bool(nearest(str(loc[-1]), beside))
    return entry["type"] == "too_short" and any(e["loc"][: len(loc)] == loc != e["loc"] for e in entries)


def names(model: type[BaseModel]) -> Iterator[str]:
    """Every name that may be written in a file of this model, at any depth."""
    for name, field in model.model_fields.items():
        yield field.alias or name
        for inner in _models(field.annotation):
            yield from names(inner)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in getattr(annotation, "__args__", ()):
        yield from _models(part)


def _drop_nothing(value: Any) -> Any:
    """A field left empty counts as not written, except `otherwise:` whose presence is its meaning."""
    if isinstance(value, dict):
        return {k: _drop_nothing(v) for k, v in value.items() if v is not None or k == "otherwise"}
    return [_drop_nothing(v) for v in value] if isinstance(value, list) else value


def _problem(document: Document, at: Location, entry: Any, model: type[BaseModel]) -> Problem:
    location = (*at, *entry["loc"])
    name = str(entry["loc"][-1]) if entry["loc"] else "the file"
    match entry["type"]:
        case "missing" if location in document.marks:
            return document.problem(location, f"“{name}” is empty.", "Write its value after the colon.")
        case "missing":
            return document.problem(location, f"“{name}” is missing.", f"Add a line “{name}: …”.")
        case "extra_forbidden":
            meant = nearest(name, set(names(model)) - {name})
            fix = f"Did you mean “{meant}”?" if meant else "Check the spelling, or remove the line."
            return document.problem(location, f"“{name}” is not a known word here.", fix, name, meant)
        case "value_error":
            slip = entry["ctx"]["error"]
            if not isinstance(slip, SlipError):
                return document.problem(location, str(slip))
            return document.problem((*location, *slip.at), str(slip), slip.fix, slip.wrong, slip.right)
    problem = document.problem(location, *_in_plain_words(entry, name))
    if problem.problem == COLON:
        return replace(
            problem, line_should_be=syntax.quoted(document.line(problem.line), named=isinstance(location[-1], str))
        )
    return problem


def _in_plain_words(entry: Any, name: str) -> tuple[str, str, str, str]:
    """The problem, how to mend it, the wrong value, and the right one where it can be known."""
    given = entry["input"]
    match entry["type"], given:
        case "literal_error", str():
            allowed = re.findall(r"'([^']+)'", entry["ctx"]["expected"])
            return f"“{name}” has a value that is not allowed.", choose(given, allowed), given, nearest(given, allowed)
        case "bool_parsing", str():
            meant = nearest(given, ("yes", "no"))
            return f"“{name}” is yes or no.", "Write yes or no.", given, meant
        case (("date_from_datetime_parsing" | "date_parsing" | "date_from_datetime_inexact"), str()):
            return f"“{given}” is not a day of the calendar.", "Write it like this: 2026-12-25.", given, _day(given)
        case "int_parsing", str():
            return f"“{name}” is a whole number.", "Write a number like 3.", given, ""
        case "string_type", dict():
            return COLON, syntax.IN_QUOTES, "", ""
        case "string_type", list():
            return f"“{name}” holds a list where one text goes.", "Write one text, without dash or brackets.", "", ""
        case (("tuple_type" | "list_type"), str()):
            fix = "Put each on a line of its own with a dash, or all of them in [brackets]."
            return (
                f"“{name}” is a list.",
                fix,
                given,
                f"[{given}]" if re.fullmatch(r"[\w-]+", given) else f'["{given}"]',
            )
        case (("dict_type" | "model_type"), _):
            fix = "Start a new line below it, two spaces further right. Look for a space that is missing after a colon."
            return f"“{name}” needs names and values below it.", fix, "", ""
        case "too_short", _:
            return f"“{name}” is an empty list.", "Write at least one line below it, with a dash.", "", ""
        case "too_long", _:
            return f"“{name}” has more than {entry['ctx']['max_length']}.", "Take some out.", "", ""
        case "string_too_short", _:
            return f"“{name}” is empty.", "Write its text.", "", ""
        case "string_too_long", _:
            most = entry["ctx"]["max_length"]
            return f"This has more than {most} letters.", "Write it in fewer words.", "", ""
        case "string_pattern_mismatch", str():
            return _misshaped(given, entry["ctx"]["pattern"], listed=isinstance(entry["loc"][-1], int))
    return f"“{name}” does not fit: {entry['msg']}.", COMPARE, "", ""


def _misshaped(given: str, pattern: str, *, listed: bool) -> tuple[str, str, str, str]:
    if "@" in pattern:
        return f"“{given}” is not an e-mail address.", "Write it like name@example.org.", given, ""
    if listed and " " in given:
        return f"“{given}” is not one name.", "Put a comma between two names.", given, ", ".join(given.split())
    joined = "_" if "_" in pattern else "-"
    meant = re.sub(r"[^a-z0-9]+", joined, given.lower()).strip(joined)
    fix = f"Use small letters, with {joined} between words."
    right = meant if re.fullmatch(pattern, meant) else ""
    return f"“{given}” is not written as names are here.", fix, given, right


def _day(text: str) -> str:
    """The day that was most likely meant, when it was written the American way."""
    found = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text)
    try:
        return date(int(found[3]), int(found[1]), int(found[2])).isoformat() if found else ""
    except ValueError:
        return ""
