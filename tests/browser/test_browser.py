import re
import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from dashboard.content.load import Content
from dashboard.content.words import GuideWords
from dashboard.paths import ROOT
from tests.support import Site, serving

PAGES = [
    "/",
    "/overview",
    "/calls",
    "/calls?area=whittier&area=armatage&category=parking&since=2023-01",
    "/map",
    "/map?area=whittier&per=1000",
    "/pilots",
    "/pilots?pilot=mental-health",
    "/findings",
    "/methods",
    "/kit",
    "/about",
    "/guide/en/",
    "/guide/en/mental-health-crisis",
    "/guide/en/card",
    "/guide/en/draft",
    "/guide/nothing/",
]
PHONE = ViewportSize(width=360, height=640)
DESK = ViewportSize(width=1280, height=800)

Open = Callable[[str], Page]
Violations = Callable[[Page], list[str]]


@pytest.fixture
def guide(content: Content) -> GuideWords:
    return content.words["en"].guide


WHITTIER = 'path[aria-label^="Whittier: "]'


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_axe_violations_and_no_sideways_scroll(
    site: Site, opened: Open, violations: Violations, page: Page, path: str, scheme: str
) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        opened(site.url + path)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.set_viewport_size({"width": 320, "height": 256})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "400% zoom"


def test_no_axe_violations_on_answers(site: Site, opened: Open, violations: Violations, guide: GuideWords) -> None:
    page = opened(site.url + "/guide/en/car-broken-into")
    page.get_by_role("button", name=guide.show_answer).click()
    assert violations(page) == []
    page = opened(site.url + "/")
    page.get_by_label(guide.search).fill("he has a gun")
    page.get_by_label(guide.search).press("Enter")
    expect(page.get_by_role("heading", name=guide.danger_first)).to_be_visible()
    assert violations(page) == []
    page.set_viewport_size(PHONE)
    for text in ("i am deaf, he has a gun", "my husband beats me and he is here", "something odd"):
        page.goto(site.url + "/guide/en/")
        page.get_by_label(guide.search).fill(text)
        page.get_by_label(guide.search).press("Enter")
        page.locator("[data-channel]").first.wait_for()
        assert violations(page) == []


def test_a_page_leads_to_the_same_in_another_language(site: Site, browser: Browser, content: Content) -> None:
    page = browser.new_context(locale="es-US", viewport=PHONE).new_page()
    page.goto(site.url + "/")
    page.get_by_role("link", name=content.words["en"].site.language).click()
    expect(page.get_by_role("heading", name=content.words["en"].guide.heading)).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("link", name=content.words["en"].site.navigation.about, exact=True).click()
    expect(page.get_by_role("heading", name=content.words["en"].pages.about.heading)).to_be_visible()


def test_a_pilot_has_an_address_of_its_own_in_every_language(site: Site, opened: Open, content: Content) -> None:
    english, spanish = content.words["en"], content.words["es"]
    page = opened(site.url + "/pilots")
    page.get_by_role("link", name=english.pilots["parking"].title).click()
    expect(page.get_by_role("heading", name=english.pilots["parking"].title, level=1)).to_be_in_viewport()
    assert "pilot=parking" in page.url
    page.get_by_role("link", name=spanish.site.language).click()
    expect(page.get_by_role("heading", name=spanish.pilots["parking"].title, level=1)).to_be_visible()
    page.get_by_role("link", name=spanish.pages.pilots.back).first.click()
    expect(page.get_by_role("heading", name=spanish.pages.pilots.heading)).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name=spanish.pilots["parking"].title, level=1)).to_be_visible()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_nothing_is_asked_of_another_host(site: Site, page: Page, opened: Open, host: str) -> None:
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
    page.on("websocket", lambda socket: asked.add(urlsplit(socket.url).netloc))
    base = site.url.replace("127.0.0.1", host)
    for path in PAGES:
        opened(base + path)
        expect(page.get_by_role("link", name="Call 911").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert {netloc for netloc in asked if netloc} == {urlsplit(base).netloc}


def test_no_policy_violation_and_no_error_is_logged(site: Site, page: Page, opened: Open) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    for path in ("/", "/guide/en/", "/calls", "/map"):
        opened(site.url + path)
    expect(page.locator(WHITTIER)).to_be_visible(timeout=15000)
    assert [text for text in said if "404" not in text] == []  # Streamlit probes for mounts


def test_a_click_on_the_map_picks_a_neighborhood(site: Site, opened: Open) -> None:
    page = opened(site.url + "/map")
    page.locator(WHITTIER).click(timeout=15000)
    expect(page).to_have_url(re.compile("area=whittier"), timeout=15000)


def test_the_emergency_block_stands_without_javascript(site: Site, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 640})
    page = context.new_page()
    for path in ("/", "/calls"):
        page.goto(site.url + path)
        call = page.get_by_role("link", name="Call 911")
        expect(call).to_have_count(1)
        expect(call).to_be_in_viewport()
    page.goto(site.url + "/guide/en/loud-party")
    page.get_by_label("Yes").first.check()
    page.locator("form button").click()
    expect(page.locator("[data-channel]").first).to_have_attribute("data-channel", "911")
    context.close()


