"""How fast raw calls become a release, and where the time goes: `.venv/bin/python benchmarks/release.py`.

Generated calls, 1.65 and 16.5 million, in the City's layout: with neighborhoods named, and with coordinates that are
put into our shapes. Each figure is the median of three fresh processes; seconds are those of the build alone, without
Python's start; CPU seconds are those of the whole process. Needs Linux and 1 GB in TMPDIR; takes about ten minutes.
"""

import json
import sys
import tempfile
import time
from pathlib import Path
from types import ModuleType

sys.path.insert(0, str(Path(__file__).parents[1]))

import duckdb
import measure
from measure import Figures, fresh, peak_mb, table

from dashboard.published.read import load
from dashboard.release import build, complements, shapes
from dashboard.release.audit import audit
from dashboard.release.publish import UNSHOWN

STAGES = ("read", "tidy", "place", "count", "protect", "publish")


def main() -> None:
    """Print what each case took, its parts, and each part in times of reading the file once."""
    with tempfile.TemporaryDirectory() as folder:
        files = measure.written(Path(folder))
        root = Path(folder) / "root"
        cases = {
            "1.65M Parquet, named": (files.parquet, ""),
            "1.65M Parquet, by point": (files.parquet, files.by_point),
            "1.65M CSV, named": (files.csv, ""),
            "16.5M Parquet, named": (files.many, ""),
            "16.5M Parquet, by point": (files.many, files.by_point),
        }
        once = {path: fresh(__file__, "once", path)["once"] for path in (files.csv, files.parquet, files.many)}
        taken = {
            label: {"once": once[path]} | fresh(__file__, "built", path, root / label, layout)
            for label, (path, layout) in cases.items()
        }
        total = ("counted CPU", "counted", "counted MB", "published CPU", "published", "published MB", "others")
        table("Seconds from the start of the build, and peak memory", total, taken)
        table("Seconds of each part", ("once", *STAGES), taken)
        ratios = {label: {s: took[s] / took["once"] for s in STAGES} for label, took in taken.items()}
        table("Times of reading the file once", STAGES, ratios)
        attacked = {label: fresh(__file__, "audited", root / label) for label in list(cases)[:2]}
        table("The separate audit", ("seconds", "MB", "withheld", "runs", "findings", "others"), attacked)


def once(path: str) -> Figures:
    """DuckDB reads the file and counts by one column."""
    started = time.perf_counter()
    rows = f"read_csv('{path}', all_varchar=true)" if path.endswith(".csv") else f"'{path}'"
    duckdb.sql(f"SELECT Agency_Type, count(*) FROM {rows} GROUP BY 1").fetchall()  # noqa: S608
    return {"once": time.perf_counter() - started}


def built(source: str, root: str, layout: str) -> Figures:
    """A release without the audit, in parts; what is left beside the other parts is called publish."""
    spent: Figures = {}
    started = time.perf_counter()
    for module, name in ((shapes, "register"), (shapes, "place")):
        _timed(module, name, spent, started)
    for name in ("read", "tidy", "count", "protect"):
        _timed(build, name, spent, started)
    build.build(source, root, layout=layout or None, audited=False)
    whole = time.perf_counter() - started
    place = spent.pop("register", 0.0) + spent.pop("place", 0.0)
    parts = {"read": spent["read"], "tidy": spent["tidy"] - place, "place": place, "count": spent["count"]}
    counted = {"counted": spent["count until"], "counted MB": spent["count MB"], "counted CPU": spent["count CPU"]}
    rest = {"protect": spent["protect"], "publish": whole - spent["protect until"]}
    return {
        **parts,
        **counted,
        **rest,
        "published": whole,
        "published MB": peak_mb(),
        "published CPU": time.process_time(),
    }


def audited(root: str) -> Figures:
    """The attack of `release audit`, with the complements told."""
    started = time.perf_counter()
    release = load(next((Path(root) / UNSHOWN).iterdir()))
    found = audit(release, [], complements.load(Path(root), release))
    return {
        "seconds": time.perf_counter() - started,
        "MB": peak_mb(),
        "withheld": found.withheld,
        "runs": found.solver_runs,
        "findings": len(found.findings),
    }


def _timed(module: ModuleType, name: str, spent: Figures, since: float) -> None:
    """From now on calls of the function add their seconds; and when, at what peak of memory, the last one ended."""
    function = getattr(module, name)

    def timed(*args: object, **kwargs: object) -> object:
        started = time.perf_counter()
        result = function(*args, **kwargs)
        ended = time.perf_counter()
        spent[name] = spent.get(name, 0.0) + ended - started
        spent.update({f"{name} until": ended - since, f"{name} MB": peak_mb(), f"{name} CPU": time.process_time()})
        return result

    setattr(module, name, timed)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps({"once": once, "built": built, "audited": audited}[sys.argv[1]](*sys.argv[2:])))
    else:
        main()
