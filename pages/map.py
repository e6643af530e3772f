"""Incidents by neighborhood: a table, a map that says the same, and one neighborhood's own figures."""

from dataclasses import replace

import streamlit as st

from dashboard.metrics import maps
from dashboard.metrics.ask import Ask
from dashboard.published.schema import COUNT
from dashboard.web import data_page, render, sentences


def pick() -> None:
    """The neighborhood that was clicked becomes the one in the box."""
    for shape in st.session_state.deck.selection.objects.get("areas", []):
        st.session_state.area = shape["properties"]["id"]


page = data_page.begin("map")
words = page.words.pages.map
ask = data_page.filters(page, "area", "category", "month", "rate")
view = page.view("areas", replace(ask, areas=()))
column = "rate" if ask.rate else COUNT
sentence = page.marked(sentences.areas(view))
st.header(page.marked(view.title), anchor=False)
st.write(sentence)
if page.has_places:
    table, picture = st.columns([2, 3])
    with table:
        st.html(data_page.table_of(view, page.marked(page.words.metrics.figure.table)))
    with picture:
        deck = data_page.area_map(page, view)
        st.pydeck_chart(
            deck,
            height=maps.HEIGHT,
            alt=page.marked(view.alt()),
            on_select=pick,
            selection_mode="single-object",
            key="deck",
        )
        classes = maps.classes(view.frame[column], page.mode, view.number)
        legend = page.words.metrics.columns[column]
        st.html(render.fragment("legend.html", title=page.marked(legend), classes=classes, withheld=words.withheld))
data_page.below(page, view, table=False)
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
