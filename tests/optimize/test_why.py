"""Why: lines sum to the plan's cost, and every sentence is right when the thing is really done."""

import math
from dataclasses import replace

import pytest

from domain.expected import expected_cost, lenient_walk
from domain.fetching import fetch
from domain.outlook import Outlook, replications
from domain.pace import nominal_pace
from domain.plan import Part, Plan, Way
from domain.tariff import box_freight
from optimize.offers import OfferBook
from optimize.rolling import RollingPlan
from optimize.rule import Rule
from optimize.verify import verify
from optimize.why.books import PlanBooks
from optimize.why.capacity import CapacityDesk
from optimize.why.changes import changes
from optimize.why.nearby import nearby_cny
from optimize.why.prices import room_prices
from optimize.why.room import planned_again, without_departure
from optimize.why.waterfall import planned, steps, surprises
from optimize.why.ways import NEW_PART, WayDesk
from tests.worlds import TEXTILES, consignment, train, two_hubs, two_hubs_network

OUTLOOK = Outlook(1, replications("A", 2))
CENT = 0.01


def narrow(teu=4.0, plugs=2.0, **changes):
    network = two_hubs_network()
    services = dict(network.services)
    services["RAIL"] = train(
        "RAIL", ("HUB", "GATE", "DEPOT"), 96.0, teu=teu, plugs=plugs, t=90.0, late_h=3.0, **changes
    )
    return replace(network, services=services)


def settled(scenario, policy=None):
    """A plan with its books and its way desk."""
    plan = (policy or RollingPlan()).plan(scenario, OUTLOOK)
    books = PlanBooks(scenario, OUTLOOK, plan)
    return plan, books, WayDesk(books, OfferBook(scenario, OUTLOOK))


def moved(scenario, plan, order, option):
    """The plan with a consignment really put on a way, built by hand."""
    parts = [part for part in plan.parts if part.consignment_id != order.consignment_id]
    journeys = dict(plan.journeys)
    name = f"{order.consignment_id}.{NEW_PART}"
    priority = next(p.priority for p in plan.parts if p.consignment_id == order.consignment_id)
    way, journey = (option.ways or (None,))[0], (option.journeys or (None,))[0]
    if journey is None:
        parts.append(Part(name, order.consignment_id, order.units, priority, (), None, ()))
    else:
        journeys[journey.journey_id] = journey
        parts.append(
            Part(name, order.consignment_id, order.units, priority, way.before,
                 journey.journey_id, way.after)
        )  # fmt: skip
    used = {part.journey_id for part in parts if part.journey_id is not None}
    journeys = {name: journeys[name] for name in sorted(used)}
    runs = {
        key
        for one in journeys.values()
        for _, key in one.dated()
        if scenario.network.services[key[0]].dispatch == "path"
    }
    return Plan(plan.policy, journeys, tuple(parts), frozenset(runs))


@pytest.fixture(scope="module")
def world():
    scenario = two_hubs(16, network=narrow())
    return scenario, *settled(scenario)


@pytest.mark.parametrize("policy", [Rule(), RollingPlan()])
def test_lines_of_all_consignments_and_of_the_network_sum_to_the_planned_cost(policy):
    scenario = two_hubs(16, network=narrow())
    plan, books, _ = settled(scenario, policy)
    booked = [
        cny
        for order in scenario.consignments
        for one in books.consignment(order.consignment_id)
        for cny in one.lines.values()
    ]
    total = math.fsum((*booked, *books.network().values()))
    assert total == pytest.approx(plan.cost_cny, abs=CENT)
    assert math.fsum(books.lines().values()) == pytest.approx(plan.cost_cny, abs=CENT)


