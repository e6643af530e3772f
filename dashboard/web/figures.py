"""What stands around every figure: the words for a cell, its table, the demonstration label, months in words."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from dashboard.content.words import Words, fill
from dashboard.published.read import Release
from dashboard.published.schema import State
from dashboard.web import render


def said(frame: pd.DataFrame, words: Words, release: Release) -> list[str]:
    """Each row's count in words: a number with thousands marked, `fewer than 10`, or `not released`."""
    calls = words.pages.calls
    withheld = fill(calls.withheld, {"threshold": release.threshold})
    by_state = {State.WITHHELD.value: withheld, State.MISSING.value: calls.missing}
    return [
        f"{count:,}" if state == State.NUMBER else by_state[state]
        for count, state in zip(frame["count"], frame["state"], strict=True)
    ]


def month_name(month: str) -> str:
    """`2026-10` as `October 2026`."""
    return f"{date.fromisoformat(f'{month}-01'):%B %Y}"


def table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: bool = True) -> str:
    """An HTML table that scrolls by itself and that a keyboard can reach; `numbers` stand in the second column."""
    return render.fragment("table.html", caption=caption, heads=heads, rows=rows, numbers=numbers)


def marked(text: str, words: Words, release: Release) -> str:
    """The text, saying so when it speaks of demonstration figures."""
    return f"{text} ({words.site.notices.demonstration})" if release.demonstration else text


def label(words: Words, release: Release) -> str:
    """The demonstration label as HTML, or nothing for a real release."""
    return render.fragment("label.html", text=words.site.notices.demonstration) if release.demonstration else ""
