"""What is no mistake but wants a person, by the clock: the minute itself counts as after."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from dashboard.clock import local
from dashboard.content.load import load
from dashboard.content.notes import notes
from dashboard.content.problem import ContentError
from dashboard.content.standing import as_of

Edit = Callable[[str, str, str], Path]
NOON = local(datetime(2026, 11, 23, 12))
MINUTE = timedelta(minutes=1)


def said(root: Path, at: datetime) -> list[str]:
    return [str(note) for note in notes(root, load(root), at)]


@pytest.mark.parametrize(("days", "found"), [(0, None), (29, None), (30, "30 days ago"), (90, "90 days ago")])
def test_a_check_is_due_again_after_thirty_days(edit: Edit, editable: Path, days: int, found: str | None) -> None:
    day = (NOON - timedelta(days=days)).date()
    edit("channels/gas.yaml", "verified_on:\nverified_by:", f"verified_on: {day}\nverified_by: A. Lee")
    ours = [note for note in said(editable, NOON) if note.startswith("channels/gas.yaml")]
    assert bool(ours) == bool(found)
    assert not found or found in ours[0]


@pytest.mark.parametrize(
    ("until", "at", "found"),
    [
        ("until: 2026-11-23 12:00", NOON - MINUTE, "Down until 2026-11-23 12:00"),
        ("until: 2026-11-23 12:00", NOON, "is over"),
        ("", NOON, "without an end"),
    ],
)
def test_an_outage_is_noted_during_after_and_without_an_end(
    editable: Path, until: str, at: datetime, found: str
) -> None:
    with (editable / "channels" / "gas.yaml").open("a") as file:
        file.write(f"status: down\nuse: '911'\n{until}\n")
    assert any(note.startswith("channels/gas.yaml") and found in note for note in said(editable, at))


def banner(editable: Path, *lines: str) -> Path:
    with (editable / "site.yaml").open("a") as file:
        file.write("banner:\n" + "".join(f"  {line}\n" for line in lines))
    return editable


WINDOW = ("from: 2026-11-23 12:00", "until: 2026-11-24 12:00", "text: {en: 'Stay inside. Ask {nonemergency}.'}")


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        (NOON - MINUTE, False),
        (NOON, True),
        (NOON + timedelta(days=1) - MINUTE, True),
        (NOON + timedelta(days=1), False),
    ],
)
def test_a_banner_stands_from_its_start_until_its_end(editable: Path, at: datetime, shown: bool) -> None:
    content = load(banner(editable, *WINDOW))
    number = content.channels["nonemergency"].phones[0].number
    assert as_of(content, at).banner == ({"en": f"Stay inside. Ask {number}."} if shown else {})


def test_a_banner_without_times_stands_and_is_noted(editable: Path) -> None:
    content = load(banner(editable, "text: {en: Stay inside.}"))
    assert as_of(content, NOON).banner == {"en": "Stay inside."}
    assert any("has no end" in note for note in said(editable, NOON))


def test_a_banner_that_is_over_is_noted(editable: Path) -> None:
    banner(editable, *WINDOW)
    assert any("is over" in note for note in said(editable, NOON + timedelta(days=1)))


REFUSED = {
    "no English": ("text: {es: Quédese adentro.}", "needs English"),
    "no text": ("until: 2026-12-01 12:00", "text"),
    "a number": ("text: {en: Call 612-348-2345.}", "phone number"),
    "no such channel": ("text: {en: 'Call {nobody}.'}", "is no channel"),
    "too long": (f"text: {{en: {'Stay inside. ' * 20}}}", "160"),
    "backwards": ("text: {en: Stay.}\n  from: 2026-12-02 12:00\n  until: 2026-12-01 12:00", "ends before"),
}


@pytest.mark.parametrize(("lines", "message"), REFUSED.values(), ids=REFUSED)
def test_a_banner_that_makes_no_sense_is_refused(editable: Path, lines: str, message: str) -> None:
    with pytest.raises(ContentError) as refused:
        load(banner(editable, lines))
    assert any(p.file == "site.yaml" and (message in p.problem or message in p.fix) for p in refused.value.problems)
