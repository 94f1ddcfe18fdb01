"""Rows of declared tables as data frames, and data frames as Parquet with units inside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from domain.records import Buffer
from domain.tables.registry import Column, Table
from study.atomic import write_with

_ARROW = {"str": pa.string(), "int": pa.int64(), "float": pa.float64(), "bool": pa.bool_()}


def buffer_frame(buffer: Buffer, policy: str, replication: int) -> pd.DataFrame:
    """What one replication recorded, with policy and replication in front."""
    columns = buffer.table.columns
    values: Sequence[Sequence[object]] = (
        list(zip(*buffer.rows, strict=True)) if buffer.rows else [()] * (len(columns) - 2)
    )
    n = len(buffer.rows)
    data: dict[str, pd.Series] = {
        "policy": pd.Series([policy] * n, dtype=object),
        "replication": pd.Series(np.full(n, replication, dtype=np.int64)),
    }
    for column, cells in zip(columns[2:], values, strict=True):
        data[column.name] = _typed(column, cells)
    return pd.DataFrame(data, copy=False)


def table_frame(table: Table, rows: Iterable[Sequence[object]]) -> pd.DataFrame:
    """Rows that hold every column of a table, as a frame of the declared types."""
    kept = list(rows)
    cells: Sequence[Sequence[object]] = (
        list(zip(*kept, strict=True)) if kept else [()] * len(table.columns)
    )
    return pd.DataFrame(
        {c.name: _typed(c, values) for c, values in zip(table.columns, cells, strict=True)},
        copy=False,
    )


def write_table(table: Table, frame: pd.DataFrame, path: Path) -> None:
    """Write Parquet whose fields carry unit, titles and meaning."""
    write_with(path, lambda draft: pq.write_table(_arrow(table, frame), draft))


def read_table(path: Path) -> pd.DataFrame:
    """A table of a run folder."""
    return pd.read_parquet(path)


def csv_text(frame: pd.DataFrame) -> str:
    """CSV with every digit that matters."""
    text: str = frame.to_csv(index=False, lineterminator="\n")
    return text


def schema(table: Table) -> pa.Schema:
    """Arrow schema of a declared table."""
    fields = []
    for column in table.columns:
        facts = {
            "unit": column.unit,
            "title_zh": column.title_zh,
            "title_en": column.title_en,
            "meaning": column.meaning,
        }
        fields.append(pa.field(column.name, _ARROW.get(column.dtype, pa.string()), metadata=facts))
    about = {
        "table": table.name,
        "title_zh": table.title_zh,
        "title_en": table.title_en,
        "meaning": table.meaning,
    }
    return pa.schema(fields, metadata=about)


def _arrow(table: Table, frame: pd.DataFrame) -> pa.Table:
    wanted = schema(table)
    arrays = [
        pa.array(frame[field.name].to_numpy(), type=field.type, from_pandas=True)
        for field in wanted
    ]
    return pa.Table.from_arrays(arrays, schema=wanted)


def _typed(column: Column, cells: Sequence[object]) -> pd.Series:
    """One column: empty text for no text, NaN for no number.

    Text stays Python's own, which is faster than Arrow's for the queries of one replication.
    """
    if column.dtype == "float":
        numbers: NDArray[Any] = np.array(cells, np.float64)  # makes NaN of None
        return pd.Series(numbers)
    if column.dtype == "int":
        return pd.Series(np.array([0 if c is None else c for c in cells], np.int64))
    if column.dtype == "bool":
        return pd.Series(np.array(cells, dtype=bool))
    return pd.Series(["" if c is None else c for c in cells], dtype=object)
