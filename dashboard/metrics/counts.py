"""Cells of a release, looked up fast. Every frame has `count` (Int64; NA unless a number) and `state` (see State)."""

import pandas as pd

from dashboard.metrics import cube
from dashboard.metrics.cube import Cube
from dashboard.published import schema
from dashboard.published.places import load as load_places
from dashboard.published.read import Release


def by_month(release: Release, category: str | None, neighborhood: str | None) -> pd.DataFrame:
    """Rows `month`, `count`, `state`, `low`, `high` of a category (None: all) in a neighborhood (None: the city)."""
    return line(release, category, neighborhood).frame()


def line(release: Release, category: str | None, neighborhood: str | None) -> Cube:
    """The cells of `by_month`."""
    if neighborhood is None:
        cells = cube.of(release, schema.CATEGORY)
        cells = cells.at(category=category) if category else cells.sum("category")
    elif category is None:
        cells = cube.of(release, schema.NEIGHBORHOOD).at(neighborhood=neighborhood)
    else:
        cells = cube.of(release, schema.NEIGHBORHOOD_CATEGORY).at(neighborhood=neighborhood, category=category)
    return cells.among("month", release.months)


def by_neighborhood(release: Release, category: str | None, months: tuple[str, ...]) -> pd.DataFrame:
    """Rows `neighborhood`, `name`, `community`, `count`, `state`, `low`, `high`, summed over months: most first."""
    cells = cube.of(release, schema.NEIGHBORHOOD)
    if category is not None:
        cells = cube.of(release, schema.NEIGHBORHOOD_CATEGORY).at(category=category)
    summed = cells.among("month", months).sum("month").among("neighborhood", [place.id for place in load_places()])
    most_first = sorted(zip(-summed.low, load_places(), strict=True), key=lambda each: (each[0], each[1].name))
    places = [place for _, place in most_first]
    columns = summed.among("neighborhood", [place.id for place in places]).columns()
    about = {key: [getattr(place, key) for place in places] for key in ("name", "community")}
    return pd.DataFrame({"neighborhood": columns.pop("neighborhood"), **about, **columns})
