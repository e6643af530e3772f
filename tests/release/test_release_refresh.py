"""A refresh from end to end: what is published, and what is held with the old release on show."""

import stat
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dashboard.published.read import current
from dashboard.release import private
from dashboard.release.errors import BuildError
from tests.release.arcgis import Barrier, Fault, Layer, bomb, changed, cut, drip, ended, meanwhile, reset, says, silent
from tests.release.calls import call
from tests.release.place import COMMAND, Place, last_day, old_release, one_month_on

pytestmark = pytest.mark.whole

FULL_DISK = 8192
"""Bytes: a page is longer, a report of a failure is not."""


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return old_release(tmp_path_factory.mktemp("old"))


@pytest.fixture
def place(tmp_path: Path, old: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    with one_month_on(tmp_path / "place", old) as made:
        monkeypatch.setattr(tempfile, "tempdir", str(made.raw))
        yield made


def test_the_layer_is_published_and_the_report_says_what_it_took(place: Place) -> None:
    before = current(place.data)
    report = place.refresh()
    after = current(place.data)
    assert (after.id, after.series, after.demonstration) == (report.release, "city-911", False)
    assert after.months == (*before.months, f"{last_day():%Y-%m}")
    [told] = place.reports()
    assert told["problem"] is None
    assert told["fetched"]["rows"] == told["build"]["rows_in"] == 180
    assert place.left() == []


def test_reports_are_for_the_operator_only_and_old_ones_go(place: Place) -> None:
    for number in range(private.KEPT + 2):
        file = private.keep_report(place.data, "refresh", {"number": number})
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [told["number"] for told in place.reports()] == list(range(2, private.KEPT + 2))


def test_a_layer_that_did_not_change_changes_nothing(place: Place) -> None:
    place.refresh()
    before = place.published()
    status, [line], err = place.run(*COMMAND)
    assert (status, err) == (0, [])
    assert line.startswith("No new month")
    assert place.published() == before
    last = place.reports()[-1]
    assert (last["problem"], last["nothing_new"]) == (None, line)


def half(page: dict[str, list[object]]) -> None:
    del page["features"][len(page["features"]) // 2 :]
    page.pop("exceededTransferLimit", None)


BAD: dict[str, tuple[str, Fault, str]] = {
    "error with status 200": ("page", says('{"error": {"code": 400, "message": "Unable to complete."}}'), "error 400"),
    "error for the description": ("about", says('{"error": {"code": 499, "message": "Token Required"}}'), "error 499"),
    "features for a count": ("count", says('{"features": [{"attributes": {"OBJECTID": 1}}]}'), "no count"),
    "empty layer": ("count", says('{"count":0}'), "layer is empty"),
    "html": ("page", says("<html>Down for maintenance</html>"), "a web page, not JSON"),
    "file cut short": ("page", ended, "cut short"),
    "cut": ("page", cut, "connection was cut"),
    "reset": ("page", reset, "connection was cut"),
    "time-out": ("page", silent, "no answer in time"),
    "slow drip": ("page", drip, "took too long"),
    "bomb": ("page", bomb, "unpacks to more"),
    "busy": ("page", says("", 503, Retry_After="0"), "status 503"),
    "another host": ("page", says("", 301, Location="https://elsewhere.invalid/"), "elsewhere"),
    "another layer": ("about", says('{"fields": [{"name": "PIN14", "type": "esriFieldTypeString"}]}'), "no column"),
    "half a page": ("count", changed(lambda answer: answer.update(count=181)), "181 rows before"),
    "edited": ("page", meanwhile(lambda layer: setattr(layer, "edited", layer.edited + 1)), "was edited"),
}


@pytest.mark.parametrize(("kind", "fault", "words"), BAD.values(), ids=BAD)
def test_a_bad_server_leaves_the_old_release_on_show(place: Place, kind: str, fault: Fault, words: str) -> None:
    before = place.published()
    place.layer.spoil(fault, kind)
    with pytest.raises(BuildError, match=words) as caught:
        place.refresh()
    assert len(str(caught.value).splitlines()) == 1
    assert place.published() == before
    [told] = place.reports()
    assert (told["problem"], told["build"]) == (str(caught.value), None)
    assert place.left() == []


def test_half_a_page_is_made_up_for_by_the_next(place: Place) -> None:
    place.layer.spoil(changed(half), "page", 2)
    place.refresh()
    assert place.reports()[0]["fetched"]["rows"] == 180


def without_most(layer: Layer) -> None:
    del layer.rows[20:]


def strange(layer: Layer) -> None:
    layer.rows += [call(Problem__Final_="No such code (P)") for _ in range(1200)]


@pytest.mark.parametrize("change", [without_most, strange], ids=["fall of rows", "unknown codes"])
def test_a_build_that_is_held_is_reported_with_what_was_fetched(
    place: Place, change: Callable[[Layer], object]
) -> None:
    before = place.published()
    change(place.layer)
    with pytest.raises(BuildError) as caught:
        place.refresh()
    assert place.published() == before
    [told] = place.reports()
    assert told["problem"] == str(caught.value)
    assert told["fetched"]["rows"] == len(place.layer.rows)
    assert place.left() == []


def test_the_command_publishes_and_says_so(place: Place) -> None:
    status, out, err = place.run(*COMMAND)
    assert (status, err) == (0, [])
    assert out == [f"{current(place.data).id} is on show: 180 rows read"]
    assert place.left() == []


def test_the_command_that_is_held_exits_with_1_and_one_line(place: Place) -> None:
    place.layer.spoil(says("", 404), "about")
    status, out, err = place.run(*COMMAND)
    assert (status, out) == (1, [])
    assert err == [f"{place.layer.url}: status 404. Check the address of the layer."]
    assert place.reports()[0]["problem"] == err[0]


def test_without_a_data_root_nothing_is_written(place: Place) -> None:
    status, _, [line] = place.run(*COMMAND, DATA_DIR="")
    assert status == 1
    assert "--to" in line
    assert "DATA_DIR" in line
    assert place.layer.asked == []
    assert {path.name for path in (place.checkout / "data").iterdir()} == {"reference"}


def test_a_second_refresh_leaves_at_once_and_the_first_goes_on(place: Place) -> None:
    barrier = Barrier()
    place.layer.spoil(barrier, "page", 2)
    first = place.start(*COMMAND)
    assert barrier.reached.wait(30)
    with pytest.raises(BuildError, match="another refresh is at work") as caught:
        place.refresh()
    assert len(str(caught.value).splitlines()) == 1
    barrier.go.set()
    assert first.communicate(timeout=60)[0].strip() == f"{current(place.data).id} is on show: 180 rows read"
    assert place.left() == []


FULL = f"""
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, ({FULL_DISK}, {FULL_DISK}))
from dashboard.__main__ import main
sys.exit(main(["release", "refresh"]))
"""


def test_a_full_disk_is_named_and_leaves_the_old_release(place: Place) -> None:
    before = place.published()
    status, _, err = place.run("-c", FULL)
    assert status == 1
    assert len(err) == 1
    assert "File too large. Make room there" in err[0]
    assert place.reports()[0]["problem"] == err[0]
    assert place.published() == before
    assert place.left() == []
