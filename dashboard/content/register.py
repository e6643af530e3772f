"""A phone number changes only with the name of who called the new one.

`registered.yaml` holds the numbers as they last stood, and who had checked them; `python -m dashboard register` writes
it. A number that differs from it, or from the last good version of a running site, loads only when `verified_on` and
`verified_by` differ too.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import yaml

from dashboard.content.models import Channel, PhoneLine, Strict
from dashboard.content.problem import Problem
from dashboard.content.typed import typed
from dashboard.content.values import Language, Number
from dashboard.content.yaml_file import Document

FILE = "registered.yaml"
NUMBERS = ("phones", "sms", "tty", "language_lines")
HEADING = """\
# The numbers as they last stood, and who had checked them. Nobody edits this file: after a number has changed,
# “.venv/bin/python -m dashboard register” writes it again. A number that differs from it needs a new verified_on and
# verified_by.
"""


class Registered(Strict):
    """The numbers of one channel, and who checked them when."""

    phones: tuple[PhoneLine, ...] = ()
    sms: Number | None = None
    tty: Number | None = None
    language_lines: dict[Language, Number] = {}
    verified_on: date | None = None
    verified_by: str | None = None


Register = Mapping[str, Registered]


def of(channels: Mapping[str, Channel]) -> Register:
    """The numbers of channels, to compare others with."""
    return {
        channel.id: Registered.model_construct(**{f: getattr(channel, f) for f in Registered.model_fields})
        for channel in channels.values()
    }


def entries(document: Document | None, problems: list[Problem]) -> Register:
    """What the file says."""
    found = {
        name: typed(document, entry, (name,), Registered, problems)
        for name, entry in ((document and document.value) or {}).items()
        if document
    }
    return {name: entry for name, entry in found.items() if entry}


def write(root: Path, channels: Mapping[str, Channel]) -> None:
    """Put the numbers of the channels into the file."""
    said = {
        name: entry.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        for name, entry in sorted(of(channels).items())
    }
    body = yaml.safe_dump(said, sort_keys=False, allow_unicode=True)
    (root / FILE).write_text(HEADING + body, encoding="utf-8")


def unsigned(before: Register, now: Register) -> Iterator[tuple[str, str]]:
    """Each channel and field in which a number was changed without a new check."""
    for name in before.keys() & now.keys():
        old, new = before[name], now[name]
        changed = [field for field in NUMBERS if getattr(old, field) != getattr(new, field)]
        if changed and not _checked_since(old, new):
            yield name, changed[0]


def faults(before: Register, channels: Mapping[str, Channel]) -> Iterator[tuple[str, str, str, str]]:
    """What is wrong: the channel, the field, the problem, how to mend it."""
    for name, field in unsigned(before, of(channels)):
        problem = f"A number under “{field}” was changed, but not who checked it and when. The old number stays up."
        fix = "Call the new number, then change verified_on and verified_by too; on the same day, name and hour."
        yield name, field, problem, fix


def restored(before: Register, channels: Mapping[str, Channel]) -> dict[str, Channel]:
    """The channels, with the old number wherever it was changed without a new check."""
    old = {name: {f: getattr(before[name], f) for f in NUMBERS} for name, _ in unsigned(before, of(channels))}
    return {name: channel.model_copy(update=old.get(name, {})) for name, channel in channels.items()}


def _checked_since(old: Registered, new: Registered) -> bool:
    if new.verified_on is None or (old.verified_on and new.verified_on < old.verified_on):
        return False
    return (new.verified_on, new.verified_by) != (old.verified_on, old.verified_by)
