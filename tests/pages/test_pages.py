"""Every Streamlit page runs, and the guide decides as the plain pages do."""

import csv
import re
import shutil
from datetime import date, datetime
from html import unescape
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd
import pytest
from markupsafe import escape
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df
from streamlit.testing.v1 import AppTest

from dashboard import clock
from dashboard.content import table
from dashboard.content.load import Content
from dashboard.guide.answer import answer
from dashboard.metrics.ask import Ask
from dashboard.paths import ROOT
from dashboard.published import live as published
from dashboard.release import build, demo
from dashboard.web.view import View
from tests.release.calls import export, write_export
from tests.support import Site, channels

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


@pytest.mark.parametrize("name", ["guide", "overview", "calls", "map", "pilots", "findings", "methods", "kit", "about"])
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
            expected = answer(content, situation.id, replies, clock.now())
            assert channels(html(page)) == [option.channel.id for option in expected.options], replies
            assert (content.words["en"].guide.danger_first in html(page)) == expected.danger
            app = next(b for b in page.button if b.label == content.words["en"].guide.start_again).click().run()


def test_the_pages_speak_the_language_of_the_browser(content: Content) -> None:
    for lang, words in content.words.items():
        app = AppTest.from_file(SCRIPT, default_timeout=30)
        app.context = {"locale": f"{lang}-US"}
        app.run()
        assert [title.value for title in app.title] == [words.guide.heading]
        for name in ("overview", "calls", "map", "pilots", "findings", "methods", "kit", "about"):
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


def test_a_chart_in_the_page_holds_the_rows_of_the_file(app: AppTest, content: Content) -> None:
    """Each chart's data, taken out of the page, against the file at its fixed address, cell by cell."""
    page = open_page(app, "calls")
    page = page.multiselect(key="areas").select("whittier").run()
    page = page.selectbox(key="category").select("parking").run()
    assert not page.exception
    release = published.release()
    assert release
    ask = Ask(("whittier",), "parking")
    for chart, measure in zip(page.get("vega_lite_chart"), ("incidents", "kinds"), strict=False):
        view = View(measure, release, ask, content.words["en"], "en")
        drawn = convert_arrow_bytes_to_pandas_df(chart.proto.data.data)
        drawn = drawn[drawn["said"].notna()]
        rows = list(csv.DictReader(StringIO(view.csv())))
        assert len(drawn) == len(rows)
        for mark, row in zip(drawn.to_dict("records"), rows, strict=True):
            assert (
                pd.isna(mark["count"])
                if row["count"] in ("withheld", "missing")
                else mark["count"] == float(row["count"])
            )
        assert release.notice in chart.proto.alt
        for row in view.table()[1]:
            assert f"<td>{escape(row[-1])}</td>" in html(page)


def test_filters_stand_in_the_address_and_come_back_from_it(app: AppTest) -> None:
    page = open_page(app, "calls")
    page = page.multiselect(key="areas").select("whittier").run()
    page = page.selectbox(key="category").select("theft").run()
    assert page.query_params == {"area": "whittier", "category": "theft"}
    again = AppTest.from_file(SCRIPT, default_timeout=30)
    again.query_params.update({"area": "whittier", "category": "theft", "nonsense": "1"})
    again.switch_page(str(ROOT / "pages" / "calls.py"))
    again.run()
    assert not again.exception
    assert again.multiselect(key="areas").value == ["whittier"]
    assert again.selectbox(key="category").value == "theft"
    assert "nonsense" not in again.query_params


def test_demonstration_figures_say_so_wherever_they_stand(app: AppTest, content: Content) -> None:
    notice = content.words["en"].site.notices.demonstration
    for name in ("overview", "calls", "map"):
        page = open_page(app, name)
        assert 'class="label"' in html(page)
        assert f"({notice})" in html(page)
        assert all(
            notice in heading.value
            for heading in page.header
            if heading.value != content.words["en"].pages.overview.cannot_heading
        )


def test_no_release_is_said_in_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: Content) -> None:
    shutil.copytree(ROOT / "data" / "reference", tmp_path / "data" / "reference")
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    app = AppTest.from_file(SCRIPT, default_timeout=30).run()
    for name in ("overview", "calls", "map"):
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
    none = content.words["en"].metrics.sentences["areas_none"].split("{")[-1].split("}")[-1]
    assert any(none in element.value for element in page.markdown)
    assert not open_page(app, "calls").exception


def test_a_source_with_times_and_without_places_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: Content
) -> None:
    days = [f"{month}-{day:02}" for month in ("2026-09", "2026-10") for day in range(1, 31)] + ["2026-10-31"]
    rows = [
        export(TIME_RECEIVED=f"{day} 12:00:00", TIME_QUEUED=f"{day} 12:01:00", TIME_ASSIGNED=f"{day} 12:0{2 + n}:00",
               TIME_ARRIVED=f"{day} 12:1{n}:00", TIME_CLEARED=f"{day} 12:40:00", LATITUDE=None, LONGITUDE=None,
               ADDRESS=f"{100 * n} Lake St")
        for day in days for n in range(4)
    ]  # fmt: skip
    build.build(write_export(tmp_path / "calls.csv", rows), tmp_path / "data", "export", datetime(2026, 11, 22, 12))
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    app = AppTest.from_file(SCRIPT, default_timeout=60).run()
    said = content.words["en"].metrics.sentences
    pages = {name: open_page(app, name) for name in ("overview", "calls", "pilots", "methods")}
    assert not any(page.exception for page in pages.values())
    calls = open_page(app, "calls")
    assert not any(element.value == said["no_times"] for element in calls.markdown)
    assert content.words["en"].metrics.intervals["received-to-arrived"] in html(calls)
    neighborhoods = open_page(app, "map")
    assert not neighborhoods.exception
    assert any(element.value == said["no_places"] for element in neighborhoods.markdown)
    assert not neighborhoods.get("vega_lite_chart")


def test_a_chart_can_be_copied_to_another_website(app: AppTest, content: Content, site: Site) -> None:
    """The copied code is a link around an image that says what it shows, and both are there."""
    page = open_page(app, "calls")
    page = page.multiselect(key="areas").select("whittier").run()
    copied = [unescape(code) for code in re.findall(r"<pre[^>]*>(.*?)</pre>", html(page), re.DOTALL)]
    assert len(copied) == len({*copied}) == 4
    release = published.release()
    assert release
    view = View("incidents", release, Ask(("whittier",)), content.words["en"], "en")
    link, image, alt = re.findall(r'(?:href|src|alt)="([^"]*)"', copied[0])
    notice = content.words["en"].site.notices.demonstration
    assert unescape(alt) == f"{view.alt()} ({notice})"
    assert urlsplit(unescape(link)).query == "area=whittier"
    drawn = urlsplit(unescape(image))
    assert site.get(f"{drawn.path}?{drawn.query}").headers["content-type"] == "image/png"
    assert not any("<script" in code or "<iframe" in code for code in copied)
