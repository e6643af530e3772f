"""One mistake in the content, in words that the person who edits it can act on."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, order=True)
class Problem:
    """Where (file relative to the content folder, line and column from 1), what, and how to mend it."""

    file: str
    line: int
    column: int
    problem: str
    fix: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.problem} {self.fix}".rstrip()

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


class ContentError(Exception):
    """The content cannot be used as it stands; `problems` says why, one entry a mistake."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)
