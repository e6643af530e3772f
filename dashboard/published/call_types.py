"""The call types of data/reference/call_types.yaml: categories, and what belongs to them."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import yaml

from dashboard.published.places import REFERENCE

UNKNOWN_CATEGORY = "other"

_SUFFIX = re.compile(r"\s*\((?:PFE|PF|PE|P|FE|F|E|UM)?\s*\)?$")
_ROUTE = re.compile(r"~[A-Z]+$")


@dataclass(frozen=True)
class Category:
    """`protected` categories stand in city tables only; `sensitive` ones are never split further."""

    id: str
    label: str
    sensitive: bool
    protected: bool


@dataclass(frozen=True)
class CallType:
    """`resident`: residents begin such calls. `could_take`: channel ids, best first."""

    name: str
    category: str
    resident: bool
    could_take: tuple[str, ...]


@dataclass(frozen=True)
class CallTypes:
    """`categories` by id, in the order of the file; `types` by `match_key` of their name."""

    categories: dict[str, Category]
    types: dict[str, CallType]

    def find(self, code: str) -> CallType | None:
        """The type of a problem code, with or without its suffix; None if it is not listed."""
        return self.types.get(match_key(base_name(code)))

    def in_areas(self) -> tuple[str, ...]:
        """The ids of the categories that area tables show."""
        return tuple(c.id for c in self.categories.values() if not c.protected)


def base_name(code: str) -> str:
    """'Theft - Report Only (P)~PD' -> 'Theft - Report Only', a cut-off bracket too."""
    return " ".join(_SUFFIX.sub("", _ROUTE.sub("", code.strip())).split())


def match_key(name: str) -> str:
    """Spelling under which two writings of one name meet: case and the spaces at marks left out."""
    return re.sub(r"\s*([-/()])\s*", r"\1", " ".join(name.split())).casefold()


@lru_cache(maxsize=8)
def load(reference: Path = REFERENCE) -> CallTypes:
    """Reads call_types.yaml in the folder. Raises ValueError naming the type that is wrong."""
    text = (reference / "call_types.yaml").read_text(encoding="utf-8")
    raw = cast(dict[str, dict[str, dict[str, Any]]], yaml.safe_load(text))
    categories = {
        key: Category(
            key,
            str(entry["label"]),
            bool(entry.get("sensitive", False)),
            bool(entry.get("protected", False)),
        )
        for key, entry in raw["categories"].items()
    }
    types: dict[str, CallType] = {}
    for name, entry in raw["types"].items():
        key = match_key(name)
        if key in types:
            raise ValueError(f"call_types.yaml: {name} is listed twice; keep one.")
        if entry["category"] not in categories:
            raise ValueError(f"call_types.yaml: {name} names no known category; use a listed id.")
        types[key] = CallType(name, str(entry["category"]), bool(entry["resident"]), tuple(entry["could_take"]))
    return CallTypes(categories, types)
