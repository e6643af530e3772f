"""Opening hours as staff write them: `mon-fri 7:00-19:00`, several parts joined by commas."""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from dashboard.content.problem import SlipError

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_MINUTES = 24 * 60
PART = re.compile(r"(?:([a-z]{3})(?:-([a-z]{3}))?) (\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")
EXAMPLE = "Write it like this: mon-fri 7:00-19:00, sat 9:00-13:00."


@dataclass(frozen=True)
class Span:
    """Open on `weekday` (0 is Monday) from `opens` until `closes`, in minutes after local midnight."""

    weekday: int
    opens: int
    closes: int


Spans = tuple[Span, ...]


def parse(text: Any) -> Spans:
    """The spans of a week, in order. Raises SlipError with words an editor can act on."""
    spans: list[Span] = []
    for part in (part.strip() for part in str(text or "").split(",")):
        found = PART.fullmatch(part.lower())
        if not found:
            raise SlipError(f"“{part}” is not an opening time.", EXAMPLE, part, _meant(part))
        if unknown := {found[1], found[2] or found[1]} - set(DAYS):
            day = min(unknown)
            raise SlipError(f"“{day}” is no day.", f"The days are {', '.join(DAYS)}.", part, _meant(part))
        opens, closes = (int(found[i]) * 60 + int(found[i + 1]) for i in (3, 5))
        if int(found[4]) > 59 or int(found[6]) > 59 or not opens < closes <= DAY_MINUTES:
            fix = f"{EXAMPLE} Hours past midnight are two parts: fri 19:00-24:00, sat 0:00-7:00."
            raise SlipError(f"“{part}” closes before it opens, or has no such hour.", fix)
        first, last = DAYS.index(found[1]), DAYS.index(found[2] or found[1])
        spans += [Span((first + i) % 7, opens, closes) for i in range((last - first) % 7 + 1)]
    spans.sort(key=lambda span: (span.weekday, span.opens))
    for one, other in pairwise(spans):
        if one.weekday == other.weekday and other.opens < one.closes:
            raise SlipError(f"Two times overlap on {DAYS[one.weekday]}.", "Keep one of them.")
    return tuple(spans)


def _meant(part: str) -> str:
    """The opening time that was most likely meant: full day names, dashes of all lengths, am and pm, hours alone."""
    text = re.sub(r"\s*(?:[–—-]|\bto\b)\s*", "-", part[:60].lower())
    text = re.sub(r"[a-z]{3,}", lambda word: word[0][:3], text)
    text = re.sub(r"(?<![\d:])(\d{1,2})(?::(\d\d))?\s*(am|pm|a\.m\.|p\.m\.)?(?![\d:])", _hour, text)
    found = PART.fullmatch(text)
    return text if found and {found[1], found[2] or found[1]} <= set(DAYS) else ""


def _hour(found: re.Match[str]) -> str:
    hour = int(found[1]) % 12 + 12 * found[3].startswith("p") if found[3] else int(found[1])
    return f"{hour}:{found[2] or '00'}"


Written = Annotated[
    str, Field(pattern=r"^[a-z]{3}(-[a-z]{3})? \d{1,2}:\d{2}-\d{1,2}:\d{2}", examples=["mon-fri 7:00-19:00"])
]
Hours = Annotated[Spans, BeforeValidator(parse, json_schema_input_type=Written)]
