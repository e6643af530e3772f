"""Small releases made up for the tests, with every file that a release has."""

import itertools
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd

from dashboard.published import call_types, dispositions, places
from dashboard.published.schema import (
    CATEGORY,
    COUNT,
    FIRE_AND_BCR,
    RESPONDER,
    SPLIT,
    STATE,
    TABLES,
    Split,
    State,
    Table,
    quarter,
)
from dashboard.release import package, rule, withhold
from dashboard.release.publish import publish

MONTHS = ("2026-07", "2026-08", "2026-09")
YEAR = ("2025-11", "2025-12", *(f"2026-{month:02}" for month in range(1, 11)))
VALUES = {
    "neighborhood": ("near-north", "whittier"),
    "category": ("medical", "theft"),
    "responder": ("bcr", "fire", "fire-and-bcr", "police"),
    "hour": ("07", "23"),
    "weekday": ("1-mon", "7-sun"),
    "daypart": ("00-04", "20-24"),
    "disposition": ("not-recorded", "report"),
}
Frames = dict[str, pd.DataFrame]
Answered = tuple[int, int, int] | None
"""Incidents of a category in a month that police, fire and bcr answered; None: nothing is known."""


def frames(months: tuple[str, ...] = MONTHS, number: int = 112) -> Frames:
    """Every second cell a number, the others withheld; quarters of the months, and no year."""
    return {table.name: _frame(table, months, number) for table in TABLES}


def _frame(table: Table, months: tuple[str, ...], number: int) -> pd.DataFrame:
    quarters = tuple(dict.fromkeys(map(quarter, months)))
    periods = {"month": months, "quarter": quarters, "year": ()}[table.period]
    cells = itertools.product(periods, *(VALUES[d] for d in table.dimensions[1:]))
    frame = pd.DataFrame(list(cells), columns=list(table.dimensions), dtype="str")
    shown = pd.Series([row % 2 == 0 for row in range(len(frame))], dtype=bool)
    remarks = {SPLIT: Split.PARTS.value} if SPLIT in table.remarks else {}
    return frame.assign(
        **remarks,
        **{
            COUNT: pd.Series([number + row for row in range(len(frame))], dtype="Int64"),
            STATE: shown.map({True: State.NUMBER.value, False: State.WITHHELD.value}).astype("str"),
        },
    )


def answered(months: tuple[str, ...], counts: dict[str, list[Answered]], threshold: int = 10) -> Frames:
    """Frames whose city tables say, as the release rule would, who answered: for each category a count a month."""
    lines = [
        (m, c, *(n or [None] * 3)) for c, by_month in counts.items() for m, n in zip(months, by_month, strict=True)
    ]
    wide = pd.DataFrame(lines, columns=["month", "category", "police", "fire", "bcr"])
    wide = wide.astype(dict.fromkeys(("police", "fire", "bcr"), "Int64")).sort_values(["month", "category"])
    wide[FIRE_AND_BCR] = wide["fire"] + wide["bcr"]
    city = wide.assign(**{COUNT: wide["police"] + wide[FIRE_AND_BCR]})[[*CATEGORY.columns]]
    split = wide.melt(["month", "category"], var_name="responder", value_name=COUNT)
    split = split.sort_values(list(RESPONDER.dimensions), ignore_index=True)
    kinds = withhold.splits(split, RESPONDER, threshold)
    chosen = {(RESPONDER.name, *line): Split(kind) for line, kind in kinds.items()}
    small = withhold.below(city[COUNT], threshold).to_numpy()
    made = {CATEGORY.name: withhold.with_state(city, small)}
    return frames(months) | made | {RESPONDER.name: withhold.by_split(RESPONDER.name, split, chosen)}


def contents(
    series: str = "city",
    changes: bytes = b'{"corrections": []}\n',
    made: Frames | None = None,
    threshold: int | None = None,
) -> tuple[str, dict[str, bytes]]:
    """The id and the files of a release of the frames; the series `demo` is a demonstration."""
    text = package.words()
    heading = package.Heading(series, demonstration=series == "demo", day=date(2026, 10, 11))
    codes = package.codes(call_types.load(), places.load(), dispositions.load(), text)
    known = rule.load()
    known = replace(known, threshold=threshold) if threshold else known
    return package.contents(heading, text, known, codes, made or frames(), changes)


def put(root: Path, series: str = "city", number: int = 112, months: tuple[str, ...] = MONTHS) -> Path:
    """Publishes one, which is then on show. Another number makes another release."""
    release_id, files = contents(series, made=frames(months, number))
    return publish(root, release_id, files)


def spoil(path: Path) -> None:
    """Changes one bit."""
    content = bytearray(path.read_bytes())
    content[-3] ^= 1
    path.write_bytes(content)
