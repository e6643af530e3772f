"""What is no mistake but wants a person: facts not checked lately, outages and notices that are over or have no end."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from dashboard.content import languages, register
from dashboard.content.load import Content
from dashboard.content.problem import Problem
from dashboard.content.yaml_file import read

DUE_DAYS, OLD_DAYS = 30, 90
"""Days after a check: from the first, `check` asks for another; from the second, pages show when the last one was."""

Note = tuple[tuple[str, ...], str, str]
"""Where in the file, what there is to say, what to do."""


def notes(root: Path, content: Content, at: datetime) -> list[Problem]:
    """The notes on sound content at a Chicago time, by file. How many channels nobody ever checked comes last."""
    found = [*content.notes, *languages.off_glossary(root, content.site.languages)]
    found += [read(root / "site.yaml", "site.yaml").problem(*note) for note in _on_banner(content, at)]
    for channel in content.channels:
        name = f"channels/{channel}.yaml"
        found += [read(root / name, name).problem(*note) for note in _on_channel(content, channel, at)]
    listed = root / register.FILE
    registered = register.entries(read(listed, listed.name) if listed.is_file() else None, [])
    if registered != register.of(content.channels):
        fix = "Run “.venv/bin/python -m dashboard register”, and publish this file too."
        found.append(Problem(register.FILE, 1, 1, "Channels have changed since this list was written.", fix))
    unchecked = sum(channel.verified_on is None for channel in content.channels.values())
    fix = "Print “.venv/bin/python -m dashboard call-sheet” and phone them."
    never = Problem("channels/", 1, 1, f"{unchecked} of {len(content.channels)} channels were never checked.", fix)
    return sorted(found) + [never] * (unchecked > 0)


def _on_banner(content: Content, at: datetime) -> Iterator[Note]:
    banner = content.site.banner
    if banner and banner.until is None:
        yield ("banner",), "The banner has no end.", "Remove it when it is over, or add “until”."
    elif banner and banner.until and banner.until <= at:
        yield ("banner", "until"), "The banner is over: nobody sees it.", "Remove it, or move “until”."


def _on_channel(content: Content, name: str, at: datetime) -> Iterator[Note]:
    channel = content.channels[name]
    if channel.status == "down":
        if channel.until is None:
            yield ("status",), f"Down without an end: {channel.use} stands in.", "Remove “status” when it works."
        elif channel.until <= at:
            yield ("until",), "This outage is over: the channel is shown again.", "Remove “status”, “use” and “until”."
        else:
            yield ("status",), f"Down until {channel.until:%Y-%m-%d %H:%M}: {channel.use} stands in.", ""
    if overdue := channel.verified_on and _overdue(channel.verified_on, at.date()):
        yield ("verified_on",), overdue, "Call, check every line, then change verified_on and verified_by."


def _overdue(day: date, today: date) -> str | None:
    days = (today - day).days
    return f"Last checked {days} days ago." if days >= DUE_DAYS else None
