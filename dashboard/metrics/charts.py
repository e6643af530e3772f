"""Charts as Vega-Lite specifications. They hold no data: the page gives each the frame that its table shows."""

from functools import lru_cache
from typing import Any

import altair as alt
import pandas as pd

from dashboard.published.schema import State


def by_date(frame: pd.DataFrame) -> pd.DataFrame:
    """A frame by month as a chart takes it: `month` a date, `count` a float (the browser draws no 64-bit integer)."""
    return frame.assign(month=pd.to_datetime(frame["month"]), count=frame["count"].astype("Float64"))


@lru_cache(maxsize=64)
def month_line(
    axis_month: str, axis_count: str, tooltip_count: str, withheld: str | None, threshold: int
) -> dict[str, Any]:
    """A line by month, broken where there is no number; a withheld month is a pale bar from 0 to below the threshold.

    `withheld` is what such a bar says; None when no month is withheld (an empty layer is noise to a screen reader).
    """
    month = alt.X("month:T", timeUnit="utcyearmonth", title=None, axis=alt.Axis(format="%b %Y", labelOverlap=True))
    tooltip = [alt.Tooltip("month:T", timeUnit="utcyearmonth", title=axis_month, format="%B %Y")]
    base = alt.Chart().encode(x=month)
    line = base.mark_line(
        point=alt.OverlayMarkDef(size=30), strokeWidth=2.5, invalid="break-paths-filter-domains"
    ).encode(
        y=alt.Y("count:Q", title=axis_count, scale=alt.Scale(zero=True), axis=alt.Axis(tickMinStep=1)),
        tooltip=[*tooltip, alt.Tooltip("count:Q", title=tooltip_count, format=",")],
    )
    small = (
        base.transform_filter(alt.datum.state == State.WITHHELD.value)
        .transform_calculate(low="0", high=str(threshold - 1), said=f"'{withheld}'")
        .mark_bar(opacity=0.35, color="gray", width=5)
        .encode(y=alt.Y("low:Q"), y2="high:Q", tooltip=[*tooltip, alt.Tooltip("said:N", title=tooltip_count)])
    )
    marks = [small, line] if withheld else [line]
    spec: dict[str, Any] = alt.layer(*marks).properties(height=320).to_dict(validate=False)
    layers = [{key: value for key, value in layer.items() if key != "data"} for layer in spec["layer"]]
    return {"height": spec["height"], "layer": layers}
