"""The whole kit in a folder: `<theme>/<language>/<file>` and a ZIP for each theme."""

from datetime import date
from pathlib import Path

from dashboard.content.load import Content
from dashboard.kit import pieces
from dashboard.kit.sheet import Edition


def build(content: Content, folder: Path, address: str, made: date) -> int:
    """Write every file of every theme and language; returns how many. Other files in the folder stay as they are."""
    written = 0
    for theme in content.themes.values():
        named: dict[str, bytes] = {}
        for lang in content.words:
            edition = Edition(content, theme, lang, made, address)
            named |= {f"{theme.id}/{lang}/{name}": data for name, data in pieces.files(edition)}
        named[f"{theme.id}.zip"] = pieces.archive(named, made)
        for name, data in named.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
        written += len(named)
    return written
