"""The printed kit: posters, cards, pictures and words for each theme, and how to print them."""

import streamlit as st

from dashboard import clock
from dashboard.content import live
from dashboard.kit.sheet import Edition
from dashboard.web import kit_page, language, render

content = live.shown().content
assert content is not None
page = render.Page(content, language.chosen(content))
words = page.words.kit

st.title(words.page.heading, anchor=False)
st.write(words.page.lead)
st.html(render.part("warnings", page, of="kit_parts.html"))
for theme in content.themes.values():
    edition = Edition(content, theme, page.lang, clock.now().date(), content.site.address)
    with st.container(border=True):
        st.header(words.themes[theme.id].title, anchor=False)
        if kit_page.down(content, theme):
            st.html(render.part("paused", page, theme, of="kit_parts.html"))
            continue
        picture, files = st.columns([2, 3], gap="medium")
        picture.html(render.part("preview", edition, of="kit_parts.html"))
        files.html(render.part("files", edition, of="kit_parts.html"))
        st.html(render.part("words_to_copy", edition, of="kit_parts.html"))
st.html(render.part("printing", page, of="kit_parts.html"))
st.html(render.part("plain", page, of="kit_parts.html"))
