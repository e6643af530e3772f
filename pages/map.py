"""Incidents by neighborhood in one month: a table, and a map that says the same."""

import streamlit as st

from dashboard.content.words import fill
from dashboard.metrics import counts, maps
from dashboard.published import call_types
from dashboard.published.schema import State
from dashboard.web import data_page, figures, render

words, release = data_page.begin("map")
page, calls = words.pages.map, words.pages.calls

types = call_types.load()
categories = {c: types.categories[c].label for c in types.in_areas()}
left, right = st.columns(2)
month = left.selectbox(
    page.month, release.months[::-1], format_func=figures.month_name, key="month", bind="query-params"
)
category = right.selectbox(
    page.category, [None, *categories], format_func=lambda i: categories.get(i, calls.all), key="category",
    bind="query-params",
)  # fmt: skip

frame = counts.by_neighborhood(release, category, month)
text = figures.said(frame, words, release)
shown = int((frame["state"] == State.NUMBER).sum())
values = {
    "month": figures.month_name(month),
    "category": categories.get(category or "", calls.all),
    "threshold": release.threshold,
    "number": shown,
    "total": len(frame),
    "area": frame["name"].iloc[0],
    "count": text[0],
}
sentence = figures.marked(fill(page.sentence if shown else page.sentence_none, values), words, release)
st.write(sentence)

table, picture = st.columns([2, 3])
with table:
    rows = list(zip(frame["name"], text, frame["community"], strict=True))
    st.html(
        figures.table(
            figures.marked(page.table, words, release),
            [page.column_area, page.column_count, page.column_community],
            rows,
        )
    )
with picture:
    mode = "dark" if st.context.theme.type == "dark" else "light"
    deck = maps.neighborhoods(frame, [figures.marked(line, words, release) for line in text], mode)
    st.pydeck_chart(deck, height=maps.HEIGHT, alt=fill(page.alt, {"name": sentence}))
    bounds = maps.breaks(frame["count"])
    lows = [release.threshold, *(top + 1 for top in bounds[:-1])]
    classes = [
        ("rgb({},{},{})".format(*color), f"{low:,}–{top:,}" if low < top else f"{top:,}")
        for color, low, top in zip(maps.scale(len(bounds), mode), lows, bounds, strict=False)
    ]
    withheld = fill(calls.withheld, values)
    st.html(
        render.fragment(
            "legend.html", title=figures.marked(page.legend, words, release), classes=classes, withheld=withheld
        )
    )
st.html(render.small(fill(page.definition, values)))
st.html(render.small(fill(calls.source, {"name": "; ".join(release.source), "low": values["month"], **values})))
file = f"{release.id}-{month}-{category or 'all'}.csv"
st.download_button(calls.download, counts.as_csv(frame, release), file, "text/csv")
