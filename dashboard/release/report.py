"""What a build tells its operator. Private: it holds exact counts, small ones too."""

from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from dashboard.published.schema import COUNT, RESPONDERS, STATE, State


@dataclass(frozen=True)
class Report:
    """`left_out` counts rows of the source by reason; `not_placed` those in city tables only.

    `audit` is what the attack on it came to, None if there was none.
    `tables` gives for each table its cells by state (`number`, `withheld`, `missing`) and the calls
    that stand in them (`published_rows`, `withheld_rows`). For the table category-month
    rows_in == published_rows + withheld_rows + the sum of left_out. `months` are 'YYYY-MM'.
    """

    release: str
    folder: str
    series: str
    demonstration: bool
    as_of: str
    months: tuple[str, ...]
    missing_months: tuple[str, ...]
    rows_in: int
    left_out: dict[str, int]
    not_placed: int
    unknown_codes: dict[str, int]
    unknown_agencies: dict[str, int]
    unknown_neighborhoods: dict[str, int]
    tables: dict[str, dict[str, int]]
    threshold: int
    audit: dict[str, Any] | None

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON has it."""
        return asdict(self)


def tally(frame: pd.DataFrame) -> dict[str, int]:
    """Cells by state, and calls in published and in withheld cells.

    A call stands in each table once; in a responder table its withheld rows are those of police, fire and bcr whose
    own cell is withheld, though their sum may stand.
    """
    cells = {state.value: int((frame[STATE] == state.value).sum()) for state in State}
    once = frame[frame["responder"].isin(RESPONDERS)] if "responder" in frame else frame
    rows = {
        f"{word}_rows": int(once.loc[once[STATE] == state, COUNT].sum())
        for word, state in (("published", State.NUMBER), ("withheld", State.WITHHELD))
    }
    return {**cells, **rows}
