"""What else is withheld in a block of cells, until every small one is certified. See `protect`."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from dashboard.release.certify import Block, Bools, Ints


class Matrix:
    """A month: neighborhoods by categories, with the total of each row and, unplaced calls added, of each column.

    `order` lists all columns. `guarded`: the cells, rows and columns of one address, withheld from the start.
    """

    def __init__(
        self,
        cells: Ints,
        columns: Ints,
        threshold: int,
        order: Sequence[int],
        guarded: tuple[Bools, Bools, Bools] | None = None,
    ) -> None:
        shapes = cells.shape, len(cells), len(columns)
        self.guarded: Sequence[Bools] = guarded or [np.zeros(shape, np.bool_) for shape in shapes]
        self.cells, self.columns, self.threshold, self.order = cells, columns, threshold, order
        self.rows = cells.sum(axis=1)
        self.unplaced = columns - cells.sum(axis=0)

    def protect(self, cells: Bools, rows: Bools, columns: Bools) -> None:
        """Adds to the three masks, cells before totals, until all that is small or guarded is certified.

        Rows come first, each by itself: a cell that its row gives away is not for its column to cover.
        When all lines of what fails are withheld whole, by row and by column, the next row is too. That ends: with
        every row withheld, a column without its total is certified.
        """
        for i in np.flatnonzero(~rows).tolist():
            line = cells[i, self.order]
            hide_in_line(self.cells[i, self.order], line, self.threshold, guarded=self.guarded[0][i, self.order])
            cells[i, self.order] = line
        by_row, idle = True, 0
        while (failed := self._failed(cells, rows, columns)).any():
            if by_row:
                changed = [
                    _next(cells[i], rows, i, self.order) for i in np.flatnonzero(failed[:-1].any(axis=1)).tolist()
                ]
            else:
                ordered = range(len(cells))
                changed = [_next(cells[:, j], columns, j, ordered) for j in np.flatnonzero(failed.any(axis=0)).tolist()]
            by_row, idle = not by_row, 0 if any(changed) else idle + 1
            if idle == 2:
                row, idle = int(np.argmin(rows)), 0
                cells[row] = rows[row] = True

    def _failed(self, cells: Bools, rows: Bools, columns: Bools) -> Bools:
        """Cells that tell too much, a row for unplaced calls last: uncertified, or few in all beside a shown total.

        Of a withheld total nobody is told whether it is small.
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
        for at, kept in zip((index, row_total, column_total), self.guarded, strict=True):
            block.guard(at[kept])
        open_cells = block.uncertified()
        failed = np.zeros((len(rows) + 1, len(columns)), dtype=np.bool_)
        failed[:-1][cells] = open_cells[index[cells]]
        failed[-1] = open_cells[unplaced]
        failed[-1][columns] |= open_cells[column_total[columns]]
        failed[:-1][rows] |= open_cells[row_total[rows]][:, None]
        rest = np.where(cells, self.cells, 0)
        failed[:-1] |= cells & (~rows & (rest.sum(axis=1) < self.threshold))[:, None]
        failed[-1] |= cells.any(axis=0) & ~columns & (rest.sum(axis=0) + self.unplaced < self.threshold)
        return failed


def protect_fixed(
    values: Ints, hidden: Bools, silent: Bools, threshold: int, order: Sequence[int], guarded: Bools
) -> None:
    """A block of lines by parts whose totals all stand, but those of `silent` rows. `guarded`: cells of one address.

    Adds to `hidden`: a further row's cell in each column that tells too much, then whole rows.
    """
    by_row, idle = True, 0
    while (failed := _failed_fixed(values, hidden, silent, threshold, guarded)).any():
        if by_row:
            changed = [
                _next(hidden[i], None, i, range(values.shape[1])) for i in np.flatnonzero(failed.any(axis=1)).tolist()
            ]
        else:
            changed = [_next(hidden[:, j], None, j, order) for j in np.flatnonzero(failed.any(axis=0)).tolist()]
        by_row, idle = not by_row, 0 if any(changed) else idle + 1
        if idle == 2:
            shown, idle = [i for i in order if not hidden[i].all()], 0
            if not shown:
                return
            hidden[shown[0]] = True


def _failed_fixed(values: Ints, hidden: Bools, silent: Bools, threshold: int, guarded: Bools) -> Bools:
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
    block.guard(index[guarded])
    failed = np.zeros(hidden.shape, dtype=np.bool_)
    failed[hidden] = block.uncertified()[index[hidden]]
    rest = np.where(hidden, values, 0)
    failed |= hidden & (~silent & (rest.sum(axis=1) < threshold))[:, None]
    if not silent.any():
        failed |= hidden & (rest.sum(axis=0) < threshold)
    return failed


def hide_in_line(
    values: Ints | npt.NDArray[np.float64], hidden: Bools, threshold: int, keep: int = 0, guarded: Bools | None = None
) -> bool:
    """Cells of one line whose total stands: adds to `hidden` in order until each small one is certified.

    With `keep` the total must not stand: until it could be less by that many calls. The ends between which a `guarded`
    cell lies must be the threshold apart. Returns whether all that could be done.
    """
    top = threshold - 1
    wide = np.zeros(len(values), np.bool_) if guarded is None else guarded
    while True:
        small = hidden & (values <= top)
        large = hidden & ~small
        own = np.where(small, values, values - threshold)
        spare = own[hidden].sum()
        less = spare - own
        rise = (top - values)[small].sum() - np.where(small, top - values, 0)
        more = np.where(large.sum() > large, np.inf, rise)
        narrow = (small & ((less < top - values) | (more < values))) | (wide & (less + np.minimum(own, more) <= top))
        few = hidden.any() and values[hidden].sum() <= top
        if not few and spare >= keep and not narrow.any():
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
