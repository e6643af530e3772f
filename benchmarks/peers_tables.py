"""What others make of the same calls and tables: run by peers.py with a Python that has them. It prints JSON."""

import json
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

THRESHOLD = 10


def pandas_pipeline(source: str, folder: str, shapes: str) -> dict[str, float]:
    """The eight tables by pandas and geopandas. `folder` holds what each value means, as our own lookups found it;
    the table by month, neighborhood and category is written there to be compared."""
    import geopandas as gpd

    spent: dict[str, float] = {}
    started = time.perf_counter()
    calls = pd.read_parquet(source)
    spent["read"] = time.perf_counter() - started
    calls = calls.drop_duplicates(subset=[name for name in calls.columns if name != "OBJECTID"], ignore_index=True)
    meaning = {path.stem: pd.read_parquet(path).set_index("text") for path in Path(folder).glob("look_*.parquet")}
    code = calls["Problem__Final_"].fillna(calls["Initial_Problem"])
    begun = code.map(meaning["look_type"]["begun"]).astype(bool) | calls["is_911_Call"].eq(True)
    clock = pd.to_datetime(calls["Response_Date"], unit="ms")
    calls = pd.DataFrame(
        {
            "month": clock.dt.to_period("M"),
            "quarter": clock.dt.to_period("Q"),
            "year": clock.dt.year,
            "hour": clock.dt.hour,
            "weekday": clock.dt.day_of_week,
            "daypart": clock.dt.hour // 4,
            "category": code.map(meaning["look_type"]["category"]),
            "in_areas": code.map(meaning["look_type"]["in_areas"]).astype(bool),
            "responder": calls["Agency_Type"].map(meaning["look_agency"]["responder"]),
            "disposition": calls["Call_Disposition"].fillna("").map(meaning["look_disposition"]["disposition"]),
            "x": calls["Longitude"],
            "y": calls["Latitude"],
        }
    )[begun].reset_index(drop=True)
    spent["tidy"] = time.perf_counter() - started - sum(spent.values())
    areas = gpd.read_file(shapes)[["id", "geometry"]]
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(calls["x"], calls["y"]), crs=areas.crs)
    placed = gpd.sjoin(points, areas, how="left", predicate="intersects").sort_values("id")
    calls["area"] = placed.loc[~placed.index.duplicated(), "id"]
    spent["place"] = time.perf_counter() - started - sum(spent.values())
    in_areas = calls[calls["in_areas"] & calls["area"].notna()]
    tables = [
        in_areas.groupby(["month", "area", "category"], observed=True).size(),
        in_areas.groupby(["month", "area"], observed=True).size(),
        calls.groupby(["month", "category"], observed=True).size(),
        calls.groupby(["month", "category", "responder"], observed=True).size(),
        in_areas.groupby(["quarter", "area", "responder"], observed=True).size(),
        calls.groupby(["month", "hour", "weekday"], observed=True).size(),
        calls.groupby(["quarter", "category", "daypart"], observed=True).size(),
        calls.groupby(["year", "category", "disposition"], observed=True).size(),
    ]
    spent["count"] = time.perf_counter() - started - sum(spent.values())
    seconds = time.perf_counter() - started
    tables[0].rename("count").reset_index().astype({"month": "str", "area": "str", "category": "str"}).to_parquet(
        Path(folder) / "theirs.parquet"
    )
    return {**spent, "counted": seconds, "counted MB": _peak_mb(), "counted CPU": time.process_time()}


