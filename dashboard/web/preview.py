"""The preview: the site from the files as they are, on this machine alone, with a clock that each browser sets.

It stands around the whole site (`python app.py --preview`). The public server never loads it, so that a cookie or an
address can change nothing there.
"""

from contextvars import ContextVar
from datetime import datetime
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

import streamlit as st
from markupsafe import Markup
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route, Router
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard import clock, paths
from dashboard.content import live
from dashboard.web import render

COOKIE = "preview-clock"
HERE = ("127.0.0.1", "localhost", "::1")
POLICY = "default-src 'self' 'unsafe-inline' data: blob:; frame-ancestors 'self'; form-action 'self'"

_asked: ContextVar[str] = ContextVar("asked", default="")


class Preview:
    """ASGI middleware around the site. Make one for the whole process."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.own = Router(
            [Route("/preview", sheet), Route("/preview/problems", problems), Route("/preview/clock", set_clock)]
        )
        clock.ask_first(chosen)
        live.watch(live.Live(paths.content_dir(), keep=False))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if not _from_here(scope, headers):
            await PlainTextResponse("The preview is for this machine alone.", 403)(scope, receive, send)
            return
        _asked.set(_cookie(headers.get("cookie", "")))
        if scope["path"].startswith("/preview"):
            await self.own(scope, receive, send)
        elif scope["type"] == "websocket":
            await self.app(scope, receive, send)
        else:
            plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
            foot = "" if headers.get("sec-fetch-dest") == "iframe" else bar(scope["path"])
            await self.app({**scope, "headers": plain}, receive, _Barred(send, foot).send)


class _Barred:
    """Puts the bar at the foot of each HTML page, and lets the preview's own pages frame it."""

    def __init__(self, send: Send, foot: str) -> None:
        self._send = send
        self._foot = foot
        self._start: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["X-Frame-Options"] = "SAMEORIGIN"
            headers["Referrer-Policy"] = "same-origin"
            headers["Content-Security-Policy"] = POLICY
            if headers.get("content-type", "").startswith("text/html"):
                self._start = message
                return
        elif self._start and message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if message.get("more_body"):
                return
            whole = self._body.replace(b"</body>", f"{self._foot}</body>".encode())
            MutableHeaders(scope=self._start)["content-length"] = str(len(whole))
            await self._send(self._start)
            message = {"type": "http.response.body", "body": whole}
        await self._send(message)


def chosen() -> datetime | None:
    """The time that this browser's preview shows, if it has set one."""
    in_script = get_script_run_ctx(suppress_warning=True) is not None
    text = str(st.context.cookies.get(COOKIE, "")) if in_script else _asked.get()
    try:
        return clock.read(text) if text else None
    except ValueError:
        return None


def bar(path: str) -> str:
    """The clock and what `check` says, at the foot of a page."""
    content, page = live.shown().content, "".join(path.split("/")[3:]) if path.startswith("/guide/") else ""
    return render.fragment("preview_bar.html", words=content and content.staff.preview, at=chosen(), page=page)


def problems(_: Request) -> Response:
    """What is wrong in the files now; the page asks again by itself."""
    shown = live.shown()
    words = shown.content and shown.content.staff.preview
    return HTMLResponse(render.fragment("preview_problems.html", words=words, problems=shown.problems))


def sheet(request: Request) -> Response:
    """A page of the plain guide in every language, as wide as a phone."""
    content, page = live.shown().content, request.query_params.get("page", "")
    if content is None:
        return problems(request)
    foot = Markup(bar(f"/guide/en/{page}"))  # noqa: S704 (our own template)
    html = render.fragment("preview.html", words=content.staff.preview, languages=content.words, page=page, foot=foot)
    return HTMLResponse(html, headers={"Content-Security-Policy": POLICY, "Referrer-Policy": "same-origin"})


def set_clock(request: Request) -> Response:
    """Keep the time in this browser and go back; without a time, back to now."""
    answer = RedirectResponse(_came_from(request), 303)
    if at := request.query_params.get("at", ""):
        answer.set_cookie(COOKIE, at[:16], samesite="strict", httponly=True)
    else:
        answer.delete_cookie(COOKIE)
    return answer


def _came_from(request: Request) -> str:
    came = urlsplit(request.headers.get("referer", ""))
    path = f"{came.path}?{came.query}" if came.query else came.path
    return path if path.startswith("/") and not path.startswith("//") else "/"


def _from_here(scope: Scope, headers: Headers) -> bool:
    client, host = scope.get("client") or ("", 0), headers.get("host", "")
    return client[0] in HERE and urlsplit(f"//{host}").hostname in HERE


def _cookie(header: str) -> str:
    try:
        found = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""
