"""Withholds small counts.

Primary withholding only: a cell below the threshold is withheld, zero included, and responder splits
follow rule 2 of the release rule. Complements, the cells that protect a small cell from being
worked out from a total, and the certificate over all tables are not applied yet. The report and
datapackage.json say so.
"""

import pandas as pd

from dashboard.published.schema import (
    COUNT,
    FIRE_AND_BCR,
    RESPONDER,
    SPLIT,
    STATE,
    Split,
    State,
)

COMPLEMENTS = "not yet applied"


def withhold(frames: dict[str, pd.DataFrame], threshold: int) -> dict[str, pd.DataFrame]:
    """The frames of `count` with a `state` each; `count` keeps its true value.

    An NA count is missing. Only `published` makes what may leave.
    """
    states: dict[str, pd.DataFrame] = {}
    for name, frame in frames.items():
        if name == RESPONDER.name:
            split = splits(frame, threshold)
            states[name] = _with_state(frame.assign(**{SPLIT: split}), _hidden(frame, split))
        else:
            states[name] = _with_state(frame, below(frame[COUNT], threshold))
    return states


def published(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame as it is released: `count` a number or a word, as text, and no state."""
    number = frame[STATE] == State.NUMBER
    count = frame[COUNT].astype("str").where(number, frame[STATE].astype("str"))
    return frame.drop(columns=[STATE, COUNT]).assign(**{COUNT: count})


def below(counts: "pd.Series[int]", threshold: int) -> "pd.Series[bool]":
    """Where a count is small, zero included; NA is not."""
    return (counts < threshold).fillna(False).astype(bool)


def splits(frame: pd.DataFrame, threshold: int) -> "pd.Series[str]":
    """The Split of each row's line, by rule 2 of the release rule.

    A line whose total is below twice the threshold less one stays withheld too: that police reaches
    the threshold would leave fire and bcr too narrow a range.
    """
    line = [d for d in RESPONDER.dimensions if d != "responder"]
    wide = frame.pivot(index=line, columns="responder", values=COUNT)
    others = wide[FIRE_AND_BCR]
    total = wide["police"] + others
    split = pd.Series(Split.PARTS.value, index=wide.index, dtype="str")
    split = split.mask(below(wide["fire"], threshold) | below(wide["bcr"], threshold), Split.SUM.value)
    split = split.mask(below(others, threshold), Split.MOSTLY_POLICE.value)
    silent = below(wide["police"], threshold) | below(total, 2 * threshold - 1) | total.isna()
    split = split.mask(silent, Split.WITHHELD.value)
    lines = pd.MultiIndex.from_frame(frame[line])
    return pd.Series(split.reindex(lines).to_numpy(), index=frame.index, dtype="str")


def _hidden(frame: pd.DataFrame, split: "pd.Series[str]") -> "pd.Series[bool]":
    """Where a row of the responder table is withheld."""
    part = frame["responder"].isin(("fire", "bcr"))
    silent = split.isin((Split.WITHHELD, Split.MOSTLY_POLICE))
    return silent | (part & (split == Split.SUM))


def _with_state(frame: pd.DataFrame, small: "pd.Series[bool]") -> pd.DataFrame:
    state = pd.Series(State.NUMBER.value, index=frame.index, dtype="str")
    state = state.mask(small, State.WITHHELD.value)
    return frame.assign(**{STATE: state.mask(frame[COUNT].isna(), State.MISSING.value)})
