"""What a figure says: cells, sentences and files, number for number, in both languages."""

import csv
import gc
import io
import weakref
from dataclasses import replace

import pandas as pd
import pytest

from dashboard.content.load import Content
from dashboard.content.words import fill
from dashboard.metrics.ask import Ask
from dashboard.metrics.definitions import MEASURES
from dashboard.metrics.odds import odds
from dashboard.published import call_types, dispositions, live, schema
from dashboard.published.read import Release
from dashboard.published.schema import COUNT, STATE, State
from dashboard.web import kept, sentences
from dashboard.web.view import View


@pytest.fixture
def release() -> Release:
    shown = live.release()
    assert shown
    return shown


def city(release: Release, counts: list[int | None], kind: str = "theft") -> Release:
    """The release with other months for one kind in the city, ending with the last: None is withheld."""
    months = release.months[-len(counts) :]
    table = release.tables[schema.CATEGORY.name]
    rows = pd.DataFrame({"month": months, "category": kind})
    rows[COUNT] = pd.array(counts, dtype="Int64")
    rows[STATE] = [State.WITHHELD.value if n is None else State.NUMBER.value for n in counts]
    others = table[(table["category"] != kind) | ~table["month"].isin(months)]
    name = f"{release.id}-{hash(tuple(counts))}"
    made = pd.concat([others, rows]).sort_values(["month", "category"], ignore_index=True)
    return replace(release, id=name, tables={**release.tables, schema.CATEGORY.name: made})


TRENDS = [
    ([100] * 12 + [110] * 12, "1,320", "10%", "1,200"),
    ([110] * 12 + [100] * 12, "1,200", "9%", "1,320"),
    ([100] * 24, "1,200", "", "1,200"),
    ([None] * 12 + [100] * 12, "1,200", "", ""),
    ([2000] * 12 + [1000] * 12, "12,000", "50%", "24,000"),
]


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize(("counts", "now", "change", "before"), TRENDS)
def test_a_year_is_told_to_the_number(
    release: Release, content: Content, lang: str, counts: list[int | None], now: str, change: str, before: str
) -> None:
    view = View("incidents", city(release, counts), Ask(category="theft"), content.words[lang], lang)
    said = sentences.year(view)
    assert now in said
    assert (change or "%") in said if change else "%" not in said
    assert before in said


def test_a_withheld_month_is_never_told_as_a_number(release: Release, content: Content) -> None:
    view = View("incidents", city(release, [100] * 23 + [None]), Ask(category="theft"), content.words["en"], "en")
    said = sentences.year(view)
    assert said == sentences._month(view, {**view.frame.iloc[-1].to_dict()})
    assert str(release.threshold) in said


CELLS = [
    ({STATE: State.NUMBER, COUNT: 12345, "low": 12345, "high": 12345}, "12,345"),
    ({STATE: State.WITHHELD, COUNT: pd.NA, "low": 120, "high": 140}, "120 to 140"),
    ({STATE: State.WITHHELD, COUNT: pd.NA, "low": 120, "high": 400}, "120 or more"),
    ({STATE: State.WITHHELD, COUNT: pd.NA, "low": 120, "high": pd.NA}, "120 or more"),
    ({STATE: State.WITHHELD, COUNT: pd.NA, "low": 0, "high": 27}, "at most 27"),
    ({STATE: State.WITHHELD, COUNT: pd.NA, "low": 0, "high": 300}, "not shown, for small numbers in it"),
    ({STATE: State.WITHHELD, COUNT: pd.NA, "low": 0, "high": pd.NA}, "not shown, for small numbers in it"),
    ({STATE: State.WITHHELD, COUNT: pd.NA}, "fewer than 10, or hidden to protect one"),
    ({STATE: State.MISSING, COUNT: pd.NA, "low": 0, "high": pd.NA}, "not released"),
]


@pytest.mark.parametrize(("row", "said"), CELLS, ids=[said for _, said in CELLS])
def test_a_cell_is_a_number_a_range_withheld_or_missing(
    release: Release, content: Content, row: dict[str, object], said: str
) -> None:
    assert View("kinds", release, Ask(), content.words["en"], "en").said(row) == said


