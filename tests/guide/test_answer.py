from datetime import datetime, timedelta
from itertools import combinations

import pytest

from dashboard.clock import local
from dashboard.content import table
from dashboard.content.load import Content
from dashboard.guide.answer import NO_POLICE, NO_VOICE, PREFERENCES, TALK, Answer, answer, human_door, in_danger

DAY = datetime(2026, 11, 23, 10)
NIGHT = datetime(2026, 11, 23, 23)


def ids(given: Answer) -> list[str]:
    return [option.channel.id for option in given.options]


def every_path(content: Content) -> list[tuple[str, dict[str, str]]]:
    return [(s.id, replies) for s in content.situations.values() for replies in table.paths(s)]


def test_every_path_is_short(content: Content) -> None:
    lengths = sorted(len(replies) for _, replies in every_path(content))
    assert lengths[-1] <= 5
    assert lengths[len(lengths) // 2] <= 3


@pytest.mark.parametrize("preferences", [frozenset[str](), frozenset({NO_POLICE})], ids=["any", "no police"])
def test_danger_always_ends_at_911(content: Content, preferences: frozenset[str]) -> None:
    seen = 0
    for situation, replies in every_path(content):
        questions = content.situations[situation].questions
        if any(questions[name].danger and reply != "no" for name, reply in replies.items()):
            given = answer(content, situation, replies, NIGHT, preferences)
            assert given.danger, (situation, replies)
            assert ids(given)[0] == "911", (situation, replies)
            seen += 1
    assert seen >= 2 * len(content.situations)


def test_not_sure_of_danger_puts_911_before_the_usual_options(content: Content) -> None:
    unsure = answer(content, "car-broken-into", {"happening_now": "not-sure"}, DAY)
    usual = answer(content, "car-broken-into", {}, DAY)
    assert ids(unsure) == ["911", *(channel for channel in ids(usual) if channel != "nonemergency")]


def test_in_danger_the_dispatch_line_stays_only_where_it_would_be_first(content: Content) -> None:
    for situation, replies in every_path(content):
        given = answer(content, situation, replies, DAY)
        usual = table.outcome(content.situations[situation], replies).row.offer
        if given.danger:
            assert "nonemergency" not in ids(given) or usual[0] == "nonemergency", (situation, replies)
    assert ids(in_danger(content, None, DAY)) == ["911"]


def test_typed_danger_keeps_the_crisis_teams_in_sight(content: Content) -> None:
    for reply in ("yes", "not-sure"):
        assert ids(in_danger(content, "mental-health-crisis", NIGHT, reply))[:3] == ["911", "bcr", "county-crisis"]


def test_open_danger_questions_keep_the_order_and_say_when_911(content: Content) -> None:
    given = answer(content, "car-broken-into", {}, DAY)
    assert (given.if_now, given.danger, ids(given)[0]) == (True, False, "report-online")
    settled = answer(content, "car-broken-into", {"happening_now": "no", "anyone_hurt": "no"}, DAY)
    assert not settled.if_now


@pytest.mark.whole
def test_the_first_option_works_at_every_half_hour_of_a_year(content: Content) -> None:
    rows = [(s.id, row) for s in content.situations.values() for row in s.decide]
    start = datetime(2026, 3, 1)
    times = [start + timedelta(minutes=30 * i) for i in range(2 * 24 * 60)] + [
        datetime(2026, 12, 25, hour) for hour in range(24)
    ]
    for situation, row in rows:
        for at in times:
            assert answer(content, situation, row.when, at).options[0].open, (situation, row.offer, at)


def test_what_is_closed_comes_after_what_works_by_when_it_opens(content: Content) -> None:
    given = answer(content, "blocked-driveway", {"emergency_blocked": "no", "need_out_now": "no"}, NIGHT)
    assert ids(given) == ["report-online", "traffic-control", "311"]
    assert given.options[-1].opens_at == local(datetime(2026, 11, 24, 7))


def every_wish() -> list[frozenset[str]]:
    return [frozenset(some) for size in range(len(PREFERENCES) + 1) for some in combinations(PREFERENCES, size)]


def test_no_wish_lowers_urgency_or_hides_an_option(content: Content) -> None:
    for situation, replies in every_path(content):
        for at in (DAY, NIGHT):
            plain = answer(content, situation, replies, at)
            for wishes in every_wish():
                wished = answer(content, situation, replies, at, wishes)
                assert sorted(ids(plain)) == sorted(ids(wished))
                assert (plain.danger, plain.if_now) == (wished.danger, wished.if_now)
                assert wished.options[0].open
                if plain.danger:
                    assert ids(wished)[0] == "911"


def test_wishes_put_what_fits_first(content: Content) -> None:
    crisis = {"weapon_or_violence": "no", "hurt_or_overdose": "no", "someone_should_come": "yes"}
    silent = answer(content, "mental-health-crisis", crisis, DAY, {NO_VOICE}).options[0]
    assert silent.channel.sms or silent.channel.web or silent.channel.chat
    car = {"happening_now": "no", "anyone_hurt": "no", "gun_taken": "no"}
    assert answer(content, "car-broken-into", car, DAY, {TALK}).options[0].phones
    noise = answer(content, "loud-party", {"fight_or_weapon": "no", "loud_now": "yes"}, DAY, {NO_POLICE})
    assert ids(noise) == ["311", "report-online", "nonemergency"]


def test_who_cannot_speak_gets_what_can_be_written_to_first(content: Content) -> None:
    noise = {"fight_or_weapon": "no", "loud_now": "yes"}
    options = answer(content, "loud-party", noise, DAY, {NO_VOICE})
    assert ids(options) == ["report-online", "311", "nonemergency"]
    assert ids(answer(content, "theft", {"happening_now": "no"}, DAY, {NO_VOICE}))[1] == "report-phone"


def test_an_answer_knows_whether_the_wish_for_no_police_moved_it(content: Content) -> None:
    noise = {"fight_or_weapon": "no", "loud_now": "yes"}
    assert answer(content, "loud-party", noise, DAY, {NO_POLICE}).moved
    assert not answer(content, "loud-party", noise, DAY, {NO_VOICE}).moved
    assert not answer(content, "theft", {"happening_now": "no"}, DAY, {NO_POLICE}).moved


def test_danger_in_words_keeps_the_wishes(content: Content) -> None:
    for situation in (None, "loud-party"):
        given = in_danger(content, situation, NIGHT, preferences={NO_VOICE})
        assert (ids(given)[0], given.wishes) == ("911", {NO_VOICE})


def test_the_human_door_is_never_closed(content: Content) -> None:
    assert human_door(content, DAY).options[0].channel.id == "311"
    assert human_door(content, NIGHT).options[0].open


def test_dangerous_words_lead_to_911_with_and_without_a_situation(content: Content) -> None:
    for situation in (None, *content.situations):
        given = in_danger(content, situation, NIGHT)
        assert given.danger
        assert ids(given)[0] == "911"
