"""Which cells were withheld for another's sake. The rule holds even against somebody who knows this list.

It stands beside the releases as complements/<release>.csv and is not part of them; `audit` is told it.
"""

import csv
import io
from pathlib import Path

import pandas as pd

from dashboard.published.read import Release
from dashboard.published.schema import (
    CATEGORY,
    COUNT,
    NEIGHBORHOOD_CATEGORY,
    NEIGHBORHOOD_RESPONDER,
    RESPONDER,
    RESPONDERS,
    SPLIT,
    STATE,
    State,
    quarter,
)
from dashboard.release import disk
from dashboard.release.audit import UNPLACED, Cell
from dashboard.release.count import Frames

FOLDER = "complements"


def of(frames: Frames, threshold: int) -> frozenset[Cell]:
    """The cells of `protect` that are withheld though not small: a table's name and dimensions each.

    Calls without a place stand in no table; where they are not few, they are named here too, as `audit` names them.
    """
    found: list[Cell] = []
    for name, frame in frames.items():
        large = (frame[STATE] == State.WITHHELD) & (frame[COUNT] >= threshold).fillna(False)
        keys = [column for column in frame if column not in (SPLIT, COUNT, STATE)]
        found += [(name, *key) for key in frame.loc[large, keys].itertuples(index=False, name=None)]
    found += [(UNPLACED, *key) for key, calls in unplaced(frames).items() if calls >= threshold]
    return frozenset(found)


def unplaced(frames: Frames) -> dict[Cell, int]:
    """Calls without a place by month and category, and by quarter and responder."""
    cells, of_city = frames[NEIGHBORHOOD_CATEGORY.name], frames[RESPONDER.name]
    by_month = _less(frames[CATEGORY.name], ["month", "category"], cells)
    of_city = of_city[of_city["category"].isin(set(cells["category"])) & of_city["responder"].isin(RESPONDERS)]
    of_city = of_city.assign(quarter=of_city["month"].map(quarter))
    return by_month | _less(of_city, ["quarter", "responder"], frames[NEIGHBORHOOD_RESPONDER.name])


def _less(whole: pd.DataFrame, key: list[str], parts: pd.DataFrame) -> dict[Cell, int]:
    """What `whole` counts by `key` less what `parts` does, where both count."""
    sums = [frame.groupby(key)[COUNT].agg(lambda counts: counts.sum(skipna=False)) for frame in (whole, parts)]
    left = (sums[0] - sums[1]).dropna().reset_index()
    return {(str(a), str(b)): int(n) for a, b, n in left.itertuples(index=False, name=None)}


def load(data_root: Path, release: Release | None, folder: str = FOLDER) -> frozenset[Cell] | None:
    """The list of a release; None without a release or a list."""
    path = data_root / folder / f"{release.id}.csv" if release else None
    if path is None or not path.exists():
        return None
    with path.open(encoding="utf-8", newline="") as file:
        return frozenset(map(tuple, csv.reader(file)))


def keep(data_root: Path, release: str, cells: frozenset[Cell], folder: str = FOLDER) -> None:
    """Writes the list of a release."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(sorted(cells))
    (data_root / folder).mkdir(parents=True, exist_ok=True)
    disk.replace_file(data_root / folder / f"{release}.csv", text.getvalue().encode())
