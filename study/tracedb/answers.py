"""Answers of a trace database as text, JSON and CSV, in Chinese and English."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from study.text_table import table_lines
from study.tracedb.questions import Answer

TITLES = {
    "upstream": ("来源", "Where it came from"),
    "downstream": ("去向", "Where it went"),
    "recall": ("召回范围", "What a recall has to find"),
    "shared-with": ("同箱同库的批次", "Lots that shared a box or room with it"),
    "who-warmed": ("超温时由谁保管", "Who held it when it was outside its limits"),
    "custody": ("保管链", "Who held it, from when to when, how warm at each handover"),
    "rules": ("违反规则", "Broken rules"),
    "sql": ("查询结果", "Answer"),
}
COLUMNS = {
    "kind": ("类", "kind"), "id": ("编号", "id"), "how": ("方式", "how"),
    "came_from": ("来自", "from"), "product_id": ("产品", "product"), "node_id": ("地点", "place"),
    "at_h": ("时刻", "at"), "units": ("件数", "units"), "ended": ("结局", "ended"),
    "customer": ("客户", "customer"), "what": ("项", "what"), "detail": ("详情", "detail"),
    "from_h": ("起", "from"), "to_h": ("止", "to"), "kg": ("千克", "kg"), "via": ("经由", "via"),
    "lot_id": ("批号", "lot"), "consignment_id": ("发货批号", "consignment"),
    "place": ("何处", "where"), "holder_id": ("保管方", "holder"), "side": ("方向", "side"),
    "stage": ("环节", "stage"), "box_id": ("箱", "box"), "worst_c": ("极值 °C", "worst °C"),
    "limit_c": ("限值 °C", "limit °C"), "hours": ("小时", "hours"),
    "degree_h": ("度时 K·h", "degree-hours"), "seq": ("序", "no."), "from_id": ("接于", "taken at"),
    "to_id": ("交于", "handed on at"), "taken_c": ("接时 °C", "taken °C"),
    "given_c": ("交时 °C", "given °C"), "min_c": ("最低 °C", "lowest °C"),
    "rule": ("规则包", "pack"), "limit_id": ("限值", "limit"), "seen": ("条款已见", "clause seen"),
    "clause": ("条款", "clause"), "lots": ("批数", "lots"), "breaches": ("次数", "breaches"),
    "max_c": ("最高 °C", "highest °C"),
}  # fmt: skip
WORDS = {
    "shipper": ("货主", "shipper"), "carrier": ("承运人", "carrier"), "hub": ("枢纽", "hub"),
    "terminal": ("场站", "terminal"), "consignee": ("收货人", "consignee"),
    "warehouse": ("仓库", "warehouse"), "lot": ("批次", "lot"), "box": ("箱", "box"),
    "room": ("库房", "room"), "customer": ("客户", "customer"), "order": ("订单", "order"),
    "exposed": ("同处批次", "exposed"), "consignment": ("发货批", "consignment"),
    "ships": ("发货", "ships"), "split": ("拆分", "split"), "display": ("展示", "display"),
    "term_over": ("期满退回", "term over"), "sold": ("售出", "sold"),
    "restuffed": ("换箱并入", "restuffed"), "disposed": ("已处置", "disposed"),
    "restocked": ("退货再上架", "restocked"), "above": ("超上限", "above"),
    "below": ("低于下限", "below"), "delivered": ("已交付", "delivered"),
    "outsourced": ("外包", "outsourced"), "lost": ("灭失", "lost"),
    "on a shelf": ("在架", "on a shelf"), "shelf": ("货架", "shelf"),
}  # fmt: skip
TRANSLATED = frozenset({"kind", "what", "how", "side", "via", "ended", "holder_id", "stage"})
PLACED = frozenset({"node_id", "from_id", "to_id", "customer"})
EMPTY = ("没有记录", "nothing recorded")
NOW = ("至今", "still")


class Clocks:
    """Hours of a run on the wall clocks of its places, and names of places."""

    def __init__(self, found: sqlite3.Connection, *, zh: bool) -> None:
        start = found.execute("SELECT value FROM meta WHERE key = 'start_utc'").fetchone()
        self.start = datetime.fromisoformat(start[0])
        rows = found.execute("SELECT node_id, name_en, name_zh, tz FROM places").fetchall()
        self.names: dict[str, str] = {row[0]: row[1 + zh] for row in rows}
        self.zones: dict[str, str] = {row[0]: row[3] for row in rows}

    def at(self, hour: float, place: str = "") -> str:
        """ISO time with the offset of the place's clock; UTC where nobody knows it."""
        when = self.start + timedelta(hours=hour)
        return when.astimezone(ZoneInfo(self.zones.get(place, "UTC"))).isoformat(timespec="minutes")


