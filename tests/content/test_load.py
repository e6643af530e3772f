from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.content.load import Content, load
from dashboard.content.problem import ContentError

Edit = Callable[[str, str, str], Path]

CAR = "situations/car-broken-into.yaml"
PARTY = "situations/loud-party.yaml"
TEXT = "text/en/situations.yaml"

MISTAKES = {
    "unknown key": ("channels/311.yaml", "tty: 612", "ttty: 612", "channels/311.yaml", "ttty"),
    "missing key": (CAR, "group: theft-and-damage\n", "", CAR, "group"),
    "unknown channel": (PARTY, 'offer: ["911"]', "offer: [912]", PARTY, "912"),
    "unknown group": (PARTY, "group: parking-and-noise", "group: noise", PARTY, "noise"),
    "wrong value": ("channels/bcr.yaml", "police: may", "police: maybe", "channels/bcr.yaml", "police"),
    "wrong id": (PARTY, "id: loud-party", "id: loud", PARTY, "loud"),
    "bad number": ("channels/311.yaml", "612-673-3000", "612-673-300", "channels/311.yaml", "phone number"),
    "bad hours": (
        "channels/311.yaml", "talk: mon-fri 7:00-19:00", "talk: mon-fri 7-19", "channels/311.yaml", "opening",
    ),
    "closes before it opens": (
        "channels/311.yaml", "talk: mon-fri 7:00-19:00", "talk: mon-fri 19:00-7:00", "channels/311.yaml", "closes",
    ),
    "overlapping hours": (
        "channels/311.yaml", "talk: mon-fri 7:00-19:00", "talk: mon-fri 7:00-12:00, fri 11:00-14:00",
        "channels/311.yaml", "overlap",
    ),
    "confidence D": ("channels/power.yaml", "confidence: A", "confidence: D", "channels/power.yaml", "confidence"),
    "fact without source": (
        "channels/988.yaml", "supports: [phones, sms, chat]", "supports: [phones, chat]",
        "channels/988.yaml", "sms",
    ),
    "script link": (
        "channels/report-online.yaml", "web: https://www.minneapolismn.gov/report-an-issue/",
        "web: javascript:alert(1)", "channels/report-online.yaml", "https",
    ),
    "homoglyph host": (
        "channels/report-online.yaml", "web: https://www.minneapolismn.gov/report-an-issue/",
        "web: https://www.minneapolismn.gоv/", "channels/report-online.yaml", "https",
    ),
    "unchecked verification": (
        "channels/bcr.yaml", "verified_on:", "verified_on: 2026-11-01", "channels/bcr.yaml", "both",
    ),
    "danger without 911": (PARTY, 'offer: ["911"]', 'offer: ["311"]', PARTY, "911"),
    "dead row": (
        CAR, "  - if: {anyone_hurt: yes}", "  - if: {happening_now: yes, anyone_hurt: yes}", CAR, "No answers",
    ),
    "gap": (PARTY, "  - otherwise:", "  - if: {loud_now: yes}", PARTY, "otherwise"),
    "unknown question in a row": (PARTY, "{loud_now: no}\n    offer", "{loud: no}\n    offer", PARTY, "loud"),
    "number in a text": (TEXT, "Loud party or music", "Loud party? Call 612-555-0100", TEXT, "phone number"),
    "unknown channel in a text": (TEXT, "Loud party or music", "Loud party {noise-line}", TEXT, "noise-line"),
    "question without words": (TEXT, "    loud_now: Is it loud right now?\n", "", TEXT, "loud_now"),
    "missing sentence": ("text/en/guide.yaml", "heading: What is happening?\n", "", "text/en/guide.yaml", "heading"),
    "nothing open at night": (
        PARTY, "offer: [nonemergency, \"311\", report-online]", "offer: [\"311\"]", PARTY, "At night",
    ),
    "colon in a list's sentence": (
        TEXT, "- When and where it was parked", "- When: where it was parked", TEXT, "colon",
    ),
    "no English": ("site.yaml", "languages: [en, ", "languages: [", "site.yaml", "English"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "file", "word"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_names_its_file_and_says_what_is_wrong(
    edit: Edit, editable: Path, name: str, old: str, new: str, file: str, word: str
) -> None:
    changed = edit(name, old, new)
    with pytest.raises(ContentError) as caught:
        load(editable)
    found = [p for p in caught.value.problems if p.file == file and word in f"{p.problem} {p.fix}"]
    assert found, caught.value
    assert 1 <= found[0].line <= len(changed.read_text().splitlines()) + 1


def test_the_line_is_the_line_of_the_mistake(edit: Edit, editable: Path) -> None:
    edit(PARTY, 'offer: ["311", report-online]', 'offer: ["311", report-onlin]')
    line = next(i for i, t in enumerate((editable / PARTY).read_text().splitlines(), 1) if "report-onlin]" in t)
    with pytest.raises(ContentError) as caught:
        load(editable)
    assert {(p.file, p.line) for p in caught.value.problems} == {(PARTY, line)}


def test_every_mistake_is_told_at_once(edit: Edit, editable: Path) -> None:
    edit(PARTY, "group: parking-and-noise", "group: noise")
    edit("channels/bcr.yaml", "police: may", "police: maybe")
    with pytest.raises(ContentError) as caught:
        load(editable)
    assert {p.file for p in caught.value.problems} >= {PARTY, "channels/bcr.yaml"}


def test_a_channel_in_a_text_becomes_its_number(edit: Edit, editable: Path) -> None:
    edit(TEXT, "Loud party or music", "Loud party, call {nonemergency}")
    loaded = load(editable)
    number = loaded.channels["nonemergency"].phones[0].number
    assert loaded.words["en"].situations["loud-party"].title.endswith(number)


def test_a_changed_sentence_changes_the_version(edit: Edit, editable: Path) -> None:
    before = load(editable)
    edit(TEXT, "Loud party or music", "Loud music")
    after = load(editable)
    assert after.words["en"].situations["loud-party"].title == "Loud music"
    assert after.version != before.version


def test_an_empty_folder_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="CONTENT_DIR"):
        load(tmp_path)


def test_every_call_type_of_a_situation_is_a_known_one(content: Content) -> None:
    from dashboard.published import call_types

    known = call_types.load()
    named = {name for situation in content.situations.values() for name in situation.call_types}
    assert named
    assert {name for name in named if known.find(name) is None} == set()
    could_take = {channel for call_type in known.types.values() for channel in call_type.could_take}
    assert could_take <= set(content.channels) | {"animal-control"}
