"""Releases of other sources than the City's: every page opens and says what is missing."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.content.load import Content
from dashboard.content.words import Words
from dashboard.metrics.ask import Ask
from dashboard.paths import ROOT
from dashboard.published import read
from dashboard.published.read import Release
from dashboard.release import build
from dashboard.web import brief
from dashboard.web.view import View
from tests.release.calls import AS_OF, export, write_csv, write_export
from tests.support import serving

pytestmark = pytest.mark.whole

WARDS = """
title: Calls of a city that names wards alone
incident: CASE
time: {column: WHEN, zone: wall-clock, formats: ["%m/%d/%Y %H:%M"]}
agency: {responder: police}
type: {columns: [NATURE], categories: {theft: [Larceny], parking: [Parked car]}}
resident: {every_row: true}
fields: [CASE, WHEN, NATURE, WARD]
"""
DAYS = [(month, day) for month, last in ((9, 30), (10, 31)) for day in range(1, last + 1)]


def wards(folder: Path) -> Path:
    """Two months of a source without coordinates, neighborhoods or time stamps."""
    rows = [
        {"CASE": f"{month}-{day}-{n}", "WHEN": f"{month}/{day}/2026 {8 + n}:15", "WARD": str(1 + n),
         "NATURE": ("Larceny", "Parked car")[n % 2]}
        for month, day in DAYS for n in range(6)
    ]  # fmt: skip
    layout = folder / "wards.yaml"
    layout.write_text(WARDS)
    made = build.build(
        write_csv(folder / "calls.csv", rows, list(rows[0])), folder / "data", "wards", AS_OF, layout=str(layout)
    )
    assert made.not_placed == made.rows_in == len(rows)
    return folder / "data"


def stamps(folder: Path) -> Path:
    """Two months of a dispatch export with points and time stamps; 12 calls a day in Whittier."""
    rows = [
        export(TIME_RECEIVED=f"2026-{month:02}-{day:02} 12:00:00", TIME_QUEUED=f"2026-{month:02}-{day:02} 12:01:00",
               TIME_ASSIGNED=f"2026-{month:02}-{day:02} 12:0{2 + n % 3}:00",
               TIME_ARRIVED=f"2026-{month:02}-{day:02} 12:1{n % 10}:00",
               TIME_CLEARED=f"2026-{month:02}-{day:02} 12:40:00", AGENCY=("MPD", "MFD", "BCR")[n % 3],
               ADDRESS=f"{100 * n} Lake St")
        for month, day in DAYS for n in range(12)
    ]  # fmt: skip
    build.build(write_export(folder / "calls.csv", rows), folder / "data", "export", AS_OF)
    return folder / "data"


@pytest.fixture(scope="module", params=[wards, stamps], ids=["wards only", "time stamps"])
def root(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data root of a release."""
    make: Callable[[Path], Path] = request.param
    return make(tmp_path_factory.mktemp("source"))


@pytest.fixture
def release(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Release:
    monkeypatch.setenv("STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("DATA_DIR", str(root))
    return read.current(root)


def opened(name: str, lang: str, **asked: str) -> AppTest:
    """A page at an address."""
    app = AppTest.from_file(str(ROOT / "dashboard" / "site.py"), default_timeout=60)
    app.query_params.update({"lang": lang, **asked})
    app.run()
    page = app.switch_page(str(ROOT / "pages" / f"{name}.py"))
    page.query_params.update({"lang": lang, **asked})
    page.run()
    assert not page.exception, (name, asked)
    return page


def said(page: AppTest) -> str:
    """All that a page says."""
    html = [element.proto.body for element in page.get("html")]
    charts = [chart.proto.alt for chart in page.get("vega_lite_chart")]
    return "\n".join([*(element.value for element in (*page.markdown, *page.header)), *html, *charts])


PAGES: list[tuple[str, dict[str, str]]] = [
    *((name, {}) for name in ("guide", "overview", "calls", "map", "pilots", "findings", "methods", "about")),
    ("calls", {"area": "whittier", "category": "theft", "per": "1000", "since": "2026-10"}),
    ("calls", {"category": "parking", "since": "2026-10"}),
    ("map", {"area": "whittier", "per": "1000"}),
    ("map", {"area": "armatage", "month": "2026-09", "category": "parking"}),
    ("pilots", {"pilot": "mental-health"}),
    ("pilots", {"pilot": "parking"}),
    ("pilots", {"pilot": "non-police-reports"}),
]


@pytest.mark.parametrize("lang", ["en", "es"])
def test_every_page_opens_and_leaves_no_hole(release: Release, lang: str) -> None:
    for name, asked in PAGES:
        assert "nan" not in said(page := opened(name, lang, **asked)).casefold().split(), (name, asked)
        assert len(page.title) == 1


@pytest.mark.parametrize("lang", ["en", "es"])
def test_what_the_source_cannot_tell_is_said_and_only_that(release: Release, content: Content, lang: str) -> None:
    words: Words = content.words[lang]
    no_places, no_times = (words.metrics.sentences[key] for key in ("no_places", "no_times"))
    pages = {name: said(opened(name, lang)) for name in ("overview", "calls", "map")}
    assert [no_places in text for text in pages.values()] == [not release.has_places] * 3
    assert (no_times in pages["calls"]) == release.times.empty
    assert (words.pages.overview.cannot_times in pages["overview"]) == release.times.empty
    assert words.pages.map.wards in pages["map"]


def test_a_source_without_places_is_not_asked_about_one(release: Release, content: Content, tmp_path: Path) -> None:
    boxes = [box.key for box in opened("map", "en", area="whittier").selectbox]
    assert ("area" in boxes) == release.has_places
    assert (brief.brief(content, release, "whittier", "en") is not None) == release.has_places
    with serving(tmp_path) as site:
        answer = site.get("/data/view/current/brief.pdf?area=whittier", follow_redirects=True)
        assert answer.status_code == (200 if release.has_places else 404)
        city = site.get("/data/view/current/incidents.csv", follow_redirects=True).text
        asked = site.get("/data/view/current/incidents.csv?area=whittier", follow_redirects=True).text
        assert (asked != city) == release.has_places
        for measure in ("incidents", "kinds", "responders", "not-police", "bcr", "hours", "closed", "areas", "times"):
            drawn = site.get(f"/data/view/current/{measure}.png", follow_redirects=True)
            shown = View(measure, release, Ask(), content.words["en"], "en")
            assert drawn.status_code == (200 if shown.tells else 404), measure
