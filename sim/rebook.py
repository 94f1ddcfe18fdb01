"""Recovery of a box: it missed its departure, and goes on from the yard where it stands.

The next departures of its own chain, another chain to the same stripping node, or such a chain
after a truck to another terminal: whichever has room and the least expected cost of freight,
lateness and box use. As the rule of thumb would, goods still on their side of the customs border
are given away where that has a price and costs less.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from domain import tariff as price
from domain.carbon import hops_carbon_cny
from domain.cash import rebate_interest
from domain.checkpoints import admitted
from domain.plan import Hop
from domain.recover import Onward, onward
from domain.route import Stage
from domain.timetable import DepartureKey
from sim import booking_log, delivery, yard
from sim.loads import Box, Lot
from sim.stages import pass_box
from sim.world import World


def rebook(world: World, box: Box) -> bool:
    """Find a box another way on; `False` where there is none before the cap."""
    world.book_box(box, take_off=True)
    own = tuple(box.hops)
    others = world.chains.get(
        (box.node_id, box.journey.route.strip_node, box.box_type.box_type), ()
    )  # fmt: skip
    chains = (own, *(chain for chain in others if chain != own), *_round_about(world, box))
    best: tuple[float, Onward] | None = None
    for chain in chains:
        found = _try(world, box, chain)
        if found is not None:
            cny = _expected_cny(world, box, found)
            if best is None or cny < best[0]:
                best = (cny, found)
    away_cny = None
    if box.lots and (_at_home(world, box) or best is None):
        away_cny = given_away_cny(box.lots)
    if best is None or (away_cny is not None and away_cny < best[0]):
        _give_up(world, box, away=away_cny is not None)
        return False
    before = booking_log.dated(box)[1:]
    box.hops = list(best[1].hops)
    box.departures = list(best[1].departures)
    world.book_box(box)
    _tell(world, box, before)
    return True


def _tell(world: World, box: Box, before: Sequence[DepartureKey]) -> None:
    """Bookings given back, and new ones; what a box has kept goes on as it was."""
    now_h, after = world.agenda.now_h, booking_log.dated(box)
    for key in before:
        if key not in after:
            booking_log.note(world, box, key, "given_back", now_h)
    booking_log.booked(world, box, [key for key in after if key not in before], now_h)


def _at_home(world: World, box: Box) -> bool:
    abroad = world.network.abroad
    return abroad(box.node_id) == abroad(box.journey.route.stuff_node)


def given_away_cny(lots: Sequence[Lot]) -> float | None:
    """What giving lots away costs them; `None` where one of them has no price."""
    total = 0.0
    for lot in lots:
        rate = lot.order.given_away_cny_per_kg
        if rate is None:
            return None
        total += rate * lot.kg
    return total


def _round_about(world: World, box: Box) -> Iterator[tuple[Hop, ...]]:
    """Chains from other terminals that a truck reaches without crossing the customs border."""
    network = world.network
    for service in world.trucks_from.get(box.node_id, ()):
        end = service.destination_id
        if box.box_type.reefer and service.reefer_factor is None:
            continue
        key = (end, box.journey.route.strip_node, box.box_type.box_type)
        back = Hop(service.service_id, 0, len(service.legs) - 1)
        for chain in world.chains.get(key, ()):
            stops = {network.services[h.service_id].legs[h.last_leg].to_id for h in chain}
            if box.node_id not in stops:
                yield (back, *chain)


def _try(world: World, box: Box, chain: tuple[Hop, ...]) -> Onward | None:
    service = world.network.services[chain[0].service_id]
    way = replace(box.journey.route, hops=chain)
    if not all(
        admitted(world.network, lot.order.product_id, lot.order.origin_id, way) for lot in box.lots
    ):
        return None
    plug = 1.0 if box.box_type.reefer else 0.0

    def room(key: DepartureKey, hop: Hop) -> bool:
        if key in box.refused:
            return False
        return world.has_room(key, hop, box.box_type.teu, box.gross_t, plug)

    known = world.known
    return onward(
        known.network, known.timetable, chain, box.journey.route.strip_node,
        box.direction, box.journey.cargo_class, box.t, box.papers_h, world.scenario.cap_h, room,
        through_terminal=box.through == f"{box.node_id}:{service.mode}",
    )  # fmt: skip


def _expected_cny(world: World, box: Box, way: Onward) -> float:
    """Freight, CO2e, rent, yard, and what the hour of arrival costs its lots."""
    tariff, services = world.scenario.tariff, world.known.network.services
    cny = sum(
        price.box_freight(
            services[hop.service_id].on(box.t if at_h is None else at_h),
            hop, box.box_type, box.cargo_kg,
        ).cny
        for hop, at_h in zip(way.hops, way.departures, strict=True)
    )  # fmt: skip
    cny += price.box_use(box.box_type, way.stripped_h - box.t).cny
    cny += hops_carbon_cny(world.scenario, way.hops, box.cargo_kg, reefer=box.box_type.reefer)
    first = way.departures[0]
    if first is not None:
        held = price.demurrage(tariff, box.box_type, first - box.gated_h, box.node_id)
        cny += 0.0 if held is None else held.cny
    return cny + sum(delivery_cny(world, lot, box.node_id, way.stripped_h) for lot in box.lots)


def delivery_cny(
    world: World, lot: Lot, node_id: str, stripped_h: float, warm_h: float = 0.0
) -> float:
    """What lateness, interest and age are expected to cost a lot that is stripped at an hour.

    `warm_h` of the time from now is spent loose in the air of `node_id`; the rest of the
    way goods with kinetics are expected at their set point, others in that air too.
    """
    services, order = world.network.services, lot.order
    at_h = stripped_h + sum(
        leg.run.nominal for service_id in lot.after for leg in services[service_id].legs
    )
    late = price.lateness(order, lot.kg, at_h)
    value = order.value_cny * lot.units / order.units
    hours = at_h - order.ready_h
    cny = 0.0 if late is None else late.cny
    tariff, life, terms = world.scenario.tariff, lot.product.life, world.scenario.cash_of(order)
    cny += price.capital(tariff, value, hours + terms.settled_h).cny
    left_h = lot.left_h or world.agenda.now_h
    waited = rebate_interest(tariff, terms, value, order.ready_h, left_h, at_h)
    cny += 0.0 if waited is None else waited.cny
    if life is None:
        return cny + price.value_lost(tariff, order, value, hours, None).cny
    air_c = world.scenario.air_at(node_id).ambient_c(world.agenda.now_h)
    point_c = air_c if lot.product.setpoint_c is None else lot.product.setpoint_c
    ahead_h = at_h - world.agenda.now_h
    used = life.rate_per_h(air_c) * warm_h + life.rate_per_h(point_c) * (ahead_h - warm_h)
    return cny + price.value_lost(tariff, order, value, hours, used).cny


def _give_up(world: World, box: Box, *, away: bool) -> None:
    """No way on: the goods are given away where that has a price, else they stay."""
    box.where = "stranded"
    for key in booking_log.dated(box)[1:]:
        booking_log.note(world, box, key, "given_back", world.agenda.now_h)
    node_id = box.node_id
    off_h = yard.leave(world, box, box.t) if away else yard.unplugged_h(world, box, box.t)
    stage = Stage("recover", node_id, node_id, box.gated_h, box.t, box.t, unplugged_h=off_h)
    pass_box(world, box, stage)
    if away:
        delivery.empty_out(world, box)
        for lot in box.lots:
            delivery.outsource(world, lot, box.t)
    else:
        for lot in box.lots:
            lot.where = "stranded"