@pytest.mark.parametrize("measure", [name for name in MEASURES if name != "change"])
@pytest.mark.parametrize("ask", [Ask(), Ask(("whittier", "armatage"), "theft")], ids=["city", "two areas"])
def test_chart_table_and_file_are_the_same_rows(release: Release, content: Content, measure: str, ask: Ask) -> None:
    view = View(measure, release, ask, content.words["en"], "en")
    rows = list(csv.DictReader(io.StringIO(view.csv())))
    _, table = view.table()
    assert len(rows) == len(view.frame) == len(table)
    if view.frame.empty:
        return
    drawn = pd.concat([view.chart(part).to_pandas() for part in view.parts], ignore_index=True)
    drawn = drawn[drawn["said"].notna()]
    assert len(drawn) == len(rows)
    if COUNT in view.frame:
        written = {"withheld": pd.NA, "missing": pd.NA}
        keys = [c for c in view.frame.columns if c not in (COUNT, STATE, "low", "high", "rate", "average")]
        by_key = {tuple(row[k] for k in keys): written.get(row[COUNT], row[COUNT]) for row in rows}
        for row in drawn.to_dict("records"):
            expected = by_key[tuple(str(row[k]) for k in keys)]
            assert pd.isna(row[COUNT]) == pd.isna(expected)
            assert pd.isna(expected) or float(expected) == row[COUNT]


def test_panels_without_any_number_are_drawn(release: Release, content: Content) -> None:
    cells = release.tables[schema.NEIGHBORHOOD_CATEGORY.name]
    few = cells.assign(**{COUNT: pd.array([pd.NA] * len(cells), dtype="Int64"), STATE: State.WITHHELD.value})
    weak = replace(release, tables={**release.tables, schema.NEIGHBORHOOD_CATEGORY.name: few})
    view = View("incidents", weak, Ask(("whittier", "armatage"), "theft"), content.words["en"], "en")
    assert [view.spec("light", part)["height"] for part in view.parts] == [190, 190]


def test_a_release_goes_with_all_that_was_kept_of_it(release: Release, content: Content) -> None:
    old = replace(release)
    view = kept.kept("kinds", old, Ask(), content.words["en"], "en")
    assert kept.kept("kinds", old, Ask(since=release.months[12]), content.words["en"], "en") is view
    said = (
        sentences.kinds(view),
        sentences.answered(view, "parking", sentences.PARKING),
        odds(old, ("Parking Problem",)),
    )
    assert view.csv()
    assert said
    gone = weakref.ref(old)
    del old, view
    gc.collect()
    assert gone() is None


def test_a_file_marks_a_demonstration_on_every_line(release: Release, content: Content) -> None:
    rows = list(csv.DictReader(io.StringIO(View("kinds", release, Ask(), content.words["en"], "en").csv())))
    assert {row["note"] for row in rows} == {release.notice}


@pytest.mark.parametrize("lang", ["en", "es"])
def test_every_id_and_every_measure_has_words(content: Content, lang: str) -> None:
    words = content.words[lang].metrics
    assert set(words.measures) == set(MEASURES)
    assert set(words.categories) == set(call_types.load().categories)
    assert set(words.dispositions) == set(dispositions.load())
    assert set(words.responders) == set(schema.RESPONDERS)


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("measure", MEASURES)
def test_what_stands_beside_a_chart_has_no_hole(release: Release, content: Content, lang: str, measure: str) -> None:
    view = View(measure, release, Ask(("whittier",)), content.words[lang], lang)
    for said in (view.alt(), view.title, *(cell for row in view.table()[1] for cell in row)):
        assert "{" not in said


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize(
    "ask", [Ask(("whittier", "armatage")), Ask(("mid-city-industrial",))], ids=["two areas", "small"]
)
@pytest.mark.parametrize("measure", ["incidents", "responders"])
def test_each_panel_has_alternative_text_of_its_own(
    release: Release, content: Content, measure: str, ask: Ask, lang: str
) -> None:
    view = View(measure, release, ask, content.words[lang], lang)
    spoken = {part: view.alt(part) for part in view.parts}
    assert len(set(spoken.values())) == len(view.parts)
    for part, text in spoken.items():
        names = {other: view.name(view.parted, str(other)) for other in view.parts}
        assert names[part] in text
        assert not [name for other, name in names.items() if other != part and name in text]
        assert view.said(view._best([row for row in view.rows if row[view.parted] == part])) in text
        assert names[part] in view.alt()


SMALL = [
    ("incidents", Ask(("mid-city-industrial",), "alarms")),
    ("incidents", Ask(("whittier", "armatage"), "burglary")),
    ("responders", Ask(("mid-city-industrial",))),
    ("not-police", Ask(("mid-city-industrial",))),
    ("bcr", Ask(("mid-city-industrial",))),
    ("bcr", Ask(("armatage",))),
    ("bcr", Ask(("whittier",))),
    ("hours", Ask()),
]


