"""Chooses what else is withheld, until every small cell is certified: rules 2 to 5 of the release rule.

The tables hang together by their totals alone, so each block of cells is certified with the totals held that other
blocks use: a world of one block is then a world of all tables together. A withheld total cannot be held. Then every
line that would give it away (a responder split, a quarter, a year) is withheld whole.

Further cells are chosen by a fixed public order (`complement_order` in rule.yaml, then the order of ids), not by count.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.published.schema import (
    CATEGORY,
    COUNT,
    DAYPART,
    DISPOSITION,
    HOUR,
    NEIGHBORHOOD,
    NEIGHBORHOOD_CATEGORY,
    NEIGHBORHOOD_RESPONDER,
    RESPONDER,
    STATE,
    Split,
    State,
    months_of,
    quarter,
)
from dashboard.release import responders
from dashboard.release.blocks import Matrix, hide_in_line, protect_fixed
from dashboard.release.certify import Bools
from dashboard.release.count import Frames
from dashboard.release.withhold import by_split, with_state

Totals = dict[str, "pd.Series[int]"]
Masks = Mapping[str, Bools]
"""By table, a mask as long as its frame."""


def protect(
    frames: Frames,
    before: Frames,
    late: Totals,
    order: Sequence[str],
    threshold: int,
    dominated: Masks | None = None,
) -> Frames:
    """The frames of `count` with a `state` each, and a `split` where responders stand; `count` keeps its true value.

    `before` holds the tables of the series' last release (empty: none), `late` what its months count now. `order`
    lists categories, `dominated` the cells that are withheld whatever their size.
    """
    chosen = _Protection(frames, before, late, order, threshold, dominated or {})
    chosen.months()
    chosen.hours()
    chosen.responders()
    chosen.dayparts()
    chosen.dispositions()
    return chosen.states()


class _Protection:
    """`hidden` grows: for each table without responders a mask as long as its frame. `guarded`, such a mask for every
    table, tells the cells of one address; `untimed` the quarters without T7."""

    def __init__(
        self,
        frames: Frames,
        before: Frames,
        late: Totals,
        order: Sequence[str],
        threshold: int,
        dominated: Masks,
    ) -> None:
        self.guarded = {n: dominated.get(n, np.zeros(len(frame), np.bool_)) for n, frame in frames.items()}
        self.frames, self.before, self.late, self.order, self.threshold = frames, before, late, order, threshold
        self.plain = [n for n in frames if n not in (RESPONDER.name, NEIGHBORHOOD_RESPONDER.name)]
        small = {n: (frames[n][COUNT] < threshold).fillna(False).to_numpy(bool) for n in self.plain}
        self.hidden = {n: small[n] | self.guarded[n] for n in self.plain}
        self.split: dict[responders.Line, Split] = {}
        self.untimed = {quarter(month) for month in _silent_months(before)}

    def _cube(self, name: str) -> npt.NDArray[np.float64]:
        """Counts, NaN where missing, one axis for each dimension."""
        frame = self.frames[name]
        shape = [frame[d].nunique() for d in frame.columns if d != COUNT]
        return frame[COUNT].to_numpy(dtype=float, na_value=np.nan).reshape(shape)

    def _ids(self, name: str, dimension: str) -> list[str]:
        return sorted(set(self.frames[name][dimension]))

    def _by_order(self, categories: Sequence[str]) -> list[int]:
        """Places of the categories: those of `order` as it has them, then the others."""
        rank = {category: at for at, category in enumerate(self.order)}
        return sorted(range(len(categories)), key=lambda at: rank.get(categories[at], len(rank)))

    def months(self) -> None:
        """T1 to T3: one block a month, on as many threads as there are cores (the solver leaves Python free)."""
        cells, rows, columns = (self._cube(t.name) for t in (NEIGHBORHOOD_CATEGORY, NEIGHBORHOOD, CATEGORY))
        masks = [self.hidden[NEIGHBORHOOD_CATEGORY.name].reshape(cells.shape)]
        masks += [self.hidden[NEIGHBORHOOD.name].reshape(rows.shape)]
        masks += [self.hidden[NEIGHBORHOOD.name].reshape(rows.shape)]
        in_areas = self._ids(NEIGHBORHOOD_CATEGORY.name, "category")
        place = {c: i for i, c in enumerate(self._ids(CATEGORY.name, "category"))}
        at = [place[c] for c in in_areas]
        by_order = self._by_order(in_areas)
        of_city = self.hidden[CATEGORY.name].reshape(columns.shape)
        names = (NEIGHBORHOOD_CATEGORY.name, NEIGHBORHOOD.name, CATEGORY.name)
        guarded = [self.guarded[n].reshape(self._cube(n).shape) for n in names]

        def one(month: int) -> None:
            if not np.isnan(cells[month]).any():
                part = columns[month][at].astype(np.int64)
                hidden = of_city[month][at]
                kept = guarded[0][month], guarded[1][month], guarded[2][month][at]
                matrix = Matrix(cells[month].astype(np.int64), part, self.threshold, by_order, kept)
                matrix.protect(masks[0][month], masks[1][month], hidden)
                of_city[month][at] = hidden

        with ThreadPoolExecutor() as threads:
            list(threads.map(one, range(len(cells))))

    def hours(self) -> None:
        """T6: hours and weekdays of one part of the day in one month add up to what T7 may tell.

        A month whose categories are not all shown must not tell their total: each part keeps something back. A month
        that cannot be held is withheld whole, and so is its quarter of T7, which tells the total of each part.
        """
        counts = self._cube(HOUR.name)
        hidden = self.hidden[HOUR.name].reshape(counts.shape)
        guarded = self.guarded[HOUR.name].reshape(counts.shape)
        silent = [bool(month.any()) for month in self.hidden[CATEGORY.name].reshape(len(counts), -1)]
        for month, values in enumerate(counts):
            lines = zip(*(of[month].reshape(6, -1) for of in (counts, hidden, guarded)), strict=True)
            keep = self.threshold - 1 if silent[month] else 0
            if np.isnan(values).any():
                continue
            held = [hide_in_line(cells, of_line, self.threshold, keep, kept) for cells, of_line, kept in lines]
            if not all(held):
                hidden[month] = True
                self.untimed.add(quarter(self._ids(HOUR.name, "month")[month]))

    def responders(self) -> None:
        """T4 and T5: see `responders.protect`."""
        pairs = ((CATEGORY, RESPONDER), (NEIGHBORHOOD, NEIGHBORHOOD_RESPONDER))
        forced = {
            (table.name, *line)
            for totals, table in pairs
            for line, silent in self._withheld_lines(totals.name, table.name).items()
            if silent
        }
        in_areas = self._ids(NEIGHBORHOOD_CATEGORY.name, "category")
        guarded = {table.name: self.guarded[table.name] for _, table in pairs}
        self.split = responders.protect(self.frames, self.late, forced, in_areas, self.threshold, guarded)

    def dayparts(self) -> None:
        """T7: one block a quarter; its rows add up to T3's months, its columns to T6's."""
        counts = self._cube(DAYPART.name)
        hidden = self.hidden[DAYPART.name].reshape(counts.shape)
        guarded = self.guarded[DAYPART.name].reshape(counts.shape)
        forced = self._forced(DAYPART.name, counts.shape)
        named, ids = self._ids(DAYPART.name, "quarter"), self._ids(DAYPART.name, "category")
        by_order = self._by_order(ids)
        for at, values in enumerate(counts):
            hidden[at][forced[at]] = True
            if named[at] in self.untimed:
                hidden[at] = True
            elif not np.isnan(values).any():
                protect_fixed(values.astype(np.int64), hidden[at], forced[at], self.threshold, by_order, guarded[at])

    def dispositions(self) -> None:
        """T8: each line adds up to twelve months of T3."""
        counts = self._cube(DISPOSITION.name)
        hidden = self.hidden[DISPOSITION.name].reshape(counts.shape)
        guarded = self.guarded[DISPOSITION.name].reshape(counts.shape)
        forced = self._forced(DISPOSITION.name, counts.shape)
        for line in np.ndindex(*counts.shape[:2]):
            if not np.isnan(counts[line]).any() and (
                forced[line] or not hide_in_line(counts[line], hidden[line], self.threshold, guarded=guarded[line])
            ):
                hidden[line] = True

    def _forced(self, table: str, shape: tuple[int, ...]) -> Bools:
        """`_withheld_lines` of a table by category, as a mask over periods and categories."""
        return np.array(list(self._withheld_lines(CATEGORY.name, table).values()), np.bool_).reshape(shape[:2])

    def _withheld_lines(self, totals: str, table: str) -> dict[tuple[str, str], bool]:
        """For each line of `table` (a period and a key): must its total not be told?

        That is so when a month of it is withheld in `totals`, or a month that was released counts otherwise by now.
        """
        now = self.frames[totals]
        key = str(now.columns[1])
        told = dict(zip(zip(now["month"], now[key], strict=True), ~self.hidden[totals], strict=True))
        if totals in self.before:
            then = self.before[totals].set_index(["month", key])
            recount = self.late[totals].reindex(then.index, fill_value=0)
            same = ((then[STATE] == State.NUMBER) & (then[COUNT] == recount)).fillna(False)
            told |= dict(zip(then.index, same, strict=True))
        lines = self.frames[table].iloc[:, :2].drop_duplicates().itertuples(index=False, name=None)
        return {(a, b): not all(told.get((month, b), True) for month in months_of(a)) for a, b in lines}

    def states(self) -> Frames:
        """What was chosen, as states."""
        return {
            name: with_state(frame, self.hidden[name]) if name in self.hidden else by_split(name, frame, self.split)
            for name, frame in self.frames.items()
        }


def _silent_months(before: Frames) -> list[str]:
    """Released months of which no hour is shown."""
    if HOUR.name not in before:
        return []
    months = (before[HOUR.name][STATE] == State.WITHHELD).groupby(before[HOUR.name]["month"]).all()
    return [str(month) for month in months.index[months]]
