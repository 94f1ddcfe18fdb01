"""A world in which goods of a town can change boxes at a hub. Domain only."""

from dataclasses import replace

from domain.climate import constant_air
from domain.draws import snap_h
from domain.fetching import fetch, restuffed, to_first_box
from domain.network import BoxType
from domain.pace import nominal_pace
from domain.plan import BoxJourney, Hop, Part, Plan, Way, journey_id
from domain.route import walk
from tests.worlds import node, process, route, train, truck, two_hubs, two_hubs_network

TRAILER = BoxType(
    "40RF_TRAILER", "reefer trailer", "冷藏挂车", 60.0, 24_000.0, 2.0, 4_800.0, 4.0, 44.3,
    160.0, 500.0, 120.0, 0.0, 4_000.0, frozenset({"dry", "chilled", "frozen"}),
)  # fmt: skip


def town_network(*, restuff_h=3.0, restuff_cny=400.0, servers=2, unplugged_h=1.5):
    """Two hubs with a town: its boxes go to the hub by truck or by a shuttle."""
    base = two_hubs_network()
    services = [
        truck("FM_FARM_TOWN", "FARM", "TOWN", 1.0),
        truck("FEED", "TOWN", "HUB", 5.0, feu=2_400.0),
        train("SHUTTLE", ("TOWN", "HUB"), 8.0, feu=1_500.0, teu=8.0),
    ]
    places = [node("TOWN", stuffing=True, cold_store=True, terminal=True)]
    steps = {
        ("HUB", "restuff", "any", "any", "any"): process(
            "P_restuff", "restuff", restuff_h, 0.5, at="HUB", servers=servers,
            unplugged_h=unplugged_h, cny=restuff_cny,
        ),
    }  # fmt: skip
    return replace(
        base,
        nodes={**base.nodes, **{n.node_id: n for n in places}},
        services={**base.services, **{s.service_id: s for s in services}},
        processes={**base.processes, **steps},
        box_stocks={},
    )


def feeder_of(network, box_type, *rides):
    found = route(network.services, box_type, "TOWN", "HUB", *rides)
    return replace(found, route_id=found.route_id + "~", restuffed=True)


def town(count=8, *, network=None, orders=None, **changes):
    """Every consignment may go from the town in one box, or change boxes at the hub."""
    network = network or town_network()
    scenario = two_hubs(count, network=network, consignments=orders)
    ways, routes = {}, []
    for order in scenario.consignments:
        found = []
        for box_type in order.box_types:
            through = [
                route(network.services, box_type, "TOWN", "DEPOT", "FEED", "RAIL"),
                route(network.services, box_type, "HUB", "DEPOT", "RAIL"),
            ]
            feeders = [feeder_of(network, box_type, one) for one in ("FEED", "SHUTTLE")]
            routes += [*through, *feeders]
            found.append(Way(("FM_FARM_TOWN",), through[0], ("LM_DEPOT_CITY",)))
            found += [
                Way(("FM_FARM_TOWN",), through[1], ("LM_DEPOT_CITY",), one) for one in feeders
            ]
        ways[order.flow_id, order.origin_id, order.destination_id] = tuple(found)
    timetable = replace(
        scenario.timetable,
        departures={
            **scenario.timetable.departures,
            "SHUTTLE": tuple(12.0 * d + 9.0 for d in range(180)),
        },
    )
    climate = {**scenario.climate, "TOWN": constant_air(27.0)}
    by_id = {one.route_id: one for one in routes}
    made = replace(
        scenario, ways=ways, routes=tuple(by_id.values()), timetable=timetable, climate=climate
    )
    return replace(made, **changes)


def stuffed(scenario, order, box_route, not_before_h, slot_h=6.0):
    """The journey of a route stuffed on the next slot, with the first departures reached."""
    at_h = snap_h(-(-not_before_h // slot_h) * slot_h)
    reefer = scenario.network.boxes[box_route.box_type].reefer
    point = scenario.products[order.product_id].setpoint_c if reefer else None
    walked = walk(
        scenario.network, scenario.timetable, box_route, order.direction, order.box_class,
        at_h, None, nominal_pace(),
    )  # fmt: skip
    name = journey_id(box_route, order.box_class, point, at_h, walked.departures)
    journey = BoxJourney(name, box_route, order.box_class, point, at_h, walked.departures)
    return journey, walked.stripped_h


def itinerary(scenario, order, way, units=None, number=1, slot_h=6.0):
    """Journeys and parts of some units on a way, each box at the first slot that is reached."""
    network, pace = scenario.network, nominal_pace()
    units = order.units if units is None else units
    name = f"{order.consignment_id}.{number}"
    if way.feeder is None:
        came = fetch(network, order, way.before, way.route.stuff_node, pace)
        journey, _ = stuffed(scenario, order, way.route, came.available_h, slot_h)
        part = Part(name, order.consignment_id, units, 0, way.before, journey.journey_id, way.after)
        return [journey], [part]
    came = to_first_box(network, order, way.before, way.feeder.stuff_node, pace)
    first, opened_h = stuffed(scenario, order, way.feeder, came.available_h, slot_h)
    there = restuffed(network, order, way.route.stuff_node, opened_h, pace)
    second, _ = stuffed(scenario, order, way.route, there.available_h, slot_h)
    before = Part(
        f"{name}~", order.consignment_id, units, 0, way.before, first.journey_id, (), feeds=name
    )
    after = Part(
        name, order.consignment_id, units, 0, (), second.journey_id, way.after, fed_by=f"{name}~"
    )
    return [first, second], [before, after]


def plan_on(scenario, choose, slot_h=6.0, split=lambda _: 1):
    """Every consignment on the way `choose(number)`, in `split(number)` parts."""
    journeys, parts = {}, []
    for number, order in enumerate(scenario.consignments):
        ways = scenario.ways_of(order)
        pieces, left = min(split(number), order.units), order.units
        for piece in range(pieces):
            units = left if piece == pieces - 1 else order.units // pieces
            left -= units
            way = ways[(choose(number) + piece) % len(ways)]
            made, own = itinerary(scenario, order, way, units, piece + 1, slot_h)
            journeys.update({one.journey_id: one for one in made})
            parts += own
    return Plan("plain", journeys, tuple(parts), frozenset())


def roomy(scenario):
    services = {
        name: replace(one, capacity_teu=None, capacity_t=None, plugs=None)
        for name, one in scenario.network.services.items()
    }
    return replace(scenario, network=replace(scenario.network, services=services))


__all__ = ["Hop", "feeder_of", "itinerary", "plan_on", "roomy", "town", "town_network"]
