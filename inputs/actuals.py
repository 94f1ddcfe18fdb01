"""Reads a booking list or manifest: one row per box, messy as such lists are; says what it left.

A list begins at the first row that names its columns (`inputs.actual_columns`); what stands above
is a title. Nothing is mended by guessing: a cell that is no time is left out, a row without a
service or without a departure is left out, and both are listed with the reason.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Final, Literal
from zoneinfo import ZoneInfo

from python_calamine import CalamineError, CalamineWorkbook

from inputs.actual_columns import TIMES, columns_of, is_header
from inputs.actual_services import Services
from inputs.actual_times import BadTimeError, Order, is_nothing, order_of, read_time
from inputs.findings import Findings, Place
from inputs.tables import MOST_BYTES

ClockOf = Literal["local", "beijing", "utc"]
HEADER_WITHIN: Final = 30
"""Rows in which a header is looked for."""
LONGEST_H: Final = 120 * 24.0
"""Two times of one box further apart than this are a slip of the pen."""
TOTALS: Final = frozenset({"合计", "总计", "小计", "汇总", "total", "sum", "subtotal"})
BEIJING: Final = ZoneInfo("Asia/Shanghai")
ENCODINGS: Final = ("utf-8-sig", "gb18030")


@dataclass(frozen=True, slots=True)
class Observed:
    """A box on a service. `at_h` are hours since 1970 UTC, by column of `TIMES`."""

    sheet: str
    row: int
    name: str
    service_id: str
    teu: float | None
    at_h: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row, or a cell of it, that was not used. `reason` is a key of `REASONS`."""

    sheet: str
    row: int
    reason: str
    column: str = ""
    found: str = ""


REASONS: Final[dict[str, tuple[str, str]]] = {
    "total": ("a line of totals", "合计行"),
    "no_service": ("no service of the scenario goes by this name or between these places",
                   "场景中没有此名称或此起讫点的服务"),
    "many_services": ("several services go between these places; name one, or give --map",
                      "有多个服务往返于这些地点；请写明一个，或用 --map 指定"),
    "no_departure": ("has not departed", "未发车"),
    "only_departure": ("has no time but its departure", "除发车外没有其他时间"),
    "not_time": ("is no time; the cell was left out", "不是时间；此格未用"),
    "order": ("comes before what has to come first", "早于应先发生的时间"),
    "too_long": ("lies more than 120 days after", "相隔超过 120 天"),
    "twice": ("the same box on the same departure stands further up", "同一箱同一班次上文已有"),
}  # fmt: skip


@dataclass(slots=True)
class Actuals:
    """What a list says: boxes, what was left out, and what had to be assumed about dates."""

    observed: list[Observed] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    rows: int = 0
    dates_only: int = 0
    order: Order | None = None
    ambiguous_order: bool = False


def read_actuals(path: Path, services: Services, *, clock: ClockOf, order: Order | None) -> Actuals:
    """Read a list.

    Parameters
    ----------
    clock
        Whose clock times are on where they state no offset: of each place, Beijing's, or UTC.
    order
        What 03/04/2026 means; `None`: what other rows show, else the day first.

    Raises
    ------
    InputError
        Where the file is no list at all, or none of its rows can be used.
    """
    findings = Findings()
    sheets = _sheets(path, findings)
    findings.stop_if_wrong()
    found = Actuals()
    lists = []
    for name, rows in sheets:
        at = next((n for n, row in enumerate(rows[:HEADER_WITHIN]) if is_header(row)), None)
        if at is not None:
            lists.append((name, rows, at))
    if not lists:
        findings.error(Place(str(path)), "no_list")
    findings.stop_if_wrong()
    found.order = order or order_of(_time_cells(lists))
    found.ambiguous_order = found.order is None and _asks_for_order(lists)
    reader = _Reader(services, clock, found.order or "day_first", found)
    for name, rows, at in lists:
        reader.read(name, rows, at)
    if not found.observed:
        counts = by_reason(found.left_out)
        why, why_zh = (
            "; ".join(f"{REASONS[reason][said]} ({count})" for reason, count in counts.items())
            for said in (0, 1)
        )
        findings.error(Place(str(path)), "none_used", rows=found.rows, why=why, why_zh=why_zh)
    findings.stop_if_wrong()
    return found


def _sheets(path: Path, findings: Findings) -> list[tuple[str, list[list[object]]]]:
    at = Place(str(path))
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        findings.error(at, "missing_file")
        return []
    except IsADirectoryError:
        findings.error(at, "is_folder")
        return []
    if len(raw) > MOST_BYTES:
        findings.error(
            at, "too_large", found=len(raw) // 2**20, unit="MiB", limit=MOST_BYTES // 2**20
        )
        return []
    if not raw.strip():
        findings.error(at, "empty_file", needs="columns such as service, gate in, departure")
        return []
    if raw[:4] == b"PK\x03\x04" or path.suffix.lower() in {".xlsx", ".xls", ".xlsm", ".ods"}:
        return _of_workbook(raw, at, findings)
    try:
        return [("", _of_text(raw))]
    except csv.Error as error:
        findings.error(at, "not_workbook", found=str(error))
        return []


def _of_workbook(raw: bytes, at: Place, findings: Findings) -> list[tuple[str, list[list[object]]]]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        return [
            (name, list(map(list, book.get_sheet_by_name(name).to_python(skip_empty_area=False))))
            for name in book.sheet_names
        ]
    except (CalamineError, OSError, ValueError) as error:
        findings.error(at, "not_workbook", found=str(error))
        return []


