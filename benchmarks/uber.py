"""As many rows as our largest table, drawn the way of streamlit/demo-uber-nyc-pickups. For benchmarks/sessions.py.

The same steps on each change: the frame's rows of an hour, those rows on four hexagon maps, a histogram of their
minutes as an area chart. The rows are made up; the frame and the filtered rows are cached, as there.
"""

import altair as alt
import numpy as np
import pandas as pd
import pydeck as pdk
import streamlit as st

ROWS = 137_808
"""Of neighborhood-category-month in the release on show."""

CENTERS = {"City": (44.970, -93.262, 11), "A": (44.88, -93.22, 12), "B": (45.0, -93.25, 12), "C": (44.95, -93.3, 12)}


@st.cache_resource
def pickups() -> pd.DataFrame:
    """Times of a month and places around the middle of a city."""
    dice = np.random.default_rng(0)
    minutes = pd.to_timedelta(dice.integers(0, 30 * 24 * 60, ROWS), unit="min")
    at = {"lat": dice.normal(44.97, 0.04, ROWS).round(4), "lon": dice.normal(-93.26, 0.04, ROWS).round(4)}
    return pd.DataFrame({"time": pd.Timestamp("2014-09-01") + minutes, **at})


@st.cache_data
def of_hour(hour: int) -> pd.DataFrame:
    """The pickups in an hour of the day."""
    data = pickups()
    return data[data["time"].dt.hour == hour]


@st.cache_data
def by_minute(hour: int) -> pd.DataFrame:
    """How many in each minute of that hour."""
    counts = np.histogram(of_hour(hour)["time"].dt.minute, bins=60, range=(0, 60))[0]
    return pd.DataFrame({"minute": range(60), "pickups": counts})


st.title("Pickups")
hour = int(st.selectbox("Hour of pickup", [str(hour) for hour in range(24)], key="hour"))
for box, (name, (lat, lon, zoom)) in zip(st.columns((2, 1, 1, 1)), CENTERS.items(), strict=True):
    layer = pdk.Layer(
        "HexagonLayer",
        data=of_hour(hour)[["lat", "lon"]],
        get_position=["lon", "lat"],
        radius=100,
        elevation_scale=4,
        elevation_range=[0, 1000],
        pickable=True,
        extruded=True,
    )
    view = {"latitude": lat, "longitude": lon, "zoom": zoom, "pitch": 50}
    with box:
        st.write(name)
        st.pydeck_chart(pdk.Deck(map_provider=None, initial_view_state=pdk.ViewState(**view), layers=[layer]))
st.altair_chart(
    alt.Chart(by_minute(hour))
    .mark_area(interpolate="step-after", opacity=0.2, color="red")
    .encode(x=alt.X("minute:Q", scale=alt.Scale(nice=False)), y="pickups:Q", tooltip=["minute", "pickups"])
)
