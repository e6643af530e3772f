"""Who answered: exact, a range that holds the truth, or nothing; never a false number."""

import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dashboard.guide.odds import Odds, Share
from dashboard.metrics.odds import FEWEST, WIDEST, odds
from dashboard.published import call_types
from dashboard.published.read import Release, load
from dashboard.published.schema import FIRE_AND_BCR, RESPONDERS
from dashboard.release.publish import publish
from tests.published import releases
from tests.published.releases import YEAR, Answered

MEDICAL, THEFT, BOTH = ("Heart",), ("Theft",), ("Heart", "Theft")
PARTS, SUM, MOSTLY_POLICE, POLICE_SMALL, SMALL = (100, 40, 20), (100, 40, 5), (300, 2, 1), (9, 200, 20), (6, 0, 0)


def made(
    root: Path, medical: list[Answered], theft: list[Answered], series: str = "city", threshold: int = 10
) -> Release:
    months = YEAR[-len(medical) :]
    frames = releases.answered(months, {"medical": medical, "theft": theft}, threshold)
    release_id, files = releases.contents(series, made=frames, threshold=threshold)
    return load(publish(root, release_id, files))


def year(*shares: Share, n: int) -> Odds:
    return Odds(n, "2025-11", "2026-10", shares)


def exactly(responder: str, count: int) -> Share:
    return Share(responder, count, count)


KNOWN = {
    "parts": (
        MEDICAL,
        [PARTS] * 12,
        year(exactly("police", 1200), exactly("bcr", 240), exactly("fire", 480), n=1920),
    ),
    "a sum in every month": (
        MEDICAL,
        [SUM] * 12,
        year(exactly("police", 1200), exactly(FIRE_AND_BCR, 540), n=1740),
    ),
    "a sum in one month": (
        MEDICAL,
        [PARTS] * 11 + [SUM],
        year(exactly("police", 1200), exactly(FIRE_AND_BCR, 705), n=1905),
    ),
    "mostly police": (
        THEFT,
        [PARTS] * 12,
        year(Share("police", 3528, 3636), Share(FIRE_AND_BCR, 0, 108), n=3636),
    ),
    "two categories": (
        BOTH,
        [PARTS] * 12,
        year(Share("police", 4728, 4836), Share(FIRE_AND_BCR, 720, 828), n=5556),
    ),
    "a split withheld in one month of many incidents": (
        BOTH,
        [PARTS] * 11 + [POLICE_SMALL],
        year(Share("police", 4628, 4965), Share(FIRE_AND_BCR, 660, 997), n=5625),
    ),
}


@pytest.mark.parametrize(("types", "medical", "expected"), KNOWN.values(), ids=KNOWN)
def test_what_is_published_is_added_up(
    tmp_path: Path, types: tuple[str, ...], medical: list[Answered], expected: Odds
) -> None:
    assert odds(made(tmp_path, medical, [MOSTLY_POLICE] * 12), types) == expected


HIDDEN = {
    "a month that is missing": (MEDICAL, [PARTS] * 11 + [None], "city"),
    "a total that is withheld": (MEDICAL, [PARTS] * 11 + [SMALL], "city"),
    "a split that is withheld too often": (MEDICAL, [PARTS] * 10 + [POLICE_SMALL] * 2, "city"),
    "eleven months": (MEDICAL, [PARTS] * 11, "city"),
    "a demonstration": (MEDICAL, [PARTS] * 12, "demo"),
    "no call types": ((), [PARTS] * 12, "city"),
    "a call type that nobody knows": (("Heart", "Dragon"), [PARTS] * 12, "city"),
    "a source of police alone": (THEFT, [MOSTLY_POLICE] * 12, "city"),
}


@pytest.mark.parametrize(("types", "medical", "series"), HIDDEN.values(), ids=HIDDEN)
def test_what_is_not_known_is_not_said(
    tmp_path: Path, types: tuple[str, ...], medical: list[Answered], series: str
) -> None:
    assert odds(made(tmp_path, medical, [MOSTLY_POLICE] * len(medical), series), types) is None


@pytest.mark.parametrize("police", [4, 5])
def test_a_hundred_incidents_are_enough(tmp_path: Path, police: int) -> None:
    small: list[Answered] = [(2, 2, 4)] * 11 + [(police, 3, 4)]
    found = odds(made(tmp_path, small, [MOSTLY_POLICE] * 12, threshold=2), MEDICAL)
    assert (found and found.n) == (FEWEST if police == 5 else None)


@pytest.mark.parametrize("seed", range(3))
def test_the_truth_always_lies_within(tmp_path: Path, seed: int) -> None:
    """Counts of every size, so that every kind of split and total comes about."""
    random = np.random.default_rng(seed)
    types = call_types.load()
    size = {c: random.integers(1, 300, 3) * random.choice([0.02, 1, 4], 3) for c in types.categories}
    truth = {c: np.stack([random.poisson(size[c]) for _ in YEAR]) for c in types.categories}
    counts: dict[str, list[Answered]] = {c: [(p, f, b) for p, f, b in n.tolist()] for c, n in truth.items()}
    release_id, files = releases.contents(made=releases.answered(YEAR, counts))
    release = load(publish(tmp_path, release_id, files))
    a_type = {kind.category: kind.name for kind in types.types.values()}
    said = 0
    for first, second in [*zip(a_type, a_type, strict=True), *itertools.pairwise(a_type)]:
        found = odds(release, (a_type[first], a_type[second]))
        total = np.sum([truth[c].sum(axis=0) for c in {first, second}], axis=0)
        parts = dict(zip(RESPONDERS, total.tolist(), strict=True))
        parts[FIRE_AND_BCR] = parts["fire"] + parts["bcr"]
        if found:
            said += 1
            assert FEWEST <= found.n == sum(total)
            for share in found.shares:
                assert share.low <= parts[share.responder] <= share.high <= share.low + WIDEST * found.n
    assert said


def test_it_is_counted_once_for_a_release(tmp_path: Path) -> None:
    release = made(tmp_path, [PARTS] * 12, [MOSTLY_POLICE] * 12)
    assert odds(release, MEDICAL) is odds(release, MEDICAL)
    assert odds(replace(release, demonstration=True), MEDICAL) is None
