"""A start that is not empty: the floor, the yard, aboard; what it costs, and what room it takes."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.account import account
from domain.begun import plan_of, taken_by, with_begun, without_begun
from domain.cargo import Begun
from domain.outlook import Outlook
from domain.pace import nominal_pace
from domain.plan import BegunBox, BoxJourney, BoxRoute, Hop, Part, UnderWay, Way, journey_id
from domain.route import walk
from optimize import Foresight, Habit, RollingPlan, Rule
from optimize.begun import AfterBegun
from optimize.verify import verify
from sim import simulate
from sim.box_pool import BoxPools, Empty
from sim.checks import BrokenRunError
from study.plan_folder import read_plan, write_plan
from tests.sim.reading import consignments, rows, stages, total_cny
from tests.sim.test_nominal import assert_equal
from tests.worlds import ORANGES, TEXTILES, consignment, two_hubs, two_hubs_orders

RAIL = Hop("RAIL", 0, 1)
YARD = UnderWay("TGHU3000019")
LAST_MILE = ("LM_DEPOT_CITY",)


def there(number, product=TEXTILES, *, units=8, at="HUB", boxed=True, due_h=200.0, **how):
    return consignment(
        number, product, units=units, ready_h=0.0, due_h=due_h, known_at_h=0.0, origin_id=at,
        begun=Begun(boxed, **how),
    )  # fmt: skip


def boxed(scenario, orders, begun, *, hops=(RAIL,), start="HUB", end="DEPOT"):
    """A box with some goods, on the first departures that it reaches."""
    order = orders[0]
    kind = order.box_types[0]
    product = scenario.products[order.product_id]
    point = product.setpoint_c if scenario.network.boxes[kind].reefer else None
    route = BoxRoute(f"{kind}:{start}>{end}#{begun.box_no}", start, end, kind, hops, begun)
    walked = walk(
        scenario.network, scenario.timetable, route, "export", order.box_class, 0.0, None,
        nominal_pace(),
    )  # fmt: skip
    name = journey_id(route, order.box_class, point, 0.0, walked.departures)
    parts = [
        Part(f"{one.consignment_id}.1", one.consignment_id, one.units, number, (), name, LAST_MILE)
        for number, one in enumerate(orders)
    ]
    journey = BoxJourney(name, route, order.box_class, point, 0.0, walked.departures)
    return BegunBox(journey, tuple(parts))


def world(yard=(), train=(), floor=(), count=0, left_h=20.0, leg=1):
    """Two hubs with goods in the yard of HUB, on a train towards DEPOT, and on HUB's floor."""
    orders = [*yard, *train, *floor, *two_hubs_orders(100)[100 - count :]]
    base = two_hubs(consignments=orders)
    ways = dict(base.ways)
    for order in floor:
        found = base.ways[order.flow_id, "HUB", "CITY"]
        ways[order.flow_id, "HUB", "CITY"] = tuple(Way((), w.route, w.after) for w in found)
    aboard = UnderWay("TGHU3000045", "RAIL", -60.0, leg, 1, left_h)
    start = base.network.services["RAIL"].legs[leg].from_id
    boxes = []
    if yard:
        boxes.append(boxed(base, yard, YARD))
    if train:
        boxes.append(boxed(base, train, aboard, hops=(), start=start))
    return replace(base, ways=ways, begun=tuple(boxes))


def alone(scenario):
    """The plan that has nothing but the boxes under way."""
    names = {part.consignment_id for one in scenario.begun for part in one.parts}
    orders = tuple(c for c in scenario.consignments if c.consignment_id in names)
    return replace(scenario, consignments=orders), plan_of(scenario.begun)


