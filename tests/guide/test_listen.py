from datetime import datetime
from time import perf_counter

import pytest

from dashboard.content.load import Content
from dashboard.guide import listen
from dashboard.guide.answer import NO_VOICE

HEARD = {
    "someone smashed my car window last night": ("car-broken-into", False),
    "Someone SMASHED my car window!!!": ("car-broken-into", False),
    "they keyed my car": ("property-damaged", False),
    "graffiti on my garage": ("property-damaged", False),
    "there's a car blocking my driveway and i can't get out": ("blocked-driveway", False),
    "the neighbors are playing loud music again": ("loud-party", False),
    "my brother has not slept for four days": ("mental-health-crisis", False),
    "I feel suicidal": ("my-own-crisis", False),
    "weird guy pacing outside": ("acting-strangely", False),
    "he has a gun": (None, True),
    "there is a man with a knife": (None, True),
    "she took all the pills": ("overdose", True),
    "he isn’t breathing": (None, True),
    "loud party and now someone is bleeding": (None, True),
    "no he has a gun": (None, True),
    "no, she was stabbed": (None, True),
    "im not kidding hes got a knife": (None, True),
    "has not moved. unconscious": (None, True),
    "my neighbor keeps coming over " * 40 + " and now he has a gun": (None, True),
    "nobody is bleeding but my car was broken into": ("car-broken-into", False),
    "what time is the library open": (None, False),
    "": (None, False),
    "🔥🔥": (None, False),
    "x": (None, False),
}


@pytest.mark.parametrize(("text", "situation", "danger"), [(t, s, d) for t, (s, d) in HEARD.items()], ids=list(HEARD))
def test_words_are_heard(content: Content, text: str, situation: str | None, danger: bool) -> None:
    matches = listen.match(content, text)
    if situation or not danger:
        assert (matches[0].situation if matches else None) == situation
    assert listen.danger(content, text) is danger


@pytest.mark.parametrize(
    ("lang", "text", "wished"),
    [
        ("en", "I'm deaf", True),
        ("en", "i cant talk he is in the next room", True),
        ("en", "i cannot speak english", False),
        ("en", "he has a gun", False),
        ("es", "soy sorda", True),
        ("es", "no puedo hablar, él está aquí", True),
        ("es", "no puedo hablar inglés", False),
        ("so", "waan dhegool ahay", True),
        ("so", "ma hadli karo wuu i ag joogaa", True),
        ("so", "ingiriisi kuma hadli karo", False),
        ("hmn", "kuv lag ntseg", True),
        ("hmn", "kuv hais tsis tau lus, nws nyob ze", True),
        ("hmn", "kuv hais tsis tau lus Askiv", False),
    ],
)
def test_who_cannot_speak_or_hear_is_heard(content: Content, lang: str, text: str, wished: bool) -> None:
    assert listen.wishes(content, text, lang) == ({NO_VOICE} if wished else set())


@pytest.mark.parametrize("text", ["he doesn't have a gun", "nobody is bleeding", "no one has a knife"])
def test_a_negation_right_before_calms(content: Content, text: str) -> None:
    assert not listen.danger(content, text)


@pytest.mark.parametrize(
    ("text", "lang", "negation"),
    [
        ("my husband never hits me", "en", "never "),
        ("my husband doesnt hit me", "en", "doesnt "),
        ("mi esposo no me pega", "es", "no "),
        ("kuv tus txiv tsis ntaus kuv", "hmn", "tsis "),
        ("nws tsis muaj phom", "hmn", "tsis "),
    ],
)
def test_a_negation_inside_a_phrase_calms(content: Content, text: str, lang: str, negation: str) -> None:
    assert listen.danger(content, text.replace(negation, ""), lang)
    assert not listen.danger(content, text, lang)


@pytest.mark.parametrize(
    ("text", "lang"), [("i want to file a complaint", "en"), ("no hablo ingles", "es"), ("me empujo", "es")]
)
def test_a_complaint_about_police_needs_a_word_for_police(content: Content, text: str, lang: str) -> None:
    assert "police-complaint" not in [found.situation for found in listen.match(content, text, lang)]
    police = {"en": " about a cop", "es": " un policia"}[lang]
    assert "police-complaint" in [found.situation for found in listen.match(content, text + police, lang)]


def test_part_of_a_phrase_does_not_answer_yes_to_danger(content: Content) -> None:
    heard = listen.hear(content, "i did not see them break my shop window last night", datetime(2026, 11, 23, 10))
    assert heard.matches[0].replies == {"happening_now": "no"}


def test_words_answer_questions(content: Content) -> None:
    heard = listen.hear(content, "someone smashed my car window last night", datetime(2026, 11, 23, 10))
    assert heard.matches[0].replies == {"happening_now": "no"}
    happening = listen.hear(content, "someone is breaking into my car right now", datetime(2026, 11, 23, 10))
    assert happening.answer.danger


def test_a_megabyte_and_odd_characters_are_answered_at_once(content: Content) -> None:
    started = perf_counter()
    for text in ("a " * 500_000, "\0\u202e<script>" * 1000, "(" * 10_000, "ي" * 1000):
        listen.hear(content, text, datetime(2026, 11, 23, 10))
    assert perf_counter() - started < 4


def test_what_was_typed_is_not_kept(content: Content) -> None:
    import gc

    secret = "zebra" + "crossing"
    listen.hear(content, f"my car was broken into by {secret}", datetime(2026, 11, 23, 10))
    kept = [o for o in gc.get_objects() if isinstance(o, tuple | list) and secret in [x for x in o if type(x) is str]]
    assert kept == []