def test_the_plain_guide_is_answered_by_keyboard_alone(site: Site, opened: Open, guide: GuideWords) -> None:
    page = opened(site.url + "/guide/en/")
    _tab_to(page, "input[name=text]")
    page.keyboard.type("someone smashed my car window last night")
    page.keyboard.press("Enter")
    expect(page.locator("[data-channel]").first).to_have_attribute("data-channel", "report-online")
    page.goto(site.url + "/guide/en/loud-party")
    _tab_to(page, "input[name=fight_or_weapon]")
    page.keyboard.press("Space")
    _tab_to(page, "main form button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=guide.danger_first)).to_be_visible()


def test_the_streamlit_guide_is_answered_by_keyboard_alone(site: Site, opened: Open, content: Content) -> None:
    guide, title = content.words["en"].guide, content.words["en"].situations["loud-party"].title
    page = opened(site.url + "/")
    group = content.words["en"].guide.groups[content.situations["loud-party"].group]
    _tab_to(page, f"summary:has-text('{group}')")
    page.keyboard.press("Enter")
    _tab_to(page, f"button:has-text('{title}')")
    page.keyboard.press("Enter")
    question = content.words["en"].situations["loud-party"].questions["fight_or_weapon"]
    expect(page.get_by_role("heading", name=question)).to_be_visible()
    _tab_to(page, f"button:has-text('{guide.answers.yes}')")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=guide.danger_first)).to_be_visible()
    expect(page.locator("[data-channel]").first).to_have_attribute("data-channel", "911")


def test_a_step_begins_at_its_top_with_the_focus_on_its_heading(site: Site, opened: Open, content: Content) -> None:
    words = content.words["en"]
    said = words.situations["loud-party"]
    page = opened(site.url + "/")
    page.set_viewport_size(PHONE)
    page.locator("summary", has_text=words.guide.groups[content.situations["loud-party"].group]).click()
    page.get_by_role("button", name=said.title).click()
    expect(page.get_by_role("heading", name=said.title)).to_be_focused()
    page.get_by_role("button", name=words.guide.answers.no, exact=True).click()
    expect(page.get_by_role("heading", name=said.questions["loud_now"])).to_be_focused()
    page.get_by_role("button", name=words.guide.answers.yes, exact=True).click()
    expect(page.locator("[data-channel]").first).to_be_attached()
    expect(page.get_by_role("heading", name=said.title)).to_be_focused()
    expect(page.get_by_role("link", name=words.site.emergency.call).first).to_be_in_viewport()
    wishes = page.locator("summary").first
    expect(wishes).to_have_accessible_name(words.guide.wishes)
    wishes.click()
    page.get_by_text(words.guide.prefer["no-police"]).click()
    expect(page.get_by_text(words.guide.no_police.moved)).to_be_attached()
    expect(page.get_by_label(words.guide.prefer["no-police"])).to_be_focused()


def test_a_control_that_renames_a_chart_keeps_the_focus(site: Site, opened: Open, content: Content) -> None:
    page = opened(site.url + "/calls")
    before = page.locator("h2").first.inner_text()
    box = page.get_by_label(content.words["en"].pages.calls.what)
    box.click()
    box.fill("Parking")
    box.press("Enter")
    expect(page.locator("h2").first).not_to_have_text(before)
    expect(page.locator(".stApp[data-test-script-state=notRunning]")).to_be_attached()
    expect(box).to_be_focused()


