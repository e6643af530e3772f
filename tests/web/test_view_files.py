"""Figures as files at fixed addresses."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from dashboard.content.load import Content
from dashboard.metrics.ask import Ask
from dashboard.published import live, places
from dashboard.release.publish import withdraw
from dashboard.web.view import View
from tests.published.releases import put
from tests.support import Site, serving

pytestmark = pytest.mark.whole


def asked(site: Site, path: str) -> httpx.Response:
    return site.get(path, follow_redirects=True)


def test_a_file_is_what_the_page_shows(site: Site, content: Content) -> None:
    release = live.release()
    assert release
    answer = asked(site, "/data/view/current/incidents.csv?area=whittier&category=theft")
    view = View("incidents", release, Ask(("whittier",), "theft"), content.words["en"], "en")
    assert answer.text == view.csv()
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert urlsplit(str(answer.url)).path == f"/data/view/{release.id}/incidents.csv"


def test_a_picture_is_drawn_and_kept(site: Site) -> None:
    for _ in range(2):
        answer = asked(site, "/data/view/current/kinds.png?area=whittier&lang=es")
        assert answer.headers["content-type"] == "image/png"
        assert answer.content.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "path",
    ["/data/view/current/nothing.csv", "/data/view/no-release/incidents.csv", "/data/view/current/incidents.exe",
     "/data/view/current/change.png", "/data/view/current/..%2f..%2fetc%2fpasswd.csv"],
)  # fmt: skip
def test_what_is_no_figure_is_not_found(site: Site, path: str) -> None:
    assert asked(site, path).status_code == 404


def test_what_nobody_offers_is_left_out(site: Site) -> None:
    plain = asked(site, "/data/view/current/incidents.csv").text
    assert asked(site, "/data/view/current/incidents.csv?area=%00&category=9&month=x&per=7&since=1").text == plain


def test_a_figure_is_not_sent_twice_and_can_be_asked_from_any_site(site: Site) -> None:
    address = str(asked(site, "/data/view/current/incidents.csv").url)
    first = httpx.get(address)
    again = httpx.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert httpx.options(address).status_code == 204


def test_figures_stay_at_their_address_until_the_release_is_withdrawn(
    tmp_path: Path,
) -> None:
    root = tmp_path / "data"
    first, second = (put(root, number=number).name for number in (112, 212))
    with serving(tmp_path, DATA_DIR=str(root)) as site:
        path = f"/data/view/{first}/incidents.csv"
        assert asked(site, "/data/view/current/incidents.csv").url.path == f"/data/view/{second}/incidents.csv"
        assert asked(site, path).status_code == 200
        withdraw(root, first, "Wrong.", date(2026, 11, 25))
        assert asked(site, path).status_code == 410


def test_many_pictures_at_once_leave_the_guide_free(site: Site) -> None:
    areas = [place.id for place in places.load()][:40]
    release = live.release()
    assert release
    with ThreadPoolExecutor(40) as people:
        paths = [f"/data/view/{release.id}/kinds.png?area={area}" for area in areas]
        answers = [people.submit(asked, site, path) for path in paths]
        assert site.get("/guide/en/").status_code == 200
        assert {answer.result().status_code for answer in answers} == {200, 503}
