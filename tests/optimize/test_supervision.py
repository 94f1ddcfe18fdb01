"""Planners weigh three lanes, ports of exit and laboratories as the books do."""

from dataclasses import replace
from random import Random

import pytest

from domain.expected import expected_cost
from domain.outlook import Outlook, replications
from domain.supervision import EXIT, FULL, PARTIAL, X_RAY, GradeRule, History, Supervision
from optimize.bound import lower_bound
from optimize.foresight import Foresight
from optimize.offers import OfferBook
from optimize.rule import Rule
from optimize.verify import verify
from tests.harbours import crew
from tests.optimize.assigned import assigned
from tests.optimize.tiny import every_offer, facilities_cny, optimum, tiny

KINDS = ((X_RAY, 0.5), (PARTIAL, 0.3), (FULL, 0.2))
RULES = Supervision(
    {
        "often": GradeRule("often", 0.85, 0.3, KINDS),
        "seldom": GradeRule("seldom", 0.05, 0.02, KINDS),
        "brief": GradeRule("brief", 0.4, 0.1, ((X_RAY, 1.0),)),
    },
    lanes=True, more_share=0.2, precision=0.8, penalty_cny=3_000.0,
    history=History((-2184.0, -1.0), 2.0, 0.8),
)  # fmt: skip
CREWS = {**crew(X_RAY, 1.5), **crew(PARTIAL, 8.0), **crew(FULL, 24.0)}
OUTLOOK = Outlook(2, replications("A", 2))


def supervised(number, where=()):
    scenario = tiny(number, 3)
    draw = Random(f"grades {number}")
    orders = tuple(
        replace(order, credit_grade=draw.choice(("often", "seldom", "seldom", "brief", "none")))
        for order in scenario.consignments
    )
    network = replace(
        scenario.network, supervision=replace(RULES, where=where),
        processes={**scenario.network.processes, **CREWS},
    )  # fmt: skip
    return replace(scenario, network=network, consignments=orders)


@pytest.mark.parametrize("where", [(), (("*", EXIT),)])
def test_desk_prices_boxes_as_the_books_do_for_any_assignment(where):
    draw = Random(8)
    for number in range(8):
        scenario = supervised(number, where)
        book = OfferBook(scenario, OUTLOOK)
        offers = [every_offer(scenario, book, order) for order in scenario.consignments]
        for _ in range(4):
            desk = assigned(draw, scenario, offers)
            runs = frozenset(desk.booking.paths())
            plan = desk.booking.plan("any", runs, {})
            expected = expected_cost(scenario, OUTLOOK, plan)
            assert desk.cost_cny + facilities_cny(scenario) == pytest.approx(expected, abs=0.01)


def test_bound_and_policies_around_the_optimum():
    for number in range(3):
        scenario = supervised(number)
        best, _ = optimum(scenario, OUTLOOK)
        assert lower_bound(scenario, OfferBook(scenario, OUTLOOK)) <= best + 1e-6
        for policy in (Rule(), Foresight()):
            plan = policy.plan(scenario, OUTLOOK)
            verdict = verify(scenario, plan, OUTLOOK)
            assert not verdict.problems
            assert plan.cost_cny >= best - 0.01
