"""Waiting for money: sums by hand, books of planner and run, what a fault would do."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.account import account
from domain.cash import CashTerms, rebate_interest
from domain.outlook import Outlook
from optimize import Rule, verify
from sim import delivery, simulate
from sim.checks import BrokenRunError
from tests.papers import with_papers
from tests.sim.reading import rows
from tests.sim.test_nominal import assert_equal, roomy
from tests.worlds import TARIFF, plain_plan, two_hubs

SOLD = CashTerms(0.1, 20.0, "sale", 60.0, 14.0, "sale")
LEFT = CashTerms(0.1, 30.0, "departure", 0.0, 45.0)


def with_cash(scenario, terms=LEFT, other=SOLD):
    cash = {("0110", "export"): terms, ("9610", "export"): other}
    return replace(scenario, cash=cash)


def test_days_until_money_comes():
    assert LEFT.settled_h == 45.0 * 24.0
    assert SOLD.settled_h == (60.0 + 14.0) * 24.0
    # Stuffed on day 2, delivered on day 20, ready on day 1.
    days = (24.0, 48.0, 480.0)
    assert LEFT.rebate_h(*days) == (1.0 + 30.0) * 24.0
    assert replace(LEFT, rebate_from="delivery").rebate_h(*days) == (19.0 + 30.0) * 24.0
    assert SOLD.rebate_h(*days) == (19.0 + 60.0 + 20.0) * 24.0


def test_interest_on_a_rebate_is_that_of_a_loan():
    # 100,000 CNY of goods, a tenth comes back after 31 days, at 6 % a year of 365 days.
    charge = rebate_interest(TARIFF, LEFT, 100_000.0, 24.0, 48.0, 480.0)
    assert charge.line == "tax_rebate"
    assert charge.cny == pytest.approx(10_000.0 * 0.06 * 31.0 / 365.0)
    assert rebate_interest(TARIFF, CashTerms(), 1e5, 0.0, 0.0, 0.0) is None


def test_the_invoice_of_waiting():
    scenario = two_hubs(1)
    plan = plain_plan(scenario)
    bare, paid = (account(one, plan).by_line() for one in (scenario, with_cash(scenario)))
    order, journey = scenario.consignments[0], next(iter(plan.journeys.values()))
    yearly = order.value_cny * 0.06 / 365.0
    assert paid["capital"] - bare["capital"] == pytest.approx(yearly * 45.0)
    days = (journey.stuff_at_h - order.ready_h) / 24.0 + 30.0
    assert paid["tax_rebate"] == pytest.approx(0.1 * yearly * days)
    others = {line for line in bare if line not in {"capital", "tax_rebate"}}
    assert {line: paid[line] for line in others} == {line: bare[line] for line in others}


@settings(deadline=None, max_examples=10, suppress_health_check=[HealthCheck.too_slow])
@given(
    ways=st.lists(st.integers(0, 2), min_size=8, max_size=8),
    begins=st.sampled_from(["departure", "delivery", "sale"]),
    settled=st.sampled_from(["delivery", "sale"]),
    days=st.floats(0.0, 200.0),
)
def test_any_plan_with_terms_costs_as_its_books_say(ways, begins, settled, days):
    terms = CashTerms(0.115, days, begins, 40.0, days / 2.0, settled)
    scenario = with_papers(with_cash(roomy(8), terms))
    assert_equal(scenario, plain_plan(scenario, lambda n: ways[n]))


@pytest.mark.parametrize("begins", ["departure", "delivery"])
def test_the_planner_expects_the_interest(begins):
    terms = replace(LEFT, rebate_from=begins)
    scenario, outlook = with_cash(two_hubs(10), terms), Outlook(seed=1, replications=(0, 1))
    plan = Rule().plan(scenario, outlook)
    assert verify(scenario, plan, outlook).problems == ()


def test_nothing_is_waited_for_by_default():
    scenario = two_hubs(8)
    plan = plain_plan(scenario)
    bare = simulate(scenario, plan, seed=2, replication=0)
    zero = simulate(with_cash(scenario, CashTerms(), CashTerms()), plan, seed=2, replication=0)
    assert bare.records.costs.rows == zero.records.costs.rows


def test_interest_that_is_not_booked_is_found(monkeypatch):
    scenario = with_cash(two_hubs(8))
    simulate(scenario, plain_plan(scenario), seed=1, replication=0)
    monkeypatch.setattr(delivery, "rebate_interest", lambda *_: None)
    with pytest.raises(BrokenRunError, match="for tax_rebate"):
        simulate(scenario, plain_plan(scenario), seed=1, replication=0)


def test_a_rebate_at_departure_spares_the_time_on_the_way():
    """A part's rebate waits shorter by just its way from stuffing to the door."""
    scenario = two_hubs(8)
    plan = plain_plan(scenario)
    runs = [
        simulate(
            with_cash(scenario, replace(LEFT, rebate_from=begins)), plan, seed=1, replication=0
        )
        for begins in ("departure", "delivery")
    ]
    moved = rows(runs[0].records.movements)
    for order in scenario.consignments:
        if order.trade_mode != "0110":
            continue
        part = f"{order.consignment_id}.1"
        own = [row for row in moved if row["subject_id"].startswith(part)]
        stuffed = {row["end_h"] for row in own if row["stage"] == "store"}
        ends = [row["end_h"] for row in own if row["stage"] == "deliver"]
        paid = [
            sum(
                row["cny"]
                for row in rows(run.records.costs)
                if row["consignment_id"] == order.consignment_id and row["line"] == "tax_rebate"
            )
            for run in runs
        ]
        if len(stuffed) == len(set(ends)) == 1:
            days = (ends[0] - stuffed.pop()) / 24.0
            assert paid[1] - paid[0] == pytest.approx(0.1 * order.value_cny * 0.06 * days / 365.0)


def test_a_faster_refund_costs_less_by_just_its_days():
    """Refund days (the plan's services for refunds): 60 become 15."""
    scenario = two_hubs(8)
    plan = plain_plan(scenario)
    slow, fast = (
        account(with_cash(scenario, replace(LEFT, rebate_days=days), CashTerms()), plan)
        for days in (60.0, 15.0)
    )
    worth = sum(o.value_cny for o in scenario.consignments if o.trade_mode == "0110")
    saved = slow.by_line()["tax_rebate"] - fast.by_line()["tax_rebate"]
    assert saved == pytest.approx(0.1 * worth * 0.06 * 45.0 / 365.0)
