"""The words of pilots, findings and published figures: pilots.yaml, findings.yaml and figures.yaml of a language."""

from typing import Literal

from pydantic import Field

from dashboard.content.models import Reviewed, Strict
from dashboard.content.pilots import Phase, Series
from dashboard.content.values import Name, Slug


class PilotWords(Reviewed):
    """The words of one pilot."""

    title: str = Field(description="The name of its card and page.")
    sentence: str = Field(description="Where it stands, in a sentence or two.")
    asked: str = Field(description="What the workgroup wanted.")
    timeline: dict[Slug, str] = Field(
        default={}, description="A sentence for each line of the timeline in the pilot's file."
    )
    phases: dict[Phase, str] = Field(default={}, description="A sentence for each phase in the pilot's file.")
    disagree: dict[Slug, str] = Field(default={}, description="A sentence for each point on which sources differ.")
    unknown: tuple[str, ...] = Field(min_length=1, description="What nobody says, a sentence a line.")


class FindingWords(Reviewed):
    """The words of one finding."""

    title: str = Field(description="What people said, in a few words.")
    text: str = Field(description="What people said.")
    disagree: str | None = Field(default=None, description="Where sources differ.")
    here: str = Field(description="What this site does about it.")
    link: str = Field(description="What the link to that page says.")


class SeriesWords(Strict):
    """The words of one series."""

    name: str = Field(description="Its name.")
    means: str = Field(description="What it counts.")
    beware: str = Field(description="What nobody should read into it.")


class FiguresWords(Reviewed):
    """figures.yaml; `sure` explains what stands under `confidence`."""

    units: dict[Name, str]
    precision: dict[Slug, str]
    confidence: dict[Literal["A", "B", "C"], str]
    sure: str
    series: dict[Series, SeriesWords]
