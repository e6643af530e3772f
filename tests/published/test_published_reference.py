"""The reference files: complete, small, and fit for one another."""

import json
from pathlib import Path

import pytest
import shapely
from shapely.geometry import shape

from dashboard.published import call_types, places
from dashboard.published.places import REFERENCE

CHANNELS = {
    "911", "bcr", "988", "county-crisis", "311", "report-online", "report-phone", "nonemergency",
    "traffic-control", "animal-control",
}  # fmt: skip


def features(name: str) -> list[dict]:
    return json.loads((REFERENCE / name).read_text(encoding="utf-8"))["features"]


def test_87_neighborhoods_tile_the_city_and_share_their_borders() -> None:
    shapes = [shape(f["geometry"]) for f in features("neighborhoods.geojson")]
    assert len(shapes) == 87
    assert all(s.is_valid for s in shapes)
    assert shapely.coverage_is_valid(shapes)
    assert shapely.union_all(shapes).geom_type == "Polygon"


def test_each_label_stands_inside_its_neighborhood() -> None:
    for f in features("neighborhoods.geojson"):
        p = f["properties"]
        assert shape(f["geometry"]).contains(shapely.Point(p["label_lon"], p["label_lat"])), p["id"]


def test_shapes_and_populations_name_the_same_places() -> None:
    named = {n.id: (n.name, n.community) for n in places.load()}
    drawn = {p["id"]: (p["name"], p["community"]) for p in (f["properties"] for f in features("neighborhoods.geojson"))}
    assert named == drawn
    assert sum(n.population_2010 or 0 for n in places.load()) == 382_578
    assert {n.id for n in places.load() if n.population_2010 is None} == {
        "camden-industrial",
        "humboldt-industrial-area",
    }


def test_water_is_drawn_under_its_present_names() -> None:
    names = {f["properties"]["name"] for f in features("water.geojson")}
    assert {"Bde Maka Ska", "Mississippi River", "Minnehaha Creek"} <= names
    assert not any("Calhoun" in name for name in names)


@pytest.mark.parametrize(("name", "most"), [("neighborhoods.geojson", 150_000), ("water.geojson", 80_000)])
def test_a_map_file_is_small(name: str, most: int) -> None:
    assert (REFERENCE / name).stat().st_size <= most


def test_every_type_names_known_channels_and_every_category_is_used() -> None:
    types = call_types.load()
    assert {c for t in types.types.values() for c in t.could_take} <= CHANNELS
    assert {t.category for t in types.types.values()} == set(types.categories)
    assert types.categories["other-protected"].protected
    assert [c.id for c in types.categories.values() if c.protected] == ["other-protected"]


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("  Theft: {category: theft,", "  Theft: {category: thefts,", "Theft names no known category"),
        ("  Theft: {", "  theft (P): {category: theft, resident: true, could_take: []}\n  Theft : {", None),
        (
            "  Auto Theft: {",
            "  Theft-Report Only: {category: theft, resident: true, could_take: []}\n  Auto Theft: {",
            "twice",
        ),
    ],
)
def test_a_mistake_in_call_types_is_named(tmp_path: Path, before: str, after: str, words: str | None) -> None:
    text = (REFERENCE / "call_types.yaml").read_text(encoding="utf-8")
    assert before in text
    (tmp_path / "call_types.yaml").write_text(text.replace(before, after), encoding="utf-8")
    if words is None:
        assert call_types.load(tmp_path).find("Theft (P)") is not None
        return
    with pytest.raises(ValueError, match=words):
        call_types.load(tmp_path)
