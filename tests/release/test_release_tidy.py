"""Every oddity of the layer, and where its row ends up."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dashboard.published import call_types
from dashboard.release import marking
from dashboard.release.marking import MONTH, NO_AGENCY, NO_DATE, NOT_RESIDENT, OUT_OF_RANGE
from dashboard.release.tidy import DUPLICATE, Tidied, whole_months
from tests.release.calls import call, counted, epoch, every, tidied, write_csv
from tests.release.calls import whole_months as full

TYPES = call_types.load()

Calls = duckdb.DuckDBPyConnection
Made = Callable[..., Tidied]


@pytest.fixture
def calls() -> Iterator[Calls]:
    with duckdb.connect() as connection:
        yield connection


@pytest.fixture
def made(calls: Calls, tmp_path: Path) -> Made:
    """Fills `calls` from rows of the City's layer."""
    return lambda rows: tidied(calls, write_csv(tmp_path / "calls.csv", rows))


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Theft (P)", "Theft"),
        ("Theft(P)", "Theft"),
        ("Theft (P", "Theft"),
        ("Theft (P)~PD", "Theft"),
        ("  Theft  (P) ", "Theft"),
        ("Damage Property-Rpt Only(P)", "Damage Property-Rpt Only"),
        ("Damage Property - Rpt Only (P)", "Damage Property-Rpt Only"),
        ("Community Engagement Meeting(P", "Community Engagement Meeting"),
        ("Shortness of Breath (FE)", "Shortness of Breath"),
        ("Personal Injury Accident (PFE)~FIRE", "Personal Injury Accident"),
        ("Attempted Suicide (PE)", "Attempted Suicide"),
        ("Code 3 (E)", "Code 3"),
        ("Harassment (UM)", "Harassment"),
        ("Narcotics (Drug) Activity (P)", "Narcotics (Drug) Activity"),
        ("BDS Alert (Main PO)(PFE)~PD", "BDS Alert (Main PO)"),
        ("Animal Bite~FIRE", "Animal Bite"),
        ("Behavioral Crisis Welfare Ck", "Behavioral Crisis Welfare Ck"),
    ],
)
def test_a_code_is_known_however_it_is_written(written: str, name: str) -> None:
    found = TYPES.find(written)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("code", ["EDP (P)", "", "(P)", "Theft of Time"])
def test_a_code_that_is_not_listed_is_not_guessed(code: str) -> None:
    assert TYPES.find(code) is None


@pytest.mark.parametrize(
    "written",
    [
        epoch("2026-10-31T23:59:59"),
        f"{epoch('2026-10-31T23:59:59')}.0",
        "2026-10-31T23:59:59",
        "2026-10-31 23:59:59",
        "2026-10-31T23:59:59Z",
        "2026-10-31T23:59:59.000+00:00",
        "2026/10/31 23:59:59+00",
        "10/31/2026 11:59:59 PM",
        "10/31/2026 23:59",
    ],
)
def test_a_time_is_chicago_wall_clock_however_it_is_written(made: Made, calls: Calls, written: object) -> None:
    """Read as UTC and converted, or as November, it would leave the month."""
    found = made([call(Response_Date="2026-10-01T00:00:00"), call(Response_Date=written)])
    assert found.months == ("2026-10",)
    assert counted(calls) == 2


def test_formats_may_be_mixed_in_one_column(made: Made, calls: Calls) -> None:
    made([call(Response_Date=text) for text in (epoch("2026-10-01T08:00"), "2026-10-02 08:00:00", "10/03/2026 08:00")])
    assert every(calls, "clock") == [datetime(2026, 10, day, 8) for day in (1, 2, 3)]


def test_the_hour_that_comes_twice_counts_in_both_passes(made: Made, calls: Calls) -> None:
    hour = [call(Response_Date=epoch("2022-11-06T01:30")) for _ in range(2)]
    found = made([call(Response_Date=epoch("2022-11-01T00:00")), *hour, call(Response_Date=epoch("2022-11-30T00:00"))])
    assert found.left_out == {}
    assert counted(calls, "hour(clock) = 1") == 2


