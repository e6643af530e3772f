"""What whole sentences sound like, learned from the words and sentences of the situation files.

Exact phrases find what somebody thought of. This finds what is said in other words: "his lips are blue and he feels
cold" shares no whole phrase with the files, but its words stand more often in what is said of an emergency.
"""

import math
from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise

Words = tuple[str, ...]
LIKE_ALL = 4000.0
SOFTEN = 0.3
Matter = tuple[str, bool]


class Likeness:
    """How much more often each word, pair and piece of a word is used of one matter than of all matters.

    A matter is a situation and whether it is danger. Its own counts are mixed with LIKE_ALL words' worth of everything
    that is said (Dirichlet smoothing).
    """

    def __init__(self, examples: Iterable[tuple[Matter, Words, float]]) -> None:
        counts: dict[Matter, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        every: dict[str, float] = defaultdict(float)
        for matter, words, weight in examples:
            for feature in pieces(words):
                counts[matter][feature] += weight
                every[feature] += weight
        total = sum(every.values())
        self._unsaid = {matter: math.log(LIKE_ALL / (sum(c.values()) + LIKE_ALL)) for matter, c in counts.items()}
        self._gains: dict[str, list[tuple[Matter, float]]] = {feature: [] for feature in every}
        for matter, count in counts.items():
            for feature, often in count.items():
                self._gains[feature].append((matter, math.log1p(often * total / (LIKE_ALL * every[feature]))))

    def of(self, words: Words) -> dict[Matter, float]:
        """The likelihood of each matter, between 0 and 1, together 1; none where nothing was learned."""
        known = [feature for feature in pieces(words) if feature in self._gains]
        scores = {name: len(known) * unsaid for name, unsaid in self._unsaid.items()}
        for feature in known:
            for name, gain in self._gains[feature]:
                scores[name] += gain
        best = max(scores.values(), default=0.0)
        odds = {name: math.exp((score - best) * SOFTEN) for name, score in scores.items()}
        return {name: value / sum(odds.values()) for name, value in odds.items()}


def features(words: Words) -> set[str]:
    """Words, and pairs of words that stand next to each other or with one between."""
    pairs = [*pairwise(words), *zip(words, words[2:], strict=False)]
    return {*words, *(" ".join(pair) for pair in pairs)}


def pieces(words: Words) -> set[str]:
    """Features, and all pieces of four letters, so that a typo or another ending is still alike."""
    return features(words) | {f"<{word}>"[at : at + 4] + "*" for word in words for at in range(len(word) - 1)}
