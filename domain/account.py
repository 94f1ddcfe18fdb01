"""What a Plan costs and when it arrives at a given pace: the planner's books.

Everything is recomputed from the domain: boxes by `stuffing`, times by `route`, prices by
`tariff`, life by `thermal`. The simulation keeps its own books by events; in nominal mode both
must agree to 0.01 CNY and to the instant.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.cargo import Consignment, Product
from domain.charges import (
    box_charges,
    box_kgco2e,
    door_charges,
    door_state,
    loose_state,
    network_charges,
    outsourced_charges,
    own_charges,
)
from domain.empties import book_empties, fleet_charges, overdrawn, stirs, unwalkable
from domain.fetching import AtHub, Fetched, fetched_to
from domain.ledger import Ledger
from domain.pace import Pace, nominal_pace
from domain.paths import too_many_paths
from domain.plan import BoxJourney, Part, Plan
from domain.planned_boxes import (
    PlannedBox,
    by_journey,
    contract_charges,
    ledger_of,
    loads_by_part,
    planned_boxes,
    stores_of,
)
from domain.route import Stage, Walk, last_leg, walk
from domain.scenario import Scenario
from domain.tariff import COST_LINES, Charge
from domain.thermal import BoxLoad, CargoState


@dataclass(frozen=True, slots=True)
class PartAccount:
    """One part: its hours, its charges with what they refer to, its state at the door."""

    part: Part
    consignment: Consignment
    available_h: float
    delivered_h: float
    charges: tuple[tuple[str, Charge], ...]
    state: CargoState | None
    kgco2e: float

    @property
    def cost_cny(self) -> float:
        """Sum of its charges."""
        return sum(charge.cny for _, charge in self.charges)


@dataclass(frozen=True, slots=True)
class PlanAccount:
    """The books of a plan. `problems` says what makes it impossible; empty means feasible."""

    parts: tuple[PartAccount, ...]
    boxes: tuple[PlannedBox, ...]
    network: tuple[tuple[str, Charge], ...]
    ledger: Ledger
    problems: tuple[str, ...]

    @property
    def cost_cny(self) -> float:
        """Total of consignments and network."""
        own = sum(part.cost_cny for part in self.parts)
        return own + sum(charge.cny for _, charge in self.network)

    def by_line(self) -> dict[str, float]:
        """Total per cost line, lines in the order of `COST_LINES`."""
        sums = dict.fromkeys(COST_LINES, 0.0)
        for part in self.parts:
            for _, charge in part.charges:
                sums[charge.line] += charge.cny
        for _, charge in self.network:
            sums[charge.line] += charge.cny
        return sums


def account(scenario: Scenario, plan: Plan, pace: Pace | None = None) -> PlanAccount:
    """Price and time a whole plan.

    Parameters
    ----------
    pace
        Durations; nominal if left out. Journeys are walked strictly: a departure that cannot
        be met is a problem, and its parts are left out of `parts`.
    """
    return _Books(scenario, plan, pace or nominal_pace()).close()


class _Books:
    """One pass over a plan: boxes, then parts, then what belongs to the network."""

    def __init__(self, scenario: Scenario, plan: Plan, pace: Pace) -> None:
        self.scenario, self.plan, self.pace = scenario, plan, pace
        self.network = scenario.network
        self.consignments = {c.consignment_id: c for c in scenario.consignments}
        self.problems: list[str] = []
        self.ledger = self.stores = Ledger()
        self.settled: dict[str, list[tuple[str, Charge]]] = {}
        self.stripped_h: dict[str, float] = {}
        self.at_hub: dict[str, AtHub] = {}

    def close(self) -> PlanAccount:
        inside = self.plan.parts_by_journey()
        boxes = planned_boxes(self.scenario, self.plan, inside)
        of_journey = by_journey(boxes)
        self.ledger = ledger_of(self.network, boxes)
        self.stores = stores_of(self.network, boxes)
        for settled in contract_charges(self.scenario, self.plan, boxes):
            self.settled.setdefault(settled.box_id, []).append((settled.reference, settled.charge))
        accounts: list[PartAccount] = []
        for name in self.plan.in_order(inside):
            accounts.extend(self._journey(of_journey[name], inside[name]))
        accounts.extend(self._outsourced(p) for p in self.plan.parts if p.journey_id is None)
        accounts.sort(key=lambda a: a.part.part_id)
        network = (
            *network_charges(self.scenario, self.plan.runs, self.ledger.teu),
            *self.settled.get("", ()),
            *self._fleet_charges(boxes),
        )
        self._check_capacity()
        self._check_units()
        return PlanAccount(tuple(accounts), boxes, network, self.ledger, tuple(self.problems))

    def _journey(self, boxes: Sequence[PlannedBox], parts: list[Part]) -> list[PartAccount]:
        journey = boxes[0].journey
        direction = self.consignments[parts[0].consignment_id].direction
        walked = walk(
            self.network, self.scenario.timetable, journey.route, direction,
            journey.cargo_class, journey.stuff_at_h, journey.departures, self.pace,
        )  # fmt: skip
        if walked is None:
            self.problems.append(f"{journey.journey_id}: a departure cannot be met")
            return []
        self.stripped_h[journey.journey_id] = walked.stripped_h
        charged: dict[str, list[tuple[str, Charge]]] = {part.part_id: [] for part in parts}
        loads = loads_by_part(
            self.scenario, boxes, {p.part_id: self._product(p).cp_kj_kgk for p in parts}
        )
        emitted = dict.fromkeys(charged, 0.0)
        for planned in boxes:
            contracted = self.settled.get(planned.box_id, ())
            for reference, charge in (*box_charges(self.scenario, planned, walked), *contracted):
                for part_id, share in planned.shares.items():
                    own = Charge(charge.line, charge.payer, charge.payee, charge.cny * share)
                    charged[part_id].append((reference, own))
            for item in planned.fill.loads:
                emitted[item.part_id] += box_kgco2e(self.scenario, journey, item.kg)
        return [
            self._part(part, journey, walked, charged[part.part_id], loads[part.part_id],
                       emitted[part.part_id])
            for part in parts
        ]  # fmt: skip

    def _part(
        self,
        part: Part,
        journey: BoxJourney,
        walked: Walk,
        charges: list[tuple[str, Charge]],
        loads: list[tuple[BoxLoad, float]],
        kgco2e: float,
    ) -> PartAccount:
        consignment = self.consignments[part.consignment_id].under(part.trade_mode)
        hub = self.at_hub.get(part.part_id)
        if part.fed_by and hub is None:
            self.problems.append(f"{part.part_id}: does not come to {journey.route.stuff_node}")
        fetched = fetched_to(
            self.network, consignment, part, journey.route.stuff_node, hub, self.pace
        )
        if fetched.available_h > journey.stuff_at_h:
            self.problems.append(
                f"{part.part_id}: ready for stuffing at {fetched.available_h:.2f} h, "
                f"stuffed at {journey.stuff_at_h:.2f} h"
            )
        tail, delivered_h = last_leg(
            self.network, consignment, part.after, walked.stripped_h, self.pace
        )
        own, carbon = own_charges(self.scenario, consignment, part, journey, fetched)
        state = self._state(part, consignment, journey, fetched, walked, tail, loads)
        if part.feeds:
            self.at_hub[part.feeds] = AtHub(delivered_h, state)
        else:
            left_h = journey.stuff_at_h
            own.extend(door_charges(self.scenario, consignment, part, delivered_h, state, left_h))
        return PartAccount(
            part, consignment, fetched.available_h, delivered_h, (*charges, *own), state,
            kgco2e + carbon,
        )  # fmt: skip

    def _state(
        self,
        part: Part,
        consignment: Consignment,
        journey: BoxJourney,
        fetched: Fetched,
        walked: Walk,
        tail: tuple[Stage, ...],
        loads: list[tuple[BoxLoad, float]],
    ) -> CargoState | None:
        """State at the door; of a part in several boxes, the mean by weight."""
        product = self._product(part)
        if product.life is None:
            return None
        hub = self.at_hub.get(part.part_id)
        came = None if hub is None else hub.state
        stuffed = loose_state(self.scenario, product, consignment, fetched, journey, came)
        return door_state(self.scenario, product, stuffed, walked.stages, tail, loads)

    def _product(self, part: Part) -> Product:
        return self.scenario.products[self.consignments[part.consignment_id].product_id]

    def _outsourced(self, part: Part) -> PartAccount:
        """Given away at a price: door to door, there at the due hour, as fresh as it left."""
        consignment = self.consignments[part.consignment_id]
        found = outsourced_charges(consignment, part)
        charges = tuple(("outsourcer", charge) for charge in found)
        return PartAccount(
            part, consignment, consignment.ready_h, max(consignment.due_h, consignment.ready_h),
            charges, None, 0.0,
        )  # fmt: skip

    def _fleet_charges(self, boxes: tuple[PlannedBox, ...]) -> list[tuple[str, Charge]]:
        """Leases and empty moves; books their slots and looks whether every pool has its boxes.

        After dead freight, which empties do not help.
        """
        scenario, plan = self.scenario, self.plan
        walks, wrong = unwalkable(scenario, plan, self.pace)
        moves, misused = stirs(scenario.fleet, plan, boxes, self.stripped_h, walks)
        self.problems.extend([*wrong, *misused, *overdrawn(moves)])
        for move in plan.empties:
            if move.move_id in walks:
                book_empties(self.ledger, self.network.boxes[move.journey.route.box_type], move)
        return fleet_charges(scenario, plan, boxes, walks)

    def _check_capacity(self) -> None:
        for (key, leg), teu in sorted(self.ledger.teu.items()):
            service = self.network.services[key[0]].on(key[1])
            slot = (key, leg)
            for used, limit, unit in (
                (teu, service.capacity_teu, "TEU"),
                (self.ledger.t[slot], service.capacity_t, "t"),
                (self.ledger.plugs[slot], service.plugs, "plugs"),
            ):
                if limit is not None and used > limit + 1e-6:
                    self.problems.append(
                        f"{key[0]}@{key[1]:.2f} leg {leg}: {used:g} {unit} booked, {limit:g} there"
                    )
            if service.dispatch == "path" and key not in self.plan.runs:
                self.problems.append(f"{key[0]}@{key[1]:.2f}: booked, but the path is not run")
        for (day, _), teu in sorted(self.stores.teu.items()):
            store = self.network.stores[day[0]]
            for used, limit, unit in (
                (teu, store.capacity_teu, "TEU"),
                (self.stores.plugs[day, 0], store.plugs, "reefers"),
            ):
                if limit is not None and used > limit + 1e-6:
                    self.problems.append(
                        f"{store.node_id}, day {day[1] / 24.0:.0f}: {used:g} {unit} stuffed, "
                        f"room for {limit:g}"
                    )
        self.problems.extend(too_many_paths(self.scenario.path_pools, self.plan.runs))

    def _check_units(self) -> None:
        units: dict[str, int] = {}
        for part in self.plan.parts:
            if part.feeds:
                continue
            units[part.consignment_id] = units.get(part.consignment_id, 0) + part.units
        for consignment in self.scenario.consignments:
            planned = units.get(consignment.consignment_id, 0)
            left = consignment.consignment_id in self.plan.unplanned
            if planned != consignment.units and not left:
                self.problems.append(
                    f"{consignment.consignment_id}: {planned} of {consignment.units} units planned"
                )
