"""Points in our shapes, against an independent library, and shapes that are wrong."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
import shapely
import shapely.geometry

from dashboard.published.places import REFERENCE
from dashboard.release import shapes
from dashboard.release.errors import BuildError

FILE = "neighborhoods.geojson"
HOLLOW = {
    "type": "MultiPolygon",
    "coordinates": [
        [[[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]], [[1, 1], [3, 1], [3, 3], [1, 3], [1, 1]]],
        [[[1.5, 1.5], [2.5, 1.5], [2.5, 2.5], [1.5, 2.5], [1.5, 1.5]]],
    ],
}
BESIDE = {"type": "Polygon", "coordinates": [[[4, 0], [6, 0], [6, 4], [4, 4], [4, 0]]]}


def areas(found: shapes.Shapes, points: list[tuple[int, int]]) -> list[int | None]:
    """The place in `ids` for each point in steps."""
    with duckdb.connect() as connection:
        shapes.register(connection, found)
        connection.execute("CREATE TABLE points (n INTEGER, x INTEGER, y INTEGER)")
        table = np.array([(n, *point) for n, point in enumerate(points)], dtype=np.int32).T
        connection.execute("INSERT INTO points SELECT unnest(?), unnest(?), unnest(?)", [row.tolist() for row in table])
        shapes.place(connection, found, "SELECT x, y FROM points")
        rows = connection.execute(
            "SELECT coalesce(inner_cells.area, border_points.area) FROM points "
            f"LEFT JOIN inner_cells ON inner_cells.cell = {found.cell_of('points.x', 'points.y')} "
            "LEFT JOIN border_points USING (x, y) ORDER BY n"
        ).fetchall()
        return [row[0] for row in rows]


def test_every_point_lies_where_an_independent_library_says() -> None:
    """Anywhere, on corners and along borders; of two areas that touch a point the lowest id has it."""
    found = shapes.load()
    random = np.random.default_rng(1)
    west, south, east, north = found.box
    anywhere = np.column_stack(
        [random.integers(west - 500, east + 500, 20_000), random.integers(south - 500, north + 500, 20_000)]
    )
    middles = found.edges[:, 1:].reshape(-1, 2, 2).mean(axis=1).astype(int)
    points = np.concatenate([anywhere, found.edges[:, 1:3], middles, middles + random.integers(-2, 3, middles.shape)])
    features = {f["properties"]["id"]: f for f in json.loads((REFERENCE / FILE).read_text())["features"]}
    outlines = [
        shapely.transform(shapely.geometry.shape(features[name]["geometry"]), lambda at: np.rint(at * shapes.STEPS))
        for name in found.ids
    ]
    hits = shapely.STRtree(outlines).query(shapely.points(points.astype(float)), predicate="intersects")
    expected = np.full(len(points), len(outlines))
    np.minimum.at(expected, hits[0], hits[1])
    assert [len(outlines) if a is None else a for a in areas(found, points.tolist())] == expected.tolist()


def reference(folder: Path, geometries: dict[str, Any]) -> Path:
    """A reference folder of a few made-up areas."""
    rows = "".join(f"{name},{name},Somewhere,\n" for name in geometries)
    (folder / "populations.csv").write_text(f"id,name,community,pop_census_2010\n{rows}")
    features = [{"properties": {"id": name}, "geometry": geometry} for name, geometry in geometries.items()]
    (folder / FILE).write_text(json.dumps({"features": features}))
    return folder


@pytest.mark.parametrize(
    ("at", "area"),
    [
        ((0.5, 0.5), 0),
        ((2, 2), 0),
        ((1.2, 1.2), None),
        ((4, 2), 0),
        ((5, 2), 1),
        ((6, 4), 1),
        ((6.00001, 4), None),
        ((1, 1), 0),
    ],
    ids=["in", "island", "hole", "shared border", "beside", "corner", "a meter out", "rim of the hole"],
)
def test_holes_islands_and_borders(tmp_path: Path, at: tuple[float, float], area: int | None) -> None:
    found = shapes.load(reference(tmp_path, {"a": HOLLOW, "b": BESIDE}))
    assert areas(found, [(round(at[0] * shapes.STEPS), round(at[1] * shapes.STEPS))]) == [area]


def dropped(features: list[dict[str, Any]]) -> None:
    del features[3]


def twice(features: list[dict[str, Any]]) -> None:
    features.append(features[3])


def renamed(features: list[dict[str, Any]]) -> None:
    features[3]["properties"]["id"] = "atlantis"


def in_meters(features: list[dict[str, Any]]) -> None:
    features[3]["geometry"] = {
        "type": "Polygon",
        "coordinates": [[[480_000, 4_980_000], [480_100, 4_980_000], [480_000, 4_980_100], [480_000, 4_980_000]]],
    }


def overlapping(features: list[dict[str, Any]]) -> None:
    features[3]["geometry"] = features[4]["geometry"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (dropped, "beltrami stands not once"),
        (twice, "beltrami stands not once"),
        (renamed, "atlantis stands not once"),
        (in_meters, "beltrami is not in degrees"),
        (overlapping, "beltrami and .* overlap"),
    ],
)
def test_shapes_that_are_wrong_are_named(
    tmp_path: Path, change: Callable[[list[dict[str, Any]]], None], words: str
) -> None:
    shutil.copy(REFERENCE / "populations.csv", tmp_path)
    content = json.loads((REFERENCE / FILE).read_text())
    change(content["features"])
    (tmp_path / FILE).write_text(json.dumps(content))
    with pytest.raises(BuildError, match=words), duckdb.connect() as connection:
        shapes.register(connection, shapes.load(tmp_path))
