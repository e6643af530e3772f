"""content/text/<language>/metrics.yaml: what each measure counts, and every word that stands around figures."""

from typing import Literal

from dashboard.content.models import Reviewed, Strict


class MeasureWords(Strict):
    """One measure, in words: page, file and docs show the same."""

    name: str
    question: str
    includes: str
    excludes: str
    unit: str
    numerator: str
    denominator: str
    caveat: str
    good: Literal["up", "down", "none"] = "none"
    alt: str


class Event(Strict):
    """Something that began, marked on charts by month. A bar parts the lines of its name."""

    month: str
    text: str


class CellWords(Strict):
    """What a cell says."""

    withheld: str
    missing: str
    hidden: str
    at_most: str
    range: str
    at_least: str
    unreleased: str


class FigureWords(Strict):
    """What stands around a chart."""

    table: str
    about: str
    question: str
    includes: str
    excludes: str
    of: str
    caveat: str
    source: str
    csv: str
    image: str
    link: str
    method: str
    embed: str
    embed_hint: str
    nothing: str


class MetricsWords(Reviewed):
    """content/text/<language>/metrics.yaml"""

    measures: dict[str, MeasureWords]
    categories: dict[str, str]
    responders: dict[str, str]
    dispositions: dict[str, str]
    intervals: dict[str, str]
    priority: str
    city: str
    all: str
    year: str
    events: tuple[Event, ...] = ()
    columns: dict[str, str]
    cells: CellWords
    figure: FigureWords
    sentences: dict[str, str]
