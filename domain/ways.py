"""Which ways lead from door to door: every sensible chain of services, before any timetable.

A depth-first search over services with four rules of the trade: China's customs border is
crossed once by exports and imports and never by domestic goods, no place is visited twice, a
box rides only what carries it, and forbidden places are left out. Of what is found, the ways
that are best for some value of time are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from domain.checkpoints import admitted
from domain.network import TRAILER, VAN, BoxType, Network, Service
from domain.plan import BoxRoute, Hop, Way
from domain.route import alight_step
from domain.tariff import HEAVY_BOX_KG, TRUCK_KG, box_freight

MAX_HOPS = 4
TRUCKS_IN_A_ROW = 2
TIME_WEIGHTS = (0.0, 1.0, 4.0)
"""Multiples of the flow's own value of time for which the best ways are kept."""
VARIANTS = 3
HOURS_PER_WEEK = 168.0


@dataclass(frozen=True, slots=True)
class Demand:
    """What a search needs of a flow: where from and to, in what, and what an hour is worth.

    At nodes that are `barred` its goods may not be declared, so they are not stuffed there.
    """

    origin_id: str
    destination_id: str
    product_id: str
    unit: str
    direction: str
    cargo_class: str
    box_type: str
    kg_per_box: float
    cny_per_t_h: float
    barred: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Found:
    way: Way
    cny_per_t: float
    hours: float


@dataclass(frozen=True, slots=True)
class Chain:
    """Services in travel order, with what a box costs on them and how long it takes."""

    hops: tuple[Hop, ...]
    visited: tuple[str, ...]
    cny: float
    hours: float
    crossed: bool
    trucks: int


