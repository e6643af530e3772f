"""Changes between two releases of a series: found, explained or refused, and told."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from dashboard.published import read
from dashboard.published.schema import CATEGORY, COUNT, DISPOSITION, NEIGHBORHOOD_RESPONDER, SPLIT, STATE
from dashboard.release import corrections
from dashboard.release.errors import BuildError
from dashboard.release.publish import publish
from tests.published.releases import Frames, contents, frames, put

pytestmark = pytest.mark.whole

THEFT = {"month": "2026-08", "category": "medical"}
Edit = Callable[[Frames], None]


def cell(made: Frames, table: str = CATEGORY.name) -> int:
    """The row of a shown cell in August."""
    frame = made[table]
    return int(frame.index[(frame.iloc[:, 0] == "2026-08") & (frame[STATE] == "number")][0])


def number(by: int) -> Edit:
    def edit(made: Frames) -> None:
        made[CATEGORY.name].loc[cell(made), COUNT] += by

    return edit


def state(value: str) -> Edit:
    def edit(made: Frames) -> None:
        made[CATEGORY.name].loc[cell(made), STATE] = value

    return edit


def shown(made: Frames) -> None:
    made[CATEGORY.name].loc[cell(made) + 1, STATE] = "number"


def row_gone(made: Frames) -> None:
    made[CATEGORY.name] = made[CATEGORY.name].drop(index=cell(made) + 1)


def row_more(made: Frames) -> None:
    frame = made[CATEGORY.name]
    made[CATEGORY.name] = pd.concat([frame, frame.loc[[cell(made)]].assign(category="new")], ignore_index=True)


def split(made: Frames) -> None:
    made[NEIGHBORHOOD_RESPONDER.name].loc[1, SPLIT] = "sum"


def line(**values: object) -> str:
    given = {"series": "city", "table": CATEGORY.name, "cell": THEFT, "old": "114", "new": "150", "reason": "A reload",
             "date": "2026-11-24"} | values  # fmt: skip
    return f"- {json.dumps(given)}\n"


def checked(root: Path, previous: read.Release | None, made: Frames) -> dict[str, object]:
    told: dict[str, object] = json.loads(corrections.check(root, "city", previous, made, 10))
    return told


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (number(36), "count 114 to 150"),
        (number(-20), "count 114 to 94"),
        (state("withheld"), "count 114 to withheld"),
        (state("missing"), "count 114 to missing"),
        (shown, "count withheld to 115"),
        (row_gone, "count withheld to absent"),
        (row_more, "category new: count absent to 114"),
        (split, "split parts to sum"),
    ],
)
def test_a_change_without_its_line_is_refused(tmp_path: Path, edit: Edit, said: str) -> None:
    previous, made = read.load(put(tmp_path)), frames()
    edit(made)
    with pytest.raises(BuildError, match=said) as caught:
        checked(tmp_path, previous, made)
    assert len(str(caught.value).splitlines()) == 1
    assert corrections.CORRECTIONS in str(caught.value)


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        (line(), True),
        (line(series="other"), False),
        (line(table="neighborhood-month"), False),
        (line(cell={**THEFT, "month": "2026-09"}), False),
        (line(old="115"), False),
        (line(new="151"), False),
        ("# nothing yet\n", False),
    ],
)
def test_a_line_explains_one_change_of_one_cell(tmp_path: Path, text: str, passes: bool) -> None:
    previous, made = read.load(put(tmp_path)), frames()
    number(36)(made)
    (tmp_path / "corrections.yaml").write_text(text)
    if not passes:
        with pytest.raises(BuildError, match="114 to 150"):
            checked(tmp_path, previous, made)
        return
    told = checked(tmp_path, previous, made)
    assert told["changed"] == [{"table": CATEGORY.name, "cell": THEFT, "column": COUNT, "old": "114", "new": "150"}]


@pytest.mark.parametrize(("by", "refused"), [(1, True), (-9, True), (9, True), (10, False), (-10, False)])
def test_a_difference_below_the_threshold_is_refused_whatever_is_said(tmp_path: Path, by: int, refused: bool) -> None:
    previous, made = read.load(put(tmp_path)), frames()
    number(by)(made)
    (tmp_path / "corrections.yaml").write_text(line(new=str(114 + by)))
    if refused:
        with pytest.raises(BuildError, match="tells a small count"):
            checked(tmp_path, previous, made)
    else:
        checked(tmp_path, previous, made)


@pytest.mark.parametrize(("new", "refused"), [(95, True), (105, True), (100, False), (70, False)])
def test_a_number_close_to_one_of_any_earlier_release_is_refused(tmp_path: Path, new: int, refused: bool) -> None:
    """The cell showed 100, then 150; both releases are still public."""
    before, made = frames(), frames()
    number(150 - 114)(before)
    number(new - 114)(made)
    previous = read.load(publish(tmp_path, *contents(made=before)))
    (tmp_path / "corrections.yaml").write_text(line(old="100", new="150") + line(old="150", new=str(new)))
    if refused:
        with pytest.raises(BuildError, match="tells a small count"):
            checked(tmp_path, previous, made)
    else:
        checked(tmp_path, previous, made)


def test_new_periods_are_added_and_told(tmp_path: Path) -> None:
    previous = read.load(put(tmp_path, months=("2026-07", "2026-08")))
    made = frames()
    for name, frame in frames(("2026-07", "2026-08")).items():
        kept = made[name].iloc[:, 0].isin(frame.iloc[:, 0])
        made[name].loc[kept, [COUNT, STATE]] = frame[[COUNT, STATE]].to_numpy()
    told = checked(tmp_path, previous, made)
    assert (told["previous"], told["changed"]) == (previous.id, [])
    assert told["added"][CATEGORY.name] == ["2026-09"]  # type: ignore[index]
    assert told["added"][DISPOSITION.name] == []  # type: ignore[index]


def test_a_month_that_was_missing_is_added_not_changed(tmp_path: Path) -> None:
    before = frames()
    for frame in before.values():
        frame.loc[frame.iloc[:, 0] == "2026-08", STATE] = "missing"
    previous = read.load(publish(tmp_path, *contents(made=before)))
    told = checked(tmp_path, previous, frames())
    assert told["added"][CATEGORY.name] == ["2026-08"]  # type: ignore[index]
    assert told["changed"] == []


def test_a_first_release_adds_everything(tmp_path: Path) -> None:
    told = checked(tmp_path, None, frames())
    assert told["previous"] is None
    assert told["added"][CATEGORY.name] == ["2026-07", "2026-08", "2026-09"]  # type: ignore[index]


def test_what_is_withheld_is_never_compared(tmp_path: Path) -> None:
    """Counts under a withheld cell may still stand in the frames of a build."""
    previous, made = read.load(put(tmp_path)), frames()
    for frame in made.values():
        frame.loc[frame[STATE] == "withheld", COUNT] = 3
    assert checked(tmp_path, previous, made)["changed"] == []


def test_lines_are_only_ever_appended(tmp_path: Path) -> None:
    put(tmp_path)
    file = tmp_path / "corrections.yaml"
    file.write_text(line())
    previous, made = read.newest(tmp_path, "city"), frames()
    number(36)(made)
    told = corrections.check(tmp_path, "city", previous, made, 10)
    publish(tmp_path, *contents(changes=told, made=made))
    previous = read.newest(tmp_path, "city")
    file.write_text(line() + line(old="1", new="20"))
    assert len(checked(tmp_path, previous, made)["corrections"]) == 2  # type: ignore[arg-type]
    for text in ("", line(reason="Another reason"), line(old="1", new="20") + line()):
        file.write_text(text)
        with pytest.raises(BuildError, match="Put it back"):
            checked(tmp_path, previous, made)


@pytest.mark.parametrize(
    "text",
    [line(reason=""), line(date="soon"), line(other=1), "- series: city\n", "series: city\n", "- [", "- \x00"],
)
def test_a_mistake_in_the_file_is_one_line_that_names_it(tmp_path: Path, text: str) -> None:
    (tmp_path / "corrections.yaml").write_text(text)
    with pytest.raises(BuildError, match=r"corrections\.yaml") as caught:
        corrections.load(tmp_path, "city")
    assert len(str(caught.value).splitlines()) == 1


def test_hours_and_years_stay_text(tmp_path: Path) -> None:
    (tmp_path / "corrections.yaml").write_text(
        "- {series: city, table: hour-weekday-month, cell: {month: 2026-08, hour: 07, weekday: 1-mon}, "
        "old: 20, new: withheld, reason: A reload, date: 2026-11-24}\n"
    )
    found = corrections.load(tmp_path, "city")[0]
    assert (found.cell["hour"], found.old, found.date) == ("07", "20", date(2026, 11, 24))
