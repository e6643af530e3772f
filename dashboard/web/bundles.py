"""Streamlit's own scripts and styles, compressed once and kept in memory: it sends them uncompressed."""

import gzip
import mimetypes
import threading
from functools import cache, lru_cache
from pathlib import Path

import brotli
import streamlit

ROOT = Path(streamlit.__file__).parent / "static" / "static"
KINDS = {".js", ".css"}
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


@lru_cache(maxsize=2048)
def _packed(name: str, kind: str) -> bytes:
    raw = (ROOT / name).read_bytes()
    return brotli.compress(raw, quality=9) if kind == "br" else gzip.compress(raw, 6)


def compressed(name: str, kind: str) -> bytes | None:
    """The bundle `static/<name>` as brotli or gzip; None for what is not a bundle or too small to gain."""
    path = ROOT / name
    if name not in names() or path.suffix not in KINDS or path.stat().st_size < WORTH_IT:
        return None
    return _packed(name, kind)


def warm() -> None:
    """Compress everything in the background, so that the first visitor need not wait."""

    def run() -> None:
        for kind in ENCODINGS:
            for name in sorted(names()):
                compressed(name, kind)

    threading.Thread(target=run, name="compress-bundles", daemon=True).start()
