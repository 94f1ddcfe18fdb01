"""Booking lists as people write them: what is understood, and what is left out and why."""

# Lists state times on local clocks.
# ruff: noqa: DTZ001

from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from inputs.actual_columns import columns_of, is_header, plain
from inputs.actual_services import Services, border_of
from inputs.actual_times import BadTimeError, order_of, read_time
from inputs.actuals import Actuals, by_reason, read_actuals
from inputs.build import load_scenario
from inputs.findings import InputError

ROOT = Path(__file__).resolve().parents[2]
FORMATS = (
    "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y年%m月%d日 %H:%M", "%Y年%m月%d日%H时%M分",
    "%Y%m%d %H%M", "%Y-%m-%dT%H:%M", "%d.%m.%Y %H:%M", "%d/%m/%Y %I:%M %p",
    "%d-%b-%Y %H:%M", "%b %d, %Y %H:%M",
)  # fmt: skip


@pytest.fixture(scope="module")
def services():
    scenario = load_scenario(ROOT / "scenarios" / "taiyuan_eurasia.yaml").scenario
    return Services(scenario, named={"X8020": "RCE01"})


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2050, 1, 1)).map(
        lambda one: one.replace(second=0, microsecond=0)
    ),
    st.sampled_from(FORMATS),
    st.booleans(),
)
def test_every_format_says_the_same_instant(moment, form, wide):
    text = moment.strftime(form)
    if wide:
        text = text.translate({ord("0") + i: ord("０") + i for i in range(10)})
        text = text.replace(":", "：").replace(" ", "　")
    assert read_time(text, "day_first", 1999) == moment


@given(st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1)))
def test_excels_numbers_are_days_since_1900(moment):
    moment = moment.replace(microsecond=0)
    days = (moment - datetime(1899, 12, 30)) / timedelta(days=1)
    assert read_time(days, "day_first", 2026) == moment
    assert read_time(str(int(days)), "day_first", 2026).date() == moment.date()


@pytest.mark.parametrize("cell", ["??", "见备注", "12", "31/02/2026 10:00", "20261340", True, 12.5])
def test_what_is_no_time_is_not_guessed(cell):
    with pytest.raises(BadTimeError):
        read_time(cell, "day_first", 2026)


@pytest.mark.parametrize("cell", ["", None, " N/A", "-", "未到", "待定"])
def test_not_known_is_no_error(cell):
    assert read_time(cell, "day_first", 2026) is None


def test_the_order_of_day_and_month_comes_from_dates_that_leave_no_choice():
    assert order_of(["03/04/2026 10:00", "25/04/2026"]) == "day_first"
    assert order_of(["03/04/2026 10:00", "04/25/2026"]) == "month_first"
    assert order_of(["25/04/2026", "04/25/2026"]) is None
    assert order_of(["2026-04-25", 46000.0]) is None
    assert read_time("03/04/2026", "month_first", 2026) == datetime(2026, 3, 4)
    assert read_time("2026-03-04", "month_first", 2026) == datetime(2026, 3, 4)


def test_headers_are_known_by_their_words():
    assert columns_of(["箱号", "车次", "发车时间\n（北京时间）", "ATD", "Remarks"]) == {
        "box": 0, "service": 1, "departure": 2,
    }  # fmt: skip
    assert plain("Gate-In (local)") == plain("gate in")
    assert is_header(["Container No.", "ATD", "ATA"])
    assert not is_header(["2026-03-05", "departure", "RCE01"])


