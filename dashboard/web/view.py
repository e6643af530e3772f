"""One figure as a visitor meets it: its frame, said in words, as a table, as a chart, as a file. No Streamlit."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar, cast

import pandas as pd
import pyarrow as pa
from babel.dates import format_skeleton, get_day_names
from babel.numbers import format_decimal

from dashboard import look
from dashboard.content.metric_words import MetricsWords
from dashboard.content.words import Words, fill
from dashboard.metrics import charts
from dashboard.metrics.ask import YEAR, Ask
from dashboard.metrics.definitions import MEASURES
from dashboard.metrics.definitions.incidents import CITY
from dashboard.metrics.definitions.responders import CRISIS
from dashboard.published import places
from dashboard.published.read import Release
from dashboard.published.schema import COUNT, STATE, WEEKDAYS, State
from dashboard.web import language
from dashboard.web.marks import DRESSED, FEW, KNOWN, Row, first_day

Value = TypeVar("Value")
HIDDEN = (STATE, "low", "high", "n_low", "n_high", "share_low", "share_high")


@dataclass(frozen=True, eq=False)
class View:
    """A measure of a release as it was asked for, in one language. What is worked out from a view is kept with it."""

    measure: str
    release: Release
    ask: Ask
    words: Words
    lang: str

    frame: pd.DataFrame = field(init=False, repr=False)
    """The one frame that chart, table and file show."""

    rows: list[Row] = field(init=False, repr=False)
    """The same as rows: None where the frame has NA."""

    _made: dict[Any, Any] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Not cached properties: in Python 3.11 those have one lock for the frames of all visitors."""
        object.__setattr__(self, "frame", MEASURES[self.measure](self.release, self.ask))
        object.__setattr__(self, "rows", records(self.frame))

    def once(self, name: Any, make: "Callable[[], Value]") -> Value:
        """`make()`, kept with the view under a name."""
        if name not in self._made:
            self._made[name] = make()
        return cast(Value, self._made[name])

    @property
    def metrics(self) -> MetricsWords:
        """The words of the measures."""
        return self.words.metrics

    def number(self, value: Any) -> str:
        """A number as the language writes it."""
        return _decimal(value, self.lang)

    def period(self, text: str) -> str:
        """`2026-10`, `2026-Q3` or `2026` in words."""
        return _period(text, self.lang)

    def name(self, column: str, value: str) -> str:
        """What an id is called."""
        metrics = self.metrics
        known: Mapping[str, Mapping[str, str]] = {
            "category": metrics.categories,
            "responder": metrics.responders,
            "disposition": metrics.dispositions,
            "interval": metrics.intervals,
        }
        if column in known:
            return known[column].get(value, value)
        if column in ("month", "quarter", "period", "year", "since"):
            return self.period(value)
        if column == "weekday":
            return str(get_day_names("wide", locale=language.locale(self.lang))[WEEKDAYS.index(value)])
        if column == "area":
            return metrics.city if value == CITY else area_name(value)
        if column == "priority":
            return fill(metrics.priority, {"number": value})
        return f"{value}:00" if column == "hour" else value

    def said(self, row: Row, column: str = COUNT) -> str:
        """A cell in words: a number, a range, "fewer than", or "not released"."""
        cells, state = self.metrics.cells, row[STATE]
        if state == State.MISSING:
            return cells.missing
        ends = {"share": ("share_low", "share_high"), "n": ("n_low", "n_high")}.get(column, ("low", "high"))
        if (column == COUNT or column not in row) and state == State.WITHHELD and ends[0] in row:
            return self._range(row[ends[0]], row[ends[1]])
        if column in ("share", "n"):
            return self._range(row[ends[0]], row[ends[1]])
        value = row[column]
        if pd.isna(value):
            return fill(cells.withheld, {"threshold": self.release.threshold}) if state == State.WITHHELD else "–"
        return self.number(value)

    def _range(self, low: Any, high: Any) -> str:
        cells = self.metrics.cells
        if pd.isna(low) or (low == 0 and (pd.isna(high) or high > FEW)):
            return cells.hidden
        if low == 0 and high > 0:
            return fill(cells.at_most, {"high": self.number(high)})
        if pd.isna(high) or high > KNOWN * low:
            return fill(cells.at_least, {"low": self.number(low)})
        if low == high:
            return self.number(low)
        return fill(cells.range, {"low": self.number(low), "high": self.number(high)})

    @property
    def columns(self) -> list[str]:
        """The columns of the table: ids first; ranges as one."""
        shown = [column for column in self.frame.columns if column not in HIDDEN]
        if "share_low" in self.frame:
            shown += ["n", "share"]
        if self.measure == "change":
            shown += ["interval_95"]
        last = ("community",)
        return [c for c in shown if c not in ("neighborhood", *last)] + [c for c in shown if c in last]

    def table(self) -> tuple[list[str], list[list[str]]]:
        """Heads and rows, newest period first."""
        columns = self.columns
        heads = [self.metrics.columns[column] for column in columns]
        rows = [[self._cell(row, column) for column in columns] for row in self.rows]
        by_time = columns[0] in ("month", "quarter", "period") or columns[:2] == ["area", "month"]
        return heads, rows[::-1] if by_time else rows

    def _cell(self, row: Row, column: str) -> str:
        if column == "interval_95":
            return fill(self.metrics.cells.range, row) if row[STATE] == State.NUMBER else self.said(row, "ratio")
        if column in ("count", "rate", "n", "share", "average", "median_minutes", "p90_minutes", "ratio"):
            return self.said(row, column)
        value = row[column]
        if isinstance(value, str):
            return self.name(column, value) if value else "–"
        return "–" if pd.isna(value) else self.number(value)

    def csv(self) -> str:
        """The frame as a file: a number, or the word `withheld` or `missing`; `note` marks a demonstration."""
        frame = self.frame.copy()
        for column in frame.columns.intersection([COUNT, "rate", "average", "ratio", "median_minutes", "p90_minutes"]):
            empty = frame[column].isna() & (frame[STATE] != State.NUMBER)
            frame[column] = frame[column].astype("object").where(~empty, frame[STATE])
        if self.release.notice:
            frame["note"] = self.release.notice
        return str(frame.to_csv(index=False, lineterminator="\n"))

    def chart(self, part: str | None = None) -> pa.Table:
        """The rows as a chart takes them, of one panel: numbers as floats, ids in words beside them."""
        rows = self.rows if part is None else [row for row in self.rows if row[self.parted] == part]
        value = {"hours": "average", "not-police": "share"}.get(self.measure, "rate" if "rate" in self.frame else COUNT)
        if self.measure == "areas" and not self.ask.rate:
            value = COUNT
        told = self._minutes if self.measure == "times" else lambda row: self.said(row, value)
        return table(DRESSED[self.measure](self, [{**row, "said": told(row)} for row in rows], value))

    def drawn(self, part: str | None = None) -> pa.Table:
        """What a page sends of `chart`: the columns that the drawing reads, what each mark says, and the count."""
        marks, text = self.chart(part), json.dumps(self.spec("light", part))
        read = [c for c in marks.column_names if c in (COUNT, "said") or f'"{c}"' in text or f"datum.{c}" in text]
        return marks.select(read)

    def _minutes(self, row: Row) -> str:
        return " – ".join(self.said(row, column) for column in ("median_minutes", "p90_minutes"))

    @property
    def parted(self) -> str:
        """The column by which a chart is drawn in several panels, on one scale."""
        return {"incidents": "area", "responders": "responder"}.get(self.measure, "")

    @property
    def parts(self) -> list[str | None]:
        """The panels of the chart."""
        if not self.parted or not self.rows:
            return [None]
        return list(dict.fromkeys(row[self.parted] for row in self.rows))

    def spec(self, mode: look.Mode, part: str | None = None) -> charts.Spec:
        """The chart of one panel; panels share their scale."""
        metrics = self.metrics
        last = self.release.months[-1]
        unit = (
            metrics.columns["rate"] if "rate" in self.frame and self.ask.rate else metrics.measures[self.measure].unit
        )
        words = {"period": metrics.columns["period"], "unit": unit, "hour": metrics.columns["hour"]}
        words |= {"now_year": str(int(last[:4]) + 1), "now_month": "1"}
        rows = len(self.rows) if part is None else sum(row[self.parted] == part for row in self.rows)
        drawn = charts.spec(self.measure, mode, rows, tuple(sorted(words.items())))
        if len(self.parts) < 2:
            return drawn
        value = "rate" if "rate" in self.frame else "high" if "high" in self.frame else COUNT
        top = max((row[value] for row in self.rows if row[value] is not None), default=1)
        return {**drawn, "layer": [_capped(layer, top) for layer in drawn["layer"]], "height": 150}

    def map_spec(self, mode: look.Mode) -> charts.Spec:
        """The map of the `areas` measure."""
        columns = self.metrics.columns
        words = {"area": columns["name"], "unit": columns["rate" if self.ask.rate else COUNT]}
        return charts.spec("map", mode, len(self.rows), tuple(sorted(words.items())))

    @property
    def title(self) -> str:
        """The name of the measure and what was asked for."""
        return f"{self.metrics.measures[self.measure].name}: {', '.join(self.about)}"

    @property
    def about(self) -> list[str]:
        """The areas, the kind and the period that the figure is of."""
        metrics = self.metrics
        said = [", ".join(area_name(area) for area in self.ask.areas) or metrics.city]
        if self.measure in ("hours",):
            said = [metrics.city]
        if self.measure in ("incidents", "areas", "closed", "change") or (
            self.measure in ("responders", "not-police") and not self.ask.areas
        ):
            category = self.ask.category or (CRISIS if self.measure == "responders" else "")
            said.append(metrics.categories.get(category, metrics.all))
        if self.measure in ("kinds", "areas", "hours"):
            said.append(self.months)
        return said if self.measure != "areas" else said[1:]

    @property
    def months(self) -> str:
        """The period that was asked for, in words."""
        if self.ask.month == YEAR:
            return fill(self.metrics.year, {"month": self.period(self.release.months[-1])})
        return self.period(self.ask.month)

    def alt(self) -> str:
        """What the chart shows, in a sentence computed from its data."""
        metrics, frame, rows = self.metrics, self.frame, self.rows
        first, last = self.period(self.release.months[0]), self.period(self.release.months[-1])
        said: dict[str, str] = {
            "area": self.about[0],
            "category": metrics.categories.get(self.ask.category or "", metrics.all),
            "low": first,
            "high": last,
            "month": self.period(rows[0]["year"]) if self.measure == "closed" and rows else self.months,
        }
        if rows:
            key = {"not-police": "share_low", "bcr": "period", "hours": "average", "incidents": COUNT}.get(self.measure)
            best = rows[-1] if self.measure in ("not-police", "bcr") else rows[0]
            if self.measure in ("hours", "incidents"):
                best = max(rows, key=lambda row: row[str(key)] or 0)
            label = next((c for c in ("name", "category", "disposition", "weekday") if c in frame), "")
            said["name"] = self.name(label, str(best[label])) if label else ""
            if self.measure == "hours":
                said["name"] = f"{said['name']} {best['hour']}:00"
            said["count"] = self.said(best, "average" if self.measure == "hours" else COUNT) if COUNT in frame else ""
            said["share"] = self.said(best, "share") if "share_low" in frame else ""
        return fill(metrics.measures[self.measure].alt, said)

    @property
    def permalink(self) -> str:
        """The page that shows this view again."""
        page = "/map" if self.measure in ("areas", "bcr") else "/calls"
        return f"{page}?{self.ask.query}" if self.ask.query else page

    @property
    def address(self) -> str:
        """Where this frame lies as a file, without its ending."""
        return f"/data/view/{self.release.id}/{self.measure}"


