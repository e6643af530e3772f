"""All that a build takes from data/reference, in one object."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dashboard.published import call_types, dispositions, places
from dashboard.published.call_types import CallTypes
from dashboard.published.dispositions import Disposition
from dashboard.published.places import REFERENCE, Neighborhood
from dashboard.release import package, shapes, sources
from dashboard.release import rule as rules
from dashboard.release.rule import Rule
from dashboard.release.shapes import Shapes
from dashboard.release.sources import Source


@dataclass(frozen=True)
class Reference:
    """Call types, neighborhoods and their shapes, groups of dispositions and the layouts of sources (both by id), the
    rule's numbers, and the words of datapackage.json."""

    types: CallTypes
    neighborhoods: tuple[Neighborhood, ...]
    shapes: Shapes
    dispositions: dict[str, Disposition]
    sources: dict[str, Source]
    rule: Rule
    words: dict[str, Any]


def load(folder: Path = REFERENCE) -> Reference:
    """Reads the reference folder."""
    return Reference(
        call_types.load(folder),
        places.load(folder),
        shapes.load(folder),
        dispositions.load(folder),
        sources.load(folder),
        rules.load(folder),
        package.words(folder),
    )
