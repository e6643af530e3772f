"""What a figure says in one sentence, computed from its frame, number for number, in every language."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

import pandas as pd

from dashboard.content.words import Words, fill
from dashboard.metrics.ask import Ask
from dashboard.metrics.lines import lines
from dashboard.metrics.period import months
from dashboard.published import schema
from dashboard.published.read import Release
from dashboard.published.schema import COUNT, STATE, State
from dashboard.web import kept as views
from dashboard.web import language
from dashboard.web.marks import Row
from dashboard.web.view import View

REPORT_ONLY = ("theft-report", "damage-report")
CRISIS = ("crisis-and-welfare",)
PARKING = ("parking",)

Said = TypeVar("Said", bound=Callable[..., str])


def kept(say: Said) -> Said:
    """Said once, and kept with its view."""

    @wraps(say)
    def once(view: View, *asked: Any) -> str:
        return view.once((say.__name__, *asked), lambda: say(view, *asked))

    return cast(Said, once)


def _fill(view: View, key: str, **values: Any) -> str:
    said = fill(view.metrics.sentences[key], {"threshold": view.release.threshold, **values})
    return said[:1].upper() + said[1:]


def _named(view: View) -> dict[str, str]:
    category = view.ask.category or ""
    return {"area": view.about[0], "category": view.metrics.categories.get(category, view.metrics.all)}


def _month(view: View, row: Row) -> str:
    """One month of one area."""
    count, cells = view.said(row), view.metrics.cells
    key = {cells.hidden: "month_withheld", cells.missing: "month_missing"}.get(count, "month")
    named = {**_named(view), "area": view.name("area", row["area"]), "month": view.period(row["month"])}
    return _fill(view, key, **named, count=count)


@kept
def year(view: View) -> str:
    """The last twelve months of each area, and whether that is more than the twelve before; known sums only."""
    areas = list(dict.fromkeys(row["area"] for row in view.rows))
    said = [_year(view, [row for row in view.rows if row["area"] == area]) for area in areas]
    if len(areas) < 2:
        return " ".join(said)
    return " ".join(f"{view.name('area', area)}: {each}" for area, each in zip(areas, said, strict=True))


def _year(view: View, rows: list[Row]) -> str:
    now, before = rows[-12:], rows[-24:-12]
    if len(now) < 12 or any(row[STATE] != State.NUMBER for row in now):
        return _month(view, rows[-1])
    total = sum(row[COUNT] for row in now)
    last = view.period(now[-1]["month"])
    said = _fill(view, "year", count=view.number(total), number=view.number(round(total / 12)), month=last)
    if len(before) < 12 or any(row[STATE] != State.NUMBER for row in before):
        return f"{said} {_fill(view, 'trend_unknown')}"
    then = sum(row[COUNT] for row in before)
    percent = round(100 * (total - then) / then)
    key = "trend_same" if percent == 0 else "trend_more" if percent > 0 else "trend_fewer"
    return f"{said} {_fill(view, key, share=language.percent(abs(percent) / 100, view.lang), low=view.number(then))}"


@kept
def answered(view: View, key: str, categories: tuple[str, ...]) -> str:
    """Of the incidents of some kinds in the last twelve months, how many who answered: `key` names the sentence."""
    found = lines(view.release, schema.RESPONDER).reset_index()
    found = found[found["category"].isin(categories) & found["month"].isin(months(view.release, view.ask.month))]
    none = ", ".join(view.name("category", category) for category in categories)
    if found.empty or found["missing"].any():
        return _fill(view, "answered_none", name=none, month=view.months)
    sums = found.drop(columns=["month", "category", "missing"]).sum(skipna=False)

    def span(name: str) -> str:
        low, high = sums[f"{name}_low"], sums[f"{name}_high"]
        return view.said({STATE: State.WITHHELD, COUNT: pd.NA, "low": low, "high": high})

    who = {"share": span("bcr"), "low": span("police")} if key == "crisis" else {"share": span("police")}
    said = {"count": span("total"), **who}
    if view.metrics.cells.hidden in said.values():
        return _fill(view, "answered_none", name=none, month=view.months)
    return _fill(view, key, month=view.months, **said)


@kept
def not_police(view: View) -> str:
    """The last quarter's share."""
    if not view.rows:
        return ""
    row = view.rows[-1]
    said = {"share": view.said(row, "share"), "count": view.said(row, "n")}
    known = not {view.metrics.cells.missing, view.metrics.cells.hidden} & set(said.values())
    return _fill(view, "not_police" if known else "not_police_none", month=view.period(row["quarter"]), **said)


