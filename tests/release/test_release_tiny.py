"""Every table of a tiny domain goes through the program. Tables with the same output are what an attacker is left with
who knows the program: no small cell may be the same in all of them. A table near the edge of its domain may have its
doubles outside; these are looked for there."""

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache

import numpy as np
import pandas as pd
import pytest

from dashboard.published.schema import COUNT, FIRE_AND_BCR, RESPONDER, Split
from dashboard.release.blocks import Matrix, hide_in_line, protect_fixed
from dashboard.release.withhold import splits

T = 3
Shape = tuple[int, int]
Values = tuple[int, ...]
Output = tuple[Values, Values, Values]
HIDDEN = -1


@cache
def month(values: Values, shape: Shape) -> Output:
    """What is published of a month: totals of areas, of categories, and cells. The last row has no place."""
    table = np.array(values, np.int64).reshape(shape)
    cells, rows, columns = table[:-1], table[:-1].sum(axis=1), table.sum(axis=0)
    masks = cells < T, rows < T, columns < T
    Matrix(cells, columns, T, range(shape[1])).protect(*masks)
    numbers = (np.where(mask, HIDDEN, array) for mask, array in zip(masks, (cells, rows, columns), strict=True))
    shown, row, column = (tuple(map(int, array.ravel())) for array in numbers)
    return row, column, (*shown, *[HIDDEN] * shape[1])


@cache
def quarter(values: Values, shape: Shape) -> Output:
    """What is published of a table whose totals all stand."""
    table = np.array(values, np.int64).reshape(shape)
    hidden = table < T
    protect_fixed(table, hidden, np.zeros(shape[0], np.bool_), T, range(shape[0]), np.zeros(shape, np.bool_))
    row, column, shown = (
        tuple(map(int, array.ravel())) for array in (table.sum(axis=1), table.sum(axis=0), np.where(hidden, -1, table))
    )
    return row, column, shown


def doubles(values: Values, output: Output, shape: Shape, far: int) -> Iterator[Values]:
    """Tables, of values up to `far`, that have the published numbers: those least unlike first."""
    rows, columns, shown = output
    lines = []
    for row, total in enumerate(rows):
        cells = shown[row * shape[1] : (row + 1) * shape[1]]
        choices = itertools.product(*(range(far + 1) if cell == HIDDEN else (cell,) for cell in cells))
        lines.append([line for line in choices if total in (HIDDEN, sum(line))])
    found = []
    for chosen in itertools.product(*lines):
        sums = [sum(column) for column in zip(*chosen, strict=True)]
        if len(rows) == shape[0]:
            found += [chosen] if tuple(sums) == columns else []
            continue
        pairs = zip(columns, sums, strict=True)
        left = [range(far + 1) if total == HIDDEN else range(total - part, total - part + 1) for total, part in pairs]
        found += [(*chosen, last) for last in itertools.product(*left)]
    tables = [tuple(itertools.chain(*table)) for table in found]
    tables = [table for table in tables if min(table) >= 0]
    yield from sorted(tables, key=lambda table: sum(abs(a - b) for a, b in zip(table, values, strict=True)))


def followed(program: Callable[[Values, Shape], Output], shape: Shape, tables: Iterator[Values]) -> tuple[int, list]:
    """How many small cells are withheld, and which of them follow exactly: the table, and the cell's place in it."""
    groups: dict[Output, list[Values]] = defaultdict(list)
    for values in tables:
        groups[program(values, shape)].append(values)
    small, exact = 0, []
    for output, members in groups.items():
        for cell, shown in enumerate(output[2]):
            these = [values for values in members if shown == HIDDEN and values[cell] < T]
            small += len(these)
            if these and len({values[cell] for values in members}) == 1:
                others = (w for w in doubles(these[0], output, shape, 12) if w[cell] != these[0][cell])
                if not any(program(other, shape) == output for other in others):
                    exact += [(values, cell) for values in these]
    return small, exact


