"""Life and value that goods lose on their box journeys, for many journeys at once.

Until they are stuffed, goods are followed as `domain.charges.loose_state` does: collected, received
and kept on a floor or in a cold room. From then on there are two answers.

*Expected*: goods that are kept cold go from the temperature at which they are stuffed to their set
point, as in a running unit; others are at the mean temperature of the air on the way.

*Least*: what no walk through the same hours goes below, for rates that rise with temperature
(others count as zero). Goods in the air are never colder than both when they were stuffed and the
coldest air on the way. Of goods in a reefer box let e be the temperature above the set point.
Under power e' = -e / 60 h; off power e' = (air - set point - e) / tau, where tau is no less than
that of a box with one unit. So after t hours, of which at most u are off power,

    e(t) >= e(0) exp(-t / 60) exp(-u max(0, 1 / tau - 1 / 60)) - d,
    d = max(0, set point - coldest air) (1 - exp(-u / tau)),

and where e(0) < 0, e(t) >= e(0) - d. The last leg is under power.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from domain.cargo import Consignment, Product
from domain.climate import Air, cut_by_day
from domain.cold import GAS_CONSTANT_KJ, ZERO_C_IN_K, ProductLife
from domain.fetching import Fetched
from domain.freight import Floats, Ints
from domain.hubs import rooms_of, spilled_cold
from domain.network import BoxType, Node
from domain.pace import nominal_pace
from domain.plan import Way
from domain.power import off_spans
from domain.route import Stage, walk
from domain.scenario import Scenario
from domain.stage_kinds import ON_THE_ROAD, PAPER_STAGES
from domain.thermal import (
    LOOSE_TAU_H,
    POWERED_TAU_H,
    BoxLoad,
    CargoState,
    after_stage,
    is_cold,
    kept_cold,
    point_in,
    when_ready,
)
from optimize.lane import Lane

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(8)
_AT, _SHARES = 0.5 * (1.0 + _NODES), 0.5 * _WEIGHTS
_PIECES = ((0.0, 1.5), (1.5, 6.0), (6.0, 26.0))
"""Time constants over which a gap is integrated; after them it is closed."""
SURE = 1.0 - 1e-5
"""Taken off the least for what the integrals may miss."""


@dataclass(frozen=True, slots=True)
class Trips:
    """Journeys of one consignment: row by row its way and lane, row by pace its hours.

    `fetched` has one list per way, by pace; ways with the same list were collected alike. `came`
    has the states by pace of goods that came in other boxes.
    """

    ways: Sequence[Way]
    lanes: Sequence[Lane]
    fetched: Sequence[Sequence[Fetched]]
    way: Ints
    stuff_h: Floats
    shift_h: Floats
    delivered_h: Floats
    came: Sequence[Sequence[CargoState] | None]


class LifeOnWay:
    """Life lost under one scenario; what lanes have in common is kept."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self._off_h: dict[tuple[str, str, str], float] = {}
        self._airs: dict[tuple[object, ...], tuple[Air, ...]] = {}

    def life_used(self, order: Consignment, trips: Trips, *, least: bool) -> Floats:
        """Share of the shelf life used, by row and pace, of goods that age."""
        product = self.scenario.products[order.product_id]
        life = product.life
        assert life is not None
        if life.kinetics == "q10" and (life.q10 or 0.0) < 1.0 and least:
            return np.zeros_like(trips.delivered_h)
        temp_c, used = self._stuffed(order, product, trips, least=least)
        hours = trips.delivered_h - trips.shift_h - trips.stuff_h[:, None]
        towards_c, gap_c = self._aboard(order, product, trips, temp_c, least=least)
        used += integral(life, towards_c, gap_c, POWERED_TAU_H, hours)
        return used * SURE if least else used

    def loss_per_h(self, order: Consignment, way: Way, *, least: bool) -> float:
        """Share of its value that a consignment loses in an hour more on a way.

        Goods that age do so at their set point, or in the mean air of the way where nobody cools
        them; with `least`, in the coldest air that they can meet.
        """
        product = self.scenario.products[order.product_id]
        life = product.life
        if life is None:
            return order.value_loss_per_day / 24.0
        if least and life.kinetics == "q10" and (life.q10 or 0.0) < 1.0:
            return 0.0
        box = self.scenario.network.boxes[way.route.box_type]
        temp_c = point_in(product, box) if is_cold(product) else None
        if least or temp_c is None:
            airs = self._airs_from_origin(order, way)
            if least:
                coldest_c = min(min(air.temps_c) for air in airs)
                temp_c = coldest_c if temp_c is None else min(temp_c, coldest_c)
            else:
                temp_c = sum(air.ambient_c(order.ready_h) for air in airs) / len(airs)
        return self.scenario.tariff.life_value_share * life.rate_per_h(temp_c)

    def _stuffed(
        self, order: Consignment, product: Product, trips: Trips, *, least: bool
    ) -> tuple[Floats, Floats]:
        """Temperature and life used when stuffed, by row and pace."""
        temp_c, used = np.empty_like(trips.delivered_h), np.empty_like(trips.delivered_h)
        number: dict[int, list[int]] = {}
        for way, fetched in enumerate(trips.fetched):
            number.setdefault(id(fetched), []).append(way)
        for ways in number.values():
            node_id = trips.ways[ways[0]].route.stuff_node
            rows = np.nonzero(np.isin(trips.way, ways))[0]
            came = trips.came[ways[0]]
            for pace, collected in enumerate(trips.fetched[ways[0]]):
                if came is None:
                    state = self._received(order, product, collected)
                else:
                    state = came[pace]
                until = trips.stuff_h[rows] + trips.shift_h[rows, pace]
                at_h, back = np.unique(until, return_inverse=True)
                if collected.outside_h > 0.0:
                    state = self._without_room(product, node_id, state, collected, least=least)
                temps, life = self._stored(product, node_id, state, collected.inside_h, at_h)
                temp_c[rows, pace], used[rows, pace] = temps[back], life[back]
        return temp_c, used

    def _received(self, order: Consignment, product: Product, fetched: Fetched) -> CargoState:
        """State when taken in at the stuffing node, as in `domain.charges.loose_state`."""
        scenario = self.scenario
        air_c = scenario.air_at(order.origin_id).ambient_c(order.ready_h)
        state = when_ready(product, order, air_c)
        for stage in fetched.stages:
            if stage.kind in PAPER_STAGES:
                continue
            node = scenario.network.nodes[stage.node_id]
            ridden = stage.kind in ON_THE_ROAD
            room = is_cold(product) if ridden else kept_cold(product, node, stage.start_h)
            air = scenario.air_at(stage.node_id)
            state = after_stage(state, product, stage, None, air, cold_room=room)
        return state

    def _without_room(
        self,
        product: Product,
        node_id: str,
        state: CargoState,
        fetched: Fetched,
        *,
        least: bool,
    ) -> CargoState:
        """State when there is room in the store; at least: no older, as cold as can be."""
        air, from_h, to_h = self.scenario.air_at(node_id), fetched.received_h, fetched.inside_h
        if least:
            coldest_c = min(state.temp_c, _coldest((air,), from_h, to_h))
            return state._replace(temp_c=coldest_c)
        rooms = rooms_of(self.scenario.network, node_id)
        assert rooms is not None
        cold = kept_cold(product, self.scenario.network.nodes[node_id], from_h)
        stage = Stage("overflow", node_id, node_id, from_h, from_h, to_h)
        cold = spilled_cold(rooms, product, cold=cold)
        return after_stage(state, product, stage, None, air, cold_room=cold)

    def _stored(
        self, product: Product, node_id: str, state: CargoState, from_h: float, until_h: Floats
    ) -> tuple[Floats, Floats]:
        """Temperature and life used after waiting loose until some rising hours."""
        life = product.life
        assert life is not None
        pieces: Sequence[tuple[float, float, float]]
        air = self.scenario.air_at(node_id)
        node: Node = self.scenario.network.nodes[node_id]
        end_h = max(from_h, float(until_h[-1]))
        point_c = product.setpoint_c if kept_cold(product, node, from_h) else None
        if point_c is not None:
            tau, pieces = POWERED_TAU_H, ((from_h, end_h, point_c),)
        else:
            tau, pieces = LOOSE_TAU_H, cut_by_day(from_h, end_h, air)
        temps, used = np.full(len(until_h), state.temp_c), np.full(len(until_h), state.life_used)
        start_c = state.temp_c
        taus = [tau] * len(pieces)
        if point_c is not None and air.dark:
            pieces, taus = _by_turns(from_h, end_h, point_c, air)
        for (begin_h, finish_h, towards_c), tau in zip(pieces, taus, strict=True):
            hours = np.clip(until_h - begin_h, 0.0, finish_h - begin_h)
            gap_c = start_c - towards_c
            used += integral(life, np.full(1, towards_c), np.full(1, gap_c), tau, hours)
            temps = np.where(hours > 0.0, towards_c + gap_c * np.exp(-hours / tau), temps)
            start_c = towards_c + gap_c * float(np.exp(-(finish_h - begin_h) / tau))
        return temps, used

    def _aboard(
        self,
        order: Consignment,
        product: Product,
        trips: Trips,
        temp_c: Floats,
        *,
        least: bool,
    ) -> tuple[Floats, Floats]:
        """What the temperature of boxed goods tends to, and its gap to it, by row and pace."""
        towards_c, gap_c = np.empty_like(temp_c), np.zeros_like(temp_c)
        boxes = self.scenario.network.boxes
        order_of = np.argsort(trips.way, kind="stable")
        ends = np.searchsorted(trips.way[order_of], np.arange(len(trips.ways) + 1))
        for number, way in enumerate(trips.ways):
            rows = order_of[ends[number] : ends[number + 1]]
            if len(rows) == 0:
                continue
            box = boxes[way.route.box_type]
            point_c = point_in(product, box)
            cold = box.reefer and is_cold(product) and point_c is not None
            begin_h, end_h = float(trips.stuff_h[rows].min()), float(trips.delivered_h[rows].max())
            airs = self._airs_of(way)
            start_c = temp_c[rows]
            if not cold:
                if least:
                    towards_c[rows] = np.minimum(start_c, _coldest(airs, begin_h, end_h))
                else:
                    towards_c[rows] = sum(air.ambient_c(order.ready_h) for air in airs) / len(airs)
                continue
            assert point_c is not None
            above = np.maximum(0.0, start_c - point_c)
            if not least:
                towards_c[rows], gap_c[rows] = point_c, start_c - point_c
                continue
            off_h = self._unplugged_h(trips.lanes[number])
            tau = _lightest_tau_h(product, order, box)
            drop = max(0.0, point_c - _coldest(airs, begin_h, end_h)) * (1.0 - np.exp(-off_h / tau))
            slower = np.exp(-off_h * max(0.0, 1.0 / tau - 1.0 / POWERED_TAU_H))
            towards_c[rows] = np.minimum(start_c, point_c) - drop
            gap_c[rows] = above * slower
        return towards_c, gap_c

    def _airs_of(self, way: Way) -> tuple[Air, ...]:
        """The air that goods may feel from stuffing to the door."""
        key = (way.route.route_id, way.after)
        if key not in self._airs:
            route = way.route
            self._airs[key] = self._airs_at(
                (route.stuff_node, route.strip_node, *self._rides(way), *self._trucked(way.after))
            )
        return self._airs[key]

    def _airs_from_origin(self, order: Consignment, way: Way) -> tuple[Air, ...]:
        """The air that goods may feel on all of a way."""
        key = (order.origin_id, way.before, way.route.route_id, way.after)
        if key not in self._airs:
            nodes = (order.origin_id, way.route.stuff_node, way.route.strip_node)
            trucked = self._trucked((*way.before, *way.after))
            self._airs[key] = self._airs_at((*nodes, *trucked, *self._rides(way)))
        return self._airs[key]

    def _airs_at(self, nodes: Iterable[str]) -> tuple[Air, ...]:
        return tuple(self.scenario.air_at(one) for one in dict.fromkeys(nodes))

    def _rides(self, way: Way) -> Iterator[str]:
        """Nodes that the box passes, those of a departure in travel order."""
        for hop in way.route.hops:
            legs = self.scenario.network.services[hop.service_id].legs
            for leg in legs[hop.first_leg : hop.last_leg + 1]:
                yield leg.from_id
                yield leg.to_id

    def _trucked(self, services: Iterable[str]) -> Iterator[str]:
        """Where the legs of the road services before and after begin."""
        for name in services:
            yield from (leg.from_id for leg in self.scenario.network.services[name].legs)

    def _unplugged_h(self, lane: Lane) -> float:
        """Most hours that a reefer on a lane is off power."""
        key = (lane.route.route_id, lane.direction, lane.cargo_class)
        if key not in self._off_h:
            journey = lane.journeys[0].journey
            walked = walk(
                self.scenario.network, self.scenario.timetable, lane.route, lane.direction,
                lane.cargo_class, journey.stuff_at_h, journey.departures, nominal_pace(),
                strict=False,
            )  # fmt: skip
            assert walked is not None
            self._off_h[key] = sum(stage.unplugged_h for stage in walked.stages)
        return self._off_h[key]


