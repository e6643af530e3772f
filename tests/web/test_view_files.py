"""Figures as files at fixed addresses."""

from urllib.parse import urlsplit

import httpx
import pytest

from dashboard.content.load import Content
from dashboard.metrics.ask import Ask
from dashboard.published import live
from dashboard.web.view import View
from tests.support import Site

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
