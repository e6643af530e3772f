"""The bytes of a table: CSV for everyone, Parquet for those who compute. Same frame, same bytes."""

import io

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.published.read import DEMONSTRATION
from dashboard.published.schema import COUNT, STATE, State, Table


def csv(frame: pd.DataFrame, table: Table, *, demonstration: bool) -> bytes:
    """A value is a number, or the word of its row's state. A demonstration says so on every line."""
    lines = frame[list(table.columns)].assign(**{value: said(frame, value) for value in table.values})
    marked = lines.assign(**{DEMONSTRATION: "true"}) if demonstration else lines
    return marked.to_csv(index=False, lineterminator="\n").encode()


def parquet(frame: pd.DataFrame, table: Table, notice: str) -> bytes:
    """A value is a number or null, and `state` says which of the three it is; a `notice` marks a demonstration."""
    columns: dict[str, pa.Array] = {
        name: pa.array(frame[name].astype(object), pa.string()) for name in (*table.dimensions, *table.remarks)
    }
    number = frame[STATE] == State.NUMBER
    for value in table.values:
        plain = frame[value].astype("Int64") if value == COUNT else frame[value].astype("Float64")
        kind = pa.int64() if value == COUNT else pa.float64()
        columns[value] = pa.array(plain.where(number).astype(object), kind, from_pandas=True)
    columns[STATE] = pa.array(frame[STATE].astype(object), pa.string())
    if notice:
        columns[DEMONSTRATION] = pa.array([True] * len(frame), pa.bool_())
    rows = pa.table(columns).replace_schema_metadata({"notice": notice} if notice else None)
    written = io.BytesIO()
    pq.write_table(rows, written, compression="zstd")
    return written.getvalue()


def said(frame: pd.DataFrame, value: str) -> "pd.Series[str]":
    """Each value of a column as the CSV file has it: a count, minutes to one decimal, or the word of its state."""
    written = frame[value].astype("Int64").astype("str") if value == COUNT else frame[value].map("{:.1f}".format)
    return written.where(frame[STATE] == State.NUMBER, frame[STATE].astype("str"))
