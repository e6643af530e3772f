"""Draws the pictures of the README from the running site: `make screenshots`."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))

from tests.browser.conftest import browser_flags  # noqa: E402
from tests.support import serving  # noqa: E402

PICTURES = {"home-phone": ("/", 360, 640), "map-desktop": ("/map", 1280, 1400)}


def main() -> None:
    """Write one PNG for each picture."""
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**browser_flags())
        for name, (path, width, height) in PICTURES.items():
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme="light")
            page.goto(site.url + path)
            page.locator(".stApp[data-test-script-state=notRunning]").wait_for(state="attached")
            page.wait_for_load_state("networkidle")
            page.screenshot(path=HERE / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
