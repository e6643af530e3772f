"""What a figure says in one sentence, computed from its frame, number for number, in every language."""

from functools import lru_cache
from typing import Any

import pandas as pd

from dashboard.content.words import fill
from dashboard.metrics import counts
from dashboard.metrics.ask import Ask
from dashboard.metrics.lines import lines
from dashboard.metrics.period import months
from dashboard.published import schema
from dashboard.published.schema import COUNT, STATE, State
from dashboard.web import kept as views
from dashboard.web import language
from dashboard.web.view import View, records

REPORT_ONLY = ("theft-report", "damage-report")
CRISIS = ("crisis-and-welfare",)
PARKING = ("parking",)

kept = lru_cache(maxsize=1024)


def _fill(view: View, key: str, **values: Any) -> str:
    said = fill(view.metrics.sentences[key], {"threshold": view.release.threshold, **values})
    return said[:1].upper() + said[1:]


def _named(view: View) -> dict[str, str]:
    category = view.ask.category or ""
    return {"area": view.about[0], "category": view.metrics.categories.get(category, view.metrics.all)}


def _month(view: View, row: dict[str, Any]) -> str:
    """One month of one area."""
    state = State(row[STATE])
    key = {State.NUMBER: "month", State.WITHHELD: "month_withheld", State.MISSING: "month_missing"}[state]
    named = {**_named(view), "area": view.name("area", row["area"]), "month": view.period(row["month"])}
    return _fill(view, key, **named, count=view.number(row[COUNT]) if state == State.NUMBER else "")


@kept
def year(view: View) -> str:
    """The last twelve months of each area, and whether that is more than the twelve before; known sums only."""
    areas = list(dict.fromkeys(view.frame["area"]))
    said = [_year(view, view.frame[view.frame["area"] == area]) for area in areas]
    if len(areas) < 2:
        return " ".join(said)
    return " ".join(f"{view.name('area', area)}: {each}" for area, each in zip(areas, said, strict=True))


def _year(view: View, rows: pd.DataFrame) -> str:
    now, before = rows.iloc[-12:], rows.iloc[-24:-12]
    if len(now) < 12 or (now[STATE] != State.NUMBER).any():
        return _month(view, records(rows)[-1])
    total = int(now[COUNT].sum())
    last = view.period(str(now["month"].iloc[-1]))
    said = _fill(view, "year", count=view.number(total), number=view.number(round(total / 12)), month=last)
    if len(before) < 12 or (before[STATE] != State.NUMBER).any():
        return f"{said} {_fill(view, 'trend_unknown')}"
    then = int(before[COUNT].sum())
    percent = round(100 * (total - then) / then)
    key = "trend_same" if percent == 0 else "trend_more" if percent > 0 else "trend_fewer"
    return f"{said} {_fill(view, key, share=language.percent(abs(percent) / 100, view.lang), low=view.number(then))}"


@kept
def answered(view: View, key: str, categories: tuple[str, ...]) -> str:
    """Of the incidents of some kinds in the last twelve months, how many who answered: `key` names the sentence."""
    found = lines(view.release, schema.RESPONDER).reset_index()
    found = found[found["category"].isin(categories) & found["month"].isin(months(view.release, view.ask.month))]
    if found.empty or found["missing"].any():
        return view.metrics.cells.missing
    sums = found.drop(columns=["month", "category", "missing"]).sum(skipna=False)

    def span(name: str) -> str:
        low, high = sums[f"{name}_low"], sums[f"{name}_high"]
        return view.said({STATE: State.WITHHELD, COUNT: pd.NA, "low": low, "high": high})

    who = {"share": span("bcr"), "low": span("police")} if key == "crisis" else {"share": span("police")}
    return _fill(view, key, count=span("total"), month=view.period(view.release.months[-1]), **who)


@kept
def not_police(view: View) -> str:
    """The last quarter's share."""
    if view.frame.empty:
        return ""
    row = records(view.frame)[-1]
    if row[STATE] == State.MISSING:
        return view.metrics.cells.missing
    return _fill(
        view, "not_police", share=view.said(row, "share"), count=view.said(row, "n"), month=view.period(row["quarter"])
    )


