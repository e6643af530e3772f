"""The certificate of the release rule: which small cells could be anything from 0 to the threshold less one.

A `Block` holds cells whose values an attacker does not know, and the balances that whatever is published forces on
them. A world is a set of integer values that meets every balance. A small cell is certified by two worlds: one in which
it is 0 and one in which it reaches the threshold less one. Worlds are corners of a linear program; the balances are
those of a network, so that corners are whole numbers, and each is checked to be.

Method: Fischetti and Salazar, "Models and algorithms for optimizing cell suppression in tabular data with linear
constraints" (2000), with random objectives before single ones.
"""

from collections.abc import Sequence

import highspy
import numpy as np
import numpy.typing as npt

from dashboard.release.solver import Solver

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

ROOM = 1_000
"""How far above its value a cell of no known top may go, in calls, so that objectives stay bounded."""

RANDOM_OBJECTIVES = 100
_SEED = 911


class Block:
    """Unknown cells, as arrays of one length that grows with `add`, and balances between them."""

    def __init__(self, threshold: int) -> None:
        self.top = threshold - 1
        self._value: list[Ints] = []
        self._low: list[Ints] = []
        self._high: list[Ints] = []
        self._need: list[Bools] = []
        self._balances: list[tuple[Ints, Floats]] = []
        self._guarded: list[Ints] = []
        self.size = 0

    def add(self, value: Ints, low: Ints, high: Ints, need: Bools) -> Ints:
        """Adds cells of true `value` that the attacker places between `low` and `high`; returns their indexes.

        `need` names the cells to be certified; the others may move.
        """
        self._value.append(value)
        self._low.append(low)
        self._high.append(high)
        self._need.append(need)
        self.size += len(value)
        return np.arange(self.size - len(value), self.size)

    def add_hidden(self, value: Ints) -> Ints:
        """Adds withheld cells; the attacker knows of each whether it is small or hidden for another's sake."""
        small = value <= self.top
        return self.add(value, np.where(small, 0, self.top + 1), np.where(small, self.top, value + ROOM), small)

    def add_unseen(self, value: Ints, *, need: bool = True) -> Ints:
        """Adds cells that no table has, such as calls without a place: nothing is known but that none is negative.

        Large ones are certified too, or else sure to be large: were it asked of small ones alone, the answer would
        tell which are small.
        """
        return self.add(value, np.zeros_like(value), value + ROOM, np.full(len(value), need))

    def guard(self, cells: Ints) -> None:
        """Cells to be certified whatever their value: the ends between which they lie are the threshold apart."""
        self._guarded.append(cells)

    def balance(self, parts: Sequence[int] | Ints, total: Sequence[int] | Ints = ()) -> None:
        """The sum of `parts` changes as the sum of `total` does; without a total it does not change."""
        indexes = np.concatenate([np.asarray(parts, np.int64), np.asarray(total, np.int64)])
        if len(indexes):
            self._balances.append((indexes, np.repeat([1.0, -1.0], [len(parts), len(total)])))

    def uncertified(self) -> Bools:
        """For each cell, whether it is to be certified, may be small, and some value from 0 to the top is ruled out; or
        is guarded and could be placed too closely."""
        if not self.size:
            return np.zeros(0, dtype=np.bool_)
        value, low, high = (np.concatenate(arrays) for arrays in (self._value, self._low, self._high))
        worlds = _Worlds(value, low, high, self._balances)
        need = np.concatenate(self._need)
        down, up = need & (worlds.value > 0), need & (worlds.value < self.top)
        random = np.random.default_rng(_SEED)
        for _ in range(RANDOM_OBJECTIVES):
            left = int(down.sum()) + int(up.sum())
            side = np.where(down & up, random.choice((-1.0, 1.0), self.size), np.where(up, 1.0, -1.0))
            world = worlds.corner(np.where(down | up, side * random.uniform(0.0, 1.0, self.size), 0.0))
            down, up = down & (world > 0), up & (world < self.top)
            if int(down.sum()) + int(up.sum()) == left:
                break
        failed = _one_by_one(worlds, down, up, self.top)
        for cell in np.concatenate([np.zeros(0, np.int64), *self._guarded]):
            failed[cell] |= worlds.width(cell) <= self.top
        return failed


def _one_by_one(worlds: "_Worlds", down: Bools, up: Bools, top: int) -> Bools:
    """Gives each cell that is left its own objectives."""
    failed = np.zeros(len(down), dtype=np.bool_)
    for sign, left in ((-1.0, down), (1.0, up)):
        while (cells := np.flatnonzero(left)).size:
            objective = np.zeros(len(down))
            objective[cells[0]] = sign
            world = worlds.corner(objective)
            reached = world == 0 if sign < 0 else world >= top
            failed[cells[0]] |= not reached[cells[0]] and world[cells[0]] <= top
            left &= ~reached
            left[cells[0]] = False
            other = up if sign < 0 else down
            other &= ~(world >= top) if sign < 0 else ~(world == 0)
    return failed


class _Worlds:
    """A linear program over changes from the true values: every balance is zero."""

    def __init__(self, value: Ints, low: Ints, high: Ints, balances: list[tuple[Ints, Floats]]) -> None:
        self.value = value
        self._columns = np.arange(len(value), dtype=np.int32)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(value), len(balances)
        model.col_cost_ = np.zeros(len(value))
        model.col_lower_, model.col_upper_ = (low - value).astype(float), (high - value).astype(float)
        model.row_lower_ = model.row_upper_ = np.zeros(len(balances))
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.cumsum([0, *(len(indexes) for indexes, _ in balances)], dtype=np.int32)
        model.a_matrix_.index_ = np.concatenate(
            [np.zeros(0, np.int64), *(indexes for indexes, _ in balances)], dtype=np.int32, casting="unsafe"
        )
        model.a_matrix_.value_ = np.concatenate([np.zeros(0), *(signs for _, signs in balances)])
        model.sense_ = highspy.ObjSense.kMaximize
        self._solver = Solver()
        self._solver.setOptionValue("presolve", "off")
        self._solver.passModel(model)

    def corner(self, objective: Floats) -> Ints:
        """The world in which the objective is greatest. Raises ArithmeticError if it is none of whole numbers."""
        self._solver.changeColsCost(len(objective), self._columns, objective)
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise ArithmeticError(f"The solver stopped: {self._solver.getModelStatus()}")
        change = np.asarray(self._solver.getSolution().col_value)
        whole = np.rint(change)
        if np.abs(change - whole).max(initial=0.0) > 1e-6:
            raise ArithmeticError("A corner is not made of whole numbers")
        world: Ints = self.value + whole.astype(np.int64)
        return world

    def width(self, cell: int) -> int:
        """How far the least and the greatest value of a cell lie apart, in calls."""
        objective = np.zeros(len(self.value))
        objective[cell] = 1.0
        return int(self.corner(objective)[cell] - self.corner(-objective)[cell])
