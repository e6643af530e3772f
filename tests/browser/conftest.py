"""A real Chromium: the one on this machine, else Playwright's own."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
]
AXE = (Path(__file__).parents[1] / "vendor" / "axe.min.js").read_text()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def browser_flags() -> dict[str, Any]:
    """How to start the browser of this machine."""
    found = next(filter(None, map(shutil.which, NAMES)), str(MAC) if MAC.exists() else None)
    return {"args": FLAGS, **({"executable_path": found} if found else {})}


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return browser_flags()


@pytest.fixture
def violations() -> Callable[[Page], list[str]]:
    """WCAG 2.2 A and AA and best-practice violations that axe finds on the page as it stands."""

    def run(page: Page) -> list[str]:
        page.evaluate(AXE)
        found = page.evaluate("axe.run(document).then(r => r.violations)")
        return [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found]

    return run


@pytest.fixture
def opened(page: Page) -> Callable[[str], Page]:
    """Go to a page and wait until Streamlit has drawn it."""

    def go(url: str) -> Page:
        page.goto(url)
        if "/guide" not in url:
            page.locator(".stApp .emergency").wait_for()
            page.locator(".stApp[data-test-script-state=notRunning]").wait_for(state="attached")
        return page

    return go
