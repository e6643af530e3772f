"""Bytes of a first visit in a real Chromium with nothing cached: `.venv/bin/python benchmarks/first_load.py`.

Each page was visited by somebody else before, and the server has rested since: it compresses again what was asked for.
"""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from playwright.sync_api import Browser, sync_playwright

from benchmarks.sessions import child, settled
from tests.browser.conftest import browser_flags
from tests.support import serving

PAGES = ("/overview", "/calls", "/map", "/pilots")
CHARTS = PAGES[:3]


def load(browser: Browser, site: str, path: str) -> tuple[int, int, int]:
    """Requests, bytes over HTTP as sent (headers too), and bytes of websocket messages before their compression."""
    context = browser.new_context()
    page = context.new_page()
    seen = context.new_cdp_session(page)
    sizes: list[int] = []
    frames: list[int] = []
    seen.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    page.on("websocket", lambda socket: socket.on("framereceived", lambda data: frames.append(len(data))))
    seen.send("Network.enable")
    page.goto(site + path)
    page.locator(".stApp .emergency").wait_for(timeout=60_000)
    page.locator(".stApp[data-test-script-state=notRunning]").wait_for(state="attached", timeout=60_000)
    if path in CHARTS:
        page.locator("[data-testid=stVegaLiteChart] svg").first.wait_for(timeout=60_000)
    page.wait_for_load_state("networkidle")
    context.close()
    return len(sizes), sum(sizes), sum(frames)


def main() -> None:
    """Print what each page costs."""
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**browser_flags())
        for path in PAGES:
            load(browser, site.url, path)
        settled(child())
        for path in PAGES:
            requests, http, socket = load(browser, site.url, path)
            print(f"{path}: {requests} requests, {http:,} bytes, and {socket:,} by websocket before compression")
        browser.close()


if __name__ == "__main__":
    main()
