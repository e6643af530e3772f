"""Charts as pictures: the same specifications and rows as on the pages, drawn without a browser."""

import json
from datetime import datetime
from typing import Any

import vl_convert

from dashboard.content.translation import unmarked
from dashboard.kit.press import FONTS
from dashboard.metrics import charts
from dashboard.web.view import View

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"

vl_convert.register_font_directory(str(FONTS))


def panel(view: View, part: str | None, **size: int) -> charts.Spec:
    """One panel of a figure with its rows in it; `size` is a `width` and `height` of the plot in pixels."""
    rows = [{name: _plain(value) for name, value in row.items()} for row in view.chart(part).to_pylist()]
    spec = json.loads(json.dumps(view.spec("light", part)).replace(json.dumps(charts.LABEL), str(charts.LONGEST_LABEL)))
    return {**spec, "width": charts.WIDTH, **size, "data": {"values": rows}}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _text(drawn: dict[str, Any]) -> str:
    return unmarked(json.dumps({"$schema": SCHEMA, **drawn}, ensure_ascii=False))


def svg(view: View, **size: int) -> str:
    """The first panel as SVG, on the color of the paper."""
    drawn = panel(view, view.parts[0], **size)
    return str(vl_convert.vegalite_to_svg(_text({**drawn, "config": {**drawn["config"], "background": None}})))


def png(drawn: dict[str, Any], scale: int) -> bytes:
    """A specification with its rows as PNG."""
    return bytes(vl_convert.vegalite_to_png(_text(drawn), scale=scale))
