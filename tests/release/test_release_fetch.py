"""Reading a FeatureServer: what arrives from a good one, and what is said of every other."""

import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from dashboard.release.ask import Limits
from dashboard.release.errors import SourceError
from dashboard.release.fetch import Fetched, fetch
from dashboard.release.read import FIELDS, read
from tests.release.arcgis import (
    Fault,
    Layer,
    bomb,
    changed,
    cut,
    drip,
    ended,
    endless,
    meanwhile,
    packed,
    reset,
    says,
    serving,
    silent,
)
from tests.release.calls import call

pytestmark = pytest.mark.whole

QUICK = Limits(
    seconds=20, answer_seconds=1.2, silence=0.8, answer_bytes=1 << 20, page_bytes=1 << 20, tries=3, pause=0.01
)
ERROR = '{"error": {"code": 400, "message": "Unable to complete operation.", "details": []}}'


@pytest.fixture
def layer() -> Iterator[Layer]:
    with serving(Layer([call() for _ in range(120)])) as served:
        yield served


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "raw").mkdir()
    return tmp_path / "raw"


def ids(folder: Path) -> list[int]:
    pages = [json.loads(path.read_bytes()) for path in sorted(folder.iterdir())]
    return [feature["attributes"]["OBJECTID"] for page in pages for feature in page["features"]]


def refused(layer: Layer, folder: Path, limits: Limits = QUICK) -> str:
    with pytest.raises(SourceError) as caught:
        fetch(layer.url, folder, limits)
    line = str(caught.value)
    assert len(line.splitlines()) == 1
    assert line.startswith(layer.url)
    return line


