"""What people type: which situation it sounds like, which questions it answers, whether it sounds like danger.

Everything is decided by the words in the situation files. Typos are mended towards those words, small words and
endings do not matter, and one other word may stand between two words of a phrase.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from dashboard.content.load import Content
from dashboard.content.models import Cue
from dashboard.content.table import Reply
from dashboard.guide.alarm import Alarm
from dashboard.guide.answer import NO_VOICE, Answer, answer, human_door, in_danger
from dashboard.guide.index import NEGATED, STOPS, Index, Phrase, Words, index
from dashboard.guide.likeness import Likeness

LONGEST = 600
LONGEST_FOR_DANGER = 6_000
CLOSEST = 3
GAP = 1
SURE = 0.3
LIKE = 2.0
SOUNDS_DANGEROUS = -1.0
SOUNDS_INNOCENT = -2.0
"""Log odds, chosen by cross-validation on the tuning half: below the second a weak danger phrase does not count."""
ENOUGH = 300
EVEN = 0.0
"""A language that has fewer sentences of danger, or of anything else, sounds dangerous only above even odds: on the
tuning half it cries wolf at 30 texts of 100 otherwise, and misses 1 danger of 100 more.
"""


@dataclass(frozen=True)
class Match:
    """A situation that the words sound like. `score` is between 0 and 1; `replies` are answered by the words."""

    situation: str
    score: float
    replies: dict[str, str]


@dataclass(frozen=True)
class Heard:
    """What was understood and the answer to it. When nothing was, `closest` names the three nearest situations."""

    matches: list[Match]
    closest: list[str]
    answer: Answer


def match(content: Content, text: str, lang: str = "en") -> list[Match]:
    """Situations that the text sounds like, best first; empty when unsure."""
    return [found for found in _ranked(content, text, lang) if found.score >= SURE]


def danger(content: Content, text: str, lang: str = "en") -> bool:
    """Whether the words speak of danger: a danger phrase stands in them, or they sound like danger on the whole.

    Errs to safety: a negation right before the words, calm words and the past count against it, nothing else does.
    """
    return _danger(index(content, lang), text) is not None


def _danger(looked_up: Index, text: str) -> Reply | None:
    """ "yes" when a danger phrase is heard, "not-sure" when the words only sound like danger."""
    text = text[:LONGEST_FOR_DANGER]
    heard = {not phrase.weak or phrase.alone for phrase, _, _ in _heard(looked_up, text, danger=True)}
    if True in heard:
        return "yes"
    sound = _sound(looked_up, text)
    if heard and sound > SOUNDS_INNOCENT:
        return "yes"
    bar = SOUNDS_DANGEROUS if looked_up.taught >= ENOUGH else EVEN
    return "not-sure" if sound > bar else None


def _sound(looked_up: Index, text: str) -> float:
    """Log odds that the text sounds like danger: what the alarm hears, and half as much what it resembles.

    A language without sentences of both kinds has no opinion: a weak phrase counts, and no sound alarms.
    """
    if not looked_up.taught:
        return SOUNDS_DANGEROUS
    alike = likeness(looked_up).of(_leaning(looked_up, text))
    share = sum(share for (_, danger), share in alike.items() if danger)
    return _log_odds(alarm(looked_up).of(looked_up.negated(text[:LONGEST]))) + _log_odds(share) / 2


def _log_odds(share: float) -> float:
    share = min(max(share, 1e-4), 1 - 1e-4)
    return math.log(share / (1 - share))


def _leaning(looked_up: Index, text: str) -> Words:
    """The words that may lean: none when only the past is told; not those in calm phrases or close after a negation."""
    typed = looked_up.pieces(text)
    said = [p for p, word in enumerate(typed) if word not in STOPS]
    if looked_up.is_past(tuple(typed[p] for p in said)):
        return ()
    kept = [p for p in said if typed[p] not in looked_up.small]
    words = tuple(looked_up.mend(looked_up.stem(typed[p])) for p in kept)
    calm = _calm(looked_up, words, set(words))
    return tuple(
        word
        for place, word in enumerate(words)
        if place not in calm and not any(looked_up.is_negated(typed[: kept[place] - back]) for back in range(NEGATED))
    )


@lru_cache(maxsize=8)
def alarm(looked_up: Index) -> Alarm:
    """The alarm of one index, learned once."""
    return Alarm(looked_up.sentences)


@lru_cache(maxsize=8)
def likeness(looked_up: Index) -> Likeness:
    """The likeness of one index, learned once."""
    return Likeness(((situation, danger), words, weight) for situation, danger, words, weight in looked_up.examples())


def warm(content: Content) -> None:
    """Learn the words of every language now, and not when the first resident asks."""
    for lang in content.words:
        danger(content, "", lang)


def hear(content: Content, text: str, at: datetime, lang: str = "en", preferences: Set[str] = frozenset()) -> Heard:
    """Words -> situations and an answer: danger first, else the best match, else a person who can help."""
    ranked = _ranked(content, text, lang)
    matches = [found for found in ranked if found.score >= SURE]
    best = matches[0] if matches else None
    if reply := _danger(index(content, lang), text):
        return Heard(matches, [], in_danger(content, best.situation if best else None, at, reply, preferences))
    if best is None:
        closest = [found.situation for found in ranked if found.score > 0][:CLOSEST]
        return Heard([], closest, human_door(content, at, preferences))
    return Heard(matches, [], answer(content, best.situation, best.replies, at, preferences))


def wishes(content: Content, text: str, lang: str) -> frozenset[str]:
    """What the words themselves wish for: who says that they cannot speak or hear is shown how to write."""
    looked_up = index(content, lang)
    return frozenset({NO_VOICE} if looked_up.is_without_voice(looked_up.tokens(text[:LONGEST])) else ())


def _ranked(content: Content, text: str, lang: str) -> list[Match]:
    looked_up = index(content, lang)
    hits: dict[str, dict[int, float]] = {}
    votes: dict[str, dict[tuple[str, str], float]] = defaultdict(lambda: defaultdict(float))
    for phrase, cue, places in _heard(looked_up, text[:LONGEST]):
        situation = phrase.situation
        if cue.means:
            for reply in cue.means.items():
                votes[situation][reply] += sum(places.values())
        else:
            hits.setdefault(situation, {}).update(places)
    words = tuple(map(looked_up.mend, looked_up.stems(looked_up.tokens(text[:LONGEST]))))
    alike = likeness(looked_up).of(words)
    scores = {}
    for name in content.situations:
        if not looked_up.is_about(name, words):
            continue
        like = alike.get((name, False), 0.0) + alike.get((name, True), 0.0)
        scores[name] = 1 - 0.6 ** (sum(hits.get(name, {}).values()) + LIKE * like)
    order = sorted(scores, key=lambda situation: -scores[situation])
    return [Match(name, round(scores[name], 3), _replies(votes[name])) for name in order]


def _replies(votes: dict[tuple[str, str], float]) -> dict[str, str]:
    """The reply to each question that has most weight behind it."""
    return dict(sorted(votes, key=lambda vote: votes[vote]))


def _heard(looked_up: Index, text: str, *, danger: bool = False) -> Iterator[tuple[Phrase, Cue, dict[int, float]]]:
    """Each phrase that stands in the text: its situation, its cue, and the weight of each word by its place.

    A danger phrase does not count right after a negation ("doesn't have a gun"; "no, he has a gun" does), inside
    calm words ("glue gun"), or, where its cue says so, when only the past is spoken of.
    """
    typed = looked_up.pieces(text)
    said = [p for p, word in enumerate(typed) if word not in STOPS]
    past = looked_up.is_past(tuple(typed[p] for p in said))
    phrases = looked_up.dangers if danger else looked_up.phrases
    for whole, kept in ((True, said), (False, [p for p in said if typed[p] not in looked_up.small])):
        stems = tuple(looked_up.stem(typed[p]) for p in kept)
        for words in {stems, tuple(map(looked_up.mend, stems))}:
            told = set(words)
            calm = _calm(looked_up, words, told)
            for phrase in phrases:
                places = _places(phrase, words, told) if phrase.whole == whole else None
                if places is None:
                    continue
                starts = (
                    at for before, at in zip((-1, *places), places, strict=False) if at > before + 1 or before < 0
                )
                negated = any(looked_up.is_negated(typed[: kept[at]]) for at in starts)
                if negated and "yes" in phrase.cue.means.values():
                    continue
                if phrase.cue.danger and (
                    negated or calm & set(places) or (past and phrase.cue.danger == "unless-past")
                ):
                    continue
                weights = {kept[p]: looked_up.weights.get(words[p], 1.0) / 3 for p in places}
                yield phrase, phrase.cue, weights


def _places(phrase: Phrase, words: Words, told: set[str]) -> tuple[int, ...] | None:
    """Where a phrase stands in the words, if it does; calm phrases find nothing."""
    if phrase.cue.calm or not told.issuperset(phrase.words) or (phrase.alone and len(told) > len(phrase.words)):
        return None
    return _stands(phrase.words, words)


def _calm(looked_up: Index, words: Words, told: set[str]) -> set[int]:
    """The places of words that are calm together."""
    return {
        place
        for phrase in looked_up.calm
        if told.issuperset(phrase.words)
        for place in _stands(phrase.words, words) or ()
    }


def _stands(wanted: Words, words: Words) -> tuple[int, ...] | None:
    """The places of the wanted words in the text, in order and at most one other word apart."""
    for start, word in enumerate(words):
        if word != wanted[0]:
            continue
        places = [start]
        for following in wanted[1:]:
            window = range(places[-1] + 1, min(places[-1] + 2 + GAP, len(words)))
            found = next((place for place in window if words[place] == following), None)
            if found is None:
                break
            places.append(found)
        if len(places) == len(wanted):
            return tuple(places)
    return None
