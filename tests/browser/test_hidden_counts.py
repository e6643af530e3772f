"""No frame, file or log line holds a count that is withheld: not in any page's data either, where nobody looks."""

import re
import struct
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page

from dashboard.published.read import current
from dashboard.published.schema import COUNT, NEIGHBORHOOD_CATEGORY, STATE, State
from dashboard.release.build import build
from tests.release.calls import whole_months, write_csv
from tests.support import serving

HIDDEN, TOTAL = 4272, 4275
VISITED = [
    "/overview",
    "/calls?area=whittier",
    "/calls?area=whittier&category=theft",
    "/map?area=whittier",
    "/map?area=whittier&category=theft&month=2026-10",
    "/pilots?pilot=online-reporting",
    "/methods",
    "/data/view/current/incidents.csv?area=whittier&category=theft",
    "/data/view/current/nowhere.csv?area=whittier",
]


def forms(count: int) -> re.Pattern[bytes]:
    """A count as text, with or without a thousands mark, and as the bytes of a 64-bit number."""
    text = f"{count // 1000}[,. \u00a0\u202f]?{count % 1000:03}".encode()
    packed = (struct.pack("<q", count), struct.pack("<d", count))
    return re.compile(b"(?<!\\d)" + text + b"(?!\\d)|" + b"|".join(map(re.escape, packed)), re.DOTALL)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """4,272 thefts in an area are withheld for the sake of 3 assaults; the total of 4,275 is shown."""
    folder = tmp_path_factory.mktemp("hidden")
    rows = whole_months(HIDDEN // 3) + whole_months(1, Problem__Final_="Assault (P)")
    rows += whole_months(300, Neighborhood__GIS_="Near-North")
    build(write_csv(folder / "calls.csv", rows), folder / "data", "test", as_of=date(2026, 11, 22))
    cells = current(folder / "data").tables[NEIGHBORHOOD_CATEGORY.name]
    here = cells[(cells["neighborhood"] == "whittier") & (cells["category"] == "theft")]
    assert set(here[STATE]) == {State.WITHHELD.value}
    assert here[COUNT].isna().all()
    return folder / "data"


def test_no_withheld_count_leaves_the_server(root: Path, page: Page, tmp_path: Path) -> None:
    frames: list[bytes] = []
    sent: list[bytes] = []

    def keep(payload: str | bytes) -> None:
        frames.append(payload.encode() if isinstance(payload, str) else payload)

    page.on("websocket", lambda socket: socket.on("framereceived", keep))
    with serving(tmp_path, DATA_DIR=str(root)) as site:
        for path in VISITED:
            if path.startswith("/data/"):
                sent.append(site.get(path).content)
            else:
                page.goto(site.url + path)
                page.locator("h1").first.wait_for()
                page.get_by_test_id("stStatusWidget").wait_for(state="detached")
                sent.append(page.content().encode())
        sent.append(site.log().encode())
    sent += [path.read_bytes() for path in (root / "releases").rglob("*.csv")]
    for parts in (frames, sent):
        assert any(forms(TOTAL).search(part) for part in parts), "the scan sees what is shown"
    assert [found.group() for part in (*frames, *sent) if (found := forms(HIDDEN).search(part))] == []