def test_a_time_in_the_hour_that_never_was_is_kept_as_written(made: Made, calls: Calls) -> None:
    made([call(Response_Date=epoch(f"2026-03-{day:02}T02:30")) for day in (1, 8, 31)])
    assert every(calls, "clock") == [datetime(2026, 3, day, 2, 30) for day in (1, 8, 31)]
    assert counted(calls) == 3


def test_rows_may_stand_out_of_order_by_days(made: Made, calls: Calls) -> None:
    made(list(reversed(full())))
    assert counted(calls) == 6


LEFT_OUT = [
    ({"Response_Date": None}, NO_DATE),
    ({"Response_Date": "yesterday"}, NO_DATE),
    ({"Response_Date": 1_790_486_882}, OUT_OF_RANGE),
    ({"Response_Date": epoch("1999-12-31T23:59")}, OUT_OF_RANGE),
    ({"Response_Date": epoch("2026-11-22T12:00:01")}, OUT_OF_RANGE),
    ({"Response_Date": epoch("2099-01-01T00:00")}, OUT_OF_RANGE),
    ({"Agency_Type": "SHERIFF"}, NO_AGENCY),
    ({"Agency_Type": None}, NO_AGENCY),
    ({"Problem__Final_": "Directed Patrol (P)", "is_911_Call": "No"}, NOT_RESIDENT),
    ({"Problem__Final_": "Foot Beat (P)", "is_911_Call": None}, NOT_RESIDENT),
    ({"Problem__Final_": "No such code", "is_911_Call": "No"}, NOT_RESIDENT),
    ({"Response_Date": epoch("2026-11-20T12:00")}, MONTH),
    ({"Response_Date": epoch("2026-08-31T12:00")}, MONTH),
]


@pytest.mark.parametrize(("values", "reason"), LEFT_OUT)
def test_a_row_is_left_out_for_one_reason(made: Made, values: dict[str, Any], reason: str) -> None:
    found = made([*full(), call(**values)])
    assert found.left_out == {reason: 1}
    assert found.rows_in == 7


@pytest.mark.parametrize(
    "values",
    [
        {"Problem__Final_": "Directed Patrol (P)", "is_911_Call": "Yes"},
        {"Problem__Final_": "Theft (P)", "is_911_Call": "No"},
        {"Problem__Final_": None, "Initial_Problem": "Theft (P)~PD", "is_911_Call": "No"},
        {"Agency_Type": "fire"},
    ],
)
def test_a_residents_call_is_counted(made: Made, values: dict[str, Any]) -> None:
    assert made([*full(), call(**values)]).left_out == {}


def test_exact_duplicates_are_left_out_though_their_ids_differ(made: Made, calls: Calls) -> None:
    row = call()
    found = made([*full(), row, row, row | {"OBJECTID": 999_999_999}, row | {"Agency_Type": "FIRE"}])
    assert found.left_out == {DUPLICATE: 2}
    assert every(calls, "copies", "copies > 1") == [3]
    assert counted(calls) == 8


def test_every_row_is_counted_or_has_its_reason(made: Made, calls: Calls) -> None:
    rows = [*full(), *(call(**values) for values, _ in LEFT_OUT)]
    found = made([*rows, *rows[:3]])
    assert found.rows_in == len(rows) + 3 == counted(calls) + sum(found.left_out.values())


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"Neighborhood__GIS_": "Bryn - Mawr"}, None),
        ({"Neighborhood__GIS_": "Bryn-Mawr"}, None),
        ({"Neighborhood__GIS_": "STEVEN'S SQUARE -LORING HEIGHTS"}, None),
        ({"Latitude": None, "Longitude": None}, None),
        ({"Neighborhood__GIS_": None}, marking.NO_NAME),
        ({"Neighborhood__GIS_": "Highland Park"}, marking.UNKNOWN_NAME),
        ({"Latitude": 0, "Longitude": 0}, marking.NEAR_ZERO),
        ({"Latitude": 5.7e-14, "Longitude": -5.7e-14}, marking.NEAR_ZERO),
        ({"Latitude": -93.27, "Longitude": 44.95}, marking.EXCHANGED),
        ({"Latitude": 45.5, "Longitude": -93.27}, marking.OUTSIDE),
        ({"Latitude": "NaN", "Longitude": -93.27}, marking.OUTSIDE),
    ],
)
def test_a_call_without_a_place_stands_in_city_tables_only(
    made: Made, calls: Calls, values: dict[str, Any], why: str | None
) -> None:
    found = made([*full(), call(**values)])
    assert found.not_placed_by == ({why: 1} if why else {})
    assert found.not_placed == (1 if why else 0)
    assert counted(calls) == 7
    assert counted(calls, "area IS NOT NULL") == (6 if why else 7)


