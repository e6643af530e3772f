"""Responder splits, by category and month (T4) and by neighborhood and quarter (T5), protected together.

In a quarter the calls of a responder by category are those by neighborhood and those without a place: every responder
is a balance over both tables. Lines of months that were released before stand; all of them counts as known.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from dashboard.published.schema import (
    COUNT,
    FIRE_AND_BCR,
    NEIGHBORHOOD_RESPONDER,
    RESPONDER,
    RESPONDERS,
    Split,
    months_of,
    quarter,
)
from dashboard.release.certify import Block, Bools, Ints
from dashboard.release.count import Frames
from dashboard.release.withhold import splits

TABLES = (RESPONDER, NEIGHBORHOOD_RESPONDER)

Line = tuple[str, str, str]
"""A table's name, a period, and a category or a neighborhood."""


def protect(
    frames: Frames,
    late: Mapping[str, "pd.Series[int]"],
    forced: set[Line],
    in_areas: Sequence[str],
    threshold: int,
    guarded: Mapping[str, Bools],
) -> dict[Line, Split]:
    """How each line stands: withheld at once if `forced`, or if a cell of it is `guarded` (by table, a mask as long as
    its frame), then until all is certified.

    `late`: see `count.recounted`.
    A line is withheld in order: the lines that tell too much, then neighborhoods, then categories, by id.
    """
    chosen: dict[Line, Split] = {}
    kept: dict[Line, list[str]] = {}
    quarters: dict[str, dict[Line, dict[str, int]]] = {}
    for table in [t for t in TABLES if len(frames[t.name])]:
        for at in frames[table.name].loc[guarded[table.name], list(table.dimensions)].itertuples(index=False):
            kept.setdefault((table.name, at[0], at[1]), []).append(at[2])
        wide = frames[table.name].pivot(index=table.dimensions[:2], columns="responder", values=COUNT)
        kinds = splits(frames[table.name], table, threshold)
        for at, values in zip(wide.index, wide.to_dict("records"), strict=True):
            if not any(pd.isna(n) for n in values.values()):
                period, key = str(at[0]), str(at[1])
                line = (table.name, period, key)
                named = period if "Q" in period else quarter(period)
                quarters.setdefault(named, {})[line] = {str(r): int(n) for r, n in values.items()}
                chosen[line] = Split.WITHHELD if line in forced or line in kept else Split(kinds[at])
    for name, lines in quarters.items():
        _Quarter(lines, _before(name, late, in_areas), forced, set(in_areas), chosen, threshold, kept).protect()
    return chosen


def _before(named: str, late: Mapping[str, "pd.Series[int]"], in_areas: Sequence[str]) -> Ints:
    """Calls of a quarter's months that were released before, by responder, in the order of RESPONDERS."""
    if RESPONDER.name not in late:
        return np.zeros(len(RESPONDERS), np.int64)
    counts = late[RESPONDER.name].reset_index()
    counts = counts[counts["month"].isin(months_of(named)) & counts["category"].isin(in_areas)]
    return counts.groupby("responder")[COUNT].sum().reindex(RESPONDERS, fill_value=0).to_numpy(np.int64)


class _Quarter:
    """The lines of one quarter with their counts by responder; `split` is shared with other quarters.

    `before`: what the quarter's released months count, by responder. `guarded`: the responders of a line to be
    certified whatever their count.
    """

    def __init__(
        self,
        values: dict[Line, dict[str, int]],
        before: Ints,
        forced: set[Line],
        in_areas: set[str],
        split: dict[Line, Split],
        threshold: int,
        guarded: Mapping[Line, list[str]],
    ) -> None:
        self.values, self.before, self.forced, self.split, self.threshold = values, before, forced, split, threshold
        self.guarded = guarded
        self.by_area = [line for line in values if line[0] == NEIGHBORHOOD_RESPONDER.name]
        crossed = [line for line in values if line[0] == RESPONDER.name and line[2] in in_areas]
        self.by_category = crossed if self.by_area else []

    def protect(self) -> None:
        """Withholds lines until all is certified; when every line is withheld, nothing is left to do."""
        while failed := self._failed():
            spoken = [line for line in (*self.by_area, *self.values) if self.split[line] != Split.WITHHELD]
            chosen = [line for line in spoken if line in failed] or spoken[:1]
            if not chosen:
                return
            self.split.update(dict.fromkeys(chosen, Split.WITHHELD))

    def _failed(self) -> set[Line | None]:
        """Lines that hold an uncertified cell; None for calls without a place."""
        block = Block(self.threshold)
        index = {line: self._add(block, line) for line in self.values}
        owner: dict[int, Line | None] = {cell: line for line, cells in index.items() for cell in cells.values()}
        if self.by_area:
            unplaced = block.add_unseen(self._unplaced())
            for responder, cell in zip(RESPONDERS, unplaced.tolist(), strict=True):
                parts = [[index[at][responder] for at in lines if responder in index[at]] for lines in self._sides()]
                block.balance(parts[0], [*parts[1], cell])
                owner[cell] = None
        return {owner[cell] for cell in np.flatnonzero(block.uncertified()).tolist() if cell in owner}

    def _sides(self) -> tuple[list[Line], list[Line]]:
        return self.by_category, self.by_area

    def _add(self, block: Block, line: Line) -> dict[str, int]:
        """The unknown cells of a line, by responder. Of a withheld split nobody is told which parts are small."""
        kind = self.split[line]
        names = {Split.PARTS: (), Split.SUM: ("fire", "bcr")}.get(kind, (*RESPONDERS, FIRE_AND_BCR))
        add = block.add_unseen if kind == Split.WITHHELD else block.add_hidden
        cells = add(np.array([self.values[line][name] for name in names], np.int64))
        index = dict(zip(names, cells.tolist(), strict=True))
        block.guard(np.array([index[name] for name in self.guarded.get(line, ())], np.int64))
        if kind == Split.SUM:
            block.balance(cells)
        elif names:
            loose = block.add_unseen(np.array([self.threshold]), need=False) if line in self.forced else ()
            block.balance([index["fire"], index["bcr"]], [index[FIRE_AND_BCR]])
            block.balance([index["police"], index[FIRE_AND_BCR]], loose)
        return index

    def _unplaced(self) -> Ints:
        """Calls without a place in the quarter, by responder, in the order of RESPONDERS."""
        city, areas = (np.array([[self.values[at][r] for r in RESPONDERS] for at in lines]) for lines in self._sides())
        left: Ints = self.before + city.sum(axis=0) - areas.sum(axis=0)
        return left
