"""docs/edit.md does what it says: each task is done as the page writes it, in a copy, and looked at."""

import os
import re
import shutil
import subprocess
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest

from dashboard.clock import local
from dashboard.content.check import check
from dashboard.content.load import Content, load
from dashboard.content.standing import as_of
from dashboard.guide import listen
from dashboard.guide.answer import answer
from dashboard.paths import ROOT

pytestmark = pytest.mark.whole

PAGE = (ROOT / "docs" / "edit.md").read_text("utf-8")
TASKS = {int(n): text for n, text in re.findall(r"^## (\d+)\. .*?$(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)}
STEP = re.compile(r"`(content/[\w./-]+\.yaml)`|^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
TODAY = date(2026, 11, 26)
QUIET = {"fight_or_weapon": "no", "loud_now": "no"}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with content in it, as the page's commands meet one."""
    shutil.copytree(ROOT / "content", tmp_path / "content")
    (tmp_path / ".venv").symlink_to(ROOT / ".venv")
    return tmp_path


def do(checkout: Path, task: int) -> None:
    """Every edit and command of a task, in the order of the page."""
    name = ""
    for named, kind, block in STEP.findall(TASKS[task]):
        name = named or name
        if kind == "diff":
            change(checkout / name, block)
        elif kind == "yaml":
            with (checkout / name).open("a", encoding="utf-8") as file:
                file.write(block)
        elif kind == "sh":
            run(checkout, block)


def change(path: Path, diff: str) -> None:
    lines = diff.splitlines(keepends=True)
    old = "".join(line[1:] or "\n" for line in lines if line[0] != "+")
    new = "".join(line[1:] or "\n" for line in lines if line[0] != "-")
    text = path.read_text("utf-8")
    assert text.count(old) == 1, f"docs/edit.md: {old!r} stands {text.count(old)} times in {path.name}"
    path.write_text(text.replace(old, new), "utf-8")


def run(checkout: Path, command: str) -> None:
    env = os.environ | {"CONTENT_DIR": str(checkout / "content"), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(["bash", "-ec", command], cwd=checkout, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def sound(checkout: Path) -> Content:
    """The content, in which check finds no mistake."""
    assert check(checkout / "content", TODAY) == []
    return load(checkout / "content")


def offered(content: Content, situation: str, replies: dict[str, str], at: datetime) -> dict[str, bool]:
    """The channels offered at a time, in order, and whether each is open."""
    given = answer(as_of(content, local(at)), situation, replies, local(at))
    return {option.channel.id: option.open for option in given.options}


def test_there_are_ten_tasks() -> None:
    assert list(TASKS) == list(range(1, 11))


def test_changed_hours(checkout: Path) -> None:
    saturday = datetime(2026, 11, 28, 10)
    assert not offered(sound(checkout), "loud-party", QUIET, saturday)["311"]
    do(checkout, 1)
    assert offered(sound(checkout), "loud-party", QUIET, saturday)["311"]


def test_a_changed_number(checkout: Path) -> None:
    do(checkout, 2)
    content = sound(checkout)
    assert content.channels["power"].phones[0].number == "800-555-0142"
    assert "800-555-0142" in (checkout / "content" / "registered.yaml").read_text()


def test_closed_for_a_day(checkout: Path) -> None:
    before, that_day = datetime(2026, 12, 9, 10), datetime(2026, 12, 10, 10)
    do(checkout, 3)
    content = sound(checkout)
    assert offered(content, "loud-party", QUIET, before)["311"]
    assert not offered(content, "loud-party", QUIET, that_day)["311"]
    assert next(iter(offered(content, "loud-party", QUIET, that_day).values()))


def test_an_emergency_notice(checkout: Path) -> None:
    do(checkout, 4)
    content = sound(checkout)
    number = content.channels["nonemergency"].phones[0].number
    said = as_of(content, local(datetime(2026, 12, 25, 22))).banner
    assert said["en"].endswith(f"call {number}.")
    assert said["es"].startswith("Tormenta")
    for hour in (datetime(2026, 12, 25, 19, 59), datetime(2026, 12, 26, 8)):
        assert not as_of(content, local(hour)).banner


def test_a_channel_that_does_not_work(checkout: Path) -> None:
    do(checkout, 5)
    content = sound(checkout)
    down = offered(content, "loud-party", QUIET, datetime(2026, 12, 1, 17, 59))
    assert "311" not in down
    assert "nonemergency" in down
    assert "311" in offered(content, "loud-party", QUIET, datetime(2026, 12, 1, 18))


def test_a_sentence_in_four_languages(checkout: Path) -> None:
    do(checkout, 6)
    content = sound(checkout)
    new = re.findall(r"^\+  worse: (.*)$", TASKS[6], re.MULTILINE)
    shown = [content.words[lang].situations["loud-party"].worse for lang in ("en", "es", "so", "hmn")]
    assert shown == new
    assert content.notes == ()


def test_a_new_situation(checkout: Path) -> None:
    do(checkout, 7)
    content = sound(checkout)
    now = local(datetime(2026, 11, 23, 10))
    assert listen.hear(content, "my dog ran away", now, "en", frozenset()).matches[0].situation == "lost-pet"
    assert next(iter(offered(content, "lost-pet", {"pet_hurt": "yes"}, now))) == "nonemergency"
    assert "A pet is lost" in content.words["es"].situations["lost-pet"].title


def test_posters(checkout: Path) -> None:
    do(checkout, 8)
    zips = sorted((checkout / "posters").glob("*.zip"))
    assert len(zips) == len(sound(checkout).themes)
    names = zipfile.ZipFile(zips[0]).namelist()
    assert any(name.endswith(".pdf") for name in names)


@pytest.fixture
def published(checkout: Path) -> Path:
    """A checkout with a history: two days old, and nothing since."""
    run(checkout, "git init -q && git config user.name A && git config user.email a@example.org && git add content")
    run(checkout, "export GIT_COMMITTER_DATE=$(date -d '2 days ago' -Is); git commit -q -m Before -- content")
    return checkout


def test_publish(published: Path) -> None:
    do(published, 1)
    do(published, 10)
    assert git(published, "log", "--format=%s", "--", "content").splitlines() == ["311 answers until eight", "Before"]
    assert git(published, "status", "--short", "--", "content") == ""


def test_a_mistake_is_not_published(published: Path) -> None:
    do(published, 1)
    path = published / "content" / "channels" / "bcr.yaml"
    path.write_text(path.read_text().replace("police: may", "police: maybe"))
    with pytest.raises(AssertionError, match="Did you mean “may”"):
        do(published, 10)
    assert git(published, "log", "--format=%s") == "Before\n"


def test_yesterdays_words_again(published: Path) -> None:
    """Words, dates and situations go back; a channel keeps what somebody has checked since."""

    def words() -> dict[Path, bytes]:
        return {p.relative_to(published): p.read_bytes() for p in sorted((published / "content").rglob("*.yaml"))}

    before = words()
    for task in (7, 3, 1, 10):
        do(published, task)
    assert "lost-pet" in sound(published).situations
    after = words()
    do(published, 9)
    assert words() == {path: (after if path.parent.name == "channels" else before)[path] for path in before}


def git(checkout: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=checkout, capture_output=True, text=True, check=True).stdout