def test_names_that_are_not_known_are_listed_for_the_operator(made: Made) -> None:
    odd = call(Problem__Final_="EDP (P)", Neighborhood__GIS_="Highland Park", Call_Disposition="ZZZ-Made Up")
    found = made([*full(), odd, call(Agency_Type="SHERIFF")])
    assert found.unknown_codes == {"EDP": 1}
    assert found.unknown_neighborhoods == {"Highland Park": 1}
    assert found.unknown_dispositions == {"ZZZ-Made Up": 1}
    assert found.unknown_agencies == {"SHERIFF": 1}


def test_codes_of_other_towns_count_as_other(made: Made, calls: Calls) -> None:
    made([*full(), call(Problem__Final_="Snowmobile Complaint (SP)")])
    assert every(calls, "category", "NOT known") == ["other"]
    assert counted(calls) == 7


def test_protected_types_stand_in_city_tables_only(made: Made, calls: Calls) -> None:
    made([*full(), *(call(Problem__Final_="Lost Child (P)") for _ in range(12))])
    assert counted(calls, "category = 'other-protected' AND NOT in_areas") == 12
    assert counted(calls, "in_areas") == 6


@pytest.mark.parametrize(
    ("written", "group"),
    [("RPT-Report", "report"), ("rpt", "report"), ("GOA - Gone", "gone"), (None, "not-recorded"), ("RPTX", "other")],
)
def test_a_disposition_is_grouped_by_its_code(made: Made, calls: Calls, written: str | None, group: str) -> None:
    made([*full(), call(Call_Disposition=written, Final_Priority=9)])
    assert every(calls, "disposition", "priority = '9'") == [group]


def test_generated_calls_are_known_by_their_numbers(made: Made) -> None:
    assert not made(full()).generated
    assert made([*full(), call(Master_Incident_Number="DEMO-26-1")]).generated


SPAN = tuple[str, str, str]
SEPTEMBER: SPAN = ("2026-09", "2026-09-01", "2026-09-30")
OCTOBER: SPAN = ("2026-10", "2026-10-01", "2026-10-31")
NOVEMBER: SPAN = ("2026-11", "2026-11-01", "2026-11-10")


@pytest.mark.parametrize(
    ("spans", "today", "kept", "missing"),
    [
        ([SEPTEMBER, OCTOBER, NOVEMBER], "2026-11-22", ["2026-09", "2026-10"], []),
        ([SEPTEMBER, OCTOBER, NOVEMBER], "2026-11-11", ["2026-09", "2026-10"], []),
        ([SEPTEMBER, OCTOBER, NOVEMBER], "2026-11-10", ["2026-09"], []),
        ([("2026-08", "2026-08-02", "2026-08-31"), SEPTEMBER], "2026-11-22", ["2026-09"], []),
        ([SEPTEMBER, ("2026-10", "2026-10-01", "2026-10-30")], "2026-11-22", ["2026-09"], []),
        ([("2026-09", "2026-09-27", "2026-09-27")], "2026-11-22", ["2026-09"], []),
        ([("2026-11", "2026-11-01", "2026-11-22")], "2026-11-22", [], []),
        ([("2003-05", "2003-05-07", "2003-05-07"), SEPTEMBER, OCTOBER], "2026-11-22", ["2026-09", "2026-10"], []),
        ([("2026-07", "2026-07-01", "2026-07-31"), SEPTEMBER], "2026-11-22", ["2026-07", "2026-09"], ["2026-08"]),
    ],
    ids=["open", "tenth day", "ninth day", "late start", "early end", "one", "running", "stray", "gap"],
)
def test_only_whole_months_that_ended_ten_days_ago(
    spans: list[SPAN], today: str, kept: list[str], missing: list[str]
) -> None:
    days = {month: (date.fromisoformat(first), date.fromisoformat(last)) for month, first, last in spans}
    assert whole_months(days, date.fromisoformat(today), 10) == (tuple(kept), tuple(missing))
