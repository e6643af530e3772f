from datetime import date, datetime

import pytest

from dashboard.clock import local
from dashboard.content.hours import parse
from dashboard.content.load import Content
from dashboard.guide.hours import is_open, next_opening

TALK = "talk"
REPORT = "police-report"

AT = {
    "Monday morning": ("2026-11-23T10:00", TALK, True, None),
    "the first minute": ("2026-11-23T07:00", TALK, True, None),
    "a minute too early": ("2026-11-23T06:59", TALK, False, "2026-11-23T07:00"),
    "the closing minute": ("2026-11-23T19:00", TALK, False, "2026-11-24T07:00"),
    "open for calls, closed for reports": ("2026-11-23T18:00", REPORT, False, "2026-11-24T08:00"),
    "Friday evening": ("2026-11-20T19:30", TALK, False, "2026-11-23T07:00"),
    "Thanksgiving, a Friday off and a weekend": ("2026-11-26T10:00", TALK, False, "2026-11-30T07:00"),
    "Christmas": ("2026-12-25T10:00", TALK, False, "2026-12-28T07:00"),
    "the night clocks go forward": ("2026-03-08T02:30", TALK, False, "2026-03-09T07:00"),
    "the night clocks go back": ("2026-11-01T01:30", TALK, False, "2026-11-02T07:00"),
    "a task without hours of its own": ("2026-11-23T10:00", "parking", True, None),
}


@pytest.mark.parametrize(("at", "task", "open_then", "opens"), AT.values(), ids=AT)
def test_311_by_the_minute(content: Content, at: str, task: str, open_then: bool, opens: str | None) -> None:
    channel, holidays = content.channels["311"], content.site.city_holidays.days
    when = local(datetime.fromisoformat(at))
    assert is_open(channel, task, when, holidays) is open_then
    if opens:
        assert next_opening(channel, task, when, holidays) == local(datetime.fromisoformat(opens))


def test_a_channel_without_hours_is_always_open(content: Content) -> None:
    holidays = content.site.city_holidays.days
    assert is_open(content.channels["911"], None, local(datetime(2026, 12, 25, 3)), holidays)


def test_naive_times_are_chicago_times() -> None:
    assert local(datetime(2026, 11, 1, 1, 30)).utcoffset() == local(datetime(2026, 10, 31, 12)).utcoffset()
    assert local(datetime(2026, 3, 8, 2, 30)).hour == 3


def test_a_week_is_read_in_order() -> None:
    spans = parse("sat-sun 7:30-17:00, mon-fri 7:30-24:00")
    assert [(span.weekday, span.opens, span.closes) for span in spans][4:6] == [(4, 450, 1440), (5, 450, 1020)]


def test_the_holidays_cover_the_coming_year(content: Content) -> None:
    days = content.site.city_holidays.days
    assert {day.year for day in days} >= {2026, 2027}
    assert all(day.weekday() < 5 for day in days)
    assert date(2026, 11, 26) in days
