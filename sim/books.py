"""The books of a run: every amount when it arises, who pays whom, and what it adds up to."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from domain.empties import empty_handling
from domain.records import Records
from domain.tariff import Charge
from sim.loads import Box, Lot


@dataclass(slots=True)
class Tally:
    """What a consignment has come to so far; weights are in kg."""

    parts: int = 0
    delivered_units: int = 0
    outsourced_units: int = 0
    lost_units: int = 0
    last_h: float | None = None
    missed: int = 0
    inspected: bool = False
    wait_kg_h: float = 0.0
    life_kg: float = 0.0
    aged_kg: float = 0.0
    excursion_kg_h: float = 0.0
    value_lost_cny: float = 0.0
    kgco2e: float = 0.0
    cost_cny: float = 0.0


@dataclass(slots=True)
class Books:
    """Books amounts as rows of the table of costs, and adds them up per consignment."""

    records: Records
    tallies: dict[str, Tally]
    network_cny: float = 0.0
    by_line: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))

    def charge_lot(
        self, at_h: float, lot: Lot, charge: Charge, reference: str, share: float = 1.0
    ) -> None:
        """An amount that a lot bears, or its share of one."""
        line, payer, payee, cny = charge
        cny *= share
        owner = lot.order.consignment_id
        self.records.costs.rows.append(
            (at_h, line, owner, lot.part.part_id, payer, payee, reference, cny)
        )
        tally = self.tallies[owner]
        tally.cost_cny += cny
        if line == "value_lost":
            tally.value_lost_cny += cny
        self.by_line[line] += cny

    def charge_box(self, at_h: float, box: Box, charge: Charge | None, reference: str) -> None:
        """An amount for a box, shared by what is inside; the network's where it is empty."""
        if charge is None:
            return
        if not box.lots:
            self.charge_network(at_h, empty_handling(charge), reference)
        for lot in box.lots:
            self.charge_lot(at_h, lot, charge, reference, lot.share)

    def charge_network(self, at_h: float, charge: Charge, reference: str) -> None:
        """An amount that belongs to no consignment."""
        self.records.costs.rows.append(
            (at_h, charge.line, "", "", charge.payer, charge.payee, reference, charge.cny)
        )
        self.network_cny += charge.cny
        self.by_line[charge.line] += charge.cny
