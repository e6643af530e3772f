"""Worlds that what is published allows, for `audit`: tables of whole numbers that meet every equation."""

from collections.abc import Sequence

import highspy
import numpy as np
import numpy.typing as npt

from dashboard.release.solver import Solver

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Equation = tuple[Sequence[int], Sequence[int], int]
"""Places of cells, their signs, what they add up to."""

TRIES = 500


class Worlds:
    """Cells between `low` and `high`; `least` and `greatest` are the ends that any world reached.

    `whole`: the last look found a world of whole numbers.
    """

    def __init__(self, low: Ints, high: Ints, equations: Sequence[Equation]) -> None:
        self.runs, self.whole = 0, False
        self.least, self.greatest = high.copy(), low - 1
        self._solver = _solver(low, high, equations)
        self._columns = np.arange(len(low), dtype=np.int32)

    def left(self, judged: Bools, kept: Bools, top: int) -> tuple[Bools, Bools]:
        """Which cells are still to be seen less, and which more: `judged` from 0 to `top`, `kept` further apart."""
        close = kept & (self.greatest - self.least <= top)
        return (judged & (self.least > 0)) | close, (judged & (self.greatest < top)) | close

    def look_at_random(self, judged: Bools, kept: Bools, top: int) -> None:
        """Settles nearly all cells by random objectives: of half as many cells after each that settled none.

        The corner of a large component is seldom all of whole numbers when every cell of it is moved.
        """
        random = np.random.default_rng(7)
        share, before = 1.0, -1
        for _ in range(TRIES):
            down, up = self.left(judged, kept, top)
            left = int(down.sum() + up.sum())
            share = share / 2 if left == before else 1.0
            if share * left < 1:
                return
            before = left
            side = np.where(down & up, random.choice((-1.0, 1.0), len(judged)), np.where(down, 1.0, -1.0))
            asked = (down | up) & (random.random(len(judged)) < share)
            self.look(np.where(asked, side * random.random(len(judged)), 0.0))

    def look(self, objective: Floats) -> bool:
        """Finds the world in which the objective is least; False when there is none. Only whole numbers are a world."""
        self.runs += 1
        self._solver.changeColsCost(len(objective), self._columns, objective)
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return False
        values = np.asarray(self._solver.getSolution().col_value)
        world = np.rint(values).astype(np.int64)
        self.whole = bool(np.abs(values - world).max() < 1e-6)
        if self.whole:
            self.least, self.greatest = np.minimum(self.least, world), np.maximum(self.greatest, world)
        return True


def _solver(low: Ints, high: Ints, equations: Sequence[Equation]) -> Solver:
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(low), len(equations)
    model.col_cost_ = np.zeros(len(low))
    model.col_lower_, model.col_upper_ = low.astype(float), high.astype(float)
    model.row_lower_ = model.row_upper_ = np.array([total for _, _, total in equations], float)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.cumsum([0, *(len(signs) for _, signs, _ in equations)], dtype=np.int32)
    model.a_matrix_.index_ = np.array([place for places, _, _ in equations for place in places], np.int32)
    model.a_matrix_.value_ = np.array([sign for _, signs, _ in equations for sign in signs], float)
    solver = Solver()
    solver.passModel(model)
    return solver