class WaySearch:
    """Finds ways over one network; `headway_h` gives the mean hours between departures."""

    def __init__(
        self,
        network: Network,
        headway_h: Mapping[str, float],
        trucks_in_a_row: int = TRUCKS_IN_A_ROW,
    ) -> None:
        self._network = network
        self._headway_h = headway_h
        self._most_trucks = trucks_in_a_row
        self._from: dict[str, list[Service]] = {}
        for service in network.services.values():
            self._from.setdefault(service.origin_id, []).append(service)
        self._chains: dict[tuple[str, str, str, str, bool], tuple[Chain, ...]] = {}

    def ways(self, demand: Demand, keep: int) -> tuple[Way, ...]:
        """Ways over up to `keep` main carriages for each weight of time.

        Main carriage is what has a timetable or crosses the border. Ways that differ only in
        how trucks get there, where boxes are stuffed or how goods end are variants of one; the
        best `VARIANTS` of each stay. Best first at the flow's own value of time.
        """
        own = demand.cny_per_t_h
        variants = self._by_main_carriage(list(self._all(demand)), own)
        chosen: dict[tuple[Hop, ...], None] = {}
        for weight in TIME_WEIGHTS:
            ranked = sorted(variants, key=lambda main: _rank(variants[main][0], weight * own))
            chosen.update(dict.fromkeys(ranked[:keep]))
        best = sorted(
            (item for main in chosen for item in variants[main][:VARIANTS]),
            key=lambda item: _rank(item, own),
        )
        return tuple(item.way for item in best)

    def _by_main_carriage(
        self, found: list[_Found], cny_per_t_h: float
    ) -> dict[tuple[Hop, ...], list[_Found]]:
        """The best way per main carriage, stuffing node and kind of last leg."""
        seen: set[tuple[object, ...]] = set()
        groups: dict[tuple[Hop, ...], list[_Found]] = {}
        for item in sorted(found, key=lambda item: _rank(item, cny_per_t_h)):
            route = item.way.route
            main = tuple(hop for hop in route.hops if self._main_carriage(hop))
            variant = (main, route.stuff_node, bool(item.way.after))
            if variant not in seen:
                seen.add(variant)
                groups.setdefault(main, []).append(item)
        return groups

    def _main_carriage(self, hop: Hop) -> bool:
        service = self._network.services[hop.service_id]
        crosses = self._network.abroad(service.origin_id) != self._network.abroad(
            service.legs[hop.last_leg].to_id
        )
        return service.dated or crosses

    def _all(self, demand: Demand) -> Iterable[_Found]:
        box = self._network.boxes[demand.box_type]
        tonnes = demand.kg_per_box / 1000.0
        ends = self._ends(demand)
        for start, before in self._reach(demand.origin_id):
            if start in demand.barred or not self._usable(start, "stuffing", demand):
                continue
            for chain, route, after in self._ended(start, ends, box, demand):
                loose = sum(self._loose_cny_per_t(s) for s in (*before, *after))
                hours = chain.hours + sum(self._ride_h(s) for s in (*before, *after))
                yield _Found(Way(before, route, after), chain.cny / tonnes + loose, hours)

    def _ends(self, demand: Demand) -> dict[str, tuple[str, ...]]:
        """Where boxes may be stripped, with the last leg from there."""
        return {
            node: after
            for node, after in self._reverse_reach(demand)
            if self._usable(node, "stripping", demand)
        }

    def _ended(
        self, start: str, ends: Mapping[str, tuple[str, ...]], box: BoxType, demand: Demand
    ) -> Iterable[tuple[Chain, BoxRoute, tuple[str, ...]]]:
        """Chains from a place to where goods can be brought to their destination (`_ends`)."""
        for chain in self._explore(start, box, demand):
            end = chain.visited[-1]
            if end not in ends or not self._crossing_right(demand.direction, chain):
                continue
            after = ends[end]
            if any(stop in chain.visited[:-1] for stop in self._stops(after)):
                continue
            route = BoxRoute(
                self._route_name(start, end, box.box_type, chain.hops),
                start, end, box.box_type, chain.hops,
            )  # fmt: skip
            if admitted(self._network, demand.product_id, demand.origin_id, route):
                yield chain, route, after

    def _usable(self, node_id: str, function: str, demand: Demand) -> bool:
        node = self._network.nodes[node_id]
        return function in node.functions and self._network.may_receive(demand.product_id, node_id)

    @staticmethod
    def _crossing_right(direction: str, chain: Chain) -> bool:
        return chain.crossed == (direction != "domestic")

    def _reach(self, origin_id: str) -> list[tuple[str, tuple[str, ...]]]:
        """Places that pallets (parcels too) reach from the origin by up to two trucks."""
        found: dict[str, tuple[str, ...]] = {origin_id: ()}
        frontier = [origin_id]
        for _ in range(2):
            following = []
            for node_id in frontier:
                for service in self._from.get(node_id, ()):
                    to_id = service.destination_id
                    loose = "pallet" in service.carries and self._carries_loose(service)
                    if to_id not in found and loose:
                        found[to_id] = (*found[node_id], service.service_id)
                        following.append(to_id)
            frontier = following
        return list(found.items())

    def _reverse_reach(self, demand: Demand) -> list[tuple[str, tuple[str, ...]]]:
        """Places from which the destination is itself, or one truck or parcel round away.

        Of several services from one place the cheapest per kg is taken. Parcels end on a
        parcel round, never on a truck; a van that is stripped at the destination is one.
        """
        last = "parcel" if demand.unit == "parcel" else "pallet"
        rounds = sorted(
            (
                service
                for service in self._network.services.values()
                if service.destination_id == demand.destination_id
                and last in service.carries
                and self._carries_loose(service)
            ),
            key=lambda s: (s.price_cny_per_kg or 0.0, s.service_id),
        )
        found: dict[str, tuple[str, ...]] = {}
        if last == "pallet" or demand.box_type.startswith(VAN):
            found[demand.destination_id] = ()
        for service in rounds:
            found.setdefault(service.origin_id, (service.service_id,))
        return list(found.items())

    def _carries_loose(self, service: Service) -> bool:
        same_side = self._network.abroad(service.origin_id) == self._network.abroad(
            service.destination_id
        )
        return (
            service.dispatch == "truck"
            and same_side
            and len(service.legs) == 1
            and service.price_cny_per_kg is not None
        )

    def _stops(self, services: Sequence[str]) -> list[str]:
        return [self._network.services[s].destination_id for s in services]

    def _loose_cny_per_t(self, service_id: str) -> float:
        return 1000.0 * (self._network.services[service_id].price_cny_per_kg or 0.0)

    def _ride_h(self, service_id: str) -> float:
        return sum(leg.run.nominal for leg in self._network.services[service_id].legs)

    def _explore(self, start: str, box: BoxType, demand: Demand) -> tuple[Chain, ...]:
        heavy = demand.kg_per_box > HEAVY_BOX_KG
        key = (start, box.box_type, demand.direction, demand.cargo_class, heavy)
        if key not in self._chains:
            done: list[Chain] = []
            stack = [Chain((), (start,), 0.0, 0.0, False, 0)]
            while stack:
                chain = stack.pop()
                if chain.hops:
                    done.append(chain)
                if len(chain.hops) < MAX_HOPS:
                    stack.extend(self._extensions(chain, box, demand))
            self._chains[key] = tuple(done)
        return self._chains[key]

    def _extensions(self, chain: Chain, box: BoxType, demand: Demand) -> Iterable[Chain]:
        at = chain.visited[-1]
        for service in self._from.get(at, ()):
            if not _rides(service, box):
                continue
            trucks = 0 if service.dated else chain.trucks + 1
            if trucks > self._most_trucks:
                continue
            for last in range(len(service.legs)):
                end = service.legs[last].to_id
                if end in chain.visited or not self._may_alight(service, last):
                    continue
                crosses = self._network.abroad(at) != self._network.abroad(end)
                if crosses and (chain.crossed or demand.direction == "domestic"):
                    continue
                hop = Hop(service.service_id, 0, last)
                cny = box_freight(service, hop, box, demand.kg_per_box).cny
                yield Chain(
                    (*chain.hops, hop),
                    (*chain.visited, end),
                    chain.cny + cny + box.rent_cny_per_day / 24.0 * self._hop_h(hop, demand),
                    chain.hours + self._hop_h(hop, demand),
                    chain.crossed or crosses,
                    trucks,
                )

    def _may_alight(self, service: Service, last: int) -> bool:
        """At the end of the line, or where trains hand boxes over on the way."""
        if last == len(service.legs) - 1:
            return True
        return (
            service.dated and "terminal" in self._network.nodes[service.legs[last].to_id].functions
        )

    def _hop_h(self, hop: Hop, demand: Demand) -> float:
        service = self._network.services[hop.service_id]
        cargo, way = demand.cargo_class, demand.direction
        hours = 0.0
        if service.dated:
            hours += self._headway_h.get(service.service_id, HOURS_PER_WEEK) / 2.0
            hours += self._step_h(service.origin_id, "terminal_out", way, cargo, service.mode)
        for leg in range(hop.first_leg, hop.last_leg + 1):
            hours += service.legs[leg].run.nominal
            if leg < hop.last_leg:
                via = service.legs[leg].to_id
                hours += self._step_h(via, "border", way, cargo, service.mode)
                if service.crossing:
                    hours += self._step_h(via, "cross", way, cargo, service.crossing)
        step = alight_step(self._network, service, hop)
        if step is not None:
            hours += self._step_h(service.legs[hop.last_leg].to_id, step, way, cargo, service.mode)
        return hours

    def _route_name(self, start: str, end: str, box_type: str, hops: Sequence[Hop]) -> str:
        """Services in travel order; `@node` where a box alights before the end of the line."""
        names = []
        for hop in hops:
            service = self._network.services[hop.service_id]
            early = hop.last_leg < len(service.legs) - 1
            stop = f"@{service.legs[hop.last_leg].to_id}" if early else ""
            names.append(f"{hop.service_id}{stop}")
        return f"{box_type}:{start}>{'>'.join(names)}>{end}"

    def _step_h(self, node_id: str, step: str, way: str, cargo: str, mode: str) -> float:
        process = self._network.process(node_id, step, way, cargo, mode)
        return process.work.nominal if process is not None else 0.0


def _rides(service: Service, box: BoxType) -> bool:
    if box.rides_as not in service.carries:
        return False
    if box.box_type.endswith(TRAILER) and service.mode != "road":
        return False
    if box.reefer and service.reefer_factor is None:
        return False
    weighed = box.rides_as != "box" and service.price_cny_per_kg is not None
    return weighed or not service.by_weight


def _rank(item: _Found, cny_per_t_h: float) -> tuple[float, str]:
    return item.cny_per_t + cny_per_t_h * item.hours, _name(item.way)


def _name(way: Way) -> str:
    return f"{'>'.join(way.before)}|{way.route.route_id}|{'>'.join(way.after)}"


def kg_per_box(box: BoxType, kg_per_unit: float, m3_per_unit: float) -> float:
    """Cargo weight of a box filled with one kind of unit, at most what a truck may carry."""
    units = max(1.0, min(box.payload_kg / kg_per_unit, box.m3 / m3_per_unit) // 1.0)
    return min(units * kg_per_unit, TRUCK_KG * 1.15)
