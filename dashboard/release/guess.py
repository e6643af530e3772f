"""Guesses what the columns of an unknown file of calls mean, by their names and by the shares of values that fit."""

import re
from dataclasses import dataclass

from dashboard.release.sources import EPOCH_MS, EPOCH_S, ISO

PATTERNS = (
    *("%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %I:%M %p", "%m/%d/%Y"),
    *("%Y/%m/%d %H:%M:%S", "%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M"),
)
FORMATS = (EPOCH_MS, EPOCH_S, ISO, *PATTERNS)
STAMPS = ("received", "queued", "assigned", "arrived", "cleared")

_RESPONDERS = {
    "bcr": r"\bbcr|crisis|behav|mental",
    "fire": r"fire|\b[a-z]?fd\b|ems|medic|ambul|rescue",
    "police": r"police|\b[a-z]{0,2}pd\b|sheriff|patrol|law",
}
_BEGUN = r"^(y|yes|true|1|e?-?911|.*(phone|citizen|public|caller|resident|text).*)$"
_NAMES = {
    "received": r"receiv|creat|call_?(date|time)|response_?date",
    "queued": r"queue|entry|entered|pending",
    "assigned": r"assign|dispatch",
    "arrived": r"arriv|on_?scene|onscene",
    "cleared": r"clear|clos|complet",
    "time": r"receiv|creat|response_?date|call_?(date|time)|date|time",
    "incident": r"incident|master|case|event|call_?(no|num|id)",
    "agency": r"agency|department|dept|responder|discipline",
    "type": r"problem|nature|type|descr|categor",
    "area": r"neigh|area|community|district|zone|beat",
    "latitude": r"^lat|latitude|^y$|_y$",
    "longitude": r"^lon|^lng|longitude|^x$|_x$",
    "priority": r"priorit",
    "disposition": r"dispo|outcome|clearance|result",
    "address": r"addr|street",
    "resident": r"911|source|origin|initiat|how_?received",
}
_FINAL = re.compile(r"final|clos|last", re.I)
_FEW = 60
"""An agency, a disposition or who began a call has this many values at most."""


@dataclass(frozen=True)
class Look:
    """One column: `filled` and `distinct` as shares of the rows, `values` how many differ, `fits` the share of the
    filled values by what they read as (a format, latitude, longitude, type, area, disposition), `common` the values of
    a column of few that stand in enough rows to be named."""

    name: str
    filled: float
    distinct: float
    values: int
    fits: dict[str, float]
    common: tuple[str, ...]

    @property
    def as_time(self) -> float:
        """The share of values that read as a time."""
        return max(self.fits[form] for form in FORMATS)


def roles(looks: dict[str, Look]) -> dict[str, str]:
    """The column for each meaning that was found. A stamp may be the time too; other columns have one meaning."""
    times = [look for look in looks.values() if look.filled and look.as_time >= 0.5]
    found = {stamp: look.name for stamp in STAMPS if (look := _best(times, stamp))}
    first = found.get("received") or next((look.name for look in [_best(times, "time")] if look), None)
    if first or times:
        found["time"] = first or times[0].name
    free = {name: look for name, look in looks.items() if look.filled and look not in times}
    for meaning in (
        "latitude",
        "longitude",
        "type",
        "area",
        "disposition",
        "agency",
        "priority",
        "resident",
        "incident",
        "address",
    ):
        best = _best([look for look in free.values() if _may_be(look, meaning)], meaning)
        if best:
            found[meaning] = best.name
            del free[best.name]
    if {"latitude", "longitude"} - found.keys():
        found = {meaning: name for meaning, name in found.items() if meaning not in ("latitude", "longitude")}
    return found if "queued" in found or "assigned" in found or "arrived" in found else _without_stamps(found)


def is_row_id(look: Look) -> bool:
    """Whether a column only numbers the rows."""
    return (
        look.distinct == 1
        and re.fullmatch(r"_?(object|row|f|global)?_?id|row(_?num(ber)?)?", look.name, re.I) is not None
    )


def responders(look: Look) -> dict[str, str]:
    """Responder by value, for the values whose names tell."""
    named = {
        value: next((r for r, words in _RESPONDERS.items() if re.search(words, value, re.I)), "")
        for value in look.common
    }
    return {value: responder for value, responder in named.items() if responder}


def begun(look: Look) -> list[str]:
    """The values that seem to say that a resident began the call."""
    return [value for value in look.common if re.fullmatch(_BEGUN, value, re.I)]


def _best(looks: list[Look], meaning: str) -> Look | None:
    """The column of the best name and the best values; None if no name and no values speak for it."""
    scored = [(_score(look, meaning), look) for look in looks]
    scored = [pair for pair in scored if pair[0] > 0]
    return max(scored, key=lambda pair: pair[0])[1] if scored else None


def _score(look: Look, meaning: str) -> float:
    named = re.search(_NAMES[meaning], look.name, re.I) is not None
    share = look.fits.get(meaning, 0.0) if meaning in ("type", "area", "disposition") else 0.0
    final = 0.1 if meaning in ("type", "priority") and _FINAL.search(look.name) else 0.0
    return (1.0 if named else 0.0) + (2 * share if share >= 0.3 else 0.0) + (final if named or share >= 0.3 else 0.0)


def _may_be(look: Look, meaning: str) -> bool:
    """Whether the values allow the meaning that a name may promise."""
    if meaning in ("latitude", "longitude"):
        return look.fits[meaning] >= 0.3
    if meaning == "incident":
        return look.distinct >= 0.5
    if meaning in ("agency", "resident", "priority", "disposition"):
        return (
            look.values <= _FEW
            and (meaning != "agency" or bool(responders(look)))
            and (meaning != "resident" or bool(begun(look)))
        )
    return True


def _without_stamps(found: dict[str, str]) -> dict[str, str]:
    return {meaning: name for meaning, name in found.items() if meaning not in STAMPS}
