"""Every file of data/ keeps to its declared table."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from domain.tables import INPUT_TABLES

DATA = Path(__file__).resolve().parents[2] / "data"
TABLES = sorted(INPUT_TABLES)


def test_every_file_is_declared_and_every_table_has_a_file():
    assert sorted(path.stem for path in DATA.glob("*.csv")) == TABLES


@pytest.mark.parametrize("name", TABLES)
def test_header_is_the_declared_columns(name):
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        assert tuple(next(csv.reader(file))) == INPUT_TABLES[name].column_names


@pytest.mark.parametrize("name", TABLES)
def test_cells_keep_to_type_choices_and_bounds(name, data):
    wrong = []
    for number, row in enumerate(data[name], 2):
        for column in INPUT_TABLES[name].columns:
            value = row[column.name]
            where = f"{name}.csv row {number} {column.name}: {value!r}"
            if value is None:
                if not column.optional:
                    wrong.append(f"{where} is empty")
            elif column.choices and value not in column.choices:
                wrong.append(f"{where} is not a choice")
            elif column.minimum is not None and value < column.minimum:
                wrong.append(f"{where} is below {column.minimum}")
            elif column.maximum is not None and value > column.maximum:
                wrong.append(f"{where} is above {column.maximum}")
    assert wrong == []


@pytest.mark.parametrize("name", TABLES)
def test_keys_name_one_row(name, data):
    keys = Counter(tuple(row[part] for part in INPUT_TABLES[name].key) for row in data[name])
    assert [key for key, times in keys.items() if times > 1] == []


@pytest.mark.parametrize("name", TABLES)
def test_every_row_says_where_it_is_from(name, data):
    assert all(row["source"] for row in data[name])


@pytest.mark.parametrize("name", TABLES)
def test_assumed_rows_of_our_own_say_their_rule(name, data):
    short = [row for row in data[name] if row["verified"] == "assumed" and len(row["source"]) < 4]
    assert short == []


def test_columns_have_titles_in_both_languages_and_a_meaning():
    for table in INPUT_TABLES.values():
        for column in table.columns:
            assert column.title_en
            assert column.meaning.endswith(".")
            assert re.search(r"[\u4e00-\u9fff]|Q10|Tmin|TEU", column.title_zh) or column.title_zh
