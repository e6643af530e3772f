"""The frame of a figure as its chart takes it: what each mark is called, where it begins and ends. See charts.py."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from dashboard import look
from dashboard.metrics import maps
from dashboard.published.schema import COUNT, STATE, State

if TYPE_CHECKING:
    from dashboard.web.view import View

FEW = 30
"""A range from nothing to more than this is not told: it would say little."""
KNOWN = 2.0
"""A range whose end is more than this many times its beginning is told as "or more"."""

WITHHELD_SIGN, MISSING_SIGN = "*", "×"
ROOM = 18
"""Months between two events whose names fit beside each other."""

Row = dict[str, Any]
Dress = Callable[["View", list[Row], str], list[Row]]


def _by_month(view: "View", rows: list[Row], value: str) -> list[Row]:
    events = {event.month: event.text for event in view.metrics.events}
    places = _rows(list(events))
    marks = []
    for row in rows:
        month = row["month"]
        about = {"date": _start(month), "period_label": view.period(month), "value": row[value]}
        about |= {"event": events.get(month), "event_row": places.get(month)}
        marks.append({**row, **about, "unreleased": None, "until": None})
    last = marks[-1]["date"]
    following = last.replace(year=last.year + last.month // 12, month=last.month % 12 + 1)
    band = {"date": following, "until": datetime(following.year + 1, 1, 1), STATE: State.MISSING.value}
    signed = _with_signs(view, marks, lambda mark: mark["value"] is not None)
    return [*signed, {**band, "unreleased": view.metrics.cells.unreleased}]


def _with_signs(view: "View", marks: list[Row], drawn: Callable[[Row], bool]) -> list[Row]:
    """Signs for the cells of which nothing is `drawn`, and on the first of them what the signs mean."""
    cells = view.metrics.cells
    told = {State.WITHHELD: (WITHHELD_SIGN, cells.hidden), State.MISSING: (MISSING_SIGN, cells.missing)}
    states = [None if drawn(mark) or mark[STATE] not in told else State(mark[STATE]) for mark in marks]
    note = "   ".join(" ".join(told[state]) for state in told if state in states)
    first = next((place for place, state in enumerate(states) if state), None)
    return [
        {**mark, "unknown": state and told[state][0], "unknown_note": note if place == first else None}
        for place, (mark, state) in enumerate(zip(marks, states, strict=True))
    ]


def _rows(months: list[str]) -> dict[str, int]:
    """1 for an event whose name has room beside the one before, on a phone too; else the other of two rows, 1 and 2."""
    rows: dict[str, int] = {}
    last = float("-inf")
    for month in months:
        at = 12 * int(month[:4]) + int(month[5:])
        rows[month] = 3 - next(reversed(rows.values())) if at - last < ROOM else 1
        last = at
    return rows


def known_end(low: float, high: float | None) -> float:
    """Where a bar ends: at the greatest that is possible, if that is told."""
    return high if high is not None and high <= KNOWN * low else low


def _by_bar(column: str) -> Dress:
    def dress(view: "View", rows: list[Row], value: str) -> list[Row]:
        marks = []
        for row in rows:
            low, high = (row["rate"] or 0, row["rate"]) if value == "rate" else (row["low"], row["high"])
            end = known_end(low, high)
            marks.append({**row, "label": view.name(column, row[column]), "low": low, "high": end, "end": end})
        return marks

    return dress


def _by_period(view: "View", rows: list[Row], value: str) -> list[Row]:
    marks = []
    for row in rows:
        period = row["period" if "period" in row else "quarter"]
        low, high = (row["share_low"], row["share_high"]) if value == "share" else (row["low"], row["high"])
        if value == "share" and low == 0 and (high or 0) > FEW:
            low = high = None
        if value != "share" and (high is None or high > max(KNOWN * low, FEW)):
            high = low
        marks.append({**row, "date": _start(period), "period_label": view.period(period), "low": low, "high": high})
    return _with_signs(view, marks, lambda mark: mark["low"] is not None if value == "share" else bool(mark["high"]))


def first_day(period: str) -> date:
    """The first day of a month or quarter."""
    if "-Q" in period:
        return date(int(period[:4]), 3 * int(period[6:]) - 2, 1)
    return date.fromisoformat(f"{period}-01")


def _start(period: str) -> datetime:
    return datetime.combine(first_day(period), time())


def _by_hour(view: "View", rows: list[Row], value: str) -> list[Row]:
    marks = []
    for row in sorted(rows, key=lambda row: (row["weekday"], row["hour"])):
        day = view.name("weekday", row["weekday"])
        marks.append({**row, "label": day, "period_label": f"{day} {row['hour']}:00"})
    return _with_signs(view, marks, lambda mark: mark["average"] is not None)


def _by_step(view: "View", rows: list[Row], value: str) -> list[Row]:
    steps = ((view.name("priority", row["priority"]), view.name("interval", row["interval"])) for row in rows)
    return [{**row, "label": f"{priority}, {interval}"} for row, (priority, interval) in zip(rows, steps, strict=True)]


def on_map(view: "View", mode: look.Mode, form: str) -> list[Row]:
    """The `areas` measure as the map takes it. `form` has a place for what is said of an area."""
    column = "rate" if view.ask.rate else COUNT
    fills = maps.fills(view.frame[column], mode)
    marks = []
    for row, fill in zip(view.rows, fills, strict=True):
        said = form.format(view.said(row, column))
        about = {key: row[key] for key in ("neighborhood", "name", COUNT, STATE)}
        marks.append({**about, "fill": fill, "said": said, "label": f"{row['name']}: {said}"})
    return marks


DRESSED: dict[str, Dress] = {
    "incidents": _by_month,
    "kinds": _by_bar("category"),
    "closed": _by_bar("disposition"),
    "areas": _by_bar("name"),
    "communities": _by_bar("community"),
    "responders": _by_period,
    "not-police": _by_period,
    "bcr": _by_period,
    "hours": _by_hour,
    "times": _by_step,
}
