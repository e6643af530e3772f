"""When a server is asked again, and when no more."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from dashboard.release.ask import Limits
from dashboard.release.errors import SourceError
from dashboard.release.fetch import fetch
from tests.release.arcgis import Layer, says, serving, silent
from tests.release.calls import call

QUICK = Limits(seconds=20, answer_seconds=1.2, silence=0.8, tries=3, pause=0.01)


@pytest.fixture
def layer() -> Iterator[Layer]:
    with serving(Layer([call() for _ in range(120)])) as served:
        yield served


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "raw").mkdir()
    return tmp_path / "raw"


def refused(layer: Layer, folder: Path, limits: Limits = QUICK) -> str:
    with pytest.raises(SourceError) as caught:
        fetch(layer.url, folder, limits)
    return str(caught.value)


@pytest.mark.parametrize("status", [429, 503])
def test_the_server_says_when_to_come_back(layer: Layer, folder: Path, status: int) -> None:
    layer.spoil(says("", status, Retry_After="1"), "page", 1)
    fetch(layer.url, folder, QUICK)
    first, second = [ask.at for ask in layer.asked if ask.kind == "page"][:2]
    assert second - first >= 1


@pytest.mark.parametrize("when", ["3600", "Fri, 31 Dec 2100 23:59:59 GMT"])
def test_a_wait_beyond_the_time_for_the_run_is_not_begun(layer: Layer, folder: Path, when: str) -> None:
    layer.spoil(says("", 429, Retry_After=when), "page", 1)
    assert "status 429, and the time for this run is over" in refused(layer, folder)
    assert len([ask for ask in layer.asked if ask.kind == "page"]) == 1


def test_each_wait_is_twice_the_one_before(layer: Layer, folder: Path) -> None:
    layer.spoil(says("", 500), "about")
    refused(layer, folder, Limits(tries=4, pause=0.1))
    asked = [ask.at for ask in layer.asked]
    waits = [later - earlier for earlier, later in pairwise(asked)]
    assert [wait >= least for wait, least in zip(waits, (0.1, 0.2, 0.4), strict=True)] == [True] * 3


def test_the_time_for_the_run_ends_it(layer: Layer, folder: Path) -> None:
    layer.spoil(silent, "page")
    assert "time for this run is over" in refused(layer, folder, Limits(seconds=0.5, pause=0.2))


@pytest.mark.parametrize("url", ["http://example.org/0", "ftp://127.0.0.1/0", "file:///etc/passwd", "https://", ""])
def test_an_address_that_is_not_https_is_refused(folder: Path, url: str) -> None:
    with pytest.raises(SourceError, match="not an https address"):
        fetch(url, folder, QUICK)


def test_a_server_that_is_not_there_is_named(folder: Path) -> None:
    with serving(Layer([])) as layer:
        url = layer.url
    with pytest.raises(SourceError, match="cannot be reached") as caught:
        fetch(url, folder, QUICK)
    assert len(str(caught.value).splitlines()) == 1
