"""Every Streamlit page runs, and the guide decides as the plain pages do."""

import csv
import shutil
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.content import table
from dashboard.content.load import Content
from dashboard.guide.answer import answer
from dashboard.paths import ROOT
from dashboard.published import live as published
from dashboard.release import build, demo
from dashboard.web import render
from tests.support import channels

pytestmark = pytest.mark.whole

SCRIPT = str(ROOT / "dashboard" / "site.py")


@pytest.fixture(autouse=True)
def _state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATE_DIR", str(tmp_path / "state"))


@pytest.fixture
def app() -> AppTest:
    return AppTest.from_file(SCRIPT, default_timeout=30).run()


def open_page(app: AppTest, name: str) -> AppTest:
    return app.switch_page(str(ROOT / "pages" / f"{name}.py")).run()


def html(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


@pytest.mark.parametrize("name", ["guide", "calls", "map", "about"])
def test_every_page_runs_under_the_emergency_block(app: AppTest, name: str) -> None:
    page = open_page(app, name)
    assert not page.exception
    assert len(page.title) == 1
    assert 'href="tel:911"' in html(page)


def test_both_faces_decide_alike_on_every_path(app: AppTest, content: Content) -> None:
    for situation in content.situations.values():
        for replies in table.paths(situation):
            page = app.button(key=f"tile-{situation.id}").click().run()
            for question, reply in replies.items():
                page = page.button(key=f"{question}-{reply}").click().run()
            expected = answer(content, situation.id, replies, render.now())
            assert channels(html(page)) == [option.channel.id for option in expected.options], replies
            assert (content.words["en"].guide.danger_first in html(page)) == expected.danger
            app = next(b for b in page.button if b.label == content.words["en"].guide.start_again).click().run()


def test_the_pages_speak_the_language_of_the_browser(content: Content) -> None:
    for lang, words in content.words.items():
        app = AppTest.from_file(SCRIPT, default_timeout=30)
        app.context = {"locale": f"{lang}-US"}
        app.run()
        assert [title.value for title in app.title] == [words.guide.heading]
        for name in ("calls", "map", "methods", "about"):
            assert not open_page(app, name).exception


def test_back_keeps_the_earlier_answers(app: AppTest, content: Content) -> None:
    guide = content.words["en"].guide
    page = app.button(key="tile-car-broken-into").click().run()
    page = page.button(key="happening_now-no").click().run()
    page = page.button(key="anyone_hurt-yes").click().run()
    assert guide.danger_first in html(page)
    page = next(b for b in page.button if b.label == guide.back).click().run()
    assert page.session_state.replies == {"happening_now": "no"}


def test_back_leads_through_what_was_heard_to_the_start(app: AppTest, content: Content) -> None:
    guide = content.words["en"].guide
    page = say(app, "my car was stolen")
    page = next(b for b in page.button if b.key and b.key.startswith("heard-")).click().run()
    while "situation" in page.session_state:
        page = press(page, guide.back)
    assert [title.value for title in page.title] == [guide.found]
    assert [title.value for title in press(page, guide.back).title] == [guide.heading]


def test_to_start_again_is_to_start_with_no_wish(app: AppTest, content: Content) -> None:
    guide = content.words["en"].guide
    page = app.checkbox(key="wish-no-police").check().run()
    page = press(say(page, "my car was stolen"), guide.start_again)
    assert not [box.key for box in page.checkbox if box.value]


def test_words_that_say_so_choose_the_wish(app: AppTest, content: Content) -> None:
    page = say(app, "i am deaf, someone smashed my car window last night")
    assert page.checkbox(key="wish-no-voice").value
    page = say(press(page, content.words["en"].guide.start_again), "i am deaf, he has a gun")
    assert content.words["en"].guide.no_voice.first in html(page)
    assert 'class="call first" href="sms:911"' in html(page)


def test_whoever_may_need_to_leave_can(app: AppTest, content: Content) -> None:
    page = say(app, "my husband beats me and he is here")
    assert content.site.leave_to in html(page)
    page = say(press(page, content.words["en"].guide.start_again), "my house is on fire")
    assert content.site.leave_to not in html(page)


def say(app: AppTest, text: str) -> AppTest:
    app.text_input(key="text").set_value(text)
    return next(b for b in app.button if b.proto.is_form_submitter).click().run()


def press(page: AppTest, label: str) -> AppTest:
    return next(b for b in page.button if b.label == label).click().run()


def test_words_lead_to_an_answer(app: AppTest) -> None:
    assert channels(html(say(app, "he has a gun")))[0] == "911"


def test_the_calls_page_says_the_same_in_chart_table_and_file(app: AppTest) -> None:
    page = open_page(app, "calls")
    page = page.selectbox(key="area").select("whittier").run()
    page = page.selectbox(key="category").select("parking").run()
    assert not page.exception
    release = published.release()
    assert release
    chart = page.get("vega_lite_chart")[0].proto
    assert release.notice in chart.alt
    rows = list(csv.DictReader(StringIO(_download(page))))
    assert len(rows) == len(release.months)
    assert {row["note"] for row in rows} == {release.notice}
    for row in rows:
        shown = f"{int(row['count']):,}" if row["count"].isdigit() else f"fewer than {release.threshold}"
        assert f"<td>{shown}</td>" in html(page)
        assert row["count"] == "withheld" or int(row["count"]) >= release.threshold


def _download(page: AppTest) -> str:
    from dashboard.metrics import counts

    release = published.release()
    assert release
    assert page.get("download_button")
    return counts.as_csv(counts.by_month(release, "parking", "whittier"), release)


def test_demonstration_figures_say_so_wherever_they_stand(app: AppTest, content: Content) -> None:
    notice = content.words["en"].site.notices.demonstration
    for name in ("calls", "map"):
        page = open_page(app, name)
        assert 'class="label"' in html(page)
        assert any(notice in element.value for element in page.markdown)
        assert f"({notice})</caption>" in html(page)


def test_no_release_is_said_in_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: Content) -> None:
    shutil.copytree(ROOT / "data" / "reference", tmp_path / "data" / "reference")
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    app = AppTest.from_file(SCRIPT, default_timeout=30).run()
    for name in ("calls", "map"):
        page = open_page(app, name)
        assert not page.exception
        assert [info.value for info in page.info] == [content.words["en"].site.notices.no_release]


def test_a_release_with_nothing_to_show_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: Content
) -> None:
    """One call on the first day and one on the last: every cell is withheld."""
    calls = tmp_path / "calls.csv"
    demo.write(31, calls, end=date(2026, 10, 31))
    lines = calls.read_text().splitlines(keepends=True)
    calls.write_text("".join([lines[0], *lines[1:4], *lines[-3:]]))
    build.build(calls, tmp_path / "data", "demo", date(2026, 11, 22))
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    app = AppTest.from_file(SCRIPT, default_timeout=30).run()
    page = open_page(app, "map")
    assert not page.exception
    none = content.words["en"].pages.map.sentence_none.split("{")[-1].split("}")[-1]
    assert any(none in element.value for element in page.markdown)
    assert not open_page(app, "calls").exception
