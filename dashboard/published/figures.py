"""Figures that the City, the county or the press published: data/reference/published_figures.csv."""

import csv
import re
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    FiniteFloat,
    ValidationError,
    model_validator,
)

from dashboard.published.places import REFERENCE

FILE = REFERENCE / "published_figures.csv"
DAY = r"\d{4}(-\d{2}(-\d{2})?)?"


def _written_as(pattern: str) -> AfterValidator:
    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(f"“{text}” is not written as expected; compare with the other rows")
        return text

    return AfterValidator(check)


class Figure(BaseModel):
    """One row. One series is one definition: what was counted, by whom, in what unit.

    `period` is an ISO 8601 date or interval (2023, 2023-07/2024-06); `to` the upper end of a range, else None.
    `precision` is how the source words it; what was heard in a recording is never exact. `confidence`: A an official
    page, B said in a meeting or by the press, C old or second-hand. D, general knowledge, is not let in.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    series: Annotated[str, _written_as("[a-z0-9]+(_[a-z0-9]+)*")]
    period: Annotated[str, _written_as(rf"undated|{DAY}(/{DAY})?")]
    value: FiniteFloat
    to: Annotated[FiniteFloat | None, BeforeValidator(lambda text: text or None)]
    precision: Literal["exact", "about", "almost", "more-than", "at-least", "at-most"]
    unit: Annotated[str, _written_as("[a-z]+(_[a-z]+)*")]
    source: str = Field(min_length=1)
    url: Annotated[str, _written_as(r"https://\S+")]
    date: Annotated[str, _written_as(rf"undated|{DAY}")]
    confidence: Literal["A", "B", "C"]
    note: str

    @model_validator(mode="after")
    def _heard_is_not_exact(self) -> "Figure":
        if self.precision == "exact" and "youtube.com" in self.url:
            raise ValueError("a figure heard in a recording is not exact")
        if self.to is not None and self.to <= self.value:
            raise ValueError("“to” is the upper end of a range")
        return self


@lru_cache(maxsize=8)
def load(file: Path = FILE) -> dict[str, tuple[Figure, ...]]:
    """The rows by series, in the order of the file. Raises ValueError naming the line that is wrong."""
    series: dict[str, tuple[Figure, ...]] = {}
    with file.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, strict=True)
        for row in rows:
            figure = _figure(row, f"{file.name}, line {rows.line_num}")
            earlier = series.get(figure.series, ())
            if any(figure.unit != other.unit or figure.period == other.period for other in earlier):
                raise ValueError(f"{file.name}, line {rows.line_num}: one series has one unit, and each period once")
            series[figure.series] = (*earlier, figure)
    return series


def _figure(row: dict[str, Any], place: str) -> Figure:
    try:
        return Figure.model_validate(row)
    except ValidationError as error:
        first = error.errors()[0]
        raise ValueError(f"{place}: {'.'.join(map(str, first['loc']))} {first['msg']}") from error
