"""The table of lots: what each part of a consignment held, what it came out of, how it ended."""

from __future__ import annotations

from domain.tables.columns import RUN, hours, number, text, whole
from domain.tables.registry import Table

LOTS = Table(
    "lots",
    "批",
    "lots",
    "one row per part and per piece that a split made of one, in the order of their making",
    (
        *RUN,
        text("lot_id", "批号", "lot", "as in the movements"),
        text("consignment_id", "发货批号", "consignment", "number in the order book"),
        text("parent_id", "拆自", "split from", "the lot that it is a piece of; empty: none"),
        text("into_id", "并入", "restuffed into", "the lot that it became part of; empty: none"),
        whole("units", "件数", "units", "packing units"),
        number("kg", "kg", "重量", "weight", "gross weight"),
        text("state", "状态", "state",
             "delivered, outsourced, disposed, lost, split, restuffed, or where it was"),
        hours("ended_h", "结束", "ended",
              "of its state; empty: still on its way", optional=True),
    ),
    key=("policy", "replication", "lot_id"),
)  # fmt: skip
