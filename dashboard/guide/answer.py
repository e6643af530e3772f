"""situation + replies + time + preferences -> options, best first. Pure: no files, no clock, no Streamlit."""

import math
from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from datetime import datetime

from dashboard.clock import local
from dashboard.content import outage, table
from dashboard.content.load import Content
from dashboard.content.models import Channel, Phone
from dashboard.guide.hours import is_open, next_opening

NO_POLICE, TALK, NO_VOICE, ANONYMOUS = "no-police", "talk", "no-voice", "anonymous"
PREFERENCES = (NO_POLICE, TALK, NO_VOICE, ANONYMOUS)


@dataclass(frozen=True)
class Option:
    """One channel as it stands at the time of the answer. `opens_at` is Chicago time, None when open.

    `instead_of`: the channels that are down, and for which it stands in.
    """

    channel: Channel
    task: str | None
    open: bool
    opens_at: datetime | None
    phones: tuple[Phone, ...]
    instead_of: tuple[Channel, ...] = ()

    @property
    def always(self) -> bool:
        """Whether it works at any time."""
        return not self.channel.hours


@dataclass(frozen=True)
class Answer:
    """Options in order. `danger`: 911 goes first. `if_now`: a danger question was left open, so 911 stands above.

    `wishes` were asked for; `moved`: the wish for no police changed the order.
    """

    situation: str | None
    replies: Mapping[str, str]
    danger: bool
    if_now: bool
    options: tuple[Option, ...]
    wishes: frozenset[str]
    moved: bool

    @property
    def sensitive(self) -> bool:
        """Whether who reads it may need to leave fast."""
        return any(option.channel.sensitive for option in self.options)


def answer(
    content: Content,
    situation_id: str,
    replies: Mapping[str, str],
    at: datetime,
    preferences: Set[str] = frozenset(),
) -> Answer:
    """Decide. `replies` may be incomplete: what is not set is left open. Raises KeyError for an unknown situation."""
    situation = content.situations[situation_id]
    end = table.outcome(situation, replies)
    open_danger = any(q.danger and name not in replies for name, q in situation.questions.items())
    ordered = _ordered(content, end.offer, end.row.task, local(at), preferences, end.danger)
    return Answer(situation_id, dict(replies), end.danger, open_danger and not end.danger, *ordered)


def in_danger(
    content: Content,
    situation_id: str | None,
    at: datetime,
    reply: table.Reply = "yes",
    preferences: Set[str] = frozenset(),
) -> Answer:
    """What to do when the words themselves are danger: 911 first. "not-sure": then what usually helps."""
    situation = content.situations[situation_id] if situation_id else None
    questions = situation.questions if situation else {}
    danger = next((name for name, question in questions.items() if question.danger), None)
    if situation is None or situation.danger or danger is None:
        offer = situation.danger if situation and situation.danger else content.site.danger
        return Answer(situation_id, {}, True, False, *_ordered(content, offer, None, local(at), preferences, True))
    return answer(content, situation.id, {danger: reply}, at, preferences)


def human_door(content: Content, at: datetime, preferences: Set[str] = frozenset()) -> Answer:
    """A person who can help when nothing fits."""
    ordered = _ordered(content, content.site.human_door, "talk", local(at), preferences, False)
    return Answer(None, {}, False, True, *ordered)


def _ordered(
    content: Content,
    offer: tuple[str, ...],
    task: str | None,
    at: datetime,
    preferences: Set[str],
    danger: bool,
) -> tuple[tuple[Option, ...], frozenset[str], bool]:
    """The last fields of an Answer: the options in order, the wishes, and whether that for no police moved any."""
    options = standing(content, offer, task, at)

    def works_soonest(option: Option, wishes: Set[str]) -> tuple[int, bool, float, int]:
        stands_for = [option.channel.id, *(down.id for down in option.instead_of)]
        first = -1 if stands_for[0] == table.EMERGENCY else 0 if table.EMERGENCY in stands_for else 1
        waits = 0.0 if option.open else option.opens_at.timestamp() if option.opens_at else math.inf
        return first if danger else 1, not option.open, waits, sum(_misfit(option, wish) for wish in wishes)

    order, without = (
        tuple(sorted(options, key=lambda option: works_soonest(option, wishes)))
        for wishes in (preferences, preferences - {NO_POLICE})
    )
    return order, frozenset(preferences), order != without


def standing(content: Content, offer: tuple[str, ...], task: str | None, at: datetime) -> list[Option]:
    """The options of a row; a channel that is down gives way to its stand-in, 911 only lets it stand behind itself."""
    instead = outage.stand_ins(content.channels, at)
    standing: dict[str, list[Channel]] = {}
    for name in offer:
        if name not in instead or name == table.EMERGENCY:
            standing.setdefault(name, [])
        if name in instead:
            standing.setdefault(instead[name], []).append(content.channels[name])
    return [
        replace(option_of(content, content.channels[name], task, at), instead_of=tuple(down))
        for name, down in standing.items()
    ]


def option_of(content: Content, channel: Channel, task: str | None, at: datetime) -> Option:
    """A channel as it stands for a task at a Chicago time."""
    holidays = content.site.city_holidays.days
    works = is_open(channel, task, at, holidays)
    phones = outage.phones(content.channels, channel, outage.stand_ins(content.channels, at))
    return Option(channel, task, works, None if works else next_opening(channel, task, at, holidays), phones)


def _misfit(option: Option, wish: str) -> int:
    """How far an option is from a wish: 0 fits."""
    channel = option.channel
    if wish == NO_POLICE:
        civilian = channel.responder in ("not-sworn", "nobody")
        return {"never": 0, "may": 1 if civilian else 2, "yes": 3}[channel.police]
    if wish == TALK:
        return 0 if option.phones else 1
    if wish == NO_VOICE:
        return 0 if channel.sms or channel.web or channel.chat else 1 if channel.email or channel.tty else 2
    return {"yes": 0, "some": 1, "unknown": 1, "no": 2}[channel.anonymous]
