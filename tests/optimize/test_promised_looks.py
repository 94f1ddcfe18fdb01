"""On-time promises count goods that customs look into, drawn as the simulation draws them."""

from dataclasses import replace
from math import comb

import numpy as np
import pytest

from domain.calendar import ALWAYS_OPEN
from domain.distribution import Distribution
from domain.network import InspectionRule
from domain.outlook import Outlook, replications
from domain.plan import Plan
from domain.promise import arrivals_h, broken_promises
from domain.supervision import (
    AFTER,
    BEFORE,
    DESTINATION,
    ENTRY,
    EXIT,
    FULL,
    LABORATORY,
    PARTIAL,
    X_RAY,
    GradeRule,
    Supervision,
)
from optimize.foresight import Foresight
from optimize.offers import OfferBook
from optimize.rule import Rule, RuleSettings
from optimize.verify import verify
from sim import simulate
from tests.harbours import crew, shipped
from tests.optimize.test_supervision import supervised
from tests.restuffing import town, town_network
from tests.worlds import TEXTILES, consignment, hours, part_of, train, two_hubs, two_hubs_network

SEED = 7
TEN = Outlook(SEED, replications("A", 10))


def fixed(network):
    """The network with every duration at its mean, and nothing late or cancelled."""

    def mean(one):
        return None if one is None else Distribution.fixed(one.mean)

    services = {
        name: replace(
            one, lateness=None, cancel_share=0.0,
            legs=tuple(replace(leg, run=mean(leg.run)) for leg in one.legs),
        )
        for name, one in network.services.items()
    }  # fmt: skip
    processes = {
        key: replace(one, work=mean(one.work), beside=mean(one.beside))
        for key, one in network.processes.items()
    }
    clearances = {
        key: replace(rule, process=replace(rule.process, work=mean(rule.process.work)))
        for key, rule in network.clearances.items()
    }
    return replace(network, services=services, processes=processes, clearances=clearances)


def world(share, hold_h=72.0, *, bay=ALWAYS_OPEN, promise=None, count=1, holds="box", **changes):
    """Consignments of textiles of a grade that is selected with a share; all else is fixed."""
    network = fixed(two_hubs_network())
    rail = train("RAIL", ("HUB", "GATE", "DEPOT"), 96.0, teu=40.0)
    network = fixed(replace(network, services={**network.services, "RAIL": rail}))
    steps = {
        key: replace(one, opening=bay) if one.step == "inspect" else one
        for key, one in network.processes.items()
    }
    clearances = {key: replace(rule, holds=holds) for key, rule in network.clearances.items()}
    network = replace(
        network, processes=steps, clearances=clearances,
        inspections={"B": InspectionRule("B", share, hours(hold_h), 900.0)},
    )  # fmt: skip
    wanted = {"units": 20, "ready_h": 10.0, "due_h": 260.0, **changes}
    orders = [
        replace(consignment(i, TEXTILES, **wanted), on_time_promise_share=promise)
        for i in range(count)
    ]
    return two_hubs(network=network, consignments=orders)


def selected(order, share, outlook):
    """In which samples an order is selected, by its draws alone."""
    chances = [pace.chance for pace in outlook.paces()]
    return [one.u("select", order.consignment_id) < share for one in chances]


def by_train(scenario, service_id="RAIL"):
    """Journeys offered by a train: departure, arrivals with looks, arrivals without."""
    order = scenario.consignments[0]
    valued = OfferBook(scenario, TEN).valued(order)
    if valued is None:
        return {}
    return {
        timed.journey.departures[0]: (valued.promised_h[i], valued.arrivals_h[i])
        for i, timed in enumerate(valued.journeys)
        if timed.journey.route.hops[0].service_id == service_id
    }


def one_part(scenario, order, way, timed):
    journey = timed.journey
    part = part_of(order, journey.journey_id, way)
    return Plan("hand", {journey.journey_id: journey}, (part,), frozenset(timed.paths))


def test_a_promise_above_the_unselected_share_needs_a_departure_three_days_earlier():
    """Held for 72 h less the 4 h that boxes come early: the daily train of three days later."""
    share = 0.3
    picked = selected(world(share).consignments[0], share, TEN)
    clear = 1.0 - sum(picked) / 10.0
    assert 0.5 <= clear <= 0.9, "the test would be idle"
    every = by_train(world(share, promise=0.0))
    for looked, plain in every.values():
        assert list(looked - plain) == [72.0 if one else 0.0 for one in picked]
    in_time = {at for at, (_, plain) in every.items() if plain[0] <= 260.0}
    early = {at for at in in_time if at + 72.0 <= max(in_time)}
    assert early < in_time
    assert early
    assert set(by_train(world(share, promise=clear))) == in_time
    assert set(by_train(world(share, promise=clear + 0.05))) == early


