"""Whether a channel works at a given minute, and when it next does. Pure functions of local time."""

from collections.abc import Container
from datetime import date, datetime, time, timedelta

from dashboard.clock import CHICAGO
from dashboard.content.models import Channel

LOOK_AHEAD_DAYS = 31


def is_open(channel: Channel, task: str | None, at: datetime, holidays: Container[date]) -> bool:
    """Whether the channel works for the task at a local time. A task without hours is always possible."""
    spans = channel.spans(task)
    if spans is None:
        return True
    if channel.closed_on and at.date() in holidays:
        return False
    minute = at.hour * 60 + at.minute
    return any(s.weekday == at.weekday() and s.opens <= minute < s.closes for s in spans)


def next_opening(channel: Channel, task: str | None, at: datetime, holidays: Container[date]) -> datetime | None:
    """The first opening after a local time, or None within a month."""
    for days in range(LOOK_AHEAD_DAYS):
        day = at.date() + timedelta(days)
        if channel.closed_on and day in holidays:
            continue
        for span in channel.spans(task) or ():
            opens = datetime.combine(day, time(span.opens // 60, span.opens % 60), CHICAGO)
            if span.weekday == day.weekday() and opens > at:
                return opens
    return None