def test_chosen_way_adds_what_the_plan_costs_more_than_without_the_consignment(world):
    scenario, plan, _, desk = world
    for order in scenario.consignments[:8]:
        sheet = desk.sheet(order.consignment_id)
        name = order.consignment_id
        left = tuple(part for part in plan.parts if part.consignment_id != name)
        used = {part.journey_id for part in left}
        journeys = {key: one for key, one in plan.journeys.items() if key in used}
        runs = frozenset(
            key
            for one in journeys.values()
            for _, key in one.dated()
            if scenario.network.services[key[0]].dispatch == "path"
        )
        without = replace(plan, parts=left, journeys=journeys, runs=runs)
        more = plan.cost_cny - expected_cost(scenario, OUTLOOK, without)
        assert sheet.chosen.cny == pytest.approx(more, abs=CENT)


def test_moving_a_consignment_alone_costs_what_its_sheet_says(world):
    scenario, plan, _, desk = world
    kinds = set()
    for order in scenario.consignments[::3]:
        sheet = desk.sheet(order.consignment_id)
        assert sheet.others
        for option in sheet.others:
            other = moved(scenario, plan, order, option)
            verdict = verify(scenario, other)
            assert verdict.feasible, (order.consignment_id, option.kind, verdict.problems)
            more = expected_cost(scenario, OUTLOOK, other) - plan.cost_cny
            assert option.cny - sheet.chosen.cny == pytest.approx(more, abs=CENT)
            kinds.add(option.kind)
    assert {"departure", "route", "outsourced"} <= kinds


def test_ways_without_room_break_the_departure_that_is_named(world):
    scenario, plan, books, desk = world
    told = 0
    for order in scenario.consignments:
        for one in desk.sheet(order.consignment_id).shut:
            if one.reason != "no_room":
                continue
            told += 1
            service_id, at_h, leg = one.slot
            option = replace(desk.sheet(order.consignment_id).chosen, ways=(one.way,),
                             journeys=(one.journey,))  # fmt: skip
            problems = verify(scenario, moved(scenario, plan, order, option)).problems
            assert any(f"{service_id}@{at_h:.2f} leg {leg}" in text for text in problems)
            unit = {"teu": 0, "t": 1, "plugs": 2}[one.unit]
            assert books.room_left((service_id, at_h), leg)[unit] < one.wanted
    assert told


def test_deadline_and_missing_ways_are_named():
    order = consignment(1, TEXTILES, units=10, ready_h=10.0, due_h=400.0)
    hurried = replace(order, deadline_h=100.0)
    scenario = two_hubs(consignments=[hurried])
    _, _, desk = settled(scenario, Rule())
    reasons = {one.reason: one.way.route.route_id for one in desk.sheet("C001").shut}
    assert set(reasons) == {"deadline"}
    astray = two_hubs(consignments=[order], ways={})
    _, _, desk = settled(astray, Rule())
    assert [one.reason for one in desk.sheet("C001").shut] == ["no_path"]
    huge = two_hubs(consignments=[replace(order, m3_per_unit=70.0)])
    _, _, desk = settled(huge, Rule())
    assert {one.reason for one in desk.sheet("C001").shut} == {"size"}


def repriced(scenario, plan, order, option, change):
    """Costs of plan and moved plan after the change has been made to the scenario."""
    other = moved(scenario, plan, order, option)
    if change.what == "freight":
        service = scenario.network.services[change.service_id]
        (journey,) = option.journeys
        hop = next(h for h in journey.route.hops if h.service_id == change.service_id)
        box = scenario.network.boxes[journey.route.box_type]
        per = box_freight(service, hop, box, 0.0).cny
        factor = 1.0 - change.amount / per
        cheaper = replace(
            service, price_cny_per_feu=service.price_cny_per_feu * factor,
            price_cny_per_teu=service.price_cny_per_teu * factor,
        )  # fmt: skip
        services = {**scenario.network.services, change.service_id: cheaper}
        scenario = replace(scenario, network=replace(scenario.network, services=services))
    else:
        if change.what == "outsource":
            new = replace(order, outsource_cny_per_kg=order.outsource_cny_per_kg - change.amount)
        else:
            sign = 1.0 if change.what == "due_later" else -1.0
            new = replace(order, due_h=order.due_h + sign * change.amount)
        book = tuple(new if one is order else one for one in scenario.consignments)
        scenario = replace(scenario, consignments=book)
    return [expected_cost(scenario, OUTLOOK, one) for one in (plan, other)]


