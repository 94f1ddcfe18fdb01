"""CSV files that a scenario names: bad cells by row, and no way out of the folder."""

import pytest

from tests.inputs.small_files import gate, says, trucks

TRACE = trucks("at_file: {csv: gate.csv, column: at_h}")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("at_h\n1\ntwo\n-3\n\n1_0\n", [
            'gate.csv  row 3  column at_h: "two" is not a number; at_h must be from 0 to 131,072',
            "gate.csv  row 4  column at_h: -3 is out of range; at_h must be from 0 to 131,072",
            'gate.csv  row 6  column at_h: "1_0" is not a number; at_h must be from 0 to 131,072',
        ]),
        ("at_h,b\n1\n", ["gate.csv  row 2: 1 fields, the header has 2; a comma too many or too "]),
        ("at_h,b\n,2\n", ["gate.csv  row 2  column at_h: is empty; at_h must be given"]),
        ("at,b\n1,2\n", [
            'small.yaml:3:37  streams.trucks.at_file.column: no column "at_h" in gate.csv — did '
        ]),
        ("at_h\n", ["gate.csv: the file is empty; it needs numbers below its header"]),
        ("", ["gate.csv: the file is empty; it needs a header with names of columns"]),
        ("at_h\n3\n1\n", ["gate.csv  row 3  column at_h: 1 comes after 3; hours must ascend"]),
    ],
)  # fmt: skip
def test_bad_cells_of_a_trace_are_named_by_row(tmp_path, content, expected):
    (tmp_path / "gate.csv").write_text(content, encoding="utf-8")
    said = says(tmp_path, TRACE)
    assert len(said) == len(expected), said
    for found, wanted in zip(said, expected, strict=True):
        assert found.startswith(wanted), found


def test_trace_stays_in_the_folder_of_its_scenario(tmp_path):
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "gate.csv").write_text("at_h\n1\n", encoding="utf-8")
    outside = TRACE.replace("gate.csv", "../gate.csv")
    (said,) = says(inner, outside)
    assert "leads out of the folder inner" in said
    assert says(inner, outside, allow_outside=True) == []
    (said,) = says(inner, TRACE.replace("gate.csv", "/etc/passwd"))
    assert "is an absolute path" in said


def test_missing_trace_is_named_with_its_neighbours(tmp_path):
    (tmp_path / "gates.csv").write_text("at_h\n1\n", encoding="utf-8")
    (said,) = says(tmp_path, TRACE)
    assert said.endswith('at_file.csv: no file "gate.csv" — did you mean "gates.csv"?')


def test_file_of_a_distribution_says_how_it_is_used(tmp_path):
    (tmp_path / "work.csv").write_text("h\n1\n2\n", encoding="utf-8")
    text = gate("work_h: {file: {csv: work.csv, column: h}}")
    (said,) = says(tmp_path, text)
    assert "work_h.use: is missing; say `use: observed`" in said
    assert says(tmp_path, text.replace("h}}", "h}, use: observed}")) == []


def test_trace_of_a_parent_lies_beside_the_parent(tmp_path):
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "gate.csv").write_text("at_h\n1\n2\n", encoding="utf-8")
    (inner / "base.yaml").write_text(TRACE, encoding="utf-8")
    assert says(tmp_path, "extends: inner/base.yaml\nperiod_h: 50\n") == []
