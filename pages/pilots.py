"""What became of each recommendation: all of them as cards, and one of them in full (`?pilot=parking`)."""

import streamlit as st

from dashboard.content import live
from dashboard.content.pilots import Pilot
from dashboard.metrics.ask import Ask
from dashboard.paths import ROOT
from dashboard.published import figures
from dashboard.published import live as published
from dashboard.web import data_page, language, render, sentences
from dashboard.web import figures as web_figures

content = live.shown().content
assert content is not None
page = render.Page(content, language.chosen(content))
words = page.words
pilots, quoted = words.pages.pilots, figures.load()
COUNTED = {"parking": sentences.PARKING, "report_only": sentences.REPORT_ONLY, "crisis": sentences.CRISIS}


def show_all() -> None:
    st.title(pilots.heading, anchor=False)
    st.write(pilots.lead)
    for pilot in content.pilots.values():
        with st.container(border=True):
            st.html(render.part("card", pilot, page, quoted, of="pilots.html"))


def show(pilot: Pilot) -> None:
    st.html(render.part("back", page, of="pilots.html"))
    st.title(words.pilots[pilot.id].title, anchor=False)
    st.html(render.part("story", pilot, page, quoted, of="pilots.html"))
    show_counted(pilot)
    st.html(render.part("published", pilot, page, quoted, of="pilots.html"))
    st.html(render.part("doubts", pilot, page, of="pilots.html"))
    st.html(render.small(words.figures.sure))
    st.html(render.part("back", page, of="pilots.html"))


def show_counted(pilot: Pilot) -> None:
    """What the release on show counts of it."""
    release = published.release()
    if release is None or not pilot.counted:
        return
    shown = data_page.DataPage(words, release, page.lang)
    if release.demonstration:
        st.html(web_figures.label(words, release))
    for kind in pilot.counted:
        said = sentences.answered(shown.view("responders", Ask()), kind, COUNTED[kind])
        for category in COUNTED[kind]:
            data_page.draw(shown, shown.view("responders", Ask(category=category)), said)
            said = ""
        if kind == "crisis":
            figure = shown.view("bcr", Ask())
            data_page.draw(shown, figure, sentences.bcr(figure))
            closed = shown.view("closed", Ask(category=COUNTED[kind][0]))
            data_page.draw(shown, closed, sentences.closed(closed))
            st.page_link(str(ROOT / "pages" / "map.py"), label=pilots.by_area)


asked = content.pilots.get(st.query_params.get("pilot", ""))
if asked:
    show(asked)
else:
    show_all()
st.download_button(pilots.download, figures.FILE.read_bytes(), figures.FILE.name, "text/csv")
