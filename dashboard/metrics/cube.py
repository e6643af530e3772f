"""Cells of a release as arrays, so that any view of them is a cheap sum."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from dashboard.metrics import ranges
from dashboard.metrics.held import held
from dashboard.published.read import Release
from dashboard.published.schema import COUNT, STATE, State, Table

STATES = tuple(State)
NUMBER, WITHHELD, MISSING = (STATES.index(state) for state in (State.NUMBER, State.WITHHELD, State.MISSING))
WORDS = np.array([state.value for state in STATES], dtype=object)


@dataclass(frozen=True)
class Cube:
    """`labels` of each dimension, in the order of the arrays' axes.

    `low` and `high` are incidents (float; NaN in `high`: nobody says how many at most); `state` is a place in STATES.
    What the table does not hold is missing.
    """

    labels: dict[str, tuple[str, ...]]
    low: Any
    high: Any
    state: Any

    def at(self, **wanted: str) -> "Cube":
        """The cells of one label of some dimensions, which are gone then."""
        found = self
        for name, label in wanted.items():
            one, axis = found.among(name, [label]), list(found.labels).index(name)
            left = {each: labels for each, labels in one.labels.items() if each != name}
            found = Cube(left, *(part.take(0, axis) for part in (one.low, one.high, one.state)))
        return found

    def among(self, name: str, wanted: Sequence[str]) -> "Cube":
        """The cells of some labels of a dimension, in that order."""
        axis, places = list(self.labels).index(name), {label: i for i, label in enumerate(self.labels[name])}
        rows = [places.get(label, len(places)) for label in wanted]
        shape = list(self.low.shape)
        shape[axis] = 1
        nothing = ((self.low, 0), (self.high, np.nan), (self.state, MISSING))
        parts = (np.concatenate([part, np.full(shape, none, part.dtype)], axis) for part, none in nothing)
        if len(places) not in rows:
            parts = (self.low, self.high, self.state)  # type: ignore[assignment]
        return Cube({**self.labels, name: tuple(wanted)}, *(part.take(rows, axis) for part in parts))

    def sum(self, name: str) -> "Cube":
        """Added up over a dimension: a sum with a withheld part is withheld unless it can only be one number."""
        axis = list(self.labels).index(name)
        low, high = self.low.sum(axis), self.high.sum(axis)
        state = np.where((self.state == MISSING).any(axis), MISSING, np.where(low == high, NUMBER, WITHHELD))
        return Cube({each: labels for each, labels in self.labels.items() if each != name}, low, high, state)

    def columns(self) -> dict[str, Any]:
        """A row for each cell: the dimensions, `count` (Int64; NA unless a number), `state`, `low`, `high` (Int64)."""
        low, high, state = self.low.ravel(), self.high.ravel(), self.state.ravel()
        keys = list(product(*self.labels.values()))
        columns: dict[str, Any] = {name: [key[i] for key in keys] for i, name in enumerate(self.labels)}
        columns[COUNT], columns[STATE] = whole(low, state != NUMBER), WORDS[state]
        columns[ranges.LOW], columns[ranges.HIGH] = whole(low, np.zeros(len(low), bool)), whole(high, np.isnan(high))
        return columns

    def frame(self) -> pd.DataFrame:
        """The same as a frame."""
        return pd.DataFrame(self.columns())


def whole(values: Any, unknown: Any) -> Any:
    """Numbers as Int64, NA where `unknown`."""
    return pd.arrays.IntegerArray(np.where(unknown, 0, values).astype("int64"), unknown)


def of(release: Release, table: Table) -> Cube:
    """The cells of a table of counts: one axis for each of its dimensions, the period first."""
    return held(release, f"cube of {table.name}", lambda r: made(ranges.cells(r, table), table.dimensions))


def made(cells: pd.DataFrame, dimensions: Sequence[str]) -> Cube:
    """Rows with `low`, `high` and `state` as arrays."""
    codes = [pd.factorize(cells[name], sort=True) for name in dimensions]
    shape, at = [len(labels) for _, labels in codes], tuple(code for code, _ in codes)
    low, high, state = np.zeros(shape), np.full(shape, np.nan), np.full(shape, MISSING)
    low[at] = cells[ranges.LOW].to_numpy("float64", na_value=0)
    high[at] = cells[ranges.HIGH].to_numpy("float64", na_value=np.nan)
    state[at] = cells[STATE].map({state.value: i for i, state in enumerate(STATES)}).to_numpy("int64")
    return Cube({name: tuple(labels) for name, (_, labels) in zip(dimensions, codes, strict=True)}, low, high, state)
