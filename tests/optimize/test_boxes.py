"""Boxes by owner: the flow against brute force, plans against verify, the simulation, the bound."""

from dataclasses import replace
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.account import account
from domain.box_owners import LEASED
from domain.outlook import Outlook
from domain.plan import BoxJourney, BoxRoute
from domain.tiers import Tier, tiered_cny
from optimize import Foresight, Habit, RollingPlan, Rule
from optimize.box_flow import Coming, MoveOption, Need, box_flow
from optimize.verify import verify
from sim.engine import simulate
from tests.owned_boxes import HOME, OUT, one_way, orders, own, owned, railway

NOMINAL = Outlook(1)
POLICIES = (Habit, Rule, RollingPlan, Foresight)
MANY = orders((37, 20, 37, 30, 20, 37, 37, 30), every_h=60.0)


def booked(result):
    return sum(row[-1] for row in result.records.costs.rows)


# The flow.


def route(from_id, to_id):
    return BoxRoute(f"{from_id}>{to_id}", from_id, to_id, "BOX", ())


def option(from_id, to_id, leave_h, arrive_h, cny, slots=()):
    journey = BoxJourney(f"{from_id}{leave_h}", route(from_id, to_id), "empty", None, leave_h, ())
    return MoveOption(journey, arrive_h, cny, 2.0, 4.0, slots)


def a_small_case(number):
    draw = Random(number)
    coming = [
        Coming((owner, place, "BOX"), 0.0, draw.randint(0, 2))
        for owner in ("o", "r")
        for place in "AB"
    ]
    needs = []
    for n in range(draw.randint(2, 4)):
        begin, end = draw.choice(("AB", "BA", "AA"))
        at_h = float(draw.randint(0, 9))
        hire = {o: float(draw.randint(0, 40)) for o in draw.choice(("o", "r", "or"))}
        hire[LEASED] = float(draw.randint(20, 90))
        stays = frozenset(o for o in hire if o)
        needs.append(
            Need(f"n{n}", "BOX", begin, end, at_h, at_h + draw.randint(1, 4), 1, hire, stays)
        )
    slot = (("T", 1.0), 0)
    options = [
        option("B", "A", float(draw.randint(0, 4)), float(draw.randint(5, 7)), 15.0, (slot,)),
        option("A", "B", 3.0, 4.0, float(draw.randint(1, 30))),
    ]
    return coming, needs, options, {slot: (draw.choice((0.0, 2.0, 4.0)), 100.0)}


def keeps_to_its_stock(coming, needs, owners, options, moves):
    rows = [(one.at_h, -one.boxes, one.pool) for one in coming]
    for need, owner in zip(needs, owners, strict=True):
        if owner in need.stays:
            rows += [(need.at_h, 1, (owner, need.from_id)), (need.back_h, -1, (owner, need.to_id))]
    for one, carried in zip(options, moves, strict=True):
        way = one.journey.route
        for owner, boxes in carried.items():
            rows.append((one.journey.stuff_at_h, boxes, (owner, way.stuff_node)))
            rows.append((one.arrive_h, -boxes, (owner, way.strip_node)))
    level = {}
    for _, less, pool in sorted(rows, key=lambda row: row[:2]):
        level[pool[:2]] = level.get(pool[:2], 0) - less
        if level[pool[:2]] < 0:
            return False
    return True


def least_cny(coming, needs, options, room):
    (limit, _), best = next(iter(room.values())), None
    some = [{"o": o, "r": r} for o in range(3) for r in range(3)]
    for owners in product(*(sorted(need.hire_cny) for need in needs)):
        hire = sum(n.hire_cny[o] for n, o in zip(needs, owners, strict=True))
        for moves in product(some, repeat=len(options)):
            cny = hire + sum(
                one.cny * sum(m.values()) for one, m in zip(options, moves, strict=True)
            )
            if best is not None and cny >= best - 1e-9:
                continue
            if 2.0 * sum(moves[0].values()) <= limit and keeps_to_its_stock(
                coming, needs, owners, options, moves
            ):
                best = cny
    return best


@pytest.mark.parametrize("number", range(20))
def test_the_flow_is_the_least_of_everything_tried(number):
    case = a_small_case(number)
    assert box_flow(*case).cost_cny == pytest.approx(least_cny(*case))


def test_a_box_comes_before_one_is_taken_in_the_same_hour():
    needs = [
        Need("a", "BOX", "A", "B", 0.0, 5.0, 1, {"o": 1.0, LEASED: 50.0}, frozenset({"o"})),
        Need("b", "BOX", "B", "A", 5.0, 9.0, 1, {"o": 1.0, LEASED: 50.0}, frozenset({"o"})),
    ]
    assert box_flow([Coming(("o", "A", "BOX"), 0.0, 1)], needs, [], {}).cost_cny == 2.0


