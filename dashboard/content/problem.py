"""One mistake in the content, in words that the person who edits it can act on."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from typing import Any

Location = tuple[str | int, ...]
"""Where in a file a value stands: the names and, in lists, places that lead to it."""


@dataclass(frozen=True, order=True)
class Problem:
    """Where (file relative to the content folder, line and column from 1), what, and how to mend it.

    `line_should_be` is the whole line as it should read, empty where that cannot be known.
    """

    file: str
    line: int
    column: int
    problem: str
    fix: str
    line_should_be: str = ""

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.problem} {self.fix}".rstrip()

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


class ContentError(Exception):
    """The content cannot be used as it stands; `problems` says why, one entry a mistake."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


class SlipError(ValueError):
    """A value that a model refuses. `right` would be right in place of `wrong`; `at` is where below the value."""

    def __init__(self, problem: str, fix: str = "", wrong: str = "", right: str = "", at: Location = ()) -> None:
        super().__init__(problem)
        self.fix, self.wrong, self.right, self.at = fix, wrong, right, at


def nearest(word: str, known: Collection[str]) -> str:
    """The known word that was most likely meant, or nothing."""
    plain = {k.lower().replace("_", "-"): k for k in known}
    found = get_close_matches(word.strip().lower().replace("_", "-").replace(" ", "-"), plain, 1, 0.7)
    return plain[found[0]] if found else ""


def choose(word: str, known: Collection[str]) -> str:
    """How to mend a word that is not among the known ones."""
    meant = nearest(word, known)
    return f"Did you mean “{meant}”?" if meant else f"Use one of: {', '.join(sorted(known))}."