def as_text(
    answer: Answer, clocks: Clocks, stage: Callable[[str], str], *, zh: bool, most: int = 200
) -> str:
    """Title and table for a reader; of a long answer the first rows."""
    title = f"{TITLES[answer.question][not zh]}: {answer.subject}"
    if not answer.rows:
        return f"{title}\n  {EMPTY[not zh]}"
    head = tuple(COLUMNS.get(name, (name, name))[not zh] for name in answer.columns)
    lines = [head]
    for row in _dicts(answer, answer.rows[:most]):
        lines.append(tuple(_said(name, row, clocks, stage, zh=zh) for name in answer.columns))
    more = len(answer.rows) - most
    text = "\n".join([title, *table_lines(lines, "  ")])
    tail = (
        f"  …… 还有 {more} 行（--csv 给出全部）" if zh else f"  ... {more} more rows (--csv: all)"
    )
    return f"{text}\n{tail}" if more > 0 else text


def as_json(answer: Answer, clocks: Clocks, meta: Mapping[str, str]) -> str:
    """The answer with times as numbers and as clock times, and which run it is of."""
    rows = [_with_times(row, clocks) for row in _dicts(answer, answer.rows)]
    made = {
        "question": answer.question,
        "subject": answer.subject,
        "run": {name: meta[name] for name in ("scenario", "policy", "replication", "start_utc")},
        "rows": rows,
    }
    return json.dumps(made, ensure_ascii=False, indent=1)


def as_csv(answer: Answer, clocks: Clocks) -> str:
    """All rows, with clock times beside hours."""
    out = io.StringIO()
    extra = [name for name in answer.columns if name.endswith("_h") and name != "degree_h"]
    names = [*answer.columns, *(name.removesuffix("_h") + "_at" for name in extra)]
    writer = csv.DictWriter(out, names, lineterminator="\n")
    writer.writeheader()
    for row in _dicts(answer, answer.rows):
        writer.writerow(_with_times(row, clocks))
    return out.getvalue()


def meta_of(found: sqlite3.Connection) -> dict[str, str]:
    """Facts of the database about its run."""
    return dict(found.execute("SELECT key, value FROM meta"))


def _dicts(answer: Answer, rows: Iterable[tuple[Any, ...]]) -> Iterable[dict[str, Any]]:
    for row in rows:
        yield dict(zip(answer.columns, row, strict=True))


def _place(row: Mapping[str, Any], name: str) -> str:
    """Whose clock counts for a time: where goods are handed on for its end, else where it is."""
    order = ("to_id", "node_id") if name == "to_h" else ("from_id", "node_id", "customer")
    return next((str(row[one]) for one in order if row.get(one)), "")


def _with_times(row: dict[str, Any], clocks: Clocks) -> dict[str, Any]:
    times = {}
    for name, value in row.items():
        if name.endswith("_h") and name != "degree_h":
            said = clocks.at(value, _place(row, name)) if isinstance(value, float | int) else None
            times[name.removesuffix("_h") + "_at"] = said
    return {**row, **times}


def _said(
    name: str, row: Mapping[str, Any], clocks: Clocks, stage: Callable[[str], str], *, zh: bool
) -> str:
    value = row[name]
    if value is None:
        return NOW[not zh] if name == "to_h" else "-"
    if name.endswith("_h") and name != "degree_h" and isinstance(value, float | int):
        return clocks.at(value, _place(row, name)).replace("T", " ")
    if name == "stage" and value not in WORDS:
        return stage(str(value))
    if isinstance(value, float):
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    text = str(value)
    if name in TRANSLATED:
        first, colon, rest = text.partition(":")
        word = WORDS.get(first, (first, first))[not zh]
        return f"{word}{colon}{clocks.names.get(rest, rest)}" if colon else word
    if name in PLACED:
        return clocks.names.get(text, text)
    return text