def _by_turns(
    from_h: float, end_h: float, point_c: float, air: Air
) -> tuple[list[tuple[float, float, float]], list[float]]:
    """Pieces of a wait in a cold room whose power is cut, and the time constant of each."""
    stage = Stage("store", "", "", from_h, from_h, end_h)
    pieces: list[tuple[float, float, float]] = []
    taus: list[float] = []
    lit_h = from_h
    for begin_h, finish_h in [*off_spans(stage, air, boxed=False), (end_h, end_h)]:
        if begin_h > lit_h:
            pieces.append((lit_h, begin_h, point_c))
            taus.append(POWERED_TAU_H)
        dark = cut_by_day(begin_h, finish_h, air)
        pieces += dark
        taus += [LOOSE_TAU_H] * len(dark)
        lit_h = finish_h
    return pieces, taus


def rates_per_h(life: ProductLife, temps_c: Floats) -> Floats:
    """`ProductLife.rate_per_h` of many temperatures."""
    ref_c = life.ref_temp_c
    if life.kinetics == "none" or ref_c is None:
        return np.zeros_like(temps_c)
    at_ref = life.rate_per_h(ref_c)
    if life.kinetics == "q10":
        return at_ref * np.exp(life.log_rate_per_k * (temps_c - ref_c))
    if life.kinetics == "arrhenius":
        per_k = (life.ea_kj_mol or 0.0) / GAS_CONSTANT_KJ
        return at_ref * np.exp(per_k / (ref_c + ZERO_C_IN_K) - per_k / (temps_c + ZERO_C_IN_K))
    lowest_c = life.tmin_c or 0.0
    return at_ref * (np.maximum(0.0, temps_c - lowest_c) / (ref_c - lowest_c)) ** 2


