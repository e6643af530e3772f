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
own = (
    [page.view(measure, Ask(ask.areas)) for measure in ("bcr", "incidents", "not-police", "kinds")] if ask.areas else []
)
if own:
    st.header(own[0].about[0], anchor=False)
    st.html(render.fragment("facts.html", facts=[page.marked(fact) for fact in sentences.neighborhood(own[0])]))
    st.link_button(words.brief.link, data_page.brief(page, ask.areas[0]))
view = page.view("areas", replace(ask, areas=()))
sentence = page.marked(sentences.areas(view))
st.header(page.marked(view.title), anchor=False)
st.write(sentence)
if page.release.has_places:
    table, picture = st.columns(2)
    with table:
        st.html(data_page.table_of(view, page.marked(page.words.metrics.figure.table)))
    with picture:
        data, spec, legend = data_page.area_map(page, view)
        st.vega_lite_chart(data, spec, theme=None, alt=page.marked(view.alt()), on_select=pick, key="map")
        st.html(legend)
data_page.below(page, view, tabled=False)
st.html(render.small(f"{words.definition} {words.wards}"))

for figure in own:
    data_page.draw(page, figure)
if page.release.has_places:
    grouped = page.view("communities", replace(ask, areas=()))
    data_page.draw(page, grouped, sentences.communities(grouped))
