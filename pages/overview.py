"""The numbers that matter, each a sentence computed from the release, and what they cannot tell."""

import streamlit as st

from dashboard.metrics.ask import Ask
from dashboard.web import data_page, render, sentences

page = data_page.begin("overview")
words = page.words.pages.overview
by_month = page.view("incidents", Ask())
facts = [page.marked(sentence) for sentence in sentences.overview(by_month) if sentence]
st.html(render.fragment("facts.html", facts=facts))
st.header(words.cannot_heading, anchor=False)
for line in sentences.cannot(page.words, page.release):
    st.markdown(f"- {line}")
data_page.draw(page, by_month)
