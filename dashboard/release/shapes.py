"""Which neighborhood a point lies in, by the shapes of neighborhoods.geojson, within DuckDB.

Everything is in whole steps of 0.00001 degrees (about 1 m), so that no test depends on rounding. A point on a border
belongs to the lowest id that it touches. A grid settles most points: a cell that no border crosses lies in one area.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.published import places
from dashboard.published.places import REFERENCE
from dashboard.release.errors import BuildError

STEPS = 100_000
_CELLS = 256
_FILE = "neighborhoods.geojson"

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Shapes:
    """`edges` holds rows (area, x1, y1, x2, y2) in steps of longitude and latitude, `area` a place in `ids`, ascending.

    `box` is (least x, least y, greatest x, greatest y); `cell` the width and height of a cell of the grid in steps.
    """

    ids: tuple[str, ...]
    edges: Ints
    box: tuple[int, int, int, int]
    cell: tuple[int, int]

    def cell_of(self, x: str, y: str) -> str:
        """SQL for the number of the cell that a point lies in; NULL outside the box."""
        west, south, east, north = self.box
        wide, high = self.cell
        return (
            f"CASE WHEN {x} BETWEEN {west} AND {east} AND {y} BETWEEN {south} AND {north} "
            f"THEN ({y} - {south}) // {high} * {_CELLS} + ({x} - {west}) // {wide} END"
        )

    def within(self, latitude: str, longitude: str, margin: float = 0.0) -> str:
        """SQL: whether a point in degrees lies in the box, or `margin` degrees around it."""
        west, south, east, north = (edge / STEPS for edge in self.box)
        return (
            f"({latitude} BETWEEN {south - margin:.5f} AND {north + margin:.5f} "
            f"AND {longitude} BETWEEN {west - margin:.5f} AND {east + margin:.5f})"
        )


@lru_cache(maxsize=4)
def load(reference: Path = REFERENCE) -> Shapes:
    """Reads the shapes in the folder. Raises BuildError naming the shape that is wrong."""
    features = json.loads((reference / _FILE).read_text("utf-8"))["features"]
    names = [str(feature["properties"]["id"]) for feature in features]
    expected = {n.id for n in places.load(reference)}
    if odd := sorted(expected ^ set(names)) or [name for name in names if names.count(name) > 1]:
        raise BuildError(f"{_FILE}: {odd[0]} stands not once here and once in populations.csv. Mend the files.")
    order = sorted(range(len(names)), key=lambda place: names[place])
    edges = np.concatenate([_edges(area, features[place]) for area, place in enumerate(order)])
    west, east = int(edges[:, [1, 3]].min()), int(edges[:, [1, 3]].max())
    south, north = int(edges[:, [2, 4]].min()), int(edges[:, [2, 4]].max())
    cell = ((east - west) // _CELLS + 1, (north - south) // _CELLS + 1)
    return Shapes(tuple(sorted(names)), edges, (west, south, east, north), cell)


def register(connection: duckdb.DuckDBPyConnection, shapes: Shapes) -> None:
    """Makes the tables `inner_cells` (cell, area), `border_cells` (cell, area: each that may reach in) and `edges`
    (row, area, x1, y1, x2, y2: by row of the grid). Raises BuildError when two shapes overlap."""
    low, high = _cell_span(shapes)
    border = _pairs(low, high, shapes.edges[:, 0])
    centers = _centers(shapes)
    on_border = np.isin(centers[:, 0], border[:, 0])
    inner = centers[~on_border]
    cells, count = np.unique(inner[:, 0], return_counts=True)
    if (count > 1).any():
        both = [shapes.ids[area] for area in inner[inner[:, 0] == cells[count > 1][0], 1]]
        raise BuildError(f"{_FILE}: {both[0]} and {both[1]} overlap. Mend the shapes.")
    reaching = np.unique(np.concatenate([border, centers[on_border]]), axis=0)
    spans = high[:, 1] - low[:, 1] + 1
    edge = np.repeat(np.arange(len(spans)), spans)
    row = np.arange(len(edge)) - np.repeat(np.cumsum(spans) - spans, spans) + low[edge, 1]
    _table(connection, "inner_cells", inner, ("cell", "area"))
    _table(connection, "border_cells", reaching, ("cell", "area"))
    _table(connection, "edges", np.column_stack([row, shapes.edges[edge]]), ("row", "area", "x1", "y1", "x2", "y2"))


def place(connection: duckdb.DuckDBPyConnection, shapes: Shapes, points: str) -> None:
    """Makes `border_points` (x, y, area): where the points of cells with a border lie. `points` is SQL that gives
    columns x and y in steps. Call `register` before."""
    south, high = shapes.box[1], shapes.cell[1]
    connection.execute(
        f"""
        CREATE OR REPLACE TABLE border_points AS
        WITH near AS (
          SELECT DISTINCT x, y, {shapes.cell_of("x", "y")} AS cell FROM ({points})
          SEMI JOIN border_cells ON border_cells.cell = {shapes.cell_of("x", "y")}
        ), met AS (
          SELECT x, y, area, (x - x1)::BIGINT * (y2 - y1) - (y - y1)::BIGINT * (x2 - x1) AS side,
            (y1 > y) <> (y2 > y) AS spans, y2 > y1 AS upward,
            x BETWEEN least(x1, x2) AND greatest(x1, x2) AND y BETWEEN least(y1, y2) AND greatest(y1, y2) AS touches
          FROM near JOIN border_cells USING (cell)
          JOIN edges USING (area) WHERE edges.row = (y - {south}) // {high}
        ), held AS (
          SELECT x, y, area FROM met GROUP BY ALL
          HAVING bool_or(side = 0 AND touches) OR count(*) FILTER (spans AND (side < 0) = upward AND side <> 0) % 2 = 1
        )
        SELECT x, y, min(area) AS area FROM held GROUP BY x, y
        """  # noqa: S608
    )


def _edges(area: int, feature: dict[str, Any]) -> Ints:
    """Every edge of a shape, its holes too, as rows of Shapes.edges."""
    geometry = feature["geometry"]
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    found: list[Ints] = []
    for ring in (ring for polygon in polygons for ring in polygon):
        degrees = np.array(ring, dtype=np.float64)[:, :2]
        if (np.abs(degrees) > (180, 90)).any():
            name = feature["properties"]["id"]
            raise BuildError(f"{_FILE}: {name} is not in degrees of longitude and latitude. Save it as EPSG:4326.")
        steps = np.rint(degrees * STEPS).astype(np.int64)
        found.append(np.column_stack([np.full(len(steps) - 1, area), steps[:-1], steps[1:]]))
    return np.concatenate(found)


def _cell_span(shapes: Shapes) -> tuple[Ints, Ints]:
    """For each edge the least and the greatest (column, row) of the grid that it may cross."""
    ends = shapes.edges[:, 1:].reshape(-1, 2, 2)
    origin, size = np.array(shapes.box[:2]), np.array(shapes.cell)
    return (ends.min(axis=1) - origin) // size, (ends.max(axis=1) - origin) // size


def _pairs(low: Ints, high: Ints, area: Ints) -> Ints:
    """Rows (cell, area), each once: the cells that the edges of an area may cross."""
    pairs: set[tuple[int, int]] = set()
    for (west, south), (east, north), owner in zip(low.tolist(), high.tolist(), area.tolist(), strict=True):
        pairs.update((y * _CELLS + x, owner) for y in range(south, north + 1) for x in range(west, east + 1))
    return np.array(sorted(pairs), dtype=np.int64)


def _centers(shapes: Shapes) -> Ints:
    """Rows (cell, area): the areas in which the center of a cell lies, by the even-odd rule."""
    low, high = _cell_span(shapes)
    found: list[Ints] = []
    for area in range(len(shapes.ids)):
        own = shapes.edges[:, 0] == area
        columns = np.arange(low[own, 0].min(), high[own, 0].max() + 1)
        rows = np.arange(low[own, 1].min(), high[own, 1].max() + 1)
        x, y = (axis.ravel() for axis in np.meshgrid(columns, rows))
        at_x = shapes.box[0] + (x + 0.5) * shapes.cell[0]
        at_y = shapes.box[1] + (y + 0.5) * shapes.cell[1]
        x1, y1, x2, y2 = shapes.edges[own, 1:, None].transpose(1, 0, 2)
        spans = (y1 > at_y) != (y2 > at_y)
        crossing = x1 + (at_y - y1) * (x2 - x1) / np.where(y1 == y2, 1, y2 - y1)
        inside = (spans & (crossing > at_x)).sum(axis=0) % 2 == 1
        cells = (y * _CELLS + x)[inside]
        found.append(np.column_stack([cells, np.full(len(cells), area)]))
    return np.concatenate(found)


def _table(connection: duckdb.DuckDBPyConnection, name: str, rows: Ints, columns: tuple[str, ...]) -> None:
    connection.register("frame", pd.DataFrame(rows.astype(np.int32), columns=list(columns)))
    connection.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM frame")  # noqa: S608
    connection.unregister("frame")
