"""Layouts of sources: what a YAML may say, what is said when it is wrong, and which one fits a file."""

import re
from pathlib import Path

import duckdb
import pytest

from dashboard.release import read as reading
from dashboard.release import sources
from dashboard.release.errors import SourceError
from dashboard.release.sources import Source
from tests.release.calls import call, export, tidied, write_csv, write_export

SMALL = """
title: Another city
time: {column: When, zone: wall-clock, formats: ["%d.%m.%Y %H:%M"]}
agency: {column: Dept, responders: {Polizei: police, Feuerwehr: fire}}
type:
  columns: [Nature]
  categories: {theft: [Diebstahl], medical: [Notfall]}
resident: {types: [Diebstahl, Notfall]}
"""


def written(folder: Path, text: str, name: str = "other-city.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_sources_load_the_citys_first() -> None:
    assert list(sources.load()) == ["city-911", "dispatch-export"]
    assert len(reading.FIELDS) == 21
    assert sources.load()["dispatch-export"].stamps.arrived == "TIME_ARRIVED"


def test_another_citys_file_gets_in_with_a_short_yaml(tmp_path: Path) -> None:
    layout = sources.read_yaml(written(tmp_path, SMALL))
    assert len(SMALL.strip().splitlines()) <= 20
    rows = tmp_path / "calls.csv"
    rows.write_text(
        "When;Dept;Nature;Note\n01.10.2026 08:00;Polizei;diebstahl;a\n31.10.2026 23:59;Feuerwehr;Notfall;b\n"
        "15.10.2026 12:00;Polizei;Streife;c\n15.10.2026 12:00;Polizei;Diebstahl;d\n"
    )
    with duckdb.connect() as connection:
        found = tidied(connection, rows, layout)
        lines = connection.sql("SELECT category, responder FROM calls WHERE reason IS NULL ORDER BY clock").fetchall()
    assert lines == [("theft", "police"), ("theft", "police"), ("medical", "fire")]
    assert found.left_out == {"not begun by a resident": 1}
    assert found.source == "other-city"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("title: Another city", "", "title: Field required"),
        ("columns: [Nature]", "columns: [Nature]\n  colums: [X]", "type.colums"),
        ("zone: wall-clock", "zone: Chicago time", "time.zone: 'Chicago time' is no time zone"),
        ('"%d.%m.%Y %H:%M"', '"%H:%M"', "time.formats: '%H:%M' gives no date"),
        ("Polizei: police", "Polizei: cops", "agency.responders.Polizei"),
        (
            "column: Dept, responders: {Polizei: police, Feuerwehr: fire}",
            "column: Dept",
            "agency: give column and resp",
        ),
        ("theft: [Diebstahl]", "thefts: [Diebstahl]", "type.categories.thefts is no category"),
        ("resident: {types: [Diebstahl, Notfall]}", "resident: {}", "resident: give column and values"),
        ("types: [Diebstahl, Notfall]", "types: [Diebstahl], every_row: true", "resident: give column and values"),
        ("types: [Diebstahl, Notfall]", "column: How", "resident: column and values go together"),
        ("title: Another city", "title: A\nplace: {latitude: Lat}", "place: latitude and longitude go together"),
        ("title: Another city", "title: A\ntitle: B", "line 3: title stands twice"),
        ("title: Another city", "title: [A", "line"),
        ("title: Another city", "name: No Good\ntitle: A", "name:"),
    ],
)
def test_a_mistake_is_told_with_its_file_and_key(tmp_path: Path, old: str, new: str, words: str) -> None:
    assert SMALL.count(old) == 1
    with pytest.raises(SourceError, match=re.escape(words)) as caught:
        sources.read_yaml(written(tmp_path, SMALL.replace(old, new)))
    assert "other-city.yaml: " in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize("text", ["", "- a list", "just text"])
def test_a_yaml_without_keys_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(SourceError, match="no keys"):
        sources.read_yaml(written(tmp_path, text))


def test_words_stay_words(tmp_path: Path) -> None:
    """YAML would make a truth of Yes and a number of 911."""
    text = SMALL.replace("types: [Diebstahl, Notfall]", "column: How, values: [Yes, 911]")
    assert sources.read_yaml(written(tmp_path, text)).resident.values == ("Yes", "911")


@pytest.mark.parametrize("name", ["city-911", "dispatch-export"])
def test_a_source_is_named_or_given_as_a_file(name: str) -> None:
    assert sources.named(name).name == name
    assert sources.named(str(sources.REFERENCE / "sources" / f"{name}.yaml")) == sources.named(name)


@pytest.mark.parametrize(("name", "words"), [("city", "city-911, dispatch-export"), ("no/such.yaml", "no/such.yaml")])
def test_a_source_that_is_not_there_is_named(name: str, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        sources.named(name)


def fitting(path: Path, known: list[Source] | None = None) -> str:
    with duckdb.connect() as connection:
        return reading.read(connection, path, known).name


def test_the_source_whose_columns_fit_is_taken(tmp_path: Path) -> None:
    assert fitting(write_csv(tmp_path / "a.csv", [call()])) == "city-911"
    assert fitting(write_export(tmp_path / "b.csv", [export()])) == "dispatch-export"


def test_a_file_that_fits_two_goes_to_the_first(tmp_path: Path) -> None:
    city = sources.named("city-911")
    other = city.model_copy(update={"name": "other", "fields": ()})
    path = write_csv(tmp_path / "a.csv", [call()])
    assert [fitting(path, known) for known in ([city, other], [other, city])] == ["city-911", "other"]


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (list(export())[1:], "no column INCIDENT_NUMBER .source dispatch-export."),
        (["A", "B"], "no column of any source .city-911, dispatch-export."),
    ],
)
def test_what_the_nearest_source_lacks_is_said(tmp_path: Path, header: list[str], words: str) -> None:
    with pytest.raises(SourceError, match=words):
        fitting(write_csv(tmp_path / "a.csv", [dict.fromkeys(header, "1")], header))


def test_a_column_that_stands_twice_is_refused(tmp_path: Path) -> None:
    path = write_export(tmp_path / "a.csv", [export()])
    path.write_text(path.read_text().replace("ADDRESS", "ADDRESS,agency"))
    with pytest.raises(SourceError, match="two columns are named AGENCY"):
        fitting(path)