def written(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "list.csv"
    path.write_bytes(text.encode(encoding))
    return path


def read(path, services, clock="local", order=None) -> Actuals:
    return read_actuals(path, services, clock=clock, order=order)


MESSY = """\
中鼎班列装运清单,,,,,,
,,,,,,
箱号,车次,箱型,进站时间,实际发车,到达口岸,到站时间
A1,RCE01,40HC,2026-03-05 08:00,2026-03-06 10:00,2026-03-10 09:00,2026-03-20 12:00
A2,x8020,20GP,2026/3/5 9:00,2026/3/6 10:30,待定,2026年3月20日 12时00分
A3,RCE01,40HC,2026-03-05 08:00,,,
A4,NO1,40HC,2026-03-05 08:00,2026-03-06 10:00,,2026-03-20 12:00
A5,RCE01,40HC,见备注,2026-03-06 10:00,,2026-03-20 12:00
A6,RCE01,40HC,2026-03-08 08:00,2026-03-06 10:00,,2026-03-20 12:00
A1,RCE01,40HC,2026-03-05 08:00,2026-03-06 10:00,2026-03-10 09:00,2026-03-20 12:00
A7,RCE01,40HC,2026-03-05 08:00,2026-03-06 10:00,,2027-03-20 12:00
A8,RCE01,40HC,,2026-03-06 10:00,,
箱号,车次,箱型,进站时间,实际发车,到达口岸,到站时间
合计,8,,,,,
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_messy_list_gives_what_can_be_used_and_lists_the_rest(tmp_path, services, encoding):
    found = read(written(tmp_path, MESSY, encoding), services)
    assert [(one.name, one.service_id, one.teu) for one in found.observed] == [
        ("A1", "RCE01", 2.0), ("A2", "RCE01", 1.0), ("A5", "RCE01", 2.0),
    ]  # fmt: skip
    assert [(one.row, one.reason, one.column) for one in found.left_out] == [
        (6, "no_departure", "departure"), (7, "no_service", "service"), (8, "not_time", "gate_in"),
        (9, "order", "departure"), (10, "twice", "box"), (11, "too_long", "arrival"),
        (12, "only_departure", "departure"), (14, "total", ""),
    ]  # fmt: skip
    assert found.rows == 10
    assert sum(by_reason(found.left_out).values()) == len(found.left_out)
    zone = ZoneInfo("Asia/Shanghai")
    left = datetime(2026, 3, 6, 10, tzinfo=zone).timestamp() / 3600.0
    assert found.observed[0].at_h["departure"] == left


def test_times_are_on_the_clock_of_their_place_unless_told(tmp_path, services):
    path = written(tmp_path, "\n".join(MESSY.splitlines()[2:4]))
    duisburg = datetime(2026, 3, 20, 12, tzinfo=ZoneInfo("Europe/Berlin")).timestamp() / 3600.0
    arrived = {
        clock: read(path, services, clock).observed[0].at_h["arrival"]
        for clock in ("local", "beijing", "utc")
    }
    assert arrived["local"] == duisburg
    assert arrived["utc"] - arrived["local"] == 1.0
    assert arrived["local"] - arrived["beijing"] == 7.0
    stated = written(tmp_path, "service,ATD,ATA\nRCE01,2026-03-06T10:00+00:00,2026-03-20T12:00Z\n")
    at_h = read(stated, services, "beijing").observed[0].at_h
    assert at_h["arrival"] - at_h["departure"] == 14 * 24 + 2
    assert at_h["departure"] == datetime(2026, 3, 6, 10, tzinfo=UTC).timestamp() / 3600.0


def test_services_are_found_by_their_ends_and_never_guessed(services):
    assert services.find("", "中鼎", "杜伊斯堡")[0] == "RCE01"
    assert services.find("X8020", "", "") == ("RCE01", "")
    assert services.find("", "中鼎", "月球") == (None, "no_service")
    assert services.find("nothing", "", "") == (None, "no_service")


def test_the_border_is_that_on_chinas_side(services):
    scenario = load_scenario(ROOT / "scenarios" / "taiyuan_eurasia.yaml").scenario
    network = scenario.network
    leg, node = border_of(network.services["RCE01"], network.nodes)
    assert (leg, node.node_id) == (0, "BP_ALA")
    assert border_of(network.services["RSX02"], network.nodes) is None
    back = border_of(network.services["RCE01R"], network.nodes)
    assert back is None or back[1].country == "CN"


def test_ambiguous_dates_are_told(tmp_path, services):
    lines = "service;ATD;ATA\nRCE01;03/04/2026 10:00;12/04/2026 10:00\n"
    found = read(written(tmp_path, lines), services)
    assert found.ambiguous_order
    spans = found.observed[0].at_h
    assert spans["arrival"] - spans["departure"] == 9 * 24 + 7 - 1
    told = read(written(tmp_path, lines + "RCE01;25/04/2026;26/05/2026\n"), services)
    assert not told.ambiguous_order
    assert told.dates_only == 2


def test_a_workbook_with_a_title_and_real_dates(tmp_path, services):
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    style = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    book.add_worksheet("Notes").write(0, 0, "nothing here")
    sheet = book.add_worksheet("March")
    sheet.write(0, 0, "Zhongding, March")
    sheet.write_row(2, 0, ["Container No.", "Train No", "ATD", "ATA"])
    for number in range(3):
        sheet.write(3 + number, 0, f"B{number}")
        sheet.write(3 + number, 1, "RCE01")
        sheet.write_datetime(3 + number, 2, datetime(2026, 3, 6, 10), style)
        sheet.write(3 + number, 3, 46101.5)
    book.close()
    path = tmp_path / "list.xlsx"
    path.write_bytes(buffer.getvalue())
    found = read(path, services)
    assert [(one.sheet, one.row) for one in found.observed] == [("March", n) for n in (4, 5, 6)]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"a,b,c\n1,2,3\n", "names the columns"),
        (b"PK\x03\x04 broken", "workbook"),
        (bytes(range(256)) * 20, "names the columns"),
    ],
)
def test_what_is_no_list_is_refused(tmp_path, services, content, said):
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=said):
        read(path, services)
    with pytest.raises(InputError, match="no such file"):
        read(tmp_path / "none.csv", services)
    with pytest.raises(InputError, match="folder"):
        read(tmp_path, services)


def test_a_list_of_which_nothing_can_be_used_is_refused_with_the_reasons(tmp_path, services):
    rows = MESSY.splitlines()
    unusable = "\n".join([rows[2], rows[6], rows[5], rows[5], rows[8]])
    with pytest.raises(InputError) as refused:
        read(written(tmp_path, unusable), services)
    (found,) = refused.value.findings
    assert found.message.startswith("none of the 4 rows can be used: no service of the scenario")
    assert "has not departed (2)" in found.message
    assert "未发车 (2)" in found.text("zh")
