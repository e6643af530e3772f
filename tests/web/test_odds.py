"""Who answered incidents like this, beside the answer on both faces: from a real release, never made up."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

import pytest
from markupsafe import escape
from streamlit.testing.v1 import AppTest

from dashboard.content import table
from dashboard.content.load import Content
from dashboard.content.words import fill
from dashboard.guide import answer
from dashboard.guide.odds import Odds, Share
from dashboard.paths import ROOT
from dashboard.published import call_types
from dashboard.published.schema import FIRE_AND_BCR
from dashboard.release.publish import publish
from dashboard.web import odds, render
from tests.published import releases
from tests.published.releases import YEAR, Answered
from tests.support import Site, channels, serving
from tests.web.test_server import LARGEST_PLAIN_PAGE

AT = datetime(2026, 11, 22, 23, 15)
"""A night on which much is closed, so that opening hours are long."""

CASES = {
    "exact": (610, 610, "exactly", {"number": "61%"}),
    "half a percent": (615, 615, "exactly", {"number": "62%"}),
    "a range, rounded outward": (612, 628, "between", {"low": "61%", "high": "63%"}),
    "a range from nothing": (0, 9, "at_most", {"high": "1%"}),
    "a range up to all": (991, 1000, "at_least", {"low": "99%"}),
    "less than half a percent": (4, 4, "at_most", {"high": "1%"}),
    "nearly all": (996, 996, "at_least", {"low": "99%"}),
}


WHOLE = {
    "en": {"count": "1,000", "month": "October 2026"},
    "es": {"count": "1,000", "month": "octubre de 2026"},
}
THIRTY = {"number": "30%"}
THREE = {"police": "61%", "crisis": "31%", "fire": "8%"}


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize(("low", "high", "way", "values"), CASES.values(), ids=CASES)
def test_a_share_in_words(content: Content, lang: str, low: int, high: int, way: str, values: dict[str, str]) -> None:
    words = content.words[lang].guide.odds
    shares = Share("police", low, high), Share(FIRE_AND_BCR, 300, 300)
    said = odds.said(Odds(1000, YEAR[0], YEAR[-1], shares), content.words[lang], lang)
    share = fill(getattr(words, way), values)
    assert said == fill(words.together, {**WHOLE[lang], "police": share, "others": fill(words.exactly, THIRTY)})


@pytest.mark.parametrize("lang", ["en", "es"])
def test_three_shares_in_words(content: Content, lang: str) -> None:
    words = content.words[lang].guide.odds
    shares = Share("police", 610, 610), Share("bcr", 310, 310), Share("fire", 80, 80)
    said = odds.said(Odds(1000, YEAR[0], YEAR[-1], shares), content.words[lang], lang)
    percent = {name: fill(words.exactly, {"number": n}) for name, n in THREE.items()}
    assert said == fill(words.parts, {**WHOLE[lang], **percent})


COUNTS: dict[str, Answered] = {"crisis-and-welfare": (1900, 30, 850), "medical": (70, 3700, 5), "fire": (40, 900, 2)}


def put(root: Path, series: str) -> Path:
    """A release of a year in which every category has its count in each month; most are mostly police."""
    counts = {category: [COUNTS.get(category, (700, 4, 3))] * 12 for category in call_types.load().categories}
    release_id, files = releases.contents(series, made=releases.answered(YEAR, counts))
    publish(root, release_id, files)
    return root


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data root with a release on show that is not a demonstration."""
    return put(tmp_path_factory.mktemp("real"), "city")


