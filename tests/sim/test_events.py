"""Events while goods are under way: doors, trains, servers, and what becomes of the goods."""

from dataclasses import replace

import pytest

from domain.account import account
from domain.calendar import ALWAYS_OPEN
from domain.event_effects import shut_hours, with_effects
from domain.events import Event
from domain.outlook import Outlook
from domain.scenario import Background
from optimize import RollingPlan, Rule
from sim import simulate
from sim.servers import Server
from tests.sim.reading import consignments, rows, stages
from tests.sim.test_nominal import assert_equal, roomy
from tests.worlds import TEXTILES, consignment, plain_plan, process, two_hubs

CALM = {"seed": 1, "replication": 0}
GATE_SHUT = Event("storm", "node", "GATE", 60.0, 200.0, closed=True)
LINK_SHUT = Event("slide", "link", "GATE>DEPOT", 60.0, 200.0, closed=True)
KNOWN = [
    GATE_SHUT,
    LINK_SHUT,
    Event("hub", "node", "HUB", 30.0, 90.0, closed=True),
    Event("fewer", "frequency", "RAIL", 0.0, 300.0, factor=0.5),
    Event("dear", "price", "*", 50.0, 250.0, factor=1.7),
    Event("truck", "service", "LORRY", 20.0, 120.0, closed=True),
    Event("farm", "link", "FARM>HUB", 20.0, 70.0, closed=True),
]


def steady(scenario):
    """The same without lateness and cancellations."""
    services = {
        name: replace(one, lateness=None, cancel_share=0.0)
        for name, one in scenario.network.services.items()
    }
    return replace(scenario, network=replace(scenario.network, services=services))


def moves(result, kind):
    return [row for row in rows(result.records.movements) if row["stage"] == kind]


@pytest.mark.parametrize("event", KNOWN, ids=lambda event: event.name)
@pytest.mark.parametrize("way", [0, 1, 2])
def test_what_is_known_from_the_start_is_planned_and_executes_as_planned(event, way):
    scenario = with_effects(roomy(12), [event])
    assert_equal(scenario, plain_plan(scenario, lambda _: way))


def test_all_of_it_together_executes_as_planned():
    scenario = with_effects(roomy(24), KNOWN)
    assert_equal(scenario, plain_plan(scenario, lambda n: n))


def test_a_dearer_week_costs_its_factor():
    scenario = roomy(12)
    plan = plain_plan(scenario)
    dear = with_effects(scenario, [Event("dear", "price", "RAIL", 0.0, 1e6, factor=1.5)])
    before, after = (account(one, plan) for one in (scenario, dear))
    freight = sum(
        scenario.network.services["RAIL"].price_cny_per_feu
        * (1.4 if "40RF" in row["box_id"] else 1.0)
        for row in moves(simulate(scenario, plan, **CALM, nominal=True), "ride")
        if row["subject"] == "box" and row["node_id"] == "HUB"
    )
    assert after.cost_cny - before.cost_cny == pytest.approx(0.5 * freight)


def test_nothing_begins_at_a_closed_node_and_the_order_stays():
    scenario = steady(roomy(24))
    plan = plain_plan(scenario)
    result = simulate(replace(scenario, events=(GATE_SHUT,)), plan, **CALM)
    border = [row for row in moves(result, "border") if row["subject"] == "box"]
    assert not [row for row in border if 60.0 <= row["opens_h"] < 200.0]
    assert [row for row in border if row["start_h"] < 200.0 <= row["opens_h"]]
    came = sorted(border, key=lambda row: row["start_h"])
    assert [row["opens_h"] for row in came] == sorted(row["opens_h"] for row in came)
    assert result.backlog == 0


def test_a_closed_link_holds_trains_and_trucks_until_it_is_open():
    scenario = steady(roomy(24))
    for way in (0, 2):
        plan = plain_plan(scenario, lambda _, way=way: way)
        result = simulate(replace(scenario, events=(LINK_SHUT,)), plan, **CALM)
        rides = [row for row in moves(result, "ride") if row["to_id"] == "DEPOT"]
        assert rides
        assert not [row for row in rides if 60.0 <= row["start_h"] < 200.0]
        held = moves(result, "held")
        assert held
        assert {row["end_h"] for row in held} == {200.0}
        assert {row["node_id"] for row in held} == {"GATE"}


