"""What the YAML in `content/` may say: channels, situations and the site. One model a file."""

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from dashboard import clock
from dashboard.content.hours import Hours, Spans

NAMES = ("911", "988", "311", "211")
FACTS = (
    "responder",
    "police",
    "phones",
    "via",
    "sms",
    "web",
    "chat",
    "email",
    "tty",
    "language_lines",
    "hours",
    "case_number",
    "anonymous",
)


def _number(text: str) -> str:
    if text not in NAMES and not re.fullmatch(r"\d{3}-\d{3}-\d{4}", text):
        raise ValueError("A phone number is three digits, three digits and four digits, with hyphens.")
    return text


def link(text: str) -> str:
    """A text that is an address of the web. Raises ValueError for any other."""
    parts = urlsplit(text)
    if parts.scheme != "https" or not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", parts.netloc):
        raise ValueError("A link starts with https:// and a plain host name.")
    return text


def _source_link(text: str) -> str:
    return link(text.replace("http://", "https://", 1)) and text


def _known_date(text: str) -> str:
    if not re.fullmatch(r"undated|(before )?\d{4}(-\d{2}(-\d{2})?)?", text):
        raise ValueError("A source's date is written 2026, 2026-11, 2026-11-22, before 2018, or undated.")
    return text


def _emergency_first(offer: tuple[str, ...]) -> tuple[str, ...]:
    if offer[0] != NAMES[0]:
        raise ValueError("The first channel under “danger” is 911.")
    return offer


def _says_911(text: str) -> str:
    if NAMES[0] not in text:
        raise ValueError("This sentence sends people to 911, so it must say 911.")
    return text


Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Name = Annotated[str, Field(pattern=r"^[a-z]+(_[a-z]+)*$")]
Number = Annotated[str, AfterValidator(_number)]
Link = Annotated[str, AfterValidator(link)]
SourceLink = Annotated[str, AfterValidator(_source_link)]
KnownDate = Annotated[str, AfterValidator(_known_date)]
Danger = Annotated[tuple[Slug, ...], Field(min_length=1), AfterValidator(_emergency_first)]
Email = Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+\.[a-z]+$")]
To911 = Annotated[str, AfterValidator(_says_911)]
Moment = Annotated[datetime, BeforeValidator(clock.read)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]


