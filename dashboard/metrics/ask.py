"""What a data page, a file or a picture is asked for: the same few words in every address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from dashboard.published import call_types, places
from dashboard.published.read import Release

MOST_AREAS = 4
RATE = "1000"
YEAR = "12"


@dataclass(frozen=True)
class Ask:
    """`areas` are neighborhood ids (none: the city), `category` an id (None: all), `rate`: per 1,000 residents.

    `month` is 'YYYY-MM', or YEAR for the twelve months up to the last that is released. `since` is the month from which
    a change is counted, or "".
    """

    areas: tuple[str, ...] = field(default=())
    category: str | None = None
    rate: bool = False
    month: str = YEAR
    since: str = ""

    @property
    def query(self) -> str:
        """The address part that asks for this again."""
        pairs = [("area", area) for area in self.areas]
        pairs += [("category", self.category)] if self.category else []
        pairs += [("per", RATE)] if self.rate else []
        pairs += [("month", self.month)] if self.month != YEAR else []
        pairs += [("since", self.since)] if self.since else []
        return urlencode(pairs)


def parse(release: Release, pairs: Mapping[str, Sequence[str]]) -> Ask:
    """Reads an address. What nobody offers is left out, so that any address shows something true."""
    known = {place.id for place in places.load()} if release.has_places else set()
    areas = tuple(dict.fromkeys(area for area in pairs.get("area", ()) if area in known))[:MOST_AREAS]
    types = call_types.load()
    offered = types.in_areas() if areas else types.categories
    category, month, since = (next(iter(pairs.get(key, ())), "") for key in ("category", "month", "since"))
    return Ask(
        areas,
        category if category in offered else None,
        RATE in pairs.get("per", ()),
        month if month in release.months else YEAR,
        since if since in release.months else "",
    )
