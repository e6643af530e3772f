"""What the reader takes, and what it says of everything else."""

import gzip
import json
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from dashboard.release.errors import SourceError
from dashboard.release.read import FIELDS, read
from tests.release.calls import call, epoch, page, tidied, write_csv, write_page


def rows_of(source: Path) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        read(connection, source)
        return connection.sql("SELECT * FROM source ORDER BY OBJECTID").fetchall()


def test_a_csv_and_a_page_of_the_same_calls_read_alike(tmp_path: Path) -> None:
    rows = [call(Call_Disposition="RPT-Report"), call(Neighborhood__GIS_=None)]
    assert rows_of(write_csv(tmp_path / "a.csv", rows)) == rows_of(write_page(tmp_path / "a.json", rows))


def test_a_folder_of_pages_is_read_whole_and_other_files_are_left(tmp_path: Path) -> None:
    write_page(tmp_path / "1.json", [call(), call()], exceededTransferLimit=True)
    write_page(tmp_path / "2.json", [call()])
    (tmp_path / "notes.txt").write_text("not a page")
    assert len(rows_of(tmp_path)) == 3


def test_columns_may_stand_in_another_order_with_others_between(tmp_path: Path) -> None:
    row = call(Neighborhood__GIS_="Como")
    source = write_csv(tmp_path / "a.csv", [row | {"X": "1"}], header=["X", *reversed(FIELDS)])
    assert rows_of(source)[0][FIELDS.index("Neighborhood__GIS_")] == "Como"


def test_commas_quotes_and_line_ends_inside_a_field_survive(tmp_path: Path) -> None:
    text = 'Advised, "quietly"\nand left'
    assert text in rows_of(write_csv(tmp_path / "a.csv", [call(Call_Disposition=text)]))[0]


@pytest.mark.parametrize(
    "mark",
    [b"\xef\xbb\xbf", b"\xef\xbb\xbf\xef\xbb\xbf", b"\xc3\xaf\xc2\xbb\xc2\xbf"],
    ids=["once", "twice", "encoded twice"],
)
@pytest.mark.parametrize("write", [write_csv, write_page])
def test_a_byte_order_mark_is_no_harm(tmp_path: Path, mark: bytes, write: Callable[..., Path]) -> None:
    source = write(tmp_path / "a", [call()])
    source.write_bytes(mark + source.read_bytes())
    assert len(rows_of(source)) == 1


def as_csv(path: Path, change: Callable[[bytes], bytes]) -> Path:
    write_csv(path, [call() for _ in range(5)])
    path.write_bytes(change(path.read_bytes()))
    return path


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda _: b"", "empty"),
        (lambda text: text.splitlines(keepends=True)[0], "no rows"),
        (lambda text: text.replace(b"Problem__Final_", b"Problem_Final"), "Problem__Final_"),
        (lambda text: text.replace(b"Agency_Type,", b""), "Agency_Type"),
        (lambda text: text[:-40], "line 6"),
        (lambda text: text.replace(b"Whittier", b"Whitti\xe9r"), "UTF-8"),
        (lambda text: text + b"\0\0", "not a text file"),
        (lambda _: b"PK\3\4" + b"x" * 50, "cut short or damaged"),
        (lambda _: b"<html><body>Sign in</body></html>", "no column"),
    ],
    ids=["empty", "header", "renamed", "dropped", "cut", "latin-1", "binary", "zip", "html"],
)
def test_a_csv_that_is_no_source_is_refused_in_one_line(
    tmp_path: Path, change: Callable[[bytes], bytes], words: str
) -> None:
    with pytest.raises(SourceError, match=words) as caught:
        rows_of(as_csv(tmp_path / "calls.csv", change))
    assert "calls.csv" in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


ZIPPED = {"__MACOSX/._calls.csv": b"\0\5\x16\7", ".DS_Store": b"\0", "data/": b"", "README.txt": b"about"}


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_packed_and_parquet_files_read_as_the_csv_does(tmp_path: Path) -> None:
    plain = write_csv(tmp_path / "a.csv", [call(), call(Neighborhood__GIS_=None)])
    content = plain.read_bytes()
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(content))
    zipped(tmp_path / "a.zip", ZIPPED | {"data/calls.csv": content})
    zipped(tmp_path / "pages.zip", {"page.json": write_page(tmp_path / "p.json", [call()]).read_bytes()})
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (FROM read_csv('{plain}', all_varchar=true)) TO '{tmp_path}/a.parquet' (FORMAT parquet)"
        )
    for name in ("a.csv.gz", "a.zip", "a.parquet"):
        assert rows_of(tmp_path / name) == rows_of(plain), name
    assert len(rows_of(tmp_path / "pages.zip")) == 1


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_columns_may_be_parted_by_another_mark(tmp_path: Path, mark: str) -> None:
    plain = write_csv(tmp_path / "a.csv", [call(Call_Disposition=None)])
    other = tmp_path / "b.csv"
    other.write_text(plain.read_text().replace(",", mark))
    assert rows_of(other) == rows_of(plain)


