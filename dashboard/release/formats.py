"""The bytes of a table: CSV for everyone, Parquet for those who compute. Same frame, same bytes."""

import io

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.published.read import DEMONSTRATION
from dashboard.published.schema import COUNT, STATE, State, Table


def csv(frame: pd.DataFrame, table: Table, *, demonstration: bool) -> bytes:
    """`count` holds a number, or the word of its state. A demonstration says so on every line."""
    lines = frame[list(table.columns)].assign(**{COUNT: said(frame)})
    marked = lines.assign(**{DEMONSTRATION: "true"}) if demonstration else lines
    return marked.to_csv(index=False, lineterminator="\n").encode()


def parquet(frame: pd.DataFrame, table: Table, notice: str) -> bytes:
    """`count` is an integer or null, and `state` says which of the three it is; a `notice` marks a demonstration."""
    columns: dict[str, pa.Array] = {
        name: pa.array(frame[name].astype(object), pa.string()) for name in (*table.dimensions, *table.remarks)
    }
    number = frame[STATE] == State.NUMBER
    columns[COUNT] = pa.array(frame[COUNT].astype("Int64").where(number).astype(object), pa.int64(), from_pandas=True)
    columns[STATE] = pa.array(frame[STATE].astype(object), pa.string())
    if notice:
        columns[DEMONSTRATION] = pa.array([True] * len(frame), pa.bool_())
    rows = pa.table(columns).replace_schema_metadata({"notice": notice} if notice else None)
    written = io.BytesIO()
    pq.write_table(rows, written, compression="zstd")
    return written.getvalue()


def said(frame: pd.DataFrame) -> "pd.Series[str]":
    """Each count as the CSV file has it: a number, or the word of its state."""
    number = frame[STATE] == State.NUMBER
    return frame[COUNT].astype("Int64").astype("str").where(number, frame[STATE].astype("str"))