@pytest.fixture(scope="module")
def real_site(real: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving(tmp_path_factory.mktemp("site"), DATA_DIR=str(real)) as running:
        yield running


def expected(content: Content, lang: str, situation: str) -> str:
    """As the templates write it: crisis and welfare calls, thefts."""
    words = content.words[lang].guide.odds
    percent = {
        "mental-health-crisis": {"police": "exactly 68%", "crisis": "exactly 31%", "fire": "exactly 1%"},
        "theft": {"police": "at_least 98%", "others": "at_most 2%"},
    }[situation]
    said = {}
    for name, text in percent.items():
        way, number = text.split()
        said[name] = fill(getattr(words, way), dict.fromkeys(("number", "low", "high"), number))
    count = {"mental-health-crisis": "33,360", "theft": "8,484"}[situation]
    sentence = fill(words.together if "others" in said else words.parts, {**WHOLE[lang], **said, "count": count})
    return f"{escape(sentence)} {escape(words.note)}"


def replies(content: Content, situation: str) -> dict[str, str]:
    """No danger, and no to every other question."""
    return dict.fromkeys(content.situations[situation].questions, "no")


@pytest.mark.whole
@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("situation", ["mental-health-crisis", "theft"])
def test_the_plain_face_says_it_below_the_options(real_site: Site, content: Content, lang: str, situation: str) -> None:
    page = real_site.post(f"/guide/{lang}/{situation}", {**replies(content, situation), "go": "answer"}).text
    at = page.index(expected(content, lang, situation))
    assert page.rindex("data-channel=") < at < page.index(f"<h2>{escape(content.words[lang].guide.labels.say)}")
    assert page.index('href="/calls"', at) < page.index("<h2>", at)


def streamlit_answer(content: Content, situation: str, lang: str, given: Mapping[str, str]) -> str:
    """The HTML of the answer to `given`."""
    app = AppTest.from_file(str(ROOT / "dashboard" / "site.py"), default_timeout=30)
    app.context = {"locale": f"{lang}-US"}
    page = app.run().button(key=f"tile-{situation}").click().run()
    while question := table.next_question(content.situations[situation], page.session_state.replies):
        page = page.button(key=f"{question}-{given[question]}").click().run()
    assert not page.exception
    return "\n".join(element.proto.body for element in page.get("html"))


@pytest.mark.whole
@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("situation", ["mental-health-crisis", "theft"])
def test_the_streamlit_face_says_the_same(
    real: Path, monkeypatch: pytest.MonkeyPatch, content: Content, lang: str, situation: str
) -> None:
    monkeypatch.setenv("DATA_DIR", str(real))
    html = streamlit_answer(content, situation, lang, replies(content, situation))
    assert expected(content, lang, situation) in html


@pytest.mark.whole
def test_it_follows_words_as_well(real_site: Site, content: Content) -> None:
    page = real_site.post("/guide/en/", {"text": "my bike was stolen yesterday"}).text
    assert expected(content, "en", "theft") in page


SILENT = {
    "danger": ("theft", "happening_now"),
    "a situation without call types": ("needles", None),
}


@pytest.mark.whole
@pytest.mark.parametrize(("situation", "danger"), SILENT.values(), ids=SILENT)
def test_nothing_is_said_in_danger_or_without_call_types(
    real: Path, real_site: Site, monkeypatch: pytest.MonkeyPatch, content: Content, situation: str, danger: str | None
) -> None:
    given = {**replies(content, situation), **({danger: "yes"} if danger else {})}
    note = escape(content.words["en"].guide.odds.note)
    page = real_site.post(f"/guide/en/{situation}", {**given, "go": "answer"}).text
    assert channels(page)
    assert note not in page
    monkeypatch.setenv("DATA_DIR", str(real))
    assert note not in streamlit_answer(content, situation, "en", given)


def test_made_up_figures_and_none_at_all_leave_the_answer_alone(
    real: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: Content
) -> None:
    (tmp_path / "empty").mkdir()
    seen = {}
    for name, root in {
        "shipped": ROOT / "data",
        "demo": put(tmp_path, "demo"),
        "empty": tmp_path / "empty",
        "no folder": tmp_path / "none",
        "real": real,
    }.items():
        monkeypatch.setenv("DATA_DIR", str(root))
        for lang in content.words:
            seen[name, lang] = plain_answer(content, lang, "theft", replies(content, "theft"))
    for lang, words in content.words.items():
        silent = {seen[name, lang] for name in ("shipped", "demo", "empty", "no folder")}
        assert len(silent) == 1
        assert escape(words.guide.odds.note) not in silent.pop()
        assert escape(words.guide.odds.note) in seen["real", lang]


@pytest.mark.whole
@pytest.mark.parametrize("situation", ["mental-health-crisis", "theft"])
def test_no_face_shows_made_up_figures(site: Site, content: Content, situation: str) -> None:
    note = escape(content.words["en"].guide.odds.note)
    given = replies(content, situation)
    page = site.post(f"/guide/en/{situation}", {**given, "go": "answer"}).text
    assert channels(page)
    assert note not in page
    assert note not in streamlit_answer(content, situation, "en", given)


def test_with_figures_too_a_plain_answer_is_small(
    real: Path, monkeypatch: pytest.MonkeyPatch, content: Content
) -> None:
    monkeypatch.setenv("DATA_DIR", str(real))
    said = 0
    for lang, words in content.words.items():
        for name, situation in content.situations.items():
            for given in table.paths(situation):
                page = plain_answer(content, lang, name, given)
                said += escape(words.guide.odds.note) in page
                assert len(page.encode()) <= LARGEST_PLAIN_PAGE, (lang, name)
    assert said


def plain_answer(content: Content, lang: str, name: str, given: Mapping[str, str]) -> str:
    page, situation = render.Page(content, lang), content.situations[name]
    decided = answer.answer(content, name, given, AT)
    values = {"situation": situation, "a": decided, "given": given, "replies": [], "chosen": ()}
    return render.page("situation.html", page=page, here=name, **values)
