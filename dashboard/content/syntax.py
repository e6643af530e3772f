"""What a person did where YAML cannot be read: a guess is kept only if the file can be read further with it."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import yaml

from dashboard.content.problem import Problem

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Mend = tuple[str, str, str]
"""The line as it should be, what is wrong, how to mend it."""

MOST = 10
LARGEST = 64 * 1024
"""Letters; nothing is guessed in a larger file, so that none takes long to refuse."""
LONGEST = 1000
"""Letters of a line in which anything is guessed."""
CURLY = "“”„‟‘’"
WIDE = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
CONFLICT = re.compile(r"<{7}( |$)|={7}$|>{7}( |$)")
KEY = r'(?:"[^"]*"|[\w-]+)'
START = re.compile(rf"(\s*(?:- )*(?:{KEY}: +|(?=\S)))(.+)")
MEANINGS = {
    "{": "A text starts with {, which YAML takes as the start of a list of names.",
    "[": "A text starts with [, which YAML takes as the start of a list.",
    "&": "A word starts with & or *, which YAML takes as a reference.",
    "*": "A word starts with & or *, which YAML takes as a reference.",
    "!": "A word starts with !, which YAML takes as a type.",
    '"': "A quotation mark stands where YAML takes the text as ended.",
    "'": "A quotation mark stands where YAML takes the text as ended.",
}
IN_QUOTES = 'Put the whole text in "quotes".'


def quoted(line: str, *, named: bool = True) -> str:
    """The line with its text, after the dash and, when it is `named`, the name, in quotation marks."""
    found = START.fullmatch(line) if named else re.fullmatch(r"(\s*(?:- )*)(.+)", line)
    if not found:
        return line
    text = found[2].strip()
    if text[0] in "'\"" and text[-1] == text[0] and len(text) > 1:
        text = text[1:-1]
    mark = "'" if '"' in text and "'" not in text else '"'
    return f"{found[1]}{mark}{text.replace(mark, chr(92) + mark) if mark in text else text}{mark}"


def slips(lines: Sequence[str], name: str) -> list[Problem]:
    """What can be seen in a line by itself and would make YAML stumble somewhere else."""
    found: list[Problem] = []
    for number, line in enumerate(lines, 1):
        if CONFLICT.match(line):
            problem = "These marks are left from joining two versions of the file."
            found.append(Problem(name, number, 1, problem, "Keep one of the two versions, and remove the marks."))
        elif tab := re.match(r" *\t+[ \t]*", line):
            mended = line[: tab.end()].replace("\t", "  ") + line[tab.end() :]
            fix = "Use spaces: two for each step to the right."
            found.append(Problem(name, number, line.index("\t") + 1, "A tab is used here.", fix, mended))
        elif wide := re.match(rf"( *(?:-\s)?(?:{KEY}:)?)([{WIDE}])", line):
            mended = re.sub(f"[{WIDE}]", " ", line)
            problem = "A space here is not a plain space. It may come from a web page or a word processor."
            found.append(Problem(name, number, wide.start(2) + 1, problem, "Type the space again.", mended))
    return found


def explained(error: yaml.YAMLError, lines: list[str], name: str) -> list[Problem]:
    """Every place where the file cannot be read, as far as each can be mended to see the next."""
    found: list[Problem] = []
    fault: yaml.YAMLError | None = error
    while fault and len(found) < MOST:
        best = _best(fault, lines) if sum(map(len, lines)) <= LARGEST else None
        if best is None:
            line, column = _place(fault)
            problem = "This line does not fit the lines around it."
            fix = "Look for a missing quotation mark or bracket above it, and line it up with its neighbors."
            return [*found, Problem(name, line, column, problem, fix)]
        index, (mended, problem, fix) = best
        column = next((i for i, (a, b) in enumerate(zip(lines[index], mended, strict=False), 1) if a != b), 0)
        column = column or min(len(lines[index]), len(mended)) + 1
        found.append(Problem(name, index + 1, column, problem, fix, mended))
        lines = [*lines[:index], mended, *lines[index + 1 :]]
        fault = _fault(lines)
    return found


def _fault(lines: Sequence[str]) -> yaml.YAMLError | None:
    try:
        for _ in yaml.parse("\n".join(lines), Loader=Loader):
            pass
    except yaml.YAMLError as error:
        return error
    return None


def _place(error: yaml.YAMLError) -> tuple[int, int]:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _best(error: yaml.YAMLError, lines: list[str]) -> tuple[int, Mend] | None:
    """The line and the mend with which the file can be read furthest."""
    last = min(_place(error)[0], len(lines)) - 1
    context = getattr(error, "context_mark", None)
    above = [i for i in range(last) if lines[i].strip() and not lines[i].lstrip().startswith("#")][-2:]
    candidates = dict.fromkeys([last, *reversed(above), *([context.line] if context else [])])
    best, furthest = None, _place(error)[0]
    for mends in MENDS:
        for index in candidates:
            for mend in mends(lines, index) if index < len(lines) and 0 < len(lines[index]) <= LONGEST else ():
                left = _fault([*lines[:index], mend[0], *lines[index + 1 :]])
                reached = _place(left)[0] if left else len(lines) + 2
                if reached > furthest and mend[0] != lines[index]:
                    best, furthest = (index, mend), reached
    return best


def _spacing(lines: Sequence[str], index: int) -> Iterator[Mend]:
    line = lines[index]
    if found := re.match(rf"(\s*(?:- )*{KEY}):(?=[^\s:])", line):
        yield f"{found[1]}: {line[found.end() :]}", "A space is missing after the colon.", "Put a space after it."
    if found := re.match(r"(\s*)-(?=[^\s-])", line):
        yield f"{found[1]}- {line[found.end() :]}", "A space is missing after the dash.", "Put a space after it."


def _quotes(lines: Sequence[str], index: int) -> Iterator[Mend]:
    line = lines[index].rstrip()
    text = found[2] if (found := START.fullmatch(line)) else ""
    if text[:1] in ('"', "'") and text[-1:] in CURLY:
        yield line[:-1] + text[0], "One of the quotation marks is curly.", "Type both with the key for inches."
    if text[:1] in ('"', "'") and text.count(text[0]) % 2:
        yield line + text[0], "A quotation mark is not closed.", "Add the missing quotation mark."
    if text[:1] in MEANINGS and all(text.count(o) == text.count(c) for o, c in ("[]", "{}")):
        yield quoted(line), MEANINGS[text[0]], IN_QUOTES
    elif text[:1] and text[0] in "@%`|>":
        yield quoted(line), f"A text cannot start with {text[0]} here.", IN_QUOTES
    elif text[:1] not in ("[", "{") and (": " in text or text.endswith(":")):
        yield quoted(line), "There is a colon inside a sentence.", IN_QUOTES


def _brackets(lines: Sequence[str], index: int) -> Iterator[Mend]:
    line = lines[index].rstrip()
    text, hash_, comment = line.partition(" #")
    if "[" in text:
        mended = re.sub(r'"\s+(?=[\w"])|(?<=\w)\s+(?=")', lambda gap: gap[0].strip() + ", ", line)
        yield mended, "A comma is missing between two parts of a list.", "Put a comma between them."
    for opens, closes in ("[]", "{}"):
        if text.count(opens) > text.count(closes):
            mended = f"{text.rstrip()}{closes}{'  ' + hash_.strip() if hash_ else ''}{comment}"
            yield mended, f"A bracket is not closed: {closes} is missing.", "Check that every [ has its ] and { its }."
        if text.count(opens) < text.count(closes):
            mended = closes.join(line.rsplit(closes, 1)[:-1]) + line.rsplit(closes, 1)[-1]
            yield mended, f"A bracket {closes} is closed that was not opened.", "Remove it, or add the one before it."
    if text.rstrip()[-1:] not in ",[{" and index + 1 < len(lines):
        yield f"{text.rstrip()},", "A comma is missing between two lines of a list.", "Put a comma at the end."


def _names(lines: Sequence[str], index: int) -> Iterator[Mend]:
    line = lines[index]
    if not re.match(r"\s*-( |$)", line) and any(re.match(r"\s*- ", near) for near in lines[max(0, index - 3) : index]):
        dash = next(n for n in reversed(lines[:index]) if re.match(r"\s*- ", n))
        indent = len(dash) - len(dash.lstrip())
        yield f"{' ' * indent}- {line.strip()}", "The dash before this line of a list is missing.", "Put it there."
    if found := re.fullmatch(r"(\s*(?:- )?[a-z_-]+) (\S.*)", line):
        yield f"{found[1]}: {found[2]}", "The colon after the name is missing.", "Put it there."
    if re.fullmatch(r"\s*[\w-]+\s*", line):
        yield f"{line.rstrip()}:", "The colon after the name is missing.", "Put it there."


def _indents(lines: Sequence[str], index: int) -> Iterator[Mend]:
    line = lines[index]
    own = len(line) - len(line.lstrip())
    near = [lines[i] for i in (*range(index - 1, max(-1, index - 4), -1), index + 1) if i < len(lines)]
    indents = dict.fromkeys(len(n) - len(n.lstrip()) for n in near if n.strip())
    for indent in sorted(indents, key=lambda i: abs(i - own)):
        yield (
            " " * indent + line.lstrip(),
            "The spaces before this line do not fit those of its neighbors.",
            "Line it up with the lines that belong with it.",
        )


MENDS: tuple[Callable[[Sequence[str], int], Iterator[Mend]], ...] = (_spacing, _brackets, _quotes, _names, _indents)
