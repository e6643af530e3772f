"""A build from end to end: what is published, what is refused, and that nothing half is left."""

import json
import os
import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from frictionless import validate

from dashboard.__main__ import main
from dashboard.published.read import current, load, newest
from dashboard.published.schema import COUNT, STATE, TABLES, State
from dashboard.release.build import build
from dashboard.release.demo import write
from dashboard.release.errors import BuildError, SourceError
from dashboard.release.report import Report
from tests.release.calls import AS_OF, Row, call, epoch, whole_months, write_csv, write_page

pytestmark = pytest.mark.whole

Built = Callable[..., Report]
NOBODY = 65534


def mixed(per_day: int = 8) -> list[Row]:
    """Calls of three agencies in three neighborhoods over two months, with every oddity."""
    rows = whole_months(per_day) + whole_months(
        per_day, Agency_Type="FIRE", Problem__Final_="Heart (FE)", Neighborhood__GIS_="Near-North"
    )
    rows += whole_months(2, Agency_Type="BCR", Problem__Final_="Behavioral Crisis Response", Neighborhood__GIS_=None)
    rows += [
        rows[0],
        call(Latitude=0, Longitude=0, Neighborhood__GIS_=None),
        call(Problem__Final_="Directed Patrol (P)", is_911_Call="No"),
        call(Response_Date=None),
        call(Problem__Final_="Kid Trouble (P)"),
    ]
    return rows


