"""Makes the reference shapes and populations from the City's open layers.

    python data/reference/derive.py FOLDER

FOLDER holds the three inputs named below; their sha256 is printed, to be kept in README.md.
Writes neighborhoods.geojson, water.geojson, populations.csv and districts.csv beside this file.
Coordinates are WGS 84 degrees, longitude first. Needs shapely.
"""

import csv
import hashlib
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

HERE = Path(__file__).resolve().parent
BOUNDARIES = "mpls_civic_boundaries_2026-06.geojson"
WATER = "mpls_water_2018.geojson"
POPULATION = "mpls_neighborhood_population.csv"
SHAPE_TOLERANCE = 0.00003
WATER_TOLERANCE = 0.00008
WATER_KINDS = {"Lake", "River", "Creek"}
LEAST_ACRES = 5.0
SQUARE_DEGREE_IN_ACRES = 111_320 * 111_130 * 0.7071 / 4046.86
RENAMED = {"Lake Calhoun": "Bde Maka Ska", "Calhoun-Isles Channel": "Bde Maka Ska-Isles Channel"}

Feature = dict[str, Any]


def tidy_name(name: str) -> str:
    """'Cedar - Isles - Dean' -> 'Cedar-Isles-Dean'."""
    return re.sub(r"\s*-\s*", "-", name.strip())


def slug(name: str) -> str:
    """ "Steven's Square - Loring Heights" -> 'stevens-square-loring-heights'."""
    plain = re.sub(r"['’.]", "", name.lower())
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def layer(boundaries: Feature, layer_id: str) -> list[tuple[str, BaseGeometry]]:
    """The (name, shape) pairs of one layer, in order of name."""
    features = [f for f in boundaries["features"] if f["properties"]["layer_id"] == layer_id]
    pairs = [(str(f["properties"]["name"]), shape(f["geometry"])) for f in features]
    return sorted(pairs, key=lambda pair: pair[0])


def rounded(geometry: BaseGeometry) -> Feature:
    """GeoJSON geometry with five decimals, about a metre."""
    return json.loads(json.dumps(mapping(geometry)), parse_float=lambda text: round(float(text), 5))


def feature(geometry: BaseGeometry, properties: Feature) -> Feature:
    return {"type": "Feature", "properties": properties, "geometry": rounded(geometry)}


def write_geojson(path: Path, features: list[Feature]) -> None:
    lines = ",\n".join(json.dumps(f, separators=(",", ":"), ensure_ascii=False) for f in features)
    path.write_text(f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n', encoding="utf-8")


def write_csv(path: Path, header: list[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def label_point(geometry: BaseGeometry) -> tuple[float, float]:
    """Longitude and latitude of the point inside that lies farthest from the border."""
    radius = shapely.maximum_inscribed_circle([geometry])
    lon, lat = shapely.get_coordinates(radius)[0].tolist()
    return round(lon, 5), round(lat, 5)


def neighborhoods(pairs: list[tuple[str, BaseGeometry]], communities: dict[str, str]) -> list[Feature]:
    """Simplified together, so that a shared border stays one line."""
    simple = shapely.coverage_simplify([geometry for _, geometry in pairs], SHAPE_TOLERANCE)
    features: list[Feature] = []
    for (name, geometry), outline in zip(pairs, simple, strict=True):
        lon, lat = label_point(geometry)
        properties: Feature = {
            "id": slug(name),
            "name": tidy_name(name),
            "community": communities[name],
            "label_lon": lon,
            "label_lat": lat,
        }
        features.append(feature(outline, properties))
    return features


def water(collection: Feature) -> list[Feature]:
    """Named lakes, river and creeks, the parts of one name joined; tiny ones dropped."""
    parts: dict[tuple[str, str], list[BaseGeometry]] = defaultdict(list)
    for item in collection["features"]:
        name, kind = str(item["properties"]["NAME"] or ""), str(item["properties"]["TYPE_"])
        if name and kind in WATER_KINDS:
            parts[RENAMED.get(name, name), kind.lower()].append(shape(item["geometry"]))
    features: list[Feature] = []
    for (name, kind), shapes in sorted(parts.items()):
        joined = shapely.union_all([shapely.make_valid(s) for s in shapes])
        if joined.area * SQUARE_DEGREE_IN_ACRES >= LEAST_ACRES:
            outline = joined.simplify(WATER_TOLERANCE)
            features.append(feature(outline, {"name": name, "kind": kind}))
    return features


def largest_overlap(geometry: BaseGeometry, districts: list[tuple[str, BaseGeometry]]) -> str:
    """The number of the ward or precinct that covers most of the shape."""
    name = max(districts, key=lambda pair: pair[1].intersection(geometry).area)[0]
    return name.split()[-1]


def main(folder: Path) -> None:
    for name in (BOUNDARIES, WATER, POPULATION):
        print(hashlib.sha256((folder / name).read_bytes()).hexdigest(), name)
    boundaries = json.loads((folder / BOUNDARIES).read_text(encoding="utf-8"))
    with (folder / POPULATION).open(encoding="utf-8-sig", newline="") as file:
        people = list(csv.DictReader(file))
    communities = {row["name"]: row["community"] for row in people}
    areas = layer(boundaries, "neighborhoods")
    wards, precincts = layer(boundaries, "wards"), layer(boundaries, "police_precincts")
    write_geojson(HERE / "neighborhoods.geojson", neighborhoods(areas, communities))
    write_geojson(HERE / "water.geojson", water(json.loads((folder / WATER).read_text(encoding="utf-8"))))
    source_columns = ["pop_census_2010", "pop_acs_2012_2016", "moe_acs_2012_2016"]
    write_csv(
        HERE / "populations.csv",
        ["id", "name", "community", *source_columns],
        [
            [slug(row["name"]), tidy_name(row["name"]), row["community"]]
            + [row[column].removesuffix(".0") for column in source_columns]
            for row in sorted(people, key=lambda row: slug(row["name"]))
        ],
    )
    write_csv(
        HERE / "districts.csv",
        ["id", "ward", "precinct"],
        [[slug(n), largest_overlap(g, wards), largest_overlap(g, precincts)] for n, g in areas],
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