@pytest.mark.parametrize(("measure", "ask"), SMALL, ids=str)
def test_what_is_withheld_or_missing_has_a_sign_and_what_is_drawn_has_none(
    release: Release, content: Content, measure: str, ask: Ask
) -> None:
    missing = replace(release, months=("1999-01", *release.months)) if measure == "incidents" else release
    view = View(measure, missing, ask, content.words["en"], "en")
    cells = view.metrics.cells
    for part in view.parts:
        marks = [mark for mark in view.chart(part).to_pylist() if mark["said"] is not None]
        line = measure == "incidents"  # of a range nothing is drawn
        meant = {cells.missing: "×", cells.hidden: "*"} | ({State.WITHHELD: "*", State.MISSING: "×"} if line else {})
        signs = [meant.get(mark[STATE] if line else mark["said"]) for mark in marks]
        assert [mark["unknown"] for mark in marks] == signs
        notes = [mark["unknown_note"] for mark in marks if mark["unknown_note"]]
        note = "   ".join(
            f"{sign} {said}" for sign, said in (("*", cells.hidden), ("×", cells.missing)) if sign in signs
        )
        assert notes == ([note] if note else [])


def told(view: View, *rows: dict[str, object]) -> View:
    """The view with other rows."""
    object.__setattr__(view, "rows", list(rows))
    return view


def cell(low: int | None, high: int | None, state: State = State.WITHHELD, **ids: str) -> dict[str, object]:
    """A cell of a sum."""
    return {**ids, COUNT: low if state == State.NUMBER else None, STATE: state, "low": low, "high": high}


KINDS = [
    ([cell(50, 50, State.NUMBER, category="theft"), cell(9, 50, category="medical")], "kinds"),
    ([cell(50, 50, State.NUMBER, category="theft"), cell(9, 51, category="medical")], "kinds_shown"),
    ([cell(50, 60, category="theft"), cell(9, None, category="medical")], "kinds_shown"),
    ([cell(0, None, category="theft"), cell(0, 9, category="medical")], "kinds_none"),
    ([cell(None, None, State.MISSING, category="theft")], "no_places"),
]


@pytest.mark.parametrize(("rows", "key"), KINDS, ids=[key for _, key in KINDS])
@pytest.mark.parametrize("lang", ["en", "es"])
def test_the_commonest_kind_is_named_only_where_no_other_can_be_commoner(
    release: Release, content: Content, rows: list[dict[str, object]], key: str, lang: str
) -> None:
    view = told(View("kinds", release, Ask(("whittier",)), content.words[lang], lang), *rows)
    values = {"area": "Whittier", "month": view.months, "name": view.metrics.categories["theft"]}
    said = fill(view.metrics.sentences[key], {**values, "count": view.said(rows[0])})
    assert sentences.kinds(view).casefold() == said.casefold()


QUARTER = {"period": "2026-Q3", "quarter": "2026-Q3", "n_low": 100, "n_high": 100}
UNTOLD = [
    ("not-police", {**QUARTER, STATE: State.WITHHELD, "share_low": 0.0, "share_high": 100.0}, "not_police_none"),
    ("not-police", {**QUARTER, STATE: State.MISSING, "share_low": None, "share_high": None}, "not_police_none"),
    ("not-police", {**QUARTER, STATE: State.NUMBER, "share_low": 20.5, "share_high": 20.5}, "not_police"),
    ("bcr", {**QUARTER, **cell(0, None)}, "bcr_hidden"),
    ("bcr", {**QUARTER, **cell(None, None, State.MISSING)}, "bcr_missing"),
    ("bcr", {**QUARTER, **cell(0, 18)}, "bcr"),
    ("bcr", {**QUARTER, **cell(12, 12, State.NUMBER)}, "bcr"),
]


@pytest.mark.parametrize(("measure", "row", "key"), UNTOLD, ids=[f"{key}-{row[STATE]}" for _, row, key in UNTOLD])
@pytest.mark.parametrize("lang", ["en", "es"])
def test_what_cannot_be_told_is_said_in_a_sentence_of_its_own(
    release: Release, content: Content, measure: str, row: dict[str, object], key: str, lang: str
) -> None:
    view = told(View(measure, release, Ask(("whittier",)), content.words[lang], lang), row)
    said = {"not-police": sentences.not_police, "bcr": sentences.bcr}[measure](view)
    values = {"area": "Whittier", "month": view.period("2026-Q3")}
    values |= {"count": view.said(row, "n" if measure == "not-police" else COUNT)}
    values |= {"share": view.said(row, "share")} if measure == "not-police" else {}
    assert said.casefold() == fill(view.metrics.sentences[key], values).casefold()


def test_months_are_called_by_what_they_are(release: Release, content: Content) -> None:
    words = content.words["en"]
    for months, said in (
        (("2026-10",), "October 2026"),
        (("2026-08", "2026-09", "2026-10"), "August 2026 to October 2026"),
    ):
        assert View("kinds", replace(release, id="few", months=months), Ask(), words, "en").months == said