class Strict(BaseModel):
    """Nothing unknown is let in, nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_min_length=1)


class Source(Strict):
    """Where facts come from. `supports` names the fields of the file that this page or paper backs."""

    url: SourceLink
    date: KnownDate
    confidence: Literal["A", "B", "C"]
    supports: tuple[str, ...] = Field(min_length=1)


class Phone(Strict):
    """A number; `for` says whom it serves, when a channel has one for each (the words are in the text files)."""

    number: Number
    whom: Slug | None = Field(default=None, alias="for")

    @model_validator(mode="before")
    @classmethod
    def _plain_number(cls, data: Any) -> Any:
        return {"number": data} if isinstance(data, str) else data


class Channel(Strict):
    """A way to report or get help: numbers, hours and limits. The words are in text/<language>/channels.yaml.

    `via` names channels whose numbers reach this one. A task without hours is always possible, unless `hours_unknown`.
    `sensitive`: whoever is shown it may need to leave the page fast. `status: down`: the channel `use` stands in for
    it, until the time `until`.
    """

    id: Slug
    responder: Literal["sworn", "not-sworn", "mixed", "nobody"]
    police: Literal["never", "may", "yes"]
    sensitive: bool = False
    case_number: Literal["yes", "no", "sometimes", "unknown"]
    anonymous: Literal["yes", "no", "some", "unknown"]
    phones: tuple[Phone, ...] = ()
    via: tuple[Slug, ...] = ()
    sms: Number | None = None
    chat: Link | None = None
    web: Link | None = None
    email: Email | None = None
    tty: Number | None = None
    language_lines: dict[Language, Number] = {}
    hours: dict[Slug, Hours] = {}
    hours_unknown: bool = False
    closed_on: Literal["city-holidays"] | None = None
    status: Literal["up", "down"] = Field(
        default="up",
        description="Write “down” when the channel does not work. Every page then shows the channel in “use” instead.",
    )
    use: Slug | None = Field(
        default=None,
        description="While this channel is down: the id of the channel that stands in for it. "
        "It must work whenever this one would, and may not be down itself.",
    )
    until: Moment | None = Field(
        default=None,
        description="While this channel is down: when it works again, Minneapolis time, like 2026-12-01 18:00. "
        "From that minute on it is shown again by itself. Left out: it is down until you remove “status: down”.",
    )
    sources: tuple[Source, ...] = Field(min_length=1)
    verified_on: date | None = Field(
        default=None,
        description="The day on which a person called this channel and checked every line, like 2026-11-22.",
    )
    verified_by: str | None = Field(
        default=None,
        description="Who checked it. A changed number is shown only when this and “verified_on” are changed with it.",
    )

    def spans(self, task: str | None) -> Spans | None:
        """When the channel works for a task; None: always; empty: nobody has found out."""
        if self.hours_unknown:
            return ()
        return self.hours.get(task or "talk", self.hours.get("talk"))

    @model_validator(mode="after")
    def _reachable_and_sourced(self) -> "Channel":
        if not (self.phones or self.via or self.sms or self.web):
            raise ValueError("The channel cannot be reached. Give it phones, via, sms or web.")
        if self.id in NAMES and self.phones and self.phones[0].number != self.id:
            raise ValueError(f"The first phone of {self.id} is “{self.id}”.")
        if self.id == NAMES[0] and not (self.phones and self.sms == self.id):
            raise ValueError("911 can always be called and texted. Put back its phones and its sms.")
        if self.status == "down" and not self.use:
            raise ValueError("Which channel stands in for this one? Add a line “use: …” with its id.")
        if (self.use or self.until) and "status" not in self.model_fields_set:
            raise ValueError("“use” and “until” go with “status: down”. Add that line, or remove these.")
        if bool(self.verified_on) != bool(self.verified_by):
            raise ValueError("verified_on and verified_by go together. Fill in both or neither.")
        supported = {field for source in self.sources for field in source.supports}
        if unknown := supported - set(type(self).model_fields):
            raise ValueError(f"A source supports “{min(unknown)}”, which is no field of a channel.")
        given = [field for field in FACTS if getattr(self, field) not in (None, (), {}, "unknown")]
        if missing := [field for field in given if field not in supported]:
            raise ValueError(f"No source supports “{missing[0]}”. Add it to the source that says so.")
        return self


class Question(Strict):
    """A yes-or-no question. `danger`: yes means 911, and so does not-sure."""

    danger: bool = False


class Row(Strict):
    """One line of a decision table: answers on the left, channels in order on the right."""

    when: dict[Name, Literal["yes", "no", "not-sure"]] = Field(default={}, alias="if")
    otherwise: None = None
    offer: tuple[Slug, ...] = Field(min_length=1)
    task: Slug | None = None

    @model_validator(mode="after")
    def _one_condition(self) -> "Row":
        if bool(self.when) == ("otherwise" in self.model_fields_set):
            raise ValueError("A row starts with “if:” and its answers, or with “otherwise:”.")
        if len(set(self.offer)) < len(self.offer):
            raise ValueError("A channel is offered twice in one row.")
        return self


class Cue(Strict):
    """Words that people type. They may answer questions (`means`) or be a sign of danger.

    `words` are looked for in what people type; `said` are whole sentences, only to learn from. `danger: yes` is danger
    whenever it is said; `unless-past` is not when only the past is spoken of. `calm` names words in which a danger word
    means nothing ("glue gun").
    """

    words: tuple[Annotated[str, Field(min_length=2, max_length=60)], ...] = ()
    said: tuple[Annotated[str, Field(min_length=2, max_length=300)], ...] = ()
    means: dict[Name, Literal["yes", "no"]] = {}
    danger: Literal["yes", "unless-past"] | None = None
    calm: bool = False

    @model_validator(mode="after")
    def _says_something(self) -> "Cue":
        if not (self.words or self.said):
            raise ValueError("Give “words”, or sentences under “said”.")
        return self


class Situation(Strict):
    """What someone meets, what to ask them, and which channels then fit. The words are in situations.yaml.

    `sensitive`: opens without leaving its name in an address. `draft`: the report draft helps here. `call_types` and
    `requests` are the dispatch codes and the kinds of 311 request that belong here. `danger`: what to offer when typed
    words are danger, where that is not what the first danger question leads to. `needs`: words, by language, one of
    which must be typed for the situation to be heard.
    """

    id: Slug
    group: Slug
    sensitive: bool = False
    draft: bool = False
    call_types: tuple[str, ...] = ()
    requests: tuple[str, ...] = ()
    questions: dict[Name, Question] = Field(max_length=5)
    decide: tuple[Row, ...] = Field(min_length=1)
    danger: Danger | None = None
    needs: dict[Language, tuple[Annotated[str, Field(pattern=r"^\w+$")], ...]] = {}
    cues: dict[Language, tuple[Cue, ...]]

    def alarms(self, cue: Cue) -> bool:
        """Whether a cue of this situation says danger, or yes to a danger question."""
        return cue.danger is not None or any(
            reply == "yes" and self.questions[name].danger for name, reply in cue.means.items()
        )

    @model_validator(mode="after")
    def _answers_known_questions(self) -> "Situation":
        named = [row.when for row in self.decide] + [c.means for cs in self.cues.values() for c in cs]
        for name in (name for answers in named for name in answers):
            if name not in self.questions:
                raise ValueError(f"“{name}” is not one of this situation's questions.")
        return self


class HolidayList(Strict):
    """Days on which City offices are closed, and where that is written."""

    source: SourceLink
    days: dict[date, str]


class Banner(Strict):
    """An emergency notice: the first thing on every page, from a time until a time."""

    starts: Moment | None = Field(
        default=None,
        alias="from",
        description="When it begins to show, Minneapolis time, like 2026-12-01 06:00. Left out: at once.",
    )
    until: Moment | None = Field(
        default=None,
        description="When it goes away by itself, Minneapolis time, like 2026-12-01 18:00. "
        "Left out: it stays until you remove it.",
    )
    text: dict[Language, Annotated[str, Field(max_length=160)]] = Field(
        description="What it says, by language: English (en) at least, at most 160 letters each. Where a language is "
        "missing, English is shown. No phone number: write the channel in braces, like {nonemergency}."
    )

    @model_validator(mode="after")
    def _makes_sense(self) -> "Banner":
        if "en" not in self.text:
            raise ValueError("The banner needs English: add a line “en: …” under “text”.")
        if self.starts and self.until and self.until <= self.starts:
            raise ValueError("The banner ends before it begins. Mend “from” or “until”.")
        return self


class Site(Strict):
    """The whole site: who publishes it, in which languages, and which days the City is closed.

    `address`: where the public reaches it. Until it is set, the printed kit is only a sample.
    """

    publisher: str
    official: bool
    address: Annotated[Link, AfterValidator(lambda text: text.rstrip("/"))] | None = None
    contact_email: Email | None = None
    leave_to: Link
    languages: tuple[Language, ...] = Field(min_length=1)
    groups: tuple[Slug, ...]
    danger: Danger
    human_door: tuple[Slug, ...] = Field(min_length=1)
    banner: Banner | None = Field(default=None, description="An emergency notice, the first thing on every page.")
    city_holidays: HolidayList

    @model_validator(mode="before")
    @classmethod
    def _english_is_there(cls, data: Any) -> Any:
        if isinstance(data, dict) and "en" not in (data.get("languages") or ()):
            raise ValueError("English (en) must be among the languages: it is what everything falls back to.")
        return data
