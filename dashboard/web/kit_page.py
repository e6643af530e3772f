"""What the two kit pages show of the themes: the files of each, and the words to copy. No Streamlit."""

from dashboard.content.kit import Piece, Theme
from dashboard.content.load import Content
from dashboard.kit import pieces
from dashboard.kit.sheet import Edition

ON_EVERY_SHEET = ("911", "988", "311", "nonemergency")
"""Channels that a sheet may name whatever its theme."""


def confirmed(content: Content) -> bool:
    """Whether a person has checked every channel that the kit tells of."""
    return all(content.channels[name].verified_on for theme in content.themes.values() for name in theme.channels)


def down(content: Content, theme: Theme) -> list[str]:
    """The channels on a theme's sheets that do not work now. What is printed outlives an outage: so it waits."""
    return [name for name in content.instead if name in (*theme.channels, *ON_EVERY_SHEET)]


def links(edition: Edition, piece: Piece) -> list[tuple[str, str]]:
    """Address and label of each file of a piece: PDF, PNG, SVG, with the name of the page where there are several."""
    said, found = edition.words.kit.page, []
    for name in pieces.files(edition, piece):
        stem, _, kind = name.rpartition(".")
        face = {"front": said.front, "back": said.back, "english": "English"}.get(stem.removeprefix(f"{piece}-"))
        found.append((address(edition, name), f"{kind.upper()} ({face})" if face else kind.upper()))
    return found


def address(edition: Edition, name: str) -> str:
    """Where a file of an edition is."""
    return f"/guide/{edition.lang}/kit/{edition.theme.id}/{name}"
