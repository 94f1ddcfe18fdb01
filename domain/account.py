"""What a Plan costs and when it arrives at a given pace: the planner's books.

Everything is recomputed from the domain: boxes by `stuffing`, times by `route`, prices by
`tariff`, life by `thermal`. The simulation keeps its own books by events; in nominal mode both
must agree to 0.01 CNY and to the instant.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain import tariff as price
from domain.cargo import Consignment, Product
from domain.charges import (
    box_charges,
    box_kgco2e,
    door_charges,
    facility_charges,
    loose_state,
    own_charges,
)
from domain.ledger import Ledger
from domain.pace import Pace, nominal_pace
from domain.plan import BoxJourney, Part, Plan
from domain.planned_boxes import PlannedBox, load_of, planned_boxes
from domain.route import Fetched, Stage, Walk, fetch, last_leg, walk
from domain.scenario import Scenario
from domain.tariff import Charge
from domain.thermal import BoxLoad, CargoState, after_stage, is_cold
from domain.timetable import DepartureKey


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
        sums = dict.fromkeys(price.COST_LINES, 0.0)
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
        self.ledger = Ledger()
        self.loaded: dict[DepartureKey, float] = {}

    def close(self) -> PlanAccount:
        inside: dict[str, list[Part]] = {}
        for part in self.plan.parts:
            if part.journey_id is not None:
                inside.setdefault(part.journey_id, []).append(part)
        boxes = planned_boxes(self.scenario, self.plan, inside)
        of_journey: dict[str, list[PlannedBox]] = {}
        for box in boxes:
            of_journey.setdefault(box.journey.journey_id, []).append(box)
            self._book(box)
        accounts: list[PartAccount] = []
        for name in sorted(inside):
            accounts.extend(self._journey(of_journey[name], inside[name]))
        accounts.extend(self._outsourced(p) for p in self.plan.parts if p.journey_id is None)
        accounts.sort(key=lambda a: a.part.part_id)
        self._check_capacity()
        self._check_units()
        return PlanAccount(
            tuple(accounts), boxes, tuple(self._network_charges()), self.ledger,
            tuple(self.problems),
        )  # fmt: skip

    def _book(self, planned: PlannedBox) -> None:
        box = self.network.boxes[planned.journey.route.box_type]
        gross_t = (planned.fill.kg + box.tare_kg) / 1000.0
        for hop, key in planned.journey.dated():
            self.ledger.book(key, range(hop.first_leg, hop.last_leg + 1), box, gross_t)

    def _journey(self, boxes: list[PlannedBox], parts: list[Part]) -> list[PartAccount]:
        journey = boxes[0].journey
        direction = self.consignments[parts[0].consignment_id].direction
        walked = walk(
            self.network, self.scenario.timetable, journey.route, direction,
            journey.cargo_class, journey.stuff_at_h, journey.departures, self.pace,
        )  # fmt: skip
        if walked is None:
            self.problems.append(f"{journey.journey_id}: a departure cannot be met")
            return []
        charged: dict[str, list[tuple[str, Charge]]] = {part.part_id: [] for part in parts}
        loads: dict[str, list[tuple[BoxLoad, float]]] = {part.part_id: [] for part in parts}
        emitted = dict.fromkeys(charged, 0.0)
        cp = {p.part_id: self._product(p).cp_kj_kgk for p in parts}
        for planned in boxes:
            box = self.network.boxes[journey.route.box_type]
            for reference, charge in box_charges(self.scenario, planned, walked):
                for part_id, share in planned.shares.items():
                    own = Charge(charge.line, charge.payer, charge.payee, charge.cny * share)
                    charged[part_id].append((reference, own))
            load = load_of(planned.fill, box, journey, cp)
            for item in planned.fill.loads:
                loads[item.part_id].append((load, item.kg))
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
        consignment = self.consignments[part.consignment_id]
        fetched = fetch(self.network, consignment, part.before, journey.route.stuff_node, self.pace)
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
        own.extend(door_charges(self.scenario, consignment, part, delivered_h, state))
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
        scenario = self.scenario
        state = loose_state(scenario, product, consignment, fetched, journey)
        if not loads:
            return state
        total = sum(kg for _, kg in loads)
        temp = used = outside = 0.0
        for load, kg in loads:
            one = state
            for stage in walked.stages:
                one = after_stage(
                    one, product, stage, load, scenario.air_at(stage.node_id), cold_room=False
                )
            for stage in tail:
                one = after_stage(
                    one, product, stage, None, scenario.air_at(stage.node_id),
                    cold_room=is_cold(product),
                )  # fmt: skip
            temp += one.temp_c * kg / total
            used += one.life_used * kg / total
            outside += one.excursion_h * kg / total
        return CargoState(temp, used, outside)

    def _product(self, part: Part) -> Product:
        return self.scenario.products[self.consignments[part.consignment_id].product_id]

    def _outsourced(self, part: Part) -> PartAccount:
        """Given away at a price: door to door, there at the due hour, as fresh as it left."""
        consignment = self.consignments[part.consignment_id]
        kg = part.units * consignment.kg_per_unit
        charges = tuple(("outsourcer", charge) for charge in price.outsourced(consignment, kg))
        return PartAccount(
            part, consignment, consignment.ready_h, max(consignment.due_h, consignment.ready_h),
            charges, None, 0.0,
        )  # fmt: skip

    def _network_charges(self) -> Iterable[tuple[str, Charge]]:
        for key in sorted(self.plan.runs):
            service = self.network.services[key[0]]
            teu = max(
                (self.ledger.teu.get((key, leg), 0.0) for leg in range(len(service.legs))),
                default=0.0,
            )
            charge = price.dead_freight(service, teu)
            if charge.cny > 0.0:
                yield f"{key[0]}@{key[1]:.2f}", charge
        yield from facility_charges(self.scenario)

    def _check_capacity(self) -> None:
        for (key, leg), teu in sorted(self.ledger.teu.items()):
            service = self.network.services[key[0]]
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

    def _check_units(self) -> None:
        units: dict[str, int] = {}
        for part in self.plan.parts:
            units[part.consignment_id] = units.get(part.consignment_id, 0) + part.units
        for consignment in self.scenario.consignments:
            planned = units.get(consignment.consignment_id, 0)
            left = consignment.consignment_id in self.plan.unplanned
            if planned != consignment.units and not left:
                self.problems.append(
                    f"{consignment.consignment_id}: {planned} of {consignment.units} units planned"
                )