def test_cancelled_departures_carry_nobody():
    scenario = steady(two_hubs(12))
    plan = plain_plan(scenario)
    gone = Event("strike", "service", "RAIL", 0.0, 150.0, closed=True)
    result = simulate(replace(scenario, events=(gone,)), plan, **CALM)
    rides = [row for row in moves(result, "ride") if row["service_id"] == "RAIL"]
    assert not [row for row in rides if row["scheduled_h"] < 150.0]
    status = {
        row["scheduled_h"]: row["status"]
        for row in rows(result.records.departures)
        if row["service_id"] == "RAIL"
    }
    assert all(status[at] == ("cancelled" if at < 150.0 else "ran") for at in status)
    assert result.backlog == 0


def test_less_room_leaves_boxes_behind():
    orders = [consignment(n, TEXTILES, units=30, ready_h=12.0, due_h=600.0) for n in range(6)]
    scenario = steady(two_hubs(consignments=orders))
    plan = plain_plan(scenario)
    cut = Event("cut", "capacity", "RAIL", 0.0, 96.0, value=4.0)
    result = simulate(replace(scenario, events=(cut,)), plan, **CALM)
    loaded = {
        row["scheduled_h"]: (row["capacity_teu"], row["loaded_teu"])
        for row in rows(result.records.departures)
        if row["service_id"] == "RAIL" and row["leg"] == 0 and row["loaded_teu"]
    }
    # Six boxes of 2 TEU: two on each of the next three trains, where twelve fit before.
    first = next(iter(plan.journeys.values())).departures[0]
    assert loaded[first] == (4.0, 4.0)
    assert max(teu for at, (_, teu) in loaded.items() if at < 96.0) == 4.0
    assert sum(row["missed"] for row in consignments(result).values()) > 0
    assert result.backlog == 0


def test_goods_wait_or_go_another_way_as_the_event_says():
    scenario = steady(roomy(8))
    plan = plain_plan(scenario)
    closed = Event("slide", "link", "HUB>GATE", 60.0, 900.0, closed=True)
    waits, turns = (
        simulate(replace(scenario, events=(replace(closed, goods=goods),)), plan, **CALM)
        for goods in ("hold", "reroute")
    )
    assert moves(waits, "held")
    # Both ways from the hub lead over the link, so who asks again finds nothing better and stays.
    assert turns.backlog == waits.backlog == 0
    gauge = Event("works", "service", "RAIL", 60.0, 900.0, closed=True, goods="reroute")
    other = simulate(replace(scenario, events=(gauge,)), plan, **CALM)
    used = {row["service_id"] for row in moves(other, "ride") if row["start_h"] >= 60.0}
    assert "LORRY" in used
    assert other.backlog == 0


def test_who_stands_before_a_closed_node_asks_once_for_another_way():
    """A second line round the closed gate is taken by boxes that already wait in the yard."""
    scenario = steady(roomy(4))
    services = dict(scenario.network.services)
    rail = services["RAIL"]
    services["BLOCK"] = replace(
        rail, service_id="BLOCK", legs=(replace(rail.legs[0], to_id="DEPOT"),)
    )
    scenario = replace(
        scenario,
        network=replace(scenario.network, services=services),
        timetable=type(scenario.timetable)(
            {"RAIL": scenario.timetable.departures["RAIL"],
             "BLOCK": tuple(24.0 * d + 23.0 for d in range(90))}
        ),
    )  # fmt: skip
    routes = []
    for one in scenario.routes:
        hop = one.hops[0]
        if hop.service_id == "BLOCK":
            one = replace(one, hops=(replace(hop, last_leg=0),))
        routes.append(one)
    scenario = replace(scenario, routes=tuple(routes))
    plan = plain_plan(scenario)
    first = min(j.departures[0] for j in plan.journeys.values())
    shut = Event("storm", "node", "GATE", first - 7.0, 2_000.0, closed=True, goods="reroute")
    result = simulate(replace(scenario, events=(shut,)), plan, **CALM)
    rides = [row for row in moves(result, "ride") if row["subject"] == "box"]
    assert rides
    assert {row["service_id"] for row in rides} == {"BLOCK"}
    # What the event turned round has missed nothing; one box was too late as it would have been.
    calm = consignments(simulate(replace(scenario, events=()), plan, **CALM))
    missed = {name: row["missed"] for name, row in consignments(result).items()}
    assert missed == {name: row["missed"] for name, row in calm.items()}
    assert result.backlog == 0


