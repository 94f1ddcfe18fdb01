"""Goods that may not share a box, tried out completely on tiny instances."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.expected import expected_cost
from domain.outlook import Outlook, replications
from domain.stuffing import BoxSize, Goods, stuff
from optimize.apart import groups_apart
from optimize.booking import Booking
from optimize.bound import lower_bound
from optimize.consolidate import WorkLimits, consolidate
from optimize.desk import Demand, PlanDesk
from optimize.foresight import Foresight
from optimize.habit import Habit
from optimize.offers import OfferBook
from optimize.packing import pack
from optimize.rolling import RollingPlan
from optimize.rule import Rule
from optimize.verify import verify
from tests.optimize.apart import boxes_mixed, mixed
from tests.optimize.tiny import NOMINAL, optimum
from tests.worlds import DRY, TEXTILES, consignment


def test_every_policy_keeps_them_apart_above_the_bound():
    together = 0
    for number in range(3):
        scenario = mixed(number, 5, aging=number % 3 == 0)
        free = mixed(number, 5, aging=number % 3 == 0, apart=False)
        for outlook in (NOMINAL, Outlook(number, replications("A", 2))):
            bound = lower_bound(scenario, OfferBook(scenario, outlook))
            assert bound == pytest.approx(lower_bound(free, OfferBook(free, outlook)))
            for policy in (Habit(), Rule(), RollingPlan(), Foresight()):
                plan = policy.plan(scenario, outlook)
                verdict = verify(scenario, plan, outlook)
                assert verdict.feasible, (policy.name, verdict.problems)
                assert boxes_mixed(scenario, verdict.account.boxes) == 0
                assert bound <= plan.cost_cny + 1e-6
                kept = verify(free, policy.plan(free, outlook)).account.boxes
                together += boxes_mixed(free, kept)
    assert together >= 5, f"only {together} boxes would have been shared: the test is idle"


def test_optimum_of_every_assignment_and_dropping_the_rule_never_costs_more():
    hits = dearer = 0
    lost = []
    for number in range(20):
        scenario, free = mixed(number), mixed(number, apart=False)
        best, plan = optimum(scenario)
        assert expected_cost(scenario, NOMINAL, plan) == pytest.approx(best)
        assert not verify(scenario, plan).problems
        assert lower_bound(scenario, OfferBook(scenario, NOMINAL)) <= best + 1e-6
        least, _ = optimum(free)
        assert least <= best + 1e-6
        dearer += best > least + 0.01
        found = Foresight().plan(scenario, NOMINAL)
        assert found.cost_cny >= best - 0.01
        hits += found.cost_cny <= best + 0.01
        lost.append(found.cost_cny / best - 1.0)
    assert hits >= 16, f"foresight found the optimum in {hits} of 20"
    assert sum(lost) / len(lost) < 0.01, f"foresight costs {sum(lost) / len(lost):.2%} more"
    assert dearer >= 3, f"the rule costs something in {dearer} of 20 only: the test is idle"


def test_a_plan_of_the_free_world_is_stuffed_apart_and_no_cheaper():
    for number in range(20):
        scenario, free = mixed(number, 5), mixed(number, 5, apart=False)
        plan = Rule().plan(free, NOMINAL)
        assert expected_cost(scenario, NOMINAL, plan) >= plan.cost_cny - 0.01


def test_model_sees_the_box_that_goods_apart_need():
    """Six pallets of tea and six of soap: one box of volume, two boxes by the rule."""
    scenario = mixed(3, 2)
    tea, soap = (
        replace(consignment(i, TEXTILES, units=6, ready_h=5.0, due_h=300.0),
                product_id=name, known_at_h=0.0)
        for i, name in enumerate(("tea", "soap"))
    )  # fmt: skip
    for name, boxes in (("soap", 2), ("tea", 1)):
        orders = (tea, replace(soap, product_id=name))
        world = replace(scenario, consignments=orders)
        book = OfferBook(world, NOMINAL)
        sure = [one for one in book.pool(tea) if not one.timed.paths]
        offer = min(sure, key=lambda one: one.estimate_cny)
        same = [
            next(one for one in book.pool(order) if one.timed.name == offer.timed.name)
            for order in orders
        ]
        desk = PlanDesk(world, Booking(world))
        demands = [
            Demand(order, order.units, (one,), may_outsource=True)
            for order, one in zip(orders, same, strict=True)
        ]
        solved = consolidate(desk, demands, WorkLimits(1000, 0.0))
        assert solved is not None
        for demand in demands:
            desk.place(demand, solved.placements[demand.name])
        assert solved.objective_cny == pytest.approx(desk.cost_cny)
        assert [len(one.boxes) for one in desk.booking.loads.values()] == [boxes]


def test_verify_finds_a_box_that_was_shared_all_the_same(monkeypatch):
    scenario = mixed(3, 5)
    plan = Rule().plan(mixed(3, 5, apart=False), NOMINAL)
    free = verify(mixed(3, 5, apart=False), plan).account.boxes
    assert boxes_mixed(scenario, free)

    def careless(goods, size):
        return stuff([one._replace(shuns=frozenset()) for one in goods], size)

    monkeypatch.setattr("domain.planned_boxes.stuff", careless)
    problems = verify(scenario, replace(plan, cost_cny=None)).problems
    assert any("soap and tea may not share a box" in one for one in problems)


@st.composite
def journeys(draw):
    parts = []
    for number in range(draw(st.integers(1, 8))):
        name = draw(st.sampled_from(("tea", "soap", "textiles")))
        shuns = {"tea": ("soap",), "soap": ("tea",), "textiles": ()}[name]
        parts.append(
            Goods(f"C{number:03d}.1", 0, draw(st.integers(1, 30)), draw(st.floats(1.0, 900.0)),
                  draw(st.floats(0.1, 4.0)), name, frozenset(shuns))
        )  # fmt: skip
    return [(draw(st.integers(-2, 0)), part.part_id, part) for part in parts]


@given(journeys())
def test_booking_packs_as_the_stuffing_floor_does(rows):
    size = BoxSize(DRY.m3, DRY.payload_kg)
    packed = pack(list(rows), size)
    assert packed is not None
    boxes, inside = packed
    fills = stuff([goods._replace(priority=turn) for turn, _, goods in rows], size)
    assert inside == [[(load.part_id, load.units) for load in fill.loads] for fill in fills]
    assert boxes == [pytest.approx((fill.m3, fill.kg)) for fill in fills]


@given(st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=12))
def test_groups_hold_every_clash_and_nothing_else(pairs):
    shuns = {str(i): set() for i in range(6)}
    for a, b in pairs:
        if a != b:
            shuns[str(a)].add(str(b))
            shuns[str(b)].add(str(a))
    groups = groups_apart({name: frozenset(those) for name, those in shuns.items()})
    covered = {(a, b) for group in groups for a in group for b in group if a != b}
    assert covered == {(a, b) for a, those in shuns.items() for b in those}
