"""Charts as Vega-Lite specifications, in the site's colors. They hold no data: each is given the frame of its table.

A frame comes with text columns for what its ids are called (dashboard/web/view.py): `label`, `period_label`, and `said`
(what the cell says in words). `unknown` is the sign of a cell that has no length to draw, and `unknown_note` on one row
says what the signs mean: an empty place would pass for zero. Marks that repeat or adorn others are hidden from screen
readers (`aria=False`).
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import altair as alt

from dashboard import look
from dashboard.metrics import maps
from dashboard.published.schema import State

Spec = dict[str, Any]
Chart = alt.LayerChart | alt.FacetChart
WIDTH = 640
PICKED = "picked"
"""The selection of the map: the neighborhood that was clicked."""
BAR = 24
"""Pixels for one bar and its gap."""
LONGEST_LABEL = 260
LABEL: Any = {"expr": f"width < 400 ? 150 : {LONGEST_LABEL}"}
"""Pixels for the name of a bar: on a phone the bar needs the room."""
EVENT_ROW = 48
"""Pixels for the three lines of an event's name."""


@lru_cache(maxsize=256)
def spec(measure: str, mode: look.Mode, rows: int, words: tuple[tuple[str, str], ...]) -> Spec:
    """The chart of a measure for a frame of `rows` rows; `words` are the chart's own words by name. Cached: building
    one takes longer than all else on a page."""
    colors = look.colors(mode)
    with alt.theme.enable(f"right-response-{mode}"):
        drawn: Spec = DRAWN[measure](colors, rows, dict(words)).to_dict(validate=False)
    bare: Spec = _without_data(drawn)
    return bare


def _without_data(part: Any) -> Any:
    if isinstance(part, dict):
        none = [key for key in ("datasets", "$schema") if key in part]
        none += ["data"] if "url" not in part.get("data", {"url": ""}) else []
        return {key: _without_data(value) for key, value in part.items() if key not in none}
    return [_without_data(each) for each in part] if isinstance(part, list) else part


def _theme(mode: look.Mode) -> alt.theme.ThemeConfig:
    colors = look.colors(mode)
    font = "Atkinson Hyperlegible, system-ui, sans-serif"
    axis: Any = {
        "titleFontWeight": "normal",
        "labelLimit": 220,
        "labelColor": colors["text"],
        "titleColor": colors["muted"],
        "gridColor": colors["surface"],
    }
    axis |= {"domainColor": colors["line"], "tickColor": colors["line"], "labelFontSize": 13, "titleFontSize": 13}
    return {
        "config": {
            "background": colors["bg"],
            "font": font,
            "axis": axis,
            "text": {"color": colors["text"], "fontSize": 13, "font": font},
            "view": {"stroke": None},
            "legend": {"labelColor": colors["text"], "titleColor": colors["muted"], "labelFontSize": 13},
        }
    }


for _mode in look.MODES:
    alt.theme.register(f"right-response-{_mode}", enable=False)(lambda mode=_mode: _theme(mode))


def _months(colors: Mapping[str, str], rows: int, words: Mapping[str, str]) -> Chart:
    """A line by month, broken where there is no number. Events are dotted lines with their names above; what is not
    released yet is an empty band that says so. Columns: `date`, `value`, `said`, `unknown`, `event`, `event_row`."""
    month = alt.X("date:T", timeUnit="utcyearmonth", title=None, axis=alt.Axis(format="%Y", tickCount="year"))
    month = month.scale(domainMax={"expr": f"utc({words['now_year']},{words['now_month']})"})
    hover = [alt.Tooltip("period_label:N", title=words["period"]), alt.Tooltip("said:N", title=words["unit"])]
    base = alt.Chart().encode(x=month)
    line = base.mark_line(
        point=alt.OverlayMarkDef(size=22, aria=False),
        strokeWidth=2.2,
        color=colors["link"],
        invalid="break-paths-show-domains",
    ).encode(
        y=alt.Y("value:Q", title=words["unit"], scale=alt.Scale(zero=True), axis=alt.Axis(tickCount=5)), tooltip=hover
    )
    events = base.transform_filter("isValid(datum.event)").mark_rule(
        color=colors["muted"], strokeDash=[3, 3], aria=False
    )
    named = [
        base.transform_filter(f"datum.event_row === {row}")
        .mark_text(align="center", baseline="top", color=colors["muted"], lineBreak="|", aria=False)
        .encode(text="event:N", y=alt.value(-EVENT_ROW * row))
        for row in (1, 2)
    ]
    band = (
        base.transform_filter("isValid(datum.unreleased)")
        .mark_rect(color=colors["surface"], stroke=colors["line"], strokeDash=[2, 2], aria=False)
        .encode(x2=alt.X2("until:T"), tooltip=[alt.Tooltip("unreleased:N", title=words["period"])])
    )
    return alt.layer(band, line, events, *named, *_unknown(base.encode(tooltip=hover), colors)).properties(height=290)


