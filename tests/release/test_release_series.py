"""A series only grows: thirty daily runs, with records that come late, leave old months byte for byte the same."""

from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest

from dashboard.__main__ import main
from dashboard.published.read import current
from dashboard.published.schema import COUNT, NEIGHBORHOOD_CATEGORY, STATE, TABLES, State, months_of
from dashboard.release.build import build
from dashboard.release.check import NothingNewError
from tests.release.calls import call, epoch, whole_months, write_csv
from tests.release.test_release_planted import put

pytestmark = pytest.mark.whole

FIRST = date(2026, 11, 22)


def lines_of(root: Path, month: str) -> dict[str, list[str]]:
    """The lines of every table that speak of the month alone, as published."""
    folder = current(root).folder
    return {
        table.name: [
            line
            for line in (folder / table.file).read_text("utf-8").splitlines()[1:]
            if months_of(line.split(",")[0]) == (month,)
        ]
        for table in TABLES
    }


def test_thirty_daily_runs_leave_old_months_as_they_are(tmp_path: Path) -> None:
    root = tmp_path / "data"
    rows = whole_months(40, months=("2026-08", "2026-09", "2026-10"))
    november = [call(Response_Date=epoch(f"2026-11-{day:02}T12:00")) for day in range(1, 31) for _ in range(5)]
    released: list[str] = []
    shown: dict[str, dict[str, list[str]]] = {}
    for past in range(30):
        today = FIRST + timedelta(days=past)
        late = [call(Response_Date=epoch("2026-09-15T12:00")) for _ in range(past)]
        source = write_csv(tmp_path / "calls.csv", [*rows, *november[: (past + 22) * 5], *late])
        with suppress(NothingNewError):
            released.append(build(source, root, "test", as_of=today).release)
        for month in current(root).months:
            assert shown.setdefault(month, lines_of(root, month)) == lines_of(root, month)
    assert len(released) == 2
    assert [*shown] == ["2026-08", "2026-09", "2026-10", "2026-11"]


def test_a_month_that_the_source_no_longer_holds_stays_as_released(tmp_path: Path) -> None:
    months = ("2026-08", "2026-09", "2026-10")
    for known, today in ((months[:2], date(2026, 10, 20)), (months[1:], FIRST)):
        build(write_csv(tmp_path / "calls.csv", whole_months(40, months=known)), tmp_path / "data", "test", as_of=today)
        if known == months[:2]:
            before = lines_of(tmp_path / "data", "2026-08")
    assert current(tmp_path / "data").months == months
    assert lines_of(tmp_path / "data", "2026-08") == before


def test_a_source_without_a_new_month_is_said_to_have_none(tmp_path: Path) -> None:
    source = write_csv(tmp_path / "calls.csv", whole_months(40))
    build(source, tmp_path / "data", "test", as_of=FIRST)
    with pytest.raises(NothingNewError, match="2026-10"):
        build(source, tmp_path / "data", "test", as_of=FIRST)


def test_a_build_that_the_audit_narrows_is_refused_and_the_old_release_stays(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The release before told 117 thefts of the 120 calls of an area: what else is there is 0 to 3."""
    root, months = tmp_path / "data", ("2026-08", "2026-09")
    build(write_csv(tmp_path / "calls.csv", whole_months(40, months=months)), root, "test", as_of=date(2026, 10, 20))
    frames = {name: frame.copy() for name, frame in current(root).tables.items()}
    cells = frames[NEIGHBORHOOD_CATEGORY.name]
    row = (cells["month"] == "2026-08") & (cells["neighborhood"] == "whittier") & (cells["category"] == "theft")
    cells.loc[row, [COUNT, STATE]] = (117, State.NUMBER.value)
    put(root, "test", frames, frozenset({("none",)}))
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    source = write_csv(tmp_path / "calls.csv", whole_months(40, months=(*months, "2026-10")))
    status = main(["release", "build", "--from", str(source), "--to", str(root), "--series", "test"])
    assert status == 1
    assert "audit narrowed 112 cells" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before
