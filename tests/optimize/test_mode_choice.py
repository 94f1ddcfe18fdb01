"""Trade modes that a consignment may choose: the cheapest is taken, executed and recounted."""

from dataclasses import replace

import pytest

from domain.cash import CashTerms
from domain.draws import Distribution
from domain.expected import expected_cost
from domain.outlook import Outlook
from domain.pace import nominal_pace
from optimize import Foresight, Habit, RollingPlan, Rule, verify
from optimize.offers import OfferBook
from optimize.why.books import PlanBooks
from optimize.why.ways import WayDesk
from sim import simulate
from study.plan_folder import _part, _part_rows
from tests.papers import papers, with_papers
from tests.sim.reading import consignments, rows
from tests.sim.test_nominal import assert_equal
from tests.worlds import plain_plan, two_hubs

OUTLOOK = Outlook(seed=1, replications=(0, 1))


def world(count=10, **changes):
    """Goods under 0110 may go under 9710: 90 CNY cheaper to declare, and an hour in the hall."""
    base = two_hubs(count, **changes)
    general = base.network.clearances["*", "0110", "export", "any"]
    direct = replace(
        general, trade_mode="9710", fee_cny=110.0,
        process=replace(general.process, process_id="P_direct", work=Distribution.fixed(1.0)),
    )  # fmt: skip
    clearances = {**base.network.clearances, ("*", "9710", "export", "any"): direct}
    orders = tuple(
        replace(order, free_modes=("9710",)) if order.trade_mode == "0110" else order
        for order in base.consignments
    )
    network = replace(base.network, clearances=clearances)
    return replace(base, network=network, consignments=orders)


def under(scenario, plan):
    own = {order.consignment_id: order.trade_mode for order in scenario.consignments}
    return {part.consignment_id: part.trade_mode or own[part.consignment_id] for part in plan.parts}


@pytest.mark.parametrize(
    "policy", [Rule(), RollingPlan(), Foresight()], ids=["rule", "plan", "foresight"]
)
def test_the_cheaper_mode_is_taken_and_recounted(policy):
    scenario = world()
    plan = policy.plan(scenario, OUTLOOK)
    chosen = under(scenario, plan)
    moved = [part for part in plan.parts if not part.outsourced]
    for order in scenario.consignments:
        if any(part.consignment_id == order.consignment_id for part in moved):
            wanted = "9710" if order.free_modes else order.trade_mode
            assert chosen[order.consignment_id] == wanted
    assert verify(scenario, plan, OUTLOOK).problems == ()
    assert plan.cost_cny == pytest.approx(expected_cost(scenario, OUTLOOK, plan), abs=0.01)


def test_choosing_never_costs_more_than_the_own_mode():
    free = world()
    bound = tuple(replace(order, free_modes=()) for order in free.consignments)
    costs = [
        Foresight().plan(one, OUTLOOK).cost_cny for one in (free, replace(free, consignments=bound))
    ]
    assert costs[0] < costs[1]


def test_habit_keeps_its_mode():
    scenario = world()
    plan = Habit().plan(scenario, OUTLOOK)
    assert all(part.trade_mode == "" for part in plan.parts)


def test_each_offer_is_the_cheapest_mode_of_its_journey():
    """Brute force: every journey priced under each mode alone, the least taken."""
    scenario = with_papers(world(), papers(fail_share=0.2, sd=0.2), modes=("0110",))
    scenario = replace(
        scenario,
        cash={
            ("0110", "export"): CashTerms(0.1, 30.0, "departure", 0.0, 10.0),
            ("9710", "export"): CashTerms(0.1, 30.0, "delivery", 0.0, 12.0),
        },
    )
    book = OfferBook(scenario, OUTLOOK)
    both = set()
    for order in scenario.consignments:
        if not order.free_modes:
            continue
        alone = {
            mode: {
                (one.way, one.timed.name): one.own_cny
                for one in OfferBook(scenario, OUTLOOK).pool(
                    replace(order, trade_mode=mode, free_modes=())
                )
            }
            for mode in order.modes
        }
        for offer in book.pool(order):
            key = (offer.way, offer.timed.name)
            prices = {mode: own[key] for mode, own in alone.items() if key in own}
            if len(prices) == 2:
                mode = offer.trade_mode or order.trade_mode
                assert offer.own_cny == pytest.approx(min(prices.values()))
                assert prices[mode] == pytest.approx(min(prices.values()))
                both.add(mode)
    assert both


