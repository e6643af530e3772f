"""What every request meets first: headers, compressed bundles, a 404 of our own, and a log that names nobody."""

import logging
import re
import time

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.content import live
from dashboard.web import bundles, plain, shell

LOG = logging.getLogger("right_response.access")

OURS = ("/guide", "/healthz", "/data")
OPEN_DATA = "/data/"
METHODS = ("GET", "HEAD", "POST")
STREAMLITS = ("/_stcore/", "/static/", "/media/", "/component/", "/app/static/")
CORE = ("/_stcore/health", "/_stcore/host-config")
ODD = re.compile(r"\.\.|//|[\x00-\x1f\x7f\\]")
KEEP = "public, max-age=31536000, immutable"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; object-src 'none'; "
        "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    ),
}


class Front:
    """ASGI middleware around the whole site."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, status = time.perf_counter(), 500

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self._answer(scope)(scope, receive, send_with_headers)
        finally:
            took = (time.perf_counter() - started) * 1000
            LOG.info("%s %s %d %.0fms", _method(scope), log_path(scope["path"]), status, took)

    def _answer(self, scope: Scope) -> ASGIApp:
        path: str = scope["path"]
        if ODD.search(path) or (path.startswith("/_stcore/") and path not in CORE):
            return plain.notice("not_found", 404)
        if not _may(scope["method"], path):
            return plain.notice("try_again", 405)
        if path.startswith("/static/"):
            known = path.removeprefix("/static/") in bundles.names()
            return (_bundle(scope) or self.app) if known else plain.notice("not_found", 404)
        if path in shell.PAGES or _is_under(path, OURS) or path.startswith(STREAMLITS):
            return self.app
        return plain.notice("not_found", 404)


def log_path(path: str) -> str:
    """What the log may say of a path: known first parts only, and under /guide/ nothing after the language."""
    if path in shell.PAGES:
        return path
    content = live.shown().content
    languages = content.words if content else ()
    parts = path.split("/")
    if path.startswith("/guide/"):
        return f"/guide/{parts[2]}" if parts[2] in languages else "/guide"
    return next((p for p in (*OURS, *STREAMLITS) if path.startswith(p)), "(unknown)")


def _bundle(scope: Scope) -> Response | None:
    request = Request(scope)
    if font := bundles.stand_in(request.url.path.removeprefix("/static/")):
        return FileResponse(font, headers={"Cache-Control": KEEP})
    kind = bundles.encoding(Headers(scope=scope).get("accept-encoding", ""))
    name = request.url.path.removeprefix("/static/")
    body = bundles.compressed(name, kind) if kind and request.method in ("GET", "HEAD") else None
    if body is None or kind is None:
        return None
    headers = {
        "Content-Encoding": kind,
        "Vary": "Accept-Encoding",
        "Cache-Control": KEEP,
    }
    return Response(body, media_type=bundles.media_type(name), headers=headers)


def _may(method: str, path: str) -> bool:
    asks_first = method == "OPTIONS" and path.startswith(OPEN_DATA)
    return method in METHODS or asks_first or path.startswith(STREAMLITS)


def _is_under(path: str, prefixes: tuple[str, ...]) -> bool:
    return any(path == prefix or path.startswith(f"{prefix}/") for prefix in prefixes)


def _method(scope: Scope) -> str:
    method = scope["method"]
    return method if method in METHODS else "OTHER"
