"""How every page of figures begins."""

import streamlit as st

from dashboard.content import live
from dashboard.content.page_words import CallsWords, MapWords
from dashboard.content.words import Words, fill
from dashboard.published import live as published
from dashboard.published.read import Release
from dashboard.web import figures, language, render


def begin(page: str) -> tuple[Words, Release]:
    """Title, lead and demonstration label of `calls` or `map`; without a release says so and stops the page."""
    content = live.shown().content
    assert content is not None
    words = content.words[language.chosen(content)]
    said: CallsWords | MapWords = getattr(words.pages, page)
    st.title(said.heading, anchor=False)
    st.write(said.lead)
    release = published.release()
    if release is None:
        st.info(words.site.notices.no_release)
        st.stop()
    if release.demonstration:
        st.html(figures.label(words, release))
    fresh = published.freshness(release, render.now().date())
    known = {"month": figures.month_name(fresh.month), "number": fresh.days_behind}
    st.html(render.small(fill(words.pages.calls.freshness, known)))
    return words, release