def test_dear_goods_choose_by_cash_and_cheap_ones_by_the_fee():
    """Ten days more of credit cost 90 CNY at 6 % a year for goods of 54,750 CNY."""
    scenario = world()
    scenario = replace(
        scenario,
        cash={("9710", "export"): CashTerms(settlement_days=10.0)},
        consignments=tuple(
            replace(order, value_cny=worth, value_loss_per_day=0.0, late_cost_cny_per_t_day=0.0)
            for order, worth in zip(
                scenario.consignments, [20_000.0, 5_000_000.0] * 5, strict=True
            )
        ),
    )  # fmt: skip
    plan = Rule().plan(scenario, Outlook(seed=1))
    chosen = under(scenario, plan)
    for order in scenario.consignments:
        if order.free_modes:
            wanted = "9710" if order.value_cny < 54_750.0 else "0110"
            assert chosen[order.consignment_id] == wanted


def chosen_plan(scenario):
    plan = plain_plan(scenario, lambda n: n % 3)
    free = {order.consignment_id for order in scenario.consignments if order.free_modes}
    parts = tuple(
        replace(part, trade_mode="9710") if part.consignment_id in free else part
        for part in plan.parts
    )
    return replace(plan, parts=parts)


def roomy(scenario):
    services = {
        name: replace(one, capacity_teu=None, capacity_t=None, plugs=None)
        for name, one in scenario.network.services.items()
    }
    return replace(scenario, network=replace(scenario.network, services=services))


def test_a_chosen_mode_is_executed_as_its_books_say():
    scenario = with_papers(roomy(world(12)), modes=("0110", "9710"))
    assert_equal(scenario, chosen_plan(scenario))


def test_a_run_declares_under_the_chosen_mode():
    scenario = world(8)
    plan = chosen_plan(scenario)
    result = simulate(scenario, plan, seed=1, replication=0)
    known = consignments(result)
    halls = {
        row["subject_id"]: row["process_id"]
        for row in rows(result.records.movements)
        if row["stage"] == "declare"
    }
    for part in plan.parts:
        assert halls[part.part_id] == ("P_direct" if part.trade_mode else halls[part.part_id])
        if part.trade_mode:
            assert known[part.consignment_id]["trade_mode"] == "9710"


def test_sheets_of_ways_price_the_chosen_mode():
    """Taking a consignment off and putting it on another way costs what its sheet says."""
    scenario = world(8)
    plan = Rule().plan(scenario, OUTLOOK)
    books = PlanBooks(scenario, OUTLOOK, plan)
    assert sum(books.lines().values()) == pytest.approx(plan.cost_cny, abs=0.01)
    desk = WayDesk(books, OfferBook(scenario, OUTLOOK))
    chosen = under(scenario, plan)
    name = next(n for n, mode in sorted(chosen.items()) if mode == "9710")
    sheet = desk.sheet(name)
    fee = scenario.network.clearances["*", "9710", "export", "any"].fee_cny
    options = [sheet.chosen, *(one for one in sheet.others if one.kind != "outsourced")]
    assert len(options) > 1
    assert all(one.added.lines["clearance"] == pytest.approx(fee) for one in options)


def test_a_mode_that_is_not_free_is_refused():
    scenario = world(4)
    plan = plain_plan(scenario)
    wrong = replace(plan, parts=(replace(plan.parts[0], trade_mode="1210"), *plan.parts[1:]))
    problems = verify(scenario, wrong).problems
    assert problems == ("C000.1: may not go under 1210",)


def test_a_plan_folder_keeps_the_chosen_mode():
    plan = chosen_plan(world(4))
    names = (
        "part_id", "consignment_id", "units", "priority", "before", "journey_id", "after",
        "locked", "available_h", "delivered_h", "cost_cny", "kgco2e", "trade_mode",
    )  # fmt: skip
    read = [
        _part({name: str(cell) for name, cell in zip(names, row, strict=True)})
        for row in _part_rows(plan, None)
    ]
    assert read == list(plan.parts)
    assert nominal_pace().chance.nominal
