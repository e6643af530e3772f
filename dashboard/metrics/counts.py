"""Incidents by month and by neighborhood, out of a release. Every frame has `count` (Int64) and `state` (see State)."""

import pandas as pd

from dashboard.published import schema
from dashboard.published.places import load as load_places
from dashboard.published.read import Release
from dashboard.published.schema import State


def by_month(release: Release, category: str | None, neighborhood: str | None) -> pd.DataFrame:
    """Rows `month`, `count`, `state` of a category (None: all) in a neighborhood (None: the city)."""
    if neighborhood is None and category is None:
        return _sums(release.tables[schema.CATEGORY.name], "month")
    if neighborhood is None:
        table = release.tables[schema.CATEGORY.name]
        rows = table[table["category"] == category]
    elif category is None:
        table = release.tables[schema.NEIGHBORHOOD.name]
        rows = table[table["neighborhood"] == neighborhood]
    else:
        table = release.tables[schema.NEIGHBORHOOD_CATEGORY.name]
        rows = table[(table["neighborhood"] == neighborhood) & (table["category"] == category)]
    return _complete(rows, "month", list(release.months))


def by_neighborhood(release: Release, category: str | None, month: str) -> pd.DataFrame:
    """Rows `neighborhood`, `name`, `community`, `count`, `state` of one month: most first, then by name."""
    name = schema.NEIGHBORHOOD.name if category is None else schema.NEIGHBORHOOD_CATEGORY.name
    table = release.tables[name]
    rows = table[table["month"] == month]
    if category is not None:
        rows = rows[rows["category"] == category]
    places = load_places()
    found = _complete(rows, "neighborhood", [place.id for place in places])
    found.insert(1, "name", [place.name for place in places])
    found.insert(2, "community", [place.community for place in places])
    return found.sort_values(["count", "name"], ascending=[False, True], ignore_index=True)


def as_csv(frame: pd.DataFrame, release: Release) -> str:
    """As a release writes it: `count` holds a number, `withheld` or `missing`; `note` the release's notice."""
    said = frame["count"].astype("string").where(frame["state"] == State.NUMBER, frame["state"])
    rows = frame.drop(columns="state").assign(count=said)
    return str((rows.assign(note=release.notice) if release.notice else rows).to_csv(index=False))


def _complete(rows: pd.DataFrame, key: str, wanted: list[str]) -> pd.DataFrame:
    """One row for each wanted key, in that order; what the release does not hold is missing."""
    found = rows.set_index(key)[["count", "state"]].reindex(wanted)
    found["state"] = found["state"].fillna(State.MISSING.value)
    return found.rename_axis(key).reset_index()


def _sums(table: pd.DataFrame, key: str) -> pd.DataFrame:
    """Totals by key; a total with a part that is not a number is withheld, or missing when a part is."""
    rows: list[tuple[str, int | None, str]] = []
    for value, part in table.groupby(key, sort=True):
        states = set(part["state"])
        whole = states == {State.NUMBER}
        state = State.NUMBER if whole else State.MISSING if State.MISSING in states else State.WITHHELD
        rows.append((str(value), int(part["count"].sum()) if whole else None, state.value))
    return pd.DataFrame(rows, columns=[key, "count", "state"]).astype({"count": "Int64"})