@pytest.mark.parametrize("rows", [1, 49, 50, 51, 100, 120])
def test_every_row_arrives_once_in_pages_that_the_reader_takes(folder: Path, rows: int) -> None:
    with serving(Layer([call() for _ in range(rows)])) as layer:
        found = fetch(layer.url, folder, QUICK)
    assert ids(folder) == [row["OBJECTID"] for row in layer.rows]
    assert (found.rows, found.pages, found.retries, found.restarts) == (rows, -(-rows // 50), 0, 0)
    assert found.edited == layer.edited
    with duckdb.connect() as connection:
        read(connection, folder)
        assert connection.sql("SELECT count(*) FROM source").fetchall() == [(rows,)]


def test_only_the_columns_that_a_release_needs_are_asked_for(layer: Layer, folder: Path) -> None:
    layer.types["Address"] = "esriFieldTypeString"
    fetch(layer.url, folder, QUICK)
    pages = [ask.query for ask in layer.asked if ask.kind == "page"]
    assert {query["outFields"] for query in pages} == {",".join(FIELDS)}
    assert {query["returnGeometry"] for query in pages} == {"false"}


def test_ids_may_have_gaps_and_come_stored_in_any_order(folder: Path) -> None:
    rows = [call(OBJECTID=number * 1000) for number in (7, 3, 9, 1, 5)]
    with serving(Layer(rows, page_rows=2)) as layer:
        fetch(layer.url, folder, QUICK)
    assert ids(folder) == [1000, 3000, 5000, 7000, 9000]


def test_a_page_smaller_than_asked_for_is_followed_by_the_next(layer: Layer, folder: Path) -> None:
    def fewer(page: dict[str, list[object]]) -> None:
        del page["features"][30:]

    layer.spoil(changed(fewer), "page", 1)
    assert fetch(layer.url, folder, QUICK).rows == 120


def test_a_packed_answer_is_unpacked(layer: Layer, folder: Path) -> None:
    layer.spoil(packed, "page")
    assert fetch(layer.url, folder, QUICK).rows == 120


BAD_ONCE: dict[str, Fault] = {
    "error": says(ERROR),
    "html": says("<html>Sign in</html>"),
    "500": says("", 500),
    "503": says("", 503),
    "cut": cut,
    "ended": ended,
    "reset": reset,
    "silent": silent,
    "drip": drip,
    "list": says("[]"),
    "shape": says('{"features": [7]}'),
    "empty": says('{"features": [], "exceededTransferLimit": true}'),
}


@pytest.mark.parametrize("fault", BAD_ONCE.values(), ids=BAD_ONCE)
@pytest.mark.parametrize("kind", ["page", "about", "count"])
def test_after_one_bad_answer_only_that_question_is_asked_again(
    layer: Layer, folder: Path, kind: str, fault: Fault
) -> None:
    layer.spoil(fault, kind, 2)
    found = fetch(layer.url, folder, QUICK)
    assert ids(folder) == [row["OBJECTID"] for row in layer.rows]
    assert (found.retries, found.restarts) == (1, 0)
    pages = [ask.query["where"] for ask in layer.asked if ask.kind == "page"]
    assert len(pages) == 3 + (kind == "page")


def drop(field: str) -> Callable[[dict[str, list[dict[str, dict[str, object]]]]], object]:
    return lambda page: page["features"][-1]["attributes"].pop(field)


def put(field: str, value: object) -> Callable[[dict[str, list[dict[str, dict[str, object]]]]], object]:
    return lambda page: page["features"][-1]["attributes"].update({field: value})


def twice(page: dict[str, list[object]]) -> None:
    page["features"][1:1] = page["features"][:1]


@pytest.mark.parametrize(
    ("kind", "fault", "words"),
    [
        ("about", says(ERROR), "answered an error 400 Unable to complete operation, 3 times"),
        ("page", says('{"error": "\\u001b[2Jgo\\nway"}'), r"an error \[2Jgo way, 3 times"),
        ("about", says('{"count": 1}'), "no description of a layer"),
        ("count", says('{"features": [], "count": "12"}'), "no count where one was asked for"),
        ("count", says('{"count": 0}'), "the layer is empty"),
        ("page", says("<!DOCTYPE html><title>Maintenance</title>"), "a web page, not JSON"),
        ("page", says("[" * 100_000), "cut short or is not JSON"),
        ("page", ended, "cut short or is not JSON"),
        ("page", cut, "the connection was cut"),
        ("page", reset, "the connection was cut"),
        ("page", silent, "no answer in time"),
        ("page", drip, "took too long"),
        ("page", says("", 503), "status 503, 3 times"),
        ("page", says("", 404), "status 404"),
        ("page", says("", 302, Location="https://elsewhere.invalid/x"), r"sends us to elsewhere\.invalid"),
        ("page", says("", 302, Location="http://127.0.0.1:1/x"), "sends us to"),
        ("page", says("", 302, Location="file:///etc/passwd"), "status 302"),
        ("page", endless, "more than 1,048,576 bytes"),
        ("page", bomb, "unpacks to more than 1,048,576 bytes"),
        ("page", says("x", Content_Encoding="gzip"), "cut short"),
        ("page", changed(drop("Agency_Type")), "a row without Agency_Type"),
        ("page", changed(put("Response_Date", "2026-10-01")), "Response_Date holds str, not Date"),
        ("page", changed(put("Final_Priority", True)), "Final_Priority holds bool"),
        ("page", changed(put("OBJECTID", None)), "OBJECTID holds NoneType"),
        ("page", changed(twice), "a row twice, or out of order"),
        ("page", changed(lambda page: page["features"].reverse()), "out of order"),
    ],
)
def test_a_server_that_goes_on_so_is_refused_in_one_line(
    layer: Layer, folder: Path, kind: str, fault: Fault, words: str
) -> None:
    layer.spoil(fault, kind)
    line = refused(layer, folder)
    assert re.search(words, line)


def test_the_same_page_again_is_noticed(layer: Layer, folder: Path) -> None:
    layer.spoil(lambda handler, _: handler.send(first), "page", 2, 3, 4)
    first = json.dumps({"features": [{"attributes": row} for row in layer.rows[:50]]}).encode()
    assert "a row twice" in refused(layer, folder)


def test_a_layer_that_holds_back_rows_is_refused(layer: Layer, folder: Path) -> None:
    layer.spoil(changed(lambda answer: answer.update(count=121)), "count")
    assert "121 rows before, 121 after, and sent 120" in refused(layer, folder)
    assert list(folder.iterdir()) == []


def test_a_layer_that_sends_more_rows_than_it_counts_is_refused(layer: Layer, folder: Path) -> None:
    layer.spoil(changed(lambda answer: answer.update(count=100)), "count")
    assert "100 rows before" in refused(layer, folder)


def test_a_layer_that_says_that_more_rows_follow_and_sends_none_is_refused(layer: Layer, folder: Path) -> None:
    layer.spoil(changed(lambda answer: answer.update(exceededTransferLimit=True)), "page", 3)
    layer.spoil(says('{"features": []}'), "page", 4)
    fetch(layer.url, folder, QUICK)
    assert len([ask for ask in layer.asked if ask.kind == "page"]) == 7


@pytest.mark.parametrize(
    "happens",
    [
        lambda layer: setattr(layer, "edited", layer.edited + 1),
        lambda layer: layer.rows.append(call()),
        lambda layer: layer.rows.insert(0, call(OBJECTID=0)),
        lambda layer: layer.rows.pop(0),
        lambda layer: layer.rows.pop(),
    ],
    ids=["edit", "row added", "row inserted before", "row gone before", "row gone after"],
)
def test_a_layer_that_changes_while_it_is_read_is_read_again(
    layer: Layer, folder: Path, happens: Callable[[Layer], object]
) -> None:
    layer.spoil(meanwhile(happens), "page", 2)
    found = fetch(layer.url, folder, QUICK)
    assert found.restarts == 1
    assert sorted(ids(folder)) == sorted(row["OBJECTID"] for row in layer.rows)


def test_a_layer_that_never_rests_is_given_up(layer: Layer, folder: Path) -> None:
    layer.spoil(meanwhile(lambda layer: setattr(layer, "edited", layer.edited + 1)), "page")
    assert "was edited while it was read, in each of 3 reads" in refused(layer, folder)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda types: types.pop("Call_Disposition"), "no column Call_Disposition"),
        (lambda types: types.update(Disposition=types.pop("Call_Disposition")), "It has Disposition instead"),
        (lambda types: types.update(Response_Date="esriFieldTypeString"), "Response_Date is of type String, not Date"),
        (lambda types: types.update(Latitude="esriFieldTypeString"), "Latitude is of type String, not Single"),
        (lambda types: types.update(OBJECTID="esriFieldTypeInteger"), "OBJECTID is of type Integer, not OID"),
    ],
    ids=["gone", "renamed", "date as text", "number as text", "id"],
)
def test_other_columns_are_refused_by_name_before_any_page_is_read(
    layer: Layer, folder: Path, change: Callable[[dict[str, str]], object], words: str
) -> None:
    change(layer.types)
    assert words in refused(layer, folder)
    assert [ask.kind for ask in layer.asked] == ["about"]


def test_dates_in_seconds_are_refused(folder: Path) -> None:
    with serving(Layer([call(Response_Date=1_790_000_000 + n) for n in range(9)])) as layer:
        assert "Response_Date is not in milliseconds" in refused(layer, folder)


def test_columns_that_were_added_and_whole_numbers_of_another_size_are_no_harm(layer: Layer, folder: Path) -> None:
    layer.types |= {"Final_Priority": "esriFieldTypeSmallInteger", "Extra": "esriFieldTypeString"}
    assert fetch(layer.url, folder, QUICK).rows == 120


def test_progress_is_for_a_terminal_only(
    layer: Layer, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch(layer.url, folder, QUICK)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert isinstance(fetch(layer.url, folder, QUICK), Fetched)
    shown = capsys.readouterr().err
    assert "50 of 120 rows" in shown
    assert "a second, 0 min 00 s left" in shown