def test_after_the_change_that_is_named_both_ways_cost_the_same():
    # Nobody is looked into: what customs make late is left out of a changed due hour.
    network = replace(narrow(teu=8.0, plugs=4.0, feu=16_000.0), inspections={})
    orders = [
        consignment(i, TEXTILES, units=(7, 30, 12)[i % 3], ready_h=10.0 + 9.0 * i,
                    due_h=(140.0, 170.0, 220.0)[i % 3] + 9.0 * i,
                    late_cost_cny_per_t_day=(3_000.0, 900.0)[i % 2],
                    outsource_cny_per_kg=3.0)
        for i in range(10)
    ]  # fmt: skip
    scenario = two_hubs(consignments=orders, network=network)
    plan, _, desk = settled(scenario)
    seen = set()
    for order in orders:
        sheet = desk.sheet(order.consignment_id)
        if len(sheet.chosen.added.parts) != 1:
            continue
        for option in sheet.others:
            for change in changes(scenario, sheet, option):
                if change.what in ("earlier", "fill"):
                    continue
                # The train's price is its dead freight too, which the change leaves alone.
                if change.service_id == "BLOCK":
                    continue
                a, b = repriced(scenario, plan, order, option, change)
                assert a == pytest.approx(b, abs=CENT), (order.consignment_id, change)
                seen.add(change.what)
    assert {"freight", "due_later", "outsource"} <= seen


def test_nothing_needs_to_change_for_a_way_that_is_cheaper(world):
    scenario, _, _, desk = world
    for order in scenario.consignments[::5]:
        sheet = desk.sheet(order.consignment_id)
        for option in sheet.others:
            found = changes(scenario, sheet, option)
            assert all(change.amount > 0.0 for change in found)
            if option.cny <= sheet.chosen.cny:
                assert found == ()


def test_waterfall_sums_to_the_difference_and_is_still_where_plans_are_equal():
    scenario = two_hubs(16, network=narrow())
    rule, plan = (settled(scenario, one)[1] for one in (Rule(), RollingPlan()))
    a, b = planned(rule), planned(plan)
    assert a.cny == pytest.approx(rule.plan.cost_cny, abs=CENT)
    assert math.fsum(one.cny for one in steps(a, b)) == pytest.approx(b.cny - a.cny, abs=CENT)
    assert all(one.cny == pytest.approx(0.0, abs=1e-6) for one in steps(a, a))
    back = math.fsum(one.cny for one in steps(b, a))
    assert back == pytest.approx(a.cny - b.cny, abs=CENT)


def test_same_ways_in_fuller_boxes_are_filling_and_nothing_else():
    """Two consignments of 10 units by one journey: in one box, or (as two halves would) in two.

    The same journey and arrivals leave own lines alike; the box is paid once instead of twice.
    """
    orders = [consignment(i, TEXTILES, units=10, ready_h=10.0, due_h=400.0) for i in (1, 2)]
    scenario = two_hubs(consignments=orders)
    _, books, _ = settled(scenario, Rule())
    full = planned(books)
    (kind,) = full.boxes
    twice = replace(
        full,
        boxes={kind: 2.0 * full.boxes[kind]},
        lines={**full.lines, "transport": full.lines["transport"] + full.boxes[kind]},
    )
    found = {one.name: one.cny for one in steps(twice, full)}
    assert found.pop("filling") == pytest.approx(-full.boxes[kind])
    assert all(cny == pytest.approx(0.0, abs=1e-6) for cny in found.values())


