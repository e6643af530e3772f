"""What people type: which situation it sounds like, which questions it answers, whether it sounds like danger.

Cues are exact words, held in the situation files. Text is compared without case, accents and punctuation.
"""

import re
import unicodedata
from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from dashboard.content.load import Content
from dashboard.content.models import Cue, Situation
from dashboard.guide.answer import Answer, answer, human_door, in_danger

LONGEST = 600
CLOSEST = 3
REACH_OF_A_NEGATION = 2


@dataclass(frozen=True)
class Match:
    """A situation that the words sound like. `score` is between 0 and 1; `replies` are answered by the words."""

    situation: str
    score: float
    replies: dict[str, str]


def match(content: Content, text: str, lang: str = "en") -> list[Match]:
    """Situations that share a cue with the text, best first; empty when nothing fits."""
    found: list[Match] = []
    for situation in content.situations.values():
        covered: set[int] = set()
        replies: dict[str, str] = {}
        for cue, (start, end) in _heard(content, situation, tokens(text), lang):
            if cue.means:
                replies |= cue.means
            else:
                covered |= set(range(start, end))
        if covered:
            found.append(Match(situation.id, round(1 - 0.5 ** len(covered), 3), replies))
    return sorted(found, key=lambda m: -m.score)


def danger(content: Content, text: str, lang: str = "en") -> bool:
    """Whether the words speak of danger. Only a negation right before the words counts against it."""
    return any(
        cue.danger
        for situation in content.situations.values()
        for cue, _ in _heard(content, situation, tokens(text), lang)
    )


def tokens(text: str) -> tuple[str, ...]:
    """Lower-case words without accents, apostrophes and punctuation; at most the first 600 characters."""
    plain = unicodedata.normalize("NFKD", text[:LONGEST]).casefold()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return tuple(re.findall(r"\w+", re.sub(r"['’`´]", "", plain)))


@lru_cache(maxsize=8192)
def _phrase(phrase: str) -> tuple[str, ...]:
    return tokens(phrase)


def _heard(
    content: Content, situation: Situation, words: tuple[str, ...], lang: str
) -> Iterator[tuple[Cue, tuple[int, int]]]:
    """Each cue that stands in the words, and where. A danger cue with a negation right before it does not count."""
    negations = set(content.words[lang].guide.negations)
    for cue in situation.cues.get(lang, ()):
        for wanted in map(_phrase, cue.words):
            for start in range(len(words) - len(wanted) + 1):
                before = words[max(0, start - REACH_OF_A_NEGATION) : start]
                if words[start : start + len(wanted)] == wanted and not (cue.danger and negations & set(before)):
                    yield cue, (start, start + len(wanted))


@dataclass(frozen=True)
class Heard:
    """What was understood, and the answer to it."""

    matches: list[Match]
    answer: Answer


def hear(content: Content, text: str, at: datetime, lang: str = "en", preferences: Set[str] = frozenset()) -> Heard:
    """Words -> situations and an answer: danger first, else the best match, else a person who can help."""
    matches = match(content, text, lang)
    best = matches[0] if matches else None
    if danger(content, text, lang):
        return Heard(matches, in_danger(content, best.situation if best else None, at))
    if best is None:
        return Heard([], human_door(content, at, preferences))
    return Heard(matches, answer(content, best.situation, best.replies, at, preferences))
