"""Views that many visitors ask for, made once for all of them while a release is on show."""

from functools import lru_cache
from typing import Any

from dashboard.content.words import Words
from dashboard.metrics.ask import Ask
from dashboard.metrics.definitions import read
from dashboard.metrics.held import held
from dashboard.published.read import Release
from dashboard.web.view import View

MOST = 512


class _Same:
    """Words told from others by being the same object: a hash of them would go through every sentence."""

    def __init__(self, words: Words) -> None:
        self.words = words

    def __hash__(self) -> int:
        return id(self.words)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.words is self.words


def kept(measure: str, release: Release, ask: Ask, words: Words, lang: str) -> View:
    """The same view for everybody who asks for the same, while it is asked for often."""
    view: View = held(release, "views", _views)(measure, read(measure, ask), _Same(words), lang)
    return view


def _views(release: Release) -> Any:
    """Kept with the release, so that they go when it goes."""

    @lru_cache(maxsize=MOST)
    def made(measure: str, ask: Ask, same: _Same, lang: str) -> View:
        return View(measure, release, ask, same.words, lang)

    return made
