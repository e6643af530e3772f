"""What became of each recommendation: all of them as cards, and one of them in full (`?pilot=parking`)."""

import streamlit as st

from dashboard.content import live
from dashboard.content.pilots import Pilot
from dashboard.published import figures
from dashboard.web import language, render

content = live.shown().content
assert content is not None
page = render.Page(content, language.chosen(content))
words = page.words
pilots, quoted = words.pages.pilots, figures.load()


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
    # The figures computed from the release stand here, between what happened and what others published.
    st.html(render.part("published", pilot, page, quoted, of="pilots.html"))
    st.html(render.part("doubts", pilot, page, of="pilots.html"))
    st.html(render.small(words.figures.sure))
    st.html(render.part("back", page, of="pilots.html"))


asked = content.pilots.get(st.query_params.get("pilot", ""))
if asked:
    show(asked)
else:
    show_all()
st.download_button(pilots.download, figures.FILE.read_bytes(), figures.FILE.name, "text/csv")