def test_the_first_screen_of_a_phone_holds_the_field_for_words(site: Site, browser: Browser, content: Content) -> None:
    for lang, words in content.words.items():
        page = browser.new_context(locale=f"{lang}-US", viewport=PHONE).new_page()
        for path in ("/", f"/guide/{lang}/"):
            page.goto(site.url + path)
            field = page.get_by_label(words.guide.search)
            expect(field).to_be_in_viewport(ratio=1)
            expect(page.get_by_role("link", name=words.site.emergency.call).first).to_be_in_viewport(ratio=1)


def test_the_way_out_stays_in_sight(site: Site, opened: Open, guide: GuideWords) -> None:
    for path in ("/guide/en/", "/"):
        page = opened(site.url + path)
        page.set_viewport_size(PHONE)
        page.get_by_label(guide.search).fill("my husband beats me and he is here")
        page.get_by_label(guide.search).press("Enter")
        page.locator("[data-channel]").last.scroll_into_view_if_needed()
        expect(page.get_by_role("link", name=guide.leave)).to_be_in_viewport(ratio=1)


def test_options_side_by_side_are_stacked_on_a_phone(site: Site, page: Page, guide: GuideWords) -> None:
    page.set_viewport_size(PHONE)
    page.goto(site.url + "/guide/en/loud-party")
    page.get_by_role("button", name=guide.show_answer).click()
    assert page.locator(".scroll").evaluate("e => e.scrollWidth <= e.clientWidth")
    cells = page.locator(".compare tbody tr").last.locator("td")
    assert cells.nth(1).evaluate("e => e.offsetTop") > cells.nth(0).evaluate("e => e.offsetTop")


def test_what_is_typed_on_the_card_outlives_a_link_and_prints_on_one_small_page(
    site: Site, page: Page, content: Content
) -> None:
    for lang in content.words:
        page.goto(f"{site.url}/guide/{lang}/card#write")
        expect(page.locator("#write")).to_be_visible()
        page.get_by_role("textbox").first.fill("505 4th Avenue South")
        with page.expect_popup():
            page.locator(".languages a").first.click()
        expect(page.get_by_role("textbox").first).to_have_text("505 4th Avenue South")
        sheet = page.pdf(width="105mm", height="148mm")
        assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1


def test_a_button_prints_black(site: Site, page: Page) -> None:
    page.goto(site.url + "/guide/en/loud-party")
    page.locator("button[name=go]").click()
    page.emulate_media(media="print", color_scheme="dark")
    for button in page.locator("[data-channel] .call, .danger .call").all():
        assert button.evaluate("e => getComputedStyle(e).color") == "rgb(0, 0, 0)"


def test_focus_can_be_seen(site: Site, opened: Open) -> None:
    for path in ("/", "/guide/en/"):
        page = opened(site.url + path)
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        style = page.evaluate("getComputedStyle(document.activeElement).outline")
        assert "3px" in style
        assert "solid" in style


def test_answers_leave_no_trace_in_the_browser(site: Site, opened: Open, guide: GuideWords) -> None:
    page = opened(site.url + "/")
    page.get_by_label(guide.search).fill("my quizzical car was broken into")
    page.get_by_label(guide.search).press("Enter")
    expect(page.locator("[data-channel]").first).to_be_visible()
    kept = page.evaluate("JSON.stringify([location.href, {...localStorage}, {...sessionStorage}, document.cookie])")
    assert "quizzical" not in kept
    assert "quizzical" not in site.log()


def test_a_page_that_fails_shows_a_kind_card_and_logs_no_message(
    tmp_path: Path, opened: Open, content: Content
) -> None:
    ignored = shutil.ignore_patterns(".*cache", ".venv", ".git", ".state", "releases", "tests")
    checkout = shutil.copytree(ROOT, tmp_path / "checkout", ignore=ignored)
    (checkout / "pages" / "about.py").write_text("raise ValueError('quixotic'.upper())")
    with serving(tmp_path, checkout) as site:
        page = opened(site.url + "/about")
        expect(page.get_by_role("heading", name=content.words["en"].site.notices.error.title)).to_be_visible()
        assert "QUIXOTIC" not in page.content()
        assert "page failed: ValueError" in site.log()
        assert "QUIXOTIC" not in site.log()


def _tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus."""
    for _ in range(60):
        if (
            page.evaluate("s => document.activeElement.matches(s)", selector)
            if "has-text" not in selector
            else (page.locator(selector).first.evaluate("e => e === document.activeElement"))
        ):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reached {selector}")
