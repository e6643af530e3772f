"""While a channel is down, nothing is printed that names it; when it works again, the kit is back by itself."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

from dashboard.clock import local
from dashboard.content.load import load
from dashboard.content.standing import as_of
from dashboard.web import kit_files, kit_page, render
from tests.support import escape, serving

END = local(datetime(2026, 11, 23, 18))
LINES = "status: down\nuse: nonemergency\nuntil: {until}\n"


@pytest.mark.parametrize(
    ("channel", "waiting"),
    [
        ("311", {"choose-response", "report-it", "parking", "911-or-311"}),
        ("report-online", {"report-it", "parking"}),
        ("county-crisis", {"choose-response"}),
        ("animal-control", set()),
    ],
)
def test_the_themes_of_a_channel_wait_until_the_minute_it_works_again(
    editable: Path, channel: str, waiting: set[str]
) -> None:
    with (editable / "channels" / f"{channel}.yaml").open("a") as file:
        file.write(LINES.format(until="2026-11-23 18:00"))
    content = load(editable)
    for at, expected in ((END - timedelta(minutes=1), waiting), (END, set())):
        shown = as_of(content, at)
        assert {theme.id for theme in shown.themes.values() if kit_page.down(shown, theme)} == expected


@pytest.mark.parametrize("lang", ["en", "es"])
def test_the_page_says_what_to_use_and_offers_nothing_to_print(editable: Path, lang: str) -> None:
    with (editable / "channels" / "report-online.yaml").open("a") as file:
        file.write(LINES.format(until="2026-11-23 18:00"))
    content = as_of(load(editable), END - timedelta(minutes=1))
    page = render.Page(content, lang)
    said = render.part("paused", page, content.themes["report-it"], of="kit_parts.html")
    assert content.channels["nonemergency"].phones[0].number in said
    assert escape(page.words.kit.page.paused) in said
    assert escape(page.words.channels["report-online"].name) in said
    assert ".pdf" not in said


def _until(url: str, shown: Callable[[str], bool]) -> str:
    """The theme's page as soon as the site has seen the change; it looks at its files once a second."""
    for _ in range(2000):
        text = httpx.get(f"{url}/guide/en/kit/parking", timeout=60).text
        if shown(text):
            return text
    raise AssertionError("the page did not turn")


@pytest.mark.whole
def test_an_outage_turns_the_served_kit_at_once_and_its_end_brings_it_back(editable: Path, tmp_path: Path) -> None:
    channel = editable / "channels" / "311.yaml"
    as_shipped = channel.read_text()
    picture = "/guide/en/kit/parking/preview.png"
    with serving(tmp_path, CONTENT_DIR=str(editable)) as site:
        page = site.get("/guide/en/kit/parking").text
        assert "poster-letter.pdf" in page
        channel.write_text(as_shipped + LINES.format(until="2099-01-01 00:00"))
        down = _until(site.url, lambda text: "poster-letter.pdf" not in text)
        assert "612-348-2345" in down
        refused = site.get(picture)
        assert (refused.status_code, refused.headers["location"]) == (307, "/guide/en/kit/parking")
        channel.write_text(as_shipped + LINES.format(until="2026-01-01 00:00"))
        assert "poster-letter.pdf" in _until(site.url, lambda text: "poster-letter.pdf" in text)
        assert httpx.get(site.url + picture, timeout=kit_files.LONGEST).status_code == 200