def test_surprises_sum_to_what_was_executed_beyond_the_plans():
    told = surprises({"transport": 10.0}, {"transport": 14.0, "inspection": 3.0},
                     {"transport": 9.0}, {"transport": 9.5, "inspection": 1.0})  # fmt: skip
    assert {one.name: one.cny for one in told} == {"misses": -3.5, "inspections": -2.0}


def dry_world(teu=4.0, count=10):
    """Goods that do not age and that customs do not look at: the desk prices them exactly."""
    orders = [
        consignment(i, TEXTILES, units=(30, 37, 20)[i % 3], ready_h=10.0 + 4.0 * i,
                    due_h=190.0 + 10.0 * i, late_cost_cny_per_t_day=500.0, credit_grade="none")
        for i in range(count)
    ]  # fmt: skip
    scenario = two_hubs(consignments=orders, network=narrow(teu=teu))
    ways = {
        key: tuple(way for way in found if "BLOCK" not in way.route.route_id)
        for key, found in scenario.ways.items()
    }
    return replace(scenario, ways=ways)


def test_departures_with_a_worth_have_no_room_for_another_box_and_more_room_is_never_bad():
    scenario = dry_world()
    _, books, desk = settled(scenario)
    worths = CapacityDesk(books, desk.offers).worths()
    assert worths
    assert worths[0].estimate_cny > 0.0
    for one in worths:
        assert one.estimate_cny >= 0.0
        assert one.room - one.used < 2.0 or one.unit != "teu"


def test_the_first_mover_saves_at_least_the_estimate_when_it_really_moves():
    scenario = dry_world()
    plan, books, desk = settled(scenario)
    checked = 0
    for one in CapacityDesk(books, desk.offers).worths():
        if one.unit != "teu" or len(one.movers) != 1:
            continue
        order = books.orders[one.movers[0]]
        valued = desk.offers.valued(order)
        chosen = desk.sheet(order.consignment_id).chosen
        costs = []
        for i, timed in enumerate(valued.journeys):
            if any(slot[0] == one.key for slot in timed.slots):
                way = valued.ways[int(valued.way[i])]
                option = replace(chosen, ways=(way,), journeys=(timed.journey,))
                other = moved(scenario, plan, order, option)
                costs.append(expected_cost(scenario, OUTLOOK, other))
        assert plan.cost_cny - min(costs) >= one.estimate_cny - CENT
        checked += 1
    assert checked


def test_estimates_leave_the_desk_as_it_was():
    scenario = dry_world()
    _, books, desk = settled(scenario)
    capacity = CapacityDesk(books, desk.offers)
    first = capacity.worths()
    assert capacity.worths() == first
    booked = {
        (one.consignment.consignment_id, one.units, one.offer and one.offer.timed.name)
        for one in capacity.booking.parts.values()
    }
    parts = books.plan.parts
    assert booked == {(part.consignment_id, part.units, part.journey_id) for part in parts}


def test_planning_again_without_more_room_is_the_plan_itself():
    scenario = two_hubs(16, network=narrow())
    plan = RollingPlan().plan(scenario, OUTLOOK)
    assert planned_again(scenario, OUTLOOK) == pytest.approx(plan.cost_cny, abs=1e-6)


