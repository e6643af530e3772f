"""The words of pilots, findings and published figures: pilots.yaml, findings.yaml and figures.yaml of a language."""

from typing import Literal

from pydantic import Field

from dashboard.content.models import Name, Reviewed, Slug, Strict
from dashboard.content.pilots import Phase, Series


class PilotWords(Reviewed):
    """One pilot. `asked` is what the workgroup wanted; `disagree` where sources differ; `unknown` what nobody says."""

    title: str
    sentence: str
    asked: str
    timeline: dict[Slug, str] = {}
    phases: dict[Phase, str] = {}
    disagree: dict[Slug, str] = {}
    unknown: tuple[str, ...] = Field(min_length=1)


class FindingWords(Reviewed):
    """One finding: what people said, where sources disagree, and what this site does about it (`here`, `link`)."""

    title: str
    text: str
    disagree: str | None = None
    here: str
    link: str


class SeriesWords(Strict):
    """One series: what it counts (`means`), and what nobody should read into it (`beware`)."""

    name: str
    means: str
    beware: str


class FiguresWords(Reviewed):
    """figures.yaml; `sure` explains what stands under `confidence`."""

    units: dict[Name, str]
    precision: dict[Slug, str]
    confidence: dict[Literal["A", "B", "C"], str]
    sure: str
    series: dict[Series, SeriesWords]
