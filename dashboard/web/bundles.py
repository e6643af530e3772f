"""Streamlit's own scripts and styles, compressed once and kept in memory: it sends them uncompressed.

What somebody has asked for is compressed again as well as can be, for those who come after: it takes ten times as long.
"""

import gzip
import mimetypes
import threading
from functools import cache, lru_cache
from pathlib import Path
from queue import SimpleQueue

import brotli
import streamlit

ROOT = Path(streamlit.__file__).parent / "static" / "static"
STATIC = Path(__file__).parents[1] / "static"
KINDS = {".js", ".css"}
STAND_INS = {"media/SourceSansVF-Upright": STATIC / "fonts" / "atkinson-hyperlegible-latin-400-normal.woff2"}
"""Streamlit writes in a font of its own until it has read the theme. Ours is a tenth of it, and needed anyway."""
WORTH_IT = 1024
ENCODINGS = ("br", "gzip")


def encoding(accepted: str) -> str | None:
    """The best encoding that a browser accepts, from its Accept-Encoding header."""
    offered = {part.split(";")[0].strip() for part in accepted.split(",") if "q=0" not in part.replace("q=0.", "")}
    return next((name for name in ENCODINGS if name in offered), None)


def media_type(name: str) -> str:
    """The content type of a bundle."""
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


@cache
def names() -> frozenset[str]:
    """Every file that Streamlit serves under /static/."""
    return frozenset(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*") if path.is_file())


_again = SimpleQueue[str]()
_asked: set[str] = set()
_smallest: dict[str, bytes] = {}


def _worth_it(path: Path) -> bool:
    return path.suffix in KINDS and path.stat().st_size >= WORTH_IT


@lru_cache(maxsize=2048)
def _packed(name: str, kind: str) -> bytes:
    raw = (ROOT / name).read_bytes()
    return brotli.compress(raw, quality=9) if kind == "br" else gzip.compress(raw, 6)


def compressed(name: str, kind: str) -> bytes | None:
    """The bundle `static/<name>` as brotli or gzip; None for what is not a bundle or too small to gain."""
    path = ROOT / name
    if name not in names() or not _worth_it(path):
        return None
    if kind == "br" and name not in _asked:
        _asked.add(name)
        _again.put(name)
    return (kind == "br" and _smallest.get(name)) or _packed(name, kind)


def stand_in(name: str) -> Path | None:
    """The file that is sent in place of `static/<name>`."""
    return next((path for start, path in STAND_INS.items() if name.startswith(start)), None)


def warm() -> None:
    """Compress everything in the background, so that the first visitor need not wait."""

    def run() -> None:
        for kind in ENCODINGS:
            for name in sorted(names()):
                if _worth_it(ROOT / name):
                    _packed(name, kind)
        while name := _again.get():
            _smallest[name] = brotli.compress((ROOT / name).read_bytes(), quality=11)

    threading.Thread(target=run, name="compress-bundles", daemon=True).start()
