"""One page about a neighborhood, to print for a meeting: what its page says, as an accessible PDF in letter size.

`python -m dashboard briefs` makes those of the release on show, when it is published, and the site serves them. What it
finds not yet made, after an edit of the words for example, is made when somebody asks for it (view_files.py).
"""

import hashlib
import shutil
import tempfile
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
from babel.dates import format_date

from dashboard import paths
from dashboard.content.load import Content
from dashboard.content.words import fill
from dashboard.kit.press import press
from dashboard.metrics.ask import YEAR, Ask
from dashboard.metrics.period import months
from dashboard.published import places
from dashboard.published.read import Release
from dashboard.web import drawing, figures, language, sentences
from dashboard.web.kept import kept
from dashboard.web.view import View

TEMPLATE = "web/templates/brief.typ"
DRAWN = ("incidents", "bcr")
PLOT = {"width": 285, "height": 135}
"""Pixels. Two plots stand side by side on a letter page."""


def brief(content: Content, release: Release, area: str, lang: str) -> bytes | None:
    """The page as PDF/UA; None where the release has nothing to say of any neighborhood."""
    if not release.has_places:
        return None
    return press(TEMPLATE, values(content, release, area, lang), "pdf", release.built_at)[0]


def values(content: Content, release: Release, area: str, lang: str) -> dict[str, Any]:
    """What the template prints, as JSON values."""
    words = content.words[lang]
    view = {name: kept(name, release, Ask((area,)), words, lang) for name in (*DRAWN, "kinds")}
    kinds, said = view["kinds"], words.pages.map.brief
    year = months(release, YEAR)
    title = fill(said.title, {"area": kinds.about[0]})
    return {
        "lang": lang,
        "title": title,
        "period": fill(words.metrics.cells.range, {"low": kinds.period(year[0]), "high": kinds.period(year[-1])}),
        "label": words.site.notices.demonstration.capitalize() if release.demonstration else "",
        "facts": [figures.marked(fact, words, release) for fact in sentences.neighborhood(kinds)],
        "charts": [_chart(view[name]) for name in DRAWN if view[name].tells],
        "table": {"title": figures.marked(kinds.title, words, release), **_table(kinds)},
        "cannot": {"heading": words.pages.overview.cannot_heading, "lines": sentences.cannot(words, release)},
        "foot": _foot(content, kinds),
        "link": _link(content, said.see, f"/map?{kinds.ask.query}&lang={lang}"),
    }


def _link(content: Content, see: str, path: str) -> dict[str, str] | None:
    """Where the reader finds these figures; None while the site's own address is not known."""
    if content.site.address is None:
        return None
    address = content.site.address.rstrip("/") + path
    drawn = BytesIO()
    segno.make_qr(address).save(drawn, kind="svg", border=0)
    return {"see": see, "address": address, "qr": drawn.getvalue().decode()}


def _chart(view: View) -> dict[str, str]:
    title, alt = view.metrics.measures[view.measure].name, view.alt()
    said = {name: figures.marked(text, view.words, view.release) for name, text in (("title", title), ("alt", alt))}
    return {**said, "svg": drawing.svg(view, **PLOT)}


def _table(view: View) -> dict[str, Any]:
    heads, rows = view.table()
    return {"heads": heads, "rows": rows}


def _foot(content: Content, view: View) -> list[str]:
    """What small print says: how small counts stand, the source, the day, and that this is no help line."""
    words, release = view.words, view.release
    pages, notices = words.pages, words.site.notices
    day = format_date(release.built_at, "long", locale=language.locale(view.lang))
    lines = [
        f"{pages.calls.definition} {pages.map.definition} {pages.map.brief.pale}",
        f"{figures.source(view)} {fill(pages.map.brief.made, {'date': day})}",
        words.site.footer,
    ]
    if view.lang != "en" and not words.guide.reviewed_by:
        line = content.channels["311"].language_lines.get(view.lang)
        lines.append(notices.machine_draft + (f" {notices.language_line}: {line}." if line else ""))
    return lines


def file_name(release: Release, area: str, lang: str) -> str:
    """What the file is called when it is saved: area and period."""
    year = months(release, YEAR)
    return f"{area}-{year[0]}-to-{year[-1]}-{lang}.pdf"


def folder(content: Content, release: Release) -> Path:
    """Where the briefs of a release lie. Another version of words, reference or program has another folder."""
    return paths.state_dir() / "briefs" / f"{release.id}-{content.version}-{_program()}"


def made(content: Content, release: Release, area: str, lang: str) -> bytes | None:
    """A brief that was made at publish; None if it was not."""
    try:
        return (folder(content, release) / lang / f"{area}.pdf").read_bytes()
    except OSError:
        return None


def make(content: Content, release: Release) -> int:
    """Makes the briefs of a release in every language, and removes those of others. Returns how many there are."""
    place = folder(content, release)
    if place.exists():
        return len(list(place.rglob("*.pdf")))
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent) as scratch:
        count = 0
        for lang in content.words:
            (Path(scratch) / "new" / lang).mkdir(parents=True)
            for area in places.load():
                page = brief(content, release, area.id, lang)
                if page is not None:
                    (Path(scratch) / "new" / lang / f"{area.id}.pdf").write_bytes(page)
                    count += 1
        for old in place.parent.glob("*-*-*"):
            shutil.rmtree(old)
        (Path(scratch) / "new").rename(place)
    return count


@cache
def _program() -> str:
    """Changes with the program and the reference files."""
    digest = hashlib.sha256()
    for root in (paths.ROOT / "dashboard", places.REFERENCE):
        for path in sorted(path for path in root.rglob("*") if path.is_file() and path.suffix != ".pyc"):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:8]
