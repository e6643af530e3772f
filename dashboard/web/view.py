"""One figure as a visitor meets it: its frame, said in words, as a table, as a chart, as a file. No Streamlit."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar, cast

import pandas as pd
import pyarrow as pa

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
from dashboard.web.marks import DRESSED, FEW, KNOWN, Row, first_day, known_end

Value = TypeVar("Value")
BARS = ("kinds", "closed", "areas", "communities")
PLACES = ("areas", "communities")
ROOM_FOR_WORDS = 1.3
"""Bars end before the plot does, so that what they say has room beside the longest."""
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
        return language.number(value, self.lang)

    def period(self, text: str) -> str:
        """`2026-10`, `2026-Q3` or `2026` in words."""
        if len(text) == 4:
            return text
        written = language.quarter if "-Q" in text else language.month
        return written(first_day(text), self.words, self.lang)

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
            return language.weekday(WEEKDAYS.index(value), self.words, self.lang)
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
        last = ("community",) if "name" in shown else ()
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

    @property
    def tells(self) -> bool:
        """Whether any cell is a number or a range; else there is nothing to draw."""
        return any(
            row[STATE] == State.NUMBER
            or (row.get("low") or row.get("share_low") or 0) > 0
            or row.get("high", FEW + 1) in range(FEW + 1)
            for row in self.rows
        )

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
        if self.measure in BARS and self.rows:
            ends = [row["rate"] if self.ask.rate else known_end(row["low"], row["high"]) for row in self.rows]
            top = ROOM_FOR_WORDS * max((end for end in ends if end is not None), default=0)
            return {**drawn, "layer": [_capped(layer, "x", top) for layer in drawn["layer"]]}
        if len(self.parts) < 2:
            return drawn
        value = "rate" if "rate" in self.frame else "high" if "high" in self.frame else COUNT
        top = max((row[value] for row in self.rows if row[value] is not None), default=1)
        return {**drawn, "layer": [_capped(layer, "y", top) for layer in drawn["layer"]], "height": 190}

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
        if self.measure in ("incidents", *PLACES, "closed", "change") or (
            self.measure in ("responders", "not-police") and not self.ask.areas
        ):
            category = self.ask.category or (CRISIS if self.measure == "responders" else "")
            said.append(metrics.categories.get(category, metrics.all))
        if self.measure in ("kinds", *PLACES, "hours"):
            said.append(self.months)
        return said if self.measure not in PLACES else said[1:]

    @property
    def months(self) -> str:
        """The period that was asked for, in words."""
        known = self.release.months
        if self.ask.month != YEAR or len(known) == 1:
            return self.period(known[-1] if self.ask.month == YEAR else self.ask.month)
        if len(known) < 12:
            return fill(self.metrics.cells.range, {"low": self.period(known[0]), "high": self.period(known[-1])})
        return fill(self.metrics.year, {"month": self.period(known[-1])})

    def alt(self, part: str | None = None) -> str:
        """What the chart, or one panel of it, shows: a sentence computed from its data."""
        metrics, frame, rows = self.metrics, self.frame, self.rows
        parts = self.parts if part is None else [part]
        period = {"closed": "year", "change": "since"}.get(self.measure)
        said = {
            "area": self.about[0],
            "category": metrics.categories.get(self.ask.category or "", metrics.all),
            "low": self.period(self.release.months[0]),
            "high": self.period(self.release.months[-1]),
            "month": self.period(rows[0][period]) if period and rows and rows[0][period] else self.months,
        }
        if self.measure == "incidents" and part is not None:
            said["area"] = self.name("area", part)
        if rows:
            each = [
                self._best(rows if one is None else [row for row in rows if row[self.parted] == one]) for one in parts
            ]
            labels = ("name", "category", "disposition", "weekday", "responder", "area", "community")
            label = next((c for c in labels if c in frame), None)
            named = [self.name(label, str(row[label])) if label else "" for row in each]
            said["name"] = ", ".join(named)
            if self.measure == "hours":
                said["name"] += f" {each[0]['hour']}:00"
            value = {"hours": "average", "change": "ratio"}.get(self.measure, COUNT)
            if value in frame:
                counts = [self.said(row, value) for row in each]
                several = (f"{name} {count}" for name, count in zip(named, counts, strict=True))
                said["count"] = counts[0] if len(each) == 1 else "; ".join(several)
            said["share"] = self.said(each[0], "share") if "share_low" in frame else ""
        return fill(metrics.measures[self.measure].alt, said)

    def _best(self, rows: list[Row]) -> Row:
        """The row that the alternative text names: the last of a series of quarters, the highest month or hour, else
        the first."""
        if key := {"hours": "average", "incidents": COUNT}.get(self.measure):
            return max(rows, key=lambda row: row[key] or 0)
        return rows[-1] if self.measure in ("not-police", "bcr", "responders") else rows[0]

    @property
    def permalink(self) -> str:
        """The page that shows this view again."""
        page = "/map" if self.measure in (*PLACES, "bcr") else "/calls"
        return f"{page}?{self.ask.query}" if self.ask.query else page

    @property
    def address(self) -> str:
        """Where this frame lies as a file, without its ending."""
        return f"/data/view/{self.release.id}/{self.measure}"


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


def _capped(layer: dict[str, Any], axis: str, top: float) -> dict[str, Any]:
    """A layer whose numbers on an axis end at `top`."""
    along = layer.get("encoding", {}).get(axis, {})
    if "field" not in along or (axis == "y" and layer["mark"]["type"] in ("rule", "text", "rect")):
        return layer
    capped = {**along, "scale": {**along.get("scale", {}), "domain": [0, float(top or 1)]}}
    return {**layer, "encoding": {**layer["encoding"], axis: capped}}
