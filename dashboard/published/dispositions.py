"""How calls were closed: the groups of data/reference/dispositions.yaml."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import yaml

from dashboard.published.places import REFERENCE

NOT_RECORDED = "not-recorded"
OTHER = "other"

_CODE = re.compile(r"[A-Z0-9]+")


@dataclass(frozen=True)
class Disposition:
    """A group: `codes` in capitals."""

    id: str
    label: str
    codes: tuple[str, ...]


def find(groups: dict[str, Disposition], written: str | None) -> str:
    """The id of the group of 'RPT-Report', by the code that it begins with."""
    if not written or not written.strip():
        return NOT_RECORDED
    code = _CODE.match(written.strip().upper())
    return next((group.id for group in groups.values() if code and code[0] in group.codes), OTHER)


@lru_cache(maxsize=8)
def load(reference: Path = REFERENCE) -> dict[str, Disposition]:
    """The groups by id, in the order of dispositions.yaml in the folder. Raises ValueError for a code listed twice."""
    raw = cast(dict[str, dict[str, Any]], yaml.safe_load((reference / "dispositions.yaml").read_text("utf-8")))
    groups = {
        key: Disposition(key, str(entry["label"]), tuple(str(code).upper() for code in entry["codes"]))
        for key, entry in raw.items()
    }
    if missing := {NOT_RECORDED, OTHER} - groups.keys():
        raise ValueError(f"dispositions.yaml: no group {', '.join(sorted(missing))}; add it.")
    codes = [code for group in groups.values() for code in group.codes]
    if twice := next((code for code in codes if codes.count(code) > 1), None):
        raise ValueError(f"dispositions.yaml: {twice} is listed twice; keep one.")
    return groups
