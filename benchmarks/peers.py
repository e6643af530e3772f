"""Our release beside others' tools: `.venv/bin/python benchmarks/peers.py PEERS`.

pandas with geopandas for speed and memory; G-Confid and cell-key perturbation for strength. PEERS is a Python that has
them, in an environment of its own (G-Confid needs an older DuckDB than the site): `python -m venv P; P/bin/pip install
--upgrade pip; P/bin/pip install --group bench`, then P/bin/python. Needs Linux, 1 GB in TMPDIR and, for
pandas at 16.5 million rows, more than 12 GB of memory.
"""

import json
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import duckdb
import ibis
import measure
import numpy as np
import numpy.typing as npt
import pandas as pd
from measure import Figures, fresh, table
from scipy import sparse
from scipy.optimize import linprog

from dashboard.published.places import REFERENCE
from dashboard.published.schema import CATEGORY, COUNT, NEIGHBORHOOD_CATEGORY
from dashboard.release import lookups, reference, sources
from dashboard.release.blocks import Matrix
from dashboard.release.count import Frames, Months, count
from dashboard.release.read import read
from dashboard.release.tidy import tidy

HERE = Path(__file__).parent
THEIRS = HERE / "peers_tables.py"
TOP = 9
"""The greatest count that is withheld."""
FAR = 10_000.0
ROUNDS = 40

Floats = npt.NDArray[np.float64]
Arrays = dict[str, npt.NDArray[np.int64]]


