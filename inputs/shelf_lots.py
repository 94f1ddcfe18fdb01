"""Stock that was counted at hour 0: lots by shelf from a table, and boxes on their way to shelves.

A row is a lot with the hour of its receipt, its state, and how far its life is used. A shelf that
a row names has its rows and no level; other shelves have their level. Rows of `start_with` whose
flow fills a shelf come to that shelf, and its keeper knows of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from math import inf

from domain.cargo import Product
from domain.replenish import Found, Standing
from domain.shelf_lots import at_start, cleared_h
from domain.warehouse import DAY_H, OpeningLot, Shelf, Warehouse
from inputs.begin_rows import begun_rows
from inputs.csv_cells import Cells, rows_of
from inputs.findings import Findings, did_you_mean
from inputs.source import Source
from inputs.trace_file import TraceFiles

AT = ("stock", "start_with")
NEEDED = ("lot_id", "shelf_id", "pieces", "received")
COLUMNS = (*NEEDED, "status", "until", "life_used", "expires")
STATES = ("free", "held", "returned")
MOST_PIECES = 1e8


@dataclass(frozen=True, slots=True)
class Counted:
    """Lots by shelf; of goods under way to shelves: flow, units and due hour by name."""

    lots: Mapping[str, tuple[OpeningLot, ...]] = field(default_factory=dict)
    coming: Mapping[str, tuple[str, int, float]] = field(default_factory=dict)

    def found(
        self, shelf: Shelf, place: Warehouse, product: Product, per_unit: int
    ) -> Found | None:
        """What the keeper of a shelf finds; `None` where nobody counted and nothing comes."""
        coming = tuple(
            (max(0.0, due_h), units * per_unit)
            for flow_id, units, due_h in self.coming.values()
            if flow_id == shelf.flow_id
        )
        counted = self.lots.get(shelf.shelf_id)
        if counted is None:
            return Found((), coming=coming) if coming else None
        standing = []
        for lot in counted:
            if lot.status != "returned":
                there = at_start(shelf, product.life, place.keeps_c, lot)
                free_h = lot.until_h if there.held else 0.0
                ends = Standing(lot.received_h, free_h, cleared_h(shelf, there), lot.pieces)
                standing.append((there.rank(), ends))
        back = sum(lot.pieces for lot in counted if lot.status == "returned")
        in_order = tuple(ends for _, ends in sorted(standing, key=lambda pair: pair[0]))
        return Found(in_order, shelf.restock_share * back, coming)


def counted(
    source: Source,
    traces: TraceFiles,
    shelves: Mapping[str, Shelf],
    warehouses: Mapping[str, Warehouse],
    products: Mapping[str, Product],
) -> Counted:
    """Both tables, as far as the scenario names them."""
    return Counted(
        _lots(source, traces, shelves, warehouses, products),
        _coming(source, traces, {shelf.flow_id for shelf in shelves.values()} - {""}),
    )


def _coming(
    source: Source, traces: TraceFiles, flow_ids: Iterable[str]
) -> dict[str, tuple[str, int, float]]:
    """Rows of `start_with` that go to shelves; `inputs.begin` says what is wrong with them."""
    if source.file.start_with is None:
        return {}
    quiet = Findings()
    reader = TraceFiles(traces.path, traces.document, quiet, traces.allow_outside)
    fed = frozenset(flow_ids)
    return {
        row.name: (row.flow_id, row.units, row.due_h)
        for row in begun_rows(replace(source, findings=quiet), reader)
        if row.flow_id in fed
    }


def _lots(
    source: Source,
    traces: TraceFiles,
    shelves: Mapping[str, Shelf],
    warehouses: Mapping[str, Warehouse],
    products: Mapping[str, Product],
) -> dict[str, tuple[OpeningLot, ...]]:
    file = source.file.stock
    if file is None or file.start_with is None:
        return {}
    table = traces.rows(file.start_with, *AT)
    if table is None:
        return {}
    found: dict[str, list[OpeningLot]] = {}
    seen: dict[str, int] = {}
    for cells in rows_of(source, table, COLUMNS, NEEDED):
        name = cells.text("lot_id")
        if name and name in seen:
            cells.error("lot_id", "begun_twice", found=name, first=seen[name], what="lot_id")
            continue
        seen[name] = cells.line
        lot = _lot(cells, shelves, warehouses, products)
        if lot is not None:
            own = found.setdefault(lot.shelf_id, [])
            if lot.pieces:
                own.append(lot)
    return {name: tuple(own) for name, own in found.items()}


def _lot(
    cells: Cells,
    shelves: Mapping[str, Shelf],
    warehouses: Mapping[str, Warehouse],
    products: Mapping[str, Product],
) -> OpeningLot | None:
    """A row that is right; zero pieces: the shelf is empty."""
    before = len(cells.source.findings.errors)
    for column in NEEDED:
        if not cells.text(column):
            cells.error(column, "empty_cell")
    shelf_id, status = cells.text("shelf_id"), cells.text("status") or "free"
    shelf = shelves.get(shelf_id)
    if shelf_id and shelf is None:
        cells.error("shelf_id", "unknown_id", what="open shelf", what_zh="开放的货架",
                    found=shelf_id, hint=did_you_mean(shelf_id, list(shelves)))  # fmt: skip
    if status not in STATES:
        hint = did_you_mean(status, STATES)
        cells.error("status", "wrong_choice", found=status, choices=", ".join(STATES), hint=hint)
    pieces, used = cells.whole("pieces", 0.0, MOST_PIECES), cells.number("life_used", 0.0, 0.9999)
    received_h, until_h = cells.hour("received"), cells.hour("until")
    expires_h = cells.hour("expires")
    if received_h is not None and received_h > 0.0:
        cells.error("received", "bad_cell", found=cells.text("received"),
                    rule="must not lie after the scenario's start",
                    rule_zh="不得晚于场景的 start")  # fmt: skip
    if (status == "held") != bool(cells.text("until")):
        cells.error("until", "bad_cell", found=cells.text("until"),
                    rule="says until when a lot is held; needed for those and no others",
                    rule_zh="为冻结批次的解冻时刻；仅冻结批次填写，且必须填写")  # fmt: skip
    for column, hour in (("until", until_h), ("expires", expires_h)):
        if hour is not None and hour <= 0.0:
            cells.error(column, "bad_cell", found=cells.text(column),
                        rule="must lie after the scenario's start",
                        rule_zh="必须晚于场景的 start")  # fmt: skip
    if shelf is not None and used:
        room_c = warehouses[shelf.warehouse_id].keeps_c
        if products[shelf.product_id].life is None or room_c is None:
            cells.error("life_used", "bad_cell", found=f"{used:g}",
                        rule=f"nothing ages by temperature on shelf {shelf_id}; write expires",
                        rule_zh=f"货架 {shelf_id} 的货物不按温度老化；请填写 expires")  # fmt: skip
    sold_until_h = inf if shelf is None or shelf.life_days is None else DAY_H * shelf.life_days
    if received_h is not None and received_h + sold_until_h <= 0.0:
        cells.error("received", "bad_cell", found=cells.text("received"),
                    rule="its life on the shelf is over at the start; leave it out",
                    rule_zh="开始时已过保质期；请去掉该行")  # fmt: skip
    if len(cells.source.findings.errors) > before or pieces is None or received_h is None:
        return None
    return OpeningLot(
        cells.text("lot_id"), shelf_id, pieces, received_h, used or 0.0,
        status,  # type: ignore[arg-type]
        until_h or 0.0, inf if expires_h is None else expires_h,
    )  # fmt: skip
