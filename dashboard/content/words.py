"""What the site says in one language: the files of `content/text/<language>/`.

A sentence may hold `{channel-id}`, which becomes that channel's number when the content is loaded, and the
parameters below, which the page fills in. It never holds a phone number.
"""

import re
from collections.abc import Mapping
from functools import cached_property

from pydantic import Field

from dashboard.content.kit import KitWords
from dashboard.content.metric_words import MetricsWords
from dashboard.content.models import Reviewed, Strict
from dashboard.content.page_words import PagesWords
from dashboard.content.pilot_words import FiguresWords, FindingWords, PilotWords
from dashboard.content.values import Name, Slug, To911

PARAMETERS = (
    "address",
    "also",
    "area",
    "category",
    "closes",
    "count",
    "crisis",
    "date",
    "days",
    "day",
    "fire",
    "high",
    "low",
    "median",
    "month",
    "months",
    "name",
    "now",
    "number",
    "opens",
    "others",
    "police",
    "quarter",
    "share",
    "situation",
    "target",
    "threshold",
    "time",
    "total",
    "version",
    "weekday",
    "year",
)
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def fill(text: str, values: Mapping[str, object]) -> str:
    """Replace `{name}` by its value where there is one; every other brace stays as it is."""
    return PLACEHOLDER.sub(lambda found: str(values.get(found[1], found[0])), text)


class Navigation(Strict):
    """Names of the pages."""

    guide: str
    overview: str
    calls: str
    map: str
    pilots: str
    findings: str
    methods: str
    kit: str
    about: str
    menu: str
    languages: str
    brand: str


class Emergency(Strict):
    """The block that stands first on every page."""

    heading: str
    call: To911
    text: To911
    crisis: str
    trouble: To911
    plain: str


class Notice(Strict):
    """A page that says what went wrong."""

    title: str
    text: str


class Notices(Strict):
    """What is said when something is not as it should be."""

    not_found: Notice
    try_again: Notice
    error: Notice
    loading: str
    no_script: str
    no_release: str
    demonstration: str
    machine_draft: str
    language_line: str


class Dates(Strict):
    """How dates are written, for a language that CLDR does not know: names, and the order of what is in braces."""

    months: tuple[str, ...] = Field(min_length=12, max_length=12)
    weekdays: tuple[str, ...] = Field(min_length=7, max_length=7)
    weekday: str
    day: str
    month: str
    quarter: str


class SiteWords(Reviewed):
    """content/text/<language>/site.yaml"""

    language: str
    dates: Dates | None = None
    name: str
    tagline: str
    description: str
    skip: str
    footer: str
    navigation: Navigation
    emergency: Emergency
    notices: Notices


class Answers(Strict):
    """The three answers that every question has."""

    yes: str
    no: str
    not_sure: str = Field(alias="not-sure")


class Card(Strict):
    """The card to show to someone who helps."""

    link: str
    title: str
    hint: str
    lines: tuple[str, ...] = Field(min_length=1)
    no_voice: str
    write: str
    address: str
    what: str


class Draft(Strict):
    """The blocks of the report draft, which stays on the person's own screen."""

    link: str
    title: str
    hint: str
    blocks: tuple[str, ...] = Field(min_length=1)
    stays: str


class NoVoice(Strict):
    """What is said to who cannot speak or hear. `words` typed by them say so, `unless` they speak of a language."""

    first: To911
    if_now: To911
    say: tuple[str, ...]
    words: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


class NoPolice(Strict):
    """What the wish for no police did to the options."""

    danger: str
    moved: str
    stays: str


class Labels(Strict):
    """Short labels around an option. `police` and the others follow the values in the channel files."""

    open_now: str
    instead: str
    opens: str
    opens_other_day: str
    any_time: str
    hours_unknown: str
    call: str
    text: str
    web: str
    web_pick: str
    chat: str
    email: str
    tty: str
    who_comes: str
    police: dict[Slug, str]
    case_number: dict[Slug, str]
    anonymous: dict[Slug, str]
    not_for: str
    after: str
    ready: str
    say: str
    worse: str
    compare: str
    opening: str
    responder: dict[Slug, str]
    police_column: str
    name_needed: str
    name_short: dict[Slug, str]
    no_voice: str
    languages: str
    no_other_way: str
    sources: str
    unconfirmed: str
    old_source: str
    confirmed: str
    confirmed_lately: str
    undated: str
    before: str


class OddsWords(Strict):
    """Who answered incidents like this. `parts`: each responder by itself; `together`: crisis response and fire as one.

    What stands for a share is `exactly`, a range `between`, or one of its ends.
    """

    parts: str
    together: str
    exactly: str
    between: str
    at_least: str
    at_most: str
    note: str
    link: str


class GuideWords(Reviewed):
    """content/text/<language>/guide.yaml: the guide around its situations.

    `endings` may be missing from a word that is looked for: "windows" meets "window".
    """

    heading: str
    lead: str
    search: str
    search_hint: str
    search_button: str
    choose: str
    groups: dict[Slug, str]
    answers: Answers
    wishes: str
    wishes_hint: str
    prefer: dict[Slug, str]
    leave: str
    leave_note: str
    show_answer: str
    change: str
    back: str
    start_again: str
    sounds_dangerous: str
    danger_first: To911
    danger_now: str
    danger_say: tuple[str, ...]
    if_now: To911
    no_voice: NoVoice
    no_police: NoPolice
    options: str
    found: str
    found_none: str
    negations: tuple[str, ...] = ()
    small_words: tuple[str, ...] = ()
    same_words: dict[str, tuple[str, ...]] = {}
    past_words: tuple[str, ...] = ()
    present_words: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    nothing_kept: str
    labels: Labels
    card: Card
    draft: Draft
    odds: OddsWords


class ChannelWords(Reviewed):
    """The words of one channel."""

    name: str = Field(description="Its name, as people know it.")
    short: str = Field(description="What it is for, in a few words.")
    who: str = Field(description="Who answers, and who comes.")
    police: str = Field(description="When police may still come.")
    not_for: str = Field(description="What it is not for.")
    after: str = Field(description="What happens next.")
    languages: str = Field(description="Which languages it speaks.")
    phones: dict[Slug, str] = Field(
        default={}, description="Whom each number is for, where the channel has one for each."
    )
    web: str | None = Field(
        default=None, description="What its web button says, when it does not lead to the City's report page."
    )


class SituationWords(Reviewed):
    """The words of one situation."""

    title: str = Field(description="What happened, as a resident would say it.")
    questions: dict[Name, str] = Field(
        default={}, description="The yes-or-no questions, by the names in the situation's file."
    )
    say: tuple[str, ...] = Field(min_length=1, description="What to say, a sentence a line.")
    ready: tuple[str, ...] = Field(min_length=1, description="What to have ready, a line each.")
    after: str = Field(description="What happens next.")
    worse: str = Field(description="What to do if it gets worse.")


class Words(Strict):
    """Everything in one language."""

    site: SiteWords
    guide: GuideWords
    channels: dict[Slug, ChannelWords]
    situations: dict[Slug, SituationWords]
    pilots: dict[Slug, PilotWords]
    findings: dict[Slug, FindingWords]
    figures: FiguresWords
    pages: PagesWords
    metrics: MetricsWords
    kit: KitWords

    @cached_property
    def reviewed(self) -> bool:
        """Whether a reader has checked everything in this language."""
        whole = (self.site, self.guide, self.figures, self.pages, self.metrics, self.kit)
        entries = (self.channels, self.situations, self.pilots, self.findings)
        return all(part.reviewed for part in (*whole, *(part for parts in entries for part in parts.values())))