@kept
def bcr(view: View) -> str:
    """The last quarter's incidents of crisis response."""
    row: Row = view.rows[-1] if view.rows else {STATE: State.MISSING}
    if row[STATE] == State.MISSING:
        return _fill(view, "bcr_missing", area=view.about[0])
    key = "bcr" if view.ask.areas else "bcr_city"
    key = "bcr_hidden" if view.said(row) == view.metrics.cells.hidden else key
    return _fill(view, key, area=view.about[0], count=view.said(row), month=view.period(row["period"]))


@kept
def communities(view: View) -> str:
    """The community with most."""
    row = view.rows[0]
    if row[STATE] == State.MISSING:
        return _fill(view, "no_places")
    said = {"month": view.months, "category": view.about[0]}
    if row["low"] == 0:
        return _fill(view, "communities_none", **said)
    return _fill(view, "communities", area=row["community"], count=view.said(row), **said)


@kept
def kinds(view: View) -> str:
    """The commonest kind."""
    if not view.rows:
        return ""
    row, *others = view.rows
    if row[STATE] == State.MISSING:
        return _fill(view, "no_places")
    if row["low"] == 0:
        return _fill(view, "kinds_none", area=view.about[0], month=view.months)
    most = all(other["high"] is not None and other["high"] <= row["low"] for other in others)
    return _fill(
        view,
        "kinds" if most else "kinds_shown",
        area=view.about[0],
        month=view.months,
        name=view.name("category", row["category"]),
        count=view.said(row),
    )


@kept
def areas(view: View) -> str:
    """How many neighborhoods are known, and the first."""
    if all(row[STATE] == State.MISSING for row in view.rows):
        return _fill(view, "no_places")
    known = sum(row[STATE] == State.NUMBER for row in view.rows)
    row = view.rows[0]
    if view.ask.rate and row["rate"] is not None:
        return _fill(view, "rates", area=row["name"], count=view.number(row["rate"]))
    if row["low"] == 0:
        return _fill(view, "areas_none", month=view.months, **_named(view))
    named = {**_named(view), "area": row["name"], "month": view.months}
    return _fill(view, "areas", number=known, total=len(view.rows), count=view.said(row), **named)


@kept
def hours(view: View) -> str:
    """The busiest hour of the week."""
    known = [row for row in view.rows if row["average"] is not None]
    if not known:
        return ""
    row = max(known, key=lambda row: float(row["average"]))
    name = f"{view.name('weekday', row['weekday'])} {row['hour']}:00"
    return _fill(view, "hours", name=name, count=view.number(row["average"]))


@kept
def closed(view: View) -> str:
    """How many have no outcome; nothing where a month of the year is not known."""
    row = next((row for row in view.rows if row["disposition"] == "not-recorded"), None)
    if row is None or row[STATE] != State.NUMBER:
        return ""
    by_month = views.kept("incidents", view.release, Ask(category=view.ask.category), view.words, view.lang).rows
    of_year = [each for each in by_month if each["month"].startswith(row["year"])]
    if any(each[STATE] != State.NUMBER for each in of_year):
        return ""
    share = round(100 * row[COUNT] / sum(each[COUNT] for each in of_year))
    return _fill(view, "closed", share=view.number(share), month=row["year"])


@kept
def change(view: View) -> str:
    """Before and after, with its interval."""
    row = view.rows[0]
    if row[STATE] != State.NUMBER:
        return _fill(view, "change_withheld" if row[STATE] == State.WITHHELD else "change_missing", **_named(view))
    key = "change_unclear" if row["low"] <= 1 <= row["high"] else "change"
    ends = {name: view.number(row[name]) for name in ("low", "high")}
    return _fill(view, key, month=view.period(row["since"]), count=view.number(row["ratio"]), **ends, **_named(view))


@kept
def times(view: View) -> str:
    """Half of the most urgent calls that are known got someone there within."""
    known = (row for row in view.rows if row["interval"] == "received-to-arrived" and row[STATE] == State.NUMBER)
    row = next(known, None)
    if row is None:
        return _fill(view, "no_times")
    count = view.number(row["median_minutes"])
    return _fill(view, "times", month=view.period(row["month"]), number=row["priority"], count=count)


def cannot(words: Words, release: Release) -> list[str]:
    """What the figures of a release cannot tell."""
    said, missing = words.pages.overview, words.metrics.sentences
    times = [] if len(release.times) else [said.cannot_times]
    return [*times, *said.cannot, *([] if release.has_places else [missing["no_places"]])]


def neighborhood(view: View) -> list[str]:
    """What a board asks first about the neighborhood of a view."""
    of_it = (view.release, Ask(view.ask.areas), view.words, view.lang)
    measures = {"bcr": bcr, "incidents": year, "not-police": not_police, "kinds": kinds}
    return [said for measure, sentence in measures.items() if (said := sentence(views.kept(measure, *of_it)))]


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
