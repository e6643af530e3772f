"""Who answered incidents like this: the record that `metrics` counts and the faces show beside an answer.

It stands beside the `Answer`, not in it: what to do in trouble never depends on figures.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Share:
    """How many incidents a responder answered: from `low` to `high`, exactly where the two are one.

    `responder` is police, bcr or fire, or fire-and-bcr where the two are known as one only.
    """

    responder: str
    low: int
    high: int


@dataclass(frozen=True)
class Odds:
    """Of `n` incidents from month `first` to month `last` ('YYYY-MM', both included), who answered how many."""

    n: int
    first: str
    last: str
    shares: tuple[Share, ...]
