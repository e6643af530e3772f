"""Writes demonstration calls: generated, in the City layer's own schema, faults included.

No row is a real call: every incident number begins with DEMO-, and a release built from such rows is
marked as a demonstration whatever its series.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.release import mix as mixes
from dashboard.release import rule as rules
from dashboard.release.errors import BuildError
from dashboard.release.mix import AGENCIES, Mix
from dashboard.release.read import FIELDS

SEED = 20260927

POLICE, FIRE, BCR = range(len(AGENCIES))
_DAY = 86_400

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Columns = dict[str, "pd.Series[str] | pd.Categorical[Any] | Ints | npt.NDArray[np.float64]"]


@dataclass(frozen=True)
class _Calls:
    """Arrays of one length: agency (place in AGENCIES), seconds since 1970 on Chicago's wall clock,
    place of the final and the initial code, and of the area."""

    agency: Ints
    seconds: Ints
    final: Ints
    initial: Ints
    area: Ints


def write(days: int, path: Path | str, end: date | None = None, seed: int = SEED) -> int:
    """Writes `days` days of calls up to and with `end` as CSV, or Parquet if `path` says so; returns how many rows.

    `end` is by default the last day of the latest month that may be released today, so that a
    build of the file has something to publish. The same arguments give the same file. Raises
    BuildError if there is no day to write, or the file cannot be written.
    """
    if days < 1:
        raise BuildError(f"{days} days: nothing to write. Name one day or more.")
    last = end or last_released_day(datetime.now(ZoneInfo("America/Chicago")).date())
    mix = mixes.load()
    random = np.random.default_rng(seed)
    calls = _calls(mix, [last - timedelta(days=back) for back in reversed(range(days))], random)
    frame = _frame(mix, calls, random)
    with duckdb.connect() as connection:
        connection.register("frame", frame)
        try:
            connection.execute(f"COPY (SELECT * FROM frame) TO ? {_format(Path(path))}", [str(path)])  # noqa: S608
        except duckdb.Error as error:
            raise BuildError(f"{path}: cannot be written. Name a file that you may write.") from error
    return len(frame)


def _format(path: Path) -> str:
    """How DuckDB is to write the file."""
    return "(FORMAT parquet)" if path.suffix.lower() == ".parquet" else "(FORMAT csv, HEADER)"


def last_released_day(today: date) -> date:
    """The last day of the latest month that may be released on `today`."""
    ended = today - timedelta(days=rules.load().days_after_month)
    return ended.replace(day=1) - timedelta(days=1)


def _calls(mix: Mix, days: list[date], random: np.random.Generator) -> _Calls:
    """In the order of the file: by time, but for the late ones."""
    faults = mix.raw["faults"]
    starts = np.array([(day - date(1970, 1, 1)).days for day in days], dtype=np.int64) * _DAY
    counts = [random.poisson(mixes.per_day(mix, days, agency)) for agency in AGENCIES]
    agency = np.repeat(np.arange(len(AGENCIES)), [count.sum() for count in counts])
    day = np.concatenate([np.repeat(starts, count) for count in counts])
    rows = len(agency)
    final = _codes(mix, counts, random)
    initial = np.where(_some(random, rows, mix.raw["initial_differs"]), _codes(mix, counts, random), final)
    strange = _some(random, rows, faults["unknown_code"])
    unknown = len(mix.raw["unknown_codes"])
    final = np.where(strange, len(mix.codes) - 1 - random.integers(0, unknown, rows), final)
    seconds = day + _hours(mix, final, random) * 3600 + random.integers(0, 3600, rows)
    area = random.choice(len(mix.areas), rows, p=mix.area_share)
    late = _some(random, rows, faults["late"])
    order = np.argsort(seconds + late * random.integers(-3 * _DAY, 3 * _DAY, rows), kind="stable")
    return _Calls(agency[order], seconds[order], final[order], initial[order], area[order])


def _codes(mix: Mix, counts: list[Ints], random: np.random.Generator) -> Ints:
    """A code for each row, agency after agency."""
    return np.concatenate(
        [
            random.choice(len(mix.codes), int(count.sum()), p=share)
            for count, share in zip(counts, mix.code_share, strict=True)
        ]
    )


def _hours(mix: Mix, codes: Ints, random: np.random.Generator) -> Ints:
    """An hour of the day for each call, after the pattern of its code."""
    hours = np.zeros(len(codes), dtype=np.int64)
    patterns = mix.hour_of[codes]
    for pattern, share in enumerate(mix.hours):
        chosen = patterns == pattern
        hours[chosen] = random.choice(24, int(chosen.sum()), p=share)
    return hours


def _some(random: np.random.Generator, rows: int, share: float) -> Bools:
    return random.random(rows) < share


def _text(values: list[str | None], places: Ints) -> "pd.Categorical[Any]":
    """`values[places]`; None is empty."""
    known = list(dict.fromkeys(value for value in values if value is not None))
    codes = np.array([-1 if value is None else known.index(value) for value in values])
    return pd.Categorical.from_codes(codes[places].tolist(), dtype=pd.CategoricalDtype(known))


def _frame(mix: Mix, calls: _Calls, random: np.random.Generator) -> pd.DataFrame:
    """The 21 columns; some rows twice, with another OBJECTID."""
    rows = len(calls.agency)
    columns = {
        **_who(mix, calls, random),
        **_what(mix, calls, random),
        "Response_Date": calls.seconds * 1000,
        **_where(mix, calls, random),
    }
    twice = np.flatnonzero(_some(random, rows, mix.raw["faults"]["duplicate"]))
    order = np.sort(np.concatenate([np.arange(rows), twice]))
    frame = pd.DataFrame(columns).take(order)
    frame["OBJECTID"] = np.arange(1, len(frame) + 1)
    return frame[list(FIELDS)]


def _who(mix: Mix, calls: _Calls, random: np.random.Generator) -> Columns:
    share = mix.raw["is_911"]
    shares: mixes.Floats = np.array([share["begun_by_others"], share["begun_by_residents"]], dtype=np.float64)
    begun = shares.take(mix.begun_by_resident[calls.final].astype(np.int64))
    is_911 = (random.random(len(begun)) < begun) | (calls.agency == BCR)
    precinct = np.array(mix.precincts, dtype=np.int64)[calls.area]
    fire = calls.agency == FIRE
    years = calls.seconds.astype("datetime64[s]").astype("datetime64[Y]").astype(np.int64) + 1970
    numbers = pd.Series(np.arange(len(years))).astype("str").str.zfill(7)
    prefix = pd.Series(years % 100).astype("str").str.zfill(2)
    fire_division = "Minneapolis Fire (MPD-HCMC)"
    no = _text(["N", None], fire.astype(np.int64))
    return {
        "Master_Incident_Number": "DEMO-" + prefix + "-" + numbers,
        "Agency_Type": _text([agency.upper() for agency in AGENCIES], calls.agency),
        "is_911_Call": _text(["No", "Yes"], is_911.astype(np.int64)),
        "Is_City_Call": _text(["Y", "Y", "N"], calls.agency),
        "Division": _text(
            [fire_division, *(f"Precinct {number}" for number in range(1, 6))], np.where(fire, 0, precinct)
        ),
        "Jurisdiction": _text(
            [fire_division, "MPD/MFD/HCMC", "MPD/MFD/North"],
            np.where(fire, 0, np.where(precinct == 4, 2, 1)),
        ),
        "MPD_Response": _text(["Y", None, "N"], calls.agency),
        "Park_Police_Response": no,
        "U_of_M_Response": no,
        "Other_Agency_Response": no,
    }


def _what(mix: Mix, calls: _Calls, random: np.random.Generator) -> Columns:
    rows = len(calls.agency)
    faults = mix.raw["faults"]
    closed, cut = faults["suffix_closed"], faults["suffix_cut"]
    spelled = [spelling for code in mix.codes for spelling in _spellings(code)]
    spelling = random.choice(3, rows, p=[1 - closed - cut, closed, cut])
    routed = np.where(_some(random, rows, faults["route_added"]), 3, spelling)
    disposition = np.zeros(rows, dtype=np.int64)
    for agency, share in enumerate(mix.disposition_share):
        chosen = calls.agency == agency
        disposition[chosen] = random.choice(len(share), int(chosen.sum()), p=share)
    priorities: list[str | None] = [str(priority) for priority in mix.priority]
    return {
        "Initial_Problem": _text(spelled, calls.initial * 4 + routed),
        "Problem__Final_": _text(spelled, calls.final * 4 + spelling),
        "Initial_Priority": _text(priorities, calls.initial),
        "Final_Priority": _text(priorities, calls.final),
        "Call_Disposition": _text([d or None for d in mix.dispositions], disposition),
    }


def _spellings(code: str) -> list[str | None]:
    """As listed; no space before the suffix; suffix cut off; with the route of an initial code."""
    name, bracket, suffix = code.rpartition(" (")
    route = "FIRE" if "(F" in code else "PD"
    return [code, f"{name}({suffix}" if bracket else code, code.removesuffix(")"), f"{code}~{route}"]


def _where(mix: Mix, calls: _Calls, random: np.random.Generator) -> Columns:
    rows = len(calls.area)
    faults = mix.raw["faults"]
    unplaced = _some(random, rows, faults["no_point"])
    nameless = unplaced | _some(random, rows, faults["no_neighborhood"])
    names: list[str | None] = [*mix.areas, *(name.replace(" - ", "-") for name in mix.areas), None]
    spelling = calls.area + len(mix.areas) * _some(random, rows, faults["hyphen_closed"])
    points = mix.points[calls.area] + random.normal(0, 0.003, (rows, 2))
    points = np.where(unplaced[:, None], 0.0, points).round(5)
    return {
        "Latitude": points[:, 1],
        "Longitude": points[:, 0],
        "Ward__GIS_": _text([*mix.wards, None], np.where(nameless, len(mix.wards), calls.area)),
        "Neighborhood__GIS_": _text(names, np.where(nameless, len(names) - 1, spelling)),
    }
