"""Imports that go on under seal and are cleared inland: walked, executed and planned alike."""

from dataclasses import replace

import pytest

from domain.account import account
from domain.checkpoints import held_on_way_h
from domain.distribution import Distribution
from domain.outlook import Outlook, replications
from domain.pace import nominal_pace
from domain.route import walk
from domain.supervision import ENTRY
from inputs.inland import mixture
from optimize.journeys import Journeys
from sim import simulate
from sim.moves import END, NODE, STAGE, START, SUBJECT
from tests.harbours import shipped
from tests.worlds import process

PORT_H, DWELL_H, TRANSIT_H, CLEAR_H = 32.0, 6.0, 2.0, 8.0


def sealed(success=1.0, checked=0.0, name="home", *, inland=frozenset({"INLAND"}), count=1):
    """The port clears in 32 h beside its dwell of 6 h; under seal goods are cleared inland."""
    scenario, plan = shipped(name, count)
    network = scenario.network
    port = replace(
        network.process("PORT", "terminal_in", "import", "dry", "sea"),
        beside=Distribution.fixed(PORT_H),
    )
    under_seal = replace(
        port, process_id="I~sealed", work=Distribution.fixed(DWELL_H + TRANSIT_H),
        beside=mixture(port.beside, 1.0 - success) if success < 1.0 else None,
    )  # fmt: skip
    site = replace(
        process("CLEAR", "clear_inland", CLEAR_H),
        beside=mixture(Distribution.fixed(24.0), checked) if checked else None,
    )
    rows = {
        ("PORT", "terminal_in", "any", "any", "any"): port,
        ("PORT", "sealed_terminal_in", "any", "any", "any"): under_seal,
        ("INLAND", "clear_inland", "import", "any", "any"): site,
        ("HUB", "clear_inland", "import", "any", "any"): replace(site, process_id="CLEAR_HUB"),
    }
    network = replace(
        network, processes={**network.processes, **rows}, inland=inland, inspections={}
    )
    return replace(scenario, network=network), plan


def hours(result, kind, subject="box"):
    rows = result.records.movements.rows
    return [
        (row[NODE], row[END] - row[START])
        for row in rows
        if row[STAGE] == kind and row[SUBJECT] == subject
    ]


def test_under_seal_the_port_takes_its_dwell_and_the_site_clears():
    """At the port: 32 h, then the train. Under seal: 8 h there, and 8 h at the site."""
    at_port, plan = sealed(inland=frozenset())
    cleared = simulate(at_port, plan, seed=1, replication=0, nominal=True)
    assert hours(cleared, "terminal_in") == [("PORT", PORT_H)]
    assert not hours(cleared, "clear_inland")
    scenario, plan = sealed()
    result = simulate(scenario, plan, seed=1, replication=0, nominal=True)
    assert hours(result, "terminal_in") == [("PORT", DWELL_H + TRANSIT_H)]
    assert hours(result, "clear_inland") == [("INLAND", CLEAR_H)]


@pytest.mark.parametrize(("success", "checked"), [(1.0, 0.0), (0.6, 0.3)])
def test_nominal_books_equal_the_plan(success, checked):
    scenario, plan = sealed(success, checked)
    books = account(scenario, plan)
    assert not books.problems
    result = simulate(scenario, plan, seed=1, replication=0, nominal=True)
    paid = sum(row[7] for row in result.records.costs.rows)
    assert paid == pytest.approx(books.cost_cny, abs=0.01)
    table = result.records.consignments
    delivered = [row[table.names().index("delivered_h")] for row in table.rows]
    assert delivered == [part.delivered_h for part in books.parts]


def test_boxes_that_end_elsewhere_are_cleared_as_before():
    """By truck over the gate, and where the site is the port itself, nothing changes."""
    by_road, plan = sealed(name="home by road", inland=frozenset({"HUB", "INLAND"}))
    result = simulate(by_road, plan, seed=1, replication=0, nominal=True)
    assert not hours(result, "clear_inland")
    elsewhere, plan = sealed(inland=frozenset({"PORT", "HUB"}))
    result = simulate(elsewhere, plan, seed=1, replication=0, nominal=True)
    assert hours(result, "terminal_in") == [("PORT", PORT_H)]


def test_refused_declarations_are_cleared_at_the_port_as_often_as_stated():
    scenario, plan = sealed(0.6, 0.3)
    port, site = [], []
    for number in range(60):
        result = simulate(scenario, plan, seed=1, replication=number)
        (there,) = [one for _, one in hours(result, "terminal_in")]
        (here,) = [one for _, one in hours(result, "clear_inland")]
        port.append(there > DWELL_H + TRANSIT_H)
        site.append(here > CLEAR_H)
    assert sum(port) / 60 == pytest.approx(0.4, abs=0.2)
    assert sum(site) / 60 == pytest.approx(0.3, abs=0.2)


def test_planners_walk_the_same_way():
    scenario, plan = sealed(0.6, 0.3)
    outlook = Outlook(1, replications("A", 4))
    journeys = Journeys(scenario, outlook)
    (journey,) = plan.journeys.values()
    lane = journeys.lane(journey.route, "import", "dry", None)
    journeys.cover(lane, 0.0, 100.0)
    assert lane.journeys
    for timed, arrivals in zip(lane.journeys, lane.arrivals, strict=True):
        one = timed.journey
        for pace, hour in zip(
            (nominal_pace(), *outlook.paces()), (timed.stripped_h, *arrivals), strict=True
        ):
            walked = walk(
                scenario.network, scenario.timetable, one.route, "import", "dry", one.stuff_at_h,
                one.departures, pace, strict=False,
            )  # fmt: skip
            assert walked.stripped_h == hour
        assert held_on_way_h(scenario, one, 1e-9, ENTRY) <= 24.0


def test_a_mixture_keeps_its_share_and_its_quantiles():
    lasting = Distribution.from_mean_sd("lognormal", 32.0, 16.0)
    for share in (0.05, 0.4, 1.0):
        mixed = mixture(lasting, share)
        assert sum(value > 0.0 for value in mixed.values) / 20 == pytest.approx(share)
        assert mixed.mean == pytest.approx(share * 32.0, rel=0.25 if share < 0.1 else 0.05)
    assert mixture(lasting, 0.0).mean == 0.0
