"""Reading releases: what is checked, what is said, and what is shown instead."""

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from frictionless import validate

from dashboard.published import call_types, places
from dashboard.published.read import ReleaseError, current, load
from dashboard.published.schema import COUNT, STATE, TABLES, State

DATA = Path(__file__).resolve().parents[2] / "data"
CITY = "category-month.csv"


def release(root: Path, release_id: str, number: int = 112) -> Path:
    """A small good release of one month, one category and one neighborhood."""
    folder = root / "releases" / release_id
    folder.mkdir(parents=True)
    resources = []
    for table in TABLES:
        row = ["2026-10", *("x" for _ in table.columns[1:-1]), str(number)]
        content = f"{','.join(table.columns)}\n{','.join(row)}\n".encode()
        (folder / table.file).write_bytes(content)
        digest = "sha256:" + hashlib.sha256(content).hexdigest()
        resources.append({"name": table.name, "path": table.file, "hash": digest})
    package = {
        "name": release_id,
        "series": release_id[:-17],
        "demonstration": False,
        "notice": "",
        "created": "2026-11-11T00:00:00Z",
        "sources": [{"title": "made up"}],
        "months": ["2026-10"],
        "rule": {"threshold": 10},
        "resources": resources,
    }
    (folder / "datapackage.json").write_text(json.dumps(package))
    return folder


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-3] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("harm", "names"),
    [
        (lambda folder: (folder / CITY).unlink(), CITY),
        (lambda folder: flip(folder / CITY), CITY),
        (lambda folder: (folder / CITY).write_bytes(b""), CITY),
        (lambda folder: (folder / "datapackage.json").unlink(), "datapackage.json"),
        (lambda folder: (folder / "datapackage.json").write_text('{"name":'), "datapackage.json"),
        (lambda folder: (folder / "datapackage.json").write_text("[]"), "datapackage.json"),
        (lambda folder: (folder / "datapackage.json").write_text("{}"), "datapackage.json"),
    ],
    ids=["gone", "flipped", "emptied", "no package", "cut package", "list", "empty package"],
)
def test_a_broken_release_is_named_and_another_is_shown(
    tmp_path: Path, harm: Callable[[Path], object], names: str
) -> None:
    release(tmp_path, "city-2026-08-aaaaaaaa")
    release(tmp_path, "demo-2026-11-bbbbbbbb")
    release(tmp_path, "city-2026-09-cccccccc")
    broken = release(tmp_path, "city-2026-10-dddddddd")
    (tmp_path / "current").write_text("city-2026-10-dddddddd\n")
    assert current(tmp_path).problems == ()
    harm(broken)
    with pytest.raises(ReleaseError, match=names) as caught:
        load(broken)
    assert len(str(caught.value).splitlines()) == 1
    shown = current(tmp_path)
    assert shown.id == "city-2026-09-cccccccc"
    assert names in shown.problems[0]


@pytest.mark.parametrize("pointer", [None, "", "city-2026-10-ffffffff", "../../outside", "\udcff"])
def test_a_pointer_that_leads_nowhere_falls_back(tmp_path: Path, pointer: str | None) -> None:
    release(tmp_path, "city-2026-09-cccccccc")
    if pointer is not None:
        (tmp_path / "current").write_text(pointer, errors="surrogateescape")
    shown = current(tmp_path)
    assert shown.id == "city-2026-09-cccccccc"
    assert len(shown.problems) == 1


def test_no_release_at_all_is_an_error_of_one_line(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="No good release") as caught:
        current(tmp_path)
    assert len(str(caught.value).splitlines()) == 1


def test_a_release_that_shows_a_small_number_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="below 10"):
        load(release(tmp_path, "city-2026-09-cccccccc", number=9))


def test_a_release_under_another_name_is_refused(tmp_path: Path) -> None:
    folder = release(tmp_path, "city-2026-09-cccccccc")
    with pytest.raises(ReleaseError, match="Rename"):
        load(folder.rename(folder.with_name("city-2026-12-cccccccc")))


def test_the_shipped_release_loads_and_is_marked() -> None:
    shipped = current(DATA)
    assert shipped.problems == ()
    assert (shipped.series, shipped.demonstration) == ("demo", True)
    assert shipped.notice == "demonstration figures, not real calls"
    assert (len(shipped.months), shipped.months[0], shipped.months[-1]) == (72, "2020-11", "2026-10")
    for table in TABLES:
        frame = shipped.tables[table.name]
        assert tuple(frame.columns) == (*table.columns, STATE)
        assert not frame.duplicated(list(table.dimensions)).any()
        numbers = frame[STATE] == State.NUMBER
        assert frame.loc[numbers, COUNT].min() >= shipped.threshold
        assert frame.loc[~numbers, COUNT].isna().all()


def test_the_shipped_release_has_every_cell() -> None:
    shipped = current(DATA)
    areas = {n.id for n in places.load()}
    types = call_types.load()
    frame = shipped.tables["neighborhood-category-month"]
    assert set(frame["neighborhood"]) == areas
    assert set(frame["category"]) == set(types.in_areas())
    assert len(frame) == len(areas) * len(types.in_areas()) * 72
    assert "other-protected" in set(shipped.tables["category-month"]["category"])


def test_the_shipped_release_validates(tmp_path: Path) -> None:
    folder = shutil.copytree(current(DATA).folder, tmp_path / "release")
    assert validate(str(folder / "datapackage.json")).valid
    size = sum(path.stat().st_size for path in folder.iterdir())
    assert size < 8_000_000
