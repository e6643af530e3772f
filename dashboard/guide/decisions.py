"""The whole decision set as rows, for review and for the methods page: every path and where it ends."""

import csv
import io
from collections.abc import Iterator
from dataclasses import astuple, dataclass, fields

from dashboard.content import table
from dashboard.content.load import Content


@dataclass(frozen=True)
class Decision:
    """One path: `answers` as given in order, `offer` the channels in the order before opening hours and wishes."""

    situation: str
    answers: str
    danger: str
    offer: str
    task: str


def decisions(content: Content) -> Iterator[Decision]:
    """Every path of every situation, in the site's order."""
    for situation in content.situations.values():
        for replies in table.paths(situation):
            end = table.outcome(situation, replies)
            answers = "; ".join(f"{name}: {reply}" for name, reply in replies.items())
            yield Decision(
                situation.id, answers, "yes" if end.danger else "no", " > ".join(end.offer), end.row.task or ""
            )


def as_csv(content: Content) -> str:
    """The decision set as the file docs/decisions.csv holds it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(field.name for field in fields(Decision))
    writer.writerows(map(astuple, decisions(content)))
    return out.getvalue()
