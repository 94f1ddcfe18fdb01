"""What it costs that customs hold a box, worked by hand."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.account import account
from domain.expected import expected_cost
from domain.holding import Look, held_up_h, longest_look
from domain.network import InspectionRule
from domain.outlook import Outlook, replications
from domain.pace import nominal_pace
from domain.plan import Plan
from domain.route import walk
from domain.tariff import HOURS_PER_YEAR
from tests.worlds import (
    TARIFF,
    TEXTILES,
    consignment,
    hours,
    journey_for,
    part_of,
    two_hubs,
    two_hubs_network,
)

OUTLOOK = Outlook(1, replications("A", 3))


def world(shares, *, units=5, holds="box", **changes):
    """Consignments of textiles in one box by lorry or rail, looked into with these shares."""
    network = two_hubs_network()
    grades = {
        f"G{i}": InspectionRule(f"G{i}", share, hours(24.0), 600.0)
        for i, share in enumerate(shares)
    }
    clearances = {key: replace(rule, holds=holds) for key, rule in network.clearances.items()}
    network = replace(network, inspections=grades, clearances=clearances)
    orders = [
        consignment(i, TEXTILES, units=units, ready_h=10.0, due_h=10.0, credit_grade=f"G{i}",
                    **changes)
        for i in range(len(shares))
    ]  # fmt: skip
    return two_hubs(network=network, consignments=orders, facility_cny_per_day=None)


def together(scenario, ride, stuff_at_h=60.0, apart=False):
    """All consignments in one box by a ride (or each in one of its own)."""
    journeys, parts = {}, []
    for number, order in enumerate(scenario.consignments):
        way = scenario.ways_of(order)[ride]
        journey = journey_for(scenario, order, way, stuff_at_h + 12.0 * number * apart)
        journeys[journey.journey_id] = journey
        parts.append(part_of(order, journey.journey_id, way))
    return Plan("hand", journeys, tuple(parts), frozenset())


RAIL, LORRY = 0, 2


def delay_cny(order, hours_later):
    """Interest, value and lateness of goods that are late anyway, by hand."""
    days = hours_later / 24.0
    interest = order.value_cny * TARIFF.capital_rate_per_year * hours_later / HOURS_PER_YEAR
    lost = order.value_cny * order.value_loss_per_day * days
    return interest + lost + order.late_cost_cny_per_t_day * order.t * days


def test_two_consignments_looked_into_half_the_time_and_never():
    """The box is held with 0.5, a day by lorry: rent of a day, the fee, and both goods a day late.

    5 pallets of 250 kg at 40 CNY/kg each: 50,000 CNY of goods; a day costs 300 x 1.25 = 375 CNY of
    lateness, 50 CNY of value and 50,000 x 0.06 / 365 = 8.22 CNY of interest; the box 60 CNY.
    """
    scenario = world((0.5, 0.0))
    plan = together(scenario, LORRY)
    free = world((0.0, 0.0))
    more = expected_cost(scenario, OUTLOOK, plan) - expected_cost(free, OUTLOOK, plan)
    each = 375.0 + 50.0 + 50_000.0 * 0.06 / 365.0
    assert delay_cny(scenario.consignments[0], 24.0) == pytest.approx(each)
    assert more == pytest.approx(0.5 * (600.0 + 60.0 + 2 * each), abs=1e-6)


def test_in_boxes_of_their_own_the_second_pays_nothing():
    scenario, free = world((0.5, 0.0)), world((0.0, 0.0))
    plan = together(scenario, LORRY, apart=True)
    assert len(plan.journeys) == 2
    more = expected_cost(scenario, OUTLOOK, plan) - expected_cost(free, OUTLOOK, plan)
    each = delay_cny(scenario.consignments[0], 24.0)
    assert more == pytest.approx(0.5 * (600.0 + 60.0 + each), abs=1e-6)


def test_by_rail_the_box_waits_for_the_next_train_that_it_meets():
    """A look of 24 h less the 4 h that boxes come early: the daily train of a day later."""
    scenario, free = world((0.5, 0.2)), world((0.0, 0.0))
    plan = together(scenario, RAIL)
    (journey,) = plan.journeys.values()
    assert held_up_h(scenario, journey, 24.0) == 24.0
    assert held_up_h(scenario, journey, 4.0) == 0.0
    assert held_up_h(scenario, journey, 28.5) == 48.0
    more = expected_cost(scenario, OUTLOOK, plan) - expected_cost(free, OUTLOOK, plan)
    each = delay_cny(scenario.consignments[0], 24.0)
    wanted = 0.7 * 600.0 + (1.0 - 0.5 * 0.8) * (60.0 + 2 * each)
    assert more == pytest.approx(wanted, abs=1e-6)


def test_a_parcel_looked_into_before_stuffing_holds_nobody():
    scenario, free = world((0.5, 0.0), holds="parcel"), world((0.0, 0.0), holds="parcel")
    plan = together(scenario, LORRY)
    more = expected_cost(scenario, OUTLOOK, plan) - expected_cost(free, OUTLOOK, plan)
    assert more == pytest.approx(0.5 * 600.0, abs=1e-6)


def test_at_nominal_nobody_is_looked_into():
    scenario = world((0.5, 0.9))
    plan = together(scenario, RAIL)
    assert expected_cost(scenario, Outlook(1), plan) == pytest.approx(
        account(scenario, plan).cost_cny, abs=0.01
    )


@pytest.mark.parametrize("ride", [RAIL, LORRY])
def test_a_held_box_arrives_as_if_stuffed_so_much_later(ride):
    scenario = world((0.5,))
    order = scenario.consignments[0]
    way = scenario.ways_of(order)[ride]
    # The hour of `Journeys`: as late as 4 h before the cut-off of the train at 118 h allows.
    journey = journey_for(scenario, order, way, 118.0 - 6.0 - 4.0 - 7.0)
    for hold_h in (1.0, 4.0, 5.0, 12.0, 24.0, 30.0, 60.0):
        arrivals = [
            walk(
                scenario.network, scenario.timetable, way.route, "export", "dry",
                journey.stuff_at_h + more, journey.departures, nominal_pace(), strict=False,
            ).stripped_h
            for more in (0.0, hold_h)
        ]  # fmt: skip
        late = held_up_h(scenario, journey, hold_h)
        gate_opens = 12.0 if ride == LORRY else 0.0
        assert arrivals[1] - arrivals[0] == pytest.approx(late, abs=gate_opens)


LOOKS = st.lists(
    st.one_of(
        st.none(),
        st.builds(
            Look, st.sampled_from((0.1, 0.5, 0.9)), st.sampled_from((6.0, 24.0)),
            st.just(600.0), st.booleans(), point=st.just(""), also=st.just(()),
        ),
    ),
    max_size=5,
)  # fmt: skip


@given(LOOKS)
def test_chance_of_the_longest_look_is_that_of_every_outcome_counted(looks):
    wanted = {}
    holding = [look for look in looks if look is not None and look.holds_box]
    for outcome in product((False, True), repeat=len(holding)):
        chance = 1.0
        for selected, look in zip(outcome, holding, strict=True):
            chance *= look.share if selected else 1.0 - look.share
        selected = [look.hold_h for hit, look in zip(outcome, holding, strict=True) if hit]
        if selected:
            wanted[max(selected)] = wanted.get(max(selected), 0.0) + chance
    assert dict(longest_look(looks)) == pytest.approx(wanted)


def test_more_goods_in_a_box_are_held_no_less_often():
    for shares in ((0.5,), (0.5, 0.2), (0.5, 0.2, 0.9)):
        held = sum(chance for _, chance in longest_look([Look(s, 24.0, 0, True) for s in shares]))
        left = 1.0
        for share in shares:
            left *= 1.0 - share
        assert held == pytest.approx(1.0 - left)
