import time
from pathlib import Path

import pytest

from dashboard.content.problem import ContentError
from dashboard.content.yaml_file import MAX_BYTES, read

BOMB = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))

REFUSED = {
    "duplicate key": (b"hours: 1\nname: a\nhours: 2\n", 3),
    "alias": (BOMB.encode(), 1),
    "tag": (b"a: 1\nb: !!python/object x\n", 2),
    "second document": (b"a: 1\n---\nb: 2\n", 2),
    "deep brackets": (b"a: " + b"[" * 20000, 1),
    "deep mapping": (b"".join(b" " * i + b"a:\n" for i in range(12)), 9),
    "half a list": (b"a: [1, 2\nb: 3\n", 1),
    "open quote": (b'a: "text\nb: 1\n', 1),
    "colon in a sentence": (b"a: one: two\n", 1),
    "tab": (b"a:\n\tb: 1\n", 2),
    "binary": (bytes(range(256)), 2),
    "NUL": (b"a: 1\nb: x\0y\n", 2),
    "right-to-left mark": ("a: 1\nb: x\u202ey\n".encode(), 2),
    "zero-width space": ("a: 1\nb: x\u200by\n".encode(), 2),
    "not UTF-8": ("a: 1\nb: señor\n".encode("latin-1"), 2),
    "huge": (b"a: " + b"x" * MAX_BYTES, 1),
}


@pytest.mark.parametrize(("raw", "line"), REFUSED.values(), ids=REFUSED)
def test_what_a_person_never_means_is_refused_with_its_line(tmp_path: Path, raw: bytes, line: int) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(raw)
    with pytest.raises(ContentError) as caught:
        read(path, "x.yaml")
    problem = caught.value.problems[0]
    assert (problem.file, problem.line) == ("x.yaml", line)
    assert problem.problem
    assert problem.fix


HOSTILE = {
    "alias bomb": BOMB.encode(),
    "brackets 20,000 deep": b"a: " + b"[" * 20000,
    "lists 20,000 deep": b"- " * 20000,
    "100 MB": b"a: " + b"x" * 100_000_000,
    "a colon on every line": b"a: b: c\n" * 30000,
    "a quotation mark on every line": b'a: "x\n' * 40000,
    "a tab on every line": b"\ta: 1\n" * 30000,
    "a line of spaces": b"a: 1\n" + b" " * 60000 + b"b: [",
    "a line of spaces of another kind": b"a: 1\n" + "\u00a0".encode() * 60000,
    "an open quote above a long file": b'a: "b\n' + b"".join(b"k%d: v\n" % i for i in range(8000)) + b'z: "q\n',
}


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE)
def test_what_is_made_to_be_slow_is_refused_in_less_than_a_second(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(raw)
    began = time.process_time()
    with pytest.raises(ContentError) as caught:
        read(path, "x.yaml")
    assert time.process_time() - began < 1
    assert caught.value.problems[0].line >= 1


def test_every_place_that_stops_the_reading_is_told_in_one_run(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text('one: a: b\ntwo: fine\nthree: [1, 2\nfour: fine\nfive: "text\nsix: fine\n')
    with pytest.raises(ContentError) as caught:
        read(path, "x.yaml")
    assert [(p.line, p.line_should_be) for p in caught.value.problems] == [
        (1, 'one: "a: b"'),
        (3, "three: [1, 2]"),
        (5, 'five: "text"'),
    ]


KEPT = {
    "no is not false": ("a: no", "no"),
    "12:30 is not 750": ("a: 12:30", "12:30"),
    "017 is not 15": ("a: 017", "017"),
    "a date is text": ("a: 2026-12-25", "2026-12-25"),
    "empty is nothing": ("a:", None),
    "quoted empty is text": ('a: ""', ""),
    "byte-order mark": ("\ufeffa: x", "x"),
    "accents": ("a: señor", "señor"),
}


@pytest.mark.parametrize(("text", "value"), KEPT.values(), ids=KEPT)
def test_nothing_is_guessed(tmp_path: Path, text: str, value: str | None) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(text, encoding="utf-8")
    assert read(path, "x.yaml").value == {"a": value}


def test_a_problem_points_at_its_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("one: 1\nlist:\n  - a\n  - b: 2\n")
    document = read(path, "x.yaml")
    assert (document.problem(("list", 1, "b"), "").line, document.problem(("list", 1, "b"), "").column) == (4, 5)
    assert document.problem(("list", 7), "").line == 2


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="missing"):
        read(tmp_path / "none.yaml", "none.yaml")
