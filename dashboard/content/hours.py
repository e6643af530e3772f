"""Opening hours as staff write them: `mon-fri 7:00-19:00`, several parts joined by commas."""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Any

from pydantic import BeforeValidator

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
    """The spans of a week, in order. Raises ValueError with words an editor can act on."""
    spans: list[Span] = []
    for part in str(text or "").split(","):
        found = PART.fullmatch(part.strip().lower())
        if not found or not {found[1], found[2] or found[1]} <= set(DAYS):
            raise ValueError(f"“{part.strip()}” is not an opening time. {EXAMPLE}")
        opens, closes = (int(found[i]) * 60 + int(found[i + 1]) for i in (3, 5))
        if int(found[4]) > 59 or int(found[6]) > 59 or not opens < closes <= DAY_MINUTES:
            raise ValueError(f"“{part.strip()}” closes before it opens, or has no such hour. {EXAMPLE}")
        first, last = DAYS.index(found[1]), DAYS.index(found[2] or found[1])
        spans += [Span((first + i) % 7, opens, closes) for i in range((last - first) % 7 + 1)]
    spans.sort(key=lambda span: (span.weekday, span.opens))
    for one, other in pairwise(spans):
        if one.weekday == other.weekday and other.opens < one.closes:
            raise ValueError(f"Two times overlap on {DAYS[one.weekday]}. Keep one of them.")
    return tuple(spans)


Hours = Annotated[Spans, BeforeValidator(parse)]
