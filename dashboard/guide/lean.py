"""How much a text leans to danger, learned from the phrases of the situation files: naive Bayes over words and pairs.

Exact phrases find what somebody thought of. This finds what is said in other words: "his lips are blue and he feels
cold" shares no whole phrase with the files, but its words stand more often in phrases of danger than in others.
"""

import math
from collections import Counter
from itertools import pairwise

from dashboard.guide.index import Index, Words

SMOOTHING = 0.5


class Lean:
    """The log odds of danger for each word and pair of neighboring words in the phrases of one language."""

    def __init__(self, index: Index) -> None:
        counts: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
        phrases: Counter[bool] = Counter()
        for phrase in index.phrases:
            danger = phrase.cue.danger is not None
            if danger or not (phrase.cue.means or phrase.cue.calm):
                counts[danger].update(features(phrase.words))
                phrases[danger] += 1
        seen = counts[True].keys() | counts[False].keys()
        self._odds = {
            feature: math.log((counts[True][feature] + SMOOTHING) / (phrases[True] + 1))
            - math.log((counts[False][feature] + SMOOTHING) / (phrases[False] + 1))
            for feature in seen
        }

    def towards_danger(self, words: Words) -> float:
        """The log odds that the words speak of danger; 0 when nothing in them is known."""
        return sum(self._odds.get(feature, 0.0) for feature in features(words))


def features(words: Words) -> set[str]:
    """Words, and pairs of words that stand next to each other or with one between."""
    pairs = [*pairwise(words), *zip(words, words[2:], strict=False)]
    return {*words, *(" ".join(pair) for pair in pairs)}
