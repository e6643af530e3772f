"""Cells of a release, looked up fast. Every frame has `count` (Int64; NA unless a number) and `state` (see State)."""

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
    if neighborhood is None and category is None:
        found = held(release, "city", _city)
    elif neighborhood is None:
        found = _cells(release, schema.CATEGORY, [category])
    elif category is None:
        found = _cells(release, schema.NEIGHBORHOOD, [neighborhood])
    else:
        found = _cells(release, schema.NEIGHBORHOOD_CATEGORY, [neighborhood, category])
    return _complete(found, "month", list(release.months))


def by_neighborhood(release: Release, category: str | None, months: tuple[str, ...]) -> pd.DataFrame:
    """Rows `neighborhood`, `name`, `community`, `count`, `state`, `low`, `high`, summed over months: most first."""
    table = schema.NEIGHBORHOOD if category is None else schema.NEIGHBORHOOD_CATEGORY
    cells = held(release, f"cells of {table.name}", lambda r: ranges.cells(r, table))
    rows = cells[cells["month"].isin(months)]
    if category is not None:
        rows = rows[rows["category"] == category]
    places = load_places()
    found = summed(rows, "neighborhood").reindex([place.id for place in places])
    found[STATE] = found[STATE].fillna(State.MISSING.value)
    found = found.rename_axis("neighborhood").reset_index()
    found.insert(1, "name", [place.name for place in places])
    found.insert(2, "community", [place.community for place in places])
    return found.sort_values([ranges.LOW, "name"], ascending=[False, True], ignore_index=True)


def summed(cells: pd.DataFrame, key: str) -> pd.DataFrame:
    """`count`, `state`, `low` and `high` by key: a sum with a withheld part is withheld, and has a range."""
    sums = ranges.totals(cells, [key])
    exact = sums[ranges.LOW] == sums[ranges.HIGH]
    sums[STATE] = exact.map({True: State.NUMBER.value, False: State.WITHHELD.value}).fillna(State.WITHHELD.value)
    sums[STATE] = sums[STATE].mask(sums.pop("missing"), State.MISSING.value)
    sums[COUNT] = sums[ranges.LOW].where(sums[STATE] == State.NUMBER)
    return sums[CELLS]


def _cells(release: Release, table: Table, key: list[str | None]) -> pd.DataFrame:
    """The months of one line of a table."""

    def index(of: Release) -> pd.DataFrame:
        return ranges.cells(of, table).set_index([*table.dimensions[1:], "month"])[CELLS].sort_index()

    cells = held(release, f"lines of {table.name}", index)
    at = tuple(key) if len(key) > 1 else key[0]
    return cells.loc[at] if at in cells.index else cells.iloc[:0].droplevel(list(range(len(key))))


def _city(release: Release) -> pd.DataFrame:
    return summed(ranges.cells(release, schema.CATEGORY), "month")


def _complete(rows: pd.DataFrame, key: str, wanted: list[str]) -> pd.DataFrame:
    """One row for each wanted key, in that order; what the release does not hold is missing."""
    found = rows.reindex(wanted)
    found[STATE] = found[STATE].fillna(State.MISSING.value)
    return found.rename_axis(key).reset_index()
