"""Reading releases: what is checked, what is said, and what is shown instead."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from frictionless import validate

from dashboard.published import call_types, files, places
from dashboard.published.read import DEMONSTRATION, ReleaseError, current, load
from dashboard.published.schema import COUNT, STATE, TABLES, State
from tests.published.releases import put, spoil

pytestmark = pytest.mark.whole

DATA = Path(__file__).resolve().parents[2] / "data"
CITY = "category-month.csv"


def release(root: Path, release_id: str, number: int = 112, marked: bool = False, notes: str = "") -> Path:
    """A small good release of one month, one category and one neighborhood, not listed in an index."""
    folder = root / "releases" / release_id
    folder.mkdir(parents=True)
    package = {
        "name": release_id,
        "series": release_id[:-17],
        "demonstration": marked,
        "notice": "",
        "created": "2026-11-11T00:00:00Z",
        "sources": [{"title": "made up"}],
        "months": ["2026-10"],
        "rule": {"threshold": 10},
    }
    held = {"datapackage.json": json.dumps(package).encode()}
    for table in TABLES:
        row = ["2026-10", *("x" for _ in table.columns[1:-1]), str(number)]
        more = (f",{DEMONSTRATION}", f",{notes}") if notes else ("", "")
        held[table.file] = f"{','.join(table.columns)}{more[0]}\n{','.join(row)}{more[1]}\n".encode()
    held["checksums.txt"] = files.checksums(held)
    for name, content in held.items():
        (folder / name).write_bytes(content)
    return folder


@pytest.mark.parametrize(
    ("harm", "names"),
    [
        (lambda folder: (folder / CITY).unlink(), CITY),
        (lambda folder: spoil(folder / CITY), CITY),
        (lambda folder: (folder / CITY).write_bytes(b""), CITY),
        (lambda folder: (folder / "datapackage.json").unlink(), "datapackage.json"),
        (lambda folder: (folder / "datapackage.json").write_text('{"name":'), "datapackage.json"),
        (lambda folder: (folder / "datapackage.json").write_text("[]"), "datapackage.json"),
        (lambda folder: (folder / "datapackage.json").write_text("{}"), "datapackage.json"),
        (lambda folder: (folder / "checksums.txt").unlink(), "checksums.txt"),
        (lambda folder: (folder / "checksums.txt").write_text("no checksums"), "checksums.txt"),
        (lambda folder: (folder / "checksums.txt").write_text(""), "datapackage.json"),
        (lambda folder: (folder / "withdrawn.json").write_text("{}"), "withdrawn"),
    ],
    ids=[
        "gone",
        "flipped",
        "emptied",
        "no package",
        "cut package",
        "list",
        "empty package",
        "no checksums",
        "other text",
        "empty checksums",
        "withdrawn",
    ],
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


@pytest.mark.parametrize(("marked", "notes"), [(True, ""), (True, "false"), (False, "true")])
def test_a_demonstration_says_so_on_every_line_and_nothing_else_does(tmp_path: Path, marked: bool, notes: str) -> None:
    with pytest.raises(ReleaseError, match="neighborhood-category-month"):
        load(release(tmp_path, "demo-2026-09-cccccccc", marked=marked, notes=notes))
    marked_well = load(release(tmp_path, "demo-2026-10-cccccccc", marked=True, notes="true"))
    assert DEMONSTRATION not in marked_well.tables["category-month"]


def test_the_release_before_is_the_one_published_before_whatever_its_months(tmp_path: Path) -> None:
    late = put(tmp_path, months=("2026-09", "2026-10"))
    early = put(tmp_path, months=("2026-07", "2026-08"))
    last = put(tmp_path, months=("2026-08",))
    put(tmp_path, "other", months=("2026-08",))
    (tmp_path / "current").write_text(f"{last.name}\n")
    spoil(last / "METHOD.md")
    assert current(tmp_path).id == early.name
    spoil(early / "category-month.parquet")
    assert current(tmp_path).id == late.name
    spoil(late / "checksums.txt")
    with pytest.raises(ReleaseError, match="METHOD"):
        current(tmp_path)


def test_figures_and_checksums_changed_together_do_not_pass_the_index(tmp_path: Path) -> None:
    folder = put(tmp_path)
    spoil(folder / "METHOD.md")
    held = {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "checksums.txt"}
    (folder / "checksums.txt").write_bytes(files.checksums(held))
    with pytest.raises(ReleaseError, match="checksums"):
        load(folder)


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


def test_the_shipped_release_validates_and_is_small() -> None:
    folder = current(DATA).folder
    assert validate(str(folder / "datapackage.json")).valid
    assert sum(path.stat().st_size for path in folder.iterdir()) < 9_000_000
