"""Tables of warehouses: every piece that came, stood, was ordered, left and came back."""

from __future__ import annotations

from domain.tables.columns import RUN, hours, number, text, whole
from domain.tables.registry import Table

STOCK_MOVES = Table(
    "stock_moves",
    "仓库流水",
    "movements of stock",
    "one row per change at a shelf, and per stretch of an order or a return, in order of booking",
    (
        *RUN,
        text("shelf_id", "货架", "shelf", "warehouse/product; empty: sold without stock"),
        text("kind", "动作", "kind", "what happened (domain.stock_records)"),
        text("subject_id", "对象", "subject", "orders, part of them, consignment, or return"),
        text("lot_id", "库存批", "lot", "lot on the shelf; empty: none"),
        text("channel_id", "渠道", "channel", "channel of the market; empty: none"),
        whole("pieces", "件数", "pieces", "that moved, waited, or were asked for"),
        whole("found", "即时满足", "found", "of orders: pieces there at once; else as pieces"),
        hours("start_h", "开始", "start", "hour of coming"),
        hours("opens_h", "起作业", "opens", "hour at which work began"),
        hours("end_h", "结束", "end", "hour of the end"),
        whole("on_hand", "在库", "on hand", "pieces on the shelf after it"),
        whole("backorders", "欠单", "backorders", "pieces that buyers wait for after it"),
        number("life_used", "1", "已用寿命", "life used", "of the lot; empty: no kinetics",
               optional=True),
        number("label_h", "h", "标示到期", "label", "of a lot that comes: end of life on it",
               optional=True),
    ),
    key=(),
)  # fmt: skip

STOCK_TABLES = (STOCK_MOVES,)
"""Tables that only scenarios with warehouses have."""
