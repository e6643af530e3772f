"""The server: Streamlit pages, the plain guide, open data, headers. `python app.py`, or `uvicorn app:app`."""

import gc
import importlib
import logging
import os
import socket
import sys
import threading
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
import uvicorn
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from dashboard.content import live
from dashboard.guide import listen
from dashboard.metrics import definitions
from dashboard.paths import ROOT
from dashboard.published import live as published
from dashboard.web import bundles, data_files, health, kept, kit_files, language, plain, render, shell, view_files
from dashboard.web.front import Front

DRAIN_SECONDS = 5


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Quiet the loggers that print addresses and messages, load the content, make ready what takes long."""
    for name in ("uvicorn.access", "streamlit.error_util"):
        logging.getLogger(name).disabled = True
    ours = logging.getLogger("right_response")
    if not ours.handlers:
        handler = logging.StreamHandler(sys.stdout)
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%Y-%m-%dT%H:%M:%S"))
        ours.addHandler(handler)
    ours.setLevel(logging.INFO)
    ours.propagate = False
    if content := live.shown().content:
        listen.warm(content)
    bundles.warm()
    threading.Thread(target=warm_figures, name="warm-figures", daemon=True).start()
    yield


def warm_figures() -> None:
    """Read the release, and make what visitors ask for first.

    What was loaded until then is never thrown away. Left out of the search for waste, it no longer stops all visitors
    for a tenth of a second now and then.
    """
    importlib.import_module("statsmodels.api")
    gc.collect()
    gc.freeze()
    release, content = published.release(), live.shown().content
    if release and content:
        definitions.warm(release)
        kept.warm(release, content)


async def not_found(_: Request, __: Exception) -> Response:
    return plain.notice("not_found", 404)


async def wrong_method(_: Request, __: Exception) -> Response:
    return plain.notice("try_again", 405)


async def failed(_: Request, __: Exception) -> Response:
    return plain.notice("error", 500)


def script_failed(error: Exception) -> bool:
    """A kind card in place of the page. The log gets the place, not the message: that could quote a resident."""
    place = "".join(traceback.format_tb(error.__traceback__))
    logging.getLogger("right_response.page").error("page failed: %s\n%s", type(error).__name__, place)
    content = live.shown().content
    if content:
        st.html(render.fragment("failed.html", words=content.words[language.chosen(content)]))
    return True


app = st.App(
    ROOT / "dashboard" / "site.py",
    routes=[*kit_files.ROUTES, *plain.ROUTES, *health.ROUTES, *view_files.ROUTES, *data_files.ROUTES, *shell.ROUTES],
    middleware=[Middleware(Front)],
    lifespan=lifespan,
    on_script_error=script_failed,
    exception_handlers={404: not_found, 405: wrong_method, 500: failed},
)


def serve(*, preview: bool = False) -> None:
    """Run on HOST and PORT (127.0.0.1 and 8501). A preview listens on this machine alone.

    Not by `app.run()`: the socket that Streamlit 1.67 binds leaves TCP_NODELAY off, which holds back every answer on a
    kept connection by about 40 ms (docs/performance.md).
    """
    host, port = os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT") or "8501"
    if not port.isdigit() or not 0 < int(port) < 65536:
        sys.exit(f"PORT={port} is not a port number. Choose one from 1 to 65535: make run PORT=8502")
    if preview and host not in ("127.0.0.1", "localhost", "::1"):
        sys.exit(f"HOST={host}: the preview is for this machine alone. Leave HOST out: make preview")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError as error:
            sys.exit(f"Cannot listen on {host}:{port} ({error.strerror}). Choose another: make run PORT=8502")
    print(f"Right Response is at http://{'localhost' if host == '127.0.0.1' else host}:{port}", flush=True)
    uvicorn.run(
        previewed(app) if preview else app,
        host=host,
        port=int(port),
        access_log=False,
        log_level="warning",
        ws="websockets-sansio",
        timeout_graceful_shutdown=DRAIN_SECONDS,
    )


def previewed(site: ASGIApp) -> ASGIApp:
    """The site as the files are now, with a clock to set. Loaded only for a preview."""
    from dashboard.web.preview import Preview

    return Preview(site)


if __name__ == "__main__":
    serve(preview=sys.argv[1:] == ["--preview"])
