"""What describe guesses, that its draft loads, and that it shows no row."""

from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from dashboard.release import demo, sources
from dashboard.release.describe import describe
from dashboard.release.errors import SourceError
from dashboard.release.sources import Source
from tests.release.calls import Row, export, tidied, write_csv, write_export


def drafted(path: Path) -> Source:
    draft = path.with_name("draft.yaml")
    draft.write_text(describe(path), encoding="utf-8")
    return sources.read_yaml(draft)


@pytest.fixture
def city(tmp_path: Path) -> Path:
    demo.write(3, tmp_path / "calls.csv", end=date(2026, 9, 27))
    return tmp_path / "calls.csv"


def exports(rows: int = 40) -> list[Row]:
    """Dispatch rows, a minute apart, the last of them of an agency that stands once."""
    start = datetime(2026, 10, 15, 12)
    made: list[Row] = []
    for minute in range(rows):
        clocks = {
            f"TIME_{name}": f"{start + timedelta(minutes=minute + later):%m/%d/%Y %H:%M:%S}"
            for later, name in enumerate(("RECEIVED", "QUEUED", "ASSIGNED", "ARRIVED", "CLEARED"))
        }
        made.append(export(**clocks, AGENCY="MFD" if minute % 2 else "MPD", ADDRESS=f"{minute} Secret St"))
    return [*made[:-1], made[-1] | {"AGENCY": "Officer Jones"}]


def test_the_citys_layer_is_guessed(city: Path) -> None:
    known, guessed = sources.named("city-911"), drafted(city)
    assert (guessed.time.column, guessed.time.formats) == (known.time.column, ("epoch-ms",))
    assert guessed.agency == known.agency
    assert guessed.type.columns == ("Problem__Final_",)
    assert guessed.place == known.place
    assert (guessed.incident, guessed.priority, guessed.disposition) == (
        known.incident,
        known.priority,
        known.disposition,
    )
    assert guessed.resident.values == ("Yes",)
    assert guessed.row_ids == known.row_ids
    assert "# The source city-911 fits" in describe(city)


def test_a_draft_reads_the_file_it_was_made_from(city: Path) -> None:
    with duckdb.connect() as one, duckdb.connect() as other:
        assert tidied(one, city, drafted(city)).left_out == tidied(other, city).left_out


def test_a_dispatch_export_is_guessed_with_its_stamps(tmp_path: Path) -> None:
    guessed = drafted(write_export(tmp_path / "calls.csv", exports()))
    known = sources.named("dispatch-export")
    assert guessed.stamps == known.stamps
    assert guessed.time.column == known.time.column
    assert guessed.time.formats == ("%m/%d/%Y %H:%M:%S",)
    assert guessed.agency.responders == {"MPD": "police", "MFD": "fire"}
    assert guessed.type.columns == ("FINAL_CALL_TYPE",)
    assert (guessed.place, guessed.incident, guessed.address) == (known.place, known.incident, known.address)
    assert (guessed.priority, guessed.disposition) == (known.priority, known.disposition)


def test_a_parquet_file_and_a_gz_are_described_alike(tmp_path: Path, city: Path) -> None:
    path = tmp_path / "calls.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"COPY (FROM read_csv('{city}', all_varchar=true)) TO '{path}' (FORMAT parquet)")
    assert drafted(path).model_copy(update={"title": ""}) == drafted(city).model_copy(update={"title": ""})


def test_no_value_of_a_row_is_shown(tmp_path: Path) -> None:
    draft = describe(write_export(tmp_path / "calls.csv", exports()))
    for hidden in ("Secret", "Jones", "Theft", "26-", "10/15", "44.95", "93.2"):
        assert hidden not in draft.replace("%m/%d/%Y", "")


def test_a_file_of_few_columns_gives_a_draft_that_says_what_is_assumed(tmp_path: Path) -> None:
    rows = [{"opened": f"2026-10-15T12:{minute:02}:00Z", "call nature": "Odd thing"} for minute in range(30)]
    guessed = drafted(write_csv(tmp_path / "calls.csv", rows, ["opened", "call nature"]))
    assert guessed.agency.responder == "police"
    assert guessed.resident.every_row
    assert guessed.place == sources.Place()
    assert "100% carry an offset" in describe(tmp_path / "calls.csv")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("date,type\n", "no rows"),
        ("name,type\nAnn,Theft\n", "no column reads as a time"),
        ("when,x\n2026-10-15 12:00,1\n", "no column looks like a type"),
        ("date,type\n2026-10-15,a,b,c\n", "not rows of 2 columns"),
    ],
)
def test_a_file_that_cannot_be_described_is_refused_in_one_line(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "calls.csv"
    path.write_text(text)
    with pytest.raises(SourceError, match=words) as caught:
        describe(path)
    assert len(str(caught.value).splitlines()) == 1
