"""Decision tables: which question comes next, which row answers, and whether every path is sound.

Rows are read from the top; the first that fits decides. A question is asked only while it can still change the
answer. "Not sure" at a danger question ends the asking: 911 goes first, the usual options follow.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dashboard.content.models import Row, Situation

Reply = str
REPLIES = ("yes", "no", "not-sure")


EMERGENCY, DISPATCH = "911", "nonemergency"


@dataclass(frozen=True)
class Outcome:
    """The row that answers. `danger`: 911 goes first, whatever the row offers."""

    row: Row
    danger: bool

    @property
    def offer(self) -> tuple[str, ...]:
        """The channels offered, in order, before opening hours and wishes.

        In danger the dispatch line, which reaches the same people as 911, stays only where it would be first otherwise.
        """
        if not self.danger:
            return self.row.offer
        first, *others = self.row.offer
        return tuple(dict.fromkeys((EMERGENCY, first, *(channel for channel in others if channel != DISPATCH))))


def next_question(situation: Situation, replies: Mapping[str, Reply]) -> str | None:
    """The question to ask next, or None when nothing more can change the answer."""
    if _unsure_of_danger(situation, replies):
        return None
    for row in situation.decide:
        if any(name in replies and replies[name] != wanted for name, wanted in row.when.items()):
            continue
        return next((n for n in situation.questions if n in row.when and n not in replies), None)
    return None


def outcome(situation: Situation, replies: Mapping[str, Reply]) -> Outcome:
    """The answer to these replies; a question without a reply is left open and fits no row."""
    danger = _unsure_of_danger(situation, replies) or any(
        replies.get(name) == "yes" for name, question in situation.questions.items() if question.danger
    )
    row = next(r for r in situation.decide if all(replies.get(n) == w for n, w in r.when.items()))
    return Outcome(row, danger)


def paths(situation: Situation, replies: Mapping[str, Reply] | None = None) -> Iterator[dict[str, Reply]]:
    """Every way through the questions, as the replies given in the order asked."""
    replies = dict(replies or {})
    name = next_question(situation, replies)
    if name is None:
        yield replies
        return
    for reply in REPLIES:
        yield from paths(situation, {**replies, name: reply})


def faults(situation: Situation) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """What is wrong with a table: where (as in the file), the problem, how to mend it."""
    rows = situation.decide
    otherwise = [i for i, row in enumerate(rows) if not row.when]
    if otherwise != [len(rows) - 1]:
        at = otherwise[0] if otherwise else len(rows) - 1
        yield (
            ("decide", at),
            "Some answers meet no row, or rows follow “otherwise”.",
            "End with one “otherwise:”.",
        )
        return
    reached: set[int] = set()
    for replies in paths(situation):
        end = outcome(situation, replies)
        reached.add(index := rows.index(end.row))
        path = ", ".join(f"{name}: {reply}" for name, reply in replies.items()) or "no answer"
        if end.danger and "not-sure" not in replies.values() and end.row.offer[0] != EMERGENCY:
            yield ("decide", index), f"Danger ({path}) does not lead to 911.", "Offer 911 first in this row."
        for other in range(index + 1, len(rows) - 1):
            fits = all(replies.get(name) == wanted for name, wanted in rows[other].when.items())
            if fits and rows[other].offer != end.row.offer:
                yield ("decide", other), f"Two rows fit the same answers ({path}).", "Make them differ."
    asked = {name for replies in paths(situation) for name in replies}
    for index in sorted(set(range(len(rows))) - reached):
        yield ("decide", index), "No answers lead to this row.", "Remove it, or move it up."
    for name in (name for name in situation.questions if name not in asked):
        yield ("questions", name), "This question is never asked.", "Use it in “decide:”, or remove it."


def _unsure_of_danger(situation: Situation, replies: Mapping[str, Reply]) -> bool:
    return any(q.danger and replies.get(name) == "not-sure" for name, q in situation.questions.items())
