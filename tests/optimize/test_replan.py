"""Placing everything that is open anew: cost kept right, room kept, never dearer."""

import math
from dataclasses import replace
from random import Random

import pytest

from domain import tariff as price
from domain.freight import count
from domain.outlook import Outlook, replications
from domain.policy import announcements
from optimize.booking import Booking
from optimize.desk import Demand, PlanDesk
from optimize.desk_freight import Beside, desk_freight
from optimize.foresight import Foresight, ForesightSettings
from optimize.improve import improve
from optimize.offers import OfferBook
from optimize.replan import SearchWork, replan, searched
from optimize.rule import RuleDesk, RuleSettings
from optimize.verify import verify
from tests.optimize.test_policies import narrow
from tests.worlds import two_hubs

OUTLOOK = Outlook(1, replications("A", 2))
WORK = SearchWork(bound_rounds=20, least_rounds=200, rounds_per_parcel=2.0, chunk=100)


def desk_by_rule(scenario):
    """A desk with what the rule books, and all demands on it."""
    offers = OfferBook(scenario, OUTLOOK)
    rule = RuleDesk(scenario, offers, RuleSettings(buffer_h=0.0))
    for at_h, fresh in announcements(scenario):
        rule.decide(at_h, fresh)
    rule.close()
    desk = PlanDesk(scenario, rule.booking)
    demands = {
        order.consignment_id: Demand(order, order.units, offers.pool(order), may_outsource=True)
        for order in scenario.consignments
    }
    desk.cost_cny = booked_cny(desk)
    for name in sorted(rule.unplanned):
        desk.leave(demands[name])
    return desk, demands


def booked_cny(desk):
    """What is booked, summed from nothing."""
    booking, services = desk.booking, desk.scenario.network.services
    total = [booked.own_cny for booked in booking.parts.values()]
    for loaded in booking.loads.values():
        total += [loaded.timed.box_cny(kg) for _, kg in loaded.boxes]
        total.append(loaded.held_cny)
    for key in booking.paths():
        total.append(price.dead_freight(services[key[0]], booking.loaded_teu(key)).cny)
    return math.fsum(total)


def placed(desk):
    return sorted(
        (name, booked.units, "" if booked.offer is None else booked.offer.name)
        for name, parts in desk.booking.of_consignment.items()
        for booked in parts.values()
    )


@pytest.mark.parametrize("number", range(3))
def test_a_desk_costs_what_is_booked_on_it(number):
    desk, demands = desk_by_rule(two_hubs(20 + number, network=narrow(teu=8.0)))
    improve(desk, demands, 2)
    left = sum(1_000.0 * u * demands[n].consignment.kg_per_unit for n, u in desk.left.items())
    assert desk.cost_cny == pytest.approx(booked_cny(desk) + left, abs=0.01)


def test_placing_anew_is_kept_only_if_it_costs_less():
    desk, demands = desk_by_rule(two_hubs(24, network=narrow(teu=8.0)))
    before, parts = desk.cost_cny, placed(desk)
    paid = replan(desk, demands, WORK)
    assert not desk.booking.overfull
    assert (desk.cost_cny < before) == paid
    if not paid:
        assert placed(desk) == parts
    again, parts = desk.cost_cny, placed(desk)
    if not replan(desk, demands, WORK):
        assert (desk.cost_cny, placed(desk)) == (again, parts)


def test_goods_that_are_not_open_stay_and_keep_their_room():
    desk, demands = desk_by_rule(two_hubs(24, network=narrow(teu=6.0)))
    some = dict(sorted(demands.items())[::2])
    kept = [row for row in placed(desk) if row[0] not in some]
    replan(desk, some, WORK)
    assert [row for row in placed(desk) if row[0] not in some] == kept
    assert not desk.booking.overfull


def test_the_problem_asks_no_more_than_the_desk_for_the_same_placing():
    """Boxes by volume and weight are no more than boxes stuffed by units; nobody is looked at."""
    scenario = two_hubs(16)
    offers = OfferBook(scenario, OUTLOOK)
    plain = [
        replace(one, look=None, later_cny=())
        for order in scenario.consignments
        for one in offers.pool(order)
    ]
    by_name = {}
    for order in scenario.consignments:
        mine = tuple(plain[: len(offers.pool(order))])
        plain = plain[len(mine) :]
        by_name[order.consignment_id] = Demand(order, order.units, mine, may_outsource=True)
    desk = PlanDesk(scenario, Booking(scenario))
    made = desk_freight(desk, list(by_name.values()))
    plan = searched(made.problem, WORK)
    assert not count(made.problem, plan).problems
    for name, placement in made.placements(plan).items():
        desk.place(by_name[name], placement)
    assert sum(b.units for b in desk.booking.parts.values()) == sum(
        order.units for order in scenario.consignments
    )
    assert plan.cost_cny <= desk.cost_cny + 0.01


def test_foresight_knows_no_order_of_the_book():
    scenario = two_hubs(14, network=narrow(teu=6.0))
    shuffled = list(scenario.consignments)
    Random(3).shuffle(shuffled)
    other = replace(scenario, consignments=tuple(shuffled))
    policy = Foresight(ForesightSettings(small=0, search=WORK))
    one, two = policy.plan(scenario, OUTLOOK), policy.plan(other, OUTLOOK)
    assert one.parts == two.parts
    assert one.cost_cny == two.cost_cny
    assert one.bound_cny is not None
    assert one.bound_cny <= one.cost_cny
    assert verify(scenario, one, OUTLOOK).feasible


def test_neighbours_cost_nothing_to_a_full_box_and_more_to_dearer_goods():
    usual = Beside(filled=0.2, later_cny=10_000.0, looked=0.02)
    assert usual.cny(1.0, 5_000.0, 0.02) == 0.0
    assert usual.cny(0.2, 5_000.0, 0.02) > usual.cny(0.2, 1_000.0, 0.02) > 0.0
    # Nobody else is looked into: what is left is the harm done to the others.
    alone = Beside(filled=0.2, later_cny=10_000.0, looked=0.0)
    assert alone.cny(0.2, 5_000.0, 0.5) == pytest.approx(0.5 * 0.85 * 0.8 * 10_000.0)
