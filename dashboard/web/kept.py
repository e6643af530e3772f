"""Views that many visitors ask for, made once for all of them while a release is on show."""

from itertools import product

from dashboard import look
from dashboard.content.load import Content
from dashboard.content.words import Words
from dashboard.metrics import charts
from dashboard.metrics.ask import Ask
from dashboard.metrics.definitions import MEASURES, read
from dashboard.metrics.held import keeping
from dashboard.published import call_types, places
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
    return keeping(release, _view, MOST)(measure, read(measure, ask), _Same(words), lang)


def _view(release: Release, measure: str, ask: Ask, same: _Same, lang: str) -> View:
    return View(measure, release, ask, same.words, lang)


def warm(release: Release, content: Content) -> None:
    """Makes the views that pages open with, and every chart's drawing: the first one takes a library long to write."""
    area, kind = places.load()[0].id, call_types.load().in_areas()[0]
    asks = (Ask(), Ask(rate=True), Ask((area,), kind), Ask((area,), kind, rate=True), Ask(category=kind))
    for (lang, words), mode, measure in product(content.words.items(), look.MODES, charts.DRAWN):
        for ask in asks if measure in MEASURES else ():
            view = kept(measure, release, ask, words, lang)
            for part in view.parts if view.rows else ():
                view.spec(mode, part)
            if measure == "areas":
                view.map_spec(mode)
