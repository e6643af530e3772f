"""content/text/<language>/pages.yaml: the words of the pages around the guide."""

from pydantic import Field

from dashboard.content.models import Plural, Reviewed, Strict
from dashboard.content.pilots import Phase, Status


class OverviewWords(Strict):
    """The overview of the figures."""

    heading: str
    lead: str
    cannot_heading: str
    cannot_times: str
    cannot: tuple[str, ...]


class CallsWords(Strict):
    """The calls page, and the filters of all data pages."""

    heading: str
    lead: str
    where: str
    city: str
    what: str
    all: str
    when: str
    rate: str
    since: str
    no_month: str
    no_rate: str
    definition: str
    freshness: Plural


class BriefWords(Strict):
    """The page about a neighborhood that is made to print."""

    link: str
    title: str
    see: str
    pale: str
    made: str


class MapWords(Strict):
    """The map page."""

    heading: str
    lead: str
    area: str
    no_area: str
    withheld: str
    wards: str
    definition: str
    brief: BriefWords


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
    by_area: str
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
    data: "DataWords"


class DataWords(Strict):
    """The part that says what is published, where, and how to use it."""

    heading: str
    lead: str
    table: str
    column_table: str
    column_files: str
    fields: str
    column_field: str
    column_meaning: str
    everything: str
    rule: str
    rule_source: str
    releases: str
    column_release: str
    column_months: str
    column_created: str
    column_changes: str
    withdrawn: str
    changes: str
    feed: str
    corrections: str
    people: str
    kinds: str
    cite_heading: str
    cite: str
    use_heading: str
    spreadsheet: str


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


class PagesWords(Reviewed):
    """content/text/<language>/pages.yaml"""

    overview: OverviewWords
    calls: CallsWords
    map: MapWords
    pilots: PilotsWords
    findings: FindingsWords
    methods: MethodsWords
    about: AboutWords
