"""What happens in warehouses, as EPCIS events: goods unpacked onto shelves, picked, sold, lost.

A shelf lot is a class of its own. Its pieces are made known where they first stand on a shelf
(`ADD`) and leave it picked, carried to another shelf or destroyed; sold pieces are told by their
kind of goods, since orders are recorded by the wave and not by the lot.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from domain import gs1
from domain.scenario import Scenario
from domain.stock_records import AT_DOOR
from study.epcis.build import build
from study.epcis.document import Event, Keyed
from study.epcis.names import Names
from study.epcis.vocabulary import STOCK_STEPS

FIRST: Final = 5 * 10**9
"""Number of the first record of stock: after the movements of its instant."""
MADE_KNOWN: Final = frozenset({"opening", "restock", "display_in", "term_in"})
TAKEN_AWAY: Final = frozenset({"display_out", "term_out", "write_off", "destroyed"})


class StockRow(NamedTuple):
    """A row of the movements of stock that the story reads."""

    shelf_id: str
    kind: str
    subject_id: str
    lot_id: str
    channel_id: str
    pieces: int
    end_h: float


def shelf_events(scenario: Scenario, names: Names, rows: Iterable[StockRow]) -> Iterator[Keyed]:
    """Events of all rows that move pieces of a shelf; mail without a shelf has none."""
    stock = scenario.stock
    for number, row in enumerate(rows):
        if stock is None or row.shelf_id not in stock.shelves or row.kind not in STOCK_STEPS:
            continue
        product_id = stock.shelves[row.shelf_id].product_id
        node_id = stock.warehouse_of(row.shelf_id).node_id
        told = _told(names, row, product_id, node_id)
        for place, event in enumerate(told):
            yield names.ms(row.end_h), FIRST + number, place, event


def shelf_class(names: Names, product_id: str, lot_id: str) -> str:
    """The class of a lot on a shelf: apart from that of the consignment which it came from."""
    return gs1.lot_class(names.item_numbers[product_id], f"shelf {lot_id}")


def _told(names: Names, row: StockRow, product_id: str, node_id: str) -> Iterator[Event]:
    biz_step, disposition = STOCK_STEPS[row.kind]
    epc_class = (
        shelf_class(names, product_id, row.lot_id) if row.lot_id else names.items[product_id]
    )
    pieces = [{"epcClass": epc_class, "quantity": row.pieces}]
    extensions = {"coldbridge:shelf": row.shelf_id, "coldbridge:stage": f"stock {row.kind}"}
    if row.lot_id:
        extensions["coldbridge:shelfLot"] = row.lot_id
    if row.kind == "unload" and row.lot_id in names.lots:
        lot = names.lots[row.lot_id]
        held = [lot.contents(names)]
        fields: dict[str, Any] = {
            "parentID": lot.sscc, "childQuantityList": held, "action": "DELETE",
        }  # fmt: skip
        yield build(names, "AggregationEvent", row.end_h, node_id, fields,
                    biz_step="unpacking", disposition="in_progress")  # fmt: skip
        fields = {"inputQuantityList": held, "outputQuantityList": pieces, **extensions}
        yield build(names, "TransformationEvent", row.end_h, node_id, fields,
                    biz_step="repackaging", disposition=disposition)  # fmt: skip
        return
    action = "OBSERVE"
    if row.kind in MADE_KNOWN or row.kind == "unload":
        action = "ADD"
        if row.kind == "opening":
            biz_step = "commissioning"
    elif row.kind in TAKEN_AWAY:
        action = "DELETE"
    fields = {"action": action, "quantityList": pieces, **extensions}
    if row.subject_id and row.subject_id != row.lot_id and row.kind != "opening":
        order = {"type": "po", "bizTransaction": gs1.named("order", row.subject_id)}
        fields["bizTransactionList"] = [order]
    yield build(
        names, "ObjectEvent", row.end_h, node_id, fields, biz_step=biz_step,
        disposition=disposition, nowhere=row.kind in AT_DOOR and row.kind != "counter",
    )  # fmt: skip
