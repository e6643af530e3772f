"""Long proof: at every minute of the years whose holidays are listed, the first option works right then."""

from datetime import UTC, datetime, timedelta

import pytest

from dashboard.clock import local
from dashboard.content import table
from dashboard.content.load import Content
from dashboard.guide.answer import NO_POLICE, answer

pytestmark = pytest.mark.deep


def moments(content: Content) -> list[datetime]:
    """Each minute at which anything opens or closes, and the minute before: between them nothing changes."""
    edges = {
        minute for c in content.channels.values() for spans in c.hours.values() for s in spans
        for minute in (s.opens, s.closes)
    } | {0}  # fmt: skip
    days = sorted(content.site.city_holidays.days)
    count = (days[-1] - days[0]).days + 1
    starts = [datetime(d.year, d.month, d.day) for d in (days[0] + timedelta(i) for i in range(count))]
    wall = [start + timedelta(minutes=edge - before) for start in starts for edge in edges for before in (0, 1)]
    repeated = [datetime(2026, 11, 1, 7, m, tzinfo=UTC) for m in range(60)]
    return sorted({local(at) for at in (*wall, *repeated)})


def test_something_works_at_every_minute(content: Content) -> None:
    times = moments(content)
    assert len(times) > 5000
    for situation in content.situations.values():
        ends = {table.outcome(situation, replies).row.offer: replies for replies in table.paths(situation)}
        for replies in ends.values():
            for wishes in (frozenset[str](), frozenset({NO_POLICE})):
                closed = [at for at in times if not answer(content, situation.id, replies, at, wishes).options[0].open]
                assert closed == [], (situation.id, replies)
