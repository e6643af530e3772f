"""Channels that do not work for a while, the ones that stand in for them, and the numbers that texts then give.

911 is never taken away: while it is marked as down, it stays where it is and the dispatch line stands right behind it.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from dashboard.content.hours import Spans
from dashboard.content.models import Channel, Phone
from dashboard.content.table import DISPATCH, EMERGENCY
from dashboard.content.words import fill

Channels = Mapping[str, Channel]
Instead = Mapping[str, str]


def stand_ins(channels: Channels, at: datetime | None = None) -> dict[str, str]:
    """Each channel that is down at a Chicago time, and the one that stands in for it. Without a time: ever.

    A channel that is reached through others alone is down when all of them are.
    """
    marked = {
        c.id: c.use
        for c in channels.values()
        if c.use and c.status == "down" and (at is None or c.until is None or at < c.until)
    }
    cut_off = {
        c.id: marked[c.via[0]]
        for c in channels.values()
        if c.via and not (c.phones or c.sms or c.web) and marked.keys() >= set(c.via) and c.id not in marked
    }
    return {**marked, **cut_off}


def phones(channels: Channels, channel: Channel, instead: Instead) -> tuple[Phone, ...]:
    """What to dial for a channel: its own numbers, or the first of each channel that it is reached through."""
    return channel.phones or tuple(
        phone for via in channel.via if via in channels and via not in instead for phone in channels[via].phones[:1]
    )


def numbers(channels: Channels, instead: Instead) -> dict[str, str]:
    """The number that a text gives for each channel: its own, or that of the one that stands in for it."""
    first: dict[str, str] = {}
    for channel in channels.values():
        standing = channels.get(channel.id if channel.id == EMERGENCY else instead.get(channel.id, channel.id), channel)
        if found := phones(channels, standing, instead) or phones(channels, channel, {}):
            first[channel.id] = found[0].number
    return first


def filled(value: Any, numbers: Mapping[str, str]) -> Any:
    """Words with the numbers in place of the channels in braces."""
    if isinstance(value, str):
        return fill(value, numbers)
    if isinstance(value, BaseModel):
        return value.model_copy(
            update={name: filled(getattr(value, name), numbers) for name in type(value).model_fields}
        )
    if isinstance(value, Mapping):
        return {name: filled(part, numbers) for name, part in value.items()}
    return tuple(filled(part, numbers) for part in value) if isinstance(value, tuple) else value


def faults(channels: Channels) -> Iterator[tuple[str, str, str, str]]:
    """What is wrong with the stand-ins: the channel, the field, the problem, how to mend it."""
    instead, told = stand_ins(channels), set()
    for down, other in instead.items():
        marked = down if channels[down].status == "down" else channels[down].via[0]
        problem = _unfit(channels, instead, down, other)
        if problem and marked not in told:
            told.add(marked)
            fits = [c for c in (DISPATCH, EMERGENCY) if c in channels and not _unfit(channels, instead, down, c)]
            yield marked, "use", problem, f"Use another, such as {fits[0]}." if fits else "Use another."


def _unfit(channels: Channels, instead: Instead, down: str, other: str) -> str | None:
    """Why a channel cannot stand in for another, if it cannot."""
    channel, stands_in = channels[down], channels.get(other)
    if stands_in is None:
        return None
    if other in instead or other == down:
        return f"“{other}” cannot stand in for {down}: it is down itself."
    if down == EMERGENCY and other != DISPATCH:
        return f"Only {DISPATCH} stands in for 911: it reaches the same people."
    if not _works_whenever(stands_in, channel):
        return f"“{other}” cannot stand in for {down}: it is closed at times when {down} is open."
    if channel.phones and not phones(channels, stands_in, instead):
        return f"“{other}” cannot stand in for {down}: it has no number, and texts give the number of {down}."
    return None


def _works_whenever(one: Channel, other: Channel) -> bool:
    """Whether a channel is open at every minute at which another is, whatever the task."""
    if one.hours and one.closed_on and not other.closed_on:
        return False
    return all(_within(other.spans(task), one.spans(task)) for task in {"talk", *one.hours, *other.hours})


def _within(inner: Spans | None, outer: Spans | None) -> bool:
    if inner is None or outer is None:
        return outer is None
    return all(
        any(o.weekday == i.weekday and o.opens <= i.opens and i.closes <= o.closes for o in outer) for i in inner
    )
