"""No small count leaves, whatever the counts."""

from collections.abc import Mapping

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.published.schema import COUNT, FIRE_AND_BCR, RESPONDER, SPLIT, STATE, TABLES, State
from dashboard.release.withhold import published, withhold

T = 10
COUNTS = st.one_of(st.none(), st.integers(0, 25), st.integers(0, 5000))


def lines(parts: list[tuple[int | None, int | None, int | None]]) -> pd.DataFrame:
    """A responder table of one line per (police, fire, bcr), as `count` makes it."""
    rows = []
    for number, (police, fire, bcr) in enumerate(parts):
        known = None not in (police, fire, bcr)
        together = fire + bcr if known else None
        values = {"bcr": bcr, "fire": fire, FIRE_AND_BCR: together, "police": police}
        for responder, value in values.items():
            rows.append(("2026-10", f"c{number}", responder, value if known else None))
    frame = pd.DataFrame(rows, columns=[*RESPONDER.dimensions, COUNT])
    return frame.astype({COUNT: "Int64"})


def shown(frame: pd.DataFrame) -> Mapping[str, str]:
    return dict(zip(frame["responder"], frame[COUNT], strict=True))


@pytest.mark.parametrize("table", [t for t in TABLES if t != RESPONDER], ids=lambda t: t.name)
@given(counts=st.lists(COUNTS, min_size=1, max_size=40))
def test_no_number_below_the_threshold_is_published(table, counts: list[int | None]) -> None:
    frame = pd.DataFrame({d: [f"{d}{i}" for i in range(len(counts))] for d in table.dimensions})
    frame = frame.assign(**{COUNT: pd.array(counts, dtype="Int64")})
    words = published(withhold({table.name: frame}, T)[table.name])[COUNT].tolist()
    for count, word in zip(counts, words, strict=True):
        expected = "missing" if count is None else "withheld" if count < T else str(count)
        assert word == expected


@given(parts=st.lists(st.tuples(COUNTS, COUNTS, COUNTS), min_size=1, max_size=20))
def test_no_small_responder_can_be_worked_out(parts: list[tuple[int | None, int | None, int | None]]) -> None:
    """With the line's total known, every small part could still be anything from 0 to 9."""
    frame = withhold({RESPONDER.name: lines(parts)}, T)[RESPONDER.name]
    for number, (police, fire, bcr) in enumerate(parts):
        line = frame[frame["category"] == f"c{number}"]
        words = shown(published(line))
        if None in (police, fire, bcr):
            assert set(words.values()) == {"missing"}
            continue
        numbers = {name: int(word) for name, word in words.items() if word.isdigit()}
        assert all(value >= T for value in numbers.values())
        if min(fire, bcr) < T:
            assert not {"fire", "bcr"} & numbers.keys()
        total, split = police + fire + bcr, line[SPLIT].iloc[0]
        if split == "mostly-police":
            assert not numbers
            assert fire + bcr < T
            assert total - (T - 1) >= T
        if police < T or fire + bcr < T:
            assert not numbers


@pytest.mark.parametrize(
    ("police", "fire", "bcr", "split", "numbers"),
    [
        (100, 50, 10, "parts", {"police": "100", "fire": "50", "bcr": "10", FIRE_AND_BCR: "60"}),
        (100, 50, 9, "sum", {"police": "100", FIRE_AND_BCR: "59"}),
        (100, 9, 50, "sum", {"police": "100", FIRE_AND_BCR: "59"}),
        (10, 5, 5, "sum", {"police": "10", FIRE_AND_BCR: "10"}),
        (100, 5, 4, "mostly-police", {}),
        (19, 0, 0, "mostly-police", {}),
        (18, 0, 0, "withheld", {}),
        (9, 50, 50, "withheld", {}),
        (0, 0, 0, "withheld", {}),
    ],
)
def test_a_line_is_split_in_one_fixed_way(
    police: int, fire: int, bcr: int, split: str, numbers: dict[str, str]
) -> None:
    frame = withhold({RESPONDER.name: lines([(police, fire, bcr)])}, T)[RESPONDER.name]
    assert set(frame[SPLIT]) == {split}
    assert {name: word for name, word in shown(published(frame)).items() if word != "withheld"} == numbers


def test_missing_is_not_withheld() -> None:
    frame = withhold({RESPONDER.name: lines([(None, None, None)])}, T)[RESPONDER.name]
    assert set(frame[STATE]) == {State.MISSING}
