"""Small worlds that one can draw on paper, and plain plans for them. Domain only."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

from domain.calendar import ALWAYS_OPEN, Clock, OpenHours
from domain.cargo import Consignment, Product
from domain.climate import constant_air
from domain.cold import ProductLife
from domain.distribution import Distribution
from domain.draws import snap_h
from domain.emissions import EmissionFactors
from domain.fetching import fetch
from domain.network import (
    BoxType,
    ClearanceRule,
    InspectionRule,
    Leg,
    Network,
    Node,
    Process,
    Service,
)
from domain.pace import nominal_pace
from domain.plan import BoxJourney, BoxRoute, Hop, Part, Plan, Way, journey_id
from domain.route import walk
from domain.scenario import PlanningRules, Scenario
from domain.tariff import Tariff
from domain.timetable import Timetable

FOREVER = (0.0, 1e6)
HORIZON_H = 24.0 * 120
DAYTIME = OpenHours.of([(24.0 * d + 8.0, 24.0 * d + 20.0) for d in range(120)], HORIZON_H)
CLOCK = Clock(datetime(2026, 6, 1, tzinfo=UTC))

TARIFF = Tariff(
    receive_cny_per_t=30.0,
    stuffing_cny_per_box=800.0,
    strip_cny_per_box=600.0,
    storage_cny_per_m3_day=3.0,
    cold_storage_cny_per_m3_day=9.0,
    storage_free_h=24.0,
    capital_rate_per_year=0.06,
    electricity_cny_per_kwh=0.9,
    life_value_share=0.8,
    demurrage_free_h=48.0,
    carbon_cny_per_t=0.0,
    subsidy_cny_per_feu=0.0,
)
PLANNING = PlanningRules(
    epoch_h=24.0, notice_h=48.0, slot_h=6.0, close_ahead_h=4.0, hold_max_h=240.0, options=6
)
DRY = BoxType(
    "40HC", "40-ft high cube", "40英尺高箱", 68.0, 26_000.0, 2.0, 3_900.0, 0.0, 0.0,
    60.0, 300.0, 168.0, 120.0, 1_500.0, frozenset({"dry"}),
)  # fmt: skip
REEFER = BoxType(
    "40RF", "40-ft reefer", "40英尺冷藏箱", 60.0, 24_000.0, 2.0, 4_800.0, 4.0, 44.3,
    160.0, 500.0, 120.0, 300.0, 4_000.0, frozenset({"dry", "chilled", "frozen"}),
)  # fmt: skip
ORANGES = Product(
    "orange", "oranges", "脐橙", "080510", "chilled", 5.0, 2.0, 10.0,
    ProductLife("q10", 5.0, 84.0, q10=2.79), 3.77,
)  # fmt: skip
SHRIMP = Product(
    "shrimp", "frozen shrimp", "冻虾", "030617", "frozen", -18.0, None, -15.0,
    ProductLife("arrhenius", -18.0, 365.0, ea_kj_mol=137.0), 1.9,
)  # fmt: skip
TEXTILES = Product(
    "textiles", "textiles", "纺织品", "610910", "ambient", None, None, None, None, 1.3
)


def node(node_id, country="CN", **functions):
    spans = {name: FOREVER if span is True else span for name, span in functions.items()}
    return Node(
        node_id, node_id, node_id, "place", country, "Asia/Shanghai", 0.0, 0.0, node_id, spans
    )


def hours(mean, sd=0.0):
    return Distribution.from_mean_sd("lognormal", mean, sd) if sd else Distribution.fixed(mean)


def process(
    process_id, step, mean, sd=0.0, *, at="*", opening=ALWAYS_OPEN, servers=None, slot_h=None,
    beside=None, unplugged_h=0.0, cny=0.0, unit="box",
):  # fmt: skip
    return Process(
        process_id, at, step, hours(mean, sd), opening, servers, slot_h, beside, unplugged_h,
        cny, unit,
    )  # fmt: skip


def truck(service_id, from_id, to_id, run_h, *, via=(), trucks=None, kg=0.3, feu=6_000.0):
    stops = (from_id, *via, to_id)
    legs = tuple(
        Leg(a, b, 60.0 * run_h / (len(stops) - 1), hours(run_h / (len(stops) - 1), 0.2))
        for a, b in pairwise(stops)
    )
    return Service(
        service_id, "road", "truck", legs, None, None, None, 0.6 * feu, feu, kg, 1.3, 0.0, 0.0,
        0.0, 0.0, None, 0.0, trucks, frozenset({"box", "pallet"}),
    )  # fmt: skip


def train(
    service_id, stops, run_h, *, dispatch="timetable", teu=40.0, t=1_200.0, plugs=10.0,
    feu=9_000.0, least_teu=0.0, late_h=0.0, cancel=0.0, gate_h=6.0, papers_h=6.0, mode="rail",
):  # fmt: skip
    each = run_h / (len(stops) - 1)
    legs = tuple(Leg(a, b, 50.0 * each, hours(each, 0.1 * each)) for a, b in pairwise(stops))
    late = Distribution.exponential(late_h) if late_h else None
    return Service(
        service_id, mode, dispatch, legs, teu, t, plugs, feu / 2.0, feu, None, 1.4, least_teu,
        0.5 if least_teu else 0.0, gate_h, papers_h, late, cancel, None, frozenset({"box"}),
    )  # fmt: skip


def route(network_services, box_type, start, end, *rides):
    """Box route over whole services, or `(service, last_leg)` to alight early."""
    hops = []
    for ride in rides:
        service_id, last = ride if isinstance(ride, tuple) else (ride, None)
        legs = network_services[service_id].legs
        hops.append(Hop(service_id, 0, len(legs) - 1 if last is None else last))
    names = ">".join(f"{h.service_id}@{h.last_leg}" for h in hops)
    return BoxRoute(f"{box_type}:{start}>{names}>{end}", start, end, box_type, tuple(hops))


def consignment(number, product, *, units, ready_h, due_h, **changes):
    cold = product is not TEXTILES
    kg = {"orange": 900.0, "shrimp": 950.0, "textiles": 250.0}[product.product_id]
    base = Consignment(
        consignment_id=f"C{number:03d}",
        flow_id=f"F_{product.product_id}",
        shipper_id="shipper",
        product_id=product.product_id,
        cargo_class={"orange": "fresh", "shrimp": "frozen", "textiles": "dry"}[product.product_id],
        unit="pallet",
        units=units,
        kg_per_unit=kg,
        m3_per_unit=1.8,
        value_cny=units * kg * (8.0 if cold else 40.0),
        value_loss_per_day=0.0 if cold else 0.001,
        late_cost_cny_per_t_day=300.0,
        trade_mode="0110",
        credit_grade="B",
        direction="export",
        origin_id="FARM",
        destination_id="CITY",
        box_types=("40RF",) if cold else ("40HC",),
        known_at_h=max(0.0, ready_h - 96.0),
        ready_h=snap_h(ready_h),
        due_h=snap_h(due_h),
        deadline_h=None,
        outsource_cny_per_kg=12.0,
    )
    return replace(base, **changes)


def two_hubs_network():
    nodes = [
        node("FARM"),
        node("HUB", stuffing=True, customs=True, cold_store=True, terminal=True),
        node("GATE", border=True),
        node("DEPOT", "KZ", stripping=True, terminal=True),
        node("CITY", "KZ"),
    ]
    services = [
        truck("FM_FARM_HUB", "FARM", "HUB", 3.0, trucks=8),
        train("RAIL", ("HUB", "GATE", "DEPOT"), 96.0, late_h=2.0, cancel=0.05, teu=12.0),
        train("BLOCK", ("HUB", "GATE", "DEPOT"), 72.0, dispatch="path", teu=20.0, least_teu=8.0,
              feu=8_000.0, late_h=1.0),
        truck("LORRY", "HUB", "DEPOT", 60.0, via=("GATE",), trucks=6, feu=24_000.0),
        truck("LM_DEPOT_CITY", "DEPOT", "CITY", 4.0),
    ]  # fmt: skip
    steps = {
        ("*", "receive", "any", "any", "any"): process(
            "P_receive", "receive", 1.0, 0.3, opening=DAYTIME, servers=2
        ),
        ("*", "stuff", "any", "any", "any"): process("P_stuff", "stuff", 2.0, 0.5, servers=3),
        ("*", "strip", "any", "any", "any"): process("P_strip", "strip", 2.0, 0.5, servers=3),
        ("*", "inspect", "any", "any", "any"): process(
            "P_inspect", "inspect", 4.0, opening=DAYTIME, servers=1
        ),
        ("HUB", "terminal_out", "any", "any", "rail"): process(
            "P_out", "terminal_out", 5.0, 1.0, at="HUB", servers=4, slot_h=1.0,
            unplugged_h=1.0, cny=150.0, unit="teu",
        ),
        ("GATE", "border", "any", "any", "rail"): process(
            "P_gauge", "border", 12.0, 3.0, at="GATE", servers=2, slot_h=6.0, unplugged_h=2.0
        ),
        ("GATE", "border", "any", "any", "road"): process(
            "P_lorry_gate", "border", 3.0, 1.0, at="GATE", opening=DAYTIME, servers=2, slot_h=0.5
        ),
        ("DEPOT", "terminal_in", "any", "any", "any"): process(
            "P_in", "terminal_in", 10.0, 2.0, at="DEPOT", servers=4, slot_h=1.0,
            beside=hours(16.0, 4.0), cny=200.0, unit="box",
        ),
    }  # fmt: skip
    return Network(
        nodes={n.node_id: n for n in nodes},
        services={s.service_id: s for s in services},
        boxes={b.box_type: b for b in (DRY, REEFER)},
        processes=steps,
        clearances={
            ("*", "0110", "export", "any"): ClearanceRule(
                "0110",
                "export",
                process("P_hall", "declare", 4.0, 1.0, opening=DAYTIME),
                200.0,
                "box",
            ),
            ("*", "9610", "export", "any"): ClearanceRule(
                "9610", "export", process("P_list", "declare", 1.0, 0.2), 50.0, "parcel"
            ),
        },
        inspections={
            "A": InspectionRule("A", 0.02, hours(6.0, 1.0), 600.0),
            "B": InspectionRule("B", 0.2, hours(12.0, 3.0), 900.0),
        },
        box_stocks={("HUB", "40HC"): 12, ("HUB", "40RF"): 8, ("DEPOT", "40HC"): 5},
        forbidden=frozenset(),
    )


def two_hubs(count=24, *, network=None, consignments=None, **changes):
    """A farm and a hub in China, a border, a depot and a city abroad; two trains and lorries."""
    network = network or two_hubs_network()
    orders = consignments if consignments is not None else two_hubs_orders(count)
    routes = {}
    for box_type in ("40HC", "40RF"):
        routes[box_type] = tuple(
            route(network.services, box_type, "HUB", "DEPOT", ride)
            for ride in ("RAIL", "BLOCK", "LORRY")
        )
    ways = {}
    for order in orders:
        key = (order.flow_id, order.origin_id, order.destination_id)
        ways[key] = tuple(
            Way(("FM_FARM_HUB",), found, ("LM_DEPOT_CITY",))
            for box_type in order.box_types
            for found in routes[box_type]
        )
    base = Scenario(
        name="two_hubs",
        title_zh="两个枢纽",
        title_en="two hubs",
        question="What does it take?",
        clock=CLOCK,
        warm_up_h=0.0,
        period_end_h=24.0 * 21,
        cap_h=24.0 * 90,
        network=network,
        timetable=Timetable(
            {
                "RAIL": tuple(24.0 * d + 22.0 for d in range(90)),
                "BLOCK": tuple(84.0 * d + 30.0 for d in range(25)),
            }
        ),
        routes=tuple(r for found in routes.values() for r in found),
        products={p.product_id: p for p in (ORANGES, SHRIMP, TEXTILES)},
        consignments=tuple(orders),
        ways=ways,
        tariff=TARIFF,
        emissions=EmissionFactors(
            {
                ("road", "dry", "*"): 70.0,
                ("road", "reefer", "*"): 95.0,
                ("rail", "dry", "*"): 18.0,
                ("rail", "reefer", "*"): 26.0,
                ("sea", "dry", "*"): 9.0,
                ("sea", "reefer", "*"): 14.0,
            }
        ),
        climate={
            "FARM": constant_air(26.0),
            "HUB": constant_air(28.0),
            "GATE": constant_air(20.0),
            "DEPOT": constant_air(16.0),
            "CITY": constant_air(15.0),
        },
        planning=PLANNING,
        facility_cny_per_day={("HUB", "cold_store"): 500.0},
        guide={
            (p.product_id, "CITY"): (("RAIL",), ("LORRY",)) for p in (ORANGES, SHRIMP, TEXTILES)
        },
    )
    return replace(base, **changes)


def two_hubs_orders(count):
    """Oranges, shrimp and textiles by turns, ready every seven hours."""
    orders = []
    for number in range(count):
        product = (ORANGES, TEXTILES, SHRIMP, TEXTILES)[number % 4]
        ready_h = 12.0 + 7.0 * number
        orders.append(
            consignment(
                number,
                product,
                units=(6, 20, 11, 37, 45)[number % 5],
                ready_h=ready_h,
                due_h=ready_h + 24.0 * (9 if number % 3 else 13),
                trade_mode="9610" if number % 8 == 1 else "0110",
                credit_grade="A" if number % 2 else "B",
            )
        )
    return orders


def part_of(order, journey, way, units=None, number=1):
    return Part(
        f"{order.consignment_id}.{number}",
        order.consignment_id,
        order.units if units is None else units,
        0,
        way.before,
        journey,
        way.after,
    )


def journey_for(scenario, order, way, not_before_h, pace=None):
    """Box journey that stuffs at an hour and takes the first departures reached; or None."""
    product = scenario.products[order.product_id]
    reefer = scenario.network.boxes[way.route.box_type].reefer
    point = product.setpoint_c if reefer else None
    walked = walk(
        scenario.network, scenario.timetable, way.route, order.direction, order.box_class,
        not_before_h, None, pace or nominal_pace(),
    )  # fmt: skip
    if walked is None:
        return None
    taken = walked.departures
    name = journey_id(way.route, order.box_class, point, not_before_h, taken)
    return BoxJourney(name, way.route, order.box_class, point, not_before_h, taken)


def available_h(scenario, order, way):
    fetched = fetch(
        scenario.network, order, way.before, way.route.stuff_node, nominal_pace()
    )  # fmt: skip
    return fetched.available_h


def plain_plan(scenario, choose=lambda _: 0, slot_h=12.0, split=lambda _: 1):
    """Every consignment on the way `choose(number)`, stuffed on the next multiple of a slot.

    `split(number)` cuts it in two parts that take consecutive slots. Capacity is not looked at.
    """
    journeys, parts, runs = {}, [], set()
    for number, order in enumerate(scenario.consignments):
        ways = scenario.ways_of(order)
        way = ways[choose(number) % len(ways)]
        ready_h = available_h(scenario, order, way)
        pieces = min(split(number), order.units)
        left = order.units
        for piece in range(pieces):
            units = left if piece == pieces - 1 else order.units // pieces
            left -= units
            stuff_at_h = snap_h((ready_h // slot_h + 1 + piece) * slot_h)
            journey = journey_for(scenario, order, way, stuff_at_h)
            if journey is None:
                parts.append(part_of(order, None, way, units, piece + 1))
                continue
            journeys[journey.journey_id] = journey
            runs.update(
                key
                for _, key in journey.dated()
                if scenario.network.services[key[0]].dispatch == "path"
            )
            parts.append(part_of(order, journey.journey_id, way, units, piece + 1))
    return Plan("plain", journeys, tuple(parts), frozenset(runs))
