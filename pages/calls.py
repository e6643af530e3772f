"""Incidents month by month: a chart, the same as a table, and the file."""

import streamlit as st

from dashboard.content.words import fill
from dashboard.metrics import charts, counts
from dashboard.published import call_types, places
from dashboard.published.schema import State
from dashboard.web import data_page, figures, render

words, release = data_page.begin("calls")
calls = words.pages.calls

categories = {c.id: c.label for c in call_types.load().categories.values()}
areas = {place.id: place.name for place in places.load()}
left, right = st.columns(2)
area = left.selectbox(
    calls.where, [None, *areas], format_func=lambda i: areas.get(i, calls.city), key="area", bind="query-params"
)
open_to_areas = [c for c in categories if area is None or c in call_types.load().in_areas()]
category = right.selectbox(
    calls.what, [None, *open_to_areas], format_func=lambda i: categories.get(i, calls.all), key="category",
    bind="query-params",
)  # fmt: skip

frame = counts.by_month(release, category, area)
text = figures.said(frame, words, release)
names = {"area": areas.get(area or "", calls.city), "category": categories.get(category or "", calls.all)}
latest = {"month": figures.month_name(frame["month"].iloc[-1]), "count": text[-1], "threshold": release.threshold}
is_number = frame["state"].iloc[-1] == State.NUMBER
sentence = fill(calls.sentence if is_number else calls.sentence_withheld, {**names, **latest})
st.write(figures.marked(sentence, words, release))

span = {"low": figures.month_name(frame["month"].iloc[0]), "month": latest["month"]}
highest = f"{frame['count'].max():,}" if frame["count"].notna().any() else fill(calls.withheld, latest)
title = figures.marked(fill(calls.chart_title, names), words, release)
st.header(title, anchor=False)
has_withheld = bool((frame["state"] == State.WITHHELD).any())
withheld = fill(calls.withheld, latest) if has_withheld else None
spec = charts.month_line(
    calls.axis_month, calls.axis_count, figures.marked(calls.axis_count, words, release), withheld, release.threshold
)
st.vega_lite_chart(
    charts.by_date(frame),
    spec,
    alt=figures.marked(fill(calls.chart_alt, {**names, **span, "total": highest}), words, release),
)
if has_withheld:
    st.html(render.small(fill(calls.withheld_mark, latest)))
st.html(render.small(fill(calls.definition, latest)))
st.html(render.small(fill(calls.source, {"name": "; ".join(release.source), **span})))

rows = list(zip(map(figures.month_name, frame["month"]), text, strict=True))[::-1]
st.html(figures.table(figures.marked(calls.table, words, release), [calls.column_month, calls.column_count], rows))
file = f"{release.id}-{area or 'city'}-{category or 'all'}.csv"
st.download_button(calls.download, counts.as_csv(frame, release), file, "text/csv")
