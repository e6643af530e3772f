"""Any figure of a data page as a file: /data/view/<release>/<measure>.csv and .png, asked for as the page is.
And one neighborhood on a page to print: /data/view/<release>/brief.pdf?area=<neighborhood>.

`current` in place of a release leads to the one on show; earlier ones stay at their addresses. Nothing is counted:
every answer is made from the release. Pictures are drawn by one thread and kept, and few may wait for it, so that
nobody who asks for many takes the processor, or the threads that answer residents.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from textwrap import wrap
from threading import BoundedSemaphore

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dashboard import paths
from dashboard.content import live
from dashboard.content.load import Content
from dashboard.metrics import charts, definitions, maps
from dashboard.metrics.ask import Ask, parse
from dashboard.metrics.held import keeping
from dashboard.published import files, index, read
from dashboard.published import live as published
from dashboard.published.files import ReleaseError
from dashboard.published.read import Release
from dashboard.published.schema import RELEASES
from dashboard.web import brief, data_files, drawing, language
from dashboard.web.view import View

SCALE = 2
PICTURES = 128
"""Pictures that are kept of a release."""
LINE = 115
"""Letters in a line of small print, as wide as the plot."""
BRIEF = "brief"
WAITING = 4
"""Figures that may be asked for at once; who asks beyond that is told to come back."""

_ARTIST = ThreadPoolExecutor(1)
_PLACES = BoundedSemaphore(WAITING)


def figure(request: Request) -> Response:
    """One figure. 404 for no release or no measure, 410 for a release that was withdrawn."""
    content = live.shown().content
    name, _, ending = request.path_params["name"].rpartition(".")
    if content is None or ending not in MADE or name not in ([BRIEF] if ending == "pdf" else definitions.MEASURES):
        return data_files.unknown()
    asked, shown = request.path_params["release"], published.release()
    if asked == "current":
        return _current(request, shown)
    releases = paths.data_dir() / RELEASES
    entry = index.known(releases).get(asked)
    if entry is None:
        return data_files.unknown()
    if entry.withdrawn:
        return data_files.gone(releases / asked, entry)
    try:
        release = shown if shown and shown.id == asked else _older(releases / asked, files.stamp(releases / asked))
    except ReleaseError:
        return data_files.unknown()
    ask = parse(release, {key: request.query_params.getlist(key) for key in request.query_params})
    ask = ask if name == BRIEF else definitions.read(name, ask)
    lang = language.preferred(content, request.query_params.get("lang", ""), "")
    if not _PLACES.acquire(blocking=False):
        return Response(status_code=503, headers={"Retry-After": "10"})
    try:
        made = MADE[ending](content, release, name, ask, lang)
    finally:
        _PLACES.release()
    if made is None:
        return data_files.unknown()
    named = brief.file_name(release, ask.areas[0], lang) if ending == "pdf" else f"{asked}-{name}.{ending}"
    return data_files.answer_with(request, f"x.{ending}", named, made, data_files.ASK_AGAIN)


def _current(request: Request, shown: Release | None) -> Response:
    """To the same figure of the release on show."""
    if shown is None:
        return data_files.unknown()
    query = f"?{request.url.query}" if request.url.query else ""
    address = f"/data/view/{shown.id}/{request.path_params['name']}{query}"
    return RedirectResponse(address, 307, {"Cache-Control": "no-store"})


@lru_cache(maxsize=2)
def _older(folder: Path, _: object) -> Release:
    """A release that is not on show, read once for each state of its files. Raises ReleaseError."""
    return read.load(folder)


def _csv(content: Content, release: Release, name: str, ask: Ask, lang: str) -> bytes:
    return View(name, release, ask, content.words[lang], lang).csv().encode()


def _png(content: Content, release: Release, name: str, ask: Ask, lang: str) -> bytes | None:
    if name not in charts.DRAWN:
        return None
    return _ARTIST.submit(keeping(release, _drawn, PICTURES), _Key(content), name, ask, lang).result()


def _pdf(content: Content, release: Release, name: str, ask: Ask, lang: str) -> bytes | None:
    if not ask.areas:
        return None
    area = ask.areas[0]
    return (
        brief.made(content, release, area, lang)
        or _ARTIST.submit(keeping(release, _set, PICTURES), _Key(content), area, lang).result()
    )


class _Key:
    """A content, told apart from others by its version."""

    def __init__(self, content: Content) -> None:
        self.content = content

    def __hash__(self) -> int:
        return hash(self.content.version)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and hash(self) == hash(other)


def _drawn(release: Release, key: _Key, name: str, ask: Ask, lang: str) -> bytes | None:
    """A picture with its title above and its source beneath; None of what holds no number."""
    view = View(name, release, ask, key.content.words[lang], lang)
    if not view.tells:
        return None
    notice = f" ({key.content.words[lang].site.notices.demonstration})" if release.demonstration else ""
    panels = []
    for part in view.parts:
        spec = drawing.panel(view, part)
        title = (
            {"title": {"text": view.name(view.parted, part), "anchor": "start"}} if part and len(view.parts) > 1 else {}
        )
        config = spec.pop("config")
        panels.append({**spec, **title})
    source = f"{'; '.join(release.source)}. {release.id}{notice}"
    heading = {"text": f"{view.title}{notice}", "subtitle": wrap(source, LINE), "anchor": "start", "offset": 12}
    return drawing.png({"title": heading, "vconcat": panels, "config": config}, SCALE)


def _set(release: Release, key: _Key, area: str, lang: str) -> bytes | None:
    return brief.brief(key.content, release, area, lang)


def shapes(request: Request) -> Response:
    """What the map draws, whatever the release."""
    return data_files.answer_with(request, "x.json", "shapes.json", maps.drawing(), data_files.FOREVER)


MADE: dict[str, Callable[[Content, Release, str, Ask, str], bytes | None]] = {"csv": _csv, "png": _png, "pdf": _pdf}
ROUTES = [
    Route(maps.SHAPES, data_files.opened(shapes), methods=data_files.METHODS),
    Route("/data/view/{release}/{name}", data_files.opened(figure), methods=data_files.METHODS),
]
