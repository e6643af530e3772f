import io
import json
from pathlib import Path

import pytest

from dashboard.__main__ import main


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(list(arguments))
    out, err = capsys.readouterr()
    return status, out, err


@pytest.mark.parametrize(
    ("text", "at", "first", "danger"),
    [
        ("someone smashed my car window last night", "2026-11-23T10:00", "report-online", False),
        ("someone smashed my car window last night", "2026-11-23T23:00", "report-online", False),
        ("he has a gun", "2026-11-23T23:00", "911", True),
        ("what a nice day", "2026-11-23T10:00", "311", False),
    ],
)
def test_answer(capsys: pytest.CaptureFixture[str], text: str, at: str, first: str, danger: bool) -> None:
    status, out, _ = run(capsys, "answer", text, "--at", at, "--json")
    given = json.loads(out)
    assert status == 0
    assert given["options"][0]["channel"] == first
    assert given["options"][0]["open"] is True
    assert given["danger"] is danger
    assert set(given["options"][0]) == {"channel", "open", "opens_at", "police", "tel", "sms", "url"}


def test_a_batch_answers_line_by_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [
        {"text": "he has a gun"},
        {"situation": "loud-party", "set": {"loud_now": "yes"}, "at": "2026-11-23T10:00", "prefer": ["no-police"]},
    ]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(map(json.dumps, lines)) + "\n"))
    status, out, _ = run(capsys, "answer", "--jsonl")
    answers = [json.loads(line) for line in out.splitlines()]
    assert status == 0
    assert [a["options"][0]["channel"] for a in answers] == ["911", "311"]


@pytest.mark.parametrize(
    "line",
    [
        '{"text": 5}',
        "[1]",
        "{",
        '{"text": "x", "foo": 1}',
        '{"text": "x", "at": "tomorrow"}',
        '{"situation": ["a"]}',
        '{"text": "x", "prefer": ["everything"]}',
    ],
)
def test_a_bad_line_of_a_batch_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f'{{"text": "he has a gun"}}\n{line}\n'))
    status, out, err = run(capsys, "answer", "--jsonl")
    assert status == 1
    assert len(out.splitlines()) == 1
    assert "line 2" in err
    assert len(err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("answer",),
        ("answer", "--situation", "nothing"),
        ("answer", "--situation", "loud-party", "--set", "loud_now=maybe"),
        ("answer", "--situation", "loud-party", "--set", "nonsense"),
        ("answer", "help", "--lang", "xx"),
        ("answer", "help", "--set", "a=b"),
    ],
)
def test_what_cannot_be_answered_says_why_in_one_line(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str]
) -> None:
    status, out, err = run(capsys, *arguments)
    assert (status, out) == (1, "")
    assert len(err.strip().splitlines()) == 1


def test_check(capsys: pytest.CaptureFixture[str], editable: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTENT_DIR", str(editable))
    assert run(capsys, "check", "--json")[:2] == (0, "[]\n")
    (editable / "channels" / "bcr.yaml").write_text("id: bcr\nid: bcr\n")
    status, out, _ = run(capsys, "check", "--json")
    problems = json.loads(out)
    assert status == 1
    assert {"file": "channels/bcr.yaml", "line": 2}.items() <= problems[0].items()
    assert set(problems[0]) == {"file", "line", "column", "problem", "fix", "line_should_be"}
