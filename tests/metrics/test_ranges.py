import pandas as pd
import pytest

from dashboard.metrics import ranges
from dashboard.published import live, schema
from dashboard.published.read import Release
from dashboard.published.schema import COUNT, STATE, State


@pytest.fixture
def release() -> Release:
    shown = live.release()
    assert shown
    return shown


def test_a_number_is_exact_and_a_withheld_cell_is_bounded_by_its_totals(release: Release) -> None:
    cells = ranges.cells(release, schema.NEIGHBORHOOD_CATEGORY)
    shown = cells[STATE] == State.NUMBER
    assert (cells[shown]["low"] == cells[shown][COUNT]).all()
    assert (cells[shown]["high"] == cells[shown][COUNT]).all()
    withheld = cells[~shown]
    assert (withheld["low"] == 0).all()
    assert (withheld["high"].dropna() >= release.threshold - 1).all()


def test_the_parts_of_a_row_allow_its_total(release: Release) -> None:
    cells = ranges.cells(release, schema.NEIGHBORHOOD_CATEGORY)
    rows = ranges.totals(cells, ["month", "neighborhood"])
    totals = release.tables[schema.NEIGHBORHOOD.name].set_index(["month", "neighborhood"])[COUNT].dropna()
    joined = rows.join(totals, how="inner")
    assert (joined["low"] <= joined[COUNT]).all()
    assert (joined["high"].fillna(10**9) >= joined[COUNT]).all()


def test_without_a_total_nobody_says_how_many_at_most() -> None:
    cells = pd.DataFrame(
        {"kind": ["a", "a"], "state": ["number", "withheld"], "low": [20, 0], "high": [20, None]}
    ).astype({"low": "Int64", "high": "Int64"})
    summed = ranges.totals(cells, ["kind"]).loc["a"]
    assert (summed["low"], summed["high"] is pd.NA, bool(summed["missing"])) == (20, True, False)
