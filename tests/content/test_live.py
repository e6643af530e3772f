import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.content import live

Edit = Callable[[str, str, str], Path]
PARTY = "situations/loud-party.yaml"


@pytest.fixture(autouse=True)
def _look_always(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(live, "LOOK_EVERY", 0)
    monkeypatch.setenv("STATE_DIR", str(tmp_path / "state"))


def title(shown: live.Shown) -> str:
    assert shown.content
    return shown.content.words["en"].situations["loud-party"].title


def test_an_edit_shows_without_restart(edit: Edit, editable: Path) -> None:
    site = live.Live(editable)
    before = title(site.shown())
    edit("text/en/situations.yaml", before, "Too much noise")
    assert title(site.shown()) == "Too much noise"


def test_a_broken_edit_keeps_the_last_good_words_and_names_the_line(edit: Edit, editable: Path) -> None:
    site = live.Live(editable)
    before = title(site.shown())
    edit("text/en/situations.yaml", before, "Loud: party")
    shown = site.shown()
    assert title(shown) == before
    assert shown.problems[0].file == "text/en/situations.yaml"
    assert shown.problems[0].line > 1


def test_a_restart_with_a_broken_file_serves_the_last_good_version(edit: Edit, editable: Path) -> None:
    edit("text/en/situations.yaml", "Loud party or music", "A changed title")
    live.Live(editable).shown()
    (editable / "text/en/situations.yaml").write_text("half: [")
    shown = live.Live(editable).shown()
    assert title(shown) == "A changed title"
    assert shown.problems


def test_a_first_start_with_a_broken_situation_leaves_only_that_one_out(edit: Edit, editable: Path) -> None:
    edit(PARTY, "id: loud-party", "id: [")
    shown = live.Live(editable).shown()
    assert shown.content
    assert "loud-party" not in shown.content.situations
    assert "car-broken-into" in shown.content.situations
    assert [problem.file for problem in shown.problems] == [PARTY]


def test_nothing_usable_is_said_and_mended_later(editable: Path, tmp_path: Path) -> None:
    good = shutil.copytree(editable, tmp_path / "good")
    (editable / "site.yaml").write_text("")
    site = live.Live(editable)
    assert site.shown().content is None
    assert site.shown().problems
    shutil.copy(good / "site.yaml", editable / "site.yaml")
    assert site.shown().content
    assert not site.shown().problems


def test_no_right_to_write_does_not_stop_the_site(
    editable: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "a-file").write_text("")
    monkeypatch.setenv("STATE_DIR", str(tmp_path / "a-file" / "state"))
    assert live.Live(editable).shown().content
    assert "cannot keep a copy" in caplog.text