@lru_cache(maxsize=4096)
def _decimal(value: Any, lang: str) -> str:
    return str(format_decimal(value, locale=language.locale(lang)))


@lru_cache(maxsize=1024)
def _period(text: str, lang: str) -> str:
    if len(text) == 4:
        return text
    form = "yQQQQ" if "-Q" in text else "yMMMM"
    return str(format_skeleton(form, first_day(text), locale=language.locale(lang)))


def records(frame: pd.DataFrame) -> list[Row]:
    """The rows of a frame: None where it has NA."""
    columns: dict[str, Any] = {str(name): frame[name] for name in frame}
    values = [column.to_numpy(object, na_value=None).tolist() for column in columns.values()]
    return [dict(zip(columns, row, strict=True)) for row in zip(*values, strict=True)]


def table(rows: list[Row]) -> pa.Table:
    """Rows as columns; integers as floats, for browsers would read them as another kind of number."""
    columns = {name: pa.array([row.get(name) for row in rows]) for name in rows[0]}
    floats = {name: each.cast(pa.float64()) for name, each in columns.items() if pa.types.is_integer(each.type)}
    return pa.table({**columns, **floats})


@lru_cache(maxsize=256)
def area_name(area: str) -> str:
    """The name of a neighborhood."""
    return next((place.name for place in places.load() if place.id == area), area)


def _capped(layer: dict[str, Any], top: float) -> dict[str, Any]:
    y = layer.get("encoding", {}).get("y", {})
    if "field" not in y or layer["mark"]["type"] in ("rule", "text", "rect"):
        return layer
    capped = {**y, "scale": {**y.get("scale", {}), "domain": [0, float(top or 1)]}}
    return {**layer, "encoding": {**layer["encoding"], "y": capped}}
