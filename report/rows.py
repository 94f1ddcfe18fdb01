"""Rows of a table one by one, for drawing. Their cells are what the table declares."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd


def each_row(frame: pd.DataFrame) -> Iterator[Any]:
    """Rows as named tuples without the index; pandas knows their types no better than `Any`."""
    yield from frame.itertuples(index=False)
