import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from dashboard import clock
from dashboard.content import table
from dashboard.content.load import Content
from dashboard.metrics import maps
from dashboard.paths import ROOT
from dashboard.web import bundles
from tests.support import LARGEST_PLAIN_PAGE, Site, channels, escape, serving

pytestmark = pytest.mark.whole


PAGES = ["/", "/calls", "/map", "/methods", "/kit", "/about"]
PLAIN = [
    "/guide/en/",
    "/guide/en/car-broken-into",
    "/guide/en/card",
    "/guide/en/draft",
    "/guide/en/sources",
    "/guide/en/kit",
]


@pytest.mark.parametrize("path", PAGES)
def test_the_first_bytes_hold_the_emergency_block(site: Site, path: str) -> None:
    html = site.get(path).text
    root = html[html.index('<div id="root">') :]
    noscript = html[html.index("<noscript>") : html.index("</noscript>")]
    for block in (root, noscript):
        assert 'href="tel:911"' in block
        assert 'href="sms:911"' in block
        assert 'href="tel:988"' in block
        assert 'href="/guide/en/"' in block
    assert '<html lang="en" dir="ltr">' in html
    assert re.search(r"<title>[^<]+ – Right Response</title>", html)
    assert '<meta name="description" content="' in html
    assert '<meta property="og:title" content="' in html
    assert "<script>" not in html


@pytest.mark.parametrize("path", [*PAGES, *PLAIN, "/healthz", "/nothing", "/static/none.js"])
def test_every_response_carries_the_headers(site: Site, path: str) -> None:
    headers = site.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "camera=()" in headers["permissions-policy"]
    policy = headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.replace("style-src 'self' 'unsafe-inline'", "")


@pytest.mark.parametrize("path", PLAIN)
def test_a_plain_page_is_small_and_whole(site: Site, path: str) -> None:
    answer = site.get(path)
    assert len(answer.content) <= LARGEST_PLAIN_PAGE
    assert "set-cookie" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"
    assert not re.findall(r'<(?:script|img|link rel="stylesheet")|url\(|@import', answer.text)


def test_every_answer_of_the_plain_guide_fits_and_decides_as_the_guide_does(site: Site, content: Content) -> None:
    from dashboard.guide.answer import answer

    with httpx.Client(base_url=site.url, timeout=20) as client:
        for lang, words in content.words.items():
            for situation in content.situations.values():
                for replies in table.paths(situation):
                    address, form = f"/guide/{lang}/{situation.id}", {**replies, "go": "answer"}
                    page = client.post(address, data=form)
                    expected = answer(content, situation.id, replies, clock.now())
                    assert channels(page.text) == [option.channel.id for option in expected.options]
                    assert (words.guide.danger_first in page.text) == expected.danger
                    wished = client.post(address, data={**form, "prefer": ["no-police", "no-voice"]})
                    assert max(len(page.content), len(wished.content)) <= LARGEST_PLAIN_PAGE, (lang, situation.id)


def test_each_language_is_chosen_for_who_asks_for_it(site: Site, content: Content) -> None:
    for lang, words in content.words.items():
        html = site.get("/", headers={"accept-language": f"{lang}-US,en;q=0.5"}).text
        assert f'<html lang="{lang}" dir=' in html
        assert words.site.emergency.call in html
        assert f'href="/guide/{lang}/"' in html
    assert '<html lang="en" dir="ltr">' in site.get("/", headers={"accept-language": "xx"}).text


def test_what_no_reader_has_checked_has_english_beneath(site: Site, content: Content) -> None:
    english = content.words["en"]
    for lang, words in content.words.items():
        if lang == "en" or words.guide.reviewed:
            continue
        html = site.post(f"/guide/{lang}/loud-party", {"fight_or_weapon": "yes"}).text
        line = content.channels["311"].language_lines[lang]
        assert escape(words.site.notices.machine_draft) in html
        assert line in html
        for sentence in (english.guide.danger_first, english.channels["911"].police, english.guide.danger_say[0]):
            assert escape(sentence) in html, (lang, sentence)
        assert (
            escape(english.situations["loud-party"].questions["fight_or_weapon"])
            in site.get(f"/guide/{lang}/loud-party").text
        )


