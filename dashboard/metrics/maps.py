"""The neighborhood map: shapes, five classes of color, stripes for what is withheld. No tiles, no third party.

Browsers load the shapes once (`drawing`), and then for each view only what is said of each neighborhood and its color.
"""

import json
import math
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from hashlib import sha256
from itertools import groupby, pairwise
from statistics import fmean
from typing import Any

import numpy as np
import pandas as pd

from dashboard import look
from dashboard.published.places import REFERENCE

CLASSES = 5
DIGITS = 4
STRIPE_DEGREES = 0.0035
SHAPES = "/data/shapes.json"
"""Where browsers find `drawing`: see `address`."""

Point = tuple[float, float]
Color = list[int]


@cache
def shapes(name: str) -> dict[str, Any]:
    """A GeoJSON file of data/reference. Four digits are ten meters, a third of a pixel: the map does not zoom."""
    text = (REFERENCE / f"{name}.geojson").read_text("utf-8")
    collection: dict[str, Any] = json.loads(text, parse_float=lambda number: round(float(number), DIGITS))
    return collection


@cache
def drawing() -> bytes:
    """JSON of what the map draws, whatever the view: `areas`, their `stripes`, `water`, names of `communities`."""
    neighborhoods = shapes("neighborhoods")["features"]
    ids = [shape["properties"]["id"] for shape in neighborhoods]
    at: dict[str, list[Point]] = {}
    for about in (shape["properties"] for shape in neighborhoods):
        at.setdefault(about["community"], []).append((about["label_lon"], about["label_lat"]))
    drawn = {
        "areas": [_feature(shape["geometry"], id) for id, shape in zip(ids, neighborhoods, strict=True)],
        "stripes": [_feature({"type": "MultiLineString", "coordinates": _stripes(id)}, id) for id in ids],
        "water": [_feature(shape["geometry"]) for shape in shapes("water")["features"]],
        "communities": [
            {"name": name, "lon": fmean(lon for lon, _ in points), "lat": fmean(lat for _, lat in points)}
            for name, points in at.items()
        ],
    }
    return json.dumps(drawn, separators=(",", ":")).encode()


def address(part: str) -> str:
    """Of a part of `drawing`. Named behind the #, or Vega-Lite would take all parts for one; kept until it changes."""
    return f"{SHAPES}?v={sha256(drawing()).hexdigest()[:12]}#{part}"


def _feature(geometry: dict[str, Any], area: str = "") -> dict[str, Any]:
    """A shape as d3 draws it: clockwise around what it holds, or it would be all the world but that."""
    lines = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        lines = [_wound(ring, hole=bool(i)) for i, ring in enumerate(lines)]
    elif geometry["type"] == "MultiPolygon":
        lines = [[_wound(ring, hole=bool(i)) for i, ring in enumerate(polygon)] for polygon in lines]
    named = {"id": area} if area else {}
    return {"type": "Feature", **named, "geometry": {"type": geometry["type"], "coordinates": lines}}


def _wound(ring: list[Point], *, hole: bool) -> list[Point]:
    """A ring without repeated points; twice its area is positive when it runs clockwise."""
    points = [point for point, _ in groupby(ring)]
    area = sum((bx - ax) * (by + ay) for (ax, ay), (bx, by) in pairwise(points))
    return points if (area > 0) != hole else points[::-1]


def breaks(values: pd.Series) -> list[float]:
    """Upper bounds of up to five classes that hold about equally many areas, ascending, without repeats."""
    numbers = values.dropna().to_numpy("float64")
    if not len(numbers):
        return []
    shares = [(i + 1) / CLASSES for i in range(CLASSES)]
    return sorted({float(bound) for bound in np.quantile(numbers, shares, method="higher")})


def scale(steps: int, mode: look.Mode) -> list[Color]:
    """Colors from near the background to the accent: lightness alone tells them apart, in print too."""
    colors = look.colors(mode)
    low, high = _rgb(colors["bg"]), _rgb(colors["link"])
    shares = [0.16 + 0.84 * i / max(1, steps - 1) for i in range(steps)]
    return [[round(a + (b - a) * share) for a, b in zip(low, high, strict=True)] for share in shares]


def classes(values: pd.Series, mode: look.Mode, written: Callable[[float], str]) -> list[tuple[str, str]]:
    """(color, "from to") of each class of color, for the legend."""
    bounds, numbers = breaks(values), values.dropna().to_numpy("float64")
    lows = [numbers[numbers > below].min() for below in (-1.0, *bounds)[: len(bounds)]]
    return [
        ("rgb({},{},{})".format(*color), written(low) if low == top else f"{written(low)} – {written(top)}")
        for color, low, top in zip(scale(len(bounds), mode), lows, bounds, strict=True)
    ]


def fills(values: pd.Series, mode: look.Mode) -> list[str]:
    """The CSS color of each area; what is no number has none: withheld has stripes, missing has nothing."""
    bounds = breaks(values)
    colors = ["rgb({},{},{})".format(*color) for color in scale(len(bounds), mode)]
    none = look.colors(mode)["bg"]
    return [none if pd.isna(value) else colors[bisect_left(bounds, value)] for value in values]


def _rgb(color: str) -> Color:
    return [int(color[i : i + 2], 16) for i in (1, 3, 5)]


def _stripes(area: str) -> list[list[Point]]:
    """Diagonal lines across an area, as pieces of longitude and latitude."""
    shape = next(f for f in shapes("neighborhoods")["features"] if f["properties"]["id"] == area)
    geometry = shape["geometry"]
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    edges = [(_turn(a), _turn(b)) for polygon in polygons for ring in polygon for a, b in pairwise(ring)]
    low, high = min(e[0][1] for e in edges), max(e[0][1] for e in edges)
    levels = range(math.ceil(low / STRIPE_DEGREES), math.floor(high / STRIPE_DEGREES) + 1)
    return [piece for level in levels for piece in _pieces(edges, level * STRIPE_DEGREES)]


def _pieces(edges: list[tuple[Point, Point]], y: float) -> Iterator[list[Point]]:
    crossings = sorted(ax + (y - ay) * (bx - ax) / (by - ay) for (ax, ay), (bx, by) in edges if (ay <= y) != (by <= y))
    for start, end in zip(crossings[::2], crossings[1::2], strict=False):
        yield [_short(_turn_back((start, y))), _short(_turn_back((end, y)))]


def _short(point: Point) -> Point:
    return round(point[0], DIGITS), round(point[1], DIGITS)


def _turn(point: Sequence[float]) -> Point:
    return (point[0] + point[1]) / math.sqrt(2), (point[1] - point[0]) / math.sqrt(2)


def _turn_back(point: Point) -> Point:
    return (point[0] - point[1]) / math.sqrt(2), (point[0] + point[1]) / math.sqrt(2)
