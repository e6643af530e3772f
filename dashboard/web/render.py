"""The templates, and the few words that depend on the time: opening hours and when a fact was checked."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from dashboard import look
from dashboard.clock import now
from dashboard.content import notes, outage, table
from dashboard.content.load import Content
from dashboard.content.models import Channel, Situation
from dashboard.content.translation import BEGIN, in_english, passages, unmarked
from dashboard.content.words import Labels, Words, fill
from dashboard.guide import answer
from dashboard.guide.answer import Option, option_of
from dashboard.kit import pieces
from dashboard.web import kit_page, language, quoted
from dashboard.web.odds import sentence

TEMPLATES = Path(__file__).parent / "templates"
TAG_OR_TEXT = re.compile(r"<title>[^<]*</title>|<[^>]*>|[^<]+")


@dataclass(frozen=True)
class Page:
    """What every page needs: the content, the language it speaks, and English to stand beside it."""

    content: Content
    lang: str

    @property
    def words(self) -> Words:
        """The words of the page's language."""
        return self.content.words[self.lang]

    @property
    def english(self) -> Words:
        """The English words, which every translation was made from."""
        return self.content.words["en"]


def page(template: str, **values: Any) -> str:
    """One HTML page with its style inlined. `shell.html` stands around Streamlit, all others are plain pages."""
    css = Markup(stylesheet(styles(template, values)))  # noqa: S704 (our own files)
    return fragment(template, css=css, **values)


def styles(template: str, values: Mapping[str, Any]) -> tuple[str, ...]:
    """The style files of a page: each plain page sends no more than it needs."""
    if template == "shell.html":
        return "style.css", "figures.css"
    if template in ("card.html", "draft.html"):
        return "style.css", "plain.css", "sheet.css"
    asks = template in ("index.html", "situation.html") and not values.get("a")
    return ("style.css", "plain.css", "forms.css") if asks else ("style.css", "plain.css")


def part(macro: str, *values: Any, of: str = "parts.html") -> str:
    """One macro of a template as HTML, for Streamlit."""
    module = _environment().get_template(of).module
    return f'<div class="rr">{_finished(str(getattr(module, macro)(*values)))}</div>'


def small(text: str) -> str:
    """A quiet line as HTML, dark enough to read."""
    return fragment("small.html", text=text)


def fragment(template: str, **values: Any) -> str:
    """A piece of HTML from a template of its own."""
    return _finished(_environment().get_template(template).render(**values))


@cache
def stylesheet(names: tuple[str, ...]) -> str:
    """Style files as one, small; plain pages need no prefix, and single letters for the colors."""
    variables = {
        mode: "".join(f"--{name}:{color};" for name, color in look.colors(mode).items()) for mode in ("light", "dark")
    }
    css = "".join(_environment().get_template(name).render(variables) for name in names)
    if "plain.css" in names:
        letters = {name: chr(ord("a") + place) for place, name in enumerate(look.colors("light"))}
        css = re.sub(r"--(\w+)", lambda color: f"--{letters[color[1]]}", css.replace(".rr ", ""))
    return (
        re.sub(r"\s*([{};,:])\s*", r"\1", re.sub(r"\s+", " ", css)).replace(";}", "}").replace("and(", "and (").strip()
    )


def opening(option: Option, words: Words, lang: str) -> str:
    """`Open now`, `Any time`, or when it opens next."""
    labels = words.guide.labels
    if option.open:
        return labels.any_time if option.always else labels.open_now
    if option.opens_at is None:
        return labels.hours_unknown
    time = language.clock(option.opens_at, lang)
    if option.opens_at.date() == now().date():
        return fill(labels.opens, {"time": time})
    date = language.weekday_and_day(option.opens_at.date(), words, lang)
    return fill(labels.opens_other_day, {"date": date, "time": time})


def number(page: Page, channel: str) -> str:
    """What to dial for a channel, or for the one that stands in for it."""
    return outage.numbers(page.content.channels, page.content.instead)[channel]


def standing(page: Page, channel: str) -> Option:
    """A channel, or the one that stands in for it, as it stands now."""
    return answer.standing(page.content, (channel,), None, now())[0]


def instead(option: Option, words: Words) -> str:
    """The sentence that names the channels for which an option stands in."""
    trouble = [words.site.emergency.trouble for down in option.instead_of if down.id == table.EMERGENCY]
    names = [words.channels[down.id].name for down in option.instead_of if down.id != table.EMERGENCY]
    return " ".join(trouble + [fill(words.guide.labels.instead, {"name": ", ".join(names)})] * bool(names))


def front_desk(page: Page) -> Option:
    """311 as it stands now."""
    return option_of(page.content, page.content.channels["311"], "talk", now())


