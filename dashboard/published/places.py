"""The neighborhoods of data/reference/populations.csv, and how a source may spell them."""

import csv
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

LEAST_RESIDENTS = 500
REFERENCE = Path(__file__).resolve().parents[2] / "data" / "reference"


@dataclass(frozen=True)
class Neighborhood:
    """`population_2010`: people counted by the census of 2010; None where it gives none."""

    id: str
    name: str
    community: str
    population_2010: int | None

    @property
    def residents(self) -> int | None:
        """What to divide by for a rate; None where so few live that a rate would count workers and visitors."""
        return self.population_2010 if (self.population_2010 or 0) >= LEAST_RESIDENTS else None


def match_key(name: str) -> str:
    """Spelling under which two writings of one name meet: "Bryn - Mawr" and "Bryn-Mawr"."""
    return re.sub(r"\s*-\s*", "-", " ".join(name.split())).casefold()


@lru_cache(maxsize=8)
def load(reference: Path = REFERENCE) -> tuple[Neighborhood, ...]:
    """The 87 neighborhoods, in order of id."""
    with (reference / "populations.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            Neighborhood(row["id"], row["name"], row["community"], int(row["pop_census_2010"] or 0) or None)
            for row in csv.DictReader(file)
        ]
    return tuple(sorted(rows, key=lambda row: row.id))
