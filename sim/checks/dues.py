"""What each movement must cost, from the tariff: the bill that the books are held against.

Nothing here reads what was booked. A due is (hour, line, reference, CNY).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from domain import tariff as price
from domain.box_owners import OwnerTerms, use_charges, yard_charge
from domain.cash import rebate_interest
from domain.charges import facility_charges
from domain.collection import COLLECTED
from domain.contracts import Ride, Settled, settle
from domain.documents import paper_charge
from domain.empties import empty_freight
from domain.hubs import rooms_of, sorting_of, yard_of
from domain.network import Service
from domain.plan import Hop
from domain.tariff import HEAVY_BOX_KG
from domain.thermal import kept_cold
from domain.timetable import DepartureKey
from domain.wagon_sets import return_charges
from sim.checks.collection import Costs, collected_cny
from sim.checks.evidence import Evidence, Trip
from sim.checks.evidence import Ride as Ridden
from sim.checks.looks import looks_of
from sim.checks.tallies import Carbon
from sim.checks.wagon_sets import sets_went
from sim.loads import Box, Lot
from sim.moves import END, NODE, OPENS, PROCESS, SERVICE, STAGE, START, Move
from sim.story import departure_name

Due = tuple[float, str, str, float]


class Dues:
    """The bill of a run that is over; prices that recur are asked for once."""

    def __init__(self, seen: Evidence) -> None:
        self.seen = seen
        self.tariff = seen.world.scenario.tariff
        self._bills: dict[tuple[object, ...], dict[str, float]] = {}
        self._hourly: dict[str, dict[str, float]] = {}
        self._freights: dict[tuple[str, bool, float, float], float] = {}
        self._fees: dict[tuple[str, str, str, str], float] = {}
        self._receiving = price.receiving(self.tariff, 1.0)
        self._carbon = Carbon(seen)
        self._stations: dict[str, Costs] = {}
        self._settled: dict[str, list[Due]] = {}
        for due in contract_dues(seen):
            self._settled.setdefault(due.box_id, []).append(
                (due.at_h, due.charge.line, due.reference, due.charge.cny)
            )

    def of_lot(self, lot: Lot) -> Iterator[Due]:
        """What a lot bears alone: loose rides, the hub's floor, papers, the books at the door."""
        order, seen, tariff = lot.order, self.seen, self.tariff
        network, kg, m3 = seen.world.network, lot.kg, lot.m3
        errand = seen.errands[lot.lot_id]
        for move in errand.rode:
            if move[STAGE] in COLLECTED:
                yield self._collected(lot, move)
                continue
            yield move[START], "transport", move[SERVICE], self._unit_freight(lot, move) * lot.units
        yield from self._emitted(lot)
        stored = errand.stored
        if stored is not None:
            node_id, from_h, to_h = stored[NODE], stored[START], stored[END]
            cold = kept_cold(lot.product, network.nodes[node_id], from_h)
            charge = price.storage(tariff, m3, to_h - from_h, cold=cold)
            yield to_h, charge.line, node_id, charge.cny
        for move in errand.documents:
            yield move[START], "clearance", move[NODE], self._document_cny(lot, move)
        yield from self._at_hub(lot)
        for move in errand.papers:
            if move[STAGE] == "declare":
                yield move[START], "clearance", move[NODE], self._declaration_cny(lot, move)
            elif move[STAGE] == "inspect":
                yield move[START], "inspection", move[NODE], self._inspection_cny(lot)
        for move, cny in looks_of(seen, lot):
            yield move[START], "inspection", move[NODE], cny
        if lot.hold_h is not None and lot.lot_id in seen.box_of:
            looked_at = seen.trips[seen.box_of[lot.lot_id].box_id].inspected
            if looked_at is not None:
                yield looked_at[START], "inspection", looked_at[NODE], self._inspection_cny(lot)
        received = errand.received
        received_h = self._received_h(lot) if received is None else received[END]
        if received_h is not None and received_h <= seen.end_h:
            yield received_h, self._receiving.line, "receipt", self._receiving.cny * kg
        if lot.where == "delivered":
            yield from self._at_door(lot)
        elif lot.where == "outsourced":
            for charge in price.outsourced(order, kg):
                yield order.ready_h, charge.line, "outsourcer", charge.cny
        elif lot.where == "disposed" and errand.end is not None:
            at_h = errand.end[END]
            for charge in price.spoiled(tariff, order, lot.units, at_h):
                yield at_h, charge.line, "disposed", charge.cny
        elif lot.where == "lost" and errand.end is not None:
            at_h = errand.end[END]
            for charge in price.lost(tariff, order, lot.units, at_h):
                yield at_h, charge.line, "lost", charge.cny

    def _at_hub(self, lot: Lot) -> Iterator[Due]:
        """Sorting, and standing where there is no room."""
        errand, network = self.seen.errands[lot.lot_id], self.seen.world.network
        if errand.sorted is not None:
            node_id = errand.sorted[NODE]
            sorter = sorting_of(network, node_id, lot.order)
            assert sorter is not None
            charge = price.sorting(sorter, lot.units)
            yield errand.sorted[START], charge.line, node_id, charge.cny
        if errand.spilled is not None:
            node_id = errand.spilled[NODE]
            rooms = rooms_of(network, node_id)
            assert rooms is not None
            hours = errand.spilled[END] - errand.spilled[START]
            charge = price.spill(rooms, lot.kg, hours)
            yield errand.spilled[END], charge.line, node_id, charge.cny

    def _emitted(self, lot: Lot) -> Iterator[Due]:
        """What emissions of its rides cost, loose and in its box: by weight, so each lot's own."""
        if self.tariff.carbon_cny_per_t == 0.0:
            return
        seen = self.seen
        per_kg = self._carbon.of_loose(lot)
        box = seen.box_of.get(lot.lot_id)
        if box is not None:
            per_kg += self._carbon.of_box(box)
        if per_kg:
            yield (
                lot.order.ready_h,
                "carbon",
                "co2e",
                self.tariff.carbon_cny_per_t * per_kg * lot.kg / 1000.0,
            )

    def _collected(self, lot: Lot, move: Move) -> Due:
        """Its part of the rounds or of the trunk trucks that its consignment was on."""
        for name, run in self.seen.world.collections.items():
            if lot.order.consignment_id in run.comings:
                if name not in self._stations:
                    self._stations[name] = collected_cny(run)
                cny = self._stations[name][lot.order.consignment_id, move[STAGE]]
                return move[START], "transport", name, cny * lot.units / lot.order.units
        raise LookupError(lot.lot_id)

    def _unit_freight(self, lot: Lot, move: Move) -> float:
        """Freight of one packing unit on a truck; it is linear in the goods."""
        order, name = lot.order, move[SERVICE]
        key = (name, order.unit == "fcl", order.kg_per_unit, order.m3_per_unit)
        found = self._freights.get(key)
        if found is None:
            service = self.seen.world.network.services[name]
            found = price.loose_freight(service, key[2], key[3], full_loads=key[1]).cny
            self._freights[key] = found
        return found

    def _declaration_cny(self, lot: Lot, move: Move) -> float:
        order = lot.order
        if self.seen.world.network.listed(order) and order.list_fee_cny is not None:
            return order.list_fee_cny * lot.units / order.units
        key = (move[NODE], order.trade_mode, order.direction, order.cargo_class)
        fee = self._fees.get(key)
        if fee is None:
            rule = self.seen.world.network.clearance(*key)
            assert rule is not None
            fee = self._fees[key] = rule.fee_cny
        return fee * lot.units / order.units

    def _document_cny(self, lot: Lot, move: Move) -> float:
        papers = self.seen.world.network.papers_of(lot.order)
        assert papers is not None
        charge = paper_charge(papers, move[STAGE], move[END] - move[OPENS])
        return 0.0 if charge is None else charge.cny * lot.units / lot.order.units

    def _inspection_cny(self, lot: Lot) -> float:
        lists = self.seen.world.network.lists
        if lists is not None and lists.has(lot.order):
            return lists.fee(lot.units).cny
        rule = self.seen.world.network.inspections[lot.order.credit_grade]
        return price.inspection(rule).cny * lot.units / lot.order.units

    def _received_h(self, lot: Lot) -> float | None:
        """When a whole lot was at a hub that receives without a process; `None` elsewhere."""
        seen, order = self.seen, lot.order
        name = seen.planned[lot.part.part_id]
        if lot.lot_id != lot.part.part_id or lot.parent or name is None:
            return None
        if order.is_there(lot.part.before) or lot.part.fed_by:
            return None
        node_id = seen.world.plan.journeys[name].route.stuff_node
        process = seen.world.network.process(
            node_id, "receive", order.direction, order.cargo_class, "road"
        )
        rode = seen.errands[lot.lot_id].rode
        for run in seen.world.collections.values():
            coming = run.comings.get(order.consignment_id)
            if coming is not None:
                return coming.since_h if coming.there.processed and process is None else None
        fetched = [move[END] for move in rode if move[STAGE] == "fetch"]
        if process is not None or len(fetched) < len(lot.part.before):
            return None
        return fetched[-1] if fetched else order.ready_h

    def _at_door(self, lot: Lot) -> Iterator[Due]:
        order, tariff = lot.order, self.tariff
        end = self.seen.errands[lot.lot_id].end
        assert end is not None
        at_h = end[END]
        value, hours = order.value_cny * lot.units / order.units, at_h - order.ready_h
        used = None if lot.state is None else lot.state.life_used
        terms = self.seen.world.scenario.cash_of(order)
        yield at_h, "capital", "door", price.capital(tariff, value, hours + terms.settled_h).cny
        left_h = self.seen.box_of[lot.lot_id].journey.stuff_at_h
        waited = rebate_interest(tariff, terms, value, order.ready_h, left_h, at_h)
        if waited is not None:
            yield at_h, waited.line, "door", waited.cny
        lost = price.value_lost(tariff, order, value, hours, used)
        yield at_h, "value_lost", "door", lost.cny
        late = price.lateness(order, lot.kg, at_h)
        if late is not None:
            yield at_h, "lateness", "door", late.cny

    def of_box(self, box: Box) -> Iterator[Due]:
        """What a box costs, to be shared by the lots in it; inspection is each lot's own."""
        yield from self._fixed(box)
        yield from self._timed(box)
        yield from self._settled.get(box.box_id, ())

    def bill_of_box(self, box: Box) -> dict[str, float]:
        """The same by line. What many boxes of one way have in common is added up once."""
        if box.empty is not None and box.empty.owner:
            return self._added_up(box)
        trip, kind = self.seen.trips[box.box_id], box.box_type.box_type
        pattern = (
            kind, box.where, box.journey.route.begun is None, box.journey.route.restuffed,
            self._weight_class(box, trip),
            tuple([move[PROCESS] for move in trip.terminals]),
            tuple([ride[:3] for ride in trip.rides]),
            *self._days(box, trip),
        )  # fmt: skip
        fixed = self._bills.get(pattern)
        if fixed is None:
            fixed = self._bills[pattern] = {}
            for _, line, _, cny in self._fixed(box):
                fixed[line] = fixed.get(line, 0.0) + cny
        bill = fixed.copy()
        for _, line, _, cny in self._waiting(box, trip):
            bill[line] = bill.get(line, 0.0) + cny
        for _, line, _, cny in self._settled.get(box.box_id, ()):
            bill[line] = bill.get(line, 0.0) + cny
        if box.where in ("stripped", "emptied"):
            rates = self._hourly.get(kind)
            if rates is None:
                rates = self._hourly[kind] = {
                    line: cny for _, line, _, cny in self._used(box, 1.0, 1.0)
                }
            hours = {"box_use": _end_h(box, trip) - box.journey.stuff_at_h}
            for line, rate in rates.items():
                bill[line] = bill.get(line, 0.0) + rate * hours.get(line, trip.plugged_h)
        return bill

    def _days(self, box: Box, trip: Trip) -> Iterator[int]:
        """Which price holds for each ride, where a service has several."""
        for ride in trip.rides:
            if self.seen.world.network.services[ride.service_id].spells:
                yield id(self._on_the_day(box, trip, ride))

    def _on_the_day(self, box: Box, trip: Trip, ride: Ridden) -> Service:
        """The service of a ride as it is on the day of the departure, or of stuffing."""
        service = self.seen.world.network.services[ride.service_id]
        if not service.spells:
            return service
        slots = (
            key[1] for (key, leg), left_h in trip.slots
            if (key[0], leg) == (ride.service_id, ride.first_leg) and left_h == ride.left_h
        )  # fmt: skip
        return service.on(next(slots, box.journey.stuff_at_h))

    def _added_up(self, box: Box) -> dict[str, float]:
        """The bill of a box whose hire is not linear in its hours."""
        bill: dict[str, float] = {}
        for _, line, _, cny in self.of_box(box):
            bill[line] = bill.get(line, 0.0) + cny
        return bill

    def of_empty(self, box: Box) -> Iterator[Due]:
        """What the network pays for a box that was moved empty."""
        network, fleet = self.seen.world.network, self.seen.world.scenario.fleet
        trip = self.seen.trips[box.box_id]
        for move in trip.terminals:
            process = network.by_process_id.get(move[PROCESS])
            charge = None if process is None else price.node_handling(process, box.box_type)
            if charge is not None:
                yield move[END], "repositioning", move[NODE], charge.cny
        for ride in trip.rides:
            hop = Hop(ride.service_id, ride.first_leg, ride.last_leg)
            service = self._on_the_day(box, trip, ride)
            charge = empty_freight(fleet, service, hop, box.box_type)
            yield ride.left_h, charge.line, ride.service_id, charge.cny

    def _terms(self, box: Box) -> OwnerTerms | None:
        return self.seen.world.pools.terms_of(box.box_type.box_type, box.empty)

    def _fixed(self, box: Box) -> Iterator[Due]:
        """What does not depend on hours: stuffing and stripping, terminals, freight, return."""
        name, box_type, tariff = box.box_id, box.box_type, self.tariff
        trip = self.seen.trips[name]
        if box.journey.route.begun is None:
            yield box.journey.stuff_at_h, "handling", name, price.stuffing(tariff, box_type).cny
        for move in trip.terminals:
            process = self.seen.world.network.by_process_id.get(move[PROCESS])
            charge = None if process is None else price.node_handling(process, box_type)
            if charge is not None:
                yield move[END], charge.line, move[NODE], charge.cny
        for ride in trip.rides:
            hop = Hop(ride.service_id, ride.first_leg, ride.last_leg)
            service = self._on_the_day(box, trip, ride)
            charge = price.box_freight(service, hop, box_type, box.cargo_kg)
            yield ride.left_h, charge.line, ride.service_id, charge.cny
        if box.where == "stripped" and not box.journey.route.restuffed:
            yield _end_h(box, trip), "handling", name, price.stripping(tariff, box_type).cny
        if box.where in ("stripped", "emptied"):
            back = box.journey.route.strip_node if box.where == "stripped" else box.node_id
            for charge in use_charges(box_type, self._terms(box), back, 0.0, 0.0):
                if charge.line == "repositioning":
                    yield _end_h(box, trip), charge.line, name, charge.cny

    def _weight_class(self, box: Box, trip: Trip) -> bool | float:
        """What of a box's weight its freight hangs on: heavy or not, or all where paid per kg."""
        services = self.seen.world.network.services
        if any(services[ride.service_id].by_weight for ride in trip.rides):
            return box.cargo_kg
        return box.cargo_kg > HEAVY_BOX_KG

    def _timed(self, box: Box) -> Iterator[Due]:
        """What hours cost: waiting in a yard, rent, power."""
        trip = self.seen.trips[box.box_id]
        yield from self._waiting(box, trip)
        if box.where in ("stripped", "emptied"):
            used_h = _end_h(box, trip) - box.journey.stuff_at_h
            yield from self._used(box, used_h, trip.plugged_h)

    def _waiting(self, box: Box, trip: Trip) -> Iterator[Due]:
        for move in trip.gates:
            yard = yard_of(self.seen.world.network, move[NODE])
            assert yard is not None
            outside = price.gate_wait(yard, move[END] - move[START])
            yield move[END], outside.line, move[NODE], outside.cny
        for move in trip.waits:
            waited_h = move[END] - move[START]
            charge = yard_charge(
                self.tariff, box.box_type, self._terms(box), waited_h, move[NODE]
            )  # fmt: skip
            if charge is not None:
                yield move[END], charge.line, move[NODE], charge.cny

        for move in trip.early:
            terms = self.seen.world.network.services[move[SERVICE]].sailing
            cny = 0.0 if terms is None else terms.outer_yard_cny_per_day
            yield move[END], "storage", move[NODE], (move[END] - move[START]) / 24.0 * cny
        for move in trip.no_shows:
            service = self.seen.world.network.services[move[SERVICE]]
            hops = box.journey.route.hops
            hop = next(one for one in hops if one.service_id == service.service_id)
            owed = price.no_show(service, hop, box.box_type, box.cargo_kg)
            if owed is not None:
                yield move[END], owed.line, move[SERVICE], owed.cny

    def _used(self, box: Box, used_h: float, plugged_h: float) -> Iterator[Due]:
        """Rent, detention and power; without an owner they are linear in their hours."""
        at_h, name = box.journey.stuff_at_h + used_h, box.box_id
        waited_h = sum([move[END] - move[START] for move in self.seen.trips[name].waits])
        back = box.journey.route.strip_node if box.where == "stripped" else box.node_id
        for used in use_charges(box.box_type, self._terms(box), back, used_h, waited_h):
            if used.line != "repositioning":
                yield at_h, used.line, name, used.cny
        powered = price.energy(self.tariff, box.box_type, plugged_h)
        if powered is not None:
            yield at_h, powered.line, name, powered.cny


