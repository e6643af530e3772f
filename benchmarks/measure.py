"""What the benchmarks of the release share: demonstration calls, and measurements in fresh processes."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1]))

import duckdb

from dashboard.release import demo

TIMES = 3
DAYS = 2191
"""72 months."""
COPIES = 10

PATIENCE = 20
"""Seconds that a measurement waits for a quiet machine."""

Figures = dict[str, float]


@dataclass(frozen=True)
class Files:
    """1.65 million calls as CSV and Parquet, ten times as many as Parquet, and the City's layout without the names of
    neighborhoods, so that coordinates are put into our shapes."""

    csv: Path
    parquet: Path
    many: Path
    by_point: Path


def written(folder: Path) -> Files:
    """Writes them into the folder; memory stays bounded."""
    files = Files(*(folder / name for name in ("calls.csv", "calls.parquet", "many.parquet", "by-point.yaml")))
    demo.write(DAYS, files.csv)
    with duckdb.connect(config={"memory_limit": "2GB", "preserve_insertion_order": "false"}) as connection:
        connection.execute(f"COPY (FROM read_csv('{files.csv}')) TO '{files.parquet}' (FORMAT parquet)")
        connection.execute(_repeated(files))
    city = Path(__file__).parents[1] / "data/reference/sources/city-911.yaml"
    files.by_point.write_text(city.read_text("utf-8").replace("area: Neighborhood__GIS_, ", ""), "utf-8")
    return files


def _repeated(files: Files) -> str:
    """SQL: each copy has its own incident numbers, is a week later (the last weeks come first) and a little north."""
    week, day = 7 * 86_400_000, 86_400_000
    return f"""
        COPY (
          SELECT calls.* REPLACE (
            Master_Incident_Number || '-' || copy AS Master_Incident_Number,
            since + (Response_Date - since + copy * {week}) % {DAYS * day}::BIGINT AS Response_Date,
            CASE WHEN Latitude > 1 THEN round(Latitude + copy * 0.00013, 5) ELSE Latitude END AS Latitude,
            OBJECTID * {COPIES} + copy AS OBJECTID)
          FROM '{files.parquet}' AS calls, range({COPIES}) AS copies(copy),
            (SELECT min(Response_Date) // {day} * {day} AS since FROM '{files.parquet}')
        ) TO '{files.many}' (FORMAT parquet)
        """  # noqa: S608


def fresh(*command: object, python: str = sys.executable) -> Figures:
    """Medians of what a script prints as JSON in its last line, each time in a process of its own; `others` is how many
    cores other programs used meanwhile, at most."""
    runs: list[Figures] = []
    for _ in range(TIMES):
        _wait_for_quiet()
        started, before = time.perf_counter(), _used_by_others()
        done = subprocess.run([python, *map(str, command)], stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
        others = (_used_by_others() - before) / (time.perf_counter() - started)
        runs.append(json.loads(done.stdout.splitlines()[-1]) | {"others": others})
        print(*command, {name: round(figure, 2) for name, figure in runs[-1].items()}, file=sys.stderr, flush=True)
    figures = {name: median(run[name] for run in runs) for name in runs[0]}
    return figures | {"others": max(run["others"] for run in runs)}


def _used_by_others() -> float:
    """Seconds of all cores since the machine began, without those of our own children that have ended."""
    user, nice, system, _, _, irq, soft, *_ = map(int, Path("/proc/stat").read_text("utf-8").split()[1:9])
    own = os.times()
    return (user + nice + system + irq + soft) / os.sysconf("SC_CLK_TCK") - own.children_user - own.children_system


def _wait_for_quiet() -> None:
    """Until others use less than a tenth of a core for two seconds, or patience ends."""
    patient_until = time.monotonic() + PATIENCE
    while time.monotonic() < patient_until:
        before = _used_by_others()
        time.sleep(2)
        if (_used_by_others() - before) / 2 < 0.1:
            return


def peak_mb() -> float:
    """The greatest memory that this process has held, in MB (10^6 bytes)."""
    status = Path("/proc/self/status").read_text("utf-8")
    return int(status.split("VmHWM:")[1].split()[0]) * 1024 / 1e6


def table(title: str, names: Sequence[str], rows: dict[str, Figures]) -> None:
    """Prints one line a row; seconds and MB with one or two digits after the point, counts whole."""
    print(f"\n{title}\n| | {' | '.join(names)} |\n|{'---|' * (len(names) + 1)}")
    for label, figures in rows.items():
        cells = [f"{figures[n]:,.2f}" if figures[n] < 100 else f"{figures[n]:,.0f}" for n in names]
        print(f"| {label} | {' | '.join(cells)} |", flush=True)
