"""Views that many visitors ask for, made once for all of them."""

from functools import lru_cache

from dashboard.content.words import Words
from dashboard.metrics.ask import Ask
from dashboard.metrics.definitions import read
from dashboard.published.read import Release
from dashboard.web.view import View


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
    return _kept(measure, release, read(measure, ask), _Same(words), lang)


@lru_cache(maxsize=512)
def _kept(measure: str, release: Release, ask: Ask, same: _Same, lang: str) -> View:
    return View(measure, release, ask, same.words, lang)
