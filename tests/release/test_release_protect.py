"""The rule's guarantees on small tables, against an attacker that shares no code with the protector."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from dashboard.release.blocks import Matrix, hide_in_line, protect_fixed

T = 10


def protected(cells: np.ndarray, unplaced: np.ndarray, threshold: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Masks of a month: cells, row totals, column totals."""
    columns = cells.sum(axis=0) + unplaced
    masks = cells < threshold, cells.sum(axis=1) < threshold, columns < threshold
    Matrix(cells, columns, threshold, range(cells.shape[1])).protect(*masks)
    return masks


def interval(
    cells: np.ndarray, unplaced: np.ndarray, masks: tuple[np.ndarray, ...], at: int, threshold: int
) -> list[int]:
    """Least and greatest value of a cell (row by row, then unplaced), by linear programs over published equations."""
    rows, columns = cells.shape
    hidden, hidden_rows, hidden_columns = masks
    values = np.concatenate([cells.ravel(), unplaced])
    bounds: list[tuple[int, int | None]] = []
    for value, is_hidden in zip(cells.ravel(), hidden.ravel(), strict=True):
        bounds.append(
            (value, value) if not is_hidden else (0, threshold - 1) if value < threshold else (threshold, None)
        )
    bounds += [(0, None)] * columns
    equal, right = [], []
    for line in [("row", i) for i in range(rows)] + [("column", j) for j in range(columns)]:
        sums = np.zeros(len(values))
        if line[0] == "row":
            sums[line[1] * columns : (line[1] + 1) * columns] = 1
        else:
            sums[line[1] : rows * columns : columns] = 1
            sums[rows * columns + line[1]] = 1
        if not (hidden_rows if line[0] == "row" else hidden_columns)[line[1]]:
            equal.append(sums)
            right.append(int(sums @ values))
    found = []
    for sign in (1, -1):
        objective = np.zeros(len(values))
        objective[at] = sign
        solved = linprog(
            objective,
            A_eq=np.array(equal) if equal else None,
            b_eq=right if equal else None,
            bounds=bounds,
        )
        found.append(10**6 if solved.status == 3 else round(sign * solved.fun))
    return found


tables = st.integers(2, 4).flatmap(
    lambda rows: st.integers(2, 4).flatmap(
        lambda columns: st.tuples(
            st.lists(
                st.lists(st.one_of(st.integers(0, 25), st.integers(0, 200)), min_size=columns, max_size=columns),
                min_size=rows,
                max_size=rows,
            ),
            st.lists(st.integers(0, 30), min_size=columns, max_size=columns),
        )
    )
)


@given(tables)
@settings(max_examples=60, deadline=None)
def test_no_small_cell_is_narrowed_and_nothing_small_is_shown(table: tuple[list[list[int]], list[int]]) -> None:
    cells, unplaced = np.array(table[0], np.int64), np.array(table[1], np.int64)
    masks = protected(cells, unplaced, T)
    assert not (cells[~masks[0]] < T).any()
    rest = np.where(masks[0], cells, 0)
    assert not (masks[0].any(axis=1) & ~masks[1] & (rest.sum(axis=1) < T)).any()
    assert not (masks[0].any(axis=0) & ~masks[2] & (rest.sum(axis=0) + unplaced < T)).any()
    small = [i for i, value in enumerate([*cells.ravel(), *unplaced]) if value < T]
    for at in small:
        least, greatest = interval(cells, unplaced, masks, at, T)
        assert least <= 0
        assert greatest >= T - 1


@given(tables, st.integers(0, 15))
@settings(max_examples=60, deadline=None)
def test_what_a_block_withholds_beside_shown_totals_is_never_few(
    table: tuple[list[list[int]], list[int]], silent: int
) -> None:
    cells = np.array(table[0], np.int64)
    untold = np.array([bool(silent >> i & 1) for i in range(len(cells))])
    hidden = (cells < T) | untold[:, None]
    protect_fixed(cells, hidden, untold, T, range(len(cells)), np.zeros(cells.shape, np.bool_))
    if not hidden.all():
        rest = np.where(hidden, cells, 0)
        assert not (hidden.any(axis=1) & ~untold & (rest.sum(axis=1) < T)).any()
        assert untold.any() or not (hidden.any(axis=0) & (rest.sum(axis=0) < T)).any()


def test_what_a_row_gives_away_costs_no_total_of_the_city() -> None:
    """The first row needs two cells for cover. All of the first category is withheld, and its total stands."""
    cells = np.array([[6, 12, 40], [3, 30, 40], [2, 30, 40]], np.int64)
    hidden, rows, columns = protected(cells, np.array([3, 20, 20], np.int64), T)
    assert hidden[0].all()
    assert not rows.any()
    assert not columns.any()


def test_a_row_is_withheld_whole_only_when_neither_rows_nor_columns_can_be_added_to() -> None:
    """The second category is withheld whole and not yet certified, but a total of a row still covers it."""
    _, rows, columns = protected(np.array([[35, 2], [12, 2]], np.int64), np.array([3, 3], np.int64), T)
    assert rows.tolist() == [False, True]
    assert columns.tolist() == [False, True]


@given(st.lists(st.integers(0, 40), min_size=2, max_size=28))
@settings(max_examples=100, deadline=None)
def test_a_line_with_a_known_total_covers_its_small_cells(values: list[int]) -> None:
    line = np.array(values, float)
    hidden = line < T
    if hide_in_line(line, hidden, T):
        low = np.where(line < T, 0, T)
        assert not hidden.any() or line[hidden].sum() >= T
        for at in np.flatnonzero(hidden & (line < T)):
            others = hidden & (np.arange(len(line)) != at)
            assert line[at] + (line - low)[others].sum() >= T - 1
            assert (others & (line >= T)).any() or line[at] <= ((T - 1) - line)[others].sum()


def test_the_threshold_itself_is_shown() -> None:
    """9 is withheld, 10 and 11 are not but to cover it: here the first of the order does."""
    cells = np.array([[9, 10, 11], [10, 11, 30], [40, 40, 40]], np.int64)
    hidden, rows, columns = protected(cells, np.full(3, 50, np.int64), T)
    assert hidden[0, 0]
    assert not hidden[1:, 1:].any()
    assert not rows.any()
    assert not columns.any()


def test_a_month_of_nothing_is_withheld_whole() -> None:
    for masks in (protected(np.zeros((1, 1), np.int64), np.zeros(1, np.int64), T),
                  protected(np.zeros((3, 4), np.int64), np.zeros(4, np.int64), T)):  # fmt: skip
        assert all(mask.all() for mask in masks)