def test_improving_nearby_finds_the_worth_of_room_where_only_one_may_use_it():
    """Two equal consignments, one train of one box in reach: the other goes by lorry.

    Room for a second box is worth exactly what the lorry costs more than the train.
    """
    orders = [
        consignment(i, TEXTILES, units=36, ready_h=10.0, due_h=400.0, outsource_cny_per_kg=12.0)
        for i in (1, 2)
    ]
    scenario = dry_world(teu=2.0)
    scenario = replace(
        scenario,
        consignments=tuple(orders),
        planning=replace(scenario.planning, hold_max_h=20.0),
    )
    plan, books, desk = settled(scenario)
    routes = sorted(journey.route.route_id for journey in plan.journeys.values())
    assert "RAIL" in routes[1]
    assert "LORRY" in routes[0]
    worth = CapacityDesk(books, desk.offers).worths()[0]
    (lorry,) = [
        part for part in plan.parts
        if part.journey_id is not None and "LORRY" in part.journey_id
    ]  # fmt: skip
    (rail,) = [part for part in plan.parts if part.part_id != lorry.part_id]
    order = books.orders[lorry.consignment_id]
    journey = plan.journeys[rail.journey_id]
    option = replace(
        desk.sheet(order.consignment_id).chosen,
        ways=(Way(rail.before, journey.route, rail.after),),
        journeys=(journey,),
    )
    together = moved(scenario, plan, order, option)
    expected = plan.cost_cny - expected_cost(scenario, OUTLOOK, together)
    assert expected > 0.0
    assert worth.estimate_cny == pytest.approx(expected, abs=CENT)
    assert nearby_cny(scenario, desk.offers, plan, worth) == pytest.approx(expected, abs=CENT)
    assert plan.cost_cny - planned_again(
        scenario, OUTLOOK, {(worth.key, leg): (2.0, 0.0, 0.0) for leg in worth.legs}
    ) == pytest.approx(expected, abs=CENT)


def test_a_train_is_worth_what_its_goods_cost_more_without_it():
    scenario = two_hubs(16)
    plan, books, desk = settled(scenario)
    trains = [one for one in CapacityDesk(books, desk.offers).worths() if one.unit == "train"]
    assert {one.key for one in trains} == set(plan.runs)
    for one in trains:
        riders = {
            part.consignment_id
            for part in plan.parts
            if part.journey_id is not None
            and any(key == one.key for _, key in plan.journeys[part.journey_id].dated())
        }
        assert set(one.movers) == riders
    gone = without_departure(scenario, trains[0].key)
    assert trains[0].key[1] not in gone.timetable.departures[trains[0].key[0]]


def test_the_bound_prices_room_where_it_is_short_and_nowhere_else():
    for teu, short in ((4.0, True), (400.0, False)):
        scenario = dry_world(teu=teu, count=6)
        _, _, desk = settled(scenario)
        prices = room_prices(scenario, desk.offers, rounds=60)
        assert all(cny >= 0.0 for cny in prices.values())
        assert any(cny > 1.0 for (_, unit), cny in prices.items() if unit == "teu") == short


def test_room_before_cut_offs_is_what_a_walk_leaves():
    scenario = two_hubs(8)
    plan, books, desk = settled(scenario)
    seen = 0
    for name, parts in books.parts_of.items():
        for one in desk.sheet(name).cut_offs:
            journey = plan.journeys[one.journey_id]
            service = scenario.network.services.get(one.service_id)
            if service is None:
                available = max(
                    fetch(scenario.network, books.orders[name], part.before, "HUB", nominal_pace())
                    .available_h for part in parts if part.journey_id == one.journey_id
                )  # fmt: skip
                assert one.room_h == journey.stuff_at_h - available >= 0.0
                continue
            # Stuffed in 2 h, then 5 h through the terminal; the gate closes 6 h ahead.
            gate_h = journey.stuff_at_h + 2.0 + 5.0
            papers = one.scheduled_h - 6.0 - journey.stuff_at_h
            assert one.room_h == pytest.approx(min(one.scheduled_h - 6.0 - gate_h, papers))
            assert one.room_h >= scenario.planning.close_ahead_h
            for room_h, pace in zip(one.sampled_h, OUTLOOK.paces(), strict=True):
                walked = lenient_walk(scenario, journey, "export", pace)
                taken = walked.departures[0]
                late = taken != one.scheduled_h and not pace.cancelled(
                    service, (one.service_id, one.scheduled_h)
                )
                assert late == (room_h < 0.0)
            seen += 1
    assert seen > 3