def _of_text(raw: bytes) -> list[list[object]]:
    for encoding in ENCODINGS:
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        text = raw.decode("utf-8", errors="replace")
    head = "\n".join(text.splitlines()[:HEADER_WITHIN])
    delimiter = max((",", ";", "\t", "|"), key=head.count)
    text = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    return [list(line) for line in csv.reader(io.StringIO(text), delimiter=delimiter)]


Lists = Sequence[tuple[str, list[list[object]], int]]


def _time_cells(lists: Lists) -> Iterator[object]:
    for _, rows, at in lists:
        columns = columns_of(rows[at])
        for row in rows[at + 1 :]:
            for name in TIMES:
                if name in columns and columns[name] < len(row):
                    yield row[columns[name]]


def _asks_for_order(lists: Lists) -> bool:
    """Whether some date could be read either way."""
    for cell in _time_cells(lists):
        try:
            if read_time(cell, "day_first", 2000) != read_time(cell, "month_first", 2000):
                return True
        except BadTimeError:
            continue
    return False


class _Reader:
    """Rows of sheets, one by one, into what they say."""

    def __init__(self, services: Services, clock: ClockOf, order: Order, found: Actuals) -> None:
        self._services, self._clock, self._order, self._found = services, clock, order, found
        self._seen: set[tuple[str, str, float]] = set()

    def read(self, sheet: str, rows: Sequence[Sequence[object]], header: int) -> None:
        """All rows below the header of one sheet."""
        columns = columns_of(rows[header])
        for number, cells in enumerate(rows[header + 1 :], start=header + 2):
            if all(is_nothing(cell) for cell in cells) or is_header(cells):
                continue
            self._found.rows += 1

            def cell(name: str, cells: Sequence[object] = cells) -> object:
                at = columns.get(name)
                return cells[at] if at is not None and at < len(cells) else None

            self._row(sheet, number, cells, cell)

    def _row(
        self, sheet: str, number: int, cells: Sequence[object], cell: Callable[[str], object]
    ) -> None:
        def leave(reason: str, column: str = "", found: object = "") -> None:
            told = "" if found is None else str(found).strip()[:80]
            self._found.left_out.append(LeftOut(sheet, number, reason, column, told))

        first = next((str(one).strip().casefold() for one in cells if not is_nothing(one)), "")
        if first in TOTALS:
            leave("total")
            return
        asked = [_text(cell(name)) for name in ("service", "origin", "destination")]
        service_id, why = self._services.find(*asked)
        if service_id is None:
            leave(why, "service", " > ".join(word for word in asked if word))
            return
        at_h: dict[str, float] = {}
        for name in TIMES:
            try:
                moment = read_time(cell(name), self._order, self._services.year)
            except BadTimeError:
                leave("not_time", name, cell(name))
                continue
            if moment is not None:
                self._found.dates_only += _is_date(moment, cell(name))
                at_h[name] = self._utc_h(moment, service_id, name)
        self._keep(sheet, number, service_id, at_h, cell, leave)

    def _keep(
        self,
        sheet: str,
        number: int,
        service_id: str,
        at_h: dict[str, float],
        cell: Callable[[str], object],
        leave: Callable[[str, str, object], None],
    ) -> None:
        if "departure" not in at_h:
            leave("no_departure", "departure", cell("departure"))
            return
        if len(at_h) == 1:
            leave("only_departure", "departure", cell("departure"))
            return
        happened = [name for name in TIMES if name in at_h and name != "scheduled"]
        for earlier, later in pairwise(happened):
            if at_h[later] < at_h[earlier]:
                leave("order", later, cell(later))
                return
        spread = [*happened, *(["scheduled"] if "scheduled" in at_h else [])]
        for name in spread:
            if abs(at_h[name] - at_h["departure"]) > LONGEST_H:
                leave("too_long", name, cell(name))
                return
        name = _text(cell("box")) or _text(cell("booking"))
        key = (name, service_id, at_h["departure"])
        if name and key in self._seen:
            leave("twice", "box", name)
            return
        self._seen.add(key)
        teu = _teu(cell("teu"), cell("box_type"))
        self._found.observed.append(Observed(sheet, number, name, service_id, teu, at_h))

    def _utc_h(self, moment: datetime, service_id: str, column: str) -> float:
        if moment.tzinfo is None:
            if self._clock == "utc":
                zone = UTC
            elif self._clock == "beijing":
                zone = BEIJING  # type: ignore[assignment]
            else:
                zone = self._services.zone(service_id, column)  # type: ignore[assignment]
            moment = moment.replace(tzinfo=zone)
        return moment.timestamp() / 3600.0


def _text(cell: object) -> str:
    if is_nothing(cell):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip()


def _is_date(moment: datetime, cell: object) -> bool:
    """Whether a cell gives the day alone."""
    midnight = (moment.hour, moment.minute, moment.second) == (0, 0, 0)
    return midnight and not (isinstance(cell, str) and ":" in cell)


def _teu(cell: object, box_type: object) -> float | None:
    """TEU of a box, by its column or its type; `None` where neither tells."""
    try:
        teu = float(str(cell))
    except ValueError:
        text = _text(box_type)
        return {"20": 1.0, "22": 1.0, "40": 2.0, "42": 2.0, "45": 2.0}.get(text[:2])
    return teu if 0.0 < teu <= 4.0 else None


def by_reason(left_out: Iterable[LeftOut]) -> dict[str, int]:
    """How often each reason left something out, in the order of `REASONS`."""
    counts = dict.fromkeys(REASONS, 0)
    for one in left_out:
        counts[one.reason] += 1
    return {reason: count for reason, count in counts.items() if count}
