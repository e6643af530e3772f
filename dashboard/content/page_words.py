"""content/text/<language>/pages.yaml: the words of the pages around the guide."""

from pydantic import Field

from dashboard.content.models import Strict
from dashboard.content.pilots import Phase, Status


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


class PilotsWords(Strict):
    """The pilots page: all of them, and one of them. `goal` says where the City stands and what it aims at."""

    heading: str
    lead: str
    back: str
    statuses: dict[Status, str]
    goal_heading: str
    goal: str
    goal_note: str
    asked: str
    timeline: str
    phases: str
    phases_note: str
    phase_names: dict[Phase, str]
    figures: str
    figures_note: str
    no_figures: str
    column_period: str
    column_value: str
    column_source: str
    undated: str
    beware: str
    disagree: str
    unknown: str
    city_page: str
    download: str


class FindingsWords(Strict):
    """The findings page."""

    heading: str
    lead: str
    here: str
    disagree: str
    sources: str
    unknown: str
    not_known: tuple[str, ...] = Field(min_length=1)


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
    pilots: PilotsWords
    findings: FindingsWords
    methods: MethodsWords
    about: AboutWords
