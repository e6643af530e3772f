"""The kit's files: /guide/<language>/kit/<theme>/<file>, and a ZIP of each theme in every language.

What is asked for first is printed then, a theme and language at a time, by a process of its own; it is kept on disk for
as long as the content stays as it is. So no number of requests prints anything twice, and the memory and the processor
that answer residents stay free.
"""

import hashlib
import logging
import shutil
import subprocess
import sys
import tempfile
import threading
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dashboard import clock, look, paths
from dashboard.content import live
from dashboard.content.load import Content
from dashboard.kit import pieces
from dashboard.kit.build import archive
from dashboard.kit.sheet import Edition
from dashboard.web import data_files, kit_page, plain

LOG = logging.getLogger("right_response.kit")
LONGEST = 180
"""Seconds that printing one theme in one language may take; about three when nothing else runs."""
WAITING = 6
"""Requests that may wait for the press at once; who asks beyond that is told to come back later."""

_PRESS = threading.Lock()
_PLACES = BoundedSemaphore(WAITING)


class BusyError(Exception):
    """Too many wait for the press."""


def _file(request: Request) -> Response:
    """One file, printed now if need be."""
    content, asked = live.shown().content, request.path_params
    if content is None or asked["lang"] not in content.words or asked["theme"] not in content.themes:
        return data_files.unknown()
    edition = _edition(content, asked["theme"], asked["lang"])
    if asked["file"] not in pieces.listing(edition):
        return data_files.unknown()
    return _printed(request, [edition], f"{edition.theme.id}-{edition.lang}-{asked['file']}")


def _zip(request: Request) -> Response:
    """Everything on a theme in every language."""
    content, asked = live.shown().content, request.path_params
    if content is None or asked["lang"] not in content.words or asked["theme"] not in content.themes:
        return data_files.unknown()
    every = [_edition(content, asked["theme"], lang) for lang in content.words]
    return _printed(request, every, f"{asked['theme']}.zip")


def _edition(content: Content, theme: str, lang: str) -> Edition:
    return Edition(content, content.themes[theme], lang, clock.now().date(), content.site.address)


def _printed(request: Request, needed: list[Edition], saved_as: str) -> Response:
    """The file or the ZIP; while a channel of the theme is down, the page that says so."""
    first = needed[0]
    if kit_page.down(first.content, first.theme):
        page = f"/guide/{request.path_params['lang']}/kit/{first.theme.id}"
        return RedirectResponse(page, 307, {"Cache-Control": "no-store"})
    try:
        folders = [_ready(edition) for edition in needed]
        name = request.path_params.get("file")
        found = (folders[0] / name).read_bytes() if name else _zipped(folders, needed)
    except BusyError:
        return Response(status_code=503, headers={"Retry-After": "10"})
    except (OSError, subprocess.SubprocessError) as error:
        LOG.error("kit: not printed (%s)", type(error).__name__)
        return plain.notice("error", 503)
    return data_files.answer_with(request, saved_as, saved_as, found, data_files.ASK_AGAIN)


def _ready(edition: Edition) -> Path:
    """The folder with the edition's files, which are printed when it is not there yet. Raises BusyError."""
    root = paths.state_dir() / "kit"
    shelf = root / f"{edition.content.version}-{_templates()}"
    folder = shelf / edition.theme.id / edition.lang
    if folder.is_dir():
        return folder
    if not _PLACES.acquire(blocking=False):
        raise BusyError
    try:
        with _PRESS:
            if not folder.is_dir():
                folder.parent.mkdir(parents=True, exist_ok=True)
                for old in (each for each in root.iterdir() if each != shelf):
                    shutil.rmtree(old, ignore_errors=True)
                with tempfile.TemporaryDirectory(dir=shelf) as scratch:
                    new = Path(scratch) / "new"
                    new.mkdir()
                    _print(edition, new)
                    new.rename(folder)
    finally:
        _PLACES.release()
    return folder


def _print(edition: Edition, folder: Path) -> None:
    for name, text in pieces.texts(edition).items():
        (folder / name).write_text(text, "utf-8")
    lines = "\n".join(job.as_line() for job in pieces.jobs(edition))
    command = ["nice", sys.executable, "-m", "dashboard.kit.press", str(folder)]
    subprocess.run(command, input=lines.encode(), cwd=paths.ROOT, timeout=LONGEST, check=True)  # noqa: S603 (ours)


def _zipped(folders: list[Path], needed: list[Edition]) -> bytes:
    """The theme's ZIP, kept beside its folders."""
    kept = folders[0].parent.with_suffix(".zip")
    if not kept.is_file():
        files = {
            f"{edition.theme.id}/{edition.lang}/{name}": (folder / name).read_bytes()
            for folder, edition in zip(folders, needed, strict=True)
            for name in pieces.listing(edition)
        }
        new = kept.with_suffix(f".{threading.get_ident()}")
        new.write_bytes(archive(files, needed[0].made))
        new.rename(kept)
    return kept.read_bytes()


@cache
def _templates() -> str:
    """A short checksum of what prints: another version of the site prints again."""
    package = Path(pieces.__file__).parent
    files = sorted(path for path in package.rglob("*") if path.suffix in (".py", ".typ"))
    printing = b"".join(path.read_bytes() for path in files) + repr(look.colors("light")).encode()
    return hashlib.sha256(printing).hexdigest()[:8]


ROUTES = [
    Route("/guide/{lang}/kit/{theme}.zip", _zip),
    Route("/guide/{lang}/kit/{theme}/{file}", _file),
]