@pytest.mark.parametrize("share", [1.0, 0.4])
def test_lost_goods_cost_their_value_and_are_conserved(share):
    scenario = steady(roomy(16))
    plan = plain_plan(scenario)
    # A slide at 160 h: trains that left the gate before are on the link, others wait before it.
    slide = replace(LINK_SHUT, from_h=160.0, to_h=300.0, goods="lose", lost_share=share)
    result = simulate(replace(scenario, events=(slide,)), plan, **CALM)
    boxes = {row["subject_id"] for row in moves(result, "lost") if row["subject"] == "box"}
    rode = {
        row["subject_id"]
        for row in moves(result, "ride")
        if row["subject"] == "box"
        and row["to_id"] == "DEPOT"
        and row["start_h"] < 160.0
        and row["end_h"] > 160.0
    }
    assert rode
    assert boxes <= rode
    assert boxes == rode or share < 1.0
    values = sum(
        row["cny"] for row in rows(result.records.costs)
        if row["line"] == "value_lost" and row["reference"] == "lost"
    )  # fmt: skip
    names = {row["subject_id"] for row in moves(result, "lost") if row["subject"] == "part"}
    kg = {
        row["consignment_id"]: (row["kg"], row["value_cny"])
        for row in rows(result.records.consignments)
    }
    assert names
    assert values > 0.0
    whole = {name for name in kg if any(one.startswith(f"{name}.") for one in names)}
    assert values <= sum(kg[name][1] for name in whole) + 0.01
    assert result.backlog == len(whole)


def test_servers_that_are_down_let_fewer_through():
    scenario = steady(roomy(24))
    plan = plain_plan(scenario)
    down = Event("crane", "servers", "HUB:terminal_out", 0.0, 400.0, value=3.0)
    free, few = (
        simulate(replace(scenario, events=events), plan, **CALM) for events in ((), (down,))
    )

    def at_once(result):
        works = [r for r in moves(result, "terminal_out") if r["subject"] == "box"]
        edges = sorted({r["opens_h"] for r in works if r["opens_h"] < 400.0})
        held = [(r["opens_h"], r["opens_h"] + 1.0) for r in works]
        return max(sum(a <= at < b for a, b in held) for at in edges)

    assert at_once(few) == 1 < at_once(free)


def test_everybody_is_inspected_while_the_rate_is_one():
    scenario = steady(roomy(24))
    plan = plain_plan(scenario)
    event = Event("alarm", "inspection", "*", 0.0, 150.0, value=1.0)
    result = simulate(replace(scenario, events=(event,)), plan, **CALM)
    declared = {row["subject_id"].split(".")[0]: row["end_h"] for row in moves(result, "declare")}
    inspected = {name: row["inspected"] for name, row in consignments(result).items()}
    within = [name for name, at_h in declared.items() if at_h < 150.0]
    after = [name for name, at_h in declared.items() if at_h >= 150.0]
    assert within
    assert all(inspected[name] for name in within)
    assert not all(inspected[name] for name in after)


def queue_of(opening, gap_h, work_h, count, servers=1):
    """Hours at which others come and are served at a gate, by the engine's own server."""
    job = process("P", "border", work_h, servers=servers, slot_h=work_h, opening=opening)
    came = [gap_h * number for number in range(count)]
    server = Server("G", "border", servers, job)
    return came, [server.begin(job, at, work_h, 1.0)[0] for at in came]


@pytest.mark.parametrize(("per_day", "capacity", "days"), [(11.0, 14.0, 12.0), (5.0, 7.0, 3.0)])
def test_the_backlog_of_a_closure_decays_at_capacity_less_arrivals(per_day, capacity, days):
    """notes/network.md 2: twelve days shut with 130 trains held; others do not vanish meanwhile."""
    begin_h, end_h = 240.0, 240.0 + 24.0 * days
    opening = shut_hours(ALWAYS_OPEN, begin_h, end_h)
    came, begun = queue_of(opening, 24.0 / per_day, 24.0 / capacity, 2_000)
    assert begun == sorted(begun)

    def waiting(at_h):
        return sum(c <= at_h < b for c, b in zip(came, begun, strict=True))

    held = per_day * days
    assert waiting(end_h - 0.01) == pytest.approx(held, abs=1.5)
    for after_days in (1.0, 5.0, 10.0, held / (capacity - per_day) - 1.0):
        fluid = max(0.0, held - (capacity - per_day) * after_days)
        assert waiting(end_h + 24.0 * after_days) == pytest.approx(fluid, abs=2.0)
    over_h = end_h + 24.0 * held / (capacity - per_day)
    assert waiting(over_h + 48.0) <= 1
    # Longest wait: of the first to come after the gate shut.
    longest = max(b - c for c, b in zip(came, begun, strict=True))
    assert longest == pytest.approx(24.0 * days, abs=24.0 / per_day + 24.0 / capacity)


