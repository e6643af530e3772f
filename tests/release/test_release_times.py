"""Times by priority: which stand, how they are taken, and that no count can be read from them."""

import random
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from frictionless import validate

from dashboard.published import files
from dashboard.published.read import Release, ReleaseError, current, load
from dashboard.published.schema import INTERVALS, LEAST_TIMED, MEDIAN, P90, PRIORITIES, STATE, TIMES, State
from dashboard.release.audit import audit
from dashboard.release.build import build
from tests.release.calls import AS_OF, Row, export, whole_months, write_csv, write_export

pytestmark = pytest.mark.whole

WAITS = [round(0.5 + 1.7 * n + (n * n) % 7, 2) for n in range(LEAST_TIMED)]
Released = Callable[[Iterable[Row]], Release]


def answered(minutes: Iterable[float], month: str = "2026-10", **values: Any) -> list[Row]:
    """A call for each number of minutes between assignment and arrival, on the first and last day of the month."""
    made: list[Row] = []
    for place, wait in enumerate(minutes):
        start = datetime.fromisoformat(f"{month}-{1 if place % 2 else {'09': 30, '10': 31}[month[5:]]:02}T12:00")
        clocks = {"RECEIVED": start, "QUEUED": start, "ASSIGNED": start + timedelta(minutes=2)}
        clocks["ARRIVED"] = clocks["ASSIGNED"] + timedelta(minutes=wait)
        stamps = {f"TIME_{name}": f"{moment:%Y-%m-%d %H:%M:%S}" for name, moment in clocks.items()}
        made.append(export(**{**stamps, "TIME_CLEARED": None, **values}))
    return made


@pytest.fixture
def released(tmp_path: Path) -> Released:
    def run(rows: Iterable[Row], as_of: datetime = AS_OF) -> Release:
        build(write_export(tmp_path / "export.csv", rows), tmp_path / "data", "agency", as_of=as_of)
        return current(tmp_path / "data")

    return run


def row(release: Release, priority: str, interval: str = "assigned-to-arrived", month: str = "2026-10") -> pd.Series:
    return release.times.set_index(list(TIMES.dimensions)).loc[(month, priority, interval)]


def test_median_and_90th_percentile_are_those_of_the_exact_minutes(released: Released) -> None:
    found = released(answered(WAITS))
    exact = [round(60 * wait) / 60 for wait in WAITS]
    for interval, minutes in (
        ("assigned-to-arrived", exact),
        ("received-to-arrived", [wait + 2 for wait in exact]),
        ("received-to-assigned", [2.0] * len(exact)),
    ):
        said = row(found, "2", interval)
        assert said[STATE] == State.NUMBER
        assert said[MEDIAN] == pytest.approx(np.quantile(minutes, 0.5), abs=0.0501)
        assert said[P90] == pytest.approx(np.quantile(minutes, 0.9), abs=0.0501)


def test_fewer_than_thirty_calls_have_no_time(released: Released) -> None:
    """A call without both stamps, or with stamps that run backward, is none of them."""
    few = answered(WAITS[1:], PRIORITY=3) + answered([5.0], PRIORITY=3, TIME_ARRIVED=None)
    few += answered([5.0], PRIORITY=3, TIME_ARRIVED="2026-09-01 12:00:00")
    found = released(answered(WAITS) + few)
    assert row(found, "2")[STATE] == State.NUMBER
    assert row(found, "3")[STATE] == State.WITHHELD
    assert row(found, "3", "received-to-assigned")[STATE] == State.NUMBER
    assert row(found, "3")[[MEDIAN, P90]].isna().all()


def test_every_row_of_the_grid_stands_and_odd_priorities_are_not_recorded(released: Released) -> None:
    odd = [call | {"PRIORITY": value} for call, value in zip(answered(WAITS), [None, "0", "E"] * 10, strict=True)]
    found = released(answered(WAITS, PRIORITY="1.0") + odd)
    assert list(found.times[list(TIMES.dimensions)].itertuples(index=False, name=None)) == [
        ("2026-10", priority, interval) for priority in PRIORITIES for interval in INTERVALS
    ]
    shown = found.times.loc[found.times[STATE] == State.NUMBER, "priority"]
    assert set(shown) == {"1", PRIORITIES[-1]}


def test_no_time_tells_of_calls_that_no_count_shows(released: Released) -> None:
    """Thirty calls in categories of fewer than ten each: that they are thirty is told nowhere else."""
    types = ("Theft (P)", "Heart", "Burglary Dwlng - Report", "Suspicious Person", "Auto Theft")
    spread = [call | {"FINAL_CALL_TYPE": types[n % 5]} for n, call in enumerate(answered(WAITS))]
    assert set(released(spread).times[STATE]) == {State.WITHHELD}