def contacts(option: Option, words: Words, lang: str, write: bool) -> list[tuple[str, str, str]]:
    """The buttons of an option: address, label, a note beneath. `write`: the ways without a voice first."""
    labels, channel, said = words.guide.labels, option.channel, words.channels[option.channel.id]
    spoken = [(phone.number, said.phones[phone.whom] if phone.whom else "") for phone in option.phones]
    if line := channel.language_lines.get(lang):
        spoken.append((line, words.site.language))
    call = [(f"tel:{digits(number)}", f"{labels.call} {number}", note) for number, note in spoken]
    written = [
        (f"sms:{digits(channel.sms or '')}", f"{labels.text} {channel.sms}", channel.sms),
        (channel.web or "", said.web or labels.web, channel.web),
        (channel.chat or "", labels.chat, channel.chat),
        (f"mailto:{channel.email}", labels.email, write and channel.email),
        (f"tel:{digits(channel.tty or '')}", f"{labels.tty} {channel.tty}", write and channel.tty),
    ]
    without_voice = [(href, label, "") for href, label, given in written if given]
    return without_voice + call if write else call + without_voice


def digits(number: str) -> str:
    """What a phone dials."""
    return re.sub(r"\D", "", number)


def ways(option: Option, words: Words) -> str:
    """How to reach the channel without speaking."""
    labels, channel = words.guide.labels, option.channel
    by = {labels.text: channel.sms, labels.web: channel.web, labels.chat: channel.chat}
    by |= {labels.email: channel.email, labels.tty: channel.tty}
    return ", ".join(label for label, way in by.items() if way) or labels.no_other_way


def checked(channel: Channel, words: Words, lang: str) -> str:
    """Whether a person confirmed the channel's facts, and when, if that is long ago."""
    labels, day = words.guide.labels, channel.verified_on
    if day is None:
        return labels.unconfirmed
    if (now().date() - day).days < notes.OLD_DAYS:
        return labels.confirmed_lately
    return fill(labels.confirmed, {"date": language.day(day, words, lang)})


def cited(channel: Channel, words: Words) -> str:
    """Where a channel's facts come from: each site with the dates of its pages."""
    labels, dates = words.guide.labels, defaultdict[str, list[str]](list)
    for source in channel.sources:
        date = known_date(source.date, labels)
        dates[host(source.url)].append(f"{date} ({labels.old_source})" if source.confidence == "C" else date)
    return "; ".join(", ".join((site, *dict.fromkeys(known))) for site, known in dates.items())


def known_date(date: str, labels: Labels) -> str:
    """A source's date in figures, in words where it is none or only a bound."""
    bound = date.removeprefix("before ")
    return labels.undated if date == "undated" else date if bound == date else fill(labels.before, {"date": bound})


def compared(options: tuple[Option, ...], words: Words, lang: str) -> list[tuple[str, list[str]]]:
    """The rows of the table that sets options side by side: a label, and what it says of each option."""
    labels = words.guide.labels
    rows: dict[str, Callable[[Option], str]] = {
        labels.opening: lambda o: opening(o, words, lang),
        labels.who_comes: lambda o: labels.responder[o.channel.responder],
        labels.police_column: lambda o: labels.police[o.channel.police],
        labels.name_needed: lambda o: labels.name_short[o.channel.anonymous],
        labels.languages: lambda o: words.channels[o.channel.id].languages,
        labels.no_voice: lambda o: ways(o, words),
    }
    return [(label, [said(option) for option in options]) for label, said in rows.items()]


def short_name(name: str) -> str:
    """A channel's name up to its first comma or bracket, for where there is little room."""
    return re.split(r",| \(", name)[0]


def host(url: str) -> str:
    """The site that a link leads to."""
    return re.sub(r"https?://(www\d?\.)?", "", url).split("/")[0]


def groups(content: Content) -> list[tuple[str, list[Situation]]]:
    """Situations by group, in the site's order."""
    return [(group, [s for s in content.situations.values() if s.group == group]) for group in content.site.groups]


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(cited=cited, compared=compared, contacts=contacts, front_desk=front_desk)
    environment.globals.update(kit_address=kit_page.address, kit_confirmed=kit_page.confirmed, kit_links=kit_page.links)
    environment.globals.update(kit_down=kit_page.down)
    environment.globals.update(kit_messages=pieces.messages, kit_paragraphs=pieces.paragraphs)
    environment.globals.update(number=number, standing=standing)
    environment.filters.update(
        direction=language.direction,
        in_english=in_english,
        opening=opening,
        checked=checked,
        instead=instead,
        ways=ways,
        host=host,
        known_date=known_date,
        short_name=short_name,
        digits=digits,
        odds=sentence,
        quoted=quoted.value,
        when=quoted.when,
        goal=quoted.goal,
    )
    environment.tests["still"] = same
    return environment


def _finished(html: str) -> str:
    """Without needless space; English that stands in for a translation says that it is English."""
    html = re.sub(r">\s+<", "><", re.sub(r"\s*\n\s*", "\n", html)) if "<" in html else html
    return TAG_OR_TEXT.sub(_with_language, html) if BEGIN in html else html


def _with_language(found: re.Match[str]) -> str:
    """A tag, or a title, which can hold no other tag, without the marks; in text they become a tag."""
    if found[0].startswith("<"):
        return unmarked(found[0])
    parts = passages(found[0])
    return "".join(f'<span lang="en" dir="ltr">{part}</span>' if english else part for english, part in parts)


def same(text: str, english: str) -> bool:
    """Whether a text is the English one: as itself, or standing in for a translation."""
    return unmarked(text) == english
