"""What a translation is to its English: it remembers which English it was made from, and loses nothing that protects.

A unit is one sentence, or a list of sentences that belong together. Where a unit is missing in a language, or its
English has changed since, the English unit stands there, between two marks that no file can hold (yaml_file.py refuses
them). Pages turn the marks into `lang="en"`. `made-from.yaml` of a language has two short checksums for each unit: of
the English, and of the translation itself.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, get_args

from pydantic import Field

from dashboard.content.models import Category, Strict
from dashboard.content.problem import Location, Problem
from dashboard.content.yaml_file import Document

BEGIN, END = "\u2063", "\u2064"
MADE_FROM, PROTECTED, GLOSSARY = "made-from.yaml", "protected.yaml", "glossary.yaml"
SAME = re.compile(r"measures\.[^.]+\.good|events\.\d+\.month")
"""Where no words stand: the same in every language."""
OWN = frozenset(
    {
        *("language", "language_line", "dates", "reviewed_by", "reviewed_on"),
        *("negations", "small_words", "same_words", "past_words", "present_words", "endings", "words", "unless"),
    }
)
"""Keys that are not translated: each language has its own, and English cannot stand in for it."""
SAFETY = re.compile(
    r"situations\.[^.]+\.(worse|questions\..+)|channels\.[^.]+\.(who|police|not_for)|site\.(footer|emergency\..+)"
    r"|guide\.(danger_\w+|if_now|no_police\..+|no_voice\.(first|if_now|say)|labels\.police\..+)"
    r"|kit\.(sheet\.(danger|no_voice|police)|themes\.[^.]+\.(sms|press))"
)
"""Where a wrong word could send someone the wrong way."""
DIGITS = re.compile(r"\d+")
RECORDED = re.compile(r"^([\w.-]+): ([0-9a-f]{8}) ([0-9a-f]{8})$", re.MULTILINE)
BRACES = re.compile(r"\{[^{}]*\}")

Unit = tuple[str, ...]
Record = Mapping[str, tuple[str, str]]
"""By key: the checksum of the English, and of the translation, as they were when somebody said that they match."""


class Protected(Strict):
    """content/text/<language>/protected.yaml: words of which a sentence keeps one. A star stands for any ending."""

    negations: tuple[str, ...] = Field(alias="not", min_length=1)
    police: tuple[str, ...] = Field(min_length=1)


def in_english(text: str, lang: str) -> str:
    """English that stands in a page of any language."""
    return text if lang == "en" else f"{BEGIN}{text}{END}"


def passages(text: str) -> Iterator[tuple[bool, str]]:
    """The text in parts: whether a part is English that stands in for another language, and the part."""
    depth = 0
    for part in re.split(f"([{BEGIN}{END}])", text):
        if part in (BEGIN, END):
            depth += 1 if part == BEGIN else -1
        elif part:
            yield depth > 0, part


def unmarked(text: str) -> str:
    """The text alone, for where no language can be said."""
    return re.sub(f"[{BEGIN}{END}]", "", text)


def units(value: Any, at: Location) -> Iterator[tuple[Location, Unit]]:
    """Every unit of a file with where it stands."""
    if isinstance(value, str):
        yield at, (value,)
    elif _is_plural(value):
        yield at, (" / ".join(map(str, value.values())),)
    elif isinstance(value, list) and all(isinstance(part, str) for part in value):
        yield at, tuple(value)
    elif isinstance(value, list | dict):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            if key not in OWN and not is_same((*at, key)):
                yield from units(part, (*at, key))


def is_same(at: Location) -> bool:
    """Whether what stands there is no word, and the same in every language."""
    return bool(SAME.fullmatch(".".join(map(str, at))))


def _is_plural(value: Any) -> bool:
    """Whether it is one sentence in the forms that a count takes; each language has its own."""
    return isinstance(value, dict) and "other" in value and set(value) <= set(get_args(Category))


def key_of(stem: str, at: Location) -> str:
    """How made-from.yaml and messages call a unit: `situations.loud-party.worse`."""
    return ".".join(map(str, (stem, *at)))


def checksum(unit: Unit) -> str:
    """Eight hexadecimal digits."""
    return hashlib.sha256("\n".join(unit).encode()).hexdigest()[:8]


def record_of(text: str) -> Record:
    """What made-from.yaml says: lines of a key and two checksums. Any other line says nothing."""
    return {found[1]: (found[2], found[3]) for found in RECORDED.finditer(text)}


def compare(
    stem: str, lang: str, english: Any, document: Document, record: Record
) -> tuple[dict[Location, Unit], set[Location], list[Problem]]:
    """The units that may be shown; where English stands in because the translation is old; and notes on all that."""
    made, stale, notes = dict(units(document.value, ())), set[Location](), list[Problem]()
    command = f".venv/bin/python -m dashboard translated {lang}"
    for at, original in units(english, ()):
        key, own = key_of(stem, at), made.get(at)
        if own is None:
            continue
        was = record.get(key)
        if was and was[0] == checksum(original) and len(own) == len(original):
            continue
        stale.add(at)
        if len(own) != len(original):
            problem = f"There are {len(own)} lines here and {len(original)} in English, so English is shown."
            fix = f"Write one line for each English line. Then run: {command}"
        elif was:
            problem = "The English has changed since this was translated, so English is shown."
            fix = f"Mend the sentence and run: {command}. If it needs no change, run: {command} {key}"
        else:
            problem, fix = "This is new, so English is shown until it is said to match.", f"Run: {command}"
        notes.append(document.problem(at, problem, fix))
    notes += [
        document.problem(at, f"“{key_of(stem, at)}” is not translated, so English is shown.", f"Add it. Run: {command}")
        for at in _missing(english, document.value, ())
    ]
    return {at: unit for at, unit in made.items() if at not in stale}, stale, notes


def _missing(english: Any, own: Any, at: Location) -> Iterator[Location]:
    """The topmost places that English has and the translation has not."""
    if own is None and english is not None:
        yield at
    elif isinstance(english, dict) and isinstance(own, dict) and not _is_plural(english):
        for key, part in english.items():
            if key not in OWN and not is_same((*at, key)):
                yield from _missing(part, own.get(key), (*at, key))


def whole(english: Any, own: Any, stale: set[Location], at: Location = ()) -> Any:
    """A file's value with marked English where the translation is missing or old."""
    if own is None or at in stale:
        return _marked(english, at)
    if isinstance(english, dict) and isinstance(own, dict) and not _is_plural(english):
        filled = {
            key: whole(part, own.get(key), stale, (*at, key))
            for key, part in english.items()
            if key in own or key not in OWN
        }
        return {**own, **filled}
    if isinstance(english, list) and isinstance(own, list) and not all(isinstance(part, str) for part in english):
        own = [*own, *[None] * (len(english) - len(own))]
        return [whole(part, own[index], stale, (*at, index)) for index, part in enumerate(english)]
    return own


