"""A dispatch export: its times and zones, its points, its stamps."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dashboard.release import marking, sources
from dashboard.release.tidy import Tidied
from tests.release.calls import Row, counted, every, export, tidied, write_export

pytestmark = pytest.mark.whole

Calls = duckdb.DuckDBPyConnection
Made = Callable[..., Tidied]


@pytest.fixture
def calls() -> Iterator[Calls]:
    with duckdb.connect() as connection:
        yield connection


@pytest.fixture
def exported(calls: Calls, tmp_path: Path) -> Made:
    """Fills `calls` from rows of a dispatch export; they need not make a whole month."""

    def run(rows: list[Row], **keys: Any) -> Tidied:
        layout = sources.load()["dispatch-export"].model_copy(update=keys)
        return tidied(calls, write_export(tmp_path / "export.csv", rows), layout)

    return run


@pytest.mark.parametrize(
    ("zone", "written", "clock"),
    [
        ("wall-clock", "2026-10-15T12:00:00Z", "2026-10-15T12:00"),
        ("UTC", "2026-10-15T12:00:00Z", "2026-10-15T07:00"),
        ("UTC", "2026-10-15 12:00:00", "2026-10-15T07:00"),
        ("UTC", "10/15/2026 12:00:00", "2026-10-15T07:00"),
        ("UTC", "2026-10-15T12:00:00-05:00", "2026-10-15T12:00"),
        ("UTC", "2022-11-06T06:30:00Z", "2022-11-06T01:30"),
        ("UTC", "2022-11-06T07:30:00Z", "2022-11-06T01:30"),
        ("UTC", "2026-11-01T04:59:59Z", "2026-10-31T23:59:59"),
        ("America/Denver", "2026-10-15 12:00:00", "2026-10-15T13:00"),
    ],
)
def test_a_zone_is_converted_only_when_the_source_names_one(
    exported: Made, calls: Calls, zone: str, written: str, clock: str
) -> None:
    time = sources.load()["dispatch-export"].time.model_copy(update={"zone": zone})
    exported([export(TIME_RECEIVED=written)], time=time)
    assert every(calls, "clock") == [datetime.fromisoformat(clock)]


@pytest.mark.parametrize(
    ("latitude", "longitude", "area", "why"),
    [
        (44.955, -93.277, "whittier", None),
        (44.9778, -93.265, "downtown-west", None),
        (45.2, -93.277, None, marking.OUTSIDE),
        (44.995, -93.2065, None, marking.OUTSIDE),
        (0, 0, None, marking.NEAR_ZERO),
        (5.7e-14, 5.7e-14, None, marking.NEAR_ZERO),
        (-93.277, 44.955, None, marking.EXCHANGED),
        (None, None, None, marking.NO_POINT),
        ("n/a", "n/a", None, marking.NO_POINT),
        (1e300, -1e300, None, marking.OUTSIDE),
    ],
)
def test_a_point_is_put_into_our_shapes(
    exported: Made, calls: Calls, latitude: object, longitude: object, area: str | None, why: str | None
) -> None:
    rows = [
        export(TIME_RECEIVED=f"2026-10-{day:02} 12:00:00", LATITUDE=latitude, LONGITUDE=longitude) for day in (1, 31)
    ]
    found = exported(rows, stamps=sources.Stamps())
    assert every(calls, "area") == [area, area]
    assert found.not_placed_by == ({why: 2} if why else {})


def test_a_source_may_have_no_place_at_all(exported: Made, calls: Calls) -> None:
    found = exported([export()], place=sources.Place())
    assert every(calls, "area") == [None]
    assert found.not_placed_by == {marking.NO_PLACE: 1}


def test_an_address_does_not_enter_the_calls(exported: Made, calls: Calls) -> None:
    exported([export(ADDRESS="**Redacted 13.82**")])
    assert "Redacted" not in str(calls.sql("SELECT * FROM calls").fetchall())


def test_time_stamps_are_instants_so_that_a_difference_is_a_duration(exported: Made, calls: Calls) -> None:
    """00:50 to 02:10 in the night when the clocks go back is two hours and twenty minutes."""
    late = {"TIME_QUEUED": None, "TIME_ASSIGNED": None, "TIME_CLEARED": None, "TIME_ARRIVED": "2022-11-06 02:10:00"}
    exported([export(TIME_RECEIVED="2022-11-06 00:50:00", **late), export()])
    minutes = every(calls, "date_diff('minute', received, arrived)")
    assert minutes == [140, 10]


@pytest.mark.parametrize(
    ("values", "dropped"),
    [
        ({}, 0),
        ({"TIME_QUEUED": None, "TIME_CLEARED": None}, 0),
        ({"TIME_ARRIVED": "2026-10-12 12:10:00"}, 1),
        ({"TIME_CLEARED": "2026-10-18 12:10:00"}, 1),
        ({"TIME_ASSIGNED": None, "TIME_ARRIVED": "2026-10-15 11:59:59"}, 1),
    ],
    ids=["in order", "some missing", "days before", "days after", "a second before"],
)
def test_time_stamps_out_of_order_are_dropped_and_the_call_is_kept(
    exported: Made, calls: Calls, values: dict[str, Any], dropped: int
) -> None:
    assert exported([export(**values)]).stamps_dropped == dropped
    assert every(calls, "received IS NULL") == [dropped == 1]
    assert counted(calls) == 1


def test_a_stamp_in_the_hour_that_comes_twice_is_not_known(exported: Made, calls: Calls) -> None:
    exported(
        [
            export(
                TIME_RECEIVED="2022-11-06 01:30:00",
                **dict.fromkeys(("TIME_QUEUED", "TIME_ASSIGNED", "TIME_ARRIVED", "TIME_CLEARED")),
            )
        ]
    )
    assert every(calls, "received") == [None]