def _unknown(base: Any, colors: Mapping[str, str]) -> tuple[Any, Any]:
    """The signs of what is withheld or missing, along the foot of the plot, and what they mean."""
    signs = base.transform_filter("isValid(datum.unknown)").mark_text(
        color=colors["muted"], baseline="bottom", aria=False
    )
    return signs.encode(text="unknown:N", y=alt.value({"expr": "height"})), _note(base, colors)


def _note(base: Any, colors: Mapping[str, str]) -> Any:
    note = base.transform_filter("isValid(datum.unknown_note)").mark_text(
        color=colors["muted"], fontSize=12, align="left", baseline="bottom", aria=False, lineBreak="|"
    )
    return note.encode(text="unknown_note:N", x=alt.value(0), y=alt.value(-4))


def _bars(label: str) -> Callable[[Mapping[str, str], int, Mapping[str, str]], Chart]:
    def draw(colors: Mapping[str, str], rows: int, words: Mapping[str, str]) -> Chart:
        """Bars from 0 to what is shown, paler up to what there may be at most, with the number beside."""
        order = alt.Y(f"{label}:N", sort=None, title=None, axis=alt.Axis(labelLimit=LABEL, ticks=False, domain=False))
        base = alt.Chart().encode(
            y=order,
            tooltip=[alt.Tooltip(f"{label}:N", title=words["period"]), alt.Tooltip("said:N", title=words["unit"])],
        )
        shown = base.mark_bar(color=colors["link"], height=14).encode(
            x=alt.X("low:Q", title=words["unit"], axis=alt.Axis(tickCount=4))
        )
        at_most = (
            base.transform_filter("datum.high > datum.low")
            .mark_bar(color=colors["link"], opacity=0.3, height=14, aria=False)
            .encode(x="low:Q", x2="high:Q")
        )
        said = base.mark_text(align="left", dx=5, color=colors["text"], aria=False).encode(
            x=alt.X("end:Q"), text="said:N"
        )
        return alt.layer(shown, at_most, said).properties(height=max(80, rows * BAR))

    return draw


def _bands(colors: Mapping[str, str], rows: int, words: Mapping[str, str]) -> Chart:
    """From the least to the greatest that is possible, by quarter."""
    period = alt.X(
        "date:T", timeUnit="utcyearquarter", bandPosition=0.5, title=None, axis=alt.Axis(format="%Y", tickCount="year")
    )
    hover = [alt.Tooltip("period_label:N", title=words["period"]), alt.Tooltip("said:N", title=words["unit"])]
    base = alt.Chart().encode(x=period)
    value = alt.Y("low:Q", title=words["unit"], scale=alt.Scale(zero=True), axis=alt.Axis(tickCount=5))
    band = base.mark_bar(color=colors["link"], opacity=0.85, width=7, minBandSize=3).encode(
        y=value, y2="high:Q", tooltip=hover
    )
    point = base.mark_tick(color=colors["link"], thickness=3, width=9).encode(y=value, tooltip=hover)
    return alt.layer(band, point, *_unknown(base.encode(tooltip=hover), colors)).properties(height=240)


def _columns(colors: Mapping[str, str], rows: int, words: Mapping[str, str]) -> Chart:
    """Columns by quarter from 0 to what is shown, paler up to what there may be at most."""
    period = alt.X(
        "date:T", timeUnit="utcyearquarter", bandPosition=0.5, title=None, axis=alt.Axis(format="%Y", tickCount="year")
    )
    hover = [alt.Tooltip("period_label:N", title=words["period"]), alt.Tooltip("said:N", title=words["unit"])]
    base = alt.Chart().encode(x=period, tooltip=hover)
    shown = base.mark_bar(color=colors["link"], width=9).encode(
        y=alt.Y("low:Q", title=words["unit"], axis=alt.Axis(tickCount=5))
    )
    at_most = (
        base.transform_filter("datum.high > datum.low")
        .mark_bar(color=colors["link"], opacity=0.3, width=9, aria=False)
        .encode(y="low:Q", y2="high:Q")
    )
    return alt.layer(shown, at_most, *_unknown(base, colors)).properties(height=240)


