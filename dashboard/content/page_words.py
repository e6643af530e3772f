"""content/text/<language>/pages.yaml: the words of the data pages, the methods page and the about page."""

from pydantic import Field

from dashboard.content.models import Strict


class CallsWords(Strict):
    """The calls page."""

    heading: str
    lead: str
    where: str
    city: str
    what: str
    all: str
    chart_title: str
    chart_alt: str
    axis_month: str
    axis_count: str
    withheld_mark: str
    table: str
    column_month: str
    column_count: str
    withheld: str
    missing: str
    download: str
    sentence: str
    sentence_withheld: str
    definition: str
    source: str
    freshness: str


class MapWords(Strict):
    """The map page."""

    heading: str
    lead: str
    month: str
    category: str
    legend: str
    table: str
    column_area: str
    column_community: str
    column_count: str
    alt: str
    sentence: str
    sentence_none: str
    definition: str


class MethodsWords(Strict):
    """The page that says how the guide decides and how it is tested."""

    heading: str
    lead: str
    counts: str
    which: str
    table: str
    column_answers: str
    column_offer: str
    no_questions: str
    not_sure: str
    tested_heading: str
    tested: tuple[str, ...]
    download: str


class Section(Strict):
    """A heading and its paragraphs."""

    heading: str
    text: tuple[str, ...] = Field(min_length=1)


class AboutWords(Strict):
    """The about page."""

    heading: str
    publisher: str
    official: str
    not_official: str
    contact: str
    no_contact: str
    sections: tuple[Section, ...]


class PagesWords(Strict):
    """content/text/<language>/pages.yaml"""

    calls: CallsWords
    map: MapWords
    methods: MethodsWords
    about: AboutWords