def test_a_box_in_a_yard_by_hand():
    scenario, plan = alone(world(yard=[there(0)]))
    assert_equal(scenario, plan)
    result = simulate(scenario, plan, seed=1, replication=0, nominal=True)
    box_id = f"{plan.parts[0].journey_id}#1"
    # Out of the terminal in 5 h; the train leaves at 22 h, 48 + 12 + 48 h, clearance beside 16 h,
    # stripped in 2 h, 4 h to the city.
    kinds = [row["stage"] for row in stages(result, box_id)]
    assert kinds == [
        "terminal_out", "await_departure", "ride", "border", "ride", "terminal_in", "strip"
    ]  # fmt: skip
    (row,) = consignments(result).values()
    assert row["delivered_h"] == pytest.approx(22 + 48 + 12 + 48 + 16 + 2 + 4)
    lines = {}
    for one in rows(result.records.costs):
        lines[one["line"]] = lines.get(one["line"], 0.0) + one["cny"]
    assert lines["transport"] == pytest.approx(9_000.0 + 0.3 * 8 * 250.0)
    # Two TEU at 150 CNY out of the yard, 200 CNY a box in, 600 stripping; nothing for receiving
    # and stuffing, which were before hour 0.
    assert lines["handling"] == pytest.approx(300.0 + 200.0 + 600.0)
    assert lines["storage"] == 0.0
    assert lines.get("clearance", 0.0) == 0.0
    assert lines["box_use"] == pytest.approx(60.0 * 148.0 / 24.0)
    assert lines["capital"] == pytest.approx(80_000.0 * 0.06 * 152.0 / 8_760.0)


def test_a_ride_begun_before_hour_0_pays_no_freight():
    scenario, plan = alone(world(train=[there(0, at="GATE")], left_h=20.0))
    assert_equal(scenario, plan)
    result = simulate(scenario, plan, seed=1, replication=0, nominal=True)
    moves = stages(result, f"{plan.parts[0].journey_id}#1")
    assert [row["stage"] for row in moves] == ["aboard", "terminal_in", "strip"]
    assert (moves[0]["node_id"], moves[0]["to_id"], moves[0]["end_h"]) == ("GATE", "DEPOT", 20.0)
    (row,) = consignments(result).values()
    assert row["delivered_h"] == pytest.approx(20 + 16 + 2 + 4)
    freight = [one for one in rows(result.records.costs) if one["line"] == "transport"]
    assert sum(one["cny"] for one in freight) == pytest.approx(0.3 * 8 * 250.0)


def test_goods_on_the_floor_are_neither_fetched_nor_received_nor_declared():
    scenario = world(floor=[there(0, boxed=False)])
    for policy in (Habit(), Rule(), RollingPlan(), Foresight()):
        outlook = Outlook(1)
        plan = policy.plan(scenario, outlook)
        assert verify(scenario, plan, outlook).problems == ()
        assert all(not part.outsourced and part.before == () for part in plan.parts)
        assert_equal(scenario, plan)
        result = simulate(scenario, plan, seed=1, replication=0, nominal=True)
        seen = {row["stage"] for row in rows(result.records.movements)}
        assert not seen & {"fetch", "receive", "declare"}
        lines = {row["line"] for row in rows(result.records.costs) if row["cny"]}
        assert "clearance" not in lines


def test_life_used_before_hour_0_is_known_and_not_charged():
    costs, used = [], []
    for before in (0.0, 0.25):
        order = there(0, ORANGES, life_used=before, temp_c=5.0)
        scenario, plan = alone(world(yard=[order]))
        assert_equal(scenario, plan)
        (part,) = account(scenario, plan).parts
        costs.append(part.cost_cny)
        used.append(part.state.life_used)
    assert used[1] - used[0] == pytest.approx(0.25)
    assert costs[0] == pytest.approx(costs[1])


def test_warm_goods_age_faster():
    used = []
    for temp_c in (5.0, 25.0):
        scenario, plan = alone(world(yard=[there(0, ORANGES, temp_c=temp_c)]))
        (part,) = account(scenario, plan).parts
        used.append(part.state.life_used)
    assert used[1] > used[0]


def test_life_in_the_planners_offers_is_that_of_the_books():
    order = there(0, ORANGES, boxed=False, life_used=0.3, temp_c=12.0)
    scenario, outlook = world(floor=[order]), Outlook(1)
    plan = Rule().plan(scenario, outlook)
    assert plan.cost_cny == pytest.approx(account(scenario, plan).cost_cny, abs=0.01)
    assert verify(scenario, plan, outlook).problems == ()


