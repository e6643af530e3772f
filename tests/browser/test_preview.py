"""The preview's clock turns both faces, in a real browser."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.support import serving
from tests.web.test_standing import END, SAYS, START, stage


def test_the_clock_of_the_bar_turns_both_faces(
    page: Page, opened: Callable[[str], Page], violations: Callable[[Page], list[str]], tmp_path: Path
) -> None:
    content = stage(tmp_path, START, END, "911>nonemergency")
    page.set_viewport_size({"width": 360, "height": 640})
    with serving(tmp_path, arguments=("--preview",), CONTENT_DIR=str(content)) as site:
        opened(f"{site.url}/guide/en/theft")
        expect(page.locator(".banner")).to_have_count(0)
        page.get_by_label("As of").fill("2026-12-25T23:00")
        page.get_by_role("button", name="Set the clock").click()
        expect(page.locator(".banner")).to_have_text(SAYS)
        assert page.url.endswith("/guide/en/theft")
        for address in ("/guide/en/theft", "/", "/calls"):
            opened(site.url + address)
            expect(page.locator(".banner:visible")).to_have_text(SAYS)
            expect(page.locator(".emergency:visible a[href='tel:911']").first).to_be_in_viewport()
            expect(page.locator(".emergency:visible a[href^='tel:612']")).to_have_count(1)
            page.evaluate("document.getElementById('preview').remove()")
            assert violations(page) == []
        opened(site.url)
        page.get_by_role("link", name="Back to now").click()
        page.locator(".stApp .emergency").wait_for()
        expect(page.locator(".banner:visible")).to_have_count(0)
