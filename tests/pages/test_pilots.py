"""The pilots and findings pages: every figure with its source, in every language."""

import re
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.content.load import Content
from dashboard.paths import ROOT
from dashboard.published import figures
from dashboard.web import quoted, shell

pytestmark = pytest.mark.whole

LANGUAGES = ["en", "es"]


@pytest.fixture(autouse=True)
def _state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATE_DIR", str(tmp_path / "state"))


def opened(name: str, lang: str, pilot: str = "") -> str:
    """The HTML of a page, read by someone whose browser speaks a language."""
    app = AppTest.from_file(str(ROOT / "dashboard" / "site.py"), default_timeout=30)
    app.query_params["lang"] = lang
    app.run()
    if pilot:
        app.query_params["pilot"] = pilot
    page = app.switch_page(str(ROOT / "pages" / f"{name}.py")).run()
    assert not page.exception
    assert len(page.title) == 1
    body = "\n".join(element.proto.body for element in page.get("html"))
    return unescape("\n".join([page.title[0].value, body]))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_recommendation_has_a_card_that_leads_to_its_page(content: Content, lang: str) -> None:
    html, words = opened("pilots", lang), content.words[lang]
    assert re.findall(r'data-pilot="([^"]+)"', html) == list(content.pilots)
    for pilot in content.pilots.values():
        assert f"/pilots?pilot={pilot.id}&lang={lang}" in html
        assert words.pilots[pilot.id].sentence in html
        assert words.pages.pilots.statuses[pilot.status] in html


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_pilots_page_says_all_that_its_files_say(content: Content, lang: str) -> None:
    published, words = figures.load(), content.words[lang]
    for pilot in content.pilots.values():
        html, said = opened("pilots", lang, pilot.id), words.pilots[pilot.id]
        assert said.title in html
        assert pilot.page in html
        for sentence in (*said.timeline.values(), *said.phases.values(), *said.disagree.values(), *said.unknown):
            assert sentence in html
        for source in pilot.sources:
            assert source.url
            assert source.url in html
        assert set(re.findall(r'data-series="([^"]+)"', html)) == set(pilot.shown().values())
        for row in (row for name in pilot.shown().values() for row in published[name]):
            shown = (
                quoted.value(row, words, lang),
                quoted.when(row.period, words, lang),
                row.url,
                words.figures.confidence[row.confidence],
                words.figures.series[row.series].beware,
            )
            assert all(text in html for text in shown), row
        assert (words.pages.pilots.no_figures in html) == (not pilot.shown() or "before" in pilot.phases)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_finding_leads_to_what_the_site_does(content: Content, lang: str) -> None:
    html = opened("findings", lang)
    for finding in content.findings.values():
        said = content.words[lang].findings[finding.id]
        assert said.text in html
        assert not said.disagree or said.disagree in html
        path = "/" if finding.leads == "guide" else f"/{finding.leads}"
        assert path in shell.PAGES
        asked = f"pilot={finding.pilot}&lang={lang}" if finding.pilot else f"lang={lang}"
        assert f'href="{path}?{asked}" target="_self">{said.link}</a>' in html


def test_an_unknown_pilot_leads_to_all_of_them(content: Content) -> None:
    assert re.findall(r'data-pilot="([^"]+)"', opened("pilots", "en", "<script>")) == list(content.pilots)


@pytest.mark.parametrize(
    ("series", "en", "es"),
    [
        ("share_diverted", "about 9%", "más o menos 9%"),
        ("bcr_calls_coded", "about 9,992 calls", "más o menos 9,992 llamadas"),
        ("tc_overnight_calls", "10 calls a month or fewer", "10 llamadas al mes o menos"),
        ("survey_want_mental_health", "almost 90%", "casi 90%"),
        ("cna_minutes_movable", "69.2 minutes", "69.2 minutos"),
        ("bcr_injuries", "0 injuries", "0 heridos"),
    ],
)
def test_a_value_is_quoted_as_its_source_words_it(content: Content, series: str, en: str, es: str) -> None:
    row = figures.load()[series][0]
    assert quoted.value(row, content.words["en"], "en") == en
    assert quoted.value(row, content.words["es"], "es") == es


@pytest.mark.parametrize(
    ("period", "en", "es"),
    [
        ("2023", "2023", "2023"),
        ("2023-07/2024-06", "Jul 2023 – Jun 2024", "jul 2023 – jun 2024"),
        ("2021-12/2023-07-17", "Dec 2021 – Jul 17, 2023", "dic 2021 – 17 jul 2023"),
        ("undated", "no date", "sin fecha"),
    ],
)
def test_a_period_is_said_in_the_pages_language(content: Content, period: str, en: str, es: str) -> None:
    assert quoted.when(period, content.words["en"], "en") == en
    assert quoted.when(period, content.words["es"], "es") == es