@pytest.mark.parametrize("policy", [Rule(RuleSettings(buffer_h=-60.0)), Foresight()])
def test_a_plan_pays_for_the_sure_way_and_verify_counts_the_same(policy):
    """By rail in time but for a look; a lorry has three days to spare."""
    share, scenario = 0.3, world(0.3)
    order = scenario.consignments[0]
    due_h = min(float(plain[0]) for _, plain in by_train(world(share, promise=0.0)).values()) + 10.0
    clear = 1.0 - sum(selected(order, share, TEN)) / 10.0
    plans = {}
    for promise in (None, clear, 1.0):
        held = world(share, promise=promise, due_h=due_h)
        plans[promise] = policy.plan(held, TEN)
        assert verify(held, plans[promise], TEN).feasible
    assert plans[None].parts == plans[clear].parts
    assert "RAIL" in plans[None].parts[0].journey_id
    assert "LORRY" in plans[1.0].parts[0].journey_id
    assert plans[1.0].cost_cny > plans[None].cost_cny
    (broken,) = broken_promises(world(share, promise=1.0, due_h=due_h), TEN, plans[None])
    assert f"by due in {round(10 * clear)} of 10 samples" in broken


def within(count, n, p, risk=1e-4):
    """Whether so few or many of n are likely, by the binomial distribution."""
    below = sum(comb(n, k) * p**k * (1.0 - p) ** (n - k) for k in range(count + 1))
    above = sum(comb(n, k) * p**k * (1.0 - p) ** (n - k) for k in range(count, n + 1))
    return below > risk and above > risk


def test_what_is_executed_arrives_in_time_as_often_as_the_samples_say():
    """Twelve consignments by the last train in time, executed ten times: each arrival as seen."""
    scenario = world(0.2, count=12)
    plans = []
    for order in scenario.consignments:
        valued = OfferBook(scenario, TEN).valued(replace(order, on_time_promise_share=0.0))
        last = max(
            (i for i, timed in enumerate(valued.journeys) if "RAIL" in timed.name
             and valued.arrivals_h[i].max() <= order.due_h),
            key=lambda i: valued.arrivals_h[i].max(),
        )  # fmt: skip
        name = f"{order.consignment_id} alone"  # in a box of its own: nobody waits for others
        timed = valued.journeys[last]
        journey = replace(timed.journey, journey_id=name)
        plans.append((journey, part_of(order, name, valued.ways[valued.way[last]])))
    plan = Plan("hand", {one.journey_id: one for one, _ in plans}, tuple(p for _, p in plans),
                frozenset())  # fmt: skip
    seen = executed_h(scenario, plan, TEN, servers_limited=False)
    foreseen = arrivals_h(scenario, TEN, plan)
    kept = 0
    for order in scenario.consignments:
        name = order.consignment_id
        assert seen[name] == pytest.approx(list(foreseen[f"{name}.1"]), abs=1e-6)
        kept += sum(at_h <= order.due_h for at_h in seen[name])
    assert within(kept, 120, 0.8)
    assert kept < 120
    many = arrivals_h(scenario, Outlook(SEED, replications("C", 40)), plan)
    found = np.array(list(many.values()))
    assert within(int((found <= 260.0).sum()), found.size, 0.8)


def executed_h(scenario, plan, outlook, **how):
    """Hours at the door by consignment, when a plan is executed in each sample of an outlook."""
    found = {order.consignment_id: [] for order in scenario.consignments}
    for number in outlook.replications:
        result = simulate(scenario, plan, seed=outlook.seed, replication=number, **how)
        table = result.records.consignments
        name, at = table.names().index("consignment_id"), table.names().index("delivered_h")
        for row in table.rows:
            found[row[name]].append(row[at])
    return found


def test_a_parcel_held_before_stuffing_misses_the_box_that_would_have_been_in_time():
    """Released at 15 h at the earliest, held for 72: only boxes stuffed later are still met."""
    scenario = world(0.4, holds="parcel", promise=0.0)
    picked = selected(scenario.consignments[0], 0.4, TEN)
    assert 0 < sum(picked) < 10
    every = by_train(scenario)
    first, last = min(every), max(every)
    looked, plain = every[first]
    assert all((more > 0.0) == one for more, one in zip(looked - plain, picked, strict=True))
    assert max(looked - plain) == 72.0
    assert list(every[last][0]) == list(every[last][1])


KINDS = ((X_RAY, 0.5), (PARTIAL, 0.2), (FULL, 0.3))
RULES = Supervision({"B": GradeRule("B", 0.6, 0.3, KINDS)}, lanes=True, more_share=0.3)
CREWS = {
    **crew(X_RAY, 2.0), **crew(PARTIAL, 20.0), **crew(FULL, 50.0, sd=8.0),
    **crew(LABORATORY, 60.0, sd=5.0),
}  # fmt: skip


