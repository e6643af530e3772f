"""The Streamlit script: language, navigation, the emergency block, and the page asked for."""

import streamlit as st

from dashboard.content import live
from dashboard.guide.answer import NO_VOICE
from dashboard.paths import ROOT
from dashboard.web import language, render

content = live.shown().content
if content is None:
    st.stop()
lang = language.chosen(content)
words = content.words[lang]
names = words.site.navigation

pages = [
    st.Page(ROOT / "pages" / "guide.py", title=names.guide, default=True),
    st.Page(ROOT / "pages" / "overview.py", title=names.overview, url_path="overview"),
    st.Page(ROOT / "pages" / "calls.py", title=names.calls, url_path="calls"),
    st.Page(ROOT / "pages" / "map.py", title=names.map, url_path="map"),
    st.Page(ROOT / "pages" / "pilots.py", title=names.pilots, url_path="pilots"),
    st.Page(ROOT / "pages" / "findings.py", title=names.findings, url_path="findings"),
    st.Page(ROOT / "pages" / "methods.py", title=names.methods, url_path="methods"),
    st.Page(ROOT / "pages" / "kit.py", title=names.kit, url_path="kit"),
    st.Page(ROOT / "pages" / "about.py", title=names.about, url_path="about"),
]
page = st.navigation(pages, position="hidden")
around = render.Page(content, lang)
st.set_page_config(layout="wide" if page.url_path in ("overview", "calls", "map") else "centered")
if content.banner:
    st.html(render.part("banner", around))
with st.container(horizontal=True, horizontal_alignment="distribute", gap=None):
    st.html(render.fragment("brand.html", words=words), width="content")
    kept = {name: value for name, value in st.query_params.items() if name != language.KEY}
    st.html(render.fragment("languages.html", words=words, content=content, kept=kept), width="content")
with st.container(horizontal=True, gap="xxsmall"):
    for entry in pages:
        st.page_link(entry)
st.html(render.part("emergency", around, f"/guide/{lang}/", NO_VOICE in st.session_state.get("wishes", ())))
first, *_ = pages
if lang != "en" and page != first:
    st.html(render.part("language_line", around))
page.run()
if lang != "en" and page == first:
    st.html(render.part("language_line", around))
st.html(render.small(words.site.footer))
if lang != "en":
    st.html(render.part("draft_notice", around))
