"""Every Streamlit page in a language made of marked English: what stands outside of its marks is no word of ours."""

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.content import live
from dashboard.content.translation import passages
from dashboard.paths import ROOT
from dashboard.published import live as published
from dashboard.published import places
from dashboard.web import shell
from tests import languages as made

pytestmark = pytest.mark.whole

PAGES = sorted(set(shell.PAGES.values()))
SAID = frozenset({"label", "body", "placeholder", "options", "help", "alt", "title", "caption"})
"""The fields of Streamlit's elements that a person reads or hears."""
NAMES = (
    "Test English CSV PDF PNG SVG Parquet Python R JavaScript Atom datapackage json CC month py txt google https www "
    "demo pilots"
)


@pytest.fixture
def arabic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    root = Path(shutil.copytree(ROOT / "content", tmp_path / "content"))
    made.add(root, "ar", "Test")
    monkeypatch.setenv("CONTENT_DIR", str(root))
    monkeypatch.setenv("STATE_DIR", str(tmp_path / "state"))
    app = AppTest.from_file(str(ROOT / "dashboard" / "site.py"), default_timeout=60)
    app.query_params["lang"] = "ar"
    return app.run()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_says_nothing_but_its_words(arabic: AppTest, name: str) -> None:
    page = arabic.switch_page(str(ROOT / "pages" / f"{name}.py")).run() if name != "guide" else arabic
    assert not page.exception
    release = published.release()
    assert release
    known = {place.name for place in places.load()} | {place.community for place in places.load()}
    known |= {release.id, *release.source, live_publisher(), *NAMES.split()}
    known |= {
        field["name"] for table in release.package["resources"] for field in table.get("schema", {}).get("fields", [])
    }
    names = {word for each in known for word in made.LETTERS.findall(each)}
    for lang, said in everything(page):
        rest = made.outside_guillemets("".join(part for english, part in passages(said) if not english))
        words = {word for word in made.LETTERS.findall(rest) if word.isascii()}
        assert lang != "ar" or not words - names, (lang, said)


def live_publisher() -> str:
    content = live.shown().content
    assert content
    return content.site.publisher


def everything(page: AppTest) -> list[tuple[str, str]]:
    """What each element of a page says, with the language that it says it is in."""
    found: list[tuple[str, str]] = []
    for element in page.main:
        for said in made.strings(element.proto, SAID) if getattr(element, "proto", None) else ():
            found += made.passages(said, "ar") if "<" in said else [("ar", said)]
    return found
