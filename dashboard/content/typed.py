"""From what a file says to a checked model; each mistake in plain words, at its line."""

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from dashboard.content.problem import Problem
from dashboard.content.yaml_file import Document

Model = TypeVar("Model", bound=BaseModel)


def typed(
    document: Document, value: Any, at: tuple[str | int, ...], model: type[Model], problems: list[Problem]
) -> Model | None:
    """The value as a model, or None and its problems. `at` is where in the document the value stands."""
    try:
        return model.model_validate(_drop_nothing(value) if value is not None else {})
    except ValidationError as error:
        for entry in error.errors():
            location = (*at, *entry["loc"])
            problems.append(document.problem(location, *_in_plain_words(entry)))
        return None


def _drop_nothing(value: Any) -> Any:
    """A field left empty counts as not written, except `otherwise:` whose presence is its meaning."""
    if isinstance(value, dict):
        return {k: _drop_nothing(v) for k, v in value.items() if v is not None or k == "otherwise"}
    return [_drop_nothing(v) for v in value] if isinstance(value, list) else value


def _in_plain_words(entry: Any) -> tuple[str, str]:
    name = entry["loc"][-1] if entry["loc"] else "the file"
    expected = entry.get("ctx", {}).get("expected", "")
    match entry["type"]:
        case "missing":
            return f"“{name}” is missing.", f"Add a line “{name}: …”."
        case "extra_forbidden":
            return f"“{name}” is not a known word here.", "Check the spelling, or remove the line."
        case "literal_error":
            return f"“{name}” has a value that is not allowed.", f"Use {expected}."
        case "string_type" if isinstance(entry["input"], dict):
            return "There is a colon inside a sentence.", 'Put the whole sentence in "quotes".'
        case "string_type" if isinstance(entry["input"], list):
            return f"“{name}” holds a list where one sentence goes.", "Write one sentence, without a dash before it."
        case "value_error":
            return str(entry["ctx"]["error"]), ""
        case "string_pattern_mismatch":
            return f"“{entry['input']}” is not written as expected.", "Compare with the other files."
        case _:
            return f"“{name}” does not fit: {entry['msg']}.", "Compare with the other files."
