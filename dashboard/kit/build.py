"""The kit in a folder: `<theme>/<language>/<file>`, and a ZIP for each theme."""

import io
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from dashboard.content.load import Content
from dashboard.kit import pieces
from dashboard.kit.sheet import Edition


def build(content: Content, folder: Path, address: str, made: date) -> int:
    """Write every file of every theme and language; returns how many. Other files in the folder stay as they are."""
    written = 0
    for theme in content.themes.values():
        of_theme: dict[str, bytes] = {}
        for lang in content.words:
            edition = Edition(content, theme, lang, made, address)
            found = {name: text.encode() for name, text in pieces.texts(edition).items()}
            for job in pieces.jobs(edition):
                found |= job.done()
            of_theme |= {f"{theme.id}/{lang}/{name}": data for name, data in found.items()}
        of_theme[f"{theme.id}.zip"] = archive(of_theme, made)
        for name, data in of_theme.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
        written += len(of_theme)
    return written


def archive(files: Mapping[str, bytes], made: date) -> bytes:
    """A ZIP of files by name: the same bytes for the same files and day."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, (made.year, made.month, made.day, 0, 0, 0))
            file.writestr(entry, content, zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED)
    return packed.getvalue()