def integral(
    life: ProductLife, towards_c: Floats, gap_c: Floats, tau_h: float, hours: Floats
) -> Floats:
    """Life used in some hours while a gap to a temperature closes, rows beside rows."""
    left = hours / tau_h
    if not np.any(gap_c):
        return rates_per_h(life, towards_c) * hours
    total = np.zeros(np.broadcast_shapes(left.shape, gap_c.shape))
    for begin, end in _PIECES:
        if not np.any(left > begin):
            break
        width = np.clip(left - begin, 0.0, end - begin)
        at = begin + np.multiply.outer(_AT, width)
        used = np.multiply.outer(_SHARES, width)
        used = used * rates_per_h(life, towards_c + gap_c * np.exp(-at))
        for one in used:
            total += one
    rest = np.maximum(0.0, left - _PIECES[-1][1])
    return (total + rest * rates_per_h(life, towards_c)) * tau_h


def _coldest(airs: Sequence[Air], from_h: float, to_h: float) -> float:
    return min(piece[2] for air in airs for piece in cut_by_day(from_h, to_h + 1e-6, air))


def _lightest_tau_h(product: Product, order: Consignment, box: BoxType) -> float:
    """Time constant of a box with one unit in it."""
    kg = max(order.kg_per_unit, 1.0)
    return BoxLoad(box, None, kg, kg * product.cp_kj_kgk).tau_h
