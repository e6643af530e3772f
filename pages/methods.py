"""How the guide decides: every path of a situation, made from the rules themselves, and how they are tested."""

from statistics import median

import streamlit as st

from dashboard.content import live
from dashboard.content.words import fill
from dashboard.guide import decisions
from dashboard.published import live as published
from dashboard.web import data_page, figures, language, release_page

content = live.shown().content
assert content is not None
lang = language.chosen(content)
words = content.words[lang]
methods = words.pages.methods

rows = list(decisions.decisions(content))
lengths = [row.answers.count(":") for row in rows]
numbers = {
    "count": len(content.situations),
    "total": len(rows),
    "number": max(lengths),
    "median": round(median(lengths)),
}

st.title(methods.heading, anchor=False)
st.write(methods.lead)
st.write(fill(methods.counts, numbers))
st.write(methods.not_sure)
situation = st.selectbox(
    methods.which, list(content.situations), format_func=lambda i: words.situations[i].title, key="situation-shown"
)
said, replies = words.situations[situation], words.guide.answers.model_dump(by_alias=True)


def in_words(answers: str) -> str:
    """`happening_now: no; …` as the question and the answer."""
    pairs = [pair.split(": ") for pair in answers.split("; ") if pair]
    return " ".join(f"{said.questions[name]} {replies[reply]}." for name, reply in pairs) or methods.no_questions


def offered(offer: str) -> str:
    """`911 > bcr` as the names of the channels."""
    return ", ".join(words.channels[channel].name for channel in offer.split(" > "))


table = [(in_words(row.answers), offered(row.offer)) for row in rows if row.situation == situation]
st.html(figures.table(methods.table, [methods.column_answers, methods.column_offer], table, numbers=False))
st.download_button(methods.download, decisions.as_csv(content), "decisions.csv", "text/csv")
st.header(methods.tested_heading, anchor=False)
for line in methods.tested:
    st.markdown(f"- {line}")

release = published.release()
if release is None:
    st.info(words.site.notices.no_release)
else:
    release_page.show(data_page.DataPage(words, release, lang))