def every(shape: Shape, top: int) -> Iterator[Values]:
    return itertools.product(range(top + 1), repeat=shape[0] * shape[1])


@pytest.mark.deep
@pytest.mark.parametrize(("shape", "top", "most"), [((2, 2), 7, 18), ((2, 3), 4, 2), ((3, 2), 3, 0)])
def test_no_small_cell_of_a_month_follows_exactly(shape: Shape, top: int, most: int) -> None:
    """But for `most` numbers of calls without a place, in a city of one neighborhood: see docs/methods.md."""
    _, exact = followed(month, shape, every(shape, top))
    assert [cell for _, cell in exact if cell < (shape[0] - 1) * shape[1]] == []
    assert len(exact) <= most


@pytest.mark.deep
@pytest.mark.parametrize(("shape", "top", "least"), [((2, 2), 7, T), ((2, 3), 4, 2 * T)])
def test_no_small_cell_of_a_quarter_follows_exactly(shape: Shape, top: int, least: int) -> None:
    """A total of T7 is never small: each is a sum of months and hours that are shown."""
    tables = (values for values in every(shape, top) if totals(values, shape).min() >= least)
    assert followed(quarter, shape, tables)[1] == []


def totals(values: Values, shape: Shape) -> np.ndarray:
    table = np.array(values).reshape(shape)
    return np.concatenate([table.sum(axis=0), table.sum(axis=1)])


def line(values: Values, _: Shape) -> tuple[int, ...]:
    """What is published of a line whose total stands."""
    hidden = np.array(values) < T
    if not hide_in_line(np.array(values, float), hidden, T):
        hidden[:] = True
    return (sum(values), *np.where(hidden, HIDDEN, values).tolist())


@pytest.mark.parametrize(("cells", "top", "far"), [(2, 7, 15), (3, 6, 12), (4, 5, 8)])
def test_no_small_cell_of_a_line_follows_exactly(cells: int, top: int, far: int) -> None:
    groups: dict[tuple[int, ...], list[Values]] = defaultdict(list)
    for values in itertools.product(range(far + 1), repeat=cells):
        if sum(values) >= T:
            groups[line(values, (1, cells))].append(values)
    for (_, *shown), members in groups.items():
        if any(max(values) <= top for values in members):
            varied = [len({values[cell] for values in members}) > 1 for cell in range(cells)]
            assert all(v for v, cell in zip(varied, shown, strict=True) if cell == HIDDEN), members[0]


def test_a_responder_split_tells_of_no_small_part_which_number_it_is() -> None:
    """All splits of up to 14 calls of each responder: what is withheld and small could be any of 0, 1 and 2."""
    lines = [*itertools.product(range(15), repeat=3)]
    rows = [
        ("m", str(at), responder, count)
        for at, (police, fire, bcr) in enumerate(lines)
        for responder, count in zip(
            ("police", "fire", "bcr", FIRE_AND_BCR), (police, fire, bcr, fire + bcr), strict=True
        )
    ]
    kinds = splits(pd.DataFrame(rows, columns=[*RESPONDER.dimensions, COUNT]).astype({COUNT: "Int64"}), RESPONDER, T)
    groups: dict[tuple[object, ...], list[Values]] = defaultdict(list)
    for at, values in enumerate(lines):
        police, fire, bcr = values
        kind, total = kinds["m", str(at)], sum(values)
        said = {Split.PARTS: values, Split.SUM: (police, fire + bcr)}.get(Split(kind), ())
        groups[kind, total if total >= T else HIDDEN, said].append(values)
    for (kind, total, said), members in groups.items():
        for part in range(len(said) if kind == Split.PARTS else 0, 3):
            small = {values[part] for values in members if values[part] < T}
            assert int(str(total)) > 14 or (kind == Split.SUM and part == 0) or small in (set(), {*range(T)})
