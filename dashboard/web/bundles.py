"""Streamlit's own scripts and styles, compressed once and kept in memory: it sends them uncompressed."""

import gzip
import mimetypes
import threading
from functools import lru_cache
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


@lru_cache(maxsize=1024)
def compressed(name: str, kind: str) -> bytes | None:
    """The bundle `static/<name>` as brotli or gzip; None for what is not a bundle or too small to gain."""
    path = (ROOT / name).resolve()
    if not path.is_relative_to(ROOT) or path.suffix not in KINDS or not path.is_file():
        return None
    raw = path.read_bytes()
    if len(raw) < WORTH_IT:
        return None
    return brotli.compress(raw, quality=9) if kind == "br" else gzip.compress(raw, 6)


def warm() -> None:
    """Compress everything in the background, so that the first visitor need not wait."""

    def run() -> None:
        for path in sorted(ROOT.rglob("*")):
            compressed(str(path.relative_to(ROOT)), "br")

    threading.Thread(target=run, name="compress-bundles", daemon=True).start()
