"""Each language in a real browser, one that runs from right to left among them, and English that stands in for one."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, Page, ViewportSize, expect

from dashboard.content.load import Content, load
from dashboard.paths import ROOT
from tests import languages as made
from tests.support import Site, serving

LANGUAGES = [lang for lang in yaml.safe_load((ROOT / "content/site.yaml").read_text())["languages"] if lang != "en"]
MAIN = ["/", "/calls", "/pilots?pilot=parking", "/guide/{}/", "/guide/{}/loud-party"]
REST = [
    "/overview",
    "/map",
    "/findings",
    "/methods",
    "/about",
    "/guide/{}/card",
    "/guide/{}/draft",
    "/guide/{}/sources",
]
PHONE = ViewportSize(width=360, height=640)

Violations = Callable[[Page], list[str]]


def sound(site: Site, page: Page, content: Content, lang: str, paths: list[str], violations: Violations) -> None:
    """Each page is in its language, has no axe violation and does not scroll sideways."""
    for path in paths:
        page.goto(site.url + path.format(lang))
        page.get_by_text(content.words[lang].site.footer).first.wait_for()
        expect(page.locator("html")).to_have_attribute("lang", lang)
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_axe_violations_on_the_main_pages(
    site: Site, browser: Browser, violations: Violations, content: Content, lang: str
) -> None:
    page = browser.new_context(locale=f"{lang}-US", viewport=PHONE).new_page()
    sound(site, page, content, lang, MAIN, violations)
    page.locator("button[name=go]").click()
    page.locator("[data-channel]").first.wait_for()
    assert violations(page) == []


@pytest.mark.deep
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_axe_violations_on_any_page_and_answer(
    site: Site, browser: Browser, violations: Violations, content: Content, lang: str
) -> None:
    page = browser.new_context(locale=f"{lang}-US", viewport=PHONE).new_page()
    sound(site, page, content, lang, REST, violations)
    for name in content.situations:
        for go in ("", "&go=answer"):
            page.goto(site.url + f"/guide/{lang}/")
            page.evaluate(
                """body => { const form = Object.assign(document.createElement("form"), {method: "post"});
                for (const [name, value] of new URLSearchParams(body))
                  form.append(Object.assign(document.createElement("input"), {name, value}));
                document.body.append(form); form.submit(); }""",
                f"situation={name}{go}",
            )
            page.get_by_role("heading", name=content.words[lang].situations[name].title).wait_for()
            assert violations(page) == [], (name, go)


def test_a_language_that_runs_from_right_to_left_is_mirrored(
    tmp_path: Path, browser: Browser, violations: Violations
) -> None:
    root = Path(shutil.copytree(ROOT / "content", tmp_path / "content"))
    made.add(root, "ar", "العربية")
    page = browser.new_context(locale="ar", viewport=PHONE).new_page()
    with serving(tmp_path, CONTENT_DIR=str(root)) as site:
        sound(site, page, load(root), "ar", MAIN, violations)
        for path in ("/", "/guide/ar/"):
            page.goto(site.url + path)
            page.locator("h1").wait_for()
            first, second = (page.locator(".emergency li").nth(place).bounding_box() for place in (0, 1))
            assert first is not None
            assert second is not None
            assert first["x"] > second["x"]
            right = (
                "e => { const r = document.createRange(); r.selectNodeContents(e); const b = r.getBoundingClientRect();"
            )
            assert page.locator("h1").first.evaluate(right + " return innerWidth - b.right < b.left }")


def test_english_in_a_title_says_that_it_is_english(tmp_path: Path, browser: Browser) -> None:
    """In the parts that Streamlit draws too."""
    root = Path(shutil.copytree(ROOT / "content", tmp_path / "content"))
    guide = root / "text/en/guide.yaml"
    guide.write_text(guide.read_text().replace("\nheading: What is happening?", "\nheading: What is going on?"))
    page = browser.new_context(locale="es-US", viewport=PHONE).new_page()
    with serving(tmp_path, CONTENT_DIR=str(root)) as site:
        page.goto(site.url + "/")
        expect(page.locator("h1 [lang=en], h1[lang=en]").get_by_text("What is going on?")).to_be_visible()
        page.locator(".stPageLink a").nth(1).click()
        expect(page.get_by_role("heading", name=load(root).words["es"].pages.overview.heading)).to_be_visible()
        expect(page.locator("h1[lang], h1 [lang]")).to_have_count(0)