def test_a_sensitive_situation_opens_without_its_name_in_an_address(site: Site, content: Content) -> None:
    index = site.get("/guide/en/").text
    for situation in content.situations.values():
        assert (f'href="/guide/en/{situation.id}"' in index) != situation.sensitive
        if situation.sensitive:
            opened = site.post("/guide/en/", {"situation": situation.id}).text
            assert f'action="/guide/en/{situation.id}"' not in opened
            assert content.site.leave_to in opened
            answered = site.post("/guide/en/", {"situation": situation.id, "go": "answer"})
            assert channels(answered.text)


def test_wishes_reorder_on_the_plain_face(site: Site) -> None:
    replies = {"fight_or_weapon": "no", "loud_now": "yes"}
    plain = channels(site.post("/guide/en/loud-party", replies).text)
    wished = channels(site.post("/guide/en/loud-party", {**replies, "prefer": ["no-voice", "no-police"]}).text)
    assert sorted(plain) == sorted(wished)


def test_the_card_and_the_draft_send_nothing(site: Site) -> None:
    for sheet in ("card", "draft"):
        html = site.get(f"/guide/en/{sheet}").text
        assert "<form" not in html
        assert "<input" not in html
        assert 'contenteditable="true"' in html
        assert '<base target="_blank">' in html, "a link followed in the same tab loses what was typed"


def test_shown_digits_are_the_digits_dialed(site: Site, content: Content) -> None:
    for situation in content.situations:
        html = site.post(f"/guide/en/{situation}", {"prefer": "no-police"}).text
        for href, shown in re.findall(r'<a class="call[^"]*" href="(?:tel|sms):(\d+)">([^<]*)', html):
            assert re.sub(r"\D", "", shown) == href


REFUSED = {
    "unknown page": ("GET", "/nothing", "", 404),
    "unknown language": ("GET", "/guide/xx/", "", 404),
    "unknown situation": ("GET", "/guide/en/nothing", "", 404),
    "traversal": ("GET", "/guide/en/..%2f..%2fsite.yaml", "", 404),
    "streamlit's own index": ("GET", "/index.html", "", 404),
    "unknown question": ("POST", "/guide/en/loud-party", "color=red", 400),
    "unknown answer": ("POST", "/guide/en/loud-party", "loud_now=maybe", 400),
    "unknown preference": ("POST", "/guide/en/loud-party", "prefer=everything", 400),
    "not a form": ("POST", "/guide/en/loud-party", "{}", 400),
    "not text": ("POST", "/guide/en/", "text=%ff%fe", 200),
    "a megabyte": ("POST", "/guide/en/", "text=" + "a" * 1_000_000, 400),
    "wrong method": ("DELETE", "/guide/en/", "", 405),
    "wrong method on a page": ("PUT", "/calls", "", 405),
}


@pytest.mark.parametrize(("method", "path", "body", "status"), REFUSED.values(), ids=REFUSED)
def test_odd_requests_meet_a_kind_page(site: Site, method: str, path: str, body: str, status: int) -> None:
    answer = httpx.request(
        method, site.url + path, content=body, headers={"content-type": "application/x-www-form-urlencoded"}
    )
    assert answer.status_code == status
    assert 'href="tel:911"' in answer.text
    assert "Traceback" not in answer.text


def test_what_is_typed_comes_back_nowhere(site: Site) -> None:
    planted = "<script>xyzzy</script>"
    for path, body in [("/guide/en/", {"text": planted}), ("/guide/en/loud-party", {"loud_now": planted})]:
        assert "xyzzy" not in site.post(path, body).text


