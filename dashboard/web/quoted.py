"""Published figures as a page quotes them: the value with its unit, how exact it is, and when."""

from collections.abc import Mapping
from datetime import date

from dashboard.content.pilots import Goal
from dashboard.content.words import Words, fill
from dashboard.published.figures import Figure
from dashboard.web import language


def value(figure: Figure, words: Words, lang: str) -> str:
    """`about 9,992 calls`, `25–29 people`, `9%`."""
    said = words.figures
    number = "–".join(language.number(end, lang) for end in (figure.value, figure.to) if end is not None)
    unit = said.units[figure.unit]
    counted = f"{number}{unit}" if unit == "%" else f"{number} {unit}"
    return fill(said.precision[figure.precision], {"count": counted})


def when(period: str, words: Words, lang: str) -> str:
    """An ISO 8601 date or interval in words: `Jul 2023 – Jun 2024`; a year stays a year."""
    if period == "undated":
        return words.pages.pilots.undated
    return " – ".join(_day(end, words, lang) for end in period.split("/"))


def goal(aim: Goal, text: str, figures: Mapping[str, tuple[Figure, ...]], words: Words, lang: str) -> str:
    """The sentence with the newest figure of each of the goal's series filled in."""
    return fill(text, {part: value(figures[name][-1], words, lang) for part, name in aim.model_dump().items()})


def _day(text: str, words: Words, lang: str) -> str:
    match text.count("-"):
        case 0:
            return text
        case 1:
            return language.month(date.fromisoformat(f"{text}-01"), words, lang, short=True)
        case _:
            return language.day(date.fromisoformat(text), words, lang)
