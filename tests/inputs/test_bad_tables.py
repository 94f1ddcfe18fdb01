"""What a reader is told about a table of data/ that is wrong."""

import pytest

from inputs import tables
from inputs.build import load_scenario
from inputs.findings import InputError

SPOILED = {
    "no number": ("legs", "ROH01,", "km", "十二", '"十二" is not a number; km must be 0 or more'),
    "below minimum": ("legs", "ROH01,", "km", "-5", "-5 is out of range; km must be 0 or more"),
    "not finite": ("legs", "ROH01,", "km", "nan", '"nan" is not a number; km must be 0 or more'),
    "share": (
        "services",
        "RHZ04,",
        "cancel_share",
        "1.5",
        "1.5 is out of range; cancel_share must be from 0 to 1",
    ),
    "not whole": (
        "processes",
        "A012,",
        "servers",
        "1.5",
        '"1.5" is not a whole number; servers must be 1 or more',
    ),
    "unknown choice": (
        "services",
        "ROH01,",
        "mode",
        "raod",
        '"raod" is not one of road, rail, sea, barge, post, air — did you mean "road"?',
    ),
    "empty cell": ("legs", "ROH01,", "to_id", "", "is empty; to_id must be given"),
    "no date": (
        "functions",
        "HZ_COLD,",
        "begins",
        "1 March",
        '"1 March" is not a date; write it as 2026-11-01',
    ),
    "no offset": (
        "timetable",
        "BHZ01,",
        "departs_at",
        "2026-10-18 08:00",
        '"2026-10-18 08:00" is not a time with offset; write it as 2026-11-01T08:00+08:00',
    ),
    "hours for days": (
        "legs",
        "ROH01,",
        "hours",
        "0.17",
        (
            "270 km in 0.17 h is beyond what the trade knows (at most 130 km/h by road); check the "
            "unit"
        ),
    ),
    "tonnes for kilograms": (
        "boxes",
        "20GP,",
        "payload_t",
        "28200",
        "28200 is beyond what the trade knows (at most 60); check the unit",
    ),
    "no calendar": (
        "processes",
        "A012,",
        "opening",
        "hub_days",
        'no calendar "hub_days" — did you mean "hub_day"?',
    ),
    "no node": (
        "flows",
        "M21-navel_orange-fcl-GD_SZ",
        "destination_id",
        "GD_SX",
        'no node "GD_SX" — did you mean "GD_SZ"?',
    ),
    "no product": (
        "flows",
        "M21-navel_orange-fcl-GD_SZ",
        "product_id",
        "naval_orange",
        'no product "naval_orange" — did you mean "navel_orange"?',
    ),
    "bad shares": (
        "flows",
        "M49-",
        "trade_modes",
        "0110=1",
        '"0110=1": write name:share, e.g. 0110:0.9',
    ),
    "shares do not add up": (
        "flows",
        "M49-",
        "trade_modes",
        "0110:0.6",
        '"0110:0.6": shares add up to 0.6',
    ),
    "few months": (
        "flows",
        "M49-",
        "monthly_weights",
        "1;2",
        '"1;2": needs 12 numbers of 0 or more, January first, joined by ;',
    ),
}


@pytest.mark.parametrize("case", SPOILED)
def test_cell_is_named_by_file_row_and_column(project, case):
    table, starts, column, value, message = SPOILED[case]
    row = project.spoil(table, starts, column, value)
    assert project.says() == [f"data/{table}.csv  row {row}  column {column}: {message}"]


def test_unit_mistake_in_english_and_chinese(project):
    row = project.spoil("legs", "ROH01,", "km", "x")
    assert project.says(lang="zh") == [
        f"data/legs.csv  第 {row} 行  列 km: “x” 不是数字；km 必须 0 or more"
    ]


def test_missing_file(project):
    (project.data / "legs.csv").unlink()
    assert project.says() == [
        "data/legs.csv: there is no such file; check the path, or restore it from the repository"
    ]


def test_empty_file(project):
    (project.data / "boxes.csv").write_text("\n\n")
    (said,) = project.says()
    assert said.startswith("data/boxes.csv: the file is empty; it needs a header: box_type,name_en")


