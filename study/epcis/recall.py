"""A recall: every unit that holds goods of a lot, and every box around them, at an instant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final

from study.epcis.build import build
from study.epcis.document import Event, Keyed
from study.epcis.names import Names
from study.epcis.subject import lots_of
from study.errors import NotARunError

ROW: Final = 10**10 * 9
"""Number of the record of a recall: after all else of its instant."""


class Recall:
    """Watches in which boxes the goods of a lot are, and tells who is to be recalled."""

    def __init__(self, names: Names, subject: str, at: datetime | None) -> None:
        self._names, self._subject = names, subject
        self.lots = lots_of(names, subject)
        self._at_ms = None if at is None else round(at.timestamp() * 1000)
        self._spans: dict[tuple[str, str], list[list[int]]] = {}
        self._shelved: dict[str, list[tuple[int, int]]] = {}
        self._emptied: dict[str, int] = {}
        self._last_ms = 0

    def watched(self, events: Iterable[Keyed]) -> Iterator[Keyed]:
        """The events as they are, then the recall."""
        of_unit = {self._names.lots[name].sscc: name for name in self.lots}
        for keyed in events:
            ms, event = keyed[0], keyed[3]
            self._last_ms = max(self._last_ms, ms)
            for unit in event.get("childEPCs", ()):
                if unit in of_unit:
                    self._boxed(ms, event, unit)
            if event.get("coldbridge:shelfLot") in self.lots:
                self._emptied[self._names.lots[event["coldbridge:shelfLot"]].sscc] = ms
                self._on_shelf(ms, event)
            yield keyed
        yield self._recalled()

    def _boxed(self, ms: int, event: Event, unit: str) -> None:
        spans = self._spans.setdefault((event["parentID"], unit), [])
        if event["action"] == "ADD":
            spans.append([ms, -1])
        else:
            spans[-1][1] = ms

    def _on_shelf(self, ms: int, event: Event) -> None:
        """Pieces of the lot that came to a shelf, and those that left it."""
        for one in event.get("outputQuantityList", ()):
            self._shelved.setdefault(one["epcClass"], []).append((ms, one["quantity"]))
        if event.get("action") == "DELETE" or event.get("bizStep") == "picking":
            for one in event.get("quantityList", ()):
                self._shelved.setdefault(one["epcClass"], []).append((ms, -one["quantity"]))

    def _recalled(self) -> Keyed:
        names = self._names
        ms = self._last_ms if self._at_ms is None else self._at_ms
        hour = names.hour(ms)
        units: list[str] = []
        classes: dict[str, int] = {}
        for name in sorted(self.lots):
            lot = names.lots[name]
            order = names.orders[lot.consignment_id]
            born = names.lots[lot.parent].ended_h if lot.parent else order.ready_h
            if lot.came:
                born = max(names.lots[one].ended_h or 0.0 for one in lot.came)
            split = lot.ended_h if lot.changed else None
            if self._emptied.get(lot.sscc, ms + 1) <= ms:
                continue
            if born is not None and born <= hour and (split is None or hour < split):
                units.append(lot.sscc)
                classes[lot.consignment_id] = classes.get(lot.consignment_id, 0) + lot.units
        left = {
            name: sum(pieces for at_ms, pieces in changes if at_ms <= ms)
            for name, changes in self._shelved.items()
        }
        held = [names.quantity(name, count) for name, count in classes.items()]
        held += [{"epcClass": name, "quantity": count} for name, count in left.items() if count > 0]
        if not held:
            raise NotARunError(f"{self._subject}: nothing of it is there at the recall")
        boxes = {
            box
            for (box, unit), spans in self._spans.items()
            if unit in units and any(a <= ms and (b < 0 or ms < b) for a, b in spans)
        }
        origin = names.orders[names.lots[min(self.lots)].consignment_id].origin_id
        fields: dict[str, Any] = {
            "action": "OBSERVE",
            **({"epcList": [*units, *sorted(boxes)]} if units else {}),
            "quantityList": held,
            "persistentDisposition": {"set": ["recalled"]},
            "coldbridge:recalled": self._subject,
        }
        event = build(names, "ObjectEvent", hour, origin, fields, biz_step="holding",
                      disposition="recalled", nowhere=True)  # fmt: skip
        return ms, ROW, 0, event
