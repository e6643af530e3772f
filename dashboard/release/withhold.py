"""The first two steps of the release rule: what is small is withheld, and responder splits take one of four forms.

What else must be withheld so that nothing small can be worked out is chosen in `protect`.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.published.schema import COUNT, FIRE_AND_BCR, SPLIT, STATE, Split, State, Table


def published(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame as it is released: `count` a number or a word, as text, and no state."""
    number = frame[STATE] == State.NUMBER
    count = frame[COUNT].astype("str").where(number, frame[STATE].astype("str"))
    return frame.drop(columns=[STATE, COUNT]).assign(**{COUNT: count})


def below(counts: "pd.Series[int]", threshold: int) -> "pd.Series[bool]":
    """Where a count is small, zero included; NA is not."""
    return (counts < threshold).fillna(False).astype(bool)


def splits(frame: pd.DataFrame, table: Table, threshold: int) -> "pd.Series[str]":
    """The Split of each line of a responder table, by rule 2 of the release rule; indexed by the line's dimensions.

    A sum of fire and bcr, and a line's total, stand only from twice the threshold less one: less would tell that one
    part, the other being large, is smaller than it might be.
    """
    line = [d for d in table.dimensions if d != "responder"]
    wide = frame.pivot(index=line, columns="responder", values=COUNT)
    others = wide[FIRE_AND_BCR]
    total = wide["police"] + others
    enough = 2 * threshold - 1
    together = below(wide["fire"], threshold) | below(wide["bcr"], threshold)
    split = pd.Series(Split.PARTS.value, index=wide.index, dtype="str")
    split = split.mask(together, Split.SUM.value)
    split = split.mask(together & below(others, enough), Split.WITHHELD.value)
    split = split.mask(below(others, threshold), Split.MOSTLY_POLICE.value)
    silent = below(wide["police"], threshold) | below(total, enough) | total.isna()
    return split.mask(silent, Split.WITHHELD.value)


def by_split(name: str, frame: pd.DataFrame, split: Mapping[tuple[str, str, str], Split]) -> pd.DataFrame:
    """A responder table with the `split` of each row's line and the `state` that follows from it.

    A line that is not in `split` has no counts: missing, and withheld as far as the split goes.
    """
    lines = zip(frame.iloc[:, 0], frame.iloc[:, 1], strict=True)
    said = pd.Series([split.get((name, *line), Split.WITHHELD).value for line in lines], frame.index, dtype="str")
    part = frame["responder"].isin(("fire", "bcr"))
    silent = said.isin((Split.WITHHELD, Split.MOSTLY_POLICE))
    return with_state(frame.assign(**{SPLIT: said}), (silent | (part & (said == Split.SUM))).to_numpy())


def with_state(frame: pd.DataFrame, hidden: npt.NDArray[np.bool_]) -> pd.DataFrame:
    """The frame with a `state`: withheld where hidden, missing where the count is NA."""
    state = pd.Series(State.NUMBER.value, index=frame.index, dtype="str").mask(hidden, State.WITHHELD.value)
    return frame.assign(**{STATE: state.mask(frame[COUNT].isna(), State.MISSING.value)})
