"""What a release holds: its tables, their columns, and the three states of a cell.

A table is one CSV file of tidy rows, every cell of its grid written, sorted by its dimensions; the first dimension is
its period. The meanings of tables and fields, in words, are in data/reference/package.yaml under these names.
"""

from dataclasses import dataclass
from enum import StrEnum

PACKAGE = "datapackage.json"
CURRENT = "current"
RELEASES = "releases"
COUNT = "count"
STATE = "state"
SPLIT = "split"
MEDIAN, P90 = "median_minutes", "p90_minutes"

RESPONDERS = ("police", "fire", "bcr")
FIRE_AND_BCR = "fire-and-bcr"
"""The sum of fire and bcr: a fourth responder row, not to be added to the other three."""

WEEKDAYS = ("1-mon", "2-tue", "3-wed", "4-thu", "5-fri", "6-sat", "7-sun")
HOURS = tuple(f"{hour:02}" for hour in range(24))
DAYPARTS = ("00-04", "04-08", "08-12", "12-16", "16-20", "20-24")
"""Six parts of the day: from the first hour to before the second, Chicago time."""

PRIORITIES = (*"123456789", "not-recorded")
INTERVALS = ("assigned-to-arrived", "received-to-arrived", "received-to-assigned")
LEAST_TIMED = 30
"""Of fewer calls no time is shown."""


class State(StrEnum):
    """What a cell says: a number; fewer than the threshold or protecting one; or nothing known."""

    NUMBER = "number"
    WITHHELD = "withheld"
    MISSING = "missing"


class Split(StrEnum):
    """How a line of a responder table (a period and a category or neighborhood) stands.

    PARTS: police, fire and bcr, each a number. SUM: fire and bcr as one number. MOSTLY_POLICE: fire
    and bcr together are below the threshold t, so police is the line's total less 0 to t - 1.
    WITHHELD: no more is said than the line's total.
    """

    PARTS = "parts"
    SUM = "sum"
    MOSTLY_POLICE = "mostly-police"
    WITHHELD = "withheld"


@dataclass(frozen=True)
class Table:
    """One table: `name` is its resource and file name; a row is known by its `dimensions`, the period first.

    `remarks` are text columns between the dimensions and the `values`.
    """

    name: str
    dimensions: tuple[str, ...]
    remarks: tuple[str, ...] = ()
    values: tuple[str, ...] = (COUNT,)

    @property
    def period(self) -> str:
        """`month` (2026-10), `quarter` (2026-Q3) or `year` (2026)."""
        return self.dimensions[0]

    @property
    def file(self) -> str:
        return f"{self.name}.csv"

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.dimensions, *self.remarks, *self.values)


NEIGHBORHOOD_CATEGORY = Table("neighborhood-category-month", ("month", "neighborhood", "category"))
NEIGHBORHOOD = Table("neighborhood-month", ("month", "neighborhood"))
CATEGORY = Table("category-month", ("month", "category"))
RESPONDER = Table("category-responder-month", ("month", "category", "responder"), (SPLIT,))
NEIGHBORHOOD_RESPONDER = Table("neighborhood-responder-quarter", ("quarter", "neighborhood", "responder"), (SPLIT,))
HOUR = Table("hour-weekday-month", ("month", "hour", "weekday"))
DAYPART = Table("category-daypart-quarter", ("quarter", "category", "daypart"))
DISPOSITION = Table("category-disposition-year", ("year", "category", "disposition"))

TABLES = (
    NEIGHBORHOOD_CATEGORY,
    NEIGHBORHOOD,
    CATEGORY,
    RESPONDER,
    NEIGHBORHOOD_RESPONDER,
    HOUR,
    DAYPART,
    DISPOSITION,
)
"""The tables of counts."""

TIMES = Table("priority-interval-month", ("month", "priority", "interval"), values=(MEDIAN, P90))
"""Minutes, no counts. Only a release of a source with time stamps holds it."""


def quarter(month: str) -> str:
    """'2026-08' -> '2026-Q3'."""
    return f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}"


def months_of(period: str) -> tuple[str, ...]:
    """The months of a month, quarter or year: '2026-Q3' -> ('2026-07', '2026-08', '2026-09')."""
    if "-Q" in period:
        first = 3 * int(period[6:]) - 2
        return tuple(f"{period[:4]}-{month:02}" for month in range(first, first + 3))
    return (period,) if "-" in period else tuple(f"{period}-{month:02}" for month in range(1, 13))
