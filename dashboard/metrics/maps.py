"""The neighborhood map: shapes, five classes of color, stripes for what is withheld. No tiles, no third party."""

import json
import math
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

import pandas as pd
import pydeck as pdk
from pydeck.bindings.json_tools import default_serialize

from dashboard import look
from dashboard.published.places import REFERENCE
from dashboard.published.schema import State

CLASSES = 5
DIGITS = 4
STRIPE_DEGREES = 0.0035
MIDDLE = {"latitude": 44.970, "longitude": -93.262, "zoom": 10.55}
HEIGHT = 540
TOOLTIP = {"text": "{name}: {said}"}

Point = tuple[float, float]
Color = list[int]


class Map(pdk.Deck):  # type: ignore[misc]
    """A map that is written once, and without the spaces that pydeck puts between all numbers."""

    def to_json(self) -> str:
        return _written(self)


@lru_cache(maxsize=64)
def _written(drawn: Map) -> str:
    return json.dumps(drawn, sort_keys=True, default=default_serialize, separators=(",", ":"))


@lru_cache(maxsize=4)
def shapes(name: str) -> dict[str, Any]:
    """A GeoJSON file of data/reference. Four digits are ten meters, a third of a pixel: the map does not zoom."""
    text = (REFERENCE / f"{name}.geojson").read_text("utf-8")
    collection: dict[str, Any] = json.loads(text, parse_float=lambda number: round(float(number), DIGITS))
    return collection


def breaks(values: pd.Series) -> list[float]:
    """Upper bounds of up to five classes that hold about equally many areas, ascending, without repeats."""
    numbers = values.dropna().astype(float)
    if numbers.empty:
        return []
    return sorted({float(numbers.quantile((i + 1) / CLASSES, interpolation="higher")) for i in range(CLASSES)})


def scale(steps: int, mode: look.Mode) -> list[Color]:
    """Colors from near the background to the accent: lightness alone tells them apart, in print too."""
    colors = look.colors(mode)
    low, high = _rgb(colors["bg"]), _rgb(colors["link"])
    shares = [0.16 + 0.84 * i / max(1, steps - 1) for i in range(steps)]
    return [[round(a + (b - a) * share) for a, b in zip(low, high, strict=True)] for share in shares]


def classes(values: pd.Series, mode: look.Mode, written: Callable[[float], str]) -> list[tuple[str, str]]:
    """(color, "from to") of each class of color, for the legend."""
    bounds, numbers = breaks(values), values.dropna().astype(float)
    lows = [numbers[numbers > below].min() for below in (-1.0, *bounds)][: len(bounds)]
    return [
        ("rgb({},{},{})".format(*color), written(low) if low == top else f"{written(low)} – {written(top)}")
        for color, low, top in zip(scale(len(bounds), mode), lows, bounds, strict=True)
    ]


def neighborhoods(frame: pd.DataFrame, column: str, said: Sequence[str], mode: look.Mode) -> Map:
    """A map of the `areas` measure, colored by `column`. `said` is each row's tooltip, in the frame's order.

    What is no number is not colored: withheld has stripes, missing and rates that say nothing have none.
    """
    bounds, colors = breaks(frame[column]), look.colors(mode)
    ramp = scale(len(bounds), mode)
    rows = {i: row for i, *row in zip(frame["neighborhood"], frame[column], frame["state"], said, strict=True)}
    features: list[dict[str, Any]] = []
    stripes: list[dict[str, Any]] = []
    for shape in shapes("neighborhoods")["features"]:
        value, state, text = rows[shape["properties"]["id"]]
        fill = _rgb(colors["bg"])
        if pd.notna(value):
            fill = ramp[next(i for i, top in enumerate(bounds) if value <= top)]
        elif state == State.WITHHELD:
            stripes += [{"path": path} for path in _stripes(shape["properties"]["id"])]
        about = {"id": shape["properties"]["id"], "name": shape["properties"]["name"], "said": text, "fill": fill}
        features.append({"type": "Feature", "geometry": shape["geometry"], "properties": about})
    layers = [
        _polygons(features, _rgb(colors["text"]), pickable=True),
        pdk.Layer("PathLayer", stripes, get_path="path", get_color=_rgb(colors["muted"]), width_min_pixels=1),
        _polygons([_water(f, _rgb(colors["line"])) for f in shapes("water")["features"]], None, pickable=False),
        _labels(frame, colors),
    ]
    return Map(
        map_provider=None,
        views=[pdk.View(type="MapView", controller=False)],
        layers=layers,
        tooltip=TOOLTIP,
        initial_view_state=pdk.ViewState(**MIDDLE),
    )


def _labels(frame: pd.DataFrame, colors: dict[str, str]) -> pdk.Layer:
    """The names of the communities, each in the middle of its neighborhoods."""
    points: dict[str, list[tuple[float, float]]] = {}
    community = dict(zip(frame["neighborhood"], frame["community"], strict=True))
    for shape in shapes("neighborhoods")["features"]:
        about = shape["properties"]
        points.setdefault(community[about["id"]], []).append((about["label_lon"], about["label_lat"]))
    rows = [
        {"name": name, "at": [sum(lon for lon, _ in at) / len(at), sum(lat for _, lat in at) / len(at)]}
        for name, at in points.items()
    ]
    return pdk.Layer(
        "TextLayer",
        rows,
        get_text="name",
        get_position="at",
        get_size=13,
        get_color=_rgb(colors["text"]),
        background=True,
        get_background_color=[*_rgb(colors["bg"]), 200],
        background_padding=[3, 1],
    )


def _polygons(features: list[dict[str, Any]], line: Color | None, *, pickable: bool) -> pdk.Layer:
    return pdk.Layer(
        "GeoJsonLayer",
        {"type": "FeatureCollection", "features": features},
        get_fill_color="properties.fill",
        id="areas" if pickable else "water",
        stroked=line is not None,
        get_line_color=line or [0, 0, 0],
        line_width_min_pixels=1,
        pickable=pickable,
        auto_highlight=pickable,
    )


def _water(feature: dict[str, Any], color: Color) -> dict[str, Any]:
    return {**feature, "properties": {"fill": [*color, 150]}}


def _rgb(color: str) -> Color:
    return [int(color[i : i + 2], 16) for i in (1, 3, 5)]


@lru_cache(maxsize=128)
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
