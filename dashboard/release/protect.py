"""Chooses what else is withheld, until every small cell is certified: rules 2 to 5 of the release rule.

The tables hang together by their totals alone, so each block of cells is certified with the totals held that other
blocks use: a world of one block is then a world of all tables together. A withheld total cannot be held. Then every
line that would give it away (a responder split, a quarter, a year) is withheld whole.

Further cells are chosen by a fixed public order (`complement_order` in rule.yaml, then the order of ids), not by size.
"""

from collections.abc import Sequence
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
from dashboard.release.certify import Block, Bools, Ints
from dashboard.release.count import Frames
from dashboard.release.withhold import by_split, with_state

Totals = dict[str, "pd.Series[int]"]


def protect(frames: Frames, before: Frames, late: Totals, order: Sequence[str], threshold: int) -> Frames:
    """The frames of `count` with a `state` each, and a `split` where responders stand; `count` keeps its true value.

    `before` holds the tables of the series' last release (empty: none), `late` what its months count now. `order`
    lists categories.
    """
    chosen = _Protection(frames, before, late, order, threshold)
    chosen.months()
    chosen.hours()
    chosen.responders()
    chosen.dayparts()
    chosen.dispositions()
    return chosen.states()


class _Protection:
    """`hidden` grows: for each table without responders a mask as long as its frame. `untimed`: quarters without T7."""

    def __init__(self, frames: Frames, before: Frames, late: Totals, order: Sequence[str], threshold: int) -> None:
        self.frames, self.before, self.late, self.order, self.threshold = frames, before, late, order, threshold
        self.plain = [n for n in frames if n not in (RESPONDER.name, NEIGHBORHOOD_RESPONDER.name)]
        self.hidden = {n: (frames[n][COUNT] < threshold).fillna(False).to_numpy(bool) for n in self.plain}
        self.split: dict[responders.Line, Split] = {}
        self.untimed = {quarter(month) for month in _silent_months(before)}

    def _cube(self, name: str) -> npt.NDArray[np.float64]:
        """Counts, NaN where missing, one axis for each dimension."""
        frame = self.frames[name]
        shape = [frame[d].nunique() for d in frame.columns if d != COUNT]
        return frame[COUNT].to_numpy(dtype=float, na_value=np.nan).reshape(shape)

    def _ids(self, name: str, dimension: str) -> list[str]:
        return sorted(set(self.frames[name][dimension]))

    def months(self) -> None:
        """T1 to T3: one block a month, on as many threads as there are cores (the solver leaves Python free)."""
        cells, rows, columns = (self._cube(t.name) for t in (NEIGHBORHOOD_CATEGORY, NEIGHBORHOOD, CATEGORY))
        masks = [self.hidden[NEIGHBORHOOD_CATEGORY.name].reshape(cells.shape)]
        masks += [self.hidden[NEIGHBORHOOD.name].reshape(rows.shape)]
        masks += [self.hidden[NEIGHBORHOOD.name].reshape(rows.shape)]
        in_areas = self._ids(NEIGHBORHOOD_CATEGORY.name, "category")
        place = {c: i for i, c in enumerate(self._ids(CATEGORY.name, "category"))}
        at = [place[c] for c in in_areas]
        by_order = [in_areas.index(c) for c in self.order if c in in_areas]
        of_city = self.hidden[CATEGORY.name].reshape(columns.shape)

        def one(month: int) -> None:
            if not np.isnan(cells[month]).any():
                part = columns[month][at].astype(np.int64)
                hidden = of_city[month][at]
                matrix = Matrix(cells[month].astype(np.int64), part, self.threshold, by_order)
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
        silent = [bool(month.any()) for month in self.hidden[CATEGORY.name].reshape(len(counts), -1)]
        for month, values in enumerate(counts):
            lines = zip(values.reshape(6, -1), hidden[month].reshape(6, -1), strict=True)
            keep = self.threshold - 1 if silent[month] else 0
            if np.isnan(values).any():
                continue
            held = [hide_in_line(*line, self.threshold, keep) for line in lines]
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
        self.split = responders.protect(self.frames, self.late, forced, in_areas, self.threshold)

    def dayparts(self) -> None:
        """T7: one block a quarter; its rows add up to T3's months, its columns to T6's."""
        counts = self._cube(DAYPART.name)
        hidden = self.hidden[DAYPART.name].reshape(counts.shape)
        forced = self._forced(DAYPART.name, counts.shape)
        named, ids = self._ids(DAYPART.name, "quarter"), self._ids(DAYPART.name, "category")
        by_order = [ids.index(c) for c in self.order if c in ids]
        for at, values in enumerate(counts):
            hidden[at][forced[at]] = True
            if named[at] in self.untimed:
                hidden[at] = True
            elif not np.isnan(values).any():
                protect_fixed(values.astype(np.int64), hidden[at], forced[at], self.threshold, by_order)

    def dispositions(self) -> None:
        """T8: each line adds up to twelve months of T3."""
        counts = self._cube(DISPOSITION.name)
        hidden = self.hidden[DISPOSITION.name].reshape(counts.shape)
        forced = self._forced(DISPOSITION.name, counts.shape)
        for line in np.ndindex(*counts.shape[:2]):
            if not np.isnan(counts[line]).any() and (
                forced[line] or not hide_in_line(counts[line], hidden[line], self.threshold)
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


class Matrix:
    """A month: neighborhoods by categories, with the total of each row and, unplaced calls added, of each column."""

    def __init__(self, cells: Ints, columns: Ints, threshold: int, order: Sequence[int]) -> None:
        self.cells, self.columns, self.threshold, self.order = cells, columns, threshold, order
        self.rows = cells.sum(axis=1)
        self.unplaced = columns - cells.sum(axis=0)

    def protect(self, cells: Bools, rows: Bools, columns: Bools) -> None:
        """Adds to the three masks, cells before totals, until all that is small is certified.

        When all lines of what fails are withheld whole, the next row is too. That ends: with every row withheld, a
        column without its total is certified.
        """
        by_row = True
        while (failed := self._failed(cells, rows, columns)).any():
            if by_row:
                changed = [
                    _next(cells[i], rows, i, self.order) for i in np.flatnonzero(failed[:-1].any(axis=1)).tolist()
                ]
            else:
                ordered = range(len(cells))
                changed = [_next(cells[:, j], columns, j, ordered) for j in np.flatnonzero(failed.any(axis=0)).tolist()]
                if not any(changed):
                    row = int(np.argmin(rows))
                    cells[row] = rows[row] = True
            by_row = not by_row

    def _failed(self, cells: Bools, rows: Bools, columns: Bools) -> Bools:
        """Uncertified cells, a row for unplaced calls last. Of a withheld total nobody is told whether it is small.

        (Were that told, a row of 7 and 7 could never be certified: two small cells and a total that is not.)
        """
        block = Block(self.threshold)
        index = np.full(cells.shape, -1)
        index[cells] = block.add_hidden(self.cells[cells])
        unplaced = block.add_unseen(self.unplaced)
        row_total, column_total = np.full(len(rows), -1), np.full(len(columns), -1)
        row_total[rows] = block.add_unseen(self.rows[rows])
        column_total[columns] = block.add_unseen(self.columns[columns])
        for i in range(len(rows)):
            block.balance(index[i][cells[i]], row_total[[i]][rows[[i]]])
        for j in range(len(columns)):
            block.balance([*index[:, j][cells[:, j]], unplaced[j]], column_total[[j]][columns[[j]]])
        open_cells = block.uncertified()
        failed = np.zeros((len(rows) + 1, len(columns)), dtype=np.bool_)
        failed[:-1][cells] = open_cells[index[cells]]
        failed[-1] = open_cells[unplaced]
        failed[-1][columns] |= open_cells[column_total[columns]]
        failed[:-1][rows] |= open_cells[row_total[rows]][:, None]
        return failed


def protect_fixed(values: Ints, hidden: Bools, silent: Bools, threshold: int, order: Sequence[int]) -> None:
    """A block of lines by parts whose totals all stand, but those of `silent` rows.

    Adds to `hidden`: a further row's cell in each column that tells too much, then whole rows.
    """
    by_row = True
    while (failed := _failed_fixed(values, hidden, silent, threshold)).any():
        shown = [i for i in order if not hidden[i].all()]
        if by_row:
            changed = [
                _next(hidden[i], None, i, range(values.shape[1])) for i in np.flatnonzero(failed.any(axis=1)).tolist()
            ]
        else:
            changed = [_next(hidden[:, j], None, j, order) for j in np.flatnonzero(failed.any(axis=0)).tolist()]
        if not any(changed) and not by_row:
            if not shown:
                return
            hidden[shown[0]] = True
        by_row = not by_row


def _failed_fixed(values: Ints, hidden: Bools, silent: Bools, threshold: int) -> Bools:
    block = Block(threshold)
    index = np.full(hidden.shape, -1)
    index[hidden] = block.add_hidden(values[hidden])
    loose = block.add_unseen(np.full(int(silent.sum()), threshold * values.shape[1]), need=False)
    of_row = dict(zip(np.flatnonzero(silent), loose, strict=True))
    for i in range(len(values)):
        block.balance(index[i][hidden[i]], [of_row[i]] if i in of_row else ())
    for j in range(values.shape[1]):
        kept = block.add_unseen(np.array([threshold * len(values)]), need=False) if silent.any() else ()
        block.balance(index[:, j][hidden[:, j]], kept)
    failed = np.zeros(hidden.shape, dtype=np.bool_)
    failed[hidden] = block.uncertified()[index[hidden]]
    return failed


def hide_in_line(values: npt.NDArray[np.float64], hidden: Bools, threshold: int, keep: int = 0) -> bool:
    """Cells of one line whose total stands: adds to `hidden` in order until each small one is certified.

    With `keep` the total must not stand: until it could be less by that many calls. Returns whether that could be done.
    """
    top = threshold - 1
    while True:
        small = hidden & (values <= top)
        spare = np.where(small, values, values - threshold)[hidden].sum()
        less = spare - values
        more = np.inf if (hidden & ~small).any() else top * small.sum() - values[hidden].sum() - (top - values)
        if spare >= keep and not (small & ((less < top - values) | (more < values))).any():
            return True
        if hidden.all():
            return False
        hidden[np.argmin(hidden)] = True


def _next(line: Bools, totals: Bools | None, place: int, order: Sequence[int]) -> bool:
    """Withholds the next cell of a line, or its total when all its cells are; returns whether anything changed."""
    for cell in order:
        if not line[cell]:
            line[cell] = True
            return True
    if totals is None or totals[place]:
        return False
    totals[place] = True
    return True
