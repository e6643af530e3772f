"""The HTML around Streamlit: language, title and the emergency numbers, readable before any script has run."""

import re
from functools import cache
from pathlib import Path

import streamlit
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from dashboard.content import live
from dashboard.web import language, plain, render

PAGES = {
    "/": "guide",
    "/overview": "overview",
    "/calls": "calls",
    "/map": "map",
    "/pilots": "pilots",
    "/findings": "findings",
    "/methods": "methods",
    "/kit": "kit",
    "/about": "about",
}
KEPT = re.compile(r'<script type="module"[^>]*></script>|<link rel="(?:modulepreload|stylesheet)"[^>]*>')


async def shell(request: Request) -> Response:
    """The page that loads Streamlit."""
    content = live.shown().content
    if content is None:
        return plain.respond("no_words.html", 503)
    lang = language.preferred(content, request.query_params.get("lang", ""), request.headers.get("accept-language", ""))
    page = render.Page(content, lang)
    title = getattr(page.words.site.navigation, PAGES[request.url.path])
    html = render.page("shell.html", page=page, title=title, streamlit_head=streamlit_head())
    return HTMLResponse(html, headers={"Cache-Control": "no-cache", "Vary": "Accept-Language"})


@cache
def streamlit_head() -> Markup:
    """The scripts and styles that the installed Streamlit's own page asks for."""
    index = (Path(streamlit.__file__).parent / "static" / "index.html").read_text("utf-8")
    return Markup("\n".join(KEPT.findall(index)).replace('"./', '"/'))  # noqa: S704 (the package's own file)


ROUTES = [Route(path, shell) for path in PAGES]