def main(peers: str) -> None:
    """Print speed and memory beside pandas, then seconds and strength beside the two that protect tables."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = measure.written(folder)
        _meanings(files, folder)
        frames = _frames(files)
        speed: dict[str, Figures] = {}
        for label, source in (("1.65M", files.parquet), ("16.5M", files.many)):
            ours = fresh(HERE / "release.py", "built", source, folder / "root", files.by_point)
            theirs = fresh(THEIRS, "pandas", source, folder, REFERENCE / "neighborhoods.geojson", python=peers)
            ratio = {f"times {unit}": theirs[unit] / ours[unit] for unit in ("counted", "counted MB")}
            speed |= {f"{label}, ours": ours | ratio, f"{label}, pandas": theirs | dict.fromkeys(ratio, 1.0)}
            if source == files.parquet:
                print(f"cells of neighborhood by category that differ: {_differ(folder, frames)}")
        names = ("read", "tidy", "place", "count", "counted CPU", "counted", "counted MB", *ratio, "others")
        table("To counted tables, by point", names, speed)
        months = _months(folder, frames)
        strength = {
            "ours": fresh(__file__, "ours", folder) | judged(months, *_hidden(folder / "ours.npz", months)),
            "gconfid": fresh(THEIRS, "gconfid", folder, python=peers)
            | judged(months, *_hidden(folder / "gconfid.npz", months)),
            "cell-key": fresh(THEIRS, "cell_keys", folder, python=peers) | judged(months, *_rounded(folder, months)),
        }
        table(
            "72 months of neighborhood by category with both totals",
            (
                "seconds",
                "MB",
                "calls shown %",
                "numbers changed %",
                "complements",
                "small",
                "narrowed",
                "exact",
                "others",
            ),
            strength,
        )
        print(f"with no small cell narrowed at most {most(months):.2f}% of calls can be shown")


def _meanings(files: measure.Files, folder: Path) -> None:
    """What each value means, as our lookups find it, for the other pipeline."""
    with duckdb.connect() as connection:
        known = reference.load()
        city = read(connection, files.parquet)
        kinds = {str(row[0]): str(row[1]) for row in connection.execute("DESCRIBE source").fetchall()}
        lookups.fill(connection, city, known, kinds)
        for name in ("type", "agency", "disposition"):
            connection.execute(
                f"COPY (SELECT * REPLACE (coalesce(text, '') AS text) FROM look_{name}) "  # noqa: S608
                f"TO '{folder}/look_{name}.parquet' (FORMAT parquet)"
            )


def _frames(files: measure.Files) -> Frames:
    """Our counted tables, by point."""
    known = reference.load()
    with duckdb.connect() as connection:
        layout = read(connection, files.parquet, [sources.named(str(files.by_point), REFERENCE)])
        found = tidy(connection, layout, known, datetime.now())
        calls = ibis.duckdb.from_connection(connection).table("calls")
        return count(calls, known, Months(found.months, found.empty_months))


def _months(folder: Path, frames: Frames) -> Arrays:
    """Counts by month: `cells` by neighborhood (calls without a place last) and category, `rows` and `columns` their
    totals. Calls without a place have no total of their own."""
    cells = frames[NEIGHBORHOOD_CATEGORY.name].set_index(["month", "neighborhood", "category"])[COUNT]
    shape = [len(level) for level in cells.index.levels]
    placed = cells.to_numpy(np.int64).reshape(shape)
    of_city = frames[CATEGORY.name].pivot(index="month", columns="category", values=COUNT)
    columns = of_city[list(cells.index.levels[2])].to_numpy(np.int64)
    unplaced = columns - placed.sum(axis=1)
    months = {
        "cells": np.concatenate([placed, unplaced[:, None, :]], axis=1),
        "rows": placed.sum(axis=2),
        "columns": columns,
    }
    order = reference.load().rule.complement_order
    names = list(cells.index.levels[2])
    np.savez(folder / "months.npz", order=[names.index(c) for c in order if c in names], **months)
    return months


def ours(folder: str) -> Figures:
    """The months certified one after the other; writes the masks of what is withheld."""
    months = np.load(Path(folder) / "months.npz")
    hidden = {name: months[name] <= TOP for name in ("cells", "rows", "columns")}
    order = months["order"].tolist()
    started = time.perf_counter()
    for month, cells in enumerate(months["cells"]):
        block = Matrix(cells[:-1], months["columns"][month], TOP + 1, order)
        block.protect(hidden["cells"][month][:-1], hidden["rows"][month], hidden["columns"][month])
    seconds = time.perf_counter() - started
    hidden["cells"][:, -1] = True
    np.savez(Path(folder) / "ours.npz", **hidden)
    return {"seconds": seconds, "MB": measure.peak_mb()}


@dataclass(frozen=True)
class Told:
    """What an attacker knows of `cells`, `rows` or `columns`: the ends of each, and which are shown as what."""

    low: Floats
    high: Floats
    shown: npt.NDArray[np.int64]


def _hidden(path: Path, months: Arrays) -> tuple[dict[str, Told], int]:
    """Shown cells are true; withheld ones are small or complements, and the attacker knows which."""
    masks, told = np.load(path), {}
    for name, true in months.items():
        small = true <= TOP
        low = np.where(masks[name], np.where(small, 0, TOP + 1), true).astype(float)
        high = np.where(masks[name], np.where(small, TOP, FAR), true).astype(float)
        told[name] = Told(low, high, np.where(masks[name], -1, true))
    told["cells"].low[:, -1], told["cells"].high[:, -1] = 0.0, FAR
    further = masks["cells"][:, :-1] & (months["cells"][:, :-1] > TOP)
    return told, int(further.sum()) + sum(int((masks[n] & (months[n] > TOP)).sum()) for n in ("rows", "columns"))


def _rounded(folder: Path, months: Arrays) -> tuple[dict[str, Told], int]:
    """The rule is public: below 10 nothing is shown, from 10 on the nearest multiple of 5, at most 2 away."""
    shown, told = np.load(folder / "cell_keys.npz"), {}
    for name in months:
        value = shown[name]
        low = np.where(value < 0, 0, np.maximum(value - 2, TOP + 1)).astype(float)
        told[name] = Told(low, np.where(value < 0, TOP, value + 2).astype(float), value)
    told["cells"].low[:, -1], told["cells"].high[:, -1] = 0.0, FAR
    return told, 0


def judged(months: Arrays, told: dict[str, Told], complements: int) -> Figures:
    """How much is shown and how far an attacker gets."""
    true, cells = months["cells"][:, :-1], told["cells"].shown[:, :-1]
    stands = cells >= 0
    small = narrowed = exact = 0
    for month in range(len(true)):
        least, greatest = attacked(*({n: side[month] for n, side in sides.items()} for sides in _ends(told)))
        judged = (true[month] <= TOP) & ~stands[month]
        narrow = judged & ((least[:-1] > 0.01) | (greatest[:-1] < TOP - 0.01))
        small, narrowed = small + int(judged.sum()), narrowed + int(narrow.sum())
        exact += int((narrow & (greatest[:-1] - least[:-1] < 0.99)).sum())
    return {
        "calls shown %": 100 * true[stands].sum() / true.sum(),
        "numbers changed %": 100 * (cells != true)[stands].mean(),
        "complements": complements,
        "small": small,
        "narrowed": narrowed,
        "exact": exact,
    }


def most(months: Arrays) -> float:
    """A bound in percent on the calls that stand in shown cells when every total does and no small cell is narrowed.

    A row whose small cells alone cannot each be anything from 0 to 9 needs a further cell withheld: at least its least.
    """
    true = months["cells"][:, :-1]
    small = true <= TOP
    given_away = (np.where(small, true, 0).sum(axis=2) < TOP) | (np.where(small, TOP - true, 0).sum(axis=2) < TOP)
    least = np.where(small, true.max() + 1, true).min(axis=2)
    lost = least[given_away & small.any(axis=2) & ~small.all(axis=2)].sum()
    return float(100 * (true[~small].sum() - lost) / true.sum())


def _ends(told: dict[str, Told]) -> tuple[dict[str, Floats], dict[str, Floats]]:
    return {n: known.low for n, known in told.items()}, {n: known.high for n, known in told.items()}


def attacked(low: dict[str, Floats], high: dict[str, Floats]) -> tuple[Floats, Floats]:
    """The least and the greatest value of each cell of a month, found by linear programs: objectives at random while
    they settle cells, then one for each end that is left. Ends beyond 0 to 9 are not looked for."""
    shape = low["cells"].shape
    places = np.arange(low["cells"].size).reshape(shape)
    sums = [*places[:-1], *places.T]
    matrix = sparse.csr_array(
        (np.ones(sum(map(len, sums))), np.concatenate(sums), np.cumsum([0, *map(len, sums)])),
        shape=(len(sums), places.size),
    )
    ends = [np.concatenate([side["rows"], side["columns"]]) for side in (low, high)]
    limits = sparse.vstack([matrix, -matrix]), np.concatenate([ends[1], -ends[0]])
    bounds = np.column_stack([low["cells"].ravel(), high["cells"].ravel()])
    judged = (bounds[:, 1] > bounds[:, 0]) & (bounds[:, 0] == 0) & (bounds[:, 1] == TOP)
    least, greatest = np.full(places.size, FAR), np.full(places.size, -1.0)

    def look(objective: Floats) -> None:
        found = linprog(objective, A_ub=limits[0], b_ub=limits[1], bounds=bounds, method="highs")
        if found.status:
            raise ArithmeticError(found.message)
        np.minimum(least, found.x, out=least)
        np.maximum(greatest, found.x, out=greatest)

    random = np.random.default_rng(4)
    before = -1
    for _ in range(ROUNDS):
        down, up = judged & (least > 0.01), judged & (greatest < TOP - 0.01)
        if (left := int(down.sum() + up.sum())) in (0, before):
            break
        before = left
        side = np.where(down & up, random.choice((-1.0, 1.0), places.size), np.where(down, 1.0, -1.0))
        look(np.where(down | up, side * random.random(places.size), 0.0))
    for cell in np.flatnonzero(judged):
        for sign, far in ((1.0, least[cell] > 0.01), (-1.0, greatest[cell] < TOP - 0.01)):
            if far:
                look(np.where(np.arange(places.size) == cell, sign, 0.0))
    return least.reshape(shape), greatest.reshape(shape)


def _differ(folder: Path, frames: Frames) -> int:
    """Cells that pandas counts otherwise."""
    own = frames[NEIGHBORHOOD_CATEGORY.name].set_index(["month", "neighborhood", "category"])[COUNT]
    theirs = pd.read_parquet(folder / "theirs.parquet").set_index(["month", "area", "category"])["count"]
    return int((theirs.reindex(own.index, fill_value=0) != own).sum())


if __name__ == "__main__":
    if sys.argv[1] == "ours":
        print(json.dumps(ours(sys.argv[2])))
    else:
        main(sys.argv[1])
