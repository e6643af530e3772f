"""What `check` looks for: all that keeps content from loading, and what the site would show but nobody should write."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path, PurePosixPath

from dashboard.content import register, sentences
from dashboard.content.languages import ENTRY_FILES, STEMS
from dashboard.content.load import files, load, read_all
from dashboard.content.problem import ContentError, Problem, nearest
from dashboard.content.translation import GLOSSARY, MADE_FROM, PROTECTED
from dashboard.content.yaml_file import Document

TEXTS = {*STEMS, "staff", *(name.removesuffix(".yaml") for name in (MADE_FROM, PROTECTED, GLOSSARY))}
WIDTH = 100
"""Letters of a line that are shown."""


def check(root: Path, today: date) -> list[Problem]:
    """Every mistake in a content folder. `today` is the day in Minneapolis."""
    problems: list[Problem] = []
    try:
        load(root)
    except ContentError as error:
        problems += error.problems
    problems += _strays(root)
    for document in read_all(root, (path.relative_to(root).as_posix() for path in files(root)), []).values():
        folder, *lang = PurePosixPath(document.file).parent.parts or ("",)
        if folder == "text" and lang and PurePosixPath(document.file).stem in STEMS:
            problems += sentences.hard(document, lang[0])
        elif folder != "text" and isinstance(document.value, dict):
            problems += _out_of_date(document, today)
    return sorted(set(problems))


def told(root: Path, problems: Sequence[Problem]) -> str:
    """The problems as a person reads them: the line, the place in it, how to mend it, the line as it should be."""
    parts = []
    for problem in problems:
        gutter = f"{problem.line:>5} | "
        said = [f"{problem.file}, line {problem.line}: {problem.problem}"]
        if line := _line(root / problem.file, problem.line):
            start = max(0, problem.column - WIDTH // 2) if len(line) > WIDTH else 0
            said.append(gutter + _window(line, start))
            said.append(f"{'| ':>{len(gutter)}}{' ' * (problem.column - 1 - start + (start > 0))}^")
        else:
            start = 0
        if problem.fix:
            said.append(f"  {problem.fix}")
        if problem.line_should_be:
            said += ["  The line should be:", gutter + _window(problem.line_should_be, start)]
        parts.append("\n".join(said))
    count, places = len(problems), len({problem.file for problem in problems})
    total = f"{count} mistake{'s' * (count > 1)} in {places} file{'s' * (places > 1)}."
    return "\n\n".join([*parts, total]) if problems else "The content is sound."


def _line(path: Path, number: int) -> str:
    try:
        lines = path.read_text("utf-8-sig", errors="replace").splitlines()
    except OSError:
        return ""
    return lines[number - 1] if number <= len(lines) else ""


def _window(line: str, start: int) -> str:
    """As much of a line as fits, with its tabs to be seen."""
    shown = "…" * (start > 0) + line[start : start + WIDTH] + "…" * (len(line) > start + WIDTH)
    return shown.replace("\t", "→")


def _strays(root: Path) -> Iterator[Problem]:
    """Files that the site does not read, because of their name or folder."""
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root)
        if not path.is_file() or any(part.startswith(".") for part in name.parts) or name.parts[0] == "schema":
            continue
        read = name.as_posix() in ("site.yaml", register.FILE) or (
            name.suffix == ".yaml"
            and (
                (len(name.parts) == 2 and name.parts[0] in (*ENTRY_FILES, "kit"))
                or (len(name.parts) == 3 and name.parts[0] == "text" and name.stem in TEXTS)
            )
        )
        if not read:
            yield Problem(name.as_posix(), 1, 1, "The site does not read this file.", _belongs(name))


def _belongs(name: Path) -> str:
    if name.suffix != ".yaml" and ".y" in name.name.lower():
        return f"Call it {name.name[: name.name.lower().index('.y')]}.yaml."
    if name.parts[0] == "text" and (meant := nearest(name.stem, TEXTS)):
        return f"Did you mean {meant}.yaml?"
    return f"Move it into {', '.join(f'{folder}/' for folder in ENTRY_FILES)} or text/<language>/, or remove it."


def _out_of_date(document: Document, today: date) -> Iterator[Problem]:
    """Days that cannot be: a check that is still to come, a list of holidays that has ended."""
    verified = _day(document.value.get("verified_on"))
    if verified and verified > today:
        fix = f"Write the day of the check: {today} or before."
        yield document.problem(("verified_on",), "This day is still to come.", fix, verified.isoformat())
    holidays = document.value.get("city_holidays")
    days = [_day(day) for day in holidays.get("days") or ()] if isinstance(holidays, dict) else []
    if days and not any(day is None or day >= today for day in days):
        problem = "All holidays in this list are past."
        fix = "Add those of this year and the next, from the page under “source”."
        yield document.problem(("city_holidays", "days"), problem, fix)


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None
