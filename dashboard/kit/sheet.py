"""What a piece of the kit says: one theme, one language, one day. Numbers come from the channels and nowhere else."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

import segno

from dashboard.content.hours import Spans
from dashboard.content.kit import Piece, SheetWords, Theme
from dashboard.content.load import Content
from dashboard.content.models import Channel
from dashboard.content.pilots import Paper
from dashboard.content.words import Words, fill


@dataclass(frozen=True)
class Edition:
    """A theme in a language, as the content says it. `address`: where the public reaches the site, None for samples."""

    content: Content
    theme: Theme
    lang: str
    made: date
    address: str | None

    @property
    def words(self) -> Words:
        """The words of the edition's language."""
        return self.content.words[self.lang]

    @property
    def english(self) -> Words | None:
        """The English to set beside sentences that no reader has checked; None where none is needed."""
        said = [self.words.kit.reviewed_by, *(self.words.channels[c].reviewed_by for c in self.theme.channels)]
        return None if self.lang == "en" or all(said) else self.content.words["en"]


def pages(content: Content, theme: Theme, lang: str) -> dict[str, str]:
    """The page of each situation of the theme, from the site's root, by its title.

    A sensitive situation leaves no name in an address, so the code leads to the first page of the guide.
    """
    titles = content.words[lang].situations
    known = [content.situations[name] for name in theme.situations if name in content.situations]
    open_pages = {titles[each.id].title: f"/guide/{lang}/{each.id}" for each in known if not each.sensitive}
    return open_pages or {content.words[lang].guide.heading: f"/guide/{lang}/"}


def values(edition: Edition, piece: Piece, width: float, height: float, full: bool) -> dict[str, object]:
    """What a template is filled with. `width` and `height` are in points; `full` says who comes, in whole sentences."""
    sheet, english = edition.words.kit.sheet, edition.english
    title = edition.words.kit.themes[edition.theme.id].title
    return {
        **_side(edition, edition.words, english),
        "back": _side(edition, english, None) if english else None,
        "headline_en": english and english.kit.themes[edition.theme.id].headline,
        "danger_en": english and f"{english.kit.sheet.danger} {english.kit.sheet.no_voice}",
        "english": " ".join(_in_english(edition, english)) if english else None,
        "piece": piece,
        "width": width,
        "height": height,
        "full": full,
        "lang": edition.lang,
        "title": f"{title}: {edition.words.kit.page.pieces[piece]}",
        "art": edition.theme.art,
        "codes": list(_codes(edition)),
        "scan": sheet.scan,
        "sample": None if edition.address else sheet.sample,
        "line": language_line(edition),
        "made": _made(edition, sheet),
        "notes": list(_notes(edition)),
    }


def _side(edition: Edition, words: Words, english: Words | None) -> dict[str, object]:
    """The theme in one language; `english` stands beside what no reader has checked."""
    said, sheet, labels = words.kit.themes[edition.theme.id], words.kit.sheet, words.guide.labels
    situation = words.situations.get(edition.theme.situations[0])
    return {
        "headline": said.headline,
        "lead": said.lead,
        "art_alt": said.art,
        "police": sheet.police,
        "ways": [_way(edition, edition.content.channels[name], words, english) for name in edition.theme.channels],
        "danger": sheet.danger,
        "no_voice": sheet.no_voice,
        "say_heading": labels.say,
        "say": situation.say if situation else (),
        "teach": {
            "heading": sheet.teach,
            "minutes": [fill(sheet.minute, {"number": number}) for number in range(1, len(said.teach.steps) + 1)],
            "steps": said.teach.steps,
            "practice_heading": sheet.practice,
            "practice": [practice.model_dump() for practice in said.teach.practice],
            "truths_heading": sheet.truths,
            "truths": [
                {**said.teach.truths[name].model_dump(), "source": _source(paper, words)}
                for name, paper in edition.theme.truths.items()
            ],
            "columns": [sheet.where, labels.who_comes, labels.police_column],
        },
    }


def _source(paper: Paper, words: Words) -> str:
    return f"{paper.title}, {words.guide.labels.undated if paper.date == 'undated' else paper.date}"


def short(address: str) -> str:
    """An address as people type it."""
    return address.removeprefix("https://").rstrip("/")


def addresses(edition: Edition) -> dict[str, str]:
    """Where the QR codes of an edition lead, by the title of the page; none for a sample."""
    found = pages(edition.content, edition.theme, edition.lang)
    return {title: f"{edition.address}{page}" for title, page in found.items()} if edition.address else {}


