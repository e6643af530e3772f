"""The words of every language, from `content/text/<language>/`; English where a translation is missing or old."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel

from dashboard.content import agree, sentences, translation
from dashboard.content.kit import KitWords
from dashboard.content.metric_words import MetricsWords
from dashboard.content.page_words import PagesWords
from dashboard.content.pilot_words import FiguresWords, FindingWords, PilotWords
from dashboard.content.problem import ContentError, Problem
from dashboard.content.translation import GLOSSARY, MADE_FROM, PROTECTED, Protected
from dashboard.content.typed import typed
from dashboard.content.words import ChannelWords, GuideWords, SiteWords, SituationWords, Words
from dashboard.content.yaml_file import Document, read

ENGLISH = "en"
TEXT_FILES: dict[str, type[BaseModel]] = {
    "site": SiteWords,
    "guide": GuideWords,
    "pages": PagesWords,
    "metrics": MetricsWords,
    "figures": FiguresWords,
    "kit": KitWords,
}
ENTRY_FILES: dict[str, type[BaseModel]] = {
    "channels": ChannelWords,
    "situations": SituationWords,
    "pilots": PilotWords,
    "findings": FindingWords,
}
STEMS = (*TEXT_FILES, *ENTRY_FILES)


class Facts(NamedTuple):
    """What the words are about: owners of phone numbers, ids by folder, what each entry names, entries to leave out."""

    owners: Mapping[str, str]
    ids: Mapping[str, set[str]]
    names: agree.Names
    without: frozenset[str]


@dataclass(frozen=True)
class _Text:
    """The files of one language as they are written, and its guards."""

    lang: str
    documents: Mapping[str, Document]
    guard: Protected | None
    record: translation.Record | None


def load(
    root: Path, languages: tuple[str, ...], facts: Facts, problems: list[Problem]
) -> tuple[dict[str, Words], list[Problem]]:
    """The words of each language that has no problem, and notes on what is shown in English there."""
    texts = [_text(root, lang, problems) for lang in languages]
    english = next((text for text in texts if text.lang == ENGLISH), texts[0])
    before = len(problems)
    originals = {stem: document.value for stem, document in english.documents.items()}
    words, notes = dict[str, Words](), list[Problem]()
    for text in texts:
        for document in text.documents.values():
            problems += sentences.refused(document, facts.owners, facts.ids["channels"], document.value)
    for text in sorted(texts, key=lambda text: text is not english):
        values = originals if text is english else _translated(text, english, problems, notes)
        broken = {problem.file for problem in problems}
        parts = {
            stem: _part(text.documents[stem], value, facts, problems)
            for stem, value in values.items()
            if text is english or english.documents[stem].file not in broken
        }
        if len(problems) == before:
            words[text.lang] = Words.model_construct(**parts)
    return words, notes


def off_glossary(root: Path, languages: tuple[str, ...]) -> list[Problem]:
    """Notes where a translation says a key term otherwise than its glossary.yaml does."""
    notes = list[Problem]()
    english = _text(root, ENGLISH, [])
    for lang in languages:
        text = _text(root, lang, [])
        path = _path(root, lang, GLOSSARY)
        if text is None or text.record is None or not path.is_file():
            continue
        terms = {
            term: (said,) if isinstance(said, str) else tuple(said)
            for term, said in (read(path, _name(lang, GLOSSARY)).value or {}).items()
            if said
        }
        for stem, document in text.documents.items():
            original = english.documents[stem].value
            shown, _, _ = translation.compare(stem, lang, original, document, text.record)
            notes += translation.off_glossary(stem, original, document, shown, terms)
    return notes


def record(root: Path, lang: str, keys: Collection[str]) -> tuple[list[str], list[str]]:
    """Write down that translations match the English of now: those named, or all that were changed since.

    Returns the keys written anew, and those left: their English has changed and they have not. A key stands for all
    that begin with it. Raises ValueError for a key that is not there, ContentError for a file that cannot be read.
    """
    problems = list[Problem]()
    english, text = _text(root, ENGLISH, problems), _text(root, lang, problems)
    if problems:
        raise ContentError(problems)
    kept, written, left = dict[str, tuple[str, str]](), list[str](), list[str]()
    for stem, document in text.documents.items():
        originals = dict(translation.units(english.documents[stem].value, ()))
        for at, own in translation.units(document.value, ()):
            if at not in originals:
                continue
            key = translation.key_of(stem, at)
            now = translation.checksum(originals[at]), translation.checksum(own)
            was = (text.record or {}).get(key)
            named = any(key == name or key.startswith(f"{name}.") for name in keys)
            anew = named if keys else was is None or was[1] != now[1]
            if anew or was:
                kept[key] = now if anew or was is None else was
            if anew and was != now:
                written.append(key)
            elif kept.get(key, now) != now:
                left.append(key)
    for name in keys:
        if not any(key == name or key.startswith(f"{name}.") for key in kept):
            raise ValueError(f"There is no “{name}” in {lang} and in English")
    _write(_path(root, lang, MADE_FROM), lang, kept)
    return written, left


def _write(path: Path, lang: str, kept: Mapping[str, tuple[str, str]]) -> None:
    command = f".venv/bin/python -m dashboard translated {lang}"
    head = f"# Which English each sentence was made from. Do not edit: run  {command}\n"
    lines = (f"{key}: {' '.join(sums)}\n" for key, sums in sorted(kept.items()))
    new = path.with_suffix(".new")
    new.write_text(head + "".join(lines), "utf-8")
    new.replace(path)


def _path(root: Path, lang: str, name: str) -> Path:
    return root / "text" / lang / name


def _name(lang: str, name: str) -> str:
    return f"text/{lang}/{name}"


def _text(root: Path, lang: str, problems: list[Problem]) -> _Text:
    """The files of a language that can be read. Only English has to have them all; a missing one has no value."""

    def document(name: str, *, needed: bool) -> Document | None:
        said = _name(lang, name)
        if not needed and not _path(root, lang, name).is_file():
            return Document(said, None, (), {})
        try:
            return read(_path(root, lang, name), said)
        except ContentError as error:
            problems.extend(error.problems)
            return None

    found = {stem: document(f"{stem}.yaml", needed=lang == ENGLISH) for stem in STEMS}
    documents = {stem: each for stem, each in found.items() if each}
    table = document(PROTECTED, needed=True)
    guard = typed(table, table.value, (), Protected, problems) if table else None
    made_from = _path(root, lang, MADE_FROM)
    record = translation.record_of(made_from.read_text("utf-8", "replace")) if made_from.is_file() else None
    return _Text(lang, documents, guard, record)


def _translated(
    text: _Text,
    english: _Text,
    problems: list[Problem],
    notes: list[Problem],
) -> dict[str, Any]:
    """The files' values with English where the translation is missing or old; what lost a number is a problem."""
    if text.record is None:
        fix = f"Run: .venv/bin/python -m dashboard translated {text.lang}"
        file = _name(text.lang, MADE_FROM)
        notes.append(Problem(file, 1, 1, "Nothing says which English this was made from, so English is shown.", fix))
    values = dict[str, Any]()
    for stem, document in text.documents.items():
        if stem not in english.documents:
            continue
        original = english.documents[stem].value
        shown, stale, found = translation.compare(stem, text.lang, original, document, text.record or {})
        notes += found if text.record is not None else ()
        if english.guard and text.guard:
            problems += translation.losses(stem, original, document, shown, (english.guard, text.guard))
        values[stem] = translation.whole(original, document.value, stale)
    return values


def _part(document: Document, value: Any, facts: Facts, problems: list[Problem]) -> Any:
    """One file as its model, or a model for each of its entries."""
    stem = Path(document.file).stem
    if stem in TEXT_FILES:
        return typed(document, value, (), TEXT_FILES[stem], problems)
    if not isinstance(value, dict):
        problems.append(document.problem((), "There are no entries here.", "Start a line with an id and a colon."))
        return {}
    kept = {key: part for key, part in value.items() if key not in facts.without}
    known = facts.ids[stem]
    problems += agree.same_ids(document, set(kept), known, stem, set(ENTRY_FILES[stem].model_fields))
    entries = {key: typed(document, kept[key], (key,), ENTRY_FILES[stem], problems) for key in kept if key in known}
    problems += agree.same_names(document, entries, facts.names.get(stem, {}))
    return entries
