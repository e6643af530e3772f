"""What residents said in 2020, and what this site does about it."""

import streamlit as st

from dashboard.content import live
from dashboard.published import figures
from dashboard.web import language, render

content = live.shown().content
assert content is not None
page = render.Page(content, language.chosen(content))
findings, quoted = page.words.pages.findings, figures.load()

st.title(findings.heading, anchor=False)
st.write(findings.lead)
for finding in content.findings.values():
    with st.container(border=True):
        st.html(render.part("finding", finding, page, quoted, of="pilots.html"))
st.html(render.small(page.words.figures.sure))
st.header(findings.unknown, anchor=False)
for line in findings.not_known:
    st.markdown(f"- {line}")
