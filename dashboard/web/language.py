"""Which language a visitor reads, and how numbers and dates are written in it.

CLDR says how, through Babel. For a language that CLDR does not know (Hmong) the language's own site.yaml names months
and weekdays under `dates`; without these, dates stand in numbers.
"""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any, cast

import streamlit as st
from babel import Locale
from babel.dates import format_date, format_skeleton, format_time, get_day_names
from babel.localedata import locale_identifiers
from babel.numbers import format_decimal, format_percent

from dashboard.content.load import Content
from dashboard.content.models import Category
from dashboard.content.words import Dates, Words, fill

KEY = "lang"
FORMS = {"month": "yMMMM", "short": "yMMM", "quarter": "yQQQQ", "weekday": "MMMMEEEEd"}


@cache
def locale(lang: str) -> Locale | None:
    """How a language is written here: 1,240 in Spanish too, where Spain's 1.240 would be misread. None: not in CLDR."""
    return Locale.negotiate([f"{lang}_US", lang], locale_identifiers())


def direction(lang: str) -> str:
    """`ltr` or `rtl`."""
    known = locale(lang)
    return known.text_direction if known else "ltr"


@lru_cache(maxsize=4096)
def number(value: Any, lang: str) -> str:
    """`1,240`"""
    return str(format_decimal(value, locale=locale(lang) or "en_US"))


def percent(share: float, lang: str) -> str:
    """0.61 as `61%`."""
    return str(format_percent(share, locale=locale(lang) or "en_US"))


def clock(moment: datetime, lang: str) -> str:
    """`7:00 AM`"""
    return str(format_time(moment, "short", locale=locale(lang) or "en_US"))


def month(day: date, words: Words, lang: str, *, short: bool = False) -> str:
    """`October 2026`, or `Oct 2026`."""
    return _written("short" if short else "month", day, words.site.dates, lang)


def quarter(day: date, words: Words, lang: str) -> str:
    """`3rd quarter 2026`"""
    return _written("quarter", day, words.site.dates, lang)


def weekday_and_day(day: date, words: Words, lang: str) -> str:
    """`Mon, Oct 12`"""
    return _written("weekday", day, words.site.dates, lang)


def day(day: date, words: Words, lang: str) -> str:
    """`Oct 12, 2026`"""
    known = locale(lang)
    return str(format_date(day, "medium", locale=known)) if known else _written("day", day, words.site.dates, lang)


def weekday(index: int, words: Words, lang: str) -> str:
    """The name of a weekday; 0 is Monday."""
    if known := locale(lang):
        return str(get_day_names("wide", locale=known)[index])
    return words.site.dates.weekdays[index] if words.site.dates else str(index + 1)


@lru_cache(maxsize=1024)
def _written(form: str, day: date, dates: Dates | None, lang: str) -> str:
    if known := locale(lang):
        return str(format_skeleton(FORMS[form], day, locale=known))
    if dates is None:
        return day.isoformat() if form in ("day", "weekday") else f"{day.year}-{day.month:02}"
    parts = {
        "weekday": dates.weekdays[day.weekday()],
        "day": day.day,
        "month": dates.months[day.month - 1],
        "quarter": (day.month + 2) // 3,
        "year": day.year,
    }
    return fill(getattr(dates, "month" if form == "short" else form), parts)


def plural(forms: Mapping[Category, str], count: int, lang: str) -> str:
    """The form that CLDR's rule for the language picks: `one` for 1 in English; `other` where there is no rule."""
    known = locale(lang)
    form = cast(Category, known.plural_form(count)) if known else "other"
    return forms.get(form, forms["other"])


def preferred(content: Content, asked: str, accepted: str) -> str:
    """The language asked for, else the first of an Accept-Language header or locale (es-US) that the site speaks."""
    for part in (asked, *accepted.split(",")):
        code = part.split(";")[0].strip().split("-")[0].lower()
        if code in content.words:
            return code
    return "en"


def chosen(content: Content) -> str:
    """The language of this session. Another one is loaded as a new page, so that its `lang` is right."""
    asked = st.query_params.get(KEY) or st.session_state.get(KEY, "")
    st.session_state[KEY] = preferred(content, asked, st.context.locale or "")
    return str(st.session_state[KEY])
