"""Reading a printed file back, from its bytes alone."""

import json
import re
from io import BytesIO
from pathlib import Path

import pikepdf
import typst
import zxingcpp
from PIL import Image

NUMBERS = re.compile(r"(?<![\d-])(?:\d{3}-\d{3}-\d{4}|[2-9]11|988)(?![\d-])")
FRAME = """
#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(json(bytes(sys.inputs.data))), format: "{kind}"{page})
"""


def text(pdf: pikepdf.Pdf) -> str:
    """Everything that is written on the pages, through the fonts' own ToUnicode maps."""
    said = []
    for page in pdf.pages:
        fonts = {name: _letters(font) for name, font in page.Resources.Font.items()}
        letters: dict[int, str] = {}
        for operands, operator in pikepdf.parse_content_stream(page):
            if str(operator) == "Tf":
                letters = fonts[str(operands[0])]
            elif str(operator) == "Tm":
                said.append(" ")
            elif str(operator) in ("Tj", "TJ"):
                parts = operands[0] if str(operator) == "TJ" else operands
                said += [_decoded(bytes(part), letters) for part in parts if isinstance(part, pikepdf.String)]
    return re.sub(r"\s+", " ", "".join(said))


def _decoded(raw: bytes, letters: dict[int, str]) -> str:
    return "".join(letters[int.from_bytes(raw[i : i + 2])] for i in range(0, len(raw), 2))


def _letters(font: pikepdf.Object) -> dict[int, str]:
    """Glyph to letters, as the font's CMap says."""
    cmap, found = font.ToUnicode.read_bytes().decode("latin-1"), {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.S):
        for glyph, letters in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            found[int(glyph, 16)] = bytes.fromhex(letters).decode("utf-16-be")
    assert "beginbfrange" not in cmap
    return found


def codes(path: Path) -> list[str]:
    """What the QR codes on a file's pages say, in order."""
    return [code for picture in pictures(path) for code in read_codes(picture)]


def read_codes(picture: Image.Image) -> list[str]:
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    return [code.text for code in found]


def pictures(path: Path) -> list[Image.Image]:
    """The pages as pixels: a PNG as it is, a PDF or SVG drawn from its bytes, 300 dots an inch for a card."""
    raw = path.read_bytes()
    if path.suffix == ".png":
        return [Image.open(BytesIO(raw)).convert("RGB")]
    pages = (
        [f", page: {number}" for number in range(1, len(pikepdf.open(path).pages) + 1)]
        if path.suffix == ".pdf"
        else [""]
    )
    ppi = 300 if path.stem.startswith("card") else 120
    return [_drawn(raw, path.suffix[1:], page, ppi) for page in pages]


def _drawn(raw: bytes, kind: str, page: str, ppi: int) -> Image.Image:
    source = FRAME.format(kind=kind, page=page).encode()
    png = typst.compile(source, format="png", ppi=ppi, sys_inputs={"data": json.dumps(list(raw))})
    assert isinstance(png, bytes)
    return Image.open(BytesIO(png)).convert("RGB")
