"""The demonstration calls: in the layer's schema, in its proportions, with its faults."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from dashboard.release.demo import last_released_day, write
from dashboard.release.errors import BuildError
from dashboard.release.read import FIELDS, read

DAYS = 60


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    path = tmp_path_factory.mktemp("demo") / "calls.csv"
    write(DAYS, path, end=date(2026, 9, 27))
    assert path.read_text().splitlines()[0] == ",".join(FIELDS)
    with duckdb.connect() as connection:
        read(connection, path)
        yield connection


def share(calls: duckdb.DuckDBPyConnection, condition: str) -> float:
    return calls.sql(f"SELECT avg(CASE WHEN {condition} THEN 1 ELSE 0 END) FROM source").fetchall()[0][0]


@pytest.mark.parametrize(
    ("condition", "least", "most"),
    [
        ("Agency_Type = 'POLICE'", 0.74, 0.79),
        ("Agency_Type = 'FIRE'", 0.18, 0.23),
        ("Agency_Type = 'BCR'", 0.025, 0.036),
        ("starts_with(Master_Incident_Number, 'DEMO-')", 1, 1),
        ("Latitude = '0.0' AND Neighborhood__GIS_ IS NULL", 0.008, 0.016),
        ("Neighborhood__GIS_ IS NULL", 0.011, 0.022),
        ("Neighborhood__GIS_ = 'Near-North'", 0.0005, 0.01),
        ("Neighborhood__GIS_ = 'Near - North'", 0.005, 0.04),
        ("regexp_matches(Problem__Final_, '[a-z]\\(P\\)$')", 0.005, 0.04),
        ("regexp_matches(Problem__Final_, '\\([A-Z]+$')", 0.001, 0.01),
        ("Initial_Problem LIKE '%~%'", 0.005, 0.02),
        ("Agency_Type = 'FIRE' AND Call_Disposition IS NOT NULL", 0.001, 0.02),
        ("Problem__Final_ LIKE 'Theft - Report Only%'", 0.005, 0.03),
        ("Problem__Final_ LIKE 'Damage Property-Rpt%'", 0.003, 0.02),
        ("Problem__Final_ LIKE 'Parking Problem%'", 0.005, 0.03),
    ],
)
def test_shares(calls: duckdb.DuckDBPyConnection, condition: str, least: float, most: float) -> None:
    assert least <= share(calls, condition) <= most


def test_about_870_a_day_up_to_the_last_day(calls: duckdb.DuckDBPyConnection) -> None:
    rows, first, last = calls.sql(
        "SELECT count(*), min(make_timestamp(Response_Date::BIGINT * 1000))::DATE, "
        "max(make_timestamp(Response_Date::BIGINT * 1000))::DATE FROM source"
    ).fetchall()[0]
    assert 820 < rows / DAYS < 940
    assert (first, last) == (date(2026, 7, 30), date(2026, 9, 27))


def test_some_rows_stand_twice_and_some_out_of_order(calls: duckdb.DuckDBPyConnection) -> None:
    repeated = calls.sql("SELECT count(*) - count(DISTINCT Master_Incident_Number) FROM source").fetchall()[0][0]
    backward = calls.sql(
        "SELECT count(*) FROM (SELECT Response_Date::BIGINT - lag(Response_Date::BIGINT) "
        "OVER (ORDER BY OBJECTID::BIGINT) AS step FROM source) WHERE step < -86400000"
    ).fetchall()[0][0]
    assert repeated > 20
    assert backward > 5


@pytest.mark.parametrize(("end", "present"), [("2021-12-12", False), ("2021-12-31", True)])
def test_crisis_response_begins_on_its_day(tmp_path: Path, end: str, present: bool) -> None:
    write(10, tmp_path / "a.csv", end=date.fromisoformat(end))
    assert (",BCR," in (tmp_path / "a.csv").read_text()) is present


def test_the_same_seed_gives_the_same_file(tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        write(3, tmp_path / name, end=date(2026, 9, 27), seed=seed)
    texts = [(tmp_path / name).read_bytes() for name in "abc"]
    assert texts[0] == texts[1] != texts[2]


def test_a_name_in_parquet_gives_the_same_rows_as_parquet(tmp_path: Path) -> None:
    for name in ("a.csv", "a.parquet"):
        write(3, tmp_path / name, end=date(2026, 9, 27))
    columns = ", ".join(f'"{field}"::VARCHAR' for field in FIELDS)
    with duckdb.connect() as one, duckdb.connect() as other:
        read(one, tmp_path / "a.csv")
        read(other, tmp_path / "a.parquet")
        rows = [c.sql(f"SELECT {columns} FROM source ORDER BY OBJECTID::BIGINT").fetchall() for c in (one, other)]
    assert rows[0] == rows[1]


@pytest.mark.parametrize(
    ("today", "last"), [("2026-11-22", "2026-10-31"), ("2026-11-11", "2026-10-31"), ("2026-11-10", "2026-09-30")]
)
def test_it_ends_with_the_latest_month_that_may_be_released(today: str, last: str) -> None:
    assert last_released_day(date.fromisoformat(today)) == date.fromisoformat(last)


@pytest.mark.parametrize(("days", "name"), [(0, "a.csv"), (2, "no/such/folder.csv")])
def test_what_cannot_be_written_is_said(tmp_path: Path, days: int, name: str) -> None:
    with pytest.raises(BuildError):
        write(days, tmp_path / name)