def _marked(value: Any, at: Location) -> Any:
    if isinstance(value, dict):
        return {key: _marked(part, (*at, key)) for key, part in value.items() if key not in OWN}
    if isinstance(value, list):
        return [_marked(part, (*at, place)) for place, part in enumerate(value)]
    return in_english(value, "") if isinstance(value, str) and not is_same(at) else value


def losses(
    stem: str, english: Any, document: Document, shown: Mapping[Location, Unit], guards: tuple[Protected, Protected]
) -> Iterator[Problem]:
    """Numbers, negations and words for police that a translation has lost. `guards`: the English one, and its own."""
    for at, original in units(english, ()):
        own = shown.get(at)
        if own is None:
            continue
        before, after = "\n".join(original), "\n".join(own)
        for lost in _lost(before, after):
            fix = "Write it as it is in English, or write the English without it."
            yield document.problem(at, f"English says “{lost}” here, and this does not.", fix)
        if not SAFETY.fullmatch(key_of(stem, at)):
            continue
        for kind, name in (("negations", "not"), ("police", "police")):
            theirs, ours = (getattr(guard, kind) for guard in guards)
            word = first_of(theirs, before)
            if word and not first_of(ours, after):
                fix = f"Say it too. If it does, add the word under “{name}:” in {PROTECTED}."
                yield document.problem(at, f"English says “{word}” here, and this says nothing like it.", fix)


def _lost(english: str, own: str) -> list[str]:
    braces = sorted(set(BRACES.findall(english)) - set(BRACES.findall(own)))
    numbers = set(DIGITS.findall(BRACES.sub("", english))) - set(DIGITS.findall(BRACES.sub("", own)))
    return [*braces, *sorted(numbers)]


def first_of(terms: tuple[str, ...], text: str) -> str | None:
    """The first place where one of the terms stands in the text as a word; a star stands for any letters."""
    found = _pattern(terms).search(text.casefold().replace("’", "'"))
    return found[0] if found else None


@lru_cache(maxsize=1024)
def _pattern(terms: tuple[str, ...]) -> re.Pattern[str]:
    either = "|".join(re.escape(term.casefold()).replace(r"\*", r"\w*") for term in terms)
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)")


def off_glossary(
    stem: str, english: Any, document: Document, shown: Mapping[Location, Unit], terms: Mapping[str, tuple[str, ...]]
) -> Iterator[Problem]:
    """Notes on units that say a key term otherwise than the glossary does."""
    for at, original in units(english, ()):
        own = "\n".join(shown.get(at, ()))
        for term, said in terms.items() if own else ():
            if first_of((term, f"{term}s"), "\n".join(original)) and not first_of(tuple(f"{s}*" for s in said), own):
                problem = f"“{term}” is not called “{'” or “'.join(said)}” here."
                yield document.problem(at, problem, f"Use the word, or add this one to {GLOSSARY}.")
