"""One file for each measure. A measure turns a release and what was asked into the frame of chart, table and file.

A frame has columns of ids first, then values, then `state` (see State). `low` and `high` stand where a sum over
withheld cells is a range; NA in `high` means that nobody says how many at most. The words of each measure (what it
counts, what it leaves out, what it cannot say) are in content/text/<language>/metrics.yaml under the measure's id.
"""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from dashboard.metrics.ask import Ask
from dashboard.metrics.definitions import (
    areas,
    bcr,
    change,
    closed,
    communities,
    hours,
    incidents,
    kinds,
    not_police,
    responders,
    times,
)
from dashboard.published import call_types, places
from dashboard.published.read import Release

Formula = Callable[[Release, Ask], pd.DataFrame]

MEASURES: dict[str, Formula] = {
    "incidents": incidents.frame,
    "kinds": kinds.frame,
    "areas": areas.frame,
    "communities": communities.frame,
    "responders": responders.frame,
    "not-police": not_police.frame,
    "bcr": bcr.frame,
    "hours": hours.frame,
    "closed": closed.frame,
    "times": times.frame,
    "change": change.frame,
}

READ: dict[str, tuple[str, ...]] = {
    "incidents": ("areas", "category", "rate"),
    "kinds": ("areas", "month"),
    "areas": ("category", "month", "rate"),
    "communities": ("category", "month"),
    "responders": ("areas", "category"),
    "not-police": ("areas", "category"),
    "bcr": ("areas",),
    "hours": ("month",),
    "closed": ("category",),
    "times": ("month",),
    "change": ("areas", "category", "since"),
}
"""What each measure reads of an ask: all else changes nothing, so that one frame serves many asks."""


SIDE_BY_SIDE = ("incidents",)
"""Measures of several areas. All others are of the first that was asked for."""


def read(measure: str, ask: Ask) -> Ask:
    """The part of an ask that changes the measure."""
    known = replace(Ask(), **{part: getattr(ask, part) for part in READ[measure]})
    known = known if measure in SIDE_BY_SIDE else replace(known, areas=known.areas[:1])
    return replace(known, category=None) if ask.areas and measure in ("responders", "not-police") else known


def warm(release: Release) -> None:
    """Asks for every measure, so that no visitor waits for what is kept, or for the library that fits a change."""
    area, since = places.load()[0].id, next(iter(release.months[12:]), "")
    category = call_types.load().in_areas()[0]
    for ask in (Ask(since=since), Ask((area,), since=since), Ask((area,), category)):
        for formula in MEASURES.values():
            formula(release, ask)
