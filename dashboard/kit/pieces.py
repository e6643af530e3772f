"""The pieces of the kit: their sizes, the files each comes as, and what stands in them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import get_args

from dashboard.content import sms
from dashboard.content.kit import Piece
from dashboard.content.translation import unmarked
from dashboard.content.words import Words, fill
from dashboard.kit.press import Job, Kind
from dashboard.kit.sheet import Edition, language_line, values

INCH = 72
PREVIEW = "preview.png"
"""The letter poster, small, for the page."""
PREVIEW_PPI = 60
MESSAGE, NEWSLETTER = "text-message.txt", "newsletter.txt"


@dataclass(frozen=True)
class Form:
    """A template at a size in points. `faces` names its pages; `full` says who comes, in whole sentences."""

    template: str
    width: float
    height: float
    ppi: float = 150
    kinds: tuple[Kind, ...] = get_args(Kind)
    faces: tuple[str, ...] = ("",)
    full: bool = True


FORMS: dict[Piece, Form] = {
    "poster-letter": Form("poster", 8.5 * INCH, 11 * INCH),
    "poster-tabloid": Form("poster", 11 * INCH, 17 * INCH, 100),
    "poster-half-letter": Form("poster", 5.5 * INCH, 8.5 * INCH),
    "card": Form("card", 3.5 * INCH, 2 * INCH, 300, faces=("front", "back")),
    "card-sheet": Form("card", 8.5 * INCH, 11 * INCH, kinds=("pdf",)),
    "square": Form("poster", 540, 540, 144, full=False),
    "story": Form("poster", 540, 960, 144, full=False),
    "teach": Form("teach", 8.5 * INCH, 11 * INCH),
}


def files(edition: Edition, piece: Piece) -> list[str]:
    """The files that a piece comes as, the PDF first."""
    return [name for kind in FORMS[piece].kinds for name in _names(edition, piece, kind)]


def listing(edition: Edition) -> list[str]:
    """Every file of an edition."""
    return [*texts(edition), PREVIEW, *(name for piece in FORMS for name in files(edition, piece))]


def jobs(edition: Edition) -> Iterator[Job]:
    """What the press has to do for an edition."""
    yield _job(edition, "poster-letter", "png", (PREVIEW,), PREVIEW_PPI)
    for piece, form in FORMS.items():
        for kind in form.kinds:
            yield _job(edition, piece, kind, tuple(_names(edition, piece, kind)), form.ppi)


def texts(edition: Edition) -> dict[str, str]:
    """The files that are only words. With an unchecked language stand its 311 line and the English."""
    line = language_line(edition) if edition.english else None
    said = {MESSAGE: messages(edition), NEWSLETTER: paragraphs(edition)}
    return {
        name: "\n\n".join([own, *([line] if line else []), *english]) + "\n" for name, (own, *english) in said.items()
    }


def messages(edition: Edition) -> list[str]:
    """The text message, and the English one after it until a reader has checked the language.

    Raises ValueError when the site's address is so long that a phone would split the message.
    """
    said = [_filled(words.kit.themes[edition.theme.id].sms, edition, lang) for lang, words in _spoken(edition).items()]
    for text in said if edition.address else ():
        taken, room = sms.length(text)
        if taken > room:
            raise ValueError(f"With this address a text message is {taken} long; {room} fit: {text}")
    return said


def paragraphs(edition: Edition) -> list[str]:
    """The paragraph for a newsletter, and the English one after it until a reader has checked the language."""
    spoken = _spoken(edition).items()
    return [_filled(words.kit.themes[edition.theme.id].press, edition, lang) for lang, words in spoken]


def _spoken(edition: Edition) -> dict[str, Words]:
    english = {"en": edition.english} if edition.english else {}
    return {edition.lang: edition.words} | english


def _filled(text: str, edition: Edition, lang: str) -> str:
    return fill(unmarked(text), {"address": f"{edition.address or 'https://…'}/guide/{lang}/"})


def _names(edition: Edition, piece: Piece, kind: Kind) -> list[str]:
    if kind == "pdf":
        return [f"{piece}.pdf"]
    faces = ("", "english") if piece == "teach" and edition.english else FORMS[piece].faces
    return [f"{piece}-{face}.{kind}" if face else f"{piece}.{kind}" for face in faces]


def _job(edition: Edition, piece: Piece, kind: Kind, names: tuple[str, ...], ppi: float) -> Job:
    form = FORMS[piece]
    filled = values(edition, piece, form.width, form.height, form.full)
    return Job(f"kit/templates/{form.template}.typ", filled, kind, edition.made.isoformat(), ppi, names)
