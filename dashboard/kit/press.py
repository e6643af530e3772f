"""Sets Typst templates with our fonts and colors: an accessible PDF, or its pages as SVG or PNG.

`python -m dashboard.kit.press FOLDER` does the jobs that stand on its standard input, one JSON object a line. The site
prints the kit that way: what Typst remembers of it (400 MB in the end) goes away with the process.
"""

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Literal

import typst

from dashboard import look
from dashboard.content.translation import unmarked
from dashboard.paths import ROOT

HOUSE = ROOT / "dashboard"
FONTS = HOUSE / "static" / "fonts"

Kind = Literal["pdf", "png", "svg"]


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
        sys_inputs={
            "values": unmarked(json.dumps(values, ensure_ascii=False)),
            "colors": json.dumps(look.colors("light")),
        },
        pdf_standards=["ua-1"] if kind == "pdf" else [],
        timestamp=datetime.combine(made, time(12), UTC),
    )
    return list(pages) if isinstance(pages, list) else [pages]


@dataclass(frozen=True)
class Job:
    """What to press, and the `files` that it becomes: one for a PDF, one for each page of pictures. `made` is ISO."""

    template: str
    values: Mapping[str, object]
    kind: Kind
    made: str
    ppi: float
    files: tuple[str, ...]

    def as_line(self) -> str:
        """The job for the standard input of a press."""
        return json.dumps(asdict(self), ensure_ascii=False)

    def done(self) -> dict[str, bytes]:
        """The files by name. Raises ValueError when there are more or fewer pages than files."""
        pages = press(self.template, self.values, self.kind, date.fromisoformat(self.made), self.ppi)
        return dict(zip(self.files, pages, strict=True))


if __name__ == "__main__":
    for line in sys.stdin:
        for name, content in Job(**json.loads(line)).done().items():
            (Path(sys.argv[1]) / name).write_bytes(content)