def gconfid_months(folder: str) -> dict[str, float]:
    """Suppression by G-Confid, month after month; writes the masks of what it withholds.

    A count below the threshold is sensitive and asks for room of the whole range; calls without a place are cells that
    nobody publishes; neighborhoods' totals and the city's are cells of their own.
    """
    import gconfid

    months = np.load(Path(folder) / "months.npz")
    cells, rows, columns = months["cells"], months["rows"], months["columns"]
    hidden: list[list[np.ndarray]] = []
    started = time.perf_counter()
    for month in range(len(cells)):
        values = np.concatenate([cells[month].ravel(), rows[month], columns[month]])
        count, (high, wide) = len(values), cells[month].shape
        unseen = (np.arange(count) >= (high - 1) * wide) & (np.arange(count) < high * wide)
        small = values < THRESHOLD
        table = pd.DataFrame(
            {
                "CellId": np.arange(1, count + 1, dtype=float),
                "TotalNoise": np.maximum(values, THRESHOLD - 1).astype(float),
                "Sensitivity": np.where(small, THRESHOLD - 1.0, 0.0),
                "Status": np.where(small, "S", np.where(unseen, "X", "V")),
                "Type": "C",
            }
        )
        job = gconfid.Suppression(incell=table, inconstraint=_constraints(high, wide), trace=False)
        found = job.outsuppress.to_pandas().sort_values("CellId")
        withheld = (found["OutStatus"] == "X").to_numpy()
        hidden.append(np.split(withheld, np.cumsum([high * wide, high - 1])))
    seconds = time.perf_counter() - started
    np.savez(
        Path(folder) / "gconfid.npz",
        cells=np.array([mask[0].reshape(cells.shape[1:]) for mask in hidden]),
        rows=np.array([mask[1] for mask in hidden]),
        columns=np.array([mask[2] for mask in hidden]),
    )
    return {"seconds": seconds, "MB": _peak_mb()}


def _constraints(high: int, wide: int) -> pd.DataFrame:
    """Each neighborhood's categories, and each category's neighborhoods with the calls without a place (the last row
    of cells), add up to a total; the totals' ids follow those of the cells."""
    ids = np.arange(1, high * wide + 1).reshape(high, wide)
    sums = [(ids[row], high * wide + 1 + row) for row in range(high - 1)]
    sums += [(ids[:, column], high * wide + high + column) for column in range(wide)]
    frames = [
        pd.DataFrame({"ConstraintId": float(place), "CellId": [*parts, total], "Coefficient": [1] * len(parts) + [-1]})
        for place, (parts, total) in enumerate(sums, 1)
    ]
    return pd.concat(frames, ignore_index=True).astype({"CellId": float})


def cell_keys(folder: str) -> dict[str, float]:
    """Cell-key perturbation with the 10-5 rule that the package brings; writes what it shows, -1 where nothing."""
    from cell_key_perturbation.create_perturbed_table import create_perturbed_table
    from cell_key_perturbation.utils.generate_test_ptable import generate_ptable_10_5_rule

    months = np.load(Path(folder) / "months.npz")
    cells = months["cells"]
    places = np.argwhere(cells >= 0)
    calls = pd.DataFrame(np.repeat(places, cells.ravel(), axis=0), columns=["month", "area", "category"]).astype("str")
    calls["key"] = np.random.default_rng(911).integers(0, 256, len(calls))
    placed = calls[calls["area"] != str(cells.shape[1] - 1)]
    rule = generate_ptable_10_5_rule()
    started = time.perf_counter()
    of_cells = create_perturbed_table(placed, rule, ["area"], ["month", "category"], "key")
    of_rows = create_perturbed_table(placed, rule, ["area"], ["month"], "key")
    of_columns = create_perturbed_table(calls, rule, [], ["month", "category"], "key")
    seconds = time.perf_counter() - started
    shown = {name: np.full(months[name].shape, -1) for name in ("cells", "rows", "columns")}
    for name, table, key in (
        ("cells", of_cells, ["month", "area", "category"]),
        ("rows", of_rows, ["month", "area"]),
        ("columns", of_columns, ["month", "category"]),
    ):
        at = tuple(table[dimension].astype(int).to_numpy() for dimension in key)
        shown[name][at] = table["count"].fillna(-1).astype(int)
    np.savez(Path(folder) / "cell_keys.npz", **shown)
    return {"seconds": seconds, "MB": _peak_mb()}


def _peak_mb() -> float:
    return int(Path("/proc/self/status").read_text("utf-8").split("VmHWM:")[1].split()[0]) * 1024 / 1e6


if __name__ == "__main__":
    chosen = {"pandas": pandas_pipeline, "gconfid": gconfid_months, "cell_keys": cell_keys}[sys.argv[1]]
    print(json.dumps(chosen(*sys.argv[2:])))
