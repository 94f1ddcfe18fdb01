"""The rows of a logger's file, whatever it was saved as: encodings, separators, workbooks."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from python_calamine import CalamineError, CalamineWorkbook

from inputs.findings import Findings, Place

MOST_BYTES: Final = 256 * 2**20
SAMPLE_LINES: Final = 400
Rows = list[tuple[int, list[object]]]
"""Line of the file (or row of the sheet, from 1) and cells."""
_QUOTED_NUMBER: Final = re.compile(r',\s*"[+-]?\d+"')


class Table(NamedTuple):
    """Rows of a file; `by_comma`: bare commas part the cells, so a decimal comma cuts a number."""

    rows: Rows
    by_comma: bool = False


_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WORKBOOKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_NO_TEXT: Final = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
)
_DEGREES_AS_GB: Final = {"癈", "癋"}
"""What °C and °F of Western loggers look like when they are read as GB 18030."""


def read_rows(path: Path, sheet: str | None, findings: Findings) -> Table:
    """Rows of a file; none, with findings, where it is no table at all."""
    at = Place(str(path))
    if path.is_dir():
        findings.error(at, "is_folder")
        return Table([])
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            limit = MOST_BYTES // 2**20
            findings.error(at, "too_large", found=size // 2**20, unit="MiB", limit=limit)
            return Table([])
        raw = path.read_bytes()
    except FileNotFoundError:
        findings.error(at, "missing_file")
        return Table([])
    except OSError as error:
        findings.error(at, "logger_unreadable", found=error.strerror or str(error))
        return Table([])
    if not raw.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        findings.error(at, "empty_file", needs="columns of time and temperature (时间, 温度)")
        return Table([])
    if raw.startswith(_WORKBOOKS):
        return Table(_of_workbook(raw, at, sheet, findings))
    text = None if raw.startswith(_NO_TEXT) else decoded(raw)
    if text is None:
        findings.error(at, "logger_binary")
        return Table([])
    return _of_text(text)


def decoded(raw: bytes) -> str | None:
    """Text of a file by its mark, as UTF-8, UTF-16, GB 18030 or Western; `None`: no text."""
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return raw.decode(encoding, errors="replace")
    head = raw[:4096]
    zeros = head.count(0)
    if zeros:
        if zeros < len(head) // 4:
            return None
        odd = head[1::2].count(0) >= head[::2].count(0)
        return raw.decode("utf-16-le" if odd else "utf-16-be", errors="replace")
    if sum(byte < 9 or 13 < byte < 32 for byte in head) > len(head) // 50:
        return None
    with suppress(UnicodeDecodeError):
        return raw.decode("utf-8")
    with suppress(UnicodeDecodeError):
        text = raw.decode("gb18030")
        if not any(sign in text for sign in _DEGREES_AS_GB):
            return text
    return raw.decode("cp1252", errors="replace")


def _of_text(text: str) -> Table:
    delimiter = delimiter_of(text)
    clean = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    if '"' not in clean:
        rows = [
            (number, list[object](line.split(delimiter)))
            for number, line in enumerate(clean.split("\n"), start=1)
            if line.strip()
        ]
        return Table(rows, delimiter == ",")
    csv.field_size_limit(2**24)
    reader = csv.reader(io.StringIO(clean), delimiter=delimiter)
    rows = [(reader.line_num, list[object](cells)) for cells in reader if any(cells)]
    return Table(rows, delimiter == "," and _QUOTED_NUMBER.search(clean) is None)


def delimiter_of(text: str) -> str:
    r"""What separates the cells: the sign that most lines agree on, a comma last.

    Examples
    --------
    >>> delimiter_of("Datum;Temp\n01.03.2026 10:00;5,2\n01.03.2026 10:10;5,4")
    ';'
    """
    lines = [line for line in text[:200_000].splitlines()[:SAMPLE_LINES] if line.strip()]
    best, most = ",", 0
    for sign in ("\t", ";", "|", ","):
        counts = Counter(line.count(sign) for line in lines)
        agreed = max((n for count, n in counts.items() if count), default=0)
        if agreed > most and (sign != "," or agreed > 1.5 * most):
            best, most = sign, agreed
    return best


def _of_workbook(raw: bytes, at: Place, sheet: str | None, findings: Findings) -> Rows:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        names = list(book.sheet_names)
        if sheet is not None and sheet not in names:
            findings.error(at, "logger_sheet", found=sheet, names=", ".join(names))
            return []
        sheets = [
            list(map(list, book.get_sheet_by_name(name).to_python(skip_empty_area=False)))
            for name in ([sheet] if sheet is not None else names)
        ]
    except (CalamineError, OSError, ValueError) as error:
        findings.error(at, "not_workbook", found=str(error))
        return []
    # Without a name: the sheet with the most rows, which is the one with the readings.
    rows = max(sheets, key=len, default=[])
    return [
        (number, list[object](cells))
        for number, cells in enumerate(rows, start=1)
        if any(cell not in {"", None} for cell in cells)
    ]
