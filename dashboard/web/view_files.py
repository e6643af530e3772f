"""Any figure of a data page as a file: /data/view/<release>/<measure>.csv and .png, asked for as the page is.

`current` in place of a release leads to the one on show. Nothing is counted: every answer is made from the release.
Pictures are drawn by one thread and kept, so that nobody can burn the processor by asking.
"""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

import vl_convert
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dashboard.content import live
from dashboard.content.load import Content
from dashboard.metrics import charts
from dashboard.metrics.ask import Ask, parse
from dashboard.metrics.definitions import MEASURES
from dashboard.published import live as published
from dashboard.published.read import Release
from dashboard.web import language, plain
from dashboard.web.view import View

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
SCALE = 2
WAITING = 20
"""Pictures that may wait to be drawn; who asks beyond that is asked to come back."""

_ARTIST = ThreadPoolExecutor(1)


async def file(request: Request) -> Response:
    """One figure. 404 for what is not on show or no measure."""
    release, content = await run_in_threadpool(published.release), live.shown().content
    name, _, ending = request.path_params["name"].rpartition(".")
    if release is None or content is None or name not in MEASURES or ending not in MADE:
        return plain.notice("not_found", 404)
    if request.path_params["release"] == "current":
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/data/view/{release.id}/{name}.{ending}{query}", 307)
    if request.path_params["release"] != release.id:
        return plain.notice("not_found", 404)
    ask = parse(release, {key: request.query_params.getlist(key) for key in request.query_params})
    lang = language.preferred(content, request.query_params.get("lang", ""), "")
    return await run_in_threadpool(MADE[ending], content, release, name, ask, lang)


def _csv(content: Content, release: Release, name: str, ask: Ask, lang: str) -> Response:
    text = View(name, release, ask, content.words[lang], lang).csv()
    disposition = {"Content-Disposition": f'attachment; filename="{release.id}-{name}.csv"'}
    return Response(text, media_type="text/csv; charset=utf-8", headers={**HEADERS, **disposition})


def _png(content: Content, release: Release, name: str, ask: Ask, lang: str) -> Response:
    if name not in charts.DRAWN:
        return plain.notice("not_found", 404, lang)
    if _ARTIST._work_queue.qsize() > WAITING:
        return Response(status_code=503, headers={"Retry-After": "10"})
    picture = _ARTIST.submit(_drawn, _Key(content, release), name, ask, lang).result()
    return Response(picture, media_type="image/png", headers=HEADERS)


class _Key:
    """A content and a release, told apart from others by what they are called."""

    def __init__(self, content: Content, release: Release) -> None:
        self.content, self.release = content, release

    def __hash__(self) -> int:
        return hash((self.content.version, self.release.id))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and hash(self) == hash(other)


@lru_cache(maxsize=128)
def _drawn(key: _Key, name: str, ask: Ask, lang: str) -> bytes:
    """A picture with its title above and its source beneath."""
    view = View(name, key.release, ask, key.content.words[lang], lang)
    notice = f" ({key.content.words[lang].site.notices.demonstration})" if key.release.demonstration else ""
    panels = []
    for part in view.parts:
        spec = {**view.spec("light", part), "width": charts.WIDTH}
        rows = json.loads(view.chart(part).to_json(orient="records", date_format="iso"))
        title = (
            {"title": {"text": view.name(view.parted, part), "anchor": "start"}} if part and len(view.parts) > 1 else {}
        )
        config = spec.pop("config")
        panels.append({**spec, **title, "data": {"values": rows}})
    source = f"{'; '.join(key.release.source)}. {key.release.id}{notice}"
    heading = {"text": f"{view.title}{notice}", "subtitle": source, "anchor": "start", "offset": 12}
    drawn = {"$schema": SCHEMA, "title": heading, "vconcat": panels, "config": config}
    return bytes(vl_convert.vegalite_to_png(drawn, scale=SCALE))


HEADERS = {"Cache-Control": "public, max-age=3600", "Access-Control-Allow-Origin": "*"}
MADE: dict[str, Callable[[Content, Release, str, Ask, str], Response]] = {"csv": _csv, "png": _png}
ROUTES = [Route("/data/view/{release}/{name}", file)]