def test_tiers_are_paid_one_after_the_other():
    tiers = (Tier(2.0, 10.0), Tier(5.0, 30.0))
    assert [tiered_cny(tiers, 24.0 * days) for days in (1, 2, 4, 5, 7)] == [0, 0, 20, 30, 90]


# Plans.


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize(
    "terms", [(railway(), own()), (railway(), own(), one_way()), (railway(0),)], ids=len
)
def test_every_plan_is_sound_and_runs_as_planned(policy, terms):
    world = owned(terms, MANY)
    plan = policy().plan(world, NOMINAL)
    found = verify(world, plan, NOMINAL)
    assert found.problems == ()
    result = simulate(world, plan, seed=1, replication=0, nominal=True)
    assert booked(result) == pytest.approx(found.planned_cny, abs=0.01)
    assert found.planned_cny == pytest.approx(plan.cost_cny, abs=0.01)
    arrived = {row[0]: row[14] for row in result.records.consignments.rows}
    for part in found.account.parts:
        if not part.part.outsourced:
            assert part.delivered_h <= arrived[part.part.consignment_id] + 1e-9


def test_empties_come_home_where_that_is_cheaper_than_leasing_in():
    plan = Foresight().plan(owned((railway(2),), MANY), NOMINAL)
    assert sum(move.boxes for move in plan.empties) > 0
    assert {move.journey.route.stuff_node for move in plan.empties} == {"DEPOT"}
    dear = Foresight().plan(owned((railway(2),), MANY, lanes=()), NOMINAL)
    assert dear.empties == ()
    assert plan.cost_cny < dear.cost_cny


def test_an_owners_box_goes_only_where_it_is_taken_back():
    world = owned((railway(9, returns={"HUB": 0.0}),), MANY)
    for policy in POLICIES:
        assert not any(policy().plan(world, NOMINAL).owners.values())


def test_verify_sees_a_box_that_is_not_there():
    world = owned((railway(2),), MANY)
    plan = Foresight().plan(world, NOMINAL)
    boxes = {box.box_id: "railway" for box in account(world, plan).boxes}
    wrong = verify(world, replace(plan, owners=boxes, empties=(), cost_cny=None), NOMINAL)
    assert any("takes a 40HC of railway at HUB" in one for one in wrong.problems)


def test_verify_sees_empties_that_go_by_no_lane():
    world = owned((railway(2),), MANY)
    plan = Foresight().plan(world, NOMINAL)
    other = replace(world, fleet=replace(world.fleet, lanes=(OUT,)))
    assert any("no lane" in one for one in verify(other, plan, NOMINAL).problems)


@pytest.mark.parametrize("stock", [1, 2, 4])
@pytest.mark.parametrize("share", [0.05, 0.4])
def test_more_boxes_or_cheaper_empties_never_cost_more(stock, share):
    plan = Foresight().plan(owned((railway(stock),), MANY, empty_share=share), NOMINAL)
    assert plan.bound_cny <= plan.cost_cny + 0.01
    more = Foresight().plan(owned((railway(stock + 1),), MANY, empty_share=share), NOMINAL)
    less = Foresight().plan(owned((railway(stock),), MANY, empty_share=share + 0.3), NOMINAL)
    assert more.cost_cny <= plan.cost_cny + 0.01 <= less.cost_cny + 0.02


# The simulation.


@settings(max_examples=15, deadline=None)
@given(
    units=st.lists(st.sampled_from([5, 20, 37, 60]), min_size=2, max_size=7),
    stock=st.integers(0, 4),
    replication=st.integers(0, 50),
    policy=st.sampled_from([Rule, Foresight]),
)
def test_boxes_are_conserved_whatever_happens(units, stock, replication, policy):
    world = owned(
        (railway(stock, stock={"HUB": stock, "DEPOT": 1}), own(1)),
        orders(tuple(units), every_h=30.0), lanes=(HOME, OUT),
    )  # fmt: skip
    plan = policy().plan(world, NOMINAL)
    result = simulate(world, plan, seed=3, replication=replication)  # its checks count the boxes
    assert result.backlog == 0


def test_an_empty_that_is_late_is_not_there_to_be_stuffed():
    world = owned((railway(2),), MANY)
    plan = Foresight().plan(world, NOMINAL)
    late = replace(plan, empties=())
    result = simulate(world, late, seed=1, replication=0, nominal=True)
    leased = [row for row in result.records.boxes.rows if row[3] == "leased"]
    assert len(leased) >= sum(move.boxes for move in plan.empties)
