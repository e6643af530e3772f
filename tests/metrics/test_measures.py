"""Each measure on the shipped release: its frame holds what the release says, and ranges hold what may be."""

import pandas as pd
import pytest

from dashboard.metrics.ask import YEAR, Ask, parse
from dashboard.metrics.definitions import MEASURES
from dashboard.published import live, schema
from dashboard.published.read import Release
from dashboard.published.schema import COUNT, STATE, State

ASKS = [Ask(), Ask(category="theft"), Ask(("whittier",)), Ask(("armatage", "whittier"), "parking", rate=True)]


@pytest.fixture
def release() -> Release:
    shown = live.release()
    assert shown
    return shown


@pytest.mark.parametrize("ask", ASKS, ids=lambda ask: ask.query or "city")
@pytest.mark.parametrize("measure", MEASURES)
def test_no_small_number_and_three_states(release: Release, measure: str, ask: Ask) -> None:
    frame = MEASURES[measure](release, ask)
    assert set(frame[STATE]) <= set(State)
    if COUNT in frame:
        numbers = frame[frame[STATE] == State.NUMBER][COUNT].astype(int)
        assert ((numbers >= release.threshold) | (numbers == 0)).all()
        assert frame[frame[STATE] != State.NUMBER][COUNT].isna().all()


def test_kinds_of_a_year_add_up_to_the_city(release: Release) -> None:
    kinds = MEASURES["kinds"](release, Ask())
    months = MEASURES["incidents"](release, Ask()).tail(12)
    assert kinds["low"].sum() == months[COUNT].sum()


def test_who_answered_holds_the_total_between_its_ends(release: Release) -> None:
    quarter = schema.quarter(release.months[-2])
    rows = MEASURES["responders"](release, Ask(("whittier",)))
    rows = rows[rows["period"] == quarter]
    months = MEASURES["incidents"](release, Ask(("whittier",)))
    total = months[months["month"].isin(schema.months_of(quarter))][COUNT].sum()
    assert rows["low"].sum() <= total <= rows["high"].sum()


def test_shares_lie_between_nought_and_a_hundred(release: Release) -> None:
    for ask in ASKS:
        shares = MEASURES["not-police"](release, ask).dropna()
        assert (shares["share_low"] >= 0).all()
        assert (shares["share_high"] <= 100).all()
        assert (shares["share_low"] <= shares["share_high"]).all()


def test_a_rate_is_never_given_where_almost_nobody_lives(release: Release) -> None:
    areas = MEASURES["areas"](release, Ask(rate=True)).set_index("neighborhood")
    for industrial in ("camden-industrial", "humboldt-industrial-area", "mid-city-industrial"):
        assert pd.isna(areas["rate"][industrial])
        assert MEASURES["incidents"](release, Ask((industrial,), rate=True)).empty


def test_before_and_after_needs_a_year_on_both_sides_and_finds_a_planted_change(release: Release) -> None:
    for since in ("", release.months[6], release.months[-6]):
        assert MEASURES["change"](release, Ask(since=since))[STATE][0] == State.MISSING
    row = MEASURES["change"](release, Ask(since=release.months[24])).iloc[0]
    assert row["low"] <= row["ratio"] <= row["high"]
    doubled = _doubled(release, release.months[24])
    found = MEASURES["change"](doubled, Ask(since=release.months[24])).iloc[0]
    assert found["ratio"] == pytest.approx(2 * row["ratio"], rel=0.02)
    assert found["low"] > 1


def _doubled(release: Release, since: str) -> Release:
    """The same release under another id, with every city month from one on counted twice."""
    from dataclasses import replace

    city = release.tables[schema.CATEGORY.name]
    twice = city.assign(**{COUNT: city[COUNT].where(city["month"] < since, city[COUNT] * 2)})
    return replace(release, id="doubled", tables={**release.tables, schema.CATEGORY.name: twice})


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ({"area": ["whittier", "whittier", "nowhere"], "category": ["theft"]}, Ask(("whittier",), "theft")),
        ({"area": ["../../etc/passwd"], "category": ["x" * 9999], "month": ["2099-01"], "per": ["0"]}, Ask()),
        ({"category": ["other-protected"]}, Ask(category="other-protected")),
        ({"area": ["whittier"], "category": ["other-protected"]}, Ask(("whittier",))),
        ({"month": [YEAR], "per": ["1000"], "since": ["not a month"]}, Ask(rate=True)),
    ],
)
def test_an_address_shows_what_it_names_and_the_rest_is_left_out(
    release: Release, address: dict[str, list[str]], expected: Ask
) -> None:
    assert parse(release, address) == expected


@pytest.mark.parametrize("ask", ASKS, ids=lambda ask: ask.query or "city")
def test_an_address_gives_the_same_view_again(release: Release, ask: Ask) -> None:
    from urllib.parse import parse_qs

    assert parse(release, parse_qs(ask.query)) == ask


@pytest.mark.parametrize("category", [None, "burglary"])
def test_a_community_is_the_sum_of_its_neighborhoods(release: Release, category: str | None) -> None:
    ask = Ask(category=category)
    areas, communities = (MEASURES[name](release, ask) for name in ("areas", "communities"))
    assert len(communities) == 11
    for row in communities.to_dict("records"):
        parts = areas[areas["community"] == row["community"]]
        assert row["low"] == parts["low"].sum()
        assert row["high"] == parts["high"].sum()
        shown = row[STATE] == State.NUMBER
        assert shown == (parts["low"] == parts["high"]).all()
        assert pd.isna(row[COUNT]) != shown