def test_others_who_come_while_a_gate_is_closed_are_served_before_who_comes_later():
    """Background traffic is held too, so goods that come after a closure wait for it."""
    scenario = steady(roomy(24))
    plan = plain_plan(scenario)
    crowd = replace(scenario, background=(Background("GATE", "border", 7.0, 1.0, ALWAYS_OPEN),))
    shut = (Event("storm", "node", "GATE", 60.0, 220.0, closed=True),)

    def wait_after_h(world):
        result = simulate(replace(world, events=shut), plan, **CALM)
        found = [
            row["opens_h"] - row["start_h"] for row in moves(result, "border")
            if row["subject"] == "box" and row["start_h"] >= 220.0
        ]  # fmt: skip
        return sum(found) / len(found)

    # 47 came in seven days and 8 a day are served; alone, the zone's trains hardly wait.
    assert wait_after_h(crowd) > wait_after_h(scenario) + 24.0


def test_events_do_not_touch_a_nominal_run():
    scenario = roomy(12)
    plan = plain_plan(scenario)
    events = (GATE_SHUT, Event("quake", "node", "HUB", None, per_year=50.0, closed=True))
    calm, shaken = (
        simulate(replace(scenario, events=found), plan, **CALM, nominal=True)
        for found in ((), events)
    )
    assert calm.records.movements.rows == shaken.records.movements.rows
    assert calm.records.costs.rows == shaken.records.costs.rows


def test_closures_by_chance_are_the_same_for_all_who_meet_them():
    scenario = steady(roomy(12))
    quake = Event("quake", "node", "GATE", None, per_year=60.0, mean_h=72.0, closed=True)
    shaken = replace(scenario, events=(quake,))
    one = simulate(shaken, plain_plan(scenario), **CALM)
    other = simulate(shaken, plain_plan(scenario), **CALM)
    assert one.records.movements.rows == other.records.movements.rows
    plain = simulate(scenario, plain_plan(scenario), **CALM)
    late = [consignments(one)[name]["delivered_h"] for name in consignments(plain)]
    soon = [row["delivered_h"] for row in consignments(plain).values()]
    assert max(a - b for a, b in zip(late, soon, strict=True)) > 24.0
    assert stages(one, next(iter(plain_plan(scenario).journeys)) + "#1")


@pytest.mark.parametrize("policy", [Rule(), RollingPlan()], ids=lambda policy: policy.name)
def test_rule_and_plan_know_an_event_from_the_hour_at_which_it_is_announced(policy):
    """Nobody books a train that does not run, once that is known; before, some do."""
    scenario = steady(two_hubs(24))
    strike = Event("strike", "service", "RAIL", 100.0, 400.0, closed=True)

    def booked(known_h):
        world = replace(scenario, events=(replace(strike, known_h=known_h),))
        plan = policy.plan(world, Outlook(1))
        orders = {one.consignment_id: one for one in scenario.consignments}
        found = []
        for part in plan.parts:
            journey = plan.journeys.get(part.journey_id or "")
            if journey is not None:
                struck = any(
                    key[0] == "RAIL" and 100.0 <= key[1] < 400.0 for _, key in journey.dated()
                )
                found.append((orders[part.consignment_id].known_at_h, struck))
        return found

    never, early, late = booked(1e9), booked(0.0), booked(72.0)
    assert any(struck for _, struck in never)
    assert not any(struck for _, struck in early)
    assert not any(struck for known_h, struck in late if known_h > 72.0)
    assert any(struck for _, struck in late)


def test_what_pays_by_weight_is_dearer_too_and_executes_as_planned():
    bare = roomy(12)
    flown = replace(
        bare.network.services["LORRY"], price_cny_per_teu=None, price_cny_per_feu=None,
        price_cny_per_kg=2.0,
    )  # fmt: skip
    services = {**bare.network.services, "LORRY": flown}
    bare = replace(bare, network=replace(bare.network, services=services))
    dear = with_effects(bare, [Event("fuel", "price", "LORRY", 0.0, 5000.0, factor=1.25)])
    plan = plain_plan(dear, lambda _: 2)
    assert_equal(dear, plan)
    kg = sum(order.kg for order in dear.consignments if order.box_class == "dry")
    more = account(dear, plan).cost_cny - account(bare, plain_plan(bare, lambda _: 2)).cost_cny
    assert more >= 0.25 * 2.0 * kg - 0.01
