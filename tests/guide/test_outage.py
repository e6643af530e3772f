"""A channel that is down gives way to another, everywhere and only until its time."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from dashboard.__main__ import main
from dashboard.clock import local
from dashboard.content import table
from dashboard.content.load import Content, load
from dashboard.content.problem import ContentError
from dashboard.content.standing import as_of
from dashboard.guide.answer import PREFERENCES, Answer, answer, human_door, in_danger

UNTIL = "2026-11-23 18:00"
END = local(datetime(2026, 11, 23, 18))
BEFORE = END - timedelta(minutes=1)
THEFT = {"happening_now": "no", "force_used": "no", "gun_taken": "no"}

Down = Callable[..., Path]


@pytest.fixture
def down(editable: Path) -> Down:
    """Mark a channel of the copy as down."""

    def mark(channel: str, use: str, until: str | None = UNTIL) -> Path:
        with (editable / "channels" / f"{channel}.yaml").open("a") as file:
            file.write(f"status: down\nuse: {use if use.isalpha() else repr(use)}\n")
            file.write(f"until: {until}\n" if until else "")
        return editable

    return mark


def ids(given: Answer) -> list[str]:
    return [option.channel.id for option in given.options]


def test_the_stand_in_takes_the_place_until_the_minute_itself(down: Down, content: Content) -> None:
    broken = load(down("report-online", "nonemergency"))
    for at in (BEFORE - timedelta(days=30), BEFORE):
        given = answer(broken, "theft", THEFT, at)
        first = given.options[0]
        assert first.channel.id == "nonemergency"
        assert [gone.id for gone in first.instead_of] == ["report-online"]
        assert "report-online" not in ids(given)
    for at in (END, END + timedelta(days=1)):
        assert answer(broken, "theft", THEFT, at) == replace_channels(answer(content, "theft", THEFT, at), broken)


def replace_channels(given: Answer, content: Content) -> Answer:
    """The same answer with the channels of other content."""
    options = tuple(replace(o, channel=content.channels[o.channel.id]) for o in given.options)
    return replace(given, options=options)


def test_without_an_end_it_is_down_until_somebody_says_otherwise(down: Down) -> None:
    broken = load(down("report-online", "nonemergency", None))
    assert "report-online" not in ids(answer(broken, "theft", THEFT, END + timedelta(days=999)))


def test_the_end_is_chicago_time_in_summer_and_winter(down: Down) -> None:
    for until, utc in (("2026-07-01 12:00", "2026-07-01T17:00+00:00"), ("2026-12-01 12:00", "2026-12-01T18:00+00:00")):
        channel = load(down("gas", "911", until)).channels["gas"]
        assert channel.until == datetime.fromisoformat(utc)
        path = down("gas", "911") / "channels" / "gas.yaml"
        path.write_text(path.read_text().split("status: down")[0])


@pytest.mark.parametrize(
    ("channel", "use"),
    [
        ("988", "county-crisis"),
        ("nonemergency", "911"),
        ("bcr", "county-crisis"),
        ("311", "nonemergency"),
        ("911", "nonemergency"),
    ],
)
def test_danger_and_something_open_hold_in_every_outage(down: Down, channel: str, use: str) -> None:
    broken = load(down(channel, use, None))
    times = [local(datetime(2026, 11, 23, hour)) for hour in (2, 10, 17, 23)] + [local(datetime(2026, 12, 25, 12))]
    for situation in broken.situations.values():
        for replies in table.paths(situation):
            for at in times:
                for wishes in (frozenset[str](), frozenset(PREFERENCES)):
                    given = answer(broken, situation.id, replies, at, wishes)
                    assert given.options[0].open, (situation.id, replies, at)
                    assert len(set(ids(given))) == len(ids(given))
                    if given.danger:
                        assert ids(given)[0] == "911", (situation.id, replies)
        assert ids(in_danger(broken, situation.id, times[0]))[0] == "911"
    assert human_door(broken, times[0]).options[0].open


def test_911_is_never_taken_away_and_dispatch_stands_right_behind_it(down: Down) -> None:
    broken = load(down("911", "nonemergency"))
    for situation in (None, *broken.situations):
        for wishes in (frozenset[str](), frozenset(PREFERENCES)):
            assert ids(in_danger(broken, situation, BEFORE, preferences=wishes))[:2] == ["911", "nonemergency"]
    assert ids(in_danger(broken, None, END)) == ["911"]


def test_what_is_reached_through_others_too_keeps_their_numbers(down: Down) -> None:
    broken = load(down("nonemergency", "911"))
    crisis = {"weapon_or_violence": "no", "hurt_or_overdose": "no", "someone_should_come": "yes"}
    team = next(o for o in answer(broken, "mental-health-crisis", crisis, BEFORE).options if o.channel.id == "bcr")
    assert [phone.number for phone in team.phones] == ["911"]


def test_what_is_reached_only_through_a_channel_that_is_down_is_down_too(down: Down) -> None:
    desk = load(down("311", "nonemergency"))
    assert "report-phone" not in ids(answer(desk, "theft", THEFT, local(datetime(2026, 11, 23, 10))))


def test_texts_give_the_number_of_the_stand_in(
    down: Down, content: Content, edit: Callable[[str, str, str], Path]
) -> None:
    edit("text/en/site.yaml", "footer: ", "footer: Call {nonemergency} or {988}. ")
    broken = load(down("nonemergency", "911"))
    dispatch = content.channels["nonemergency"].phones[0].number
    assert f"Call {dispatch} or 988." in broken.words["en"].site.footer
    assert "Call 911 or 988." in as_of(broken, BEFORE).words["en"].site.footer
    assert as_of(broken, BEFORE).words["en"] is as_of(broken, BEFORE - timedelta(days=1)).words["en"]
    assert as_of(broken, END) is broken


REFUSED = {
    "itself": (["gas", "gas"], "down itself"),
    "each other": (["nonemergency", "911"], ["911", "nonemergency"], "down itself"),
    "one that is down": (["nonemergency", "911"], ["988", "nonemergency"], "down itself"),
    "one reached only through it": (["311", "report-phone"], "down itself"),
    "closed at night": (["988", "311"], "closed at times when 988 is open"),
    "hours that nobody knows": (["211", "shelter-hotline"], "closed at times"),
    "no number": (["988", "report-online"], "has no number"),
    "911 by another than dispatch": (["911", "988"], "Only nonemergency stands in for 911"),
    "unknown": (["988", "nobody"], "There is no channel “nobody”"),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_a_stand_in_that_does_not_work_is_refused(down: Down, editable: Path, case: tuple[object, ...]) -> None:
    *pairs, message = case
    for channel, use in pairs:  # type: ignore[misc]
        down(channel, use)
    with pytest.raises(ContentError) as refused:
        load(editable)
    first = refused.value.problems[0]
    assert message in first.problem
    line = (editable / first.file).read_text().splitlines()[first.line - 1]
    assert line.startswith("use:")


LINES = {
    "no stand-in": ("status: down", "stands in"),
    "no status": ("use: '911'\nuntil: 2026-12-01 18:00", "status: down"),
    "no such status": ("status: broken\nuse: '911'", "status"),
    "a day": ("status: down\nuse: '911'\nuntil: 2026-12-01", "is not a time"),
    "a word": ("status: down\nuse: '911'\nuntil: tomorrow", "is not a time"),
    "no such day": ("status: down\nuse: '911'\nuntil: 2026-02-30 10:00", "is not a time"),
    "another zone": ("status: down\nuse: '911'\nuntil: 2026-12-01T18:00Z", "is not a time"),
}


@pytest.mark.parametrize(("lines", "message"), LINES.values(), ids=LINES)
def test_lines_that_make_no_sense_are_refused(editable: Path, lines: str, message: str) -> None:
    with (editable / "channels" / "gas.yaml").open("a") as file:
        file.write(lines)
    with pytest.raises(ContentError, match=message):
        load(editable)


def test_the_command_line_travels_in_time(
    down: Down, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CONTENT_DIR", str(down("report-online", "nonemergency")))
    asked = ["answer", "--situation", "theft", *(f"--set={q}={a}" for q, a in THEFT.items()), "--json", "--at"]
    first = []
    for moment in ("2026-11-23T17:59", "2026-11-23T18:00"):
        assert main([*asked, moment]) == 0
        first.append(json.loads(capsys.readouterr().out)["options"][0]["channel"])
    assert first == ["nonemergency", "report-online"]


def test_a_stand_in_that_closes_on_holidays_is_refused_for_one_that_does_not(
    down: Down, edit: Callable[[str, str, str], Path], editable: Path
) -> None:
    edit("channels/311.yaml", "  police-report: mon-fri 8:00-17:30\n", "")
    assert load(down("traffic-control", "311"))
    edit("channels/traffic-control.yaml", "closed_on: city-holidays\n", "")
    with pytest.raises(ContentError, match="closed at times when traffic-control is open"):
        load(editable)


@pytest.mark.parametrize(("name", "instead"), [("311", "nonemergency"), ("988", "county-crisis"), ("gas", "911")])
def test_no_option_gives_the_number_of_a_channel_that_is_down(down: Down, name: str, instead: str) -> None:
    broken = load(down(name, instead))
    gone = {phone.number for phone in broken.channels[name].phones}
    for situation in broken.situations:
        given = answer(broken, situation, {}, BEFORE)
        assert not gone & {phone.number for option in given.options for phone in option.phones}, situation
