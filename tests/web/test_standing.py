"""Outage and banner on both faces of a real server, and the preview with its clock."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

from dashboard import clock
from dashboard.content.load import Content
from dashboard.paths import ROOT
from tests.support import LARGEST_PLAIN_PAGE, Site, channels, escape, serving

pytestmark = pytest.mark.whole

STREAMLIT = ["/", "/calls", "/about"]
PLAIN = ["/guide/en/", "/guide/en/theft", "/guide/en/card", "/guide/en/draft", "/guide/en/sources", "/guide/en/nothing"]
SAFE = {"happening_now": "no", "force_used": "no", "gun_taken": "no"}
SAYS = "Ice storm. Not urgent? Call 612-348-2345."
SAYS_ES = "Tormenta de hielo."
START, END = datetime(2026, 12, 25, 20), datetime(2026, 12, 26, 8)
MINUTE = timedelta(minutes=1)
IN_TIME = {
    "before": (START - MINUTE, False),
    "start": (START, True),
    "last minute": (END - MINUTE, True),
    "end": (END, False),
}


def stage(folder: Path, start: datetime, end: datetime, *down: str) -> Path:
    """A copy of the content with a banner, and channels that are down until the end."""
    content = Path(shutil.copytree(ROOT / "content", folder / "content"))
    with (content / "site.yaml").open("a") as file:
        file.write(f"banner:\n  from: {start:%Y-%m-%d %H:%M}\n  until: {end:%Y-%m-%d %H:%M}\n  text:\n")
        file.write(f'    en: "Ice storm. Not urgent? Call {{nonemergency}}."\n    es: "{SAYS_ES}"\n')
    for channel, use in (pair.split(">") for pair in down):
        with (content / "channels" / f"{channel}.yaml").open("a") as file:
            file.write(f'status: down\nuse: "{use}"\nuntil: {end:%Y-%m-%d %H:%M}\n')
    return content


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("preview")
    content = stage(
        folder, START, END, "report-online>nonemergency", "988>county-crisis", "311>nonemergency", "911>nonemergency"
    )
    with serving(folder, arguments=("--preview",), CONTENT_DIR=str(content)) as running:
        yield running


def at(moment: datetime) -> dict[str, str]:
    return {"cookie": f"preview-clock={moment:%Y-%m-%dT%H:%M}"}


@pytest.mark.parametrize(("moment", "shown"), IN_TIME.values(), ids=IN_TIME)
def test_banner_and_outage_come_and_go_by_the_clock(preview: Site, moment: datetime, shown: bool) -> None:
    """One process, no restart and no edit between."""
    for path in [*STREAMLIT, *PLAIN]:
        assert (SAYS in preview.get(path, headers=at(moment)).text) == shown, path
    answer = preview.post("/guide/en/theft", SAFE, headers=at(moment)).text
    down = moment < END
    assert ("report-online" in channels(answer)) != down
    assert ("report-phone" in channels(answer)) != down


def test_the_banner_is_first_and_english_stands_beneath_its_translations(preview: Site, content: Content) -> None:
    for path in PLAIN:
        html = preview.get(path, headers=at(START)).text
        body = html[html.index("<header>") :]
        assert body.index(SAYS) < body.index('class="languages"') < body.index("tel:911")
    for path in STREAMLIT:
        html = preview.get(path, headers=at(START)).text
        for block in (
            html[html.index('<div id="root">') :],
            html[html.index("<noscript>") : html.index("</noscript>")],
        ):
            assert block.index(SAYS) < block.index("tel:911")
    spanish = preview.get("/guide/es/", headers=at(START)).text
    assert f'{SAYS_ES} <bdi lang="en">{SAYS}</bdi>' in spanish


def test_a_language_without_a_banner_shows_the_english_one_marked(tmp_path: Path) -> None:
    now = clock.now()
    content = stage(tmp_path, now - timedelta(hours=1), now + timedelta(hours=1))
    site_file = content / "site.yaml"
    site_file.write_text(site_file.read_text().replace(f'    es: "{SAYS_ES}"\n', ""))
    with serving(tmp_path, CONTENT_DIR=str(content)) as site:
        for path in ("/guide/es/", "/guide/es/nothing"):
            assert f'<span lang="en">{SAYS}</span>' in site.get(path).text
        for path in ("/guide/en/", "/"):
            assert SAYS in site.get(path, headers=at(datetime(2020, 1, 1))).text, "the public site reads a clock"
        shell = site.get("/", headers={"accept-language": "es"})
        assert f'<span lang="en">{SAYS}</span>' in shell.text
        for path in ("/guide/es/", "/guide/es/theft"):
            assert site.get(path).headers["cache-control"] == "no-store"
        assert shell.headers["cache-control"] == "no-cache"
        assert not {"etag", "last-modified"} & set(shell.headers), "a page of before the end would be kept"


def test_the_emergency_block_dials_who_stands_in(preview: Site, content: Content) -> None:
    crisis, dispatch = (
        re.sub(r"\D", "", content.channels[c].phones[0].number) for c in ("county-crisis", "nonemergency")
    )
    for path in [*STREAMLIT, *PLAIN]:
        during, after = (preview.get(path, headers=at(moment)).text for moment in (START, END))
        for html in (during, after):
            assert html.index('href="tel:911"') < html.index('href="sms:911"')
        assert f'href="tel:{crisis}"' in during
        assert f'href="tel:{dispatch}"' in during
        assert escape(content.words["en"].site.emergency.trouble) in during
        assert 'href="tel:988"' not in during
        assert 'href="tel:988"' in after
        assert f'href="tel:{dispatch}"' not in after or path == "/guide/en/theft"


def test_every_answer_names_what_its_stand_in_stands_for(preview: Site, content: Content) -> None:
    for lang in ("en", "es"):
        words = content.words[lang]
        html = preview.post(f"/guide/{lang}/theft", SAFE, headers=at(START)).text
        gone = ", ".join(words.channels[c].name for c in ("report-online", "report-phone"))
        assert channels(html) == ["nonemergency"]
        assert escape(words.guide.labels.instead.replace("{name}", gone)) in html
        danger = preview.post(f"/guide/{lang}/theft", {"happening_now": "yes"}, headers=at(START)).text
        assert channels(danger)[:2] == ["911", "nonemergency"]
        assert escape(words.site.emergency.trouble) in danger[danger.index("data-channel") :]
        for page in (html, danger):
            bar = page.index("<style>\n#preview")
            assert len(page[:bar].encode()) <= LARGEST_PLAIN_PAGE


def test_draft_and_language_line_turn_too(preview: Site, content: Content) -> None:
    form, line = content.channels["report-online"].web, content.channels["311"].language_lines["es"]
    assert form
    for moment, there in ((START, False), (END, True)):
        draft = preview.get("/guide/es/draft", headers=at(moment)).text
        assert (form in draft) == there
        assert (line in draft) == there


def test_the_preview_has_its_bar_on_every_page_and_goes_back_where_one_was(preview: Site) -> None:
    for path in [*STREAMLIT, *PLAIN, "/nothing", "/preview?page=theft"]:
        html = preview.get(path).text
        assert 'action="/preview/clock"' in html, path
        assert 'src="/preview/problems"' in html
    came = {"referer": f"{preview.url}/calls?area=whittier"}
    set_to = preview.get("/preview/clock?at=2026-12-25T23:00", headers=came)
    assert (set_to.status_code, set_to.headers["location"]) == (303, "/calls?area=whittier")
    assert "preview-clock=2026-12-25T23:00" in set_to.headers["set-cookie"]
    assert "Max-Age=0" in preview.get("/preview/clock", headers=came).headers["set-cookie"]
    elsewhere = preview.get("/preview/clock?at=x", headers={"referer": "http://evil.example//evil.example/"})
    assert elsewhere.headers["location"] == "/"


@pytest.mark.parametrize("cookie", ["x", "2026-99-99T99:99", '"', "2026-12-25T23:00:00+09:00" * 50])
def test_an_odd_clock_is_no_clock(preview: Site, cookie: str) -> None:
    assert preview.get("/guide/en/", headers={"cookie": f"preview-clock={cookie}"}).status_code == 200


def test_the_preview_answers_this_machine_alone(preview: Site) -> None:
    assert preview.get("/guide/en/", headers={"host": "rr.example.org"}).status_code == 403
    for host in ("0.0.0.0", "192.0.2.1", "::"):
        refused = subprocess.run(
            [sys.executable, "app.py", "--preview"],
            cwd=ROOT,
            env={"HOST": host},
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert refused.returncode == 1
        assert len(refused.stderr.strip().splitlines()) == 1


def test_the_public_site_knows_no_preview(site: Site) -> None:
    for path in ("/preview", "/preview/clock?at=2026-12-25T23:00", "/preview/problems"):
        assert site.get(path).status_code == 404
    closed = {"cookie": "preview-clock=2026-12-25T03:00"}
    for path in ("/guide/es/", "/guide/en/city-services", "/"):
        asked = site.get(f"{path}?preview-clock=2026-12-25T03:00&at=2026-12-25T03:00&preview=1", headers=closed)
        assert asked.content == site.get(path).content
        assert "preview" not in asked.text
        assert "set-cookie" not in asked.headers
    answers = [site.post("/guide/en/blocked-driveway", {}, headers=headers).content for headers in (closed, {})]
    assert answers[0] == answers[1]


def test_the_preview_shows_what_is_broken_and_no_last_good_version(tmp_path: Path) -> None:
    content = stage(tmp_path, START, END)
    (content / "situations" / "loud-party.yaml").write_text("id: loud-party\nid: again\n")
    with serving(tmp_path, arguments=("--preview",), CONTENT_DIR=str(content)) as site:
        assert "situations/loud-party.yaml, 2:" in site.get("/preview/problems").text
        assert site.get("/guide/en/loud-party").status_code == 404
        assert site.get("/guide/en/theft").status_code == 200
        assert not list((tmp_path / "state").glob("*"))


def test_the_preview_of_nothing_usable_says_what_is_wrong(tmp_path: Path) -> None:
    content = stage(tmp_path, START, END)
    (content / "site.yaml").write_text("publisher: [")
    with serving(tmp_path, arguments=("--preview",), CONTENT_DIR=str(content)) as site:
        assert "site.yaml, " in httpx.get(f"{site.url}/preview").text
        assert 'src="/preview/problems"' in site.get("/guide/en/").text
