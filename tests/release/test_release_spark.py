"""Spark counts what DuckDB counts, and leaves nothing behind; where it is not there, one line says what to install."""

import sys
import tempfile
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from dashboard.published.schema import TABLES
from dashboard.release import reference
from dashboard.release.build import build
from dashboard.release.count import Frames, Months, count, recounted
from dashboard.release.demo import write
from dashboard.release.engine import DUCKDB, ENGINES, SPARK, opened
from dashboard.release.errors import BuildError
from tests.release.calls import AS_OF, call, tidied, write_csv


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One in sixty of the generated calls of 2025."""
    folder = tmp_path_factory.mktemp("year")
    write(365, folder / "all.parquet", date(2025, 12, 31))
    few = duckdb.sql(f"SELECT * FROM '{folder / 'all.parquet'}' WHERE OBJECTID % 60 = 0")
    few.write_parquet(str(folder / "few.parquet"))
    return folder / "few.parquet"


def tables_and_late(engine: str, source: Path, folder: Path) -> tuple[Frames, dict[str, "pd.Series[int]"]]:
    """What a build of all months but the first two counts, and what it counts again of these two."""
    with duckdb.connect() as connection, opened(engine, folder) as calls_of:
        found = tidied(connection, source)
        months = Months(found.months, found.empty_months, found.months[:2])
        calls = calls_of(connection)
        return count(calls, reference.load(), months), recounted(calls, months)


@pytest.mark.deep
def test_both_engines_count_equal_tables(year: Path, tmp_path: Path) -> None:
    (tables, late), (on_spark, late_on_spark) = (tables_and_late(engine, year, tmp_path) for engine in ENGINES)
    for table in TABLES:
        assert tables[table.name]["count"].sum() > 1_000
        pd.testing.assert_frame_equal(tables[table.name], on_spark[table.name])
    for name, again in late.items():
        assert again.sum() > 100
        pd.testing.assert_series_equal(again.sort_index(), late_on_spark[name].sort_index())


@pytest.mark.deep
def test_both_engines_publish_the_same_release_and_leave_nothing(
    year: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(raw))
    plain, spark = (build(year, tmp_path / engine, as_of=AS_OF, engine=engine) for engine in (DUCKDB, SPARK))
    assert plain.release == spark.release
    assert plain.tables == spark.tables
    assert list(raw.iterdir()) == []


@pytest.mark.parametrize(("missing", "told"), [("java", "Java"), ("pyspark", "PySpark")])
def test_without_java_or_pyspark_one_line_says_what_to_install(
    missing: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if missing == "java":
        monkeypatch.delenv("JAVA_HOME", raising=False)
        monkeypatch.setenv("PATH", str(tmp_path))
    else:
        monkeypatch.setenv("JAVA_HOME", str(tmp_path))
        monkeypatch.setitem(sys.modules, "pyspark.errors", None)
    source = write_csv(tmp_path / "calls.csv", [call()])
    with pytest.raises(BuildError, match=f"^.* needs {told}.*install.*$"):
        build(source, tmp_path / "data", as_of=AS_OF, engine=SPARK)
