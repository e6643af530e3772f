"""content/pilots/ and content/findings/: what the workgroup of 2020 asked for and heard, and what became of it."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from dashboard.content.models import Strict
from dashboard.content.problem import Location, SlipError, choose, nearest
from dashboard.content.values import Confidence, KnownDate, Link, Slug, SourceLink

PHASES = ("before", "call", "dispatch", "response", "after")

Phase = Literal["before", "call", "dispatch", "response", "after"]
Status = Literal["planned", "running", "paused", "permanent", "unknown"]
Series = Annotated[str, Field(pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$")]


class Paper(Strict):
    """A page or paper that says so."""

    title: str = Field(description="The title of the page or paper, in its own language.")
    url: SourceLink | None = Field(default=None, description="Its address. Empty where none was found.")
    date: KnownDate = Field(description="When it was written: 2026, 2026-11, 2026-11-22, before 2018, or undated.")
    confidence: Confidence = Field(
        description="How sure it is: A (an official page), B (a good second source), C (a weak one). D is not shown."
    )


class Support(Paper):
    """A page or paper, and what it backs."""

    supports: tuple[str, ...] = Field(
        min_length=1, description="What it backs: status, lines of the timeline, phases, disagreements."
    )


class Goal(Strict):
    """Where the City stands, and what it aims at."""

    now: Series = Field(description="The series that says where the City stands.")
    target: Series = Field(description="The series that says what the City aims at.")
    also: Series = Field(description="The series with what someone else said of now.")


class Step(Strict):
    """One phase of a call: how far it has come and the series that show it."""

    status: Status = Field(description="How far this phase has come.")
    series: tuple[Series, ...] = Field(default=(), description="The series that show it.")


class Pilot(Strict):
    """One recommendation. Its words are in text/<language>/pilots.yaml, its figures in published_figures.csv."""

    id: Slug = Field(description="The name of this file, without .yaml.")
    place: int = Field(description="Its place among the cards: 1 comes first.")
    status: Status = Field(description="How far it has come. A source must say so.")
    page: Link = Field(description="The City's own page about it.")
    timeline: dict[Slug, KnownDate] = Field(
        default={}, description="A name and a date for each line, the oldest first. The words are in pilots.yaml."
    )
    goal: Goal | None = Field(default=None, description="The goal, as three series of published figures.")
    series: tuple[Series, ...] = Field(default=(), description="Series of published figures that its page shows.")
    counted: tuple[Literal["parking", "report_only", "crisis"], ...] = Field(
        default=(), description="What the release on show counts of it."
    )
    phases: dict[Phase, Step] = Field(
        default={}, description="The phases of a call: before, call, dispatch, response, after. All of them, or none."
    )
    disagree: tuple[Slug, ...] = Field(
        default=(), description="Points on which sources differ. The words are in pilots.yaml."
    )
    sources: tuple[Support, ...] = Field(min_length=1, description="Where all this is written.")

    def sourced(self, fact: str) -> tuple[Support, ...]:
        """The sources that back `status`, a line of the timeline, a phase or a disagreement."""
        return tuple(source for source in self.sources if fact in source.supports)

    def shown(self) -> dict[Location, str]:
        """Every series that its page shows, by where the file names it."""
        found: dict[Location, str] = {}
        if self.goal:
            found |= {("goal", part): name for part, name in self.goal.model_dump().items()}
        found |= {("series", index): name for index, name in enumerate(self.series)}
        for phase, step in self.phases.items():
            found |= {("phases", phase, "series", index): name for index, name in enumerate(step.series)}
        return found

    def _place(self, fact: str) -> Location:
        """Where in the file a fact stands."""
        if fact == "status":
            return (fact,)
        return next(name for name in ("timeline", "phases", "disagree") if fact in getattr(self, name)), fact

    @model_validator(mode="after")
    def _sourced(self) -> "Pilot":
        if self.phases and tuple(self.phases) != PHASES:
            fix = f"They are {', '.join(PHASES)}, in this order."
            raise SlipError("One of the phases is missing or out of order.", fix, at=("phases",))
        facts = ["status", *self.timeline, *self.phases, *self.disagree]
        supported = [fact for source in self.sources for fact in source.supports]
        places = [("sources", i, "supports", j) for i, s in enumerate(self.sources) for j in range(len(s.supports))]
        for at, fact in zip(places, supported, strict=True):
            if fact not in facts:
                fix, meant = choose(fact, facts), nearest(fact, facts)
                raise SlipError(f"A source supports “{fact}”, which is no fact of this file.", fix, fact, meant, at)
        for fact in facts:
            if fact not in supported:
                fix = "Add it to “supports” of the source that says so."
                raise SlipError(f"No source supports “{fact}”.", fix, at=self._place(fact))
        for point in self.disagree:
            if supported.count(point) == 1:
                fix = "Add the second source. It takes two to disagree."
                raise SlipError(f"Only one source speaks of “{point}”.", fix, point, at=("disagree",))
        return self


class Finding(Strict):
    """One thing that residents said. Its words are in text/<language>/findings.yaml."""

    id: Slug = Field(description="The name of this file, without .yaml.")
    place: int = Field(description="Its place on the page: 1 comes first.")
    leads: Literal["guide", "calls", "map", "pilots", "methods"] = Field(description="The page that acts on it.")
    pilot: Slug | None = Field(default=None, description="The pilot that its link opens, when it leads to pilots.")
    series: tuple[Series, ...] = Field(default=(), description="Series of published figures that it shows.")
    sources: tuple[Paper, ...] = Field(min_length=1, description="Where it is written.")

    @model_validator(mode="after")
    def _pilot_is_on_its_page(self) -> "Finding":
        if self.pilot and self.leads != "pilots":
            fix = "Write “leads: pilots”, or take the pilot out."
            raise SlipError("A finding with a pilot leads to the pilots page.", fix, self.leads, "pilots", ("leads",))
        return self

    def shown(self) -> dict[Location, str]:
        """Every series that it shows, by where the file names it."""
        return {("series", index): name for index, name in enumerate(self.series)}
