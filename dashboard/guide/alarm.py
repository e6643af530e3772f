"""How much a text sounds like danger, learned from whole sentences of the situation files.

Likeness asks which matter a text resembles most and ignores small words. This asks one thing only, and hears the small
words too: "is on fire" and "was on fire" differ in nothing else. The two err on different texts, so both are asked.
"""

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Words = tuple[str, ...]
SPREAD = 20.0
STEPS = 150


class Alarm:
    """Logistic regression over words, pairs and pieces of words, with a Gaussian prior of variance SPREAD."""

    def __init__(self, examples: Iterable[tuple[Words, bool]]) -> None:
        self._place: dict[str, int] = {}
        rows: list[list[int]] = []
        danger: list[bool] = []
        for words, is_danger in examples:
            rows.append([self._place.setdefault(feature, len(self._place)) for feature in sorted(_features(words))])
            danger.append(is_danger)
        self._weights, self._bias = _fit(rows, np.array(danger, float), len(self._place))

    def of(self, words: Words) -> float:
        """The probability of danger, between 0 and 1."""
        features = _features(words)
        known = [self._place[feature] for feature in features if feature in self._place]
        return 1 / (1 + math.exp(-(float(self._weights[known].sum()) / math.sqrt(len(features)) + self._bias)))


def _fit(
    rows: Sequence[Sequence[int]], danger: npt.NDArray[np.float64], size: int
) -> tuple[npt.NDArray[np.float64], float]:
    """Weights and bias, by Nesterov's accelerated gradient descent; each row has length 1."""
    lengths = np.array([len(row) for row in rows])
    feature = np.concatenate([np.asarray(row, np.int64) for row in rows])
    row = np.repeat(np.arange(len(rows)), lengths)
    value = np.repeat(1 / np.sqrt(lengths), lengths)
    weights, bias = np.zeros(size), 0.0
    ahead, bias_ahead, momentum = weights, bias, 1.0
    step = 1 / (len(rows) / 16 + 1 / SPREAD)
    for _ in range(STEPS):
        score = np.bincount(row, ahead[feature] * value, len(rows)) + bias_ahead
        error = 1 / (1 + np.exp(-score)) - danger
        slope = np.bincount(feature, error[row] * value, size) + ahead / SPREAD
        moved, bias_moved = ahead - step * slope, bias_ahead - step * error.mean()
        following = (1 + math.sqrt(1 + 4 * momentum * momentum)) / 2
        keep = (momentum - 1) / following
        ahead, bias_ahead = moved + keep * (moved - weights), bias_moved + keep * (bias_moved - bias)
        weights, bias, momentum = moved, bias_moved, following
    return weights, bias


def _features(words: Words) -> set[str]:
    """Words, pairs of words that stand next to each other or with one between, and all pieces of four letters."""
    words = ("<", *words, ">")
    apart = (f"{first} _ {third}" for first, third in zip(words, words[2:], strict=False))
    pieces = (f"<{word}>"[at : at + 4] + "*" for word in words for at in range(max(1, len(word) - 1)))
    return {*words, *map(" ".join, pairwise(words)), *apart, *pieces}
