"""Order within an instant."""

from dataclasses import replace

from domain.distribution import Distribution
from domain.draws import snap_h
from sim import simulate
from sim.agenda import DEPARTURE, STUFFING, Agenda
from tests.sim.reading import consignments
from tests.worlds import plain_plan, two_hubs


def test_everything_else_of_an_instant_comes_before_a_departure():
    agenda, order = Agenda(), []

    def leave():
        yield agenda.until(5.0, DEPARTURE)
        order.append("leave")

    def stuff():
        yield agenda.until(5.0, STUFFING)
        order.append("stuff")

    def arrive():
        yield agenda.until(5.0)
        for step in range(3):
            yield agenda.until(5.0)
            order.append(step)

    agenda.tell(leave())
    agenda.tell(stuff())
    agenda.tell(arrive())
    agenda.run(10.0)
    assert order == [0, 1, 2, "stuff", "leave"]


def gate_at(cut_off_h):
    """One consignment on the first train, whose gate closes at an hour."""
    scenario = two_hubs(1)
    plan = plain_plan(scenario)
    scheduled = next(iter(plan.journeys.values())).departures[0]
    rail = replace(
        scenario.network.services["RAIL"],
        gate_in_cutoff_h=snap_h(scheduled - cut_off_h),
        documents_cutoff_h=0.0,
    )
    services = {**scenario.network.services, "RAIL": rail}
    return replace(scenario, network=replace(scenario.network, services=services)), plan


def through_terminal_h():
    scenario = two_hubs(1)
    plan = plain_plan(scenario)
    journey = next(iter(plan.journeys.values()))
    return journey.stuff_at_h + 2.0 + 5.0


def test_a_box_through_the_gate_exactly_at_the_cut_off_makes_it():
    scenario, plan = gate_at(through_terminal_h())
    result = simulate(scenario, plan, seed=1, replication=0, nominal=True)
    assert consignments(result)["C000"]["missed"] == 0


def test_a_box_a_moment_after_the_cut_off_misses_and_takes_the_next():
    scenario, plan = gate_at(snap_h(through_terminal_h() - 1.0 / 3600.0))
    result = simulate(scenario, plan, seed=1, replication=0, nominal=True)
    row = consignments(result)["C000"]
    assert row["missed"] == 1
    assert row["delivered_h"] is not None


def test_a_lot_released_at_the_very_hour_of_stuffing_is_stuffed():
    scenario = two_hubs(1)
    plan = plain_plan(scenario)
    journey = next(iter(plan.journeys.values()))
    order = scenario.consignments[0]
    rule = scenario.network.clearances["*", "0110", "export", "any"]
    # Ready 12 h, truck 3 h, dock 1 h: received at 16 h; released exactly when stuffing begins.
    hall = replace(rule.process, work=Distribution.fixed(journey.stuff_at_h - 16.0))
    clearances = {("*", "0110", "export", "any"): replace(rule, process=hall)}
    network = replace(scenario.network, clearances=clearances)
    assert order.ready_h == 12.0
    result = simulate(replace(scenario, network=network), plan, seed=1, replication=0, nominal=True)
    assert len(result.records.boxes.rows) == 1
    assert result.records.boxes.rows[0][0].startswith(journey.journey_id)
