"""The mix of the demonstration calls: data/reference/demo.yaml as arrays.

What each number is and where it comes from stands in that file.
"""

import csv
import json
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import yaml

from dashboard.published import call_types
from dashboard.published.places import REFERENCE

AGENCIES = ("police", "fire", "bcr")

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Mix:
    """Codes of all agencies in one list; `code_share[a]` and `disposition_share[a]` sum to 1.

    `hour_of[c]` is the row of `hours` (each sums to 1 over 24) that code c follows. The arrays of
    areas run parallel: `areas` in the City's spelling, `area_share` sums to 1, `points` are
    longitude and latitude in degrees.
    """

    raw: dict[str, Any]
    codes: tuple[str, ...]
    code_share: tuple[Floats, ...]
    priority: Ints
    begun_by_resident: npt.NDArray[np.bool_]
    hour_of: Ints
    hours: Floats
    dispositions: tuple[str, ...]
    disposition_share: tuple[Floats, ...]
    areas: tuple[str, ...]
    area_share: Floats
    points: Floats
    wards: tuple[str, ...]
    precincts: tuple[str, ...]


def load(reference: Path = REFERENCE) -> Mix:
    """Reads demo.yaml, call_types.yaml and the areas in the reference folder."""
    raw = cast(dict[str, Any], yaml.safe_load((reference / "demo.yaml").read_text("utf-8")))
    types = call_types.load(reference)
    entries = {code: entry for agency in AGENCIES for code, entry in raw["types"][agency].items()}
    codes = (*entries, *raw["unknown_codes"])
    patterns = list(raw["hour"])
    known = [entries.get(code, (0, 3, "flat")) for code in codes]
    dispositions = tuple(dict.fromkeys(d for a in AGENCIES for d in raw["dispositions"][a]))
    found = [types.find(code) for code in codes]
    return Mix(
        raw=raw,
        codes=codes,
        code_share=tuple(_share([float(raw["types"][a].get(code, (0,))[0]) for code in codes]) for a in AGENCIES),
        priority=np.array([entry[1] for entry in known], dtype=np.int64),
        begun_by_resident=np.array([t is None or t.resident for t in found], dtype=np.bool_),
        hour_of=np.array([patterns.index(entry[2]) for entry in known], dtype=np.int64),
        hours=np.stack([_share(raw["hour"][pattern]) for pattern in patterns]),
        dispositions=dispositions,
        disposition_share=tuple(
            _share([float(raw["dispositions"][a].get(d, 0)) for d in dispositions]) for a in AGENCIES
        ),
        **_areas(raw, reference),
    )


def per_day(mix: Mix, days: list[date], agency: str) -> Floats:
    """Expected rows of one agency on each day."""
    raw = mix.raw
    shape: Floats = np.array(
        [raw["month"][agency][day.month - 1] * raw["weekday"][agency][day.weekday()] for day in days],
        dtype=np.float64,
    )
    if agency == "bcr":
        steps = {day.toordinal(): float(rows) for day, rows in raw["crisis_per_day"].items()}
        level: Floats = np.interp([day.toordinal() for day in days], list(steps), list(steps.values()), left=0.0)
        return level.astype(np.float64) * shape
    share = float(raw["police_of_police_and_fire"])
    crisis = float(list(raw["crisis_per_day"].values())[-1])
    rows = (float(raw["calls_per_day"]) - crisis) * (share if agency == "police" else 1 - share)
    levels: dict[int, float] = raw["level_by_year"]
    return rows * np.array([levels.get(day.year, 1.0) for day in days], dtype=np.float64) * shape


def _share(weights: list[float]) -> Floats:
    """The weights, made to sum to 1."""
    return np.array(weights, dtype=np.float64) / float(sum(weights))


def _areas(raw: dict[str, Any], reference: Path) -> dict[str, Any]:
    """The arrays of areas, in order of id."""
    people = _rows(reference / "populations.csv")
    districts = {row["id"]: row for row in _rows(reference / "districts.csv")}
    shapes = json.loads((reference / "neighborhoods.geojson").read_text("utf-8"))["features"]
    points = {s["properties"]["id"]: s["properties"] for s in shapes}
    weights = [
        max(int(row["pop_census_2010"] or 0), raw["least_people"])
        * raw["area_by_community"][row["community"]]
        * raw["area_by_neighborhood"].get(row["id"], 1.0)
        for row in people
    ]
    return {
        "areas": tuple(re.sub("-", " - ", row["name"]) for row in people),
        "area_share": _share(weights),
        "points": np.array([(points[r["id"]]["label_lon"], points[r["id"]]["label_lat"]) for r in people]),
        "wards": tuple(districts[row["id"]]["ward"] for row in people),
        "precincts": tuple(districts[row["id"]]["precinct"] for row in people),
    }


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
