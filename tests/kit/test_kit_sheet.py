"""What the kit says, before it is printed."""

import dataclasses
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from dashboard import look
from dashboard.content import sms
from dashboard.content.hours import parse
from dashboard.content.load import Content, load
from dashboard.content.problem import ContentError
from dashboard.kit import pieces, sheet
from dashboard.kit.sheet import Edition
from tests.kit.paper import NUMBERS

ADDRESS = "https://rightresponse.example"
MADE = date(2026, 11, 26)
Edit = Callable[[str, str, str], Path]


def editions(content: Content, address: str | None = ADDRESS) -> list[Edition]:
    return [Edition(content, theme, lang, MADE, address) for theme in content.themes.values() for lang in content.words]


def numbers_of(content: Content, edition: Edition) -> set[str]:
    """The numbers that an edition may print: those of its channels, of 911, dispatch and 311 in its language."""
    named = {"911", "311", "988", "nonemergency", *edition.theme.channels}
    direct = {phone.number for name in named for phone in content.channels[name].phones}
    return direct | set(content.channels["311"].language_lines.values())


def test_every_theme_tells_of_911_and_of_no_number_that_is_not_in_the_registry(content: Content) -> None:
    for edition in editions(content):
        for text in (
            *pieces.messages(edition),
            *pieces.paragraphs(edition),
            *edition.words.kit.sheet.danger.split("|"),
        ):
            assert "911" in text, (edition.theme.id, edition.lang)
            assert set(NUMBERS.findall(text.replace(ADDRESS, ""))) <= numbers_of(content, edition), text


def test_police_may_come_is_said_wherever_the_channel_says_so(content: Content) -> None:
    for edition in editions(content):
        filled = sheet.values(edition, "poster-letter", 612, 792, True)
        for way, name in zip(filled["ways"], edition.theme.channels, strict=True):  # type: ignore[call-overload]
            said = edition.words.channels[name].police
            assert way["police"] == said
            assert way["police_short"].startswith(edition.words.guide.labels.police[content.channels[name].police])
        assert filled["police"]
        assert filled["danger"]


def test_a_code_leads_to_the_page_of_the_situation_and_names_no_sensitive_one(content: Content) -> None:
    for edition in editions(content):
        for page in sheet.pages(content, edition.theme, edition.lang).values():
            _, guide, lang, name = page.split("/")
            assert (guide, lang) == ("guide", edition.lang)
            assert not name or not content.situations[name].sensitive
        assert "?" not in "".join(sheet.addresses(edition).values())
    crisis = Edition(content, content.themes["choose-response"], "es", MADE, ADDRESS)
    assert list(sheet.addresses(crisis).values()) == [f"{ADDRESS}/guide/es/"]
    theft = Edition(content, content.themes["report-it"], "en", MADE, ADDRESS)
    assert list(sheet.addresses(theft).values()) == [
        f"{ADDRESS}/guide/en/theft",
        f"{ADDRESS}/guide/en/property-damaged",
    ]


def test_a_sample_has_no_code_and_says_so(content: Content) -> None:
    for edition in editions(content, None):
        filled = sheet.values(edition, "square", 540, 540, False)
        assert not filled["codes"]
        assert filled["sample"] == edition.words.kit.sheet.sample


def test_the_day_and_the_address_to_check_stand_on_every_piece(content: Content) -> None:
    for edition in editions(content):
        made = sheet.values(edition, "card", 252, 144, True)["made"]
        for part in ("2026-11-26", content.version[:7], f"rightresponse.example/guide/{edition.lang}/kit"):
            assert part in str(made)


@pytest.mark.parametrize(
    ("channel", "expected"),
    [
        ("911", ["911"]),
        ("bcr", ["911"]),
        ("988", ["988"]),
        ("county-crisis", ["612-596-1223", "612-348-2233"]),
        ("report-phone", ["311"]),
        ("traffic-control", ["311"]),
        ("report-online", []),
    ],
)
def test_a_channel_prints_its_number_or_the_one_that_reaches_it(
    content: Content, channel: str, expected: list[str]
) -> None:
    told = sheet.numbers(content, content.channels[channel], content.words["en"])
    assert [number for number, _ in told] == expected


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ("mon-fri 7:00-19:00", "Monday to Friday, 7 a.m. to 7 p.m."),
        ("mon-fri 8:00-17:30", "Monday to Friday, 8 a.m. to 5:30 p.m."),
        ("sat 9:00-13:00", "Saturday, 9 a.m. to 1 p.m."),
        ("mon-fri 9:00-22:00, sat 7:30-17:00", "Monday to Friday, 9 a.m. to 10 p.m.; Saturday, 7:30 a.m. to 5 p.m."),
        ("mon 12:00-24:00, wed 0:00-12:00", "Monday, 12 p.m. to 12 a.m.; Wednesday, 12 a.m. to 12 p.m."),
    ],
)
def test_hours_are_told_in_words(content: Content, hours: str, expected: str) -> None:
    channel = content.channels["gas"].model_copy(update={"hours": {"talk": parse(hours)}, "hours_unknown": False})
    assert sheet.opening(channel, content.words["en"]) == expected


