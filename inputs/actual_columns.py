"""Which column of a booking list means what, in the words that zones and carriers use."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

TIMES: Final = ("gate_in", "scheduled", "departure", "border_in", "border_out", "arrival")
"""Columns of time, in the order in which they happen; `scheduled` is what was promised."""
NAMES: Final[dict[str, tuple[str, ...]]] = {
    "booking": ("booking", "booking no", "booking number", "bl", "bl no", "bill of lading",
                "订舱号", "委托号", "提单号", "运单号", "订单号", "业务编号"),
    "box": ("box", "box no", "container", "container no", "container number", "unit", "箱号",
            "集装箱号", "柜号"),
    "service": ("service", "service id", "train", "train no", "voyage", "route", "line", "班列",
                "班列号", "车次", "班列车次", "航次", "船名航次", "线路", "线路名称",
                "班线", "服务"),
    "origin": ("origin", "from", "pol", "departure station", "loading port", "发站", "始发站",
               "起运地", "起运港", "装货港", "出发地"),
    "destination": ("destination", "to", "pod", "arrival station", "discharge port", "到站",
                    "终到站", "目的地", "目的港", "卸货港", "目的站"),
    "teu": ("teu", "teus", "标箱", "标准箱", "折合标箱"),
    "box_type": ("box type", "type", "container type", "size", "size type", "箱型", "箱型尺寸",
                 "柜型", "尺寸"),
    "gate_in": ("gate in", "gate-in", "gatein", "gated in", "received", "terminal in", "进站",
                "进站时间", "进场时间", "集港时间", "入场时间", "进港时间", "入站时间"),
    "scheduled": ("scheduled", "scheduled departure", "std", "etd", "planned departure",
                  "计划发车", "计划发车时间", "计划开船", "预计离港", "计划发运时间"),
    "departure": ("departure", "departed", "atd", "actual departure", "departure time", "发车",
                  "发车时间", "实际发车", "实际发车时间", "开船时间", "离港时间", "实际离港",
                  "发运时间"),
    "border_in": ("border", "border in", "border arrival", "arrival at border", "at border",
                  "口岸", "到达口岸", "口岸到达", "口岸到达时间", "抵达口岸时间", "抵口岸时间"),
    "border_out": ("border out", "border departure", "left border", "border exit", "exit",
                   "离开口岸", "口岸离开", "口岸离开时间", "出境时间", "换装完成时间", "过境时间"),
    "arrival": ("arrival", "arrived", "ata", "actual arrival", "arrival time", "到达", "到达时间",
                "到站时间", "实际到达", "抵达时间", "到港时间", "实际到港"),
}  # fmt: skip
"""Headers of each column; compared without case, punctuation, units in brackets and spaces."""


def plain(header: object) -> str:
    r"""A header as it is compared.

    Examples
    --------
    >>> plain("Gate-In (local)"), plain("发车时间\n（北京时间）")
    ('gatein', '发车时间')
    """
    text = unicodedata.normalize("NFKC", "" if header is None else str(header))
    return letters(re.sub(r"\([^)]*\)|\[[^\]]*\]", "", text))


def letters(text: str) -> str:
    """Words as they are compared: letters and digits alone, of one width and case.

    Examples
    --------
    >>> letters("Alashankou / 阿拉山口")
    'alashankou阿拉山口'
    """
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


_MEANING: Final = {plain(name): column for column, names in NAMES.items() for name in names}


def columns_of(header: Sequence[object]) -> dict[str, int]:
    """Position of every column that is known, by its name here; the first of two that mean one.

    Examples
    --------
    >>> columns_of(["箱号", "Remarks", "发车时间", "ATD"])
    {'box': 0, 'departure': 2}
    """
    found: dict[str, int] = {}
    for at, cell in enumerate(header):
        meaning = _MEANING.get(plain(cell))
        if meaning is not None:
            found.setdefault(meaning, at)
    return found


def is_header(header: Sequence[object]) -> bool:
    """Whether a row names at least two times, departure among them, so that a list begins here."""
    found = columns_of(header)
    return "departure" in found and sum(name in found for name in TIMES) >= 2
