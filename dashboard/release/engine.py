"""Where calls are counted: in DuckDB, where they were tidied, or by Spark from a Parquet file of them.

Reading, tidying and placing are DuckDB's in either case; the expressions of `count` run on both. Spark takes master,
memory and all else from its own configuration.
"""

import os
import shutil
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import ibis

from dashboard.release.errors import BuildError

DUCKDB = "duckdb"
SPARK = "spark"
ENGINES = (DUCKDB, SPARK)

CallsOf = Callable[[duckdb.DuckDBPyConnection], ibis.Table]
"""The table `calls` of a connection, where the engine counts it."""

_COUNTED = "month, clock, area, in_areas, category, responder, disposition, reason"


@contextmanager
def opened(name: str, folder: Path) -> Generator[CallsOf]:
    """The engine `name` (of ENGINES) until the end of the block. What Spark reads and spills lies in `folder`, which is
    private. Raises BuildError when Spark is not there, does not start, or stops."""
    if name == DUCKDB:
        yield lambda connection: ibis.duckdb.from_connection(connection).table("calls")
    else:
        with _spark(folder) as spark:
            yield lambda connection: _handed_over(connection, spark, folder / "calls.parquet")


@contextmanager
def _spark(folder: Path) -> Generator[Any]:
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        raise BuildError("--engine spark needs Java 17 or newer. Run: sudo apt-get install default-jre-headless")
    try:
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise BuildError(
            "--engine spark needs PySpark. Run: .venv/bin/python -m pip install --require-hashes "
            "-r requirements-spark.txt"
        ) from error
    # What Spark spills holds small counts, and its status page would show how many rows each step has to anybody.
    private = SparkSession.builder.config("spark.local.dir", str(folder)).config("spark.ui.enabled", "false")
    try:
        session = private.appName("right-response").getOrCreate()
        try:
            yield session
        finally:
            session.stop()
    except (PySparkException, Py4JError) as error:
        raise BuildError(
            f"Spark stopped ({type(error).__name__}). See the lines above; it needs Java 17 or newer, and workers that "
            "can read TMPDIR. Nothing changed."
        ) from error


def _handed_over(connection: duckdb.DuckDBPyConnection, spark: Any, file: Path) -> ibis.Table:
    connection.sql(f"SELECT {_COUNTED} FROM calls").write_parquet(str(file))  # noqa: S608
    return ibis.pyspark.connect(spark).read_parquet(file)