def _heat(colors: Mapping[str, str], rows: int, words: Mapping[str, str]) -> Chart:
    """Hours by weekdays; the darker the more. Every cell has its number in the table."""
    base = alt.Chart().encode(
        x=alt.X("hour:O", title=words["hour"], axis=alt.Axis(labelAngle=0, values=["00", "06", "12", "18", "23"])),
        y=alt.Y("label:N", sort=None, title=None),
        tooltip=[alt.Tooltip("period_label:N", title=words["period"]), alt.Tooltip("said:N", title=words["unit"])],
    )
    color = alt.Color("average:Q", title=words["unit"], scale=alt.Scale(range=[colors["surface"], colors["link"]]))
    return alt.layer(
        base.mark_rect(stroke=colors["bg"]).encode(color=color),
        base.transform_filter("isValid(datum.unknown)")
        .mark_text(color=colors["muted"], aria=False)
        .encode(text="unknown:N"),
        _note(base, colors),
    ).properties(height=7 * BAR + 20)


def _spans(colors: Mapping[str, str], rows: int, words: Mapping[str, str]) -> Chart:
    """From the median to the 90th percentile, a row for each priority and step."""
    base = alt.Chart().encode(
        y=alt.Y("label:N", sort=None, title=None, axis=alt.Axis(labelLimit=220)),
        tooltip=[alt.Tooltip("label:N", title=words["period"]), alt.Tooltip("said:N", title=words["unit"])],
    )
    span = base.mark_bar(color=colors["link"], opacity=0.5, height=8).encode(
        x=alt.X("median_minutes:Q", title=words["unit"]), x2="p90_minutes:Q"
    )
    middle = base.mark_tick(color=colors["link"], thickness=4, height=16).encode(x="median_minutes:Q")
    return alt.layer(span, middle).properties(height=max(80, rows * BAR))


def _map(colors: Mapping[str, str], rows: int, words: Mapping[str, str]) -> Chart:
    """Neighborhoods in the color that each row has, stripes on what is withheld, water, names of communities."""

    def shapes(of: str) -> alt.UrlData:
        return alt.UrlData(maps.address(of), format=alt.JsonDataFormat(property=of, type="json"))

    def found(of: str) -> alt.Chart:
        return base.transform_lookup("neighborhood", from_=alt.LookupData(shapes(of), "id"), as_="shape")

    picked = alt.selection_point(PICKED, fields=["neighborhood"], empty=False)
    base = alt.Chart().encode(shape="shape:G")
    areas = (
        found("areas")
        .mark_geoshape(stroke=colors["text"], cursor="pointer")
        .encode(
            fill=alt.Fill("fill:N", scale=None),
            strokeWidth=alt.condition(picked, alt.value(3), alt.value(0.8)),
            tooltip=[alt.Tooltip("name:N", title=words["area"]), alt.Tooltip("said:N", title=words["unit"])],
            description="label:N",
        )
        .add_params(picked)
    )
    stripes = (
        found("stripes")
        .transform_filter(f"datum.state === '{State.WITHHELD}'")
        .mark_geoshape(filled=False, stroke=colors["muted"], strokeWidth=1, aria=False, tooltip=None)
    )
    water = alt.Chart(shapes("water")).mark_geoshape(fill=colors["line"], fillOpacity=0.6, aria=False)
    at = alt.Chart(shapes("communities")).encode(longitude="lon:Q", latitude="lat:Q", text="name:N")
    halo = at.mark_text(stroke=colors["bg"], strokeWidth=4, strokeOpacity=0.8, strokeJoin="round", aria=False)
    names = at.mark_text(color=colors["text"], aria=False)
    return alt.layer(areas, stripes, water, halo, names).project(type="mercator").properties(height=540)


DRAWN: dict[str, Callable[[Mapping[str, str], int, Mapping[str, str]], Chart]] = {
    "incidents": _months,
    "kinds": _bars("label"),
    "closed": _bars("label"),
    "areas": _bars("name"),
    "communities": _bars("label"),
    "not-police": _bands,
    "bcr": _columns,
    "responders": _columns,
    "hours": _heat,
    "times": _spans,
    "map": _map,
}
