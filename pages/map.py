"""Incidents by neighborhood: a table, a map that says the same, and one neighborhood's own figures."""

from dataclasses import replace

import streamlit as st

from dashboard.metrics import charts
from dashboard.metrics.ask import Ask
from dashboard.web import data_page, render, sentences


def pick() -> None:
    """The neighborhood that was clicked becomes the one in the box."""
    for row in st.session_state.map.selection[charts.PICKED]:
        st.session_state.area = row["neighborhood"]


page = data_page.begin("map")
words = page.words.pages.map
ask = data_page.filters(page, "area", "category", "month", "rate")
view = page.view("areas", replace(ask, areas=()))
sentence = page.marked(sentences.areas(view))
st.header(page.marked(view.title), anchor=False)
st.write(sentence)
if page.has_places:
    table, picture = st.columns([2, 3])
    with table:
        st.html(data_page.table_of(view, page.marked(page.words.metrics.figure.table)))
    with picture:
        data, spec, legend = data_page.area_map(page, view)
        st.vega_lite_chart(data, spec, theme=None, alt=page.marked(view.alt()), on_select=pick, key="map")
        st.html(legend)
data_page.below(page, view, tabled=False)
st.html(render.small(words.definition))

if ask.areas:
    one = Ask(ask.areas)
    for measure, sentence_of in (
        ("incidents", sentences.year),
        ("kinds", sentences.kinds),
        ("not-police", sentences.not_police),
        ("bcr", sentences.bcr),
    ):
        figure = page.view(measure, one)
        data_page.draw(page, figure, sentence_of(figure))
