"""Loggers' files as they come: what is understood, left out and refused."""

import math
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
import xlsxwriter

from inputs.findings import InputError
from inputs.logger import Asked, read_logger
from inputs.logger_columns import layout_of, unit_of
from inputs.logger_text import decoded, delimiter_of
from inputs.logger_values import is_fault

START = datetime(2026, 7, 1, tzinfo=UTC)
TEMPS_C = [5.0, 5.5, 6.0, 8.5, 9.0, 6.0, 5.5, 5.0]


def stamps(form, step_min=10):
    return [(START + timedelta(minutes=step_min * i)).strftime(form) for i in range(len(TEMPS_C))]


def lines(form, temp="{:g}", sep=",", temps=TEMPS_C):
    return "\n".join(
        f"{at}{sep}{temp.format(value)}" for at, value in zip(stamps(form), temps, strict=True)
    )


def written(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "log.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


def keys(record):
    return {note.key for note in record.notes}


def comma(text):
    return text.replace(".", ",")


FILES = {
    "plain": ("time,temperature_c\n" + lines("%Y-%m-%d %H:%M"), "utf-8"),
    "iso_zulu": ("timestamp,temp (°C)\n" + lines("%Y-%m-%dT%H:%M:%SZ"), "utf-8-sig"),
    "chinese_gb18030": (
        "设备编号：A1001,\n单位：℃,\n采集时间,温度（℃）\n" + lines("%Y年%m月%d日 %H时%M分"),
        "gb18030",
    ),
    "utf16_tabs": ("Time\tTemperature (°C)\n" + lines("%d/%m/%Y %H:%M", sep="\t"), "utf-16"),
    "german": (
        "Seriennummer;1234\nGerät;174T\n\nDatum / Zeit;C:1 [°C]\n"
        + comma(lines("%d-%m-%Y %H:%M:%S", sep=";")).replace(",0;", ".0;"),
        "cp1252",
    ),
    "fahrenheit_header": (
        '"Plot Title: 1023"\n"Date Time, GMT+00:00","Temp, °F (LGR S/N: 1)"\n'
        + lines("%m/%d/%y %I:%M:%S %p", temps=[c * 1.8 + 32.0 for c in TEMPS_C]),
        "utf-8-sig",
    ),
    "fahrenheit_cells": (
        "Date,Time,Reading,Temperature\n"
        + lines("%Y/%m/%d,%H:%M,1", "{:g} °F", temps=[c * 1.8 + 32.0 for c in TEMPS_C]),
        "utf-8",
    ),
    "unit_column": (
        "日期,时间,温度,单位\n"
        + "\n".join(
            f"{row},F"
            for row in lines(
                "%Y-%m-%d,%H:%M:%S", temps=[c * 1.8 + 32.0 for c in TEMPS_C]
            ).splitlines()
        ),
        "utf-8",
    ),
    "preamble_unit": (
        "Temperature Log\nTemperature Unit:,°F\nStart Time:,2026-07-01\n\nRecord Time,Temperature\n"
        + lines("%Y-%m-%d %H:%M", temps=[c * 1.8 + 32.0 for c in TEMPS_C]),
        "utf-8",
    ),
    "no_header": (lines("%Y-%m-%d %H:%M:%S"), "utf-8"),
    "alarms_and_decimal_comma": (
        "time;temp\n" + comma(lines("%Y-%m-%d %H:%M", "{:.1f} *", sep=";")),
        "utf-8",
    ),
}


@pytest.mark.parametrize("name", sorted(FILES))
def test_every_way_of_writing_gives_the_same_record(tmp_path, name):
    text, encoding = FILES[name]
    record = read_logger(written(tmp_path, text, encoding))
    assert record.temps_c == pytest.approx(TEMPS_C, abs=1e-4)
    assert record.times_h == pytest.approx(np.arange(8) / 6.0)
    assert record.start.replace(tzinfo=UTC) == START
    assert record.known.all()


@pytest.mark.parametrize("scale", [1, 1000])
def test_seconds_and_milliseconds_since_1970(tmp_path, scale):
    first = int(START.timestamp())
    text = "ts,temp\n" + "\n".join(f"{(first + 600 * i) * scale},5" for i in range(3))
    record = read_logger(written(tmp_path, text))
    assert record.start == START
    assert record.times_h == pytest.approx([0.0, 1 / 6, 2 / 6])


def test_a_workbook_with_a_page_before_it(tmp_path):
    path = tmp_path / "log.xlsx"
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet("Summary").write(0, 0, "Device")
    sheet = book.add_worksheet("Data")
    form = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    sheet.write_row(0, 0, ["时间", "温度(℃)"])
    for i, temp_c in enumerate(TEMPS_C):
        sheet.write_datetime(
            i + 1, 0, (START + timedelta(minutes=10 * i)).replace(tzinfo=None), form
        )
        sheet.write(i + 1, 1, "ERR" if i == 3 else temp_c)
    book.close()
    record = read_logger(path)
    assert record.temps_c == pytest.approx([c for i, c in enumerate(TEMPS_C) if i != 3])
    assert keys(record) == {"missing", "no_zone"}
    with pytest.raises(InputError, match="Summary, Data"):
        read_logger(path, Asked(sheet="Third"))


def test_hours_from_a_beginning_and_a_jump(tmp_path):
    record = read_logger(written(tmp_path, "hours,temp_c\n0,5\n240,5\n240,15\n480,15\n"))
    assert record.start is None
    assert list(record.times_h) == [0.0, 240.0, 240.0, 480.0]
    assert keys(record) == {"jumps"}
    minutes = read_logger(written(tmp_path, "time (min),temp\n0,5\n30,6\n"))
    assert list(minutes.times_h) == [0.0, 0.5]


MESS = """time,temperature_c,alarm
2026-07-01T00:00:00+08:00,5.0,
2026-07-01T00:10:00+08:00,ERR,

2026-07-01T00:20:00+08:00,5.4,
2026-07-01T00:20:00+08:00,5.4,
2026-07-01T00:40:00+08:00,8.6,H
2026-07-01T00:30:00+08:00,7.0,
2026-07-01T00:50:00+08:00,-127,
2026-07-01T09:00:00+08:00,5.1,
2026-07-01T09:10:00+08:00,,
End of data
"""


def test_what_was_mended_or_left_out_is_said(tmp_path):
    record = read_logger(written(tmp_path, MESS))
    assert list(record.temps_c) == [5.0, 5.4, 7.0, 8.6, 5.1]
    counts = {note.key: note.values.get("count") for note in record.notes}
    assert counts == {
        "implausible": 1, "missing": 3, "no_reading": 1, "out_of_order": 1, "duplicates": 1,
    }  # fmt: skip
    (gap,) = record.gaps
    assert (gap.start_h, gap.end_h, gap.bridged) == (pytest.approx(2 / 3), 9.0, False)
    assert record.profile().known_h == pytest.approx(2 / 3)
    bridged = read_logger(written(tmp_path, MESS), Asked(max_gap_h=12.0))
    assert bridged.gaps[0].bridged
    assert bridged.profile().known_h == 9.0


def test_an_hour_that_the_clock_has_twice(tmp_path):
    text = "time,temp\n" + "\n".join(
        f"2026-10-25 {at},5" for at in ("00:30", "01:00", "01:30", "01:00", "01:30", "02:00")
    )
    record = read_logger(written(tmp_path, text), Asked(tz="Europe/London"))
    assert record.times_h == pytest.approx([0.0, 0.5, 1.0, 1.5, 2.0, 2.5])
    assert "clock_twice" in keys(record)
    # On no clock the second hour is out of order.
    assert "out_of_order" in keys(read_logger(written(tmp_path, text)))
    shifted = read_logger(written(tmp_path, text), Asked(tz="UTC+8"))
    assert shifted.start.utcoffset() == timedelta(hours=8)
    with pytest.raises(InputError, match="Mars"):
        read_logger(written(tmp_path, text), Asked(tz="Mars"))


def test_day_and_month_by_what_follows(tmp_path):
    text = "Date,Time,Temp\n" + "\n".join(f"7/{day}/2026,08:00,5" for day in range(1, 6))
    record = read_logger(written(tmp_path, text))
    assert record.times_h == pytest.approx([0.0, 24.0, 48.0, 72.0, 96.0])
    assert "month_first" in keys(record)
    asked = read_logger(written(tmp_path, text), Asked(order="day_first"))
    assert asked.times_h[-1] > 2000.0


SENSORS = "时间,探头1温度,探头2温度,湿度,报警上限\n" + "\n".join(
    f"2026-07-01 0{i}:00,{4 + i},{7 - i},60,8" for i in range(4)
)


@pytest.mark.parametrize(
    ("sensor", "temps_c"),
    [
        (None, [7, 6, 6, 7]), ("max", [7, 6, 6, 7]), ("min", [4, 5, 5, 4]),
        ("mean", [5.5, 5.5, 5.5, 5.5]), ("探头1", [4, 5, 6, 7]), ("2", [7, 6, 5, 4]),
    ],
)  # fmt: skip
def test_several_sensors(tmp_path, sensor, temps_c):
    record = read_logger(written(tmp_path, SENSORS), Asked(sensor=sensor))
    assert list(record.temps_c) == temps_c
    assert ("sensors" in keys(record)) == (sensor is None)


@pytest.mark.parametrize("temp", ["{:.1f}", "{:.1f} °C", "{:.1f} *"])
@pytest.mark.parametrize("header", ["", "time,temp,\n"])
def test_a_decimal_comma_between_commas_is_refused_with_its_place(tmp_path, header, temp):
    path = written(tmp_path, header + comma(lines("%Y-%m-%d %H:%M", temp)))
    with pytest.raises(InputError) as caught:
        read_logger(path)
    told = [finding.text() for finding in caught.value.findings]
    first = 2 if header else 1
    assert [line.split(": ")[0] for line in told] == [
        f"{path}:{at}:3" for at in range(first, first + len(TEMPS_C))
    ]
    assert f'"{comma(temp.format(5.0))}"' in told[0]


@pytest.mark.parametrize("more", [",60", ",60.5", ",OK", ",No. 3", ",2026-07-01"])
def test_a_column_of_its_own_after_a_decimal_point_is_no_decimals(tmp_path, more):
    text = lines("%Y-%m-%d %H:%M", "{:g}" + more)
    assert list(read_logger(written(tmp_path, text)).temps_c) == TEMPS_C
    named = "time,temp,rh\n" + lines("%Y-%m-%d %H:%M", "{:.0f}" + more)
    assert len(read_logger(written(tmp_path, named)).temps_c) == len(TEMPS_C)


@pytest.mark.parametrize("row", ['"{}","{:.0f}","60"', "{};{:.0f};60", "{}\t{:.0f}\t60"])
def test_columns_that_no_bare_comma_parts_are_read_without_header(tmp_path, row):
    text = "\n".join(
        row.format(at, c) for at, c in zip(stamps("%Y-%m-%d %H:%M"), TEMPS_C, strict=True)
    )
    assert list(read_logger(written(tmp_path, text)).temps_c) == [round(c) for c in TEMPS_C]


def test_everything_that_is_wrong_is_said_at_once_with_its_place(tmp_path):
    path = written(
        tmp_path,
        "time,temp\n2026-07-01 00:00,5\n2026-13-01 00:10,5\n2026-07-01 00:20,five\nyesterday,6\n"
        "2026-07-01 00:40,5,2\n",
    )
    with pytest.raises(InputError) as caught:
        read_logger(path)
    told = [finding.text() for finding in caught.value.findings]
    assert [line.removeprefix(f"{path}:").split(": ")[0] for line in told] == [
        "3:1", "4:2", "5:1", "6:3",
    ]  # fmt: skip
    assert all(finding.text("zh") != finding.text() for finding in caught.value.findings)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        (bytes(range(256)) * 20, "no text"),
        (b"%PDF-1.7 ...", "no text"),
        (b"PK\x03\x04junk", "workbook"),
        (b"hello world\nthis is a poem\n", "no line names"),
        (b"time,temp\n", "0 usable"),
        (b"time,temp\n2026-07-01 00:00,5\n", "1 usable"),
        (b"time,temp\n2026-07-01 00:00,ERR\n2026-07-01 00:10,\n", "0 usable"),
        (b"time,temp\n2026-07-01T00:00+99:99,5\n2026-07-01 00:00 M,5\n0001-01-01,5\n", "4:1"),
        (b"time,temp\n2026-07-01T00:00Z,5\n2026-07-01T00:10,5\n", "offset"),
    ],
)
def test_what_is_no_log_is_refused(tmp_path, content, says):
    with pytest.raises(InputError, match=says):
        read_logger(written(tmp_path, content))


def test_a_folder_and_no_file_are_refused(tmp_path):
    for path, says in ((tmp_path, "folder"), (tmp_path / "none.csv", "no such file")):
        with pytest.raises(InputError, match=says):
            read_logger(path)
    with pytest.raises(InputError, match="第三"):
        read_logger(written(tmp_path, SENSORS), Asked(sensor="第三"))


def test_pieces_of_reading():
    assert unit_of("Temp_F") == "f"
    assert unit_of("T (°C)") == "c"
    assert decoded("温度,时间".encode("gb18030")) == "温度,时间"
    assert decoded("Temp °C".encode("cp1252")) == "Temp °C"
    assert decoded("time".encode("utf-16-le")) == "time"
    assert delimiter_of("a,b\n1,2") == ","
    assert is_fault("OL")
    assert is_fault(math.nan)
    assert not is_fault("five")
    assert layout_of([(1, ["nothing"])]) is None
