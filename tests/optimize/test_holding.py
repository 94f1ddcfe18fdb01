"""Goods that customs often hold, beside others: what planners make of it, tried out completely."""

from dataclasses import replace
from random import Random

import pytest

from domain.expected import expected_cost
from domain.network import InspectionRule
from domain.outlook import Outlook, replications
from optimize.booking import Booking
from optimize.bound import lower_bound
from optimize.foresight import Foresight
from optimize.habit import Habit
from optimize.offers import OfferBook
from optimize.rolling import RollingPlan
from optimize.rule import Rule
from optimize.verify import verify
from tests.optimize.assigned import assigned
from tests.optimize.tiny import NOMINAL, every_offer, facilities_cny, optimum, tiny
from tests.worlds import TEXTILES, consignment, hours

GRADES = {
    "often": InspectionRule("often", 0.85, hours(24.0), 600.0),
    "seldom": InspectionRule("seldom", 0.02, hours(24.0), 600.0),
    "brief": InspectionRule("brief", 0.3, hours(8.0), 300.0),
}
OUTLOOK = Outlook(2, replications("A", 2))


def looked_into(number, count=3, **options):
    """A tiny instance with grades by chance."""
    scenario = tiny(number, count, **options)
    draw = Random(f"grades {number}")
    orders = tuple(
        replace(order, credit_grade=draw.choice(("often", "seldom", "seldom", "brief", "none")))
        for order in scenario.consignments
    )
    network = replace(scenario.network, inspections=GRADES)
    return replace(scenario, network=network, consignments=orders)


def test_desk_prices_boxes_that_may_be_held_as_the_books_do_for_any_assignment():
    """Each of three consignments on any offer: 60 random assignments, and taken off again."""
    draw = Random(8)
    shared = 0
    for number in range(12):
        scenario = looked_into(number)
        book = OfferBook(scenario, OUTLOOK)
        offers = [every_offer(scenario, book, order) for order in scenario.consignments]
        for _ in range(5):
            desk = assigned(draw, scenario, offers)
            shared += any(len(load.parts) > 1 for load in desk.booking.loads.values())
            runs = frozenset(desk.booking.paths())
            plan = desk.booking.plan("any", runs, {})
            fixed = facilities_cny(scenario)
            expected = expected_cost(scenario, OUTLOOK, plan)
            assert desk.cost_cny + fixed == pytest.approx(expected, abs=0.01)
            for part_id in sorted(desk.booking.parts):
                desk.remove(part_id)
            assert desk.cost_cny == pytest.approx(0.0, abs=1e-6)
    assert shared >= 30, f"only {shared} assignments share a journey: the test is idle"


def test_bound_and_foresight_around_the_optimum_with_looks():
    hits = 0
    for number in range(5):
        scenario = looked_into(number)
        best, plan = optimum(scenario, OUTLOOK)
        assert expected_cost(scenario, OUTLOOK, plan) == pytest.approx(best)
        assert lower_bound(scenario, OfferBook(scenario, OUTLOOK)) <= best + 1e-6
        found = Foresight().plan(scenario, OUTLOOK)
        assert found.cost_cny >= best - 0.01
        hits += found.cost_cny <= best + 0.01
    assert hits >= 4, f"foresight found the optimum in {hits} of 5"


def test_bound_is_below_every_plan_with_looks_and_goods_that_age():
    for number in range(3):
        scenario = looked_into(number, 4, aging=True)
        bound = lower_bound(scenario, OfferBook(scenario, OUTLOOK))
        for policy in (Habit(), Rule(), RollingPlan(), Foresight()):
            plan = policy.plan(scenario, OUTLOOK)
            verdict = verify(scenario, plan, OUTLOOK)
            assert verdict.feasible, (policy.name, verdict.problems)
            assert bound <= plan.cost_cny + 1e-6


def dear_and_suspect(share, late_cny):
    """Few pallets of a suspect shipper, and few whose lateness is dear; lorries at any time."""
    scenario = tiny(0, 2)
    orders = tuple(
        consignment(i, TEXTILES, units=6, ready_h=20.0, due_h=118.0, known_at_h=0.0,
                    credit_grade=grade, late_cost_cny_per_t_day=late,
                    outsource_cny_per_kg=60.0)
        for i, (grade, late) in enumerate((("often", 0.0), ("never", late_cny)))
    )  # fmt: skip
    grades = {"often": replace(GRADES["often"], share=share)}
    network = replace(scenario.network, inspections=grades)
    return replace(scenario, network=network, consignments=orders)


def boxes_shared(scenario, plan):
    """Whether the two are in one box."""
    boxes = verify(scenario, plan).account.boxes
    return any(len(box.fill.loads) > 1 for box in boxes)


@pytest.mark.parametrize("policy", [Rule(), RollingPlan(), Foresight()], ids=lambda one: one.name)
def test_who_is_often_held_is_kept_from_those_whose_time_is_dear(policy):
    """A lorry costs 24,000 CNY or a train's box 9,000; 1.5 t a day late cost 1.5 x the rate."""
    for share, late_cny, apart in ((0.85, 40_000.0, True), (0.85, 10.0, False), (0.0, 4e4, False)):
        scenario = dear_and_suspect(share, late_cny)
        plan = policy.plan(scenario, OUTLOOK)
        assert boxes_shared(scenario, plan) != apart, (share, late_cny)
        nominal = policy.plan(scenario, NOMINAL)
        assert boxes_shared(scenario, nominal), "nobody is looked into at nominal"


def test_marginal_cost_of_sharing_by_hand():
    """Shares 0.5 and 0 in one box by lorry: the second makes the first no dearer, but pays for it.

    The box is held a day with 0.5 either way, so what the second adds is half of its own delay.
    """
    scenario = dear_and_suspect(0.5, 2_000.0)
    suspect, dear = scenario.consignments
    book = OfferBook(scenario, OUTLOOK)
    booking = Booking(scenario)
    lorry = next(
        one for one in every_offer(scenario, book, suspect)
        if "LORRY" in one.timed.name and one.stuff_h == 48.0
    )  # fmt: skip
    other = next(
        one for one in every_offer(scenario, book, dear) if one.timed.name == lorry.timed.name
    )
    assert lorry.timed.later_h == (24.0,)
    rent = 60.0
    alone = booking.change(lorry, suspect, suspect.units)
    assert alone is not None
    assert alone.held_cny == pytest.approx(0.5 * rent)
    booking.add(suspect, suspect.units, lorry)
    both = booking.change(other, dear, dear.units)
    assert both is not None
    assert len(both.boxes) == 1
    assert both.held_cny == pytest.approx(0.5 * (rent + other.later_cny[0]))
    each = dear.value_cny * (0.06 / 365.0 + 0.001)
    assert each < other.later_cny[0] <= each + 2_000.0 * dear.t + 1e-6
    added = booking.neighbours_cny(other, dear, dear.units, 0)
    assert added == pytest.approx(0.5 * other.later_cny[0])
