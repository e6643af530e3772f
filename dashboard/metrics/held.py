"""What takes time to work out from a release and is asked for often: worked out once for each release."""

from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar, cast

from dashboard.published.read import Release

Value = TypeVar("Value")
_RELEASES = 2
_HELD: dict[str, dict[str, Any]] = {}
_LOCK = Lock()


def held(release: Release, name: str, make: Callable[[Release], Value]) -> Value:
    """`make(release)`, kept under a name until two other releases have been asked about."""
    with _LOCK:
        values = _HELD.setdefault(release.id, {})
        if name not in values:
            values[name] = make(release)
        while len(_HELD) > _RELEASES:
            _HELD.pop(next(iter(_HELD)))
        return cast(Value, values[name])
