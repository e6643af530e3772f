"""content/kit/ and text/<language>/kit.yaml: the themes of the printed kit, and what its sheets and its page say."""

from typing import Literal

from pydantic import Field

from dashboard.content.models import Reviewed, Strict
from dashboard.content.pilots import Paper
from dashboard.content.values import Slug

Piece = Literal[
    "poster-letter", "poster-tabloid", "poster-half-letter", "card", "card-sheet", "square", "story", "teach"
]


class Theme(Strict):
    """One theme: the `channels` it tells of, in order, and the pages that its QR codes lead to (`situations`).

    `place` orders the themes, `art` is the picture. `truths` names what the sheet for groups sets right, each with the
    page or paper that says so.
    """

    id: Slug = Field(description="The name of this file, without .yaml.")
    place: int = Field(description="Where it stands among the themes: 1 is first.")
    art: Literal["voices", "bicycle", "car", "question"] = Field(description="The picture.")
    channels: tuple[Slug, ...] = Field(min_length=1, max_length=3, description="The channels to tell of, in order.")
    situations: tuple[Slug, ...] = Field(
        min_length=1, max_length=2, description="The situations to whose pages the QR codes lead."
    )
    truths: dict[Slug, Paper] = Field(description="What the sheet for groups sets right, and who says so.")


class Truth(Strict):
    """What people say, and what is so."""

    said: str
    so: str


class Practice(Strict):
    """A case to try, and what to do."""

    case: str
    do: str


class Teach(Strict):
    """The sheet for groups: one step for each of five minutes, cases to try, and what to set right."""

    steps: tuple[str, ...] = Field(min_length=5, max_length=5)
    practice: tuple[Practice, ...] = Field(min_length=1)
    truths: dict[Slug, Truth]


class ThemeWords(Strict):
    """One theme. `art` describes the picture; `ways` says what to do at each channel; `sms` is one text message."""

    title: str
    headline: str
    lead: str
    art: str
    ways: dict[Slug, str]
    sms: str
    press: str
    teach: Teach


class DayNames(Strict):
    """The days of the week."""

    mon: str
    tue: str
    wed: str
    thu: str
    fri: str
    sat: str
    sun: str


class SheetWords(Strict):
    """What stands on every sheet."""

    danger: str
    no_voice: str
    police: str
    scan: str
    online: str
    made: str
    unconfirmed: str
    sample: str
    hours: str
    days: DayNames
    through: str
    am: str
    pm: str
    closed: str
    teach: str
    minute: str
    where: str
    practice: str
    truths: str


class KitPageWords(Strict):
    """The page where the kit is to be had."""

    heading: str
    lead: str
    print_heading: str
    print: tuple[str, ...] = Field(min_length=1)
    no_address: str
    unconfirmed: str
    pieces: dict[Piece, str]
    sms: str
    press: str
    send_both: str
    paused: str
    zip: str
    front: str
    back: str
    plain: str


class KitWords(Reviewed):
    """content/text/<language>/kit.yaml"""

    page: KitPageWords
    sheet: SheetWords
    themes: dict[Slug, ThemeWords]
