"""Attacks what is published. Knows only that: no raw count, and nothing of how cells were chosen.

Every sum that holds between the tables is an equation over the cells that are not shown. For each of these the attacker
works out the least and the greatest value; if it may be small, and not every value from 0 to the threshold less one is
possible, that cell is narrowed. The attacker may also be told which cells were withheld for another's sake: those, and
only those, are at least the threshold; of a month's total, and of a split or a period that is withheld whole, nothing
is told. Earlier releases of the series are used as well: what one of them shows is known.

The table of times holds no count. That a row of it stands says one thing, that its month has enough calls of its
priority; it is a finding if the counts of the month do not say so themselves.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

from dashboard.published import schema
from dashboard.published.read import Release
from dashboard.published.schema import COUNT, FIRE_AND_BCR, RESPONDERS, State, months_of
from dashboard.release.worlds import Worlds

Cell = tuple[str, ...]
"""A table's name, then the cell's dimensions."""

UNPLACED = "unplaced"
"""A table that nobody publishes: calls without a place, by month and category and by quarter and responder."""

FAR = 1_000_000
"""Above what is shown, in calls: as far as an attacker looks."""


@dataclass(frozen=True)
class Finding:
    """What an attacker can do: `cell` is narrowed to `low`..`high`, or `said` in words."""

    said: str
    cell: Cell = ()
    low: int | None = None
    high: int | None = None

    def __str__(self) -> str:
        return f"{self.said}: {' '.join(self.cell)}, {self.low} to {self.high}"


@dataclass
class Audit:
    """What the attack came to; sound when `findings` is empty. `narrowest` in calls, None if nothing is withheld."""

    release: str
    tables: int
    shown: int = 0
    withheld: int = 0
    equations: int = 0
    solver_runs: int = 0
    narrowest: int | None = None
    knows_complements: bool = False
    findings: list[Finding] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """As JSON has it, findings in full."""
        return {**self.__dict__, "findings": [finding.__dict__ for finding in self.findings]}


def audit(
    release: Release,
    earlier: Sequence[Release] = (),
    complements: frozenset[Cell] | None = None,
    guarded: frozenset[Cell] = frozenset(),
) -> Audit:
    """Attacks a release with all that the series published before it, oldest first.

    `guarded` names the cells that are withheld because one address makes more than half of their calls. They are
    among the complements for who is told these. The ends between which each lies are to be the threshold apart.
    """
    known, unknown = _knowledge([*earlier, release])
    result = Audit(release.id, len(release.tables), len(known), len(unknown))
    result.knows_complements = complements is not None
    result.findings += _changes([*earlier, release])
    result.findings += _told_by_times(release)
    untold = _untold(release)
    ends = {cell: _ends(cell, complements, untold, release.threshold) for cell in unknown}
    equations = list(_unknowns(_sums(known, unknown), known, ends, result))
    result.equations = len(equations)
    for cells, part in _components(ends, equations):
        _attack(cells, part, ends, release.threshold - 1, complements, guarded, result)
    return result


def _knowledge(releases: Sequence[Release]) -> tuple[dict[Cell, int], list[Cell]]:
    """What any release shows, and which cells of the last one nobody was shown."""
    known: dict[Cell, int] = {}
    withheld: dict[Cell, None] = {}
    for release in releases:
        for name, frame in release.tables.items():
            keys = [(name, *key) for key in zip(*(frame[d] for d in _dimensions(name)), strict=True)]
            for key, count, state in zip(keys, frame[COUNT], frame[schema.STATE], strict=True):
                if state == State.NUMBER:
                    known[key] = int(count)
                elif state == State.WITHHELD:
                    withheld[key] = None
    return known, [cell for cell in withheld if cell not in known]


def _dimensions(name: str) -> tuple[str, ...]:
    return next(table.dimensions for table in schema.TABLES if table.name == name)


def _changes(releases: Sequence[Release]) -> Iterator[Finding]:
    """Numbers that differ between two releases: their difference counts the calls that came late."""
    for before, after in pairwise(releases):
        for name, frame in after.tables.items():
            key = list(_dimensions(name))
            both = before.tables[name].merge(frame, on=key, suffixes=("_before", "_after"))
            apart = (both[f"{COUNT}_after"] - both[f"{COUNT}_before"]).abs()
            for at in np.flatnonzero((apart.fillna(0) > 0) & (apart.fillna(0) < after.threshold)):
                yield Finding("two releases differ by", (name, *both.loc[at, key]), int(apart[at]), int(apart[at]))


def _told_by_times(release: Release) -> Iterator[Finding]:
    """Priorities do not overlap: the rows of one interval together say how many calls a month has at least."""
    counts = release.tables[schema.CATEGORY.name].groupby("month")[COUNT].sum()
    stands = release.times[release.times[schema.STATE] == State.NUMBER]
    rows_of = stands.groupby(["month", "interval"]).size().reset_index()
    for month, interval, rows in rows_of.itertuples(index=False, name=None):
        least, shown = schema.LEAST_TIMED * int(rows), int(counts.get(month, 0))
        if least > shown:
            yield Finding("times tell of calls that no count shows", (schema.TIMES.name, month, interval), least)


def _untold(release: Release) -> set[Cell]:
    """The cells of splits and of periods that are withheld whole, and withheld totals of a month."""
    found: set[Cell] = set()
    for table in schema.TABLES:
        frame = release.tables[table.name]
        silent = frame[schema.SPLIT if table.remarks else schema.STATE] == State.WITHHELD
        if table in (schema.HOUR, schema.DAYPART):
            silent = silent.groupby(frame[table.period]).transform("all")
        if table not in (schema.NEIGHBORHOOD_CATEGORY, schema.DISPOSITION):
            found |= {(table.name, *at) for at in frame.loc[silent, list(table.dimensions)].itertuples(index=False)}
    return found


def _ends(cell: Cell, complements: frozenset[Cell] | None, untold: set[Cell], threshold: int) -> tuple[int, int]:
    if complements is None or cell in untold:
        return 0, FAR
    return (threshold, FAR) if cell in complements else (0, threshold - 1)


Sum = tuple[list[Cell], list[Cell]]


def _sums(known: dict[Cell, int], unknown: Iterable[Cell]) -> Iterator[Sum]:
    """Every pair of groups of cells whose sums are the same number."""
    groups: dict[tuple[str, Cell], list[Cell]] = defaultdict(list)
    for cell in (*known, *unknown):
        for name in _groups(cell):
            groups[name].append(cell)
    areas = {cell[3] for cell in groups.get(("areas", ()), [])}
    for (kind, at), cells in groups.items():
        if kind == "row":
            yield cells, [(schema.NEIGHBORHOOD.name, *at)]
        elif kind == "column":
            yield [*cells, (UNPLACED, *at)], [(schema.CATEGORY.name, *at)]
        elif kind == "others":
            yield cells, [(*at, FIRE_AND_BCR)]
        elif kind == "line":
            yield [*cells, (*at, FIRE_AND_BCR)], _months(at)
        elif kind == "hours":
            yield cells, groups.get(("city", at), [])
        elif kind in ("parts", "ends"):
            yield cells, _months(at)
        elif kind == "part":
            hours = [groups.get(("clock", (month, at[1])), []) for month in months_of(at[0])]
            yield cells, [cell for part in hours for cell in part] if all(hours) else []
        elif kind == "placed":
            lines = [groups.get(("crossed", (month, at[1])), []) for month in months_of(at[0])]
            whole = [cell for line in lines for cell in line if cell[2] in areas] if all(lines) else []
            yield [*cells, (UNPLACED, *at)] if whole else cells, whole


def _groups(cell: Cell) -> Iterator[tuple[str, Cell]]:
    """The groups that a cell stands in."""
    name, *at = cell
    if name == schema.NEIGHBORHOOD_CATEGORY.name:
        yield from (("row", (at[0], at[1])), ("column", (at[0], at[2])), ("areas", ()))
    elif name == schema.CATEGORY.name:
        yield "city", (at[0],)
    elif name in (schema.RESPONDER.name, schema.NEIGHBORHOOD_RESPONDER.name):
        if at[2] == "police":
            yield "line", (name, at[0], at[1])
        elif at[2] != FIRE_AND_BCR:
            yield "others", (name, at[0], at[1])
        if at[2] in RESPONDERS:
            yield "crossed" if name == schema.RESPONDER.name else "placed", (at[0], at[2])
    elif name == schema.HOUR.name:
        start = int(at[1]) // 4 * 4
        yield from (("hours", (at[0],)), ("clock", (at[0], f"{start:02}-{start + 4:02}")))
    elif name == schema.DAYPART.name:
        yield from (("parts", (name, at[0], at[1])), ("part", (at[0], at[2])))
    elif name == schema.DISPOSITION.name:
        yield "ends", (name, at[0], at[1])


def _months(line: Cell) -> list[Cell]:
    """The cells of T2 or T3 that a line of another table adds up to."""
    name, period, key = line
    total = schema.NEIGHBORHOOD if name == schema.NEIGHBORHOOD_RESPONDER.name else schema.CATEGORY
    return [(total.name, month, key) for month in months_of(period)]


Equation = tuple[list[Cell], list[int], int]


def _unknowns(
    sums: Iterable[Sum], known: dict[Cell, int], ends: dict[Cell, tuple[int, int]], result: Audit
) -> Iterator[Equation]:
    """(unknown cells, their signs, what they add up to); sums without an unknown cell are checked at once."""
    for parts, whole in sums:
        cells = [(cell, 1) for cell in parts] + [(cell, -1) for cell in whole]
        for cell, _ in cells:
            if cell[0] == UNPLACED:
                ends.setdefault(cell, (0, FAR))
        if not whole or not all(cell in known or cell in ends for cell, _ in cells):
            continue
        left = -sum(sign * known[cell] for cell, sign in cells if cell in known)
        open_cells = [(cell, sign) for cell, sign in cells if cell not in known]
        if open_cells:
            yield [cell for cell, _ in open_cells], [sign for _, sign in open_cells], left
        elif left:
            result.findings.append(Finding("a total and its parts differ by", whole[0], abs(left), abs(left)))


def _components(
    ends: dict[Cell, tuple[int, int]], equations: list[Equation]
) -> Iterator[tuple[list[Cell], list[Equation]]]:
    """Cells and equations that hang together."""
    parent: dict[Cell, Cell] = {cell: cell for cell in ends}

    def root(cell: Cell) -> Cell:
        while parent[cell] != cell:
            parent[cell] = parent[parent[cell]]
            cell = parent[cell]
        return cell

    for cells, _, _ in equations:
        for cell in cells[1:]:
            parent[root(cell)] = root(cells[0])
    members: dict[Cell, list[Cell]] = defaultdict(list)
    for cell in ends:
        members[root(cell)].append(cell)
    parts: dict[Cell, list[Equation]] = defaultdict(list)
    for equation in equations:
        parts[root(equation[0][0])].append(equation)
    for top, cells in members.items():
        yield cells, parts[top]


def _attack(
    cells: list[Cell],
    equations: list[Equation],
    ends: dict[Cell, tuple[int, int]],
    top: int,
    complements: frozenset[Cell] | None,
    guarded: frozenset[Cell],
    result: Audit,
) -> None:
    """The interval of each cell; random objectives first, then two of its own for each cell that is left."""
    place = {cell: i for i, cell in enumerate(cells)}
    low, high = (np.array([ends[cell][side] for cell in cells]) for side in (0, 1))
    worlds = Worlds(low, high, [([place[cell] for cell in named], signs, left) for named, signs, left in equations])
    if not worlds.look(np.zeros(len(cells))):
        result.findings.append(Finding("sums that no table of counts can have", cells[0]))
        return
    judged = np.array([complements is None or cell not in complements for cell in cells])
    kept = np.array([cell in guarded for cell in cells])
    worlds.look_at_random(judged, kept, top)
    down, up = worlds.left(judged, kept, top)
    for cell in np.flatnonzero(down | up):
        whole = True
        for sign in (1.0, -1.0):
            worlds.look(np.where(np.arange(len(cells)) == cell, sign, 0.0))
            whole &= worlds.whole
        least, greatest = int(worlds.least[cell]), int(worlds.greatest[cell])
        told = complements is not None
        small = judged[cell] and (least <= top or not whole) and (greatest - least < top or (told and least > 0))
        if small or (kept[cell] and greatest - least <= top):
            result.findings.append(Finding("narrowed", cells[cell], least, greatest))
    result.solver_runs += worlds.runs
    width = int((worlds.greatest - worlds.least)[(judged & (worlds.least <= top)) | kept].min(initial=FAR))
    result.narrowest = width if result.narrowest is None else min(width, result.narrowest)
