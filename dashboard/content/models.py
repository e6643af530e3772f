"""What the YAML in `content/` may say: channels, situations and the site. One model a file."""

from collections.abc import Collection
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from dashboard.content.hours import Hours, Spans
from dashboard.content.problem import Location, SlipError, choose, nearest
from dashboard.content.values import (
    NAMES,
    Confidence,
    Danger,
    Email,
    Heard,
    KnownDate,
    Language,
    Link,
    Moment,
    Name,
    Number,
    Said,
    Slug,
    SourceLink,
    Word,
)

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


Category = Literal["zero", "one", "two", "few", "many", "other"]
"""CLDR's names for the forms that a word takes after a number. Which a language has, and when, CLDR says."""


class Strict(BaseModel):
    """Nothing unknown is let in, nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_min_length=1)


class Reviewed(Strict):
    """Words of a translation. Until a reader has checked them, and when, they are a machine draft."""

    reviewed_by: str | None = Field(
        default=None, description="Who read these words and found them right. Empty: a machine draft."
    )
    reviewed_on: date | None = Field(default=None, description="The day on which they were read, like 2026-11-22.")

    @property
    def reviewed(self) -> bool:
        """Whether somebody who reads the language has checked the words."""
        return self.reviewed_on is not None

    @model_validator(mode="after")
    def _both_or_neither(self) -> "Reviewed":
        if bool(self.reviewed_by) != bool(self.reviewed_on):
            alone = "reviewed_by" if self.reviewed_by else "reviewed_on"
            raise SlipError("reviewed_by and reviewed_on go together.", "Fill in both or neither.", at=(alone,))
        return self


def _other(forms: dict[str, str]) -> dict[str, str]:
    if "other" not in forms:
        raise SlipError("None of the forms is called “other”.", "Add it: it stands where no other one fits.")
    return forms


def _other_alone(value: Any) -> Any:
    return {"other": value} if isinstance(value, str) else value


Plural = Annotated[
    dict[Category, str],
    BeforeValidator(_other_alone, json_schema_input_type=str | dict[Category, str]),
    AfterValidator(_other),
]
"""A sentence with a count, in the forms that the language has for it; one form needs no name."""


class Source(Strict):
    """Where facts come from."""

    url: SourceLink = Field(description="The address of the page or paper.")
    date: KnownDate = Field(description="When it was written: 2026, 2026-11, 2026-11-22, before 2018, or undated.")
    confidence: Confidence = Field(
        description="How sure it is: A (an official page), B (a good second source), C (a weak one). D is not shown."
    )
    supports: tuple[str, ...] = Field(min_length=1, description="The names of the lines in this file that it backs.")


class Phone(Strict):
    """A number, and whom it serves."""

    number: Number = Field(description="Three digits, three and four, with hyphens; or 911, 988, 311, 211.")
    whom: Slug | None = Field(
        default=None,
        alias="for",
        description="Whom it serves, when a channel has one number for each. The words for it are in the text files.",
    )


def _with_name(data: Any) -> Any:
    return {"number": data} if isinstance(data, str) else data


PhoneLine = Annotated[Phone, BeforeValidator(_with_name, json_schema_input_type=Number | Phone)]


class Channel(Strict):
    """A way to report or get help: numbers, hours and limits. The words are in text/<language>/channels.yaml."""

    id: Slug = Field(description="The name of this file, without .yaml. Other files call the channel by it.")
    responder: Literal["sworn", "not-sworn", "mixed", "nobody"] = Field(
        description="Who answers or comes: sworn (police), not-sworn, mixed, or nobody."
    )
    police: Literal["never", "may", "yes"] = Field(
        description="Whether police may come: never, may or yes. The words say when."
    )
    sensitive: bool = Field(
        default=False, description="yes: whoever is shown this channel may need to leave the page fast."
    )
    case_number: Literal["yes", "no", "sometimes", "unknown"] = Field(
        description="Whether the person gets a case number."
    )
    anonymous: Literal["yes", "no", "some", "unknown"] = Field(
        description="Whether the person may leave out their name."
    )
    phones: tuple[PhoneLine, ...] = Field(default=(), description="The numbers to call, the main one first.")
    via: tuple[Slug, ...] = Field(
        default=(), description="Channels whose numbers reach this one, when it has none of its own."
    )
    sms: Number | None = Field(default=None, description="The number to text.")
    chat: Link | None = Field(default=None, description="The address of its chat.")
    web: Link | None = Field(default=None, description="The address of its form or page.")
    email: Email | None = Field(default=None, description="Its e-mail address.")
    tty: Number | None = Field(default=None, description="Its number for text telephones.")
    language_lines: dict[Language, Number] = Field(
        default={}, description="Its numbers for other languages: es, so, hmn."
    )
    hours: dict[Slug, Hours] = Field(
        default={},
        description="When it answers, by task, like mon-fri 7:00-19:00, sat 9:00-13:00. "
        "“talk” is for every task without hours of its own. A channel without hours is always open.",
    )
    hours_unknown: bool = Field(default=False, description="yes: nobody has found out when it answers.")
    closed_on: Literal["city-holidays"] | None = Field(
        default=None, description="city-holidays: closed on the days listed in site.yaml."
    )
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
    sources: tuple[Source, ...] = Field(
        min_length=1, description="Where each line of this file comes from. A line without a source is not shown."
    )
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
            raise SlipError("The channel cannot be reached.", "Give it phones, via, sms or web.")
        if self.id in NAMES and self.phones and self.phones[0].number != self.id:
            fix = f"Put “{self.id}” before the others."
            raise SlipError(f"The first phone of {self.id} is not {self.id}.", fix, at=("phones",))
        if self.id == NAMES[0] and not (self.phones and self.sms == self.id):
            raise SlipError("911 can always be called and texted.", "Put back its phones and its sms.")
        if self.status == "down" and not self.use:
            raise SlipError("Which channel stands in for this one?", "Add a line “use: …” with its id.", at=("status",))
        if (self.use or self.until) and "status" not in self.model_fields_set:
            alone = "use" if self.use else "until"
            raise SlipError("“use” and “until” go with “status: down”.", "Add it, or remove these.", at=(alone,))
        if bool(self.verified_on) != bool(self.verified_by):
            alone = "verified_on" if self.verified_on else "verified_by"
            raise SlipError("verified_on and verified_by go together.", "Fill in both or neither.", at=(alone,))
        supported = {field for source in self.sources for field in source.supports}
        for index, source in enumerate(self.sources):
            for place, field in enumerate(source.supports):
                if field not in FACTS:
                    problem, at = f"“{field}” is no fact of a channel.", ("sources", index, "supports", place)
                    raise SlipError(problem, choose(field, FACTS), field, nearest(field, FACTS), at)
        given = [field for field in FACTS if getattr(self, field) not in (None, (), {}, "unknown")]
        if missing := [field for field in given if field not in supported]:
            fix = "Add it to “supports” of the source that says so."
            raise SlipError(f"No source supports “{missing[0]}”.", fix, at=(missing[0],))
        return self


class Question(Strict):
    """A yes-or-no question. The words are in situations.yaml."""

    danger: bool = Field(default=False, description="yes: the answer yes leads to 911, and so does “not sure”.")


class Row(Strict):
    """One line of a decision table: answers on the left, channels in order on the right."""

    when: dict[Name, Literal["yes", "no", "not-sure"]] = Field(
        default={}, alias="if", description="The answers that this row is for, like {loud_now: yes}."
    )
    otherwise: None = Field(
        default=None, description="For all other answers. It stands last, with nothing after the colon."
    )
    offer: tuple[Slug, ...] = Field(min_length=1, description="Channels in the order in which they are shown.")
    task: Slug | None = Field(
        default=None, description="What the channel is asked to do, when its hours differ by task."
    )

    @model_validator(mode="after")
    def _one_condition(self) -> "Row":
        if bool(self.when) == ("otherwise" in self.model_fields_set):
            fix = "Start it with “if:” and its answers, or with “otherwise:” and nothing after it."
            raise SlipError("This row does not say which answers it is for.", fix)
        if len(set(self.offer)) < len(self.offer):
            raise SlipError("A channel is offered twice in one row.", "Take one of the two out.", at=("offer",))
        return self


class Cue(Strict):
    """Words that people type. They may answer questions or be a sign of danger."""

    words: tuple[Heard, ...] = Field(default=(), description="Words to look for in what people type.")
    said: tuple[Said, ...] = Field(default=(), description="Whole sentences, only to learn from.")
    means: dict[Name, Literal["yes", "no"]] = Field(
        default={}, description="What these words answer, like {happening_now: no}."
    )
    danger: Literal["yes", "unless-past"] | None = Field(
        default=None,
        description="yes: danger whenever it is said. unless-past: danger, but not when only the past is spoken of.",
    )
    calm: bool = Field(default=False, description="yes: words in which a danger word means nothing, like “glue gun”.")

    @model_validator(mode="after")
    def _says_something(self) -> "Cue":
        if not (self.words or self.said):
            raise SlipError("Here is nothing that people type.", "Give “words”, or sentences under “said”.")
        return self


class Situation(Strict):
    """What someone meets, what to ask them, and which channels then fit. The words are in situations.yaml."""

    id: Slug = Field(description="The name of this file, without .yaml.")
    group: Slug = Field(description="The group on the first screen. The groups are in site.yaml.")
    sensitive: bool = Field(default=False, description="yes: it opens without leaving its name in an address.")
    draft: bool = Field(default=False, description="yes: the report draft helps here.")
    call_types: tuple[str, ...] = Field(default=(), description="The dispatch codes that belong here.")
    requests: tuple[str, ...] = Field(default=(), description="The kinds of 311 request that belong here.")
    questions: dict[Name, Question] = Field(
        max_length=5,
        description="Yes-or-no questions, at most five, asked in this order while they can still change the answer.",
    )
    decide: tuple[Row, ...] = Field(
        min_length=1,
        description="From answers to channels. The first row that fits decides; the last row is “otherwise”.",
    )
    danger: Danger | None = Field(
        default=None,
        description="What to offer when typed words are danger, if that is not what the first danger question says.",
    )
    needs: dict[Language, tuple[Word, ...]] = Field(
        default={}, description="Words, by language, one of which must be typed for this situation to be heard."
    )
    cues: dict[Language, tuple[Cue, ...]] = Field(description="What people type, by language.")

    def alarms(self, cue: Cue) -> bool:
        """Whether a cue of this situation says danger, or yes to a danger question."""
        return cue.danger is not None or any(
            reply == "yes" and self.questions[name].danger for name, reply in cue.means.items()
        )

    @model_validator(mode="after")
    def _answers_known_questions(self) -> "Situation":
        named: dict[Location, Collection[str]] = {("decide", i, "if"): r.when for i, r in enumerate(self.decide)}
        for lang, cues in self.cues.items():
            named |= {("cues", lang, i, "means"): cue.means for i, cue in enumerate(cues)}
        for at, names in named.items():
            for name in names:
                if name not in self.questions:
                    problem = f"“{name}” is not one of this situation's questions."
                    meant = nearest(name, self.questions)
                    raise SlipError(problem, choose(name, self.questions), name, meant, (*at, name))
        return self


class HolidayList(Strict):
    """Days on which City offices are closed, and where that is written."""

    source: SourceLink = Field(description="The page that lists the days.")
    days: dict[date, str] = Field(description="A line for each day, like 2026-12-25: Christmas Day.")


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
            raise SlipError("The banner needs English.", "Add a line “en: …” under “text”.", at=("text",))
        if self.starts and self.until and self.until <= self.starts:
            raise SlipError("The banner ends before it begins.", "Mend “from” or “until”.", at=("until",))
        return self


class Site(Strict):
    """The whole site: who publishes it, in which languages, and which days the City is closed."""

    publisher: str = Field(description="Who publishes this site.")
    official: bool = Field(description="yes only when the City of Minneapolis publishes this copy.")
    address: Link | None = Field(
        default=None, description="Where the public reaches this site. Until it is set, the printed kit is a sample."
    )
    contact_email: Email | None = Field(
        default=None, description="Where people write when something is wrong. Empty if nobody reads it."
    )
    leave_to: Link = Field(description="Where “leave this page” goes: somewhere plain that tells nothing.")
    languages: tuple[Language, ...] = Field(
        min_length=1, description="The languages, by their short names. English (en) is always among them."
    )
    groups: tuple[Slug, ...] = Field(description="The groups of situations, in the order of the first screen.")
    danger: Danger = Field(description="Channels to offer when typed words sound like danger, 911 first.")
    human_door: tuple[Slug, ...] = Field(
        min_length=1, description="Channels to offer when nothing fits: a person who can help."
    )
    banner: Banner | None = Field(default=None, description="An emergency notice, the first thing on every page.")
    city_holidays: HolidayList = Field(
        description="The days on which City offices are closed. Add the next year each autumn."
    )

    @model_validator(mode="before")
    @classmethod
    def _english_is_there(cls, data: Any) -> Any:
        if isinstance(data, dict) and "en" not in (data.get("languages") or ()):
            fix = "Put “en” back: every page falls back to it."
            raise SlipError("English (en) is not among the languages.", fix, at=("languages",))
        return data
