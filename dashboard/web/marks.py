"""The frame of a figure as its chart takes it: what each mark is called, where it begins and ends. See charts.py."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pandas as pd

from dashboard.published.schema import STATE, State

if TYPE_CHECKING:
    from dashboard.web.view import View

FEW = 30
"""A range from nothing to more than this is not told: it would say little."""
KNOWN = 2.0
"""A range whose end is more than this many times its beginning is told as "or more"."""

Dress = Callable[["View", pd.DataFrame, str], pd.DataFrame]


def _by_month(view: "View", frame: pd.DataFrame, value: str) -> pd.DataFrame:
    events = {event.month: event.text for event in view.metrics.events}
    last = date.fromisoformat(f"{frame['month'].iloc[-1]}-01")
    following = (last + timedelta(days=32)).replace(day=1)
    frame = frame.assign(
        date=pd.to_datetime(frame["month"]),
        value=frame[value],
        small=(frame[STATE] == State.WITHHELD).map({True: float(view.release.threshold - 1), False: None}),
        event=frame["month"].map(events),
        event_row=frame["month"].map({month: row % 2 for row, month in enumerate(events)}),
        period_label=[view.period(month) for month in frame["month"]],
        unreleased=None,
        until=pd.Series(pd.NaT, frame.index),
    )
    band = {
        "date": pd.Timestamp(following),
        "until": pd.Timestamp(following.year + 1, 1, 1),
        STATE: State.MISSING.value,
    }
    return pd.concat([frame, pd.DataFrame([{**band, "unreleased": view.metrics.cells.unreleased}])], ignore_index=True)


def _by_bar(column: str) -> Dress:
    def dress(view: "View", frame: pd.DataFrame, value: str) -> pd.DataFrame:
        if value == "rate":
            frame = frame.assign(low=frame["rate"].fillna(0), high=frame["rate"])
        known = frame["high"].where(frame["high"] <= KNOWN * frame["low"], frame["low"])
        label = [view.name(column, str(each)) for each in frame[column]]
        return frame.assign(label=label, high=known, end=known.fillna(frame["low"]))

    return dress


def _by_period(view: "View", frame: pd.DataFrame, value: str) -> pd.DataFrame:
    column = "period" if "period" in frame else "quarter"
    low, high = ("share_low", "share_high") if value == "share" else ("low", "high")
    starts = [pd.Timestamp(first_day(period)) for period in frame[column]]
    labels = [view.period(period) for period in frame[column]]
    frame = frame.assign(
        date=starts, period_label=labels, low=frame[low].astype("Float64"), high=frame[high].astype("Float64")
    )
    if value == "share":
        return frame
    told = (frame["high"] <= KNOWN * frame["low"]) | (frame["high"] <= FEW)
    return frame.assign(high=frame["high"].where(told, frame["low"]))


def first_day(period: str) -> date:
    """The first day of a month or quarter."""
    if "-Q" in period:
        return date(int(period[:4]), 3 * int(period[6:]) - 2, 1)
    return date.fromisoformat(f"{period}-01")


def _by_hour(view: "View", frame: pd.DataFrame, value: str) -> pd.DataFrame:
    days = [view.name("weekday", day) for day in frame["weekday"]]
    said = [f"{day} {hour}:00" for day, hour in zip(days, frame["hour"], strict=True)]
    return frame.assign(label=days, period_label=said).sort_values(["weekday", "hour"], ignore_index=True)


def _by_step(view: "View", frame: pd.DataFrame, value: str) -> pd.DataFrame:
    steps = [
        f"{view.name('priority', str(p))}, {view.name('interval', i)}"
        for p, i in zip(frame["priority"], frame["interval"], strict=True)
    ]
    return frame.assign(label=steps)


DRESSED: dict[str, Dress] = {
    "incidents": _by_month,
    "kinds": _by_bar("category"),
    "closed": _by_bar("disposition"),
    "areas": _by_bar("name"),
    "responders": _by_period,
    "not-police": _by_period,
    "bcr": _by_period,
    "hours": _by_hour,
    "times": _by_step,
}
