"""The committed files of data/, read as declared."""

import csv
from datetime import date, datetime
from pathlib import Path

import pytest

from domain.tables import INPUT_TABLES

DATA = Path(__file__).resolve().parents[2] / "data"
PARSERS = {
    "str": str,
    "int": int,
    "float": float,
    "bool": lambda text: {"0": False, "1": True}[text],
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
}


def read(name):
    """Rows of data/NAME.csv with parsed cells; an empty cell is None."""
    dtypes = {column.name: column.dtype for column in INPUT_TABLES[name].columns}
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [
            {key: PARSERS[dtypes[key]](cell) if cell else None for key, cell in row.items()}
            for row in csv.DictReader(file)
        ]


@pytest.fixture(scope="session")
def data():
    """Every table by name."""
    return {name: read(name) for name in INPUT_TABLES}
