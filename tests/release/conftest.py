"""The build, on rows made up in a test."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from dashboard.release.build import build
from dashboard.release.report import Report
from tests.release.calls import AS_OF, Row, write_csv


@pytest.fixture
def built(tmp_path: Path) -> Callable[..., Report]:
    """Builds rows into tmp_path/data and returns the report."""

    def run(rows: Iterable[Row], series: str = "test") -> Report:
        source = write_csv(tmp_path / "calls.csv", rows)
        return build(source, tmp_path / "data", series, as_of=AS_OF)

    return run