def test_the_audit_finds_a_time_that_tells_of_calls(released: Released) -> None:
    sound = released(answered(WAITS))
    assert audit(sound).findings == []
    told = sound.times.assign(**{STATE: State.NUMBER.value})
    found = audit(replace(sound, times=told)).findings
    assert {(finding.cell, finding.low) for finding in found} == {
        ((TIMES.name, "2026-10", interval), LEAST_TIMED * len(PRIORITIES)) for interval in INTERVALS
    }


def test_a_source_with_some_stamps_has_some_intervals_and_one_without_has_no_table(tmp_path: Path) -> None:
    layout = tmp_path / "agency.yaml"
    shipped = (Path("data/reference/sources/dispatch-export.yaml")).read_text()
    for stamps, states in (
        ("stamps: {received: TIME_RECEIVED, arrived: TIME_ARRIVED}", {"received-to-arrived"}),
        ("stamps: {received: TIME_RECEIVED, cleared: TIME_CLEARED}", set()),
    ):
        layout.write_text(shipped[: shipped.index("stamps:")] + stamps)
        data = tmp_path / str(len(states))
        build(write_export(tmp_path / "export.csv", answered(WAITS)), data, as_of=AS_OF, layout=str(layout))
        found = current(data)
        assert set(found.times.loc[found.times[STATE] != State.MISSING, "interval"]) == states
        assert len(found.times) == (len(PRIORITIES) * len(INTERVALS) if states else 0)
        assert (found.folder / TIMES.file).exists() == bool(states)


def test_the_citys_layer_has_no_times(tmp_path: Path) -> None:
    build(write_csv(tmp_path / "calls.csv", whole_months(40)), tmp_path / "data", "test", as_of=AS_OF)
    found = current(tmp_path / "data")
    assert found.times.empty
    assert TIMES.name not in (found.folder / "datapackage.json").read_text()


def test_the_order_of_calls_does_not_matter(tmp_path: Path) -> None:
    rows = answered(WAITS) + answered(WAITS, PRIORITY=None)
    made = []
    for name, order in (("a", rows), ("b", random.Random(3).sample(rows, len(rows)))):
        folder = Path(build(write_export(tmp_path / "x.csv", order), tmp_path / name, "agency", as_of=AS_OF).folder)
        made.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert made[0] == made[1]
    assert TIMES.file in made[0]


def test_a_released_month_keeps_its_times(tmp_path: Path, released: Released) -> None:
    september = answered(WAITS * 2, "2026-09")
    first = released(september)
    late = answered([600.0] * 20, "2026-09")
    second = released(september + late + answered(WAITS))
    assert second.id != first.id
    old = second.times[second.times["month"] == "2026-09"].reset_index(drop=True)
    pd.testing.assert_frame_equal(old, first.times)
    assert row(second, "2")[STATE] == State.NUMBER
    assert '"changed": []' in (second.folder / files.CHANGES).read_text()


@pytest.mark.parametrize("number", ["26-1", "DEMO-1"], ids=["real", "generated"])
def test_the_files_say_the_same_and_validate(released: Released, number: str) -> None:
    found = released([call | {"INCIDENT_NUMBER": f"{number}{n}"} for n, call in enumerate(answered(WAITS))])
    lines = (found.folder / TIMES.file).read_text().splitlines()
    marked = ",true" if found.demonstration else ""
    assert f"2026-10,2,received-to-assigned,2.0,2.0{marked}" in lines
    assert f"2026-10,1,received-to-assigned,withheld,withheld{marked}" in lines
    stored = pq.read_table(found.folder / files.parquet(TIMES)).to_pydict()
    assert stored[STATE] == list(found.times[STATE])
    for value in TIMES.values:
        assert stored[value] == [None if pd.isna(minutes) else minutes for minutes in found.times[value]]
    assert validate(str(found.folder / "datapackage.json")).valid
    assert TIMES.file in (found.folder / files.METHOD).read_text()


def test_a_row_of_two_states_is_refused(tmp_path: Path, released: Released) -> None:
    found = released(answered(WAITS))
    copy = tmp_path / "elsewhere" / found.id
    copy.mkdir(parents=True)
    held = {path.name: path.read_bytes() for path in found.folder.iterdir() if path.name != files.CHECKSUMS}
    held[TIMES.file] = held[TIMES.file].replace(b"withheld,withheld", b"withheld,7.0", 1)
    for name, content in {**held, files.CHECKSUMS: files.checksums(held)}.items():
        (copy / name).write_bytes(content)
    with pytest.raises(ReleaseError, match=TIMES.file):
        load(copy)
