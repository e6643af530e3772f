"""What time it is in Chicago, and times as staff write them."""

import re
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

CHICAGO = ZoneInfo("America/Chicago")

_asked: list[Callable[[], datetime | None]] = []


def now() -> datetime:
    """The time in Chicago; in a preview, the time that its visitor chose."""
    return next(filter(None, (ask() for ask in _asked)), None) or datetime.now(CHICAGO)


def ask_first(ask: Callable[[], datetime | None]) -> None:
    """From now on, ask this before the machine's clock. Only the preview does."""
    _asked.append(ask)


def local(at: datetime) -> datetime:
    """Chicago time. A naive time is Chicago's: the first pass of a repeated hour; a missing hour moves one later."""
    aware = at.replace(tzinfo=CHICAGO) if at.tzinfo is None else at
    return aware.astimezone(ZoneInfo("UTC")).astimezone(CHICAGO)


def read(text: str) -> datetime:
    """A day and a time of day, as `2026-12-01 18:00`. Raises ValueError with words an editor can act on."""
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}", text):
            raise ValueError
        return local(datetime.fromisoformat(text))
    except ValueError:
        raise ValueError(f"“{text}” is not a time. Write the day and the hour, like this: 2026-12-01 18:00.") from None
