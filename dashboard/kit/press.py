"""Sets a Typst template with our fonts and colors: an accessible PDF, or its pages as SVG or PNG."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Literal

import typst

from dashboard import look
from dashboard.paths import ROOT

HOUSE = ROOT / "dashboard"
FONTS = HOUSE / "static" / "fonts"

Kind = Literal["pdf", "svg", "png"]


def press(template: str, values: Mapping[str, object], kind: Kind, made: date, ppi: float = 144) -> list[bytes]:
    """A template, named from `dashboard/`, filled with values of JSON: one PDF, or one picture for each page.

    The template reads them as `json(bytes(sys.inputs.values))`, and the colors of `look` as `sys.inputs.colors`. The
    same values and the same day of making give the same bytes. Raises RuntimeError for what does not fit or compile.
    """
    pages = typst.compile(
        HOUSE / template,
        root=HOUSE,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        format=kind,
        ppi=ppi,
        sys_inputs={"values": json.dumps(values, ensure_ascii=False), "colors": json.dumps(look.colors("light"))},
        pdf_standards=["ua-1"] if kind == "pdf" else [],
        timestamp=datetime.combine(made, time(12), UTC),
    )
    return list(pages) if isinstance(pages, list) else [pages]
