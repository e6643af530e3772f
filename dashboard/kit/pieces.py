"""The pieces of the kit: their sizes, the files each comes as, and how they are made."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import get_args

from dashboard.content import sms
from dashboard.content.kit import Piece
from dashboard.content.words import Words, fill
from dashboard.kit.press import Kind, press
from dashboard.kit.sheet import Edition, language_line, values

INCH = 72


@dataclass(frozen=True)
class Form:
    """A template at a size in points. `faces` names its pages; `ppi` is the resolution of its PNG."""

    template: str
    width: float
    height: float
    ppi: float
    kinds: tuple[Kind, ...] = get_args(Kind)
    faces: tuple[str, ...] = ("",)
    full: bool = True


FORMS: dict[Piece, Form] = {
    "poster-letter": Form("poster", 8.5 * INCH, 11 * INCH, 150),
    "poster-tabloid": Form("poster", 11 * INCH, 17 * INCH, 100),
    "poster-half-letter": Form("poster", 5.5 * INCH, 8.5 * INCH, 150),
    "card": Form("card", 3.5 * INCH, 2 * INCH, 300, faces=("front", "back")),
    "card-sheet": Form("card", 8.5 * INCH, 11 * INCH, 0, kinds=("pdf",)),
    "square": Form("poster", 540, 540, 144, full=False),
    "story": Form("poster", 540, 960, 144, full=False),
    "teach": Form("teach", 8.5 * INCH, 11 * INCH, 150),
}
PREVIEW = "preview.png"
"""The letter poster, small, for the page."""
PREVIEW_PPI = 60
TEXTS = ("text-message.txt", "newsletter.txt")


def files(edition: Edition) -> Iterator[tuple[str, bytes]]:
    """All files of an edition, each with its name."""
    yield PREVIEW, make(edition, PREVIEW)
    yield from ((name, make(edition, name)) for name in TEXTS)
    for piece, form in FORMS.items():
        for kind in form.kinds:
            yield from zip(names(piece, kind, edition), _pages(edition, piece, kind, form.ppi), strict=True)


def names(piece: Piece, kind: Kind, edition: Edition) -> list[str]:
    """The files that a piece comes as: one PDF, or a picture of each of its pages."""
    faces = ("",) if kind == "pdf" else _faces(piece, edition)
    return [f"{piece}-{face}.{kind}" if face else f"{piece}.{kind}" for face in faces]


def make(edition: Edition, name: str) -> bytes:
    """One file of an edition. Raises KeyError for a name that is none of its files."""
    if name in TEXTS:
        return _text(edition, name).encode()
    if name == PREVIEW:
        return _pages(edition, "poster-letter", "png", PREVIEW_PPI)[0]
    for piece, form in FORMS.items():
        for kind in form.kinds:
            if name in (known := names(piece, kind, edition)):
                return _pages(edition, piece, kind, form.ppi)[known.index(name)]
    raise KeyError(name)


def archive(files: Mapping[str, bytes], made: date) -> bytes:
    """A ZIP of files by name: the same bytes for the same files and day."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, (made.year, made.month, made.day, 0, 0, 0))
            file.writestr(entry, content, zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED)
    return packed.getvalue()


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
    return [
        _filled(words.kit.themes[edition.theme.id].press, edition, lang) for lang, words in _spoken(edition).items()
    ]


def _spoken(edition: Edition) -> dict[str, Words]:
    english = {"en": edition.english} if edition.english else {}
    return {edition.lang: edition.words} | english


def _filled(text: str, edition: Edition, lang: str) -> str:
    return fill(text, {"address": f"{edition.address or 'https://…'}/guide/{lang}/"})


def _text(edition: Edition, name: str) -> str:
    said = messages(edition) if name == TEXTS[0] else paragraphs(edition)
    line = language_line(edition) if edition.english else None
    return "\n\n".join([said[0], *([line] if line else []), *said[1:]]) + "\n"


def _faces(piece: Piece, edition: Edition) -> tuple[str, ...]:
    return ("", "english") if piece == "teach" and edition.english else FORMS[piece].faces


def _pages(edition: Edition, piece: Piece, kind: Kind, ppi: float) -> list[bytes]:
    form = FORMS[piece]
    filled = values(edition, piece, form.width, form.height, form.full)
    return press(f"kit/templates/{form.template}.typ", filled, kind, edition.made, ppi)
