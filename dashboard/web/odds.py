"""The sentence that says who answered incidents like this, from the release on show."""

from datetime import date

from dashboard.content.models import Situation
from dashboard.content.words import OddsWords, Words, fill
from dashboard.guide.odds import Odds, Share
from dashboard.metrics.odds import odds
from dashboard.published import live
from dashboard.published.schema import FIRE_AND_BCR
from dashboard.web import language

PLACES = {"police": "police", "bcr": "crisis", "fire": "fire", FIRE_AND_BCR: "others"}
"""Where the share of a responder stands in the sentence."""


def sentence(situation: Situation, words: Words, lang: str) -> str:
    """Who answered incidents of the kind of the situation's first call type; empty when the release does not say.

    The others can be of kinds that would swamp it: who worries about a neighbor is no ambulance call.
    """
    release = live.release()
    found = release and odds(release, situation.call_types[:1])
    return said(found, words, lang) if found else ""


def said(found: Odds, words: Words, lang: str) -> str:
    """The sentence: a rounded percentage for what is exactly known, else a range that is rounded outward."""
    forms = words.guide.odds
    shares = {PLACES[share.responder]: _share(share, found.n, forms, lang) for share in found.shares}
    values = {
        **shares,
        "count": language.number(found.n, lang),
        "month": language.month(date.fromisoformat(f"{found.last}-01"), words, lang),
    }
    return fill(forms.together if "others" in shares else forms.parts, values)


def _share(share: Share, n: int, words: OddsWords, lang: str) -> str:
    """A share in words. What rounds to nothing or to everything is a range: neither was counted."""
    low, high = 100 * share.low // n, -(-100 * share.high // n)
    percent = {
        name: language.percent(value / 100, lang)
        for name, value in {"low": low, "high": high, "number": (200 * share.low + n) // (2 * n)}.items()
    }
    if low == 0:
        return fill(words.at_most, percent)
    if high == 100:
        return fill(words.at_least, percent)
    return fill(words.exactly if share.low == share.high else words.between, percent)