def _codes(edition: Edition) -> Iterator[dict[str, str]]:
    for title, address in addresses(edition).items():
        svg = io.BytesIO()
        segno.make(address, error="m", micro=False).save(svg, kind="svg", border=4, light="#fff")
        yield {"svg": svg.getvalue().decode(), "alt": f"QR: {address}", "short": short(address), "title": title}


def _way(edition: Edition, channel: Channel, words: Words, english: Words | None) -> dict[str, object]:
    said, labels = words.channels[channel.id], words.guide.labels
    return {
        "numbers": numbers(edition.content, channel, words),
        "online": words.kit.sheet.online,
        "web": None if channel.phones or channel.via else channel.web and short(channel.web).removeprefix("www."),
        "do": words.kit.themes[edition.theme.id].ways[channel.id],
        "do_en": english and english.kit.themes[edition.theme.id].ways[channel.id],
        "who": said.who,
        "responder": channel.responder,
        "who_short": f"{labels.who_comes}: {labels.responder[channel.responder]}",
        "police_rule": channel.police,
        "police_short": f"{labels.police[channel.police]}.",
        "police": said.police,
        "police_en": english
        and f"{english.guide.labels.police[channel.police]}. {english.channels[channel.id].police}",
        "opening": opening(channel, words),
    }


def _in_english(edition: Edition, english: Words) -> Iterator[str]:
    """What to do and that police may come, in English sentences, for pieces with little room."""
    said = english.kit.themes[edition.theme.id]
    yield said.headline
    for name in edition.theme.channels:
        told = numbers(edition.content, edition.content.channels[name], english)
        yield f"{', '.join(number for number, _ in told)}: {said.ways[name]}" if told else said.ways[name]
    yield english.kit.sheet.police


def numbers(content: Content, channel: Channel, words: Words) -> list[tuple[str, str | None]]:
    """The numbers to print for a channel and for whom each is: its first, or one for each kind of person."""
    named = words.channels[channel.id].phones
    if channel.phones and channel.phones[0].whom:
        return [(phone.number, named[phone.whom]) for phone in channel.phones if phone.whom]
    phones = channel.phones or tuple(phone for via in channel.via for phone in content.channels[via].phones)
    return [(phones[0].number, None)] if phones else []


def opening(channel: Channel, words: Words) -> str:
    """When a channel works, in words that stay true on paper."""
    spans, sheet, labels = channel.spans(None), words.kit.sheet, words.guide.labels
    if spans is None:
        return labels.any_time
    if not spans:
        return labels.hours_unknown
    said = "; ".join(_week(spans, sheet)).removesuffix(".") + "."
    return f"{said} {sheet.closed}" if channel.closed_on else said


def _week(spans: Spans, sheet: SheetWords) -> Iterator[str]:
    """Days in a row with the same hours are told together."""
    names = list(sheet.days.model_dump().values())
    for (opens, closes, _), same in groupby(spans, key=lambda s: (s.opens, s.closes, s.weekday - spans.index(s))):
        days = [names[span.weekday] for span in same]
        named = days[0] if len(days) == 1 else f"{days[0]} {sheet.through} {days[-1]}"
        told = fill(sheet.hours, {"days": named, "opens": _clock(opens, sheet), "closes": _clock(closes, sheet)})
        yield told[0].upper() + told[1:]


def _clock(minutes: int, sheet: SheetWords) -> str:
    hour, minute = divmod(minutes, 60)
    time = f"{(hour - 1) % 12 + 1}" + (f":{minute:02}" if minute else "")
    return fill(sheet.am if hour % 24 < 12 else sheet.pm, {"time": time})


def language_line(edition: Edition) -> str | None:
    """311 in the edition's language."""
    number = edition.content.channels["311"].language_lines.get(edition.lang)
    return f"{edition.words.site.notices.language_line}: {number}" if number else None


def _made(edition: Edition, sheet: SheetWords) -> str:
    where = f"{short(edition.address)}/guide/{edition.lang}/kit" if edition.address else edition.words.site.name
    made = {"date": edition.made.isoformat(), "version": edition.content.version[:7], "address": where}
    return fill(sheet.made, made)


def _notes(edition: Edition) -> Iterator[str]:
    if any(not edition.content.channels[name].verified_on for name in edition.theme.channels):
        yield edition.words.kit.sheet.unconfirmed
    if edition.english:
        yield edition.words.site.notices.machine_draft
