"""A phone number changes only with the name of who called the new one."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.__main__ import main
from dashboard.content import live
from dashboard.content.load import load
from dashboard.content.problem import ContentError

Edit = Callable[[str, str, str], Path]
DISPATCH = "channels/nonemergency.yaml"
OLD, NEW, NEWER = (f"612-348-{end}" for end in ("2345", "0000", "1111"))
SIGNED = ("verified_on:\nverified_by:", "verified_on: 2026-11-20\nverified_by: A. Lee")


@pytest.fixture(autouse=True)
def _look_always(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(live, "LOOK_EVERY", 0)
    monkeypatch.setenv("STATE_DIR", str(tmp_path / "state"))


def dialed(shown: live.Shown) -> str:
    assert shown.content
    return shown.content.channels["nonemergency"].phones[0].number


UNSIGNED = {
    "a number": (DISPATCH, OLD, NEW),
    "a number of two": ("channels/311.yaml", "612-673-3000", NEW),
    "a text number": ("channels/victim-line.yaml", "612-399-9977", NEW),
    "a language line": ("channels/311.yaml", "612-673-2700", NEW),
    "a number for the deaf": ("channels/311.yaml", "612-263-6850", NEW),
    "a number less": ("channels/311.yaml", '["311", 612-673-3000]', '["311"]'),
}


@pytest.mark.parametrize(("file", "old", "new"), UNSIGNED.values(), ids=UNSIGNED)
def test_a_changed_number_without_a_new_check_is_refused_at_its_line(
    edit: Edit, editable: Path, file: str, old: str, new: str
) -> None:
    line = next(n for n, text in enumerate((editable / file).read_text().splitlines(), 1) if old in text)
    edit(file, old, new)
    with pytest.raises(ContentError) as refused:
        load(editable)
    [problem] = refused.value.problems
    assert problem.file == file
    assert 0 <= line - problem.line <= 3
    assert "verified_by" in problem.fix


def test_a_changed_number_with_a_new_check_loads(edit: Edit, editable: Path) -> None:
    edit(DISPATCH, OLD, NEW)
    edit(DISPATCH, *SIGNED)
    assert load(editable).channels["nonemergency"].phones[0].number == NEW


def test_the_next_change_needs_a_check_of_its_own(edit: Edit, editable: Path) -> None:
    """Against the list of numbers, once it is written again, and against what the running site showed before."""
    site = live.Live(editable)
    site.shown()
    edit(DISPATCH, OLD, NEW)
    edit(DISPATCH, *SIGNED)
    assert dialed(site.shown()) == NEW
    edit(DISPATCH, NEW, NEWER)
    shown = site.shown()
    assert dialed(shown) == NEW
    assert [problem.file for problem in shown.problems] == [DISPATCH]
    edit(DISPATCH, "A. Lee", "B. Ray")
    assert dialed(site.shown()) == NEWER


@pytest.mark.parametrize("day", ["2026-11-19", "2026-11-20"])
def test_an_older_check_or_the_same_signs_nothing(
    edit: Edit, editable: Path, monkeypatch: pytest.MonkeyPatch, day: str
) -> None:
    monkeypatch.setenv("CONTENT_DIR", str(editable))
    edit(DISPATCH, *SIGNED)
    assert main(["register"]) == 0
    edit(DISPATCH, OLD, NEW)
    edit(DISPATCH, "2026-11-20", day)
    with pytest.raises(ContentError, match="who checked it"):
        load(editable)
    edit(DISPATCH, day, "2026-11-21")
    assert load(editable)


def test_the_old_number_stays_up_on_the_running_site_and_after_a_restart(edit: Edit, editable: Path) -> None:
    site = live.Live(editable)
    site.shown()
    edit(DISPATCH, OLD, NEW)
    for running in (site, live.Live(editable)):
        shown = running.shown()
        assert dialed(shown) == OLD
        assert shown.problems


def test_an_unchecked_number_holds_back_no_other_edit(edit: Edit, editable: Path) -> None:
    assert live.Live(editable).shown().problems == ()
    edit(DISPATCH, OLD, NEW)
    edit("text/en/site.yaml", "name: Right Response", "name: Another name")
    shown = live.Live(editable).shown()
    assert shown.content
    assert dialed(shown) == OLD
    assert shown.content.words["en"].site.name == "Another name"
    assert [problem.file for problem in shown.problems] == [DISPATCH]


def test_the_old_number_stands_even_on_a_first_start(edit: Edit, editable: Path) -> None:
    edit(DISPATCH, OLD, NEW)
    shown = live.Live(editable).shown()
    assert dialed(shown) == OLD
    assert [problem.file for problem in shown.problems] == [DISPATCH]


@pytest.mark.parametrize(
    ("old", "new"), [('phones: ["911"]\n', ""), ('sms: "911"\n', ""), ('sms: "911"', "sms: 612-348-2345")]
)
def test_911_can_always_be_called_and_texted(edit: Edit, editable: Path, old: str, new: str) -> None:
    edit("channels/911.yaml", old, new)
    edit("channels/911.yaml", "verified_by:", "verified_by: A. Lee")
    edit("channels/911.yaml", "verified_on:", "verified_on: 2026-11-20")
    with pytest.raises(ContentError, match="911"):
        load(editable)


@pytest.mark.parametrize(
    ("file", "old"),
    [("site", "call: Call 911"), ("site", "text: Text 911"), ("guide", "Call 911 first."), ("guide", "text 911.")],
)
def test_the_sentences_that_send_people_to_911_say_so(edit: Edit, editable: Path, file: str, old: str) -> None:
    edit(f"text/en/{file}.yaml", old, old.replace("911", "us"))
    with pytest.raises(ContentError, match="must say 911"):
        load(editable)


def test_check_says_so_and_a_signed_change_is_noted_until_it_is_listed(
    edit: Edit, editable: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CONTENT_DIR", str(editable))
    edit(DISPATCH, OLD, NEW)
    assert main(["check"]) == 1
    assert main(["register"]) == 1
    edit(DISPATCH, *SIGNED)
    capsys.readouterr()
    assert main(["check"]) == 0
    assert "registered.yaml" in capsys.readouterr().out
    assert main(["register"]) == 0
    capsys.readouterr()
    assert main(["check"]) == 0
    assert "registered.yaml" not in capsys.readouterr().out


def test_without_the_list_content_loads_and_check_asks_for_it(
    editable: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CONTENT_DIR", str(editable))
    (editable / "registered.yaml").unlink()
    assert main(["check"]) == 0
    assert "registered.yaml" in capsys.readouterr().out


def test_a_list_that_cannot_be_read_is_a_problem(editable: Path) -> None:
    shutil.copy(editable / "site.yaml", editable / "registered.yaml")
    with pytest.raises(ContentError, match=r"registered\.yaml"):
        load(editable)
