"""An attacker of small releases. Shares no code with the protector: it thinks of the calls behind the tables.

Unknown is how many calls there are of each kind: by month, place (or none), category and responder; by month, category,
hour and weekday; by year, category and disposition. The three agree wherever they meet. Every cell of every table is a
sum of kinds, and what is published says what that sum is, or how far it reaches.
"""

import itertools
from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy.optimize import linprog
from scipy.sparse import csr_array

from dashboard.published import schema
from dashboard.published.schema import COUNT, SPLIT, STATE, Split, State, Table, months_of

NOWHERE = "nowhere"
PART = {schema.HOUR: "time", schema.DAYPART: "time", schema.DISPOSITION: "end"}
"""The kinds that the cells of a table are sums of; `place` for the others."""

Frames = dict[str, pd.DataFrame]
Cell = tuple[str, ...]


def narrowed(
    frames: Frames, threshold: int, *, told: bool, wide: frozenset[Cell] = frozenset()
) -> Iterator[tuple[Cell, float, float]]:
    """Small cells that cannot be anything from 0 to the threshold less one: the cell, its least, its greatest value.
    So too cells of `wide` whose ends are not the threshold apart.

    `frames` have `state`, `split` and the true `count`. `told`: of each withheld cell the attacker knows whether it
    is small, but for lines that are withheld whole.
    """
    kinds = _kinds(frames)
    equal, right, most, limit = _agreement(kinds), [0.0] * len(_agreement(kinds)), [], []
    sought: dict[Cell, np.ndarray] = {}
    silent = _silent(frames)
    for table in schema.TABLES:
        for row in frames[table.name].to_dict("records"):
            cell, total, count = (table.name, *(row[d] for d in table.dimensions)), _sum(kinds, table, row), row[COUNT]
            public = row.get(SPLIT) == Split.MOSTLY_POLICE and row["responder"] in (schema.FIRE_AND_BCR, "police")
            if row[STATE] == State.NUMBER:
                equal.append(total)
                right.append(float(count))
            elif row[STATE] == State.WITHHELD:
                if (told and cell not in silent) or public:
                    most.append(total if count < threshold else -total)
                    limit.append(threshold - 1.0 if count < threshold else -float(threshold))
                if count < threshold or cell in wide:
                    sought[cell] = total
    sought |= _unplaced(frames, kinds, threshold)
    program = {
        "A_eq": csr_array(np.array(equal)),
        "b_eq": right,
        "A_ub": csr_array(np.array(most)) if most else None,
        "b_ub": limit if most else None,
    }
    for cell, total in sought.items():
        least, greatest = (sign * _end(sign * total, program) for sign in (1, -1))
        close = greatest - least < threshold - 1e-6 if cell in wide else least > 1e-6 or greatest < threshold - 1 - 1e-6
        if close:
            yield cell, least, greatest


def _end(objective: np.ndarray, program: dict[str, object]) -> float:
    solved = linprog(objective, **program)
    assert solved.status in (0, 3), solved.message
    return float(solved.fun) if solved.status == 0 else -np.inf


def _kinds(frames: Frames) -> pd.DataFrame:
    """One row for each unknown number of calls. A category that no area table has is nowhere."""
    months, categories = (_ids(frames, schema.CATEGORY, d) for d in ("month", "category"))
    areas, in_areas = (_ids(frames, schema.NEIGHBORHOOD_CATEGORY, d) for d in ("neighborhood", "category"))
    hours, weekdays = (_ids(frames, schema.HOUR, d) for d in ("hour", "weekday"))
    years, ends = (_ids(frames, schema.DISPOSITION, d) for d in ("year", "disposition"))
    protected = sorted({*categories} - {*in_areas})
    by = {"responder": schema.RESPONDERS, "month": months}
    grids = [
        ("place", {**by, "neighborhood": [*areas, NOWHERE], "category": in_areas}),
        ("place", {**by, "neighborhood": [NOWHERE], "category": protected}),
        ("time", {"month": months, "category": categories, "hour": hours, "weekday": weekdays}),
        ("end", {"month": years, "category": categories, "disposition": ends}),
    ]
    return pd.concat(
        [pd.DataFrame([*itertools.product(*grid.values())], columns=[*grid]).assign(part=part) for part, grid in grids],
        ignore_index=True,
    )


def _ids(frames: Frames, table: Table, dimension: str) -> list[str]:
    return sorted(set(frames[table.name][dimension]))


def _agreement(kinds: pd.DataFrame) -> list[np.ndarray]:
    """Sums that are the same number of calls, one less the other."""
    by = kinds.groupby(["part", "month", "category"]).groups
    found = []
    for (part, period, category), rows in by.items():
        if part == "place":
            continue
        line = np.zeros(len(kinds))
        line[rows] = 1
        for month in months_of(period):
            line[by["place", month, category]] = -1
        found.append(line)
    return found


def _sum(kinds: pd.DataFrame, table: Table, row: dict[str, str]) -> np.ndarray:
    """The kinds that a cell adds up, as ones."""
    period = row[table.period]
    within = (period,) if table is schema.DISPOSITION else months_of(period)
    found = (kinds["part"] == PART.get(table, "place")) & kinds["month"].isin(within)
    if table in (schema.NEIGHBORHOOD, schema.NEIGHBORHOOD_RESPONDER, schema.NEIGHBORHOOD_CATEGORY):
        found &= kinds["neighborhood"] == row["neighborhood"]
    for dimension in {"category", "hour", "weekday", "disposition"}.intersection(table.dimensions):
        found &= kinds[dimension] == row[dimension]
    if "responder" in table.dimensions:
        both = row["responder"] == schema.FIRE_AND_BCR
        found &= kinds["responder"].isin(("fire", "bcr") if both else (row["responder"],))
    if "daypart" in table.dimensions:
        found &= kinds["hour"].between(row["daypart"][:2], row["daypart"][3:], inclusive="left")
    return found.to_numpy(float)


def _silent(frames: Frames) -> set[Cell]:
    """Withheld totals of a month, and splits, months by hour and quarters by part that are withheld whole."""
    found: set[Cell] = set()
    for table in (schema.NEIGHBORHOOD, schema.CATEGORY, schema.RESPONDER, schema.NEIGHBORHOOD_RESPONDER):
        frame = frames[table.name]
        found |= _keys(table, frame[frame[SPLIT if table.remarks else STATE] == State.WITHHELD])
    for table in (schema.HOUR, schema.DAYPART):
        for _, period in frames[table.name].groupby(table.period):
            found |= _keys(table, period) if (period[STATE] == State.WITHHELD).all() else set()
    return found


def _keys(table: Table, frame: pd.DataFrame) -> set[Cell]:
    return {(table.name, *key) for key in frame[[*table.dimensions]].itertuples(index=False, name=None)}


def _unplaced(frames: Frames, kinds: pd.DataFrame, threshold: int) -> dict[Cell, np.ndarray]:
    """Few calls of a category and month without a place: in no table, and the city's less the areas'."""
    placed = frames[schema.NEIGHBORHOOD_CATEGORY.name].groupby(["month", "category"])[COUNT].sum()
    city = frames[schema.CATEGORY.name].set_index(["month", "category"])[COUNT]
    few = (city - placed).dropna()
    return {
        (NOWHERE, month, category): (
            (kinds["neighborhood"] == NOWHERE) & (kinds["month"] == month) & (kinds["category"] == category)
        ).to_numpy(float)
        for month, category in few.index[few < threshold]
    }
