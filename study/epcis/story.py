"""What the records of a run say happened, as EPCIS events in the order of the records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, count
from typing import Any, Final

from domain import gs1
from domain.supervision import LABORATORY
from study.epcis.build import build
from study.epcis.document import Keyed
from study.epcis.names import OUTSOURCER, LotFacts, Names, OrderFacts
from study.epcis.sensors import Move, Reading, Sensors
from study.epcis.vocabulary import (
    BESIDE,
    DECLARED,
    END,
    OPENS,
    RIDES,
    STAGE_STEPS,
    START,
    UNKNOWN,
)

LAST: Final = 10**10
"""Number of the records that close the story: after every other of their instant."""


class Story:
    """Turns records into events, row by row; it remembers lots and boxes, never events."""

    def __init__(self, names: Names, moves: Iterable[Move], readings: Iterable[Reading]) -> None:
        self.names = names
        self._moves = moves
        self._sensors = Sensors(names, readings)
        self._in_box: dict[str, str] = {}
        self._inside: dict[str, list[str]] = {}
        self._place: dict[str, str] = {}
        self._split: set[str] = set()
        self._row, self._number = 0, count()

    def events(self) -> Iterator[Keyed]:
        """Every event, keyed by its instant and its place in the records."""
        yield from self._beginnings()
        group: list[Move] = []
        for move in chain(self._moves, (None,)):
            if group and (move is None or not _same_stage(group[0], move)):
                self._row += 1
                self._number = count()
                yield from self._stage(group)
                group = []
            if move is not None:
                group.append(move)
        yield from self._endings()

    def _event(
        self,
        kind: str,
        hour: float,
        node_id: str,
        fields: dict[str, Any],
        *,
        biz_step: str = "",
        disposition: str = "",
    ) -> Keyed:
        """One event, keyed by its instant and its place in the records."""
        event = build(
            self.names, kind, hour, node_id, fields, biz_step=biz_step, disposition=disposition
        )
        return self.names.ms(hour), self._row, next(self._number), event

    # Beginnings: every consignment is made known with what it is, and packed into its parts.

    def _beginnings(self) -> Iterator[Keyed]:
        units: dict[str, int] = {}
        roots = [lot for lot in self.names.lots.values() if not lot.parent and not lot.came]
        for lot in roots:
            units[lot.consignment_id] = units.get(lot.consignment_id, 0) + lot.units
        for name, order in self.names.orders.items():
            if name not in units:
                continue
            packed_on = self.names.when(order.ready_h, order.origin_id)[0][:10]
            yield self._event(
                "ObjectEvent", order.ready_h, order.origin_id,
                {
                    "action": "ADD",
                    "quantityList": [self.names.quantity(name, units[name])],
                    "ilmd": {
                        "cbvmda:lotNumber": name,
                        "cbvmda:countryOfOrigin": self.names.countries.get(order.origin_id, ""),
                        "coldbridge:product": order.product_id,
                        "coldbridge:origin": order.origin_id,
                        "coldbridge:packedOn": packed_on,
                        "coldbridge:kg": round(order.kg, 3),
                    },
                },
                biz_step="commissioning", disposition="active",
            )  # fmt: skip
        for lot in roots:
            order = self.names.orders[lot.consignment_id]
            self._place[lot.lot_id] = order.origin_id
            yield self._pack(lot, order.ready_h, order.origin_id)

    def _pack(self, lot: LotFacts, hour: float, node_id: str) -> Keyed:
        fields = {
            "parentID": lot.sscc, "childQuantityList": [lot.contents(self.names)], "action": "ADD",
            "coldbridge:part": lot.lot_id,
        }  # fmt: skip
        return self._event(
            "AggregationEvent", hour, node_id, fields, biz_step="packing", disposition="in_progress"
        )

    def _take_apart(self, whole: LotFacts, node_id: str) -> Iterator[Keyed]:
        """A part is split: what it held is packed anew, into a unit per piece."""
        if whole.lot_id in self._split or whole.ended_h is None:
            return
        self._split.add(whole.lot_id)
        yield self._unpack(whole, whole.ended_h, node_id)
        for piece in whole.pieces:
            self._place[piece] = node_id
            yield self._pack(self.names.lots[piece], whole.ended_h, node_id)

    def _bring_together(self, whole: LotFacts, node_id: str) -> Iterator[Keyed]:
        """What came in several boxes is restuffed: out of its units, into one."""
        if whole.lot_id in self._split:
            return
        self._split.add(whole.lot_id)
        came = [self.names.lots[name] for name in whole.came]
        hour = max(lot.ended_h or 0.0 for lot in came)
        for lot in came:
            yield self._unpack(lot, hour, node_id)
        self._place[whole.lot_id] = node_id
        yield self._pack(whole, hour, node_id)

    def _unpack(self, lot: LotFacts, hour: float, node_id: str) -> Keyed:
        fields = {
            "parentID": lot.sscc, "childQuantityList": [lot.contents(self.names)],
            "action": "DELETE", "coldbridge:part": lot.lot_id,
        }  # fmt: skip
        return self._event(
            "AggregationEvent", hour, node_id, fields, biz_step="unpacking",
            disposition="in_progress",
        )  # fmt: skip

    # Stages: the rows of one box and all in it, or of one loose part.

    def _stage(self, rows: Sequence[Move]) -> Iterator[Keyed]:
        first = rows[0]
        parts = [row for row in rows if row.subject != "box"]
        for row in parts:
            lot = self.names.lots[row.subject_id]
            if lot.parent:
                yield from self._take_apart(self.names.lots[lot.parent], first.node_id)
            if lot.came:
                yield from self._bring_together(lot, first.node_id)
        boxed = first.subject == "box"
        if boxed:
            yield from self._fill(first, [row.subject_id for row in parts])
        elif first.stage not in BESIDE:
            yield from self._let_out(first)
        if first.stage in DECLARED:
            yield from self._declared(first, rows)
        elif first.stage in RIDES or (first.to_id not in ("", first.node_id)):
            yield from self._ridden(first, rows, boxed=boxed)
        else:
            yield from self._stood(first, rows, boxed=boxed)
        if boxed and first.stage in ("strip", "restuff"):
            yield from self._unload(first.box_id, first.end_h, first.node_id)
        for row in parts:
            yield from self._measured(row)
            if row.stage not in BESIDE:
                self._place[row.subject_id] = row.to_id or row.node_id

    def _fill(self, first: Move, lots: list[str]) -> Iterator[Keyed]:
        """What is in a box and was not, is loaded: at the end of stuffing, else at once."""
        new = [name for name in lots if self._in_box.get(name) != first.box_id]
        self._place[first.box_id] = first.to_id or first.node_id
        if not new:
            return
        hour = first.end_h if first.stage == "stuff" else first.start_h
        for name in new:
            if name in self._in_box:
                yield from self._unload(self._in_box[name], hour, first.node_id)
        for name in new:
            self._in_box[name] = first.box_id
        self._inside.setdefault(first.box_id, []).extend(new)
        box = self.names.boxes[first.box_id]
        fields = {
            "parentID": box, "childEPCs": [self.names.lots[name].sscc for name in new],
            "action": "ADD", "coldbridge:box": first.box_id,
        }  # fmt: skip
        yield self._event(
            "AggregationEvent", hour, first.node_id, fields, biz_step="loading",
            disposition="in_progress",
        )  # fmt: skip
        yield self._event(
            "ObjectEvent", hour, first.node_id, {"action": "OBSERVE", "epcList": [box]},
            biz_step="staging_outbound", disposition="container_closed",
        )  # fmt: skip
        logger = self.names.loggers.get(first.box_id)
        cold = any(self._order(name).chilled for name in new)
        if logger is not None and cold and len(self._inside[first.box_id]) == len(new):
            fields = {"parentID": box, "childEPCs": [logger], "action": "ADD"}
            yield self._event(
                "AssociationEvent", hour, first.node_id, fields, biz_step="installing"
            )

    def _unload(self, box_id: str, hour: float, node_id: str) -> Iterator[Keyed]:
        lots = self._inside.pop(box_id, [])
        if not lots:
            return
        box, logger = self.names.boxes[box_id], self.names.loggers.get(box_id)
        cold = any(self._order(name).chilled for name in lots)
        for name in lots:
            self._in_box.pop(name, None)
            self._place[name] = node_id
        yield self._event(
            "ObjectEvent", hour, node_id, {"action": "OBSERVE", "epcList": [box]},
            biz_step="unloading", disposition="container_open",
        )  # fmt: skip
        fields: dict[str, Any]
        if logger is not None and cold:
            fields = {"parentID": box, "childEPCs": [logger], "action": "DELETE"}
            yield self._event("AssociationEvent", hour, node_id, fields, biz_step="removing")
        fields = {
            "parentID": box, "childEPCs": [self.names.lots[name].sscc for name in lots],
            "action": "DELETE", "coldbridge:box": box_id,
        }  # fmt: skip
        yield self._event(
            "AggregationEvent", hour, node_id, fields, biz_step="unloading",
            disposition="in_progress",
        )  # fmt: skip

    def _let_out(self, row: Move) -> Iterator[Keyed]:
        """A part that goes on by itself is no longer in its box."""
        box_id = self._in_box.get(row.subject_id)
        if box_id is not None:
            yield from self._unload(box_id, row.start_h, row.node_id)

    def _order(self, lot_id: str) -> OrderFacts:
        return self.names.orders[self.names.lots[lot_id].consignment_id]

    def _who(self, rows: Sequence[Move], hour: float, *, boxed: bool) -> list[str]:
        """A box stands for all in it; loose parts for themselves."""
        if boxed:
            return [self.names.boxes[rows[0].box_id]]
        return sorted({self.names.at(row.subject_id, hour).sscc for row in rows})

    def _declared(self, first: Move, rows: Sequence[Move]) -> Iterator[Keyed]:
        hour, boxed = first.end_h, first.subject == "box"
        orders = {
            self.names.lots[row.subject_id].consignment_id for row in rows if row.subject != "box"
        }
        papers = [
            {
                "type": f"{gs1.BTT}customs_{first.stage}",
                "bizTransaction": gs1.named(first.stage, one),
            }
            for one in sorted(orders)
        ]
        if not papers:
            return
        fields = {"action": "ADD", "epcList": self._who(rows, hour, boxed=boxed)}
        yield self._event(
            "TransactionEvent", hour, first.node_id, {**fields, "bizTransactionList": papers},
            biz_step="other", disposition="in_progress",
        )  # fmt: skip

    def _stood(self, first: Move, rows: Sequence[Move], *, boxed: bool) -> Iterator[Keyed]:
        """A stage at one place: work, or a wait."""
        hours = {START: first.start_h, OPENS: first.opens_h, END: first.end_h}
        if first.end_h <= first.start_h:
            return
        for step in STAGE_STEPS.get(first.stage, UNKNOWN):
            hour, disposition = hours[step.when], step.disposition
            if not boxed and disposition.startswith("container"):
                disposition = "in_progress"
            fields: dict[str, Any] = {
                "action": "OBSERVE", "epcList": self._who(rows, hour, boxed=boxed),
                "coldbridge:stage": first.stage,
            }  # fmt: skip
            if first.stage == LABORATORY and step.when == END:
                fields["bizTransactionList"] = [
                    {"type": "testres", "bizTransaction": gs1.named("result", first.subject_id)}
                ]
            yield self._event(
                "ObjectEvent", hour, first.node_id, fields, biz_step=step.biz_step,
                disposition=disposition,
            )  # fmt: skip

    def _ridden(self, first: Move, rows: Sequence[Move], *, boxed: bool) -> Iterator[Keyed]:
        """A ride: possession passes to the carrier and from it."""
        carrier = self.names.carriers.get(first.service_id)
        ends = (("source", first.node_id), ("destination", first.to_id))
        departing = (first.opens_h, first.node_id, "departing", "in_transit")
        arriving = (first.end_h, first.to_id, "arriving", "in_progress")
        for hour, node_id, biz_step, disposition in (departing, arriving):
            if biz_step == "departing" and first.stage == "aboard":
                continue
            fields: dict[str, Any] = {
                "action": "OBSERVE", "epcList": self._who(rows, hour, boxed=boxed),
                "coldbridge:stage": first.stage,
            }  # fmt: skip
            if first.service_id:
                name = first.service_id
                if first.scheduled_h is not None:
                    name = f"{name}@{first.scheduled_h:.4f}"
                fields["bizTransactionList"] = [
                    {"type": "bol", "bizTransaction": gs1.named("departure", name)}
                ]
            for side, end in ends:
                # Departing, the place gives and the carrier takes; arriving, the other way.
                holder = self.names.parties[end]
                if carrier is not None and (side == "destination") == (biz_step == "departing"):
                    holder = carrier
                fields[f"{side}List"] = [
                    {"type": "location", side: gs1.place(end)},
                    {"type": "possessing_party", side: holder},
                ]
            warm = [row.temp_c for row in rows if row.temp_c is not None]
            if biz_step == "arriving" and warm:
                fields["coldbridge:warmestC"] = round(max(warm), 3)
                fields["coldbridge:coldestC"] = round(min(warm), 3)
            yield self._event(
                "ObjectEvent", hour, node_id, fields, biz_step=biz_step, disposition=disposition
            )

    def _measured(self, row: Move) -> Iterator[Keyed]:
        found = self._sensors.summary(row)
        if found is None:
            return
        fields, disposition = found
        lot = self.names.at(row.subject_id, row.end_h)
        yield self._event(
            "ObjectEvent", row.end_h, row.to_id or row.node_id,
            {"action": "OBSERVE", "epcList": [lot.sscc], **fields},
            biz_step="sensor_reporting", disposition=disposition,
        )  # fmt: skip

    # Endings: what is delivered or given away; boxes that were emptied on the way.

    def _endings(self) -> Iterator[Keyed]:
        self._row, self._number = LAST, count()
        for box_id in sorted(self._inside):
            ended = [self.names.lots[name].ended_h for name in self._inside[box_id]]
            hours = [hour for hour in ended if hour is not None]
            if len(hours) == len(ended):
                yield from self._unload(box_id, min(hours), self._place[box_id])
        for lot in self.names.lots.values():
            if lot.ended_h is None or lot.state in ("split", "restuffed"):
                continue
            self._row += 1
            self._number = count()
            yield self._ended(lot, lot.ended_h)

    def _ended(self, lot: LotFacts, hour: float) -> Keyed:
        order = self._order(lot.lot_id)
        delivered = lot.state == "delivered"
        fields: dict[str, Any]
        if lot.state in ("disposed", "lost"):
            fields = {
                "action": "DELETE", "epcList": [lot.sscc],
                "quantityList": [lot.contents(self.names)], "coldbridge:part": lot.lot_id,
            }  # fmt: skip
            return self._event(
                "ObjectEvent", hour, self._place[lot.lot_id], fields,
                biz_step="destroying" if lot.state == "disposed" else "other",
                disposition="destroyed" if lot.state == "disposed" else "unknown",
            )  # fmt: skip
        node_id = order.destination_id if delivered else self._place[lot.lot_id]
        taker = self.names.parties[order.destination_id] if delivered else gs1.party(OUTSOURCER)
        owners = (self.names.parties[order.origin_id], self.names.parties[order.destination_id])
        fields = {
            "action": "OBSERVE", "epcList": [lot.sscc], "quantityList": [lot.contents(self.names)],
            "coldbridge:part": lot.lot_id,
            "sourceList": [
                {"type": "possessing_party", "source": self.names.parties[node_id]},
                *([{"type": "owning_party", "source": owners[0]}] if delivered else ()),
            ],
            "destinationList": [
                {"type": "possessing_party", "destination": taker},
                *([{"type": "owning_party", "destination": owners[1]}] if delivered else ()),
            ],
        }  # fmt: skip
        step = ("receiving", "in_progress") if delivered else ("shipping", "in_transit")
        return self._event(
            "ObjectEvent", hour, node_id, fields, biz_step=step[0], disposition=step[1]
        )


def _same_stage(first: Move, move: Move) -> bool:
    """Whether a row is of a part in the box of the rows before it, in the same stage."""
    return (
        first.subject == "box"
        and move.subject != "box"
        and move.box_id == first.box_id
        and (move.stage, move.start_h, move.end_h) == (first.stage, first.start_h, first.end_h)
    )
