"""All that a build takes from data/reference, in one object."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dashboard.published import call_types, places
from dashboard.published.call_types import CallTypes
from dashboard.published.places import REFERENCE, Neighborhood
from dashboard.release import package
from dashboard.release import rule as rules
from dashboard.release.rule import Rule


@dataclass(frozen=True)
class Reference:
    """Call types, neighborhoods, the rule's numbers, and the words of datapackage.json."""

    types: CallTypes
    neighborhoods: tuple[Neighborhood, ...]
    rule: Rule
    words: dict[str, Any]


def load(folder: Path = REFERENCE) -> Reference:
    """Reads the reference folder."""
    return Reference(call_types.load(folder), places.load(folder), rules.load(folder), package.words(folder))
