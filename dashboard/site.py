"""The Streamlit script: navigation, the emergency block, and the page asked for."""

import streamlit as st

from dashboard.content import live
from dashboard.paths import ROOT
from dashboard.web import render

content = live.shown().content
if content is None:
    st.stop()
words = content.words["en"]
names = words.site.navigation

pages = [
    st.Page(ROOT / "pages" / "guide.py", title=names.guide, default=True),
    st.Page(ROOT / "pages" / "calls.py", title=names.calls, url_path="calls"),
    st.Page(ROOT / "pages" / "map.py", title=names.map, url_path="map"),
    st.Page(ROOT / "pages" / "about.py", title=names.about, url_path="about"),
]
st.html(render.fragment("brand.html", words=words))
page = st.navigation(pages, position="hidden")
st.set_page_config(layout="wide" if page.url_path in ("calls", "map") else "centered")
with st.container(horizontal=True, gap="small"):
    for entry in pages:
        st.page_link(entry)
st.html(render.part("emergency", words, "/guide/en/"))
page.run()
st.caption(words.site.footer)
