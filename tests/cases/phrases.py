"""How well words are heard: each half of the phrase sets, in figures. Used by the tests, docs and benchmarks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from dashboard.content.load import Content
from dashboard.guide import listen

HERE = Path(__file__).parent
MONDAY_MORNING = datetime(2026, 11, 23, 10)


@dataclass(frozen=True)
class Heard:
    """One phrase, what was expected and what the guide made of it."""

    text: str
    danger: bool
    first: tuple[str, ...]
    top3: tuple[str, ...]
    heard_danger: bool
    offered: tuple[str, ...]
    matched: bool


@dataclass(frozen=True)
class Score:
    """Counts over a set. Channels are scored on phrases that are a matter for some channel."""

    phrases: int
    dangers: int
    missed: tuple[str, ...]
    calm: int
    false_alarms: tuple[str, ...]
    matters: int
    wrong_first: tuple[str, ...]
    wrong_three: tuple[str, ...]


def hear(content: Content, half: str, lang: str) -> Iterator[Heard]:
    """Run one half ("tuning" or "test") of a language through the guide, on a Monday at 10."""
    rows: list[dict[str, Any]] = yaml.safe_load((HERE / f"{half}-{lang}.yaml").read_text("utf-8"))
    for row in rows:
        heard = listen.hear(content, row["text"], MONDAY_MORNING, lang)
        first = tuple(map(str, row["first"]))
        yield Heard(
            row["text"],
            row["danger"],
            first,
            tuple(map(str, row.get("top3") or first)),
            heard.answer.danger,
            tuple(option.channel.id for option in heard.answer.options),
            bool(heard.matches),
        )


def score(heard: list[Heard]) -> Score:
    """What was right and what was not. A danger is right when 911 is first."""
    dangers = [h for h in heard if h.danger]
    calm = [h for h in heard if not h.danger]
    matters = [h for h in heard if h.first]
    return Score(
        len(heard),
        len(dangers),
        tuple(h.text for h in dangers if h.offered[0] != "911"),
        len(calm),
        tuple(h.text for h in calm if h.heard_danger),
        len(matters),
        tuple(h.text for h in matters if h.offered[0] not in h.first),
        tuple(h.text for h in matters if not set(h.offered[:3]) & set(h.top3)),
    )
