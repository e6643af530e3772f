"""What happens to calls: by month, kind, responder, hour and outcome, for the city or neighborhoods side by side."""

from dataclasses import replace

import streamlit as st

from dashboard.web import data_page, render, sentences

page = data_page.begin("calls")
words = page.words.pages.calls
ask = data_page.filters(page, "areas", "category", "rate", "since")
if not page.release.has_places:
    st.write(page.words.metrics.sentences["no_places"])

by_month = page.view("incidents", ask)
data_page.draw(page, by_month, sentences.year(by_month) if len(by_month.frame) else words.no_rate)
if ask.since:
    for area in ask.areas or ("",):
        change = page.view("change", replace(ask, areas=(area,) if area else ()))
        data_page.draw(page, change, sentences.change(change))

for area in ask.areas or ("",):
    one = replace(ask, areas=(area,) if area else (), rate=False)
    kinds = page.view("kinds", one)
    data_page.draw(page, kinds, sentences.kinds(kinds))
    share = page.view("not-police", one)
    data_page.draw(page, share, sentences.not_police(share))
    responders = page.view("responders", one)
    data_page.draw(page, responders)

if not ask.areas:
    hours = page.view("hours", ask)
    data_page.draw(page, hours, sentences.hours(hours))
    closed = page.view("closed", ask)
    data_page.draw(page, closed, sentences.closed(closed))
    times = page.view("times", ask)
    if len(times.frame):
        data_page.draw(page, times, sentences.times(times))
    else:
        st.write(page.words.metrics.sentences["no_times"])
st.html(render.small(words.definition))
