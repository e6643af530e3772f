"""What takes time to work out from a release and is asked for often: worked out once, kept with it, gone with it."""

from collections.abc import Callable
from functools import lru_cache, partial
from threading import RLock
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

import pandas as pd

from dashboard.published.read import Release

Value = TypeVar("Value")
Asked = ParamSpec("Asked")
_LOCK = RLock()


def held(release: Release, name: str, make: Callable[[Release], Value]) -> Value:
    """`make(release)`, kept under a name."""
    if name not in release.held:
        with _LOCK:
            if name not in release.held:
                release.held[name] = make(release)
    return cast(Value, release.held[name])


def keeping(release: Release, make: Callable[Concatenate[Release, Asked], Value], most: int) -> Callable[Asked, Value]:
    """`make` for this release, whose last answers are kept with it."""
    return held(release, make.__qualname__, lambda r: cast(Callable[Asked, Value], lru_cache(most)(partial(make, r))))


def rows_of(
    release: Release, name: str, make: Callable[[Release], pd.DataFrame], column: str, key: str
) -> pd.DataFrame:
    """The rows of `make(release)`, kept under a name, whose `column` is `key`; without that column."""

    def split(release: Release) -> tuple[pd.DataFrame, dict[Any, Any]]:
        frame = make(release)
        return frame.drop(columns=column), frame.groupby(column).indices

    frame, places = held(release, name, split)
    found: pd.DataFrame = frame.iloc[places.get(key, [])]
    return found.reset_index(drop=True)
