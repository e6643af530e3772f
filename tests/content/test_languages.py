"""A translation and its English: what is old or missing stands in English, what lost something does not load."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.content import languages, translation
from dashboard.content.load import Content, load
from dashboard.content.problem import ContentError, Problem
from dashboard.content.translation import unmarked
from dashboard.paths import ROOT
from tests import languages as made

Edit = Callable[[str, str, str], Path]
EN, ES = "text/en/guide.yaml", "text/es/guide.yaml"
IF_NOW = "If someone could get hurt right now, call 911."
SI_AHORA = "Si alguien puede salir lastimado ahora mismo, llame al 911."


def in_english(content: Content, lang: str = "es") -> str:
    """The sentence `guide.if_now` where it is English between its marks, else nothing."""
    text = content.words[lang].guide.if_now
    return unmarked(text) if text != unmarked(text) else ""


def test_every_shipped_language_is_whole_and_made_from_the_english_of_now(content: Content) -> None:
    assert content.notes == ()
    assert languages.off_glossary(ROOT / "content", ("en", "es")) == []


def test_changed_english_is_shown_instead_of_its_old_translation(edit: Edit, editable: Path, content: Content) -> None:
    edit(EN, f"\nif_now: {IF_NOW}", "\nif_now: Call 911 now if someone could get hurt.")
    changed = load(editable)
    assert in_english(changed) == "Call 911 now if someone could get hurt."
    assert changed.words["es"].guide.danger_now == content.words["es"].guide.danger_now
    [note] = [note for note in changed.notes if note.file == ES]
    assert "English has changed" in note.problem
    assert (editable / ES).read_text().splitlines()[note.line - 1].startswith("if_now:")


def test_only_a_changed_translation_is_written_down_unless_it_is_named(edit: Edit, editable: Path) -> None:
    edit(EN, f"\nif_now: {IF_NOW}", "\nif_now: Call 911 now if someone could get hurt.")
    edit(EN, "\nheading: What is happening?", "\nheading: What is going on?")
    edit(ES, "\nheading: ¿Qué está pasando?", "\nheading: ¿Qué pasa?")
    assert languages.record(editable, "es", []) == (["guide.heading"], ["guide.if_now"])
    assert load(editable).words["es"].guide.heading == "¿Qué pasa?"
    assert in_english(load(editable))
    assert languages.record(editable, "es", ["guide.if_now"]) == (["guide.if_now"], [])
    assert load(editable).words["es"].guide.if_now == SI_AHORA
    with pytest.raises(ValueError, match=r"guide\.nothing"):
        languages.record(editable, "es", ["guide.nothing"])


def test_a_number_changed_in_its_channel_makes_no_sentence_old(edit: Edit, editable: Path) -> None:
    edit("channels/shelter-hotline.yaml", "phones: [", "phones: [612-555-0142, ")
    edit("channels/shelter-hotline.yaml", "verified_on:\nverified_by:", "verified_on: 2026-11-20\nverified_by: A. Lee")
    assert load(editable).notes == ()


MISSING = {
    "a sentence": (ES, f"\nif_now: {SI_AHORA}", ""),
    "a sentence nobody has matched": ("text/es/made-from.yaml", "\nguide.if_now: ", "\nguide.other: "),
    "a merge mark in the checksums": ("text/es/made-from.yaml", "\nguide.if_now: ", "\n<<<<<<< guide.if_now: "),
}


@pytest.mark.parametrize(("name", "old", "new"), MISSING.values(), ids=MISSING)
def test_english_stands_in_for_what_is_missing(edit: Edit, editable: Path, name: str, old: str, new: str) -> None:
    edit(name, old, new)
    assert in_english(load(editable)) == IF_NOW
    assert len(load(editable).notes) == 1


def test_a_list_with_another_number_of_lines_stands_in_english_whole(edit: Edit, editable: Path) -> None:
    edit(ES, "  lines:\n    - Necesito ayuda.\n", "  lines:\n")
    languages.record(editable, "es", [])
    loaded = load(editable)
    assert tuple(map(unmarked, loaded.words["es"].guide.card.lines)) == loaded.words["en"].guide.card.lines
    assert [note.problem[:9] for note in loaded.notes] == ["There are"]


@pytest.mark.parametrize("name", ["metrics.yaml", "pages.yaml", "situations.yaml", "guide.yaml", "made-from.yaml"])
def test_a_language_without_a_file_speaks_english_there(editable: Path, name: str) -> None:
    (editable / "text/es" / name).unlink()
    loaded = load(editable)
    words = loaded.words["es"]
    shown = {
        "metrics.yaml": words.metrics.city,
        "pages.yaml": words.pages.about.heading,
        "situations.yaml": words.situations["theft"].title,
        "guide.yaml": words.guide.heading,
        "made-from.yaml": words.site.skip,
    }[name]
    assert shown.startswith(translation.BEGIN)
    assert words.site.language == "Español"
    assert words.guide.small_words != loaded.words["en"].guide.small_words
    assert len(loaded.notes) == 1


@pytest.mark.parametrize("lang", ["ar", "xx"])
def test_a_language_is_added_by_a_folder(editable: Path, lang: str) -> None:
    made.add(editable, lang, "Test")
    loaded = load(editable)
    assert loaded.notes == ()
    assert loaded.words[lang].guide.if_now == f"«{IF_NOW}»"


LOST = {
    "911": (ES, SI_AHORA, "Si alguien puede salir lastimado ahora mismo, llame.", "911"),
    "a number": ("text/es/channels.yaml", "un límite de 270 días", "un límite de 27 días", "270"),
    "a channel": ("text/es/channels.yaml", "Le contesta el 911, o el {nonemergency}", "Le contesta el 911", "{nonem"),
    "a negation": ("text/es/channels.yaml", "No son policías. Cerca de", "Son policías. Cerca de", "not"),
    "the police": ("text/es/channels.yaml", "el 911 puede mandar a la policía.\n  not_for: Un cable",
                   "no siempre viene alguien del 911.\n  not_for: Un cable", "police"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "word"), LOST.values(), ids=LOST)
def test_a_translation_that_lost_what_protects_does_not_load(
    edit: Edit, editable: Path, name: str, old: str, new: str, word: str
) -> None:
    if word == "police":
        edit(name, "No son policías. Cerca de un cable", "No son de ahí. Cerca de un cable")
    path = edit(name, old, new)
    languages.record(editable, "es", [])
    with pytest.raises(ContentError) as caught:
        load(editable)
    problem: Problem = next(p for p in caught.value.problems if p.file == name and f"“{word}" in p.problem)
    assert new.split("\n")[0][:12] in path.read_text().splitlines()[problem.line - 1]
    assert problem.fix


def test_old_words_that_lost_something_are_only_old(edit: Edit, editable: Path) -> None:
    """They are not shown, so nothing is wrong: the English says 911 and 988, and stands there."""
    edit(EN, f"\nif_now: {IF_NOW}", "\nif_now: Call 911 or 988.")
    assert in_english(load(editable)) == "Call 911 or 988."


def test_a_negation_may_be_lost_where_nobody_is_sent_by_it(edit: Edit, editable: Path) -> None:
    edit("text/es/site.yaml", "title: Esta página no existe", "title: Esta página falta")
    languages.record(editable, "es", [])
    assert load(editable).words["es"].site.notices.not_found.title == "Esta página falta"


def test_a_term_said_otherwise_than_the_glossary_is_a_note(edit: Edit, editable: Path) -> None:
    edit("text/es/guide.yaml", "Puede ser que necesite un intérprete.", "Puede ser que necesite a alguien.")
    languages.record(editable, "es", [])
    (note,) = languages.off_glossary(editable, ("en", "es"))
    assert "interpreter" in note.problem
    assert load(editable).notes == ()


def test_a_review_has_a_name_and_a_date(edit: Edit, editable: Path) -> None:
    edit(ES, "\nheading:", "\nreviewed_by: A reader\nheading:")
    with pytest.raises(ContentError, match="reviewed_on"):
        load(editable)
    edit(ES, "\nreviewed_by: A reader", "\nreviewed_by: A reader\nreviewed_on: 2026-11-20")
    words = load(editable).words["es"]
    assert words.guide.reviewed
    assert not words.reviewed


def test_a_count_takes_the_forms_of_its_language(edit: Edit, editable: Path) -> None:
    old = (editable / "text/es/pages.yaml").read_text()
    start, end = old.index("  freshness:\n"), old.index("{number} días.\n") + len("{number} días.\n")
    edit("text/es/pages.yaml", old[start:end], "  freshness: Hasta {month}, hace {number} días.\n")
    languages.record(editable, "es", [])
    assert load(editable).words["es"].pages.calls.freshness == {"other": "Hasta {month}, hace {number} días."}
