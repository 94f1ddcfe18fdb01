"""What the rule, habit and the rolling plan may and may not do."""

from dataclasses import replace
from random import Random

from domain.outlook import Outlook, replications
from optimize.habit import Habit
from optimize.rolling import RollingPlan
from optimize.rule import Rule, RuleSettings
from optimize.verify import verify
from tests.worlds import TEXTILES, consignment, train, two_hubs, two_hubs_network, two_hubs_orders

OUTLOOK = Outlook(1, replications("A", 2))


def decisions(plan, before_h=1e9):
    """Who travels how in boxes stuffed before an hour."""
    return sorted(
        (part.consignment_id, part.units, part.journey_id or "")
        for part in plan.parts
        if part.journey_id is not None and plan.journeys[part.journey_id].stuff_at_h < before_h
    )


def narrow(teu=4.0, plugs=2.0):
    network = two_hubs_network()
    services = dict(network.services)
    services["RAIL"] = train("RAIL", ("HUB", "GATE", "DEPOT"), 96.0, teu=teu, plugs=plugs, t=60.0)
    return replace(network, services=services)


def test_every_policy_keeps_capacity_and_cut_offs():
    scenario = two_hubs(30, network=narrow())
    for policy in (Habit(), Rule(), RollingPlan()):
        verdict = verify(scenario, policy.plan(scenario, OUTLOOK), OUTLOOK)
        assert verdict.feasible, (policy.name, verdict.problems)


def test_order_of_the_book_changes_nothing():
    scenario = two_hubs(16)
    shuffled = list(scenario.consignments)
    Random(5).shuffle(shuffled)
    other = replace(scenario, consignments=tuple(shuffled))
    for policy in (Habit(), Rule(), RollingPlan()):
        one, two = policy.plan(scenario, OUTLOOK), policy.plan(other, OUTLOOK)
        assert decisions(one) == decisions(two)
        assert one.parts == two.parts
        assert one.runs == two.runs


def test_nothing_unknown_moves_a_decision_that_is_locked():
    orders = [replace(o, known_at_h=max(0.0, o.ready_h - 12.0)) for o in two_hubs_orders(20)]
    late = max(orders, key=lambda order: order.known_at_h)
    changed = replace(late, units=late.units + 31, value_cny=2.0 * late.value_cny)
    others = [changed if order is late else order for order in orders]
    for policy in (Habit(), Rule(), RollingPlan()):
        one = policy.plan(two_hubs(consignments=orders), OUTLOOK)
        two = policy.plan(two_hubs(consignments=others), OUTLOOK)
        known = decisions(one, late.known_at_h)
        assert known
        assert known == decisions(two, late.known_at_h)
        assert decisions(one) != decisions(two)


def test_plan_costs_less_than_rule_and_rule_less_than_habit():
    scenario = two_hubs(24)
    costs = [p.plan(scenario, OUTLOOK).cost_cny for p in (RollingPlan(), Rule(), Habit())]
    assert costs == sorted(costs)


def test_rule_gives_up_an_empty_path_train_and_books_its_goods_again():
    order = consignment(1, TEXTILES, units=10, ready_h=10.0, due_h=400.0)
    order = replace(order, credit_grade="A")  # seldom looked at, so the cheap train is worth it
    scenario = two_hubs(consignments=[order])
    eager = Rule(RuleSettings(least_fill_share=0.0)).plan(scenario, OUTLOOK)
    assert any(key[0] == "BLOCK" for key in eager.runs)
    careful = Rule(RuleSettings(least_fill_share=1.0)).plan(scenario, OUTLOOK)
    assert not careful.runs
    assert sum(part.units for part in careful.parts) == 10
    assert verify(scenario, careful).feasible


def test_rule_shares_an_open_box():
    orders = [consignment(i, TEXTILES, units=8, ready_h=10.0, due_h=400.0) for i in range(4)]
    scenario = two_hubs(consignments=orders)
    plan = Rule().plan(scenario, OUTLOOK)
    assert len(plan.journeys) == 1
    assert len(verify(scenario, plan).account.boxes) == 1


def test_rule_pays_for_speed_when_the_due_time_is_near():
    relaxed = consignment(1, TEXTILES, units=30, ready_h=10.0, due_h=500.0)
    hurried = replace(relaxed, due_h=140.0, late_cost_cny_per_t_day=9_000.0)
    routes = []
    for order in (relaxed, hurried):
        plan = Rule(RuleSettings(buffer_h=12.0)).plan(two_hubs(consignments=[order]), OUTLOOK)
        routes.append(plan.parts[0].journey_id)
    assert "LORRY" in routes[1]
    assert "LORRY" not in routes[0]


def test_habit_follows_the_guide_and_the_cheapest_way_without_one():
    order = consignment(1, TEXTILES, units=30, ready_h=10.0, due_h=500.0)
    guided = two_hubs(consignments=[order], guide={("textiles", "CITY"): (("LORRY",),)})
    assert "LORRY" in Habit().plan(guided, OUTLOOK).parts[0].journey_id
    bare = two_hubs(consignments=[order], guide=None)
    assert "LORRY" not in Habit().plan(bare, OUTLOOK).parts[0].journey_id


def test_full_loads_that_do_not_fit_one_train_are_split():
    order = consignment(
        1, TEXTILES, units=6, ready_h=10.0, due_h=900.0, unit="fcl", outsource_cny_per_kg=None
    )
    order = replace(order, kg_per_unit=20_000.0, m3_per_unit=60.0)
    network = narrow(teu=4.0)
    services = dict(network.services)
    del services["BLOCK"], services["LORRY"]
    scenario = two_hubs(consignments=[order], network=network)
    scenario = replace(
        scenario,
        ways={key: tuple(way for way in ways if "RAIL" in way.route.route_id)
              for key, ways in scenario.ways.items()},
    )  # fmt: skip
    for policy in (Rule(), RollingPlan()):
        plan = policy.plan(scenario, OUTLOOK)
        assert sum(part.units for part in plan.parts) == 6
        assert len(plan.parts) >= 3
        assert verify(scenario, plan).feasible
