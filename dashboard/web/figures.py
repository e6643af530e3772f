"""What stands around every figure as HTML: tables, the demonstration label."""

from collections.abc import Sequence

from dashboard.content.translation import in_english
from dashboard.content.words import Words, fill
from dashboard.published.read import Release
from dashboard.web import render
from dashboard.web.view import View


def table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: bool = True) -> str:
    """An HTML table that scrolls by itself and that a keyboard can reach; `numbers` stand in the second column."""
    return render.fragment("table.html", caption=caption, heads=heads, rows=rows, numbers=numbers)


def marked(text: str, words: Words, release: Release) -> str:
    """The text, saying so when it speaks of demonstration figures."""
    return f"{text} ({words.site.notices.demonstration})" if release.demonstration else text


def source(view: View) -> str:
    """Where the figures of a view come from: source, release, months."""
    release = view.release
    ends = {"low": view.period(release.months[0]), "high": view.period(release.months[-1])}
    return fill(
        view.metrics.figure.source,
        {"name": in_english("; ".join(release.source), view.lang), "number": release.id, **ends},
    )


def label(words: Words, release: Release) -> str:
    """The demonstration label as HTML, or nothing for a real release."""
    return render.fragment("label.html", text=words.site.notices.demonstration) if release.demonstration else ""