def contents(root: Path) -> dict[str, bytes]:
    return {str(p.relative_to(root)): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


def test_the_page_of_thirteen_calls_is_published_with_everything_withheld(tmp_path: Path) -> None:
    start = epoch("2026-09-27T04:48:02")
    codes = ["Unknown Trouble (P)", "Property Damage Accident (P)", "Unwanted Person (P)"]
    rows = [call(Problem__Final_=codes[i % 3], Response_Date=start + 90_000 * i) for i in range(5)]
    rows += [call(Agency_Type="FIRE", Problem__Final_="Heart (FE)", Response_Date=start + i) for i in range(4)]
    bcr = {"Agency_Type": "BCR", "Problem__Final_": "Behavioral Crisis Welfare Ck"}
    rows += [call(**bcr, Response_Date=start - 7_000_000), call(**bcr, Response_Date=start - 27_000_000)]
    nowhere = {"Latitude": 0, "Longitude": 5.7e-14, "Ward__GIS_": None, "Neighborhood__GIS_": None}
    rows += [call(Response_Date=epoch("2026-09-24T08:54:57"), **nowhere)]
    rows += [call(Problem__Final_="Auto Theft in Progress (P)", Response_Date=start)]
    rows = [
        r | {"Neighborhood__GIS_": "Victory"} if r["Neighborhood__GIS_"] and i % 2 else r for i, r in enumerate(rows)
    ]
    report = build(write_page(tmp_path / "page.json", rows), tmp_path / "data", "city-911", as_of=AS_OF)
    assert report.rows_in == 13
    assert report.months == ("2026-09",)
    assert report.not_placed == 1
    for table in report.tables.values():
        assert (table["number"], table["missing"], table["published_rows"]) == (0, 0, 0)
    assert report.tables["category-month"]["withheld_rows"] == 13


def test_every_row_is_published_withheld_or_left_out(built: Built) -> None:
    report = built(mixed())
    city = report.tables["category-month"]
    assert report.rows_in == city["published_rows"] + city["withheld_rows"] + sum(report.left_out.values())
    assert report.rows_in == len(mixed())


def test_published_totals_are_the_counted_ones(tmp_path: Path, built: Built) -> None:
    built(mixed())
    city = current(tmp_path / "data").tables["category-month"]
    october = city[city["month"] == "2026-10"].set_index("category")[COUNT]
    assert october["theft"] == 8 * 3 + 1
    assert october["medical"] == 8 * 3
    assert pd.isna(october["crisis-and-welfare"])


def test_every_cell_of_the_grid_is_written(tmp_path: Path, built: Built) -> None:
    built(mixed())
    sizes = {name: len(frame) for name, frame in current(tmp_path / "data").tables.items()}
    assert sizes == {
        "neighborhood-category-month": 2 * 87 * 24,
        "neighborhood-month": 2 * 87,
        "category-month": 2 * 25,
        "category-responder-month": 2 * 25 * 4,
        "neighborhood-responder-quarter": 0,
        "hour-weekday-month": 2 * 24 * 7,
        "category-daypart-quarter": 0,
        "category-disposition-year": 0,
    }


def test_a_month_without_rows_between_others_is_missing(tmp_path: Path, built: Built) -> None:
    rows = whole_months(months=("2026-08", "2026-10"))
    report = built(rows)
    assert report.missing_months == ("2026-09",)
    for frame in current(tmp_path / "data").tables.values():
        if "month" not in frame:
            continue
        states = frame.groupby("month")[STATE].unique()
        assert list(states["2026-09"]) == [State.MISSING]
        assert State.MISSING not in states["2026-10"]


def test_no_small_number_stands_in_any_file(tmp_path: Path, built: Built) -> None:
    report = built(mixed())
    for table in TABLES:
        words = pd.read_csv(Path(report.folder) / table.file, dtype=str)[COUNT]
        assert all(int(word) >= 10 for word in words if word.isdigit())
        assert set(words[~words.str.isdigit()]) <= {"withheld", "missing"}


def test_a_release_validates_and_says_what_it_is(tmp_path: Path, built: Built) -> None:
    report = built(mixed())
    package = json.loads((Path(report.folder) / "datapackage.json").read_text())
    assert validate(str(Path(report.folder) / "datapackage.json")).valid
    assert package["demonstration"] is False
    assert package["rule"]["threshold"] == 10
    assert package["rule"]["words"]["complements"].startswith("Further cells are withheld")
    assert all(resource["description"] for resource in package["resources"])
    tables = [resource for resource in package["resources"] if resource.get("type") == "table"]
    assert [t["path"] for t in tables] == [table.file for table in TABLES]
    assert all(field["description"] for table in tables for field in table["schema"]["fields"])


def test_the_public_files_hold_no_count_of_rows(built: Built) -> None:
    """rows in - left out - published would give away what is withheld."""
    report = built(mixed())
    package = (Path(report.folder) / "datapackage.json").read_text()
    assert "left_out" not in package
    assert f" {report.rows_in}," not in package


@pytest.mark.parametrize("series", ["demo", "city-911"])
def test_generated_calls_are_a_demonstration_in_any_series(built: Built, series: str) -> None:
    report = built([r | {"Master_Incident_Number": f"DEMO-26-{i}"} for i, r in enumerate(mixed())], series)
    assert report.demonstration
    assert load(Path(report.folder)).notice == "demonstration figures, not real calls"


def test_the_order_of_rows_does_not_matter(tmp_path: Path) -> None:
    rows = mixed()
    shuffled = random.Random(5).sample(rows, len(rows))
    for name, order in (("a", rows), ("b", shuffled)):
        build(write_csv(tmp_path / f"{name}.csv", order), tmp_path / name, "test", as_of=AS_OF)
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    assert contents(tmp_path / "a")


def test_the_number_of_processors_does_not_matter(tmp_path: Path) -> None:
    source = write_csv(tmp_path / "calls.csv", mixed())
    processors = os.sched_getaffinity(0)
    try:
        os.sched_setaffinity(0, {min(processors)})
        one = build(source, tmp_path / "one", "test", as_of=AS_OF)
    finally:
        os.sched_setaffinity(0, processors)
    all_ = build(source, tmp_path / "all", "test", as_of=AS_OF)
    assert contents(Path(one.folder)) == contents(Path(all_.folder))


def test_a_page_and_a_csv_give_the_same_release(tmp_path: Path) -> None:
    rows = mixed()
    build(write_csv(tmp_path / "a.csv", rows), tmp_path / "a", "test", as_of=AS_OF)
    build(write_page(tmp_path / "a.json", rows), tmp_path / "b", "test", as_of=AS_OF)
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_the_day_of_the_build_does_not_enter_the_id(tmp_path: Path) -> None:
    source = write_csv(tmp_path / "a.csv", mixed())
    ids = {build(source, tmp_path / str(day), "test", as_of=date(2026, 12, day)).release for day in (1, 9)}
    assert len(ids) == 1


def test_a_broken_release_is_mended_by_building_it_again(tmp_path: Path, built: Built) -> None:
    folder = Path(built(mixed()).folder)
    before = contents(tmp_path / "data")
    (folder / "category-month.csv").write_text("broken")
    built(mixed())
    assert contents(tmp_path / "data") == before


def strange(rows: int, share: float) -> list[Row]:
    codes = ["No such code (P)" if i < rows * share else "Theft (P)" for i in range(rows)]
    first, last = epoch("2026-10-01T12:00"), epoch("2026-10-31T12:00")
    days = [first, *[last] * (rows - 1)]
    return [call(Problem__Final_=code, Response_Date=day) for code, day in zip(codes, days, strict=True)]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (lambda: mixed()[:40], "fall of more than half"),
        (lambda: strange(1200, 0.06), "No such code"),
        (lambda: [call(Agency_Type="POLICE DEPT") for _ in range(1200)], "POLICE DEPT"),
        (lambda: [call(Response_Date=epoch("2026-11-15T12:00")) for _ in range(3)], "No whole month"),
    ],
    ids=["half the rows", "unknown codes", "unknown agency", "running month"],
)
def test_a_suspicious_source_is_refused_and_the_old_release_stays(
    tmp_path: Path, built: Built, rows: Callable[[], list[Row]], words: str
) -> None:
    built(mixed(40))
    before = contents(tmp_path / "data")
    with pytest.raises(BuildError, match=words) as caught:
        built(rows())
    assert len(str(caught.value).splitlines()) == 1
    assert contents(tmp_path / "data") == before


