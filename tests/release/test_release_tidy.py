"""Every oddity of the layer, and where its row ends up."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from dashboard.published import call_types
from dashboard.release.tidy import (
    DUPLICATE,
    MONTH,
    NO_AGENCY,
    NO_DATE,
    NOT_RESIDENT,
    OUT_OF_RANGE,
    whole_months,
)
from tests.release.calls import call, epoch
from tests.release.calls import whole_months as full

Built = Callable[..., Any]
TYPES = call_types.load()


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
def test_a_time_is_chicago_wall_clock_however_it_is_written(built: Built, written: object) -> None:
    """Read as UTC and converted, or as November, it would leave the month."""
    rows = [call(Response_Date="2026-10-01T00:00:00"), call(Response_Date=written)]
    report = built(rows)
    assert report.months == ("2026-10",)
    assert report.tables["category-month"]["withheld_rows"] == 2


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
def test_a_row_is_left_out_for_one_reason(built: Built, values: dict[str, Any], reason: str) -> None:
    report = built([*full(), call(**values)])
    assert report.left_out == {reason: 1}
    assert report.rows_in == 7


@pytest.mark.parametrize(
    "values",
    [
        {"Problem__Final_": "Directed Patrol (P)", "is_911_Call": "Yes"},
        {"Problem__Final_": "Theft (P)", "is_911_Call": "No"},
        {"Problem__Final_": None, "Initial_Problem": "Theft (P)~PD", "is_911_Call": "No"},
        {"Agency_Type": "fire"},
    ],
)
def test_a_residents_call_is_counted(built: Built, values: dict[str, Any]) -> None:
    assert built([*full(), call(**values)]).left_out == {}


def test_exact_duplicates_are_left_out_though_their_ids_differ(built: Built) -> None:
    row = call()
    report = built([*full(), row, row, row | {"OBJECTID": 999_999_999}, row | {"Agency_Type": "FIRE"}])
    assert report.left_out == {DUPLICATE: 2}


@pytest.mark.parametrize(
    ("values", "placed"),
    [
        ({"Neighborhood__GIS_": "Bryn - Mawr"}, True),
        ({"Neighborhood__GIS_": "Bryn-Mawr"}, True),
        ({"Neighborhood__GIS_": "STEVEN'S SQUARE -LORING HEIGHTS"}, True),
        ({"Latitude": None, "Longitude": None}, True),
        ({"Neighborhood__GIS_": None}, False),
        ({"Neighborhood__GIS_": "Highland Park"}, False),
        ({"Latitude": 0, "Longitude": 0}, False),
        ({"Latitude": 5.7e-14, "Longitude": -5.7e-14}, False),
    ],
)
def test_a_call_without_a_place_stands_in_city_tables_only(built: Built, values: dict[str, Any], placed: bool) -> None:
    report = built([*full(), call(**values)])
    assert report.not_placed == (0 if placed else 1)
    assert report.tables["category-month"]["withheld_rows"] == 7
    assert report.tables["neighborhood-month"]["withheld_rows"] == (7 if placed else 6)


def test_names_that_are_not_known_are_listed_for_the_operator(built: Built) -> None:
    report = built([*full(), call(Problem__Final_="EDP (P)", Neighborhood__GIS_="Highland Park")])
    assert report.unknown_codes == {"EDP": 1}
    assert report.unknown_neighborhoods == {"Highland Park": 1}


def test_protected_types_stand_in_city_tables_only(built: Built) -> None:
    report = built([*full(), *(call(Problem__Final_="Lost Child (P)") for _ in range(12))])
    assert report.tables["category-month"]["published_rows"] == 12
    assert report.tables["neighborhood-month"]["withheld_rows"] == 6
    assert report.tables["neighborhood-month"]["published_rows"] == 0


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
