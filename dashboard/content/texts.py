"""What no sentence may hold: a phone number typed by hand, or braces around something unknown."""

import re
from typing import Any

from dashboard.content.problem import Problem
from dashboard.content.words import PARAMETERS, PLACEHOLDER
from dashboard.content.yaml_file import Document

PHONE_IN_TEXT = re.compile(r"\(?\b\d{3}\)?[-. ]\d{3}[-. ]\d{4}\b|\b1-8\d\d-|\b\d{10}\b")


def check(
    document: Document, value: Any, at: tuple[str | int, ...], channels: set[str], problems: list[Problem]
) -> None:
    """Numbers typed by hand and unknown braces are problems."""
    if isinstance(value, dict | list):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            check(document, part, (*at, key), channels, problems)
    elif isinstance(value, str):
        if PHONE_IN_TEXT.search(value):
            fix = "Write the channel in braces, like {nonemergency}; the number comes from its file."
            problems.append(document.problem(at, "A phone number is written in a text.", fix))
        for name in PLACEHOLDER.findall(value):
            if name not in channels and name not in PARAMETERS:
                fix = "Use a channel's id, or remove the braces."
                problems.append(document.problem(at, f"“{{{name}}}” is no channel.", fix))
