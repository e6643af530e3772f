"""Cells of a release, looked up fast. Every frame has `count` (Int64; NA unless a number) and `state` (see State)."""

from typing import Any

import pandas as pd

from dashboard.metrics import ranges
from dashboard.metrics.held import held
from dashboard.published import schema
from dashboard.published.places import load as load_places
from dashboard.published.read import Release
from dashboard.published.schema import COUNT, STATE, State, Table

CELLS = [COUNT, STATE, ranges.LOW, ranges.HIGH]


def by_month(release: Release, category: str | None, neighborhood: str | None) -> pd.DataFrame:
    """Rows `month`, `count`, `state`, `low`, `high` of a category (None: all) in a neighborhood (None: the city)."""
    key = tuple(each for each in (neighborhood, category) if each is not None)
    tables = {(False, False): None, (False, True): schema.CATEGORY, (True, False): schema.NEIGHBORHOOD}
    table = tables.get((neighborhood is not None, category is not None), schema.NEIGHBORHOOD_CATEGORY)
    found = held(release, "city", _city) if table is None else _cells(release, table, key)
    return _complete(found, "month", list(release.months))


def by_neighborhood(release: Release, category: str | None, months: tuple[str, ...]) -> pd.DataFrame:
    """Rows `neighborhood`, `name`, `community`, `count`, `state`, `low`, `high`, summed over months: most first."""
    table = schema.NEIGHBORHOOD if category is None else schema.NEIGHBORHOOD_CATEGORY
    rows = of_one(release, table, ["category"] if category else [], (category,) if category else ())
    rows = rows[rows["month"].isin(months)]
    places = load_places()
    found = summed(rows, "neighborhood").reindex([place.id for place in places])
    found[STATE] = found[STATE].fillna(State.MISSING.value)
    found = found.rename_axis("neighborhood").reset_index()
    found.insert(1, "name", [place.name for place in places])
    found.insert(2, "community", [place.community for place in places])
    return found.sort_values([ranges.LOW, "name"], ascending=[False, True], ignore_index=True)


def of_one(release: Release, table: Table, columns: list[str], key: tuple[str, ...]) -> pd.DataFrame:
    """The cells of a table whose `columns` are `key`, found without looking through all of them."""
    cells = held(release, f"cells of {table.name}", lambda r: ranges.cells(r, table))
    if not columns:
        return cells
    rows = held(release, f"{columns} of {table.name}", lambda _: _places(cells, columns))
    found: pd.DataFrame = cells.iloc[rows.get(key, [])]
    return found


def _places(cells: pd.DataFrame, columns: list[str]) -> dict[tuple[str, ...], Any]:
    """Where the rows of each key stand."""
    found = cells.groupby(columns).indices
    return {key if isinstance(key, tuple) else (key,): rows for key, rows in found.items()}


def summed(cells: pd.DataFrame, key: str) -> pd.DataFrame:
    """`count`, `state`, `low` and `high` by key: a sum with a withheld part is withheld, and has a range."""
    sums = ranges.totals(cells, [key])
    exact = sums[ranges.LOW] == sums[ranges.HIGH]
    sums[STATE] = exact.map({True: State.NUMBER.value, False: State.WITHHELD.value}).fillna(State.WITHHELD.value)
    sums[STATE] = sums[STATE].mask(sums.pop("missing"), State.MISSING.value)
    sums[COUNT] = sums[ranges.LOW].where(sums[STATE] == State.NUMBER)
    return sums[CELLS]


def _cells(release: Release, table: Table, key: tuple[str, ...]) -> pd.DataFrame:
    """The months of one line of a table."""
    return of_one(release, table, list(table.dimensions[1:]), key).set_index("month")[CELLS]


def _city(release: Release) -> pd.DataFrame:
    return summed(ranges.cells(release, schema.CATEGORY), "month")


def _complete(rows: pd.DataFrame, key: str, wanted: list[str]) -> pd.DataFrame:
    """One row for each wanted key, in that order; what the release does not hold is missing."""
    found = rows.reindex(wanted)
    found[STATE] = found[STATE].fillna(State.MISSING.value)
    return found.rename_axis(key).reset_index()
