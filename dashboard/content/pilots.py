"""content/pilots/ and content/findings/: what the workgroup of 2020 asked for and heard, and what became of it."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from dashboard.content.models import KnownDate, Link, Slug, SourceLink, Strict
from dashboard.content.yaml_file import Location

PHASES = ("before", "call", "dispatch", "response", "after")

Phase = Literal["before", "call", "dispatch", "response", "after"]
Status = Literal["planned", "running", "paused", "permanent", "unknown"]
Series = Annotated[str, Field(pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$")]


class Paper(Strict):
    """A page or paper, named in its own language. `url` stays empty where no address was found."""

    title: str
    url: SourceLink | None = None
    date: KnownDate
    confidence: Literal["A", "B", "C"]


class Support(Paper):
    """`supports` names what it backs: `status`, lines of the timeline, phases, disagreements."""

    supports: tuple[str, ...] = Field(min_length=1)


class Goal(Strict):
    """Three series: where it stands `now`, the `target`, and what someone `also` said of now."""

    now: Series
    target: Series
    also: Series


class Step(Strict):
    """One phase of a call: how far it has come and the series that show it."""

    status: Status
    series: tuple[Series, ...] = ()


class Pilot(Strict):
    """One recommendation. Its words are in text/<language>/pilots.yaml, its figures in published_figures.csv.

    `place` orders the cards. `timeline` has a name and a date for each line, the oldest first; `page` is
    the City's own. `counted`: what the release on show counts of it. `disagree` names the points on which sources
    differ.
    """

    id: Slug
    place: int
    status: Status
    page: Link
    timeline: dict[Slug, KnownDate] = {}
    goal: Goal | None = None
    series: tuple[Series, ...] = ()
    counted: tuple[Literal["parking", "report_only", "crisis"], ...] = ()
    phases: dict[Phase, Step] = {}
    disagree: tuple[Slug, ...] = ()
    sources: tuple[Support, ...] = Field(min_length=1)

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

    @model_validator(mode="after")
    def _sourced(self) -> "Pilot":
        if self.phases and tuple(self.phases) != PHASES:
            raise ValueError(f"The phases are {', '.join(PHASES)}, in this order.")
        facts = ["status", *self.timeline, *self.phases, *self.disagree]
        supported = {fact for source in self.sources for fact in source.supports}
        if missing := [fact for fact in facts if fact not in supported]:
            raise ValueError(f"No source supports “{missing[0]}”. Add it to the source that says so.")
        if alone := [point for point in self.disagree if len(self.sourced(point)) == 1]:
            raise ValueError(f"Only one source speaks of “{alone[0]}”. It takes two to disagree.")
        if unknown := supported - set(facts):
            raise ValueError(f"A source supports “{min(unknown)}”, which is no fact of this file.")
        return self


class Finding(Strict):
    """One thing that residents said. `leads` is the page that acts on it; `pilot` the pilot there."""

    id: Slug
    place: int
    leads: Literal["guide", "calls", "map", "pilots", "methods"]
    pilot: Slug | None = None
    series: tuple[Series, ...] = ()
    sources: tuple[Paper, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _pilot_is_on_its_page(self) -> "Finding":
        if self.pilot and self.leads != "pilots":
            raise ValueError("A finding with a pilot leads to “pilots”.")
        return self

    def shown(self) -> dict[Location, str]:
        """Every series that it shows, by where the file names it."""
        return {("series", index): name for index, name in enumerate(self.series)}
