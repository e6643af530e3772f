"""Each mistake of tests/cases/mistakes/ made in a copy of the content: what check says, and if its mend is right."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from dashboard.content.check import check, told
from dashboard.content.problem import Problem
from dashboard.paths import ROOT

CASES = ROOT / "tests" / "cases" / "mistakes"
TODAY = date(2026, 11, 26)


def cases(*stems: str) -> list[Any]:
    return [
        pytest.param(case, id=name)
        for stem in stems
        for name, case in yaml.safe_load((CASES / f"{stem}.yaml").read_text("utf-8")).items()
    ]


MISTAKES = cases("writing", "facts", "tables", "words")


def make(content: Path, case: dict[str, Any]) -> Path:
    """Make the change; returns the changed file."""
    path = content / case["file"]
    text = path.read_text("utf-8")
    if "change" in case:
        assert text.count(case["change"]) == 1, f"{case['change']!r} stands {text.count(case['change'])} times"
        text = text.replace(case["change"], case["to"])
    elif "to" in case:
        text = case["to"]
    text = text.replace("\n", case.get("line_ends", "\n"))
    path.write_bytes(text.encode(case.get("save_as", "utf-8")))
    return path.rename(content / case["rename"]) if "rename" in case else path


def line_of(text: str, case: dict[str, Any]) -> int:
    """The line, from 1, on which `at` ends, or `to` begins."""
    place = text.index(case["at"]) + len(case["at"]) if "at" in case else text.index(case["to"]) if "to" in case else 0
    return text.count("\n", 0, place) + 1


@pytest.mark.whole
@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_is_told_at_its_line_with_its_mend(editable: Path, case: dict[str, Any]) -> None:
    path = make(editable, case)
    name = path.relative_to(editable).as_posix()
    problems = check(editable, case.get("day", TODAY))
    line = line_of(path.read_bytes().decode(case.get("save_as", "utf-8")), case)
    told_here = [p for p in problems if (p.file, p.line) == (name, line)]
    assert told_here, told(editable, problems)
    problem = next((p for p in told_here if says(p, case)), None)
    assert problem, told(editable, told_here)
    assert problem.line_should_be == case.get("becomes", problem.line_should_be)
    assert [p for p in problems if p.file != name and not p.file.startswith(case.get("also", name))] == []
    assert len(problems) == 1 or "also" in case, told(editable, problems)
    if "becomes" in case:
        lines = path.read_text("utf-8").splitlines()
        lines[line - 1] = case["becomes"]
        path.write_text("\n".join(lines), "utf-8")
        assert check(editable, TODAY) == []


def says(problem: Problem, case: dict[str, Any]) -> bool:
    return all(str(word) in f"{problem.problem} {problem.fix}" for word in case["says"])


@pytest.mark.whole
@pytest.mark.parametrize("case", cases("no-mistake"))
def test_what_people_write_without_fault_just_works(editable: Path, case: dict[str, Any]) -> None:
    make(editable, case)
    assert check(editable, TODAY) == []


def test_there_are_forty_mistakes_and_each_is_another() -> None:
    seen = {(c.values[0]["file"], c.values[0].get("change"), c.values[0].get("to")) for c in MISTAKES}
    assert len(MISTAKES) >= 40
    assert len(seen) >= len(MISTAKES) - 3
