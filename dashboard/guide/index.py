"""The words of the situation files, laid out for looking up: phrases, their weights, and a vocabulary for typos."""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz, process

from dashboard.content.load import Content
from dashboard.content.models import Cue

STOPS = ",.;:!?\n"
NEGATED = 3
"""Words that a negation reaches."""
SHORTEST_TYPO = 4
ALIKE = 82
SENTENCE = 6.0
Words = tuple[str, ...]


@dataclass(frozen=True)
class Phrase:
    """One phrase of a cue: the stems that must stand in the text, in order; `whole` with its small words.

    `alone`: nothing else may be said; its phrase ends with an exclamation mark ("help!").
    """

    situation: str
    cue: Cue
    words: Words
    whole: bool
    alone: bool
    weak: bool


class Index:
    """All phrases of one language. `sentences` are the words of each whole sentence, and whether it is of danger.

    `taught`: how many sentences there are of danger or of anything else, whichever is fewer.
    """

    def __init__(self, content: Content, lang: str) -> None:
        guide = content.words[lang].guide
        self._same = {same: word for word, others in guide.same_words.items() for same in others}
        self.small = frozenset(guide.small_words)
        self._endings = _endings(guide.endings)
        self.negations = tuple(map(self.tokens, guide.negations))
        self.phrases = tuple(
            Phrase(situation.id, cue, words, whole, phrase.endswith("!"), self._is_weak(self.tokens(phrase), words))
            for situation in content.situations.values()
            for cue in situation.cues.get(lang, ())
            for phrase in cue.words
            for words, whole in self._wanted(cue, situation.alarms(cue), self.tokens(phrase))
        )
        self.calm = tuple(phrase for phrase in self.phrases if phrase.cue.calm)
        shrunk = tuple(
            Phrase(situation.id, cue, tuple(map(self.stem, self.tokens(phrase))), True, False, False)
            for situation in content.situations.values()
            for cue in situation.cues.get(lang, ())
            for phrase in cue.words
            if cue.danger and len(self.stems(self.tokens(phrase))) == 2 < len(self.tokens(phrase))
        )
        self.dangers = (*(phrase for phrase in self.phrases if phrase.cue.danger), *shrunk)
        said = [
            ("" if cue.calm else situation.id, cue.danger is not None, sentence)
            for situation in content.situations.values()
            for cue in situation.cues.get(lang, ())
            for sentence in cue.said
        ]
        self.sentences = tuple((self.negated(sentence), danger) for _, danger, sentence in said)
        dangers = sum(danger for _, danger in self.sentences)
        self.taught = min(dangers, len(self.sentences) - dangers)
        self._said = tuple((matter, danger, self.stems(self.tokens(sentence))) for matter, danger, sentence in said)
        self.past = tuple(map(self.tokens, guide.past_words))
        self.present = tuple(map(self.tokens, guide.present_words))
        self._needs = {
            situation.id: frozenset(self.stems(tuple(situation.needs.get(lang, ()))))
            for situation in content.situations.values()
        }
        self.no_voice = tuple(map(self.tokens, guide.no_voice.words))
        self.tongues = tuple(map(self.tokens, guide.no_voice.unless))
        titles = content.words[lang].situations
        self._documents = {
            situation: Counter(self.stems(self.tokens(titles[situation].title))) for situation in content.situations
        }
        for phrase in self.phrases:
            if not (phrase.cue.means or phrase.cue.calm):
                self._documents[phrase.situation].update(phrase.words)

    def _wanted(self, cue: Cue, alarms: bool, words: Words) -> Iterator[tuple[Words, bool]]:
        """The stems of a phrase; one that alarms or calms and would shrink to one word keeps its small words."""
        stems = self.stems(words)
        whole = (alarms or cue.calm) and len(stems) < 2 <= len(words)
        if whole or stems:
            yield (tuple(map(self.stem, words)) if whole else stems), whole

    def _is_weak(self, written: Words, wanted: Words) -> bool:
        """Whether a phrase is one word, or has shrunk to two; as written, with its small words, it is not weak."""
        return len(wanted) == 1 or (len(wanted) == 2 and len(written) > 2)

    def is_negated(self, before: Words) -> bool:
        """Whether the words right before a phrase turn it around."""
        return any(before[-len(negation) :] == negation for negation in self.negations)

    def negated(self, text: str) -> Words:
        """The pieces of a text; the words close after a negation carry a mark, up to the end of the thought."""
        pieces, marked, left = self.pieces(text), [], 0
        for place, piece in enumerate(pieces):
            left = 0 if piece in STOPS else left - 1
            marked.append(f"not {piece}" if left >= 0 and piece not in STOPS else piece)
            if self.is_negated(pieces[: place + 1]):
                left = NEGATED
        return tuple(marked)

    def is_about(self, situation: str, words: Words) -> bool:
        """Whether stems may speak of a situation: one of the words that it needs, if any, is among them."""
        needs = self._needs[situation]
        return not needs or not needs.isdisjoint(words)

    def is_past(self, words: Words) -> bool:
        """Whether the words speak of the past and in no way of now."""
        return any(_within(p, words) for p in self.past) and not any(_within(p, words) for p in self.present)

    def is_without_voice(self, words: Words) -> bool:
        """Whether the words say that someone cannot speak or hear; "I can't speak English" does not."""
        return any(_within(p, words) for p in self.no_voice) and not any(_within(p, words) for p in self.tongues)

    def tokens(self, text: str) -> Words:
        """Lower-case words without accents, apostrophes and punctuation; words that mean the same as one word."""
        return tuple(piece for piece in self.pieces(text) if piece not in STOPS)

    def pieces(self, text: str) -> Words:
        """Words as in `tokens`, with the marks that end a thought between them."""
        plain = unicodedata.normalize("NFKD", text).casefold()
        plain = "".join(c for c in plain if not unicodedata.combining(c))
        plain = re.sub(r"\bcan not\b", "cannot", re.sub(r"['’`´]", "", plain))
        return tuple(self._same.get(piece, piece) for piece in re.findall(rf"\w+|[{re.escape(STOPS)}]", plain))

    def stem(self, word: str) -> str:
        """A word without one of the language's endings, so that "windows" meets "window"."""
        return self._endings.sub("", word) if self._endings else word

    def stems(self, words: Words) -> Words:
        """The words that carry meaning, as stems."""
        return tuple(self.stem(word) for word in words if word not in self.small)

    @cached_property
    def vocabulary(self) -> tuple[str, ...]:
        """Every stem that stands in a phrase, sorted."""
        return tuple(sorted({word for phrase in self.phrases for word in phrase.words}))

    @cached_property
    def known(self) -> frozenset[str]:
        """Every stem of a phrase or sentence: what is spelled so is no typo."""
        return frozenset((*self.weights, *(word for _, _, words in self._said for word in words)))

    @cached_property
    def weights(self) -> dict[str, float]:
        """How much a stem tells: the fewer situations use it, the more."""
        uses = Counter(word for document in self._documents.values() for word in document)
        return {word: math.log(1 + len(self._documents) / count) for word, count in uses.items()}

    def mend(self, word: str) -> str:
        """The stem that a mistyped one most likely means, or the word itself."""
        if len(word) < SHORTEST_TYPO or word in self.known or word.isdigit():
            return word
        if word.endswith("in") and self.stem(f"{word}g") in self.weights:
            return self.stem(f"{word}g")
        best = process.extractOne(word, self.vocabulary, scorer=fuzz.ratio, score_cutoff=ALIKE)
        return best[0] if best and best[0][0] == word[0] else word

    def examples(self) -> Iterator[tuple[str, bool, Words, float]]:
        """What there is to learn from: situation ("": none), danger, stems, and how much it counts."""
        for phrase in self.phrases:
            if phrase.cue.danger or not (phrase.cue.means or phrase.cue.calm):
                yield phrase.situation, phrase.cue.danger is not None, phrase.words, 1.0
        for situation, danger, words in self._said:
            yield situation, danger, words, SENTENCE


def _endings(endings: tuple[str, ...]) -> re.Pattern[str] | None:
    """What finds an ending after three letters, a longer one after four."""
    either = "|".join(rf"(?<=\w{{{3 if len(ending) == 1 else 4}}}){re.escape(ending)}$" for ending in endings)
    return re.compile(either) if endings else None


def _within(wanted: Words, words: Words) -> bool:
    return any(words[i : i + len(wanted)] == wanted for i in range(len(words) - len(wanted) + 1))


_INDEXES: dict[tuple[str, str], Index] = {}


def index(content: Content, lang: str) -> Index:
    """The index of this content and language, built once."""
    key = (content.version, lang)
    if key not in _INDEXES:
        if len(_INDEXES) > 8:
            _INDEXES.clear()
        _INDEXES[key] = Index(content, lang)
    return _INDEXES[key]
