"""The numbers of the release rule, from data/reference/rule.yaml."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import yaml

from dashboard.published.places import REFERENCE


@dataclass(frozen=True)
class Rule:
    """`threshold` in calls; `days_after_month` in days; the shares from 0 to 1; years as written.

    `complement_order` lists category ids: those named first are withheld first when a small cell needs cover.
    """

    threshold: int
    days_after_month: int
    least_share_of_last: float
    most_unknown: float
    unknown_from_rows: int
    oldest_year: int
    complement_order: list[str]


def load(reference: Path = REFERENCE) -> Rule:
    """Reads rule.yaml in the folder. Raises TypeError for a missing or unknown number."""
    text = (reference / "rule.yaml").read_text(encoding="utf-8")
    return Rule(**cast(dict[str, Any], yaml.safe_load(text)))
