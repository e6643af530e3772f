import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from dashboard.content import live
from dashboard.content.load import Content, load
from dashboard.content.problem import ContentError
from dashboard.published import figures

Edit = Callable[[str, str, str], Path]

REPORTS = "pilots/non-police-reports.yaml"
PARKING = "pilots/parking.yaml"
MIND = "pilots/mental-health.yaml"
CHOICE = "findings/who-should-come.yaml"
WORDS = "text/en/pilots.yaml"

MISTAKES = {
    "no source for the status": (REPORTS, "[status, paused]", "[paused]", REPORTS, "status"),
    "no source for a date": (PARKING, "supports: [crashes]", "supports: [status]", PARKING, "crashes"),
    "one source disagrees": (PARKING, "supports: [night-shift, start]", "supports: [night-shift]", PARKING, "start"),
    "no sources": (CHOICE, "sources:", "papers:", CHOICE, "sources"),
    "source without date": (PARKING, "    date: 2021-09-30\n", "", PARKING, "date"),
    "confidence D": (PARKING, "confidence: A", "confidence: D", PARKING, "confidence"),
    "unknown status": (PARKING, "status: permanent", "status: great", PARKING, "status"),
    "unknown key": (PARKING, "place: 5", "place: 5\nrank: 1", PARKING, "rank"),
    "unknown series": (PARKING, "tc_overnight_calls", "tc_overnight_call", PARKING, "tc_overnight_call"),
    "unknown goal": (PARKING, "target: target_diverted", "target: target", PARKING, "“target”"),
    "unknown series of a phase": (MIND, "bcr_injuries", "bcr_injured", MIND, "bcr_injured"),
    "a phase out of order": (MIND, "  before:\n    status: unknown\n", "", MIND, "phases"),
    "unknown pilot": (CHOICE, "pilot: mental-health", "pilot: mind", CHOICE, "mind"),
    "pilot on another page": (CHOICE, "leads: pilots", "leads: calls", CHOICE, "pilots"),
    "date without words": (WORDS, "    doubt: Staff", "    doubts: Staff", WORDS, "doubt"),
    "pilot without words": (WORDS, "non-police-reports:", "reports:", WORDS, "non-police-reports"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "file", "word"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_names_its_file_and_says_what_is_wrong(
    edit: Edit, editable: Path, name: str, old: str, new: str, file: str, word: str
) -> None:
    edit(name, old, new)
    with pytest.raises(ContentError) as caught:
        load(editable)
    assert [p for p in caught.value.problems if p.file == file and word in f"{p.problem} {p.fix}"], caught.value


def test_an_unknown_series_is_told_at_its_line(edit: Edit, editable: Path) -> None:
    path = edit(MIND, "bcr_injuries", "bcr_injured")
    line = next(i for i, text in enumerate(path.read_text().splitlines(), 1) if "bcr_injured" in text)
    with pytest.raises(ContentError) as caught:
        load(editable)
    assert {(p.file, p.line) for p in caught.value.problems} == {(MIND, line)}


def test_a_broken_pilot_never_takes_the_guide_down(
    edit: Edit, editable: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STATE_DIR", str(tmp_path / "state"))
    edit(PARKING, "status: permanent", "status: great")
    shown = live.Live(editable).shown()
    assert shown.problems
    assert shown.content
    assert "parking" not in shown.content.pilots
    assert "mental-health" in shown.content.pilots
    assert shown.content.situations


def shown_series(content: Content) -> set[str]:
    return {name for item in (*content.pilots.values(), *content.findings.values()) for name in item.shown().values()}


def test_every_series_on_show_has_rows_and_every_word_is_needed(content: Content) -> None:
    published, shown = figures.load(), shown_series(content)
    assert shown <= set(published)
    for words in content.words.values():
        said = words.figures
        assert set(said.series) == shown
        assert set(said.units) == {published[name][0].unit for name in shown}
        assert {row.precision for rows in published.values() for row in rows} <= set(said.precision)


def test_no_figure_is_typed_into_a_sentence(content: Content) -> None:
    """They come from the table, with their source. Years and the names of lines are no figures."""
    for words in content.words.values():
        parts = (words.pilots, words.findings, words.figures.series, words.pages.pilots, words.pages.findings)
        for sentence in (sentence for part in parts for sentence in sentences(part)):
            numbers = re.findall(r"\d[\d.,]*\d|\d", sentence)
            assert all(n in ("911", "311", "988") or re.fullmatch(r"20\d\d", n) for n in numbers), sentence


def test_sentences_are_short(content: Content) -> None:
    for words in content.words.values():
        for sentence in (s for part in (words.pilots, words.findings, words.figures.series) for s in sentences(part)):
            for piece in re.split(r"[.:?!] ", sentence):
                assert len(piece.split()) <= 26, piece


def sentences(part: object) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, BaseModel):
        yield from sentences(dict(part))
    elif isinstance(part, dict):
        yield from (text for value in part.values() for text in sentences(value))
    elif isinstance(part, tuple):
        yield from (text for value in part for text in sentences(value))
