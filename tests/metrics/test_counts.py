import json
from itertools import pairwise

import pandas as pd
import pytest

from dashboard.metrics import counts, cube, maps
from dashboard.published import live, schema
from dashboard.published.read import Release
from dashboard.published.schema import State


@pytest.fixture
def release() -> Release:
    shown = live.release()
    assert shown
    return shown


def test_a_month_of_the_city_is_the_sum_of_its_categories(release: Release) -> None:
    table = release.tables[schema.CATEGORY.name]
    month = release.months[-1]
    total = counts.by_month(release, None, None).set_index("month")["count"][month]
    assert total == table[table["month"] == month]["count"].sum()


def test_a_total_with_a_withheld_part_is_withheld_and_one_with_a_missing_part_is_missing() -> None:
    rows = [
        ("2026-01", 20, "number"),
        ("2026-01", None, "withheld"),
        ("2026-02", 11, "number"),
        ("2026-02", 12, "number"),
        ("2026-03", None, "missing"),
        ("2026-03", None, "withheld"),
    ]
    cells = pd.DataFrame(rows, columns=["month", "count", "state"]).astype({"count": "Int64"})
    cells = cells.assign(low=cells["count"].fillna(0), high=cells["count"], part=list("ababab"))
    summed = cube.made(cells, ["month", "part"]).sum("part").frame()
    assert list(summed["state"]) == ["withheld", "number", "missing"]
    assert list(summed["count"].isna()) == [True, False, True]


def test_every_neighborhood_has_a_row_and_the_most_comes_first(release: Release) -> None:
    frame = counts.by_neighborhood(release, "parking", release.months[-1:])
    assert len(frame) == 87
    numbers = frame[frame["state"] == State.NUMBER]["count"]
    assert numbers.is_monotonic_decreasing
    assert (numbers >= release.threshold).all()
    assert frame[frame["state"] != State.NUMBER]["count"].isna().all()


def test_a_month_that_is_not_released_is_missing_not_zero(release: Release) -> None:
    frame = counts.by_neighborhood(release, None, ("1999-01",))
    assert set(frame["state"]) == {State.MISSING}
    assert frame["count"].isna().all()


@pytest.mark.parametrize(
    ("numbers", "bounds"),
    [([], []), ([12], [12]), ([10, 10, 10], [10]), ([10, 20, 30, 40, 50], [10, 20, 30, 40, 50])],
)
def test_map_classes_cover_every_number(numbers: list[int], bounds: list[int]) -> None:
    found = maps.breaks(pd.Series(numbers, dtype="Int64"))
    assert not numbers or (found[-1] == max(numbers) and found == sorted(set(found)))
    assert len(found) <= maps.CLASSES
    if len(set(numbers)) <= 1:
        assert found == bounds


def test_withheld_areas_are_striped_inside_their_own_border() -> None:
    shape = next(f for f in maps.shapes("neighborhoods")["features"] if f["properties"]["id"] == "whittier")
    longitudes = [x for ring in shape["geometry"]["coordinates"] for x, _ in ring]
    drawn = json.loads(maps.drawing())
    (stripes,) = (each["geometry"]["coordinates"] for each in drawn["stripes"] if each["id"] == "whittier")
    assert stripes
    for piece in stripes:
        for x, _ in piece:
            assert min(longitudes) - 1e-9 <= x <= max(longitudes) + 1e-9


def test_shapes_run_clockwise_around_what_they_hold() -> None:
    """As d3 draws them: the other way round they would be all the world but Minneapolis."""
    drawn = json.loads(maps.drawing())
    assert len(drawn["areas"]) == 87
    for shape in drawn["areas"]:
        ring = shape["geometry"]["coordinates"][0]
        assert ring[0] == ring[-1]
        assert sum((bx - ax) * (by + ay) for (ax, ay), (bx, by) in pairwise(ring)) > 0
