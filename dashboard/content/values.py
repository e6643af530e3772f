"""Single values that staff write: numbers, links, dates, ids. Each refuses in words that say how to mend it."""

import re
from datetime import datetime
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field

from dashboard import clock
from dashboard.content.problem import SlipError

NAMES = ("911", "988", "311", "211")
KNOWN_DATE = r"^(undated|(before )?\d{4}(-\d{2}(-\d{2})?)?)$"


def _number(text: str) -> str:
    if text not in NAMES and not re.fullmatch(r"\d{3}-\d{3}-\d{4}", text):
        digits = re.sub(r"^1(?=\d{10}$)", "", re.sub(r"\D", "", text))
        right = f"{digits[:3]}-{digits[3:6]}-{digits[6:]}" if len(digits) == 10 else ""
        raise SlipError(
            f"“{text}” is not written as a phone number.",
            "Write three digits, three and four, with hyphens.",
            text,
            right,
        )
    return text


def link(text: str) -> str:
    """A text that is an address of the web. Raises SlipError for any other."""
    parts = urlsplit(text)
    if parts.scheme != "https" or not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", parts.netloc):
        right = re.sub(r"^(?:h?t*ps?:/*)?(?=[a-z0-9-]+(\.[a-z0-9-]+)+(/|$))", "https://", text)
        fix = "A link starts with https:// and a plain host name, as in a browser's address line."
        raise SlipError(f"“{text}” is not such a link.", fix, text, right if right != text else "")
    return text


def _source_link(text: str) -> str:
    return link(text.replace("http://", "https://", 1)) and text


def _known_date(text: str) -> str:
    if not re.fullmatch(KNOWN_DATE, text):
        fix = "A source's date is written 2026, 2026-11, 2026-11-22, before 2018, or undated."
        found = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text)
        right = f"{found[3]}-{found[1]:0>2}-{found[2]:0>2}" if found else ""
        raise SlipError(f"“{text}” is not written as a date.", fix, text, right)
    return text


def _confidence(text: str) -> str:
    if text == "D":
        fix = "Find a better source, or leave the fact out."
        raise SlipError("A fact with confidence D is too doubtful to show.", fix, text)
    if text not in ("A", "B", "C"):
        right = text.upper() if text in ("a", "b", "c") else ""
        raise SlipError(f"“{text}” says nothing of how sure the fact is.", "Use A, B or C.", text, right)
    return text


def _emergency_first(offer: tuple[str, ...]) -> tuple[str, ...]:
    if offer[0] != NAMES[0]:
        raise SlipError("The first channel under “danger” is 911.", 'Put "911" before the others.')
    return offer


def _says_911(text: str) -> str:
    if NAMES[0] not in text:
        raise SlipError("This sentence sends people to 911, so it must say 911.", "Put 911 into it.")
    return text


Heard = Annotated[str, Field(min_length=2, max_length=60)]
Said = Annotated[str, Field(min_length=2, max_length=300)]
Word = Annotated[str, Field(pattern=r"^\w+$")]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Name = Annotated[str, Field(pattern=r"^[a-z]+(_[a-z]+)*$")]
Number = Annotated[
    str, AfterValidator(_number), Field(json_schema_extra={"pattern": r"^(911|988|311|211|\d{3}-\d{3}-\d{4})$"})
]
Link = Annotated[str, AfterValidator(link), Field(json_schema_extra={"pattern": "^https://"})]
SourceLink = Annotated[str, AfterValidator(_source_link), Field(json_schema_extra={"pattern": "^https?://"})]
KnownDate = Annotated[
    str,
    AfterValidator(_known_date),
    Field(json_schema_extra={"pattern": KNOWN_DATE, "examples": ["2026-11-22", "2026-11", "before 2018", "undated"]}),
]
Confidence = Annotated[str, AfterValidator(_confidence), Field(json_schema_extra={"enum": ["A", "B", "C"]})]
Danger = Annotated[tuple[Slug, ...], Field(min_length=1), AfterValidator(_emergency_first)]
Email = Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+\.[a-z]+$")]
To911 = Annotated[str, AfterValidator(_says_911)]
Moment = Annotated[datetime, BeforeValidator(clock.read)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
