"""What a plan did not foresee goes on from where it stands."""

from dataclasses import replace

from domain.plan import BoxJourney, Plan, journey_id
from domain.scenario import RegimeRule
from sim import simulate
from tests.sim.reading import consignments, rows, stages
from tests.worlds import TEXTILES, available_h, consignment, part_of, plain_plan, two_hubs

CALM = {"seed": 1, "replication": 0}


def with_service(scenario, service_id, **changes):
    services = dict(scenario.network.services)
    services[service_id] = replace(services[service_id], **changes)
    return replace(scenario, network=replace(scenario.network, services=services))


def test_boxes_of_a_cancelled_train_are_rebooked():
    scenario = with_service(two_hubs(12), "RAIL", cancel_share=0.5)
    plan = plain_plan(scenario)
    result = simulate(scenario, plan, **CALM)
    assert result.backlog == 0
    gone = {
        row["scheduled_h"]
        for row in rows(result.records.departures)
        if row["status"] == "cancelled"
    }
    assert gone
    ridden = [row for row in rows(result.records.movements) if row["stage"] == "ride"]
    assert not [row for row in ridden if row["scheduled_h"] in gone]
    names = {part.journey_id: part.consignment_id for part in plan.parts}
    struck = {names[j.journey_id] for j in plan.journeys.values() if j.departures[0] in gone}
    missed = {name for name, row in consignments(result).items() if row["missed"]}
    assert struck <= missed


def test_a_missed_cut_off_means_the_next_departure_where_nothing_is_better():
    scenario = with_service(two_hubs(1), "RAIL", gate_in_cutoff_h=20.0)
    scenario = with_service(scenario, "LORRY", price_cny_per_feu=9e5, price_cny_per_teu=9e5)
    plan = plain_plan(two_hubs(1))
    journey = next(iter(plan.journeys.values()))
    result = simulate(scenario, plan, **CALM, nominal=True)
    assert consignments(result)["C000"]["missed"] == 1
    box = f"{journey.journey_id}#1"
    ridden = {row["scheduled_h"] for row in stages(result, box, "ride")}
    assert ridden == {journey.departures[0] + 24.0}


def test_a_full_train_leaves_the_latest_due_behind():
    orders = [
        consignment(n, TEXTILES, units=30, ready_h=12.0, due_h=600.0 - 10.0 * n) for n in range(8)
    ]
    scenario = two_hubs(consignments=orders)
    plan = plain_plan(scenario)
    result = simulate(scenario, plan, **CALM, nominal=True)
    # 12 TEU take six boxes of 2 TEU; eight came.
    missed = {name for name, row in consignments(result).items() if row["missed"]}
    assert missed == {"C000", "C001"}
    loaded = [row for row in rows(result.records.departures) if row["loaded_teu"]]
    assert max(row["loaded_teu"] for row in loaded) == 12.0


def test_a_box_that_missed_takes_space_that_nobody_claims():
    # A misses its train, and the next has room only because B, which booked it, comes late.
    early = consignment(0, TEXTILES, units=30, ready_h=12.0, due_h=300.0)
    late = consignment(1, TEXTILES, units=30, ready_h=36.0, due_h=500.0)
    scenario = two_hubs(consignments=[early, late])
    scenario = with_service(scenario, "RAIL", capacity_teu=2.0)
    scenario = with_service(scenario, "LORRY", price_cny_per_feu=9e5, price_cny_per_teu=9e5)
    way = scenario.ways_of(early)[0]

    def on(order, stuff_at_h, at_h):
        name = journey_id(way.route, "dry", None, stuff_at_h, (at_h,))
        journey = BoxJourney(name, way.route, "dry", None, stuff_at_h, (at_h,))
        return journey, part_of(order, name, way)

    first, one = on(early, 32.0, 46.0)
    second, two = on(late, 60.0, 70.0)
    assert available_h(scenario, early, way) <= 32.0
    plan = Plan("plain", {j.journey_id: j for j in (first, second)}, (one, two), frozenset())
    # Through the gate at 39 h for 46 h less 8 h: A misses; B at 67 h misses the train at 70 h.
    tight = with_service(scenario, "RAIL", gate_in_cutoff_h=8.0)
    result = simulate(tight, plan, **CALM, nominal=True)
    ridden = {
        row["subject_id"]: row["scheduled_h"]
        for row in rows(result.records.movements)
        if row["stage"] == "ride" and row["subject"] == "part"
    }
    assert ridden == {"C000.1": 70.0, "C001.1": 94.0}


def test_a_lot_that_comes_too_late_for_stuffing_gets_another_box():
    scenario = two_hubs(2)
    plan = plain_plan(scenario)
    late = replace(scenario.consignments[0], ready_h=60.0)
    moved = replace(scenario, consignments=(late, *scenario.consignments[1:]))
    result = simulate(moved, plan, **CALM, nominal=True)
    row = consignments(result)["C000"]
    assert row["delivered_h"] is not None
    assert result.backlog == 0
    assert row["outsourced_units"] == 0
    assert {box["stuffed_h"] >= 64.0 for box in rows(result.records.boxes)
            if box["box_type"] == "40RF"} == {True}  # fmt: skip


def test_goods_that_nothing_takes_in_time_are_given_away_or_stay():
    scenario = two_hubs(1)
    plan = plain_plan(scenario)
    late = replace(scenario.consignments[0], ready_h=24.0 * 89.0)
    gone = replace(scenario, consignments=(late,))
    result = simulate(gone, plan, **CALM, nominal=True)
    assert consignments(result)["C000"]["outsourced_units"] == late.units
    priceless = replace(gone, consignments=(replace(late, outsource_cny_per_kg=None),))
    assert simulate(priceless, plan, **CALM, nominal=True).backlog == 1


def test_a_closed_border_holds_trains_and_then_lets_them_go():
    scenario = two_hubs(8)
    plan = plain_plan(scenario)
    closed = replace(scenario, regimes=(RegimeRule("GATE", "closed", 0.0, 0.0, None, 40.0, 300.0),))
    result = simulate(closed, plan, **CALM)
    assert result.backlog == 0
    at_gate = [row for row in rows(result.records.movements) if row["stage"] == "border"]
    held = [row for row in at_gate if 40.0 <= row["start_h"] < 300.0]
    assert held
    assert all(row["opens_h"] >= 300.0 for row in held)
    before = consignments(simulate(scenario, plan, **CALM))
    after = consignments(result)
    assert all(after[n]["delivered_h"] >= before[n]["delivered_h"] for n in before)


def test_a_slow_border_takes_longer():
    scenario = two_hubs(4)
    plan = plain_plan(scenario)
    slow = replace(scenario, regimes=(RegimeRule("GATE", "peak", 0.0, 0.0, 3.0, 0.0, 900.0),))

    def work_h(result):
        return [
            row["end_h"] - row["opens_h"]
            for row in rows(result.records.movements)
            if row["stage"] == "border"
        ]

    base, tripled = (work_h(simulate(s, plan, **CALM)) for s in (scenario, slow))
    assert all(abs(b - 3.0 * a) < 1e-6 for a, b in zip(base, tripled, strict=True))
