"""Faults of cold equipment: temperatures by hand, laws, lost life against runs without them."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.climate import constant_air
from domain.distribution import Distribution
from domain.draws import Chance
from domain.faults import Fault, RideFault
from sim import simulate
from tests.sim.reading import rows
from tests.worlds import plain_plan, two_hubs, two_hubs_orders

ALWAYS = (0.0, 1e9)
SIX_H = Distribution("deterministic", 6.0)
AT_ONCE = 1e15
"""Failures in 1,000 h, so that one comes at once."""


def one_box(**changes):
    """Oranges alone in a reefer on the train."""
    return two_hubs(consignments=two_hubs_orders(1), **changes)


def ride_fault(kind, per_1000_h=AT_ONCE, services=("RAIL",), mend=SIX_H, **more):
    terms = {"together": False, "from_h": 0.0, "to_h": 1e9, **more}
    return RideFault(kind, frozenset(services), per_1000_h, mend, **terms)


def run(scenario, *faults, seed=1, **how):
    plan = plain_plan(scenario)
    return simulate(replace(scenario, faults=faults), plan, seed=seed, replication=0, **how)


def stages(result, kind):
    return [row for row in rows(result.records.temperatures) if row["stage"] == kind]


def lost(result):
    return sum(row["life_lost"] * row["kg"] for row in rows(result.records.faults))


def life_kg(result, last="strip"):
    """Life used at the end of stripping, times kg."""
    kg = {row["box_id"]: row["kg"] for row in rows(result.records.boxes)}
    moves = rows(result.records.movements)
    return sum(
        row["life_used"] * kg[row["box_id"]]
        for row in moves
        if row["subject"] == "part" and row["stage"] == last and row["life_used"] is not None
    )


def test_a_failed_generator_warms_by_the_walls_until_it_is_mended_and_then_cools_by_the_unit():
    scenario = one_box()
    plain, hit = run(scenario), run(scenario, ride_fault("generator"))
    first = [row for row in stages(hit, "ride") if row["node_id"] == "HUB"]
    (journey,) = plain_plan(scenario).journeys.values()
    assert first[0]["end_h"] - first[0]["start_h"] == pytest.approx(6.0)
    load_kg = rows(hit.records.boxes)[0]["kg"]
    product = scenario.products[scenario.consignments[0].product_id]
    tau = (load_kg * product.cp_kj_kgk + 500.0) / 3.6 / scenario.network.boxes["40RF"].ua_w_per_k
    warm_c = 28.0 + (first[0]["start_c"] - 28.0) * math.exp(-6.0 / tau)
    assert first[0]["end_c"] == pytest.approx(warm_c, rel=1e-9)
    left_h = first[1]["end_h"] - first[1]["start_h"]
    point_c = journey.setpoint_c
    cooled_c = point_c + (warm_c - point_c) * math.exp(-left_h / 60.0)
    assert first[1]["end_c"] == pytest.approx(cooled_c, rel=1e-9)
    (box_before,), (box_after,) = rows(plain.records.boxes), rows(hit.records.boxes)
    # A failure on each of the two legs; the second one begins beyond the border.
    assert box_after["unplugged_h"] - box_before["unplugged_h"] == pytest.approx(12.0)
    assert box_before["kwh"] - box_after["kwh"] == pytest.approx(12.0 * 4.0)


FAULTS = {
    "generator": ride_fault("generator", mend=Distribution("deterministic", 30.0)),
    "fuel": ride_fault("fuel", 0.0, lasts_h=40.0),
    "warm_loading": Fault("warm_loading", "HUB", 1.0, 0.0, None, *ALWAYS, by_c=8.0),
    "wrong_set_point": Fault("wrong_set_point", "HUB", 1.0, 60.0, None, *ALWAYS, by_c=6.0),
    "doors_open": Fault("doors_open", "DEPOT", 1.0, 2.0, None, *ALWAYS, steps=frozenset({"strip"})),
    "late_plug_in": Fault("late_plug_in", "HUB", 1.0, 12.0, 35.0, *ALWAYS),
}


@pytest.mark.parametrize("kind", FAULTS)
def test_the_life_lost_is_what_a_run_without_the_fault_keeps(kind):
    scenario = one_box()
    plain, hit = run(scenario), run(scenario, FAULTS[kind])
    found = rows(hit.records.faults)
    assert {row["kind"] for row in found} == {kind}
    difference = life_kg(hit) - life_kg(plain)
    assert difference > 0.0
    # Goods within 0.1 K of what they would be are no longer followed.
    assert lost(hit) == pytest.approx(difference, rel=0.02)
    order = scenario.consignments[0]
    assert sum(row["value_lost_cny"] for row in found) == pytest.approx(
        lost(hit) / order.kg * order.value_cny * scenario.tariff.life_value_share, rel=1e-9
    )


@pytest.mark.parametrize("kind", FAULTS)
def test_nothing_fails_at_nominal_pace(kind):
    scenario = one_box()
    plain, hit = (run(scenario, *faults, nominal=True) for faults in ((), (FAULTS[kind],)))
    assert rows(hit.records.faults) == []
    assert rows(hit.records.movements) == rows(plain.records.movements)


def test_a_tank_lasts_as_long_as_it_says_and_is_filled_on_the_way():
    scenario = one_box()
    dry = run(scenario, ride_fault("fuel", 0.0, lasts_h=40.0))
    rides = [r for r in rows(dry.records.movements) if r["subject"] == "box" and r["end_h"]]
    on_way = [r for r in rides if r["stage"] in ("ride", "border")]
    aboard_h = sum(r["end_h"] - r["start_h"] for r in on_way)
    without = sum(r["unplugged_h"] for r in rows(run(scenario).records.boxes))
    off_h = sum(r["unplugged_h"] for r in rows(dry.records.boxes)) - without
    gauge_h = sum(min(2.0, r["end_h"] - r["start_h"]) for r in on_way if r["stage"] == "border")
    assert off_h == pytest.approx(aboard_h - 40.0 - gauge_h) or off_h == pytest.approx(
        aboard_h - 40.0
    )
    refuelled = run(scenario, ride_fault("fuel", 0.0, lasts_h=400.0, refuel_at=frozenset({"GATE"})))
    assert rows(refuelled.records.faults) == []


def test_a_heater_is_missed_in_the_cold_only():
    mild = one_box()
    assert rows(run(mild, ride_fault("heating")).records.faults) == []
    frost = {**mild.climate, "HUB": constant_air(-25.0), "GATE": constant_air(-25.0)}
    cold = one_box(climate=frost)
    found = rows(run(cold, ride_fault("heating")).records.faults)
    assert {row["kind"] for row in found} == {"heating"}
    mildest = min(row["coldest_c"] for row in found)
    assert mildest < rows(run(cold).records.temperatures)[-1]["end_c"]


def test_one_generator_of_a_train_fails_for_all_its_boxes_at_once():
    scenario = two_hubs(48)

    def failed_by_train(*, together):
        fault = ride_fault("generator", 8.0, together=together)
        result = run(scenario, fault, seed=5)
        moves = rows(result.records.movements)
        rides = [r for r in moves if (r["subject"], r["stage"]) == ("box", "ride")]
        reefers = {r["box_id"] for r in rows(result.records.boxes) if r["box_type"] == "40RF"}
        begun = {
            (row["box_id"], row["node_id"]): row["start_h"]
            for row in rows(result.records.faults)
            if row["stage"] == "ride"
        }
        found = {}
        for ride in rides:
            if ride["service_id"] == "RAIL" and ride["box_id"] in reefers:
                train = (ride["scheduled_h"], ride["node_id"])
                hour = begun.get((ride["box_id"], ride["node_id"]))
                found.setdefault(train, []).append(hour)
        return [hours for hours in found.values() if len(hours) > 1]

    together, apart = failed_by_train(together=True), failed_by_train(together=False)
    assert any(hours[0] is not None for hours in together)
    assert all(len(set(hours)) == 1 for hours in together)
    assert any(len(set(hours)) > 1 for hours in apart)


@given(
    u=st.floats(1e-9, 1.0 - 1e-9), rate=st.floats(0.01, 500.0), hours=st.floats(0.1, 2000.0)
)  # fmt: skip
def test_failures_within_hours_have_the_exponential_chance(u, rate, hours):
    chance = -math.expm1(-rate / 1000.0 * hours)
    at_h = ride_fault("generator", rate).fails_after_h(u)
    assert (at_h <= hours) == (u <= chance) or math.isclose(u, chance, rel_tol=1e-9)


def test_failures_come_as_often_as_said():
    chance, fault = Chance(7, 0), ride_fault("generator", 2.0)
    hours = 100.0
    failed = sum(
        fault.fails_after_h(chance.u("equipment", "generator", "RAIL", 0, float(n))) < hours
        for n in range(4000)
    )
    share = -math.expm1(-0.2)
    assert abs(failed - 4000 * share) < 4.0 * math.sqrt(4000 * share * (1.0 - share))
