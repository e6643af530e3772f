"""Numbers, dates and counts as each language writes them, and English in a page of another."""

from datetime import date, datetime

import pytest

from dashboard.content.load import Content
from dashboard.content.translation import BEGIN, END, unmarked
from dashboard.content.words import Dates, Words
from dashboard.web import language, render

DAY = date(2026, 10, 12)
HMONG = Dates(
    months=tuple(f"hli {n}" for n in range(1, 13)),
    weekdays=tuple(f"hnub {n}" for n in range(1, 8)),
    weekday="{weekday}, {day} {month}",
    day="{day} {month} {year}",
    month="{month} {year}",
    quarter="{quarter}/{year}",
)
WRITTEN = {
    "en": ("October 2026", "Oct 2026", "4th quarter 2026", "Mon, Oct 12", "Oct 12, 2026", "7:05 PM"),
    "es": ("octubre de 2026", "oct 2026", "4.º trimestre de 2026", "lun, 12 de octubre", "12 oct 2026", "7:05 p.m."),
    "so": ("Oktoobar 2026", "Okt 2026", "Rubaca 4aad 2026", "Isn, Oktoobar 12", "12-Okt-2026", "7:05 GD"),
    "hmn": ("hli 10 2026", "hli 10 2026", "4/2026", "hnub 1, 12 hli 10", "12 hli 10 2026", "7:05 PM"),
    "xx": ("2026-10", "2026-10", "2026-10", "2026-10-12", "2026-10-12", "7:05 PM"),
}


@pytest.mark.parametrize("lang", WRITTEN)
def test_dates_are_written_as_the_language_does(content: Content, lang: str) -> None:
    words = with_dates(content.words["en"], HMONG if lang == "hmn" else None)
    written = (
        language.month(DAY, words, lang),
        language.month(DAY, words, lang, short=True),
        language.quarter(DAY, words, lang),
        language.weekday_and_day(DAY, words, lang),
        language.day(DAY, words, lang),
        language.clock(datetime(2026, 10, 12, 19, 5), lang),
    )
    assert tuple(" ".join(each.split()) for each in written) == WRITTEN[lang]


@pytest.mark.parametrize("lang", WRITTEN)
def test_numbers_are_written_as_they_are_here(lang: str) -> None:
    assert language.number(1240, lang) == "1,240"
    assert language.percent(0.61, lang) == "61%"


@pytest.mark.parametrize(
    ("lang", "count", "form"),
    [("en", 1, "one"), ("en", 2, "other"), ("es", 1, "one"), ("ar", 2, "two"), ("ar", 5, "other"), ("hmn", 1, "other")],
)
def test_a_count_picks_the_form_that_cldr_says(lang: str, count: int, form: str) -> None:
    forms = {"one": "one", "two": "two", "other": "other"}
    assert language.plural(forms, count, lang) == form


@pytest.mark.parametrize(("lang", "runs"), [("en", "ltr"), ("so", "ltr"), ("hmn", "ltr"), ("ar", "rtl"), ("fa", "rtl")])
def test_which_way_a_language_runs(lang: str, runs: str) -> None:
    assert language.direction(lang) == runs


def test_english_between_its_marks_says_so_in_text_and_not_in_attributes() -> None:
    inner = f"{BEGIN}Call {BEGIN}311{END} <now>{END}"
    html = render.fragment("table.html", caption=f"«{inner}»", heads=[inner], rows=[["«a»"]], numbers=False)
    english = '<span lang="en" dir="ltr">'
    assert f"<caption>«{english}Call </span>{english}311</span>{english} &lt;now&gt;</span>»</caption>" in html
    assert 'aria-label="«Call 311 &lt;now&gt;»"' in html
    assert html == unmarked(html)


def with_dates(words: Words, dates: Dates | None) -> Words:
    return words.model_copy(update={"site": words.site.model_copy(update={"dates": dates})})
