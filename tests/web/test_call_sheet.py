import re
from datetime import timedelta
from pathlib import Path

import pytest

from dashboard import clock
from dashboard.__main__ import main
from dashboard.content.hours import parse
from dashboard.content.load import Content
from dashboard.web import call_sheet, render
from tests.support import escape


def test_every_channel_has_a_row_with_what_the_site_says_of_it(content: Content) -> None:
    _, *rows = call_sheet.page(content).split("<tr data-channel=")
    assert len(rows) == len(content.channels)
    for channel, row in zip(content.channels.values(), rows, strict=True):
        assert row.startswith(f'"{channel.id}"')
        assert row.count('class="box"') == len(content.staff.call_sheet.questions)
        numbers = [phone.number for phone in channel.phones] + [channel.sms, channel.tty]
        for said in (*numbers, *channel.language_lines.values(), escape(content.words["en"].channels[channel.id].name)):
            assert not said or said in row
        if via := channel.via:
            assert all(p.number in row for c in via for p in content.channels[c].phones[:1])


def test_hours_are_written_as_staff_write_them(content: Content) -> None:
    for channel in content.channels.values():
        for spans in channel.hours.values():
            assert parse(call_sheet.written(spans)) == spans


def test_the_command_writes_a_file_or_prints(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["call-sheet"]) == 0
    assert main(["call-sheet", "--to", str(tmp_path / "sheet.html")]) == 0
    assert (tmp_path / "sheet.html").read_text() + "\n" == capsys.readouterr().out


@pytest.mark.parametrize(("days", "dated"), [(None, False), (0, False), (89, False), (90, True), (400, True)])
def test_the_date_of_a_check_is_shown_when_it_is_old(content: Content, days: int | None, dated: bool) -> None:
    day = None if days is None else clock.now().date() - timedelta(days=days)
    channel = content.channels["gas"].model_copy(update={"verified_on": day})
    for lang, words in content.words.items():
        said = render.checked(channel, words, lang)
        assert bool(re.search(r"\d{4}", said)) == dated
        assert (said == words.guide.labels.unconfirmed) == (days is None)
