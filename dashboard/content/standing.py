"""The content as it stands at a moment: stand-ins for channels that are down, and the emergency banner."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from dashboard.content import outage
from dashboard.content.load import Content


def as_of(content: Content, at: datetime) -> Content:
    """What the site says at a Chicago time."""
    banner = content.site.banner
    shown = banner and (not banner.starts or banner.starts <= at) and (not banner.until or at < banner.until)
    instead = outage.stand_ins(content.channels, at)
    return _as_of(content, tuple(instead.items()), bool(shown)) if instead or shown else content


@lru_cache(maxsize=8)
def _as_of(content: Content, pairs: tuple[tuple[str, str], ...], banner: bool) -> Content:
    instead = dict(pairs)
    numbers = outage.numbers(content.channels, instead)
    text: Mapping[str, str] = content.site.banner.text if banner and content.site.banner else {}
    words = outage.filled(content.written, numbers) if instead else content.words
    return replace(content, words=words, instead=instead, banner=outage.filled(text, numbers))
