"""The story of one lot of a stream, or of a box of lots: every step, how long it waited. Exports.

A lot is called by its stream and number, `trucks.12`, a box by its row of `stream_lots`, `57`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from domain.scenario import Scenario
from domain.tables.streams import BOARDINGS, STOCK_EVENTS, STOCK_PERIODS, STREAM_LOTS, VISITS
from study.atomic import write_text
from study.errors import NotARunError
from study.frames import csv_text
from study.run_folder import RunFolder
from study.stream_logs import only_streams
from study.text_table import table_lines

NO_BOX = -1
EXPORTED = (STREAM_LOTS, VISITS, BOARDINGS, STOCK_EVENTS, STOCK_PERIODS)


@dataclass(frozen=True, slots=True)
class StreamsTold:
    """Tables of streams of one (policy, replication), and the order of the steps."""

    tables: dict[str, pd.DataFrame]
    steps: tuple[str, ...]
    zh: bool


def of_streams(scenario: Scenario, subject: str | None) -> bool:
    """Whether a trace is of streams: all are where nothing is booked, else lots of a stream."""
    if only_streams(scenario):
        return True
    stream = (subject or "").rpartition(".")[0]
    return any(stream == one.stream_id for one in scenario.streams)


def open_streams(
    root: Path, scenario: Scenario, policy: str | None, replication: int | None, lang: str
) -> StreamsTold:
    """Take the records of one policy and replication from a run folder.

    Raises
    ------
    NotARunError
        Where there are none; says which there are.
    """
    folder = RunFolder(root)
    folder.manifest()
    kept = folder.table(STREAM_LOTS.name)[["policy", "replication"]].drop_duplicates()
    chosen = policy or str(kept["policy"].iloc[-1])
    numbers = sorted(kept.loc[kept["policy"] == chosen, "replication"])
    if not numbers:
        there = ", ".join(dict.fromkeys(kept["policy"]))
        raise NotARunError(f"{root}: no policy {chosen}; there are {there}")
    number = numbers[0] if replication is None else replication
    if number not in numbers:
        there = ", ".join(map(str, numbers[:10]))
        raise NotARunError(
            f"{root}: full tables of replication {number} were not kept; there are {there} "
            "(--keep-tables all keeps every one)"
        )
    tables = {}
    for table in EXPORTED:
        if (folder.tables / f"{table.name}.parquet").exists():
            frame = folder.table(table.name)
            mine = (frame["policy"] == chosen) & (frame["replication"] == number)
            tables[table.name] = frame[mine]
    return StreamsTold(tables, tuple(scenario.steps), lang == "zh")


def stream_story(told: StreamsTold, subject: str) -> str:
    """What happened to a lot, with the boxes it was in, or to a box.

    Raises
    ------
    NotARunError
        When nothing has that name.
    """
    lots = told.tables[STREAM_LOTS.name].set_index("lot")
    entry = _entry(lots, subject)
    head = _head(told, entry, lots.loc[entry].to_dict())
    rows = [("环节", "进入 h", "等待 h", "离开 h", "在箱") if told.zh else
            ("step", "entered h", "waited h", "left h", "in box")]  # fmt: skip
    visits = told.tables[VISITS.name]
    inside = {box: str(box) for box in _boxes(lots, entry)}
    mine = visits[visits["lot"].isin([entry, *inside])]
    place = mine["step_id"].map({step: n for n, step in enumerate(told.steps)})
    for row in mine.assign(place=place).sort_values(["entered_h", "place"]).to_dict("records"):
        rows.append(
            (
                row["step_id"],
                f"{row['entered_h']:,.3f}",
                _hours(row["began_h"] - row["entered_h"]),
                _hours(row["left_h"]),
                inside.get(row["lot"], ""),
            )
        )
    return "\n".join([head, *table_lines(rows, "  ")])


def export_streams(told: StreamsTold, root: Path) -> list[Path]:
    """Write the records of streams as CSV."""
    written = []
    for name, frame in told.tables.items():
        path = root / "export" / f"{name}.csv"
        write_text(path, csv_text(frame))
        written.append(path)
    return written


def _entry(lots: pd.DataFrame, subject: str) -> int:
    """Row of a lot or box by its name."""
    stream, _, number = subject.rpartition(".")
    if number.isascii() and number.isdigit():
        if not stream and int(number) in lots.index:
            return int(number)
        found = lots.index[(lots["stream"] == stream) & (lots["number"] == int(number))]
        if stream and len(found):
            return int(found[0])
    streams = [name for name in dict.fromkeys(lots["stream"]) if name]
    raise NotARunError(
        f"nothing here is called {subject!r}; lots are called by stream and number, for instance "
        f"{', '.join(f'{name}.0' for name in streams)}, boxes by their row of stream_lots"
    )


def _boxes(lots: pd.DataFrame, entry: int) -> Iterator[int]:
    """The box that a lot was packed into last, the box around it, and so on."""
    inside = dict(zip(lots.index, lots["inside"].fillna(NO_BOX).astype(int), strict=True))
    box = inside[entry]
    while box != NO_BOX:
        yield box
        box = inside[box]


def _head(told: StreamsTold, entry: int, row: Mapping[Any, Any]) -> str:
    zh = told.zh
    name = (
        f"{row['stream']}.{row['number']}" if row["stream"] else f"{'箱' if zh else 'box'} {entry}"
    )
    done_h = f"{row['done_h']:,.3f} h"
    if math.isnan(row["done_h"]):
        out = "仍在系统内" if zh else "still there when the run ended"
    elif row["lost"]:
        out = f"{done_h} 流失" if zh else f"lost at {done_h}"
    else:
        out = f"{done_h} 离开" if zh else f"out at {done_h}"
    count, came = row["parcels"], f"{row['born_h']:,.3f} h"
    if zh:
        parts = [f"{count} 件", f"{came} 到来", out]
    else:
        parts = ["1 parcel" if count == 1 else f"{count} parcels", f"came at {came}", out]
    if row["missed"]:
        parts.append(f"被甩 {row['missed']} 次" if zh else f"left behind {row['missed']} times")
    if row["cny"]:
        parts.append(f"{row['cny']:,.2f} CNY")
    return f"{name}: " + ("，" if zh else ", ").join(parts)


def _hours(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:,.3f}"