@pytest.mark.parametrize("policy", [Habit, Rule, RollingPlan, Foresight])
def test_every_policy_keeps_the_boxes_under_way_and_their_room(policy):
    scenario = world(yard=[there(0)], train=[there(1, at="GATE")], floor=[there(2, boxed=False)])
    later = [
        replace(order, consignment_id=f"L{number}", ready_h=0.0, known_at_h=0.0)
        for number, order in enumerate(two_hubs_orders(8))
    ]
    ways = two_hubs(consignments=later).ways
    scenario = replace(
        scenario, consignments=(*scenario.consignments, *later), ways={**scenario.ways, **ways}
    )
    outlook = Outlook(1)
    plan = AfterBegun(policy()).plan(scenario, outlook)
    verdict = verify(scenario, plan, outlook)
    assert verdict.problems == ()
    given = plan_of(scenario.begun)
    assert {name: plan.journeys[name] for name in given.journeys} == given.journeys
    assert set(given.parts) <= set(plan.parts)
    assert_equal(scenario, plan)
    simulate(scenario, plan, seed=1, replication=3)
    # Nobody joins a box that is under way.
    inside = plan.parts_by_journey()
    assert all(len(inside[name]) == 1 for name in given.journeys)
    if plan.bound_cny is not None:
        assert plan.bound_cny <= plan.cost_cny + 0.01


def test_boxes_under_way_take_their_room_first():
    scenario = world(yard=[there(0)], train=[there(1, at="GATE")])
    (key,) = {key for key, _ in taken_by(scenario, scenario.begun).teu}
    before, after = scenario.network.services["RAIL"], without_begun(scenario).network.services
    box = scenario.network.boxes["40HC"]
    assert key == ("RAIL", 22.0)
    assert after["RAIL"].on(22.0).capacity_teu == before.capacity_teu - box.teu
    gross_t = (8 * 250.0 + box.tare_kg) / 1000.0
    assert after["RAIL"].on(22.0).capacity_t == pytest.approx(before.capacity_t - gross_t)
    assert after["RAIL"].on(46.0).capacity_teu == before.capacity_teu
    assert after["LORRY"] == scenario.network.services["LORRY"]


def test_a_scenario_without_any_is_left_alone():
    scenario = two_hubs(6)
    outlook = Outlook(1)
    assert AfterBegun(Rule()).plan(scenario, outlook).parts == Rule().plan(scenario, outlook).parts


def test_paths_that_they_take_are_run():
    orders = [there(0)]
    base = two_hubs(consignments=orders)
    box = boxed(base, orders, YARD, hops=(Hop("BLOCK", 0, 1),))
    scenario = replace(base, begun=(box,))
    plan = AfterBegun(Foresight()).plan(scenario, Outlook(1))
    assert plan.runs == {("BLOCK", 30.0)}
    assert plan.bound_cny is None
    assert verify(scenario, plan, Outlook(1)).problems == ()
    assert_equal(scenario, plan)


def test_a_plan_with_them_is_written_and_read(tmp_path):
    scenario, plan = alone(world(yard=[there(0)], train=[there(1, at="GATE")]))
    write_plan(tmp_path, scenario, plan)
    found = read_plan(tmp_path)
    assert found.journeys == plan.journeys
    assert {part.part_id: part for part in found.parts} == {p.part_id: p for p in plan.parts}


def test_a_box_that_nobody_brought_is_found(monkeypatch):
    """A planted fault: the pool hands out a box under way without counting it."""

    def uncounted(_, box_no):
        return Empty(box_no, leased=False)

    scenario, plan = alone(world(yard=[there(0)]))
    monkeypatch.setattr(BoxPools, "bring_in", uncounted)
    with pytest.raises(BrokenRunError, match="boxes in all"):
        simulate(scenario, plan, seed=1, replication=0)


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(
    units=st.lists(st.integers(1, 12), min_size=1, max_size=3),
    left_h=st.floats(0.0, 200.0, allow_nan=False).map(lambda h: round(h * 4.0) / 4.0),
    leg=st.integers(0, 1),
    floor=st.integers(0, 30),
    used=st.floats(0.0, 0.9),
    replication=st.integers(0, 50),
)
def test_any_start_is_conserved_and_costs_what_its_books_say(
    units, left_h, leg, floor, used, replication
):
    yard = [there(n, units=count) for n, count in enumerate(units)]
    train = [there(10, ORANGES, at=("HUB", "GATE")[leg], life_used=used)]
    stood = [there(20, units=floor, boxed=False)] if floor else []
    scenario = world(yard=yard, train=train, floor=stood, left_h=left_h, leg=leg)
    plan = with_begun(scenario, Rule().plan(without_begun(scenario), Outlook(1)))
    assert_equal(scenario, plan)
    result = simulate(scenario, plan, seed=1, replication=replication)
    assert total_cny(result) > 0.0
    done = consignments(result)
    assert len(done) == len(scenario.consignments)