@pytest.mark.parametrize(
    ("way", "changes"),
    [
        ("road", {"where": (("*", AFTER),)}),
        ("road", {"where": (("*", EXIT),)}),
        ("road", {"where": (("*", DESTINATION),)}),
        ("home by road", {"where": (("*", ENTRY),), "tests": {("GATE", "textiles"): 0.5}}),
        ("home by road", {"tests": {("HUB", "textiles"): 0.5}, "inland_tests": frozenset({"HUB"})}),
    ],
)
def test_supervised_goods_are_seen_as_they_are_executed(way, changes):
    """Looks of drawn kinds and lengths at every point, by truck: as late as they are held."""
    scenario, plan = shipped(way, 2, rules=replace(RULES, **changes), crews=CREWS)
    scenario = replace(scenario, network=fixed_but_looks(scenario.network))
    foreseen = arrivals_h(scenario, TEN, plan)
    free = replace(scenario, network=replace(scenario.network, supervision=None, inspections={}))
    plain = arrivals_h(free, TEN, plan)
    seen = executed_h(scenario, plan, TEN, servers_limited=False)
    more = [a - b for name in plain for a, b in zip(foreseen[name], plain[name], strict=True)]
    assert any(hours == 0.0 for hours in more)
    assert len({hours for hours in more if hours > 0.0}) > 3, "the test would be idle"
    for order in scenario.consignments:
        name = order.consignment_id
        assert seen[name] == pytest.approx(list(foreseen[f"{name}.1"]), abs=1e-6)


def test_supervised_before_stuffing_goods_take_a_later_slot():
    """Announced for a box an hour after they are ready: looks of 2 to 52 h, slots of 6 h."""
    given = replace(RULES, where=(("*", BEFORE),))
    scenario, plan = shipped("road", 2, rules=given, crews=CREWS)
    free = replace(scenario, network=replace(scenario.network, supervision=None, inspections={}))
    plain, foreseen = arrivals_h(free, TEN, plan), arrivals_h(scenario, TEN, plan)
    for order in scenario.consignments:
        name = f"{order.consignment_id}.1"
        for number, pace in enumerate(TEN.paces()):
            more = foreseen[name][number] - plain[name][number]
            kinds = given.drawn_looks(scenario.consignments, order, pace.chance)
            assert more in {
                (): (0.0,), (X_RAY,): (6.0,), (PARTIAL,): (24.0,),
            }.get(kinds, (36.0, 42.0, 48.0, 54.0, 60.0, 66.0, 72.0, 78.0))  # fmt: skip


def fixed_but_looks(network):
    found = fixed(network)
    return replace(found, processes={**found.processes, **CREWS})


def test_offers_see_every_journey_as_verify_does():
    """All rows of tiny worlds, with and without supervision, under random paces."""
    outlook = Outlook(3, replications("A", 4))
    checked = later = 0
    for scenario in (supervised(1), supervised(2, (("*", EXIT),)), world(0.5, 40.0)):
        book = OfferBook(scenario, outlook)
        for order in scenario.consignments:
            valued = book.valued(replace(order, on_time_promise_share=0.0))
            for i in range(0, len(valued.journeys), 2):
                plan = one_part(scenario, order, valued.ways[valued.way[i]], valued.journeys[i])
                (hours_,) = arrivals_h(scenario, outlook, plan).values()
                assert list(valued.promised_h[i]) == pytest.approx(list(hours_), abs=1e-9)
                later += int((valued.promised_h[i] > valued.arrivals_h[i]).sum())
                checked += 1
    assert checked > 30
    assert later > 10


def test_costs_do_not_change_and_at_nominal_nobody_is_looked_into():
    scenario = world(0.5, promise=0.0)
    order = scenario.consignments[0]
    free = replace(order, on_time_promise_share=None)
    held, plain = (OfferBook(scenario, TEN).valued(one) for one in (order, free))
    assert plain.promised_h is None
    assert np.array_equal(held.own_cny, plain.own_cny)
    assert np.array_equal(held.arrivals_h, plain.arrivals_h)
    quiet = OfferBook(scenario, Outlook(SEED)).valued(order)
    assert np.array_equal(quiet.promised_h, quiet.arrivals_h)


def test_goods_that_change_boxes_are_looked_into_at_the_hub_once():
    """Rows over a hub keep a promise in the offers exactly if `verify` counts as many samples."""
    network = town_network()
    network = replace(
        network, inspections={g: InspectionRule(g, 0.4, hours(50.0), 900.0) for g in "AB"}
    )
    scenario = town(2, network=network)
    fed = 0
    for order in scenario.consignments:
        promised = replace(order, on_time_promise_share=0.0)
        valued = OfferBook(scenario, TEN).valued(promised)
        for i in range(len(valued.journeys)):
            if valued.feeder(i) is None or fed > 6:
                continue
            plan = over_hub(valued, i, order)
            found = arrivals_h(scenario, TEN, plan)[f"{order.consignment_id}.1"]
            assert list(valued.promised_h[i]) == pytest.approx(list(found), abs=1e-9)
            fed += 1
    assert fed


def over_hub(valued, i, order):
    """The plan of a row that changes boxes: a part to the hub, and one from there."""
    way, timed, feeder = valued.ways[valued.way[i]], valued.journeys[i], valued.feeder(i)
    first, then = f"{order.consignment_id}.0", f"{order.consignment_id}.1"
    whole = part_of(order, timed.journey.journey_id, way)
    to_hub = replace(
        whole, part_id=first, journey_id=feeder.journey.journey_id, after=(), feeds=then
    )
    onward = replace(whole, part_id=then, before=(), fed_by=first)
    journeys = {one.journey.journey_id: one.journey for one in (feeder, timed)}
    return Plan("hand", journeys, (to_hub, onward), frozenset())