@pytest.mark.parametrize("kind", ["TIMESTAMP", "TIMESTAMPTZ", "BIGINT", "DOUBLE"])
def test_a_parquet_file_keeps_the_citys_wall_clock_whatever_type_it_has(tmp_path: Path, kind: str) -> None:
    """Tools write the layer's milliseconds as timestamps, the label UTC and all."""
    plain = write_csv(tmp_path / "a.csv", [call(Response_Date=epoch("2026-10-31T23:59:59"))])
    path = tmp_path / "a.parquet"
    number = "Response_Date::BIGINT"
    written = (
        f"timezone('UTC', make_timestamp({number} * 1000))"
        if kind == "TIMESTAMPTZ"
        else (f"make_timestamp({number} * 1000)" if kind == "TIMESTAMP" else f"{number}::{kind}")
    )
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT * REPLACE ({written} AS Response_Date, is_911_Call = 'Yes' AS is_911_Call) "
            f"FROM read_csv('{plain}', all_varchar=true)) TO '{path}' (FORMAT parquet)"
        )
        tidied(connection, path)
        assert connection.sql("SELECT clock, reason FROM calls").fetchall() == [
            (datetime(2026, 10, 31, 23, 59, 59), None)
        ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (lambda csv: gzip.compress(csv)[:-20], "cut short or damaged"),
        (lambda csv: gzip.compress(b"0" * (65 << 20)), "grows past"),
        (lambda csv: gzip.compress(gzip.compress(csv)), "another packed file"),
        (lambda csv: gzip.compress(b""), "empty"),
        (lambda csv: b"PAR1" + csv, "not a Parquet file"),
    ],
    ids=["cut", "bomb", "twice", "empty", "parquet"],
)
def test_a_packed_file_that_is_no_source_is_refused_in_one_line(
    tmp_path: Path, content: Callable[[bytes], bytes], words: str
) -> None:
    source = tmp_path / "calls.gz"
    source.write_bytes(content(write_csv(tmp_path / "a.csv", [call()]).read_bytes()))
    refused(source, words)


@pytest.mark.parametrize(
    ("members", "words"),
    [
        (ZIPPED, "no CSV, Parquet or JSON file inside"),
        ({"a.csv": b"1", "b.csv": b"2"}, "2 files inside"),
        ({"calls.csv": b"PK\3\4"}, "another packed file"),
        ({"calls.csv": b"0" * (65 << 20)}, "grows past"),
    ],
    ids=["none", "two", "nested", "bomb"],
)
def test_an_archive_that_is_no_source_is_refused_in_one_line(
    tmp_path: Path, members: dict[str, bytes], words: str
) -> None:
    refused(zipped(tmp_path / "calls.zip", members), words)


def test_nothing_unpacked_is_left_behind(tmp_path: Path) -> None:
    private = tmp_path / "private"
    private.mkdir()
    source = tmp_path / "a.csv.gz"
    for content in (write_csv(tmp_path / "a.csv", [call()]).read_bytes(), b"no,such\n1,2\n"):
        source.write_bytes(gzip.compress(content))
        with duckdb.connect() as connection, suppress(SourceError):
            read(connection, source, private=private)
        assert list(private.iterdir()) == []


def refused(source: Path, words: str) -> None:
    with pytest.raises(SourceError, match=words) as caught:
        rows_of(source)
    assert source.name in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def without(field: str) -> dict[str, object]:
    return {name: value for name, value in call().items() if name != field}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (json.dumps({"error": {"code": 400, "message": "Invalid query"}}), "400: Invalid query"),
        (json.dumps(page([])), "no features"),
        (json.dumps({"count": 1650159}), "no features"),
        (json.dumps(page([call()]))[:-30], "cut short"),
        (json.dumps([1, 2]), "not an ArcGIS page"),
        (json.dumps(page([without("is_911_Call")])), "is_911_Call"),
        (json.dumps(page([call()], exceededTransferLimit=True)), "more rows"),
        ("[" * 100_000, "cut short"),
    ],
    ids=["error", "no features", "count", "cut", "list", "field", "half", "deep"],
)
def test_a_page_that_is_no_source_is_refused_in_one_line(tmp_path: Path, text: str, words: str) -> None:
    source = tmp_path / "page.json"
    source.write_text(text)
    with pytest.raises(SourceError, match=words) as caught:
        rows_of(source)
    assert "page.json" in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def test_one_bad_page_refuses_the_folder(tmp_path: Path) -> None:
    write_page(tmp_path / "1.json", [call()])
    (tmp_path / "2.json").write_text('{"error": {"code": 500}}')
    with pytest.raises(SourceError, match=r"2\.json"):
        rows_of(tmp_path)


@pytest.mark.parametrize("name", ["absent.csv", "empty-folder"])
def test_a_source_that_is_not_there_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty-folder").mkdir()
    with pytest.raises(SourceError, match=name):
        rows_of(tmp_path / name)