def test_the_log_names_nobody_and_no_answer(site: Site) -> None:
    for path in ("/guide/en/mental-health-crisis?q=plugh", "/guide/plugh/", "/plugh?plugh=1", "/calls?area=plugh"):
        site.get(path)
    site.post("/guide/en/mental-health-crisis", {"weapon_or_violence": "no"})
    site.post("/guide/en/", {"text": "plugh has a gun"})
    log = site.log()
    assert re.search(r"POST /guide/en 200 \d+ms", log)
    lines = [line for line in log.splitlines() if re.match(r"\d{4}-\d\d-\d\dT", line)]
    assert lines
    for secret in ("plugh", "127.0.0.1", "mental-health", "weapon", "Whittier"):
        assert not [line for line in lines if secret in line]


def test_our_font_stands_in_for_streamlits(site: Site) -> None:
    (name,) = (name for name in bundles.names() if bundles.stand_in(name))
    answer = site.get(f"/static/{name}")
    assert answer.content == (ROOT / "dashboard/static/fonts/atkinson-hyperlegible-latin-400-normal.woff2").read_bytes()
    assert "immutable" in answer.headers["cache-control"]


def test_the_shapes_of_the_map_are_sent_once(site: Site) -> None:
    answer = site.get(maps.address("areas"))
    assert set(answer.json()) == {"areas", "stripes", "water", "communities"}
    assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize("encoding", bundles.ENCODINGS)
def test_streamlits_bundles_come_compressed(site: Site, encoding: str) -> None:
    name = re.findall(r'src="(/static/js/index\.[^"]+)"', site.get("/").text)[0]
    plain = site.get(name, headers={"accept-encoding": "identity"})
    packed = site.get(name, headers={"accept-encoding": encoding})
    assert packed.headers["content-encoding"] == encoding
    assert packed.content == plain.content
    assert packed.headers["content-type"].split(";")[0] == plain.headers["content-type"].split(";")[0]
    assert packed.num_bytes_downloaded < plain.num_bytes_downloaded / 2


def test_health_tells_content_and_release(site: Site) -> None:
    health = site.get("/healthz").json()
    assert (health["content"], health["problems"]) == ("ok", [])
    assert health["release"].startswith("demo-")
    assert health["release_age_days"] >= 0


def test_a_broken_file_keeps_the_site_up_and_health_names_the_line(editable: Path, tmp_path: Path) -> None:
    (editable / "situations" / "loud-party.yaml").write_text("id: loud-party\nid: again\n")
    with serving(tmp_path, CONTENT_DIR=str(editable)) as site:
        health = site.get("/healthz")
        problem = health.json()["problems"][0]
        assert health.status_code == 200
        assert (problem["file"], problem["line"]) == ("situations/loud-party.yaml", 2)
        assert site.get("/guide/en/car-broken-into").status_code == 200


def test_with_no_words_at_all_the_emergency_numbers_stand(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with serving(tmp_path, CONTENT_DIR=str(tmp_path / "empty")) as site:
        for path in ("/", "/guide/en/", "/nothing"):
            answer = site.get(path)
            assert answer.status_code == 503
            assert 'href="tel:911"' in answer.text
        assert site.get("/healthz").status_code == 503


def test_a_release_with_a_missing_file_leaves_the_site_up(tmp_path: Path) -> None:
    data = shutil.copytree(ROOT / "data", tmp_path / "data")
    next(data.glob("releases/*/category-month.csv")).unlink()
    with serving(tmp_path, DATA_DIR=str(data)) as site:
        health = site.get("/healthz").json()
        assert health["release"] is None
        assert health["release_problems"]
        assert site.get("/calls").status_code == 200


def start(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "app.py"], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


def test_a_port_in_use_is_one_line_that_says_what_to_do() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        refused = start(PORT=str(taken.getsockname()[1]))
    assert refused.returncode == 1
    assert len(refused.stderr.strip().splitlines()) == 1
    assert "make run PORT=" in refused.stderr


@pytest.mark.parametrize("port", ["eight", "0", "70000"])
def test_a_port_that_is_none_is_one_line(port: str) -> None:
    refused = start(PORT=port)
    assert refused.returncode == 1
    assert len(refused.stderr.strip().splitlines()) == 1