@kept
def bcr(view: View) -> str:
    """The last quarter's incidents of crisis response."""
    row: dict[str, Any] = records(view.frame)[-1] if len(view.frame) else {STATE: State.MISSING}
    if row[STATE] == State.MISSING:
        return _fill(view, "bcr_missing", area=view.about[0])
    return _fill(
        view,
        "bcr" if view.ask.areas else "bcr_city",
        area=view.about[0],
        count=view.said(row),
        month=view.period(row["period"]),
    )


@kept
def kinds(view: View) -> str:
    """The commonest kind."""
    row = records(view.frame)[0]
    if row[STATE] == State.MISSING:
        return _fill(view, "no_places")
    return _fill(
        view,
        "kinds",
        area=view.about[0],
        month=view.months,
        name=view.name("category", row["category"]),
        count=view.said(row),
    )


@kept
def areas(view: View) -> str:
    """How many neighborhoods are known, and the first."""
    frame = view.frame
    if (frame[STATE] == State.MISSING).all():
        return _fill(view, "no_places")
    known = int((frame[STATE] == State.NUMBER).sum())
    row = records(frame)[0]
    if view.ask.rate and pd.notna(row["rate"]):
        return _fill(view, "rates", area=row["name"], count=view.number(row["rate"]))
    if row["low"] == 0:
        return _fill(view, "areas_none", month=view.months, **_named(view))
    named = {**_named(view), "area": row["name"], "month": view.months}
    return _fill(view, "areas", number=known, total=len(frame), count=view.said(row), **named)


@kept
def hours(view: View) -> str:
    """The busiest hour of the week."""
    known = view.frame.dropna(subset=["average"])
    if known.empty:
        return ""
    row = records(known)[int(known["average"].astype(float).argmax())]
    name = f"{view.name('weekday', row['weekday'])} {row['hour']}:00"
    return _fill(view, "hours", name=name, count=view.number(row["average"]))


@kept
def closed(view: View) -> str:
    """How many have no outcome; nothing where a month of the year is not known."""
    row = view.frame[view.frame["disposition"] == "not-recorded"]
    if row.empty or row[STATE].iloc[0] != State.NUMBER:
        return ""
    by_month = counts.by_month(view.release, view.ask.category, None)
    months_of_year = by_month[by_month["month"].str[:4] == row["year"].iloc[0]]
    if (months_of_year[STATE] != State.NUMBER).any():
        return ""
    share = round(100 * int(row[COUNT].iloc[0]) / int(months_of_year[COUNT].sum()))
    return _fill(view, "closed", share=view.number(share), month=str(row["year"].iloc[0]))


@kept
def change(view: View) -> str:
    """Before and after, with its interval."""
    row = records(view.frame)[0]
    if row[STATE] != State.NUMBER:
        return _fill(view, "change_withheld" if row[STATE] == State.WITHHELD else "change_missing", **_named(view))
    key = "change_unclear" if row["low"] <= 1 <= row["high"] else "change"
    ends = {name: view.number(row[name]) for name in ("low", "high")}
    return _fill(view, key, month=view.period(row["since"]), count=view.number(row["ratio"]), **ends, **_named(view))


@kept
def times(view: View) -> str:
    """Half of the most urgent calls that are known got someone there within."""
    known = view.frame[(view.frame["interval"] == "received-to-arrived") & (view.frame[STATE] == State.NUMBER)]
    if known.empty:
        return _fill(view, "no_times")
    row = records(known)[0]
    count = view.number(row["median_minutes"])
    return _fill(view, "times", month=view.period(row["month"]), number=row["priority"], count=count)


def overview(view: View) -> list[str]:
    """The numbers that matter, each a sentence."""
    of_city = (view.release, Ask(), view.words, view.lang)
    return [
        year(view),
        not_police(views.kept("not-police", *of_city)),
        answered(view, "report_only", REPORT_ONLY),
        answered(view, "crisis", CRISIS),
        answered(view, "parking", PARKING),
        bcr(views.kept("bcr", *of_city)),
    ]