def test_a_channel_that_never_closes_says_so(content: Content) -> None:
    assert sheet.opening(content.channels["911"], content.words["en"]) == content.words["en"].guide.labels.any_time


def test_english_stands_beside_a_language_until_readers_have_checked_kit_and_channels(content: Content) -> None:
    theme, words = content.themes["parking"], content.words["es"]
    channels = {name: said.model_copy(update={"reviewed_by": "Ana"}) for name, said in words.channels.items()}
    kit = words.kit.model_copy(update={"reviewed_by": "Ana"})
    cases = {(): True, ("kit",): True, ("channels",): True, ("kit", "channels"): False}
    for checked, english in cases.items():
        update = {name: part for name, part in (("kit", kit), ("channels", channels)) if name in checked}
        said = dataclasses.replace(content, words={**content.words, "es": words.model_copy(update=update)})
        edition = Edition(said, theme, "es", MADE, ADDRESS)
        filled = sheet.values(edition, "poster-letter", 612, 792, True)
        assert (filled["danger_en"] is not None) is english, checked
        assert (filled["back"] is not None) is english
        assert (len(pieces.messages(edition)) == 2) is english
        assert ("teach-english.png" in pieces.listing(edition)) is english


@pytest.mark.parametrize(
    ("text", "taken", "room"),
    [("Call 911", 8, 160), ("¿Niño? é ñ ü à", 14, 160), ("policía", 7, 70), ("[a]", 5, 160), ("😀", 2, 70)],
)
def test_a_text_message_is_measured_as_phones_do(text: str, taken: int, room: int) -> None:
    assert sms.length(text) == (taken, room)


def test_every_text_message_is_a_single_one(content: Content) -> None:
    for edition in editions(content):
        for text in pieces.messages(edition):
            taken, room = sms.length(text)
            assert taken <= room == sms.GSM_LENGTH


def test_an_address_too_long_for_a_text_message_is_refused(content: Content) -> None:
    with pytest.raises(ValueError, match="text message"):
        pieces.messages(Edition(content, content.themes["parking"], "en", MADE, "https://" + "a" * 60 + ".example"))


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("kit/parking.yaml", "[traffic-control, report-online]", "[traffic-kontrol, report-online]", "traffic-kontrol"),
        ("kit/parking.yaml", "[blocked-driveway]", "[blocked]", "blocked"),
        ("kit/parking.yaml", "art: car", "art: boat", "art"),
        ("kit/parking.yaml", "  ticket:", "  fine:", "fine"),
        ("text/en/kit.yaml", "      traffic-control: Call 311. Ask for Traffic Control.\n", "", "traffic-control"),
        ("text/en/kit.yaml", "  parking:\n    title: Parking? 311", "  cars:\n    title: Parking? 311", "cars"),
        ("text/en/kit.yaml", "Blocked by a parked car? Call 311 or report online.", "A" * 90 + ".", "characters"),
        ("text/es/kit.yaml", "¿Un carro le tapa el paso? Llame", "¿Está su carro? Llame", "70 characters"),
        ("text/en/kit.yaml", "lead: Ask one thing first.", "lead: Call 612-348-2345 first.", "phone number"),
        ("site.yaml", "address:  ", "address: example.org # ", "https://"),
    ],
)
def test_mistakes_in_the_kit_are_found(editable: Path, edit: Edit, file: str, old: str, new: str, told: str) -> None:
    edit(file, old, new)
    with pytest.raises(ContentError) as caught:
        load(editable)
    assert any(told in problem.problem or told in problem.fix for problem in caught.value.problems), caught.value


def test_ink_on_paper_has_contrast_enough_without_color() -> None:
    """The ratio is of luminance alone: it is the same in gray."""
    colors = look.colors("light")
    for ink, ground in [("text", "#ffffff"), ("muted", "#ffffff"), ("accent", "#ffffff"), ("danger", "#ffffff")]:
        assert _contrast(colors[ink], ground) >= 4.5
    assert _contrast("#ffffff", colors["danger"]) >= 4.5


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: str) -> float:
    parts = [int(part, 16) / 255 for part in re.findall("[0-9a-f]{2}", color)]
    r, g, b = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