def test_renamed_column_gives_both_names(project):
    head, *rest = project.lines("legs")
    project.write("legs", [head.replace("hours", "hour"), *rest])
    missing, unknown = project.says()
    assert missing.startswith('data/legs.csv  row 1: there is no column "hours"; the header needs:')
    assert unknown == (
        'data/legs.csv  row 1: no column "hour" is known — did you mean "hours"?; remove it or '
        "rename it"
    )


def test_broken_line(project):
    lines = project.lines("boxes")
    project.write("boxes", [*lines[:2], "20GP,too,few", *lines[2:]])
    (said,) = project.says()
    assert said.startswith(
        f"data/boxes.csv  row 3: 3 fields, the header has {lines[0].count(',') + 1};"
    )


def test_quote_that_does_not_close(project):
    project.write("legs", [*project.lines("legs")[:3], '"ROH01,1,HZ_HUB'])
    said = project.says()
    assert said[0].startswith("data/legs.csv  row 4: 1 fields, the header has 11;")


def test_duplicate_row_names_the_first(project):
    lines = project.lines("boxes")
    project.write("boxes", [*lines, lines[1]])
    assert project.says() == [
        (
            f'data/boxes.csv  row {len(lines) + 1}  column box_type: box_type "20GP" stands '
            "here twice, "
            "first in row 2; keep one"
        )
    ]


def test_text_in_another_encoding(project):
    (project.data / "legs.csv").write_bytes("服务".encode("gb18030"))
    (said,) = project.says()
    assert said.startswith("data/legs.csv: is not UTF-8 text at byte 0; save it as UTF-8")


def test_file_without_end_is_refused_politely(project, monkeypatch):
    monkeypatch.setattr(tables, "MOST_ROWS", 100)
    assert any(
        said == "data/legs.csv: the file has over 100 rows, more than the 100 that are read; "
        "split it or cut it down"
        for said in project.says()
    )


def test_service_without_legs(project):
    project.write("legs", [line for line in project.lines("legs") if not line.startswith("ROH01,")])
    row = project.row_of("services", "ROH01,")
    assert project.says() == [
        (
            f'data/services.csv  row {row}  column service_id: service "ROH01" has no row in '
            "legs.csv; "
            "add its legs, or take it out of the scenario"
        )
    ]


def test_leg_of_no_service(project):
    row = project.spoil("legs", "ROH01,", "service_id", "ROH99")
    said = project.says()
    assert said[0] == (
        f'data/legs.csv  row {row}  column service_id: no service "ROH99" — did you mean "ROH09"?'
    ) or said[0].startswith(f'data/legs.csv  row {row}  column service_id: no service "ROH99"')
    assert "has no row in legs.csv" in said[1]


def test_leg_to_no_node(project):
    row = project.spoil("legs", "ROH01,", "to_id", "GD_GX")
    assert project.says()[0] == (
        f'data/legs.csv  row {row}  column to_id: no node "GD_GX" — did you mean "GD_GZ"?'
    )


def test_forbidden_destination_names_the_row_that_forbids(project):
    lines = project.lines("access")
    row = len(lines) + 1
    forbids = "navel_orange,GD_GZ,any,0,no oranges there this year,assumed,assumed"
    project.write("access", [*lines, forbids])
    flow = project.row_of("flows", "M21-navel_orange-fcl-GD_GZ")
    assert project.says() == [
        (
            f"data/flows.csv  row {flow}  column destination_id: flow M21-navel_orange-fcl-GD_GZ: "
            "navel_orange may not be received at GD_GZ: no oranges there this year (access.csv row "
            f"{row}). Send it elsewhere, or change that row"
        )
    ]


def test_flow_without_any_way_is_named(project, small_text):
    text = small_text.replace('"ROH*", ', "")
    said = project.says(project.scenario(text))
    assert any("no way at all from PR_FC_ORANGE to GD_GZ for navel_orange in reefer_trailer" in line
               for line in said)  # fmt: skip
    assert all(line.startswith("data/flows.csv  row ") for line in said)


def test_wrong_input_is_one_error_with_all_findings(project, small_text):
    project.spoil("legs", "ROH01,", "km", "-5")
    with pytest.raises(InputError) as wrong:
        load_scenario(project.scenario(small_text), data=project.data)
    assert isinstance(wrong.value, ValueError)
    assert [f.severity for f in wrong.value.findings] == ["error"]
    assert (wrong.value.findings[0].file, wrong.value.findings[0].path) == ("data/legs.csv", "km")
