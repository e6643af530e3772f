"""The templates, and the few words that depend on the time: opening hours and when a fact was checked."""

import re
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from dashboard import look
from dashboard.content.load import Content
from dashboard.content.models import Channel
from dashboard.content.words import Words, fill
from dashboard.guide.answer import Answer, Option
from dashboard.guide.hours import CHICAGO

TEMPLATES = Path(__file__).parent / "templates"
LONG_UNCONFIRMED = timedelta(days=90)


def page(template: str, **values: Any) -> str:
    """One HTML page with its style inlined. `shell.html` stands around Streamlit, all others are plain pages."""
    css = Markup(stylesheet(plain=template != "shell.html"))  # noqa: S704 (our own file)
    return fragment(template, css=css, **values)


def part(macro: str, *values: Any) -> str:
    """One part of a page as HTML, for Streamlit: `emergency` or `answer`."""
    module = _environment().get_template("parts.html").module
    return f'<div class="rr">{_squeeze(str(getattr(module, macro)(*values)))}</div>'


def fragment(template: str, **values: Any) -> str:
    """A piece of HTML from a template of its own."""
    return _squeeze(_environment().get_template(template).render(**values))


def answer_part(answer: Answer, words: Words) -> str:
    """The answer as HTML, the same on both faces."""
    return part("answer", answer, words)


@cache
def stylesheet(*, plain: bool) -> str:
    """The CSS: the parts both faces share, and for plain pages their own."""
    variables = {
        mode: "".join(f"--{name}:{color};" for name, color in look.colors(mode).items()) for mode in ("light", "dark")
    }
    names = ("style.css", "plain.css") if plain else ("style.css",)
    css = "".join(_environment().get_template(name).render(variables) for name in names)
    return re.sub(r"\s*([{};,:])\s*", r"\1", re.sub(r"\s+", " ", css)).replace("and(", "and (").strip()


def now() -> datetime:
    """The time in Chicago."""
    return datetime.now(CHICAGO)


def opening(option: Option, words: Words) -> str:
    """`Open now`, `Any time`, or when it opens next."""
    labels = words.guide.labels
    if option.open:
        return labels.any_time if option.always else labels.open_now
    if option.opens_at is None:
        return ""
    time = f"{option.opens_at:%-I:%M %p}"
    if option.opens_at.date() == now().date():
        return fill(labels.opens, {"time": time})
    return fill(labels.opens_other_day, {"date": f"{option.opens_at:%A, %B %-d}", "time": time})


def checked(channel: Channel, words: Words) -> str:
    """Who says so: the source and its date, or when a person confirmed it."""
    labels = words.guide.labels
    if channel.verified_on:
        recent = now().date() - channel.verified_on < LONG_UNCONFIRMED
        return "" if recent else fill(labels.confirmed, {"date": channel.verified_on})
    first = channel.sources[0]
    said = labels.undated if first.date == "undated" else first.date
    text = fill(
        labels.unconfirmed,
        {"name": re.sub(r"https?://(www\d?\.)?", "", first.url).split("/")[0], "date": said},
    )
    old = next((s.date for s in channel.sources if s.confidence == "C"), None)
    return f"{text} {fill(labels.old_source, {'date': old})}" if old else text


def groups(content: Content) -> list[tuple[str, list[str]]]:
    """Situation ids by group, in the site's order."""
    return [(group, [s.id for s in content.situations.values() if s.group == group]) for group in content.site.groups]


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(opening=opening, checked=checked, digits=lambda n: re.sub(r"\D", "", str(n)))
    return environment


def _squeeze(html: str) -> str:
    return re.sub(r"\n\s*\n+", "\n", html)
