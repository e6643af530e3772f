"""What a release holds: its tables, their columns, and the three states of a cell.

A table is one CSV file of tidy rows, every cell of its grid written, sorted by its dimensions.
The meanings of tables and fields, in words, are in data/reference/package.yaml under these names.
"""

from dataclasses import dataclass
from enum import StrEnum

PACKAGE = "datapackage.json"
CURRENT = "current"
RELEASES = "releases"
COUNT = "count"
STATE = "state"
SPLIT = "split"

RESPONDERS = ("police", "fire", "bcr")
FIRE_AND_BCR = "fire-and-bcr"
"""The sum of fire and bcr: a fourth responder row, not to be added to the other three."""


class State(StrEnum):
    """What a cell says: a number; fewer than the threshold or protecting one; or nothing known."""

    NUMBER = "number"
    WITHHELD = "withheld"
    MISSING = "missing"


class Split(StrEnum):
    """How a line of the responder table (one month and category) stands.

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
    """One table: `name` is its resource and file name; a row is known by its `dimensions`.

    `remarks` are text columns between the dimensions and `count`.
    """

    name: str
    dimensions: tuple[str, ...]
    remarks: tuple[str, ...] = ()

    @property
    def file(self) -> str:
        return f"{self.name}.csv"

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.dimensions, *self.remarks, COUNT)


NEIGHBORHOOD_CATEGORY = Table("neighborhood-category-month", ("month", "neighborhood", "category"))
NEIGHBORHOOD = Table("neighborhood-month", ("month", "neighborhood"))
CATEGORY = Table("category-month", ("month", "category"))
RESPONDER = Table("category-responder-month", ("month", "category", "responder"), (SPLIT,))

TABLES = (NEIGHBORHOOD_CATEGORY, NEIGHBORHOOD, CATEGORY, RESPONDER)
