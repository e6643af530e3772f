import csv
from pathlib import Path

import pytest

from dashboard.published import figures

GOOD = {
    "series": "reports_total",
    "period": "2023-07/2024-06",
    "value": "16738",
    "to": "",
    "precision": "about",
    "unit": "reports",
    "source": "A paper",
    "url": "https://example.org/",
    "date": "2024-09-13",
    "confidence": "B",
    "note": "",
}


def written(path: Path, *rows: dict[str, str]) -> Path:
    with path.open("w", newline="") as file:
        table = csv.DictWriter(file, list(GOOD))
        table.writeheader()
        table.writerows(rows)
    return path


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("source", ""),
        ("url", ""),
        ("url", "javascript:alert(1)"),
        ("date", ""),
        ("date", "last year"),
        ("confidence", "D"),
        ("confidence", ""),
        ("value", "many"),
        ("value", "nan"),
        ("to", "16738"),
        ("period", "2023-7"),
        ("precision", "roughly"),
        ("series", "Reports total"),
        ("unit", ""),
    ],
)
def test_a_row_that_cannot_be_trusted_does_not_load_and_names_its_line(tmp_path: Path, field: str, value: str) -> None:
    bad = GOOD | {"period": "2023", field: value}
    with pytest.raises(ValueError, match=rf"line 3: {field}|line 3: .*{field}"):
        figures.load(written(tmp_path / "figures.csv", GOOD, bad))


def test_what_was_heard_in_a_recording_is_never_exact(tmp_path: Path) -> None:
    heard = GOOD | {"url": "https://www.youtube.com/watch?v=1"}
    assert figures.load(written(tmp_path / "about.csv", heard))
    with pytest.raises(ValueError, match="not exact"):
        figures.load(written(tmp_path / "exact.csv", heard | {"precision": "exact"}))


@pytest.mark.parametrize("change", [{"unit": "calls", "period": "2024"}, {"value": "17000"}])
def test_one_series_has_one_unit_and_each_period_once(tmp_path: Path, change: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="line 3: one series"):
        figures.load(written(tmp_path / "figures.csv", GOOD, GOOD | change))


def test_counts_that_look_alike_stand_apart() -> None:
    series = figures.load()
    for one, other in [
        ("bcr_calls_coded", "bcr_calls_answered"),
        ("mecc_answer_10s", "mecc_answer_15s"),
        ("mecc_calls", "open_rows_month"),
        ("share_diverted", "share_diverted_council"),
    ]:
        assert {row.value for row in series[one]}.isdisjoint(row.value for row in series[other])