def _end_h(box: Box, trip: Trip) -> float:
    return box.journey.stuff_at_h if trip.last is None else trip.last[END]


def contract_dues(seen: Evidence) -> Iterator[Settled]:
    """What contracts must come to, by the rides that the movements show."""
    world = seen.world
    if not world.scenario.contracts:
        return
    rides = []
    kinds = {box.box_id: box.box_type.box_type for box in world.boxes if box.lots}
    for box_id, trip in seen.trips.items():
        scheduled = {(key[0], leg, left_h): key for (key, leg), left_h in trip.slots}
        for ride in trip.rides:
            key = scheduled.get((ride.service_id, ride.first_leg, ride.left_h))
            if key is not None and box_id in kinds:
                hop = Hop(ride.service_id, ride.first_leg, ride.last_leg)
                rides.append(Ride(box_id, key, hop, kinds[box_id]))
    yield from settle(
        world.scenario.contracts, world.network, rides, world.plan.released,
        lambda key: not world.cancelled(key),
    )  # fmt: skip


def dues_of_network(seen: Evidence, teu: Mapping[DepartureKey, float]) -> Iterator[Due]:
    """What belongs to no consignment: leases, trains run too empty, unused space, facilities.

    `teu` is the most that each departure carried on a leg.
    """
    world = seen.world
    for due in contract_dues(seen):
        if not due.box_id:
            yield due.at_h, due.charge.line, due.reference, due.charge.cny
    leased: set[str] = set()
    for box in world.boxes:
        if box.empty is not None and box.empty.leased and box.empty.box_no not in leased:
            leased.add(box.empty.box_no)
            charge = price.lease_in(box.box_type)
            yield box.journey.stuff_at_h, charge.line, box.box_id, charge.cny
    for key in sorted(world.path_runs()):
        service = world.network.services[key[0]]
        if world.cancelled(key):
            continue
        charge = price.dead_freight(service, teu.get(key, 0.0))
        if charge.cny > 0.0:
            yield key[1], charge.line, departure_name(key), charge.cny
    went = sets_went(seen)
    for at_h, name, charge in return_charges(world.scenario, world.plan.runs, went.__contains__):
        yield at_h, charge.line, name, charge.cny
    for reference, charge in facility_charges(world.scenario):
        yield world.scenario.period_end_h, charge.line, reference, charge.cny
