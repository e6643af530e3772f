"""Thefts a month in one neighborhood, read from the site. `withheld` and `missing` become NA, never zero."""

import sys

import pandas as pd

SITE = sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8501"
calls = pd.read_csv(
    f"{SITE}/data/current/neighborhood-category-month.csv",
    na_values=["withheld", "missing"],
    dtype={"count": "Int64"},
)
here = calls[(calls["neighborhood"] == "whittier") & (calls["category"] == "theft")]
print(here[["month", "count"]].tail(3).to_string(index=False))
