"""One page to print for who phones every channel: what the site says, what to ask, room for what is right."""

from collections.abc import Iterator
from itertools import groupby

from dashboard import clock
from dashboard.content import outage
from dashboard.content.hours import DAYS, Spans
from dashboard.content.load import Content
from dashboard.content.models import Channel
from dashboard.web import render


def page(content: Content) -> str:
    """The sheet as HTML that needs nothing else."""
    rows = [
        (channel, list(_reached(content, channel)), _hours(content, channel)) for channel in content.channels.values()
    ]
    return render.fragment(
        "call_sheet.html",
        words=content.staff.call_sheet,
        said=content.words["en"],
        rows=rows,
        today=clock.now().date(),
    )


def _reached(content: Content, channel: Channel) -> Iterator[str]:
    """Every number that the site gives for a channel, and what it is for."""
    words, said = content.staff.call_sheet, content.words["en"].channels
    for phone in channel.phones:
        yield f"{phone.number} ({said[channel.id].phones[phone.whom]})" if phone.whom else phone.number
    if channel.via:
        numbers = outage.phones(content.channels, channel, {})
        yield f"{words.through} {', '.join(phone.number for phone in numbers)}"
    for name, number in ((words.text, channel.sms), (words.tty, channel.tty)):
        if number:
            yield f"{name} {number}"
    yield from (f"{lang} {number}" for lang, number in channel.language_lines.items())
    yield from (render.host(link) for link in (channel.web, channel.chat) if link)


def _hours(content: Content, channel: Channel) -> list[str]:
    words = content.staff.call_sheet
    if channel.hours_unknown:
        return [words.unknown]
    said = [
        f"{task}: {written(spans)}" if len(channel.hours) > 1 else written(spans)
        for task, spans in channel.hours.items()
    ]
    return [*said, words.closed] if channel.closed_on else said or [words.any_time]


def written(spans: Spans) -> str:
    """Opening hours as staff write them: days in a row that are alike as one."""
    days = [(day, tuple((s.opens, s.closes) for s in spans if s.weekday == day)) for day in range(7)]
    parts = []
    for times, group in groupby(days, key=lambda each: each[1]):
        alike = [DAYS[day] for day, _ in group]
        name = alike[0] if len(alike) == 1 else f"{alike[0]}-{alike[-1]}"
        parts += [f"{name} {_time(opens)}-{_time(closes)}" for opens, closes in times]
    return ", ".join(parts)


def _time(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"
