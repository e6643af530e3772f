"""The site's colors, read from the theme in `.streamlit/config.toml`: one place for pages, charts and print."""

import tomllib
from functools import cache
from typing import Literal

from dashboard.paths import ROOT

Mode = Literal["light", "dark"]
MODES: tuple[Mode, ...] = ("light", "dark")

VARIABLES = {
    "bg": "backgroundColor",
    "surface": "secondaryBackgroundColor",
    "text": "textColor",
    "muted": "grayColor",
    "accent": "primaryColor",
    "link": "linkColor",
    "danger": "redColor",
    "ok": "greenColor",
    "line": "borderColor",
}


@cache
def colors(mode: Mode) -> dict[str, str]:
    """CSS hex colors by the short names used in `style.css` and the charts."""
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"][mode]
    return {short: theme[name] for short, name in VARIABLES.items()}
