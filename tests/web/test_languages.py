"""Every plain page in every language: nothing left untranslated, nothing English that does not say so."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.content.load import Content, load
from dashboard.content.translation import unmarked
from dashboard.paths import ROOT
from tests import languages as made
from tests.support import LARGEST_PLAIN_PAGE, Site, serving

pytestmark = pytest.mark.whole

SHEETS = ["", "card", "draft", "sources"]
NAMES = {
    "Right Response",
    "Day One",
    "Behavioral Crisis Response",
    "Xcel Energy",
    "Email",
    "TTY",
    "English",
    "Español",
    "Test",
}
"""What is called the same in every language."""


@pytest.fixture(scope="module")
def arabic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Content]]:
    """The site with one language more, which runs from right to left: a folder, and its code in site.yaml."""
    folder = tmp_path_factory.mktemp("arabic")
    root = Path(shutil.copytree(ROOT / "content", folder / "content"))
    made.add(root, "ar", "Test")
    with serving(folder, CONTENT_DIR=str(root)) as running:
        yield running, load(root)


def pages(site: Site, content: Content, lang: str) -> Iterator[tuple[str, str]]:
    """Each plain page, each situation asked and answered, and what is said to words."""
    yield from ((sheet, site.get(f"/guide/{lang}/{sheet}").text) for sheet in SHEETS)
    for name, situation in content.situations.items():
        asked = {"situation": name}
        yield name, site.post(f"/guide/{lang}/", asked).text
        yield f"{name}, answered", site.post(f"/guide/{lang}/", {**asked, "go": "answer", "prefer": "no-voice"}).text
        danger = next((question for question, is_ in situation.questions.items() if is_.danger), None)
        if danger:
            yield f"{name}, danger", site.post(f"/guide/{lang}/", {**asked, "go": "answer", danger: "yes"}).text
    yield "nothing heard", site.post(f"/guide/{lang}/", {"text": "xyzzy"}).text


def hosts(content: Content) -> set[str]:
    """The sites that sources lie on, and mail addresses."""
    channels = content.channels.values()
    return {s.url.split("/")[2] for c in channels for s in c.sources} | {c.email for c in channels if c.email}


def test_no_plain_page_of_a_language_shows_english_that_does_not_say_so(site: Site, content: Content) -> None:
    names = {word for name in [*NAMES, *hosts(content)] for word in made.LETTERS.findall(name)}
    english = {name: {said for _, said in made.passages(html)} for name, html in pages(site, content, "en")}
    for lang in set(content.words) - {"en"}:
        for name, html in pages(site, content, lang):
            assert f'<html lang="{lang}" dir="ltr">' in html
            assert len(html.encode()) <= LARGEST_PLAIN_PAGE, (lang, name)
            own = {said for spoken, said in made.passages(html) if spoken == lang}
            leaks = {said for said in own & english[name] if len(set(made.LETTERS.findall(said)) - names) > 1}
            assert leaks == set(), (lang, name)


def test_a_fifth_language_from_right_to_left_is_whole(arabic: tuple[Site, Content]) -> None:
    """Each of its sentences stands between guillemets, so whatever stands outside of them does not come from a file."""
    site, content = arabic
    names = {word for name in ["Test", "TTY", *hosts(content)] for word in made.LETTERS.findall(name)}
    for name, html in pages(site, content, "ar"):
        assert '<html lang="ar" dir="rtl">' in html
        for lang, said in made.passages(html):
            rest = made.outside_guillemets(said) if lang == "ar" else ""
            assert not {word for word in made.LETTERS.findall(rest) if word.isascii()} - names, (name, said)


def test_a_fifth_language_is_offered_and_heard(arabic: tuple[Site, Content]) -> None:
    site, _ = arabic
    assert 'href="/guide/ar/" lang="ar"' in site.get("/guide/en/").text
    html = site.get("/", headers={"accept-language": "ar"}).text
    assert '<html lang="ar" dir="rtl">' in html
    assert 'data-channel="311"' in site.post("/guide/ar/", {"text": "سيارتي"}).text


def test_english_that_stands_in_says_that_it_is_english(tmp_path: Path) -> None:
    """An old translation: English is shown, marked, once, and that language's 311 line stands above it."""
    root = Path(shutil.copytree(ROOT / "content", tmp_path / "content"))
    guide, sites = root / "text/en/guide.yaml", root / "text/en/site.yaml"
    guide.write_text(guide.read_text().replace("\ndanger_first: This may", "\ndanger_first: Now this may"))
    sites.write_text(sites.read_text().replace("menu: Pages", "menu: All pages"))
    changed = load(root)
    with serving(tmp_path, CONTENT_DIR=str(root)) as site:
        html = site.post("/guide/es/loud-party", {"fight_or_weapon": "yes"}).text
    sentence = unmarked(changed.words["es"].guide.danger_first)
    assert html.count(sentence) == 1
    assert f'<span lang="en" dir="ltr">{sentence}</span>' in html
    assert 'aria-label="All pages"' in html
    line = changed.channels["311"].language_lines["es"]
    assert html.index(line) < html.index(sentence)
