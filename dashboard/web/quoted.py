"""Published figures as a page quotes them: the value with its unit, how exact it is, and when."""

from collections.abc import Mapping
from datetime import date

from babel.dates import format_date, format_skeleton

from dashboard.content.pilots import Goal
from dashboard.content.words import Words, fill
from dashboard.published.figures import Figure
from dashboard.web import language


def value(figure: Figure, words: Words) -> str:
    """`about 9,992 calls`, `25–29 people`, `9%`."""
    said = words.figures
    number = "–".join(f"{end:,.9g}" for end in (figure.value, figure.to) if end is not None)
    unit = said.units[figure.unit]
    counted = f"{number}{unit}" if unit == "%" else f"{number} {unit}"
    return fill(said.precision[figure.precision], {"count": counted})


def when(period: str, words: Words, lang: str) -> str:
    """An ISO 8601 date or interval in words: `Jul 2023 – Jun 2024`; a year stays a year."""
    if period == "undated":
        return words.pages.pilots.undated
    return " – ".join(_day(end, lang) for end in period.split("/"))


def goal(aim: Goal, text: str, figures: Mapping[str, tuple[Figure, ...]], words: Words) -> str:
    """The sentence with the newest figure of each of the goal's series filled in."""
    return fill(text, {part: value(figures[name][-1], words) for part, name in aim.model_dump().items()})


def _day(text: str, lang: str) -> str:
    match text.count("-"):
        case 0:
            return text
        case 1:
            return format_skeleton("yMMM", date.fromisoformat(f"{text}-01"), locale=language.locale(lang))
        case _:
            return format_date(date.fromisoformat(text), "medium", locale=language.locale(lang))