def test_a_source_that_cannot_be_read_leaves_the_old_release(tmp_path: Path, built: Built) -> None:
    built(mixed())
    before = contents(tmp_path / "data")
    source = tmp_path / "error.json"
    source.write_text('{"error": {"code": 500, "message": "x"}}')
    with pytest.raises(SourceError):
        build(source, tmp_path / "data", "test", as_of=AS_OF)
    assert contents(tmp_path / "data") == before


@pytest.mark.parametrize(("rows", "share"), [(1000, 0.5), (1200, 0.05)])
def test_few_unknown_codes_or_a_small_source_pass(built: Built, rows: int, share: float) -> None:
    report = built(strange(rows, share))
    assert report.unknown_codes == {"No such code": rows * share}


def test_some_days_never_pass_for_a_month(built: Built) -> None:
    with pytest.raises(BuildError, match="only some days"):
        built([call() for _ in range(40)])


def test_thirty_generated_days_make_a_release(tmp_path: Path) -> None:
    write(30, tmp_path / "calls.csv", end=date(2026, 10, 31))
    report = build(tmp_path / "calls.csv", tmp_path / "data", "demo", as_of=AS_OF)
    assert report.demonstration
    assert report.tables["category-month"]["number"] > 0


def test_generated_and_real_calls_never_share_a_series(built: Built) -> None:
    with pytest.raises(BuildError, match="generated calls only"):
        built(mixed(), series="demo")
    built(mixed())
    with pytest.raises(BuildError, match="are not"):
        built([row | {"Master_Incident_Number": f"DEMO-{row['OBJECTID']}"} for row in mixed()])


def test_another_series_of_the_same_months_is_refused_and_one_of_later_months_shares_no_period(
    tmp_path: Path, built: Built
) -> None:
    """Under other categories or borders the difference of the two would tell what each hides."""
    root = tmp_path / "data"
    shown = built(whole_months(40), series="old")
    with pytest.raises(BuildError, match=f"{shown.release} shows 2026-09"):
        built(whole_months(40, Problem__Final_="Assault (P)"), series="new")
    assert current(root).id == shown.release
    later = [call(Response_Date=epoch(f"2026-11-{day:02}T12:00")) for day in (1, 15, 30) for _ in range(40)]
    build(write_csv(tmp_path / "later.csv", later), root, "new", as_of=date(2026, 12, 20))
    old, new = (newest(root, series) for series in ("old", "new"))
    assert old
    assert new
    assert new.months == ("2026-11",)
    for table in TABLES:
        periods = (set(release.tables[table.name][table.period]) for release in (old, new))
        assert not set.intersection(*periods)


def test_a_demonstration_may_stand_beside_real_calls(built: Built) -> None:
    built(whole_months(40))
    report = built(
        [row | {"Master_Incident_Number": f"DEMO-{row['OBJECTID']}"} for row in whole_months(40)], series="demo"
    )
    assert report.demonstration


@pytest.mark.parametrize("series", ["", "Demo", "../demo", "demo-", "a b"])
def test_a_series_has_a_plain_name(built: Built, series: str) -> None:
    with pytest.raises(BuildError, match="series"):
        built(mixed(), series=series)


def test_a_place_that_cannot_be_written_is_named_and_nothing_is_left(tmp_path: Path) -> None:
    source = write_csv(tmp_path / "a.csv", mixed())
    (tmp_path / "data").write_text("a file where the folder should be")
    with pytest.raises(BuildError, match="data") as caught:
        build(source, tmp_path / "data", "test", as_of=AS_OF)
    assert len(str(caught.value).splitlines()) == 1
    assert {p.name for p in tmp_path.iterdir()} == {"a.csv", "data"}


@contextmanager
def no_root() -> Iterator[None]:
    """Root may write everywhere: be nobody for a moment."""
    was = os.geteuid()
    if was == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(was)


def test_a_folder_without_write_permission_is_named() -> None:
    with tempfile.TemporaryDirectory() as folder:
        open_to_all = Path(folder)
        open_to_all.chmod(0o755)
        source = write_csv(open_to_all / "a.csv", mixed())
        source.chmod(0o644)
        (open_to_all / "data").mkdir(mode=0o555)
        with no_root(), pytest.raises(BuildError, match="no write permission"):
            build(source, open_to_all / "data", "test", as_of=AS_OF)


def test_what_a_killed_build_left_is_swept(tmp_path: Path, built: Built) -> None:
    left = tmp_path / "data" / "releases" / ".building-x"
    left.mkdir(parents=True)
    (left / "half.csv").write_text("month,")
    built(mixed())
    assert not left.exists()


def test_a_release_that_was_not_audited_is_not_put_on_show(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = write_csv(tmp_path / "calls.csv", mixed())
    command = ["release", "build", "--from", str(source), "--to", str(tmp_path / "data"), "--json"]
    assert main([*command, "--no-audit"]) == 0
    assert json.loads(capsys.readouterr().out)["audit"] is None
    assert not (tmp_path / "data" / "current").exists()
    assert main(command) == 0
    assert (tmp_path / "data" / "current").exists()
