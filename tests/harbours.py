"""A hub, a port, a place abroad, an inland site: out and home by ship and truck. Domain only."""

from dataclasses import replace

from domain.plan import Plan, Way
from domain.supervision import FULL, GradeRule, Supervision
from domain.timetable import Timetable
from tests.worlds import (
    DRY,
    TEXTILES,
    consignment,
    journey_for,
    node,
    part_of,
    process,
    route,
    train,
    truck,
    two_hubs,
    two_hubs_network,
)


def harbours():
    """Out by lorry and ship, in by ship and feeder train: HUB-PORT-ABROAD and back to INLAND."""
    network = two_hubs_network()
    places = [
        node("HUB", stuffing=True, stripping=True, customs=True), node("PORT"),
        node("INLAND", stripping=True),
        node("ABROAD", "VN", stuffing=True, stripping=True, customs=True),
        node("GATE"),
    ]  # fmt: skip
    services = [
        truck("LORRY", "HUB", "PORT", 5.0), truck("TO_PORT", "HUB", "ABROAD", 20.0, via=("GATE",)),
        truck("FROM", "ABROAD", "HUB", 20.0, via=("GATE",)),
        train("SHIP", ("PORT", "ABROAD"), 30.0, mode="sea"),
        train("BACK", ("ABROAD", "PORT"), 30.0, mode="sea"),
        train("FEEDER", ("PORT", "INLAND"), 12.0),
    ]  # fmt: skip
    steps = {
        ("PORT", "terminal_out", "any", "any", "any"): process("O", "terminal_out", 4.0),
        ("PORT", "terminal_in", "any", "any", "any"): process("I", "terminal_in", 6.0),
        ("GATE", "border", "any", "any", "any"): process("G", "border", 3.0),
    }
    network = replace(
        network, nodes={one.node_id: one for one in places}, processes=steps,
        services={one.service_id: one for one in services}, boxes={"40HC": DRY},
    )  # fmt: skip
    daily = tuple(24.0 * day for day in range(40))
    departures = {
        "SHIP": tuple(at + 20.0 for at in daily), "BACK": tuple(at + 20.0 for at in daily),
        "FEEDER": tuple(at + 9.0 for at in daily),
    }  # fmt: skip
    scenario = replace(
        two_hubs(1), network=network, consignments=(), routes=(), ways={},
        timetable=Timetable(departures),
    )  # fmt: skip
    ways = {
        "sea": route(network.services, "40HC", "HUB", "ABROAD", "LORRY", "SHIP"),
        "road": route(network.services, "40HC", "HUB", "ABROAD", "TO_PORT"),
        "home": route(network.services, "40HC", "ABROAD", "INLAND", "BACK", "FEEDER"),
        "home by road": route(network.services, "40HC", "ABROAD", "HUB", "FROM"),
    }
    return scenario, ways


def crew(kind, mean, *, at="*", servers=None, cny=900.0, sd=0.0, unplugged_h=0.0, **more):
    """A crew of supervision for a kind of look."""
    made = process(
        f"S_{kind}_{at}",
        kind,
        mean,
        sd,
        at=at,
        servers=servers,
        cny=cny,
        unplugged_h=unplugged_h,
        unit="declaration",
        **more,
    )
    return {(at, kind, "any", "any", "any"): made}


ALWAYS = {"B": GradeRule("B", 1.0, 0.0, ((FULL, 1.0),))}
"""Everybody of grade B is fully looked into, and nothing is ever wrong."""


def shipped(name, count=1, *, rules=None, crews=None, apart=True, **changes):
    """Consignments by one of the ways, each in a box of its own or all in one, and their plan."""
    scenario, ways = harbours()
    direction = "import" if name.startswith("home") else "export"
    way = Way((), ways[name], ())
    orders = tuple(
        consignment(
            n,
            TEXTILES,
            units=4,
            ready_h=0.0,
            due_h=0.0,
            direction=direction,
            origin_id=way.route.stuff_node,
            destination_id=way.route.strip_node,
            **changes,
        )
        for n in range(count)
    )
    network = scenario.network
    rule = network.clearances["*", "0110", "export", "any"]
    hall = replace(rule, process=process("P_hall", "declare", 0.5))
    clearances = {("*", "0110", one, "any"): hall for one in ("export", "import")}
    network = replace(
        network,
        clearances=clearances,
        processes={**network.processes, **(crews or {})},
        box_stocks={(way.route.stuff_node, "40HC"): 9},
        supervision=rules,
    )
    order = orders[0]
    scenario = replace(
        scenario,
        network=network,
        consignments=orders,
        routes=(way.route,),
        ways={(order.flow_id, order.origin_id, order.destination_id): (way,)},
        climate=dict.fromkeys(network.nodes, scenario.climate["HUB"]),
        facility_cny_per_day=None,
        guide=None,
    )
    journeys, parts = {}, []
    for number, one in enumerate(orders):
        journey = journey_for(scenario, one, way, 1.0)
        if apart:
            journey = replace(journey, journey_id=f"{journey.journey_id}/{number}")
        journeys[journey.journey_id] = journey
        parts.append(part_of(one, journey.journey_id, way))
    return scenario, Plan("hand", journeys, tuple(parts), frozenset())


def rules(**changes):
    """Supervision of `ALWAYS`, unless told otherwise."""
    return Supervision(**{"grades": ALWAYS, **changes})
