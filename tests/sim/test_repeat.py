"""The same seed gives the same run; what is added elsewhere changes no draw."""

from dataclasses import replace
from hashlib import sha256

from domain.timetable import Timetable
from sim import simulate
from tests.sim.reading import rows
from tests.worlds import TEXTILES, consignment, plain_plan, train, truck, two_hubs, two_hubs_orders


def digest(result):
    text = repr([buffer.rows for buffer in result.records.buffers()])
    return sha256(text.encode()).hexdigest()


def test_the_same_seed_gives_the_same_records():
    scenario = two_hubs(24)
    plan = plain_plan(scenario, lambda n: n)
    one, two, other = (
        digest(simulate(scenario, plan, seed=4, replication=number)) for number in (7, 7, 8)
    )
    assert one == two != other


def test_an_unrelated_train_changes_nothing():
    scenario = two_hubs(24)
    plan = plain_plan(scenario, lambda n: n)
    network = replace(
        scenario.network,
        services={
            "AAA": train("AAA", ("DEPOT", "GATE", "HUB"), 50.0, late_h=5.0, cancel=0.5),
            **scenario.network.services,
            "ZZZ": truck("ZZZ", "CITY", "DEPOT", 3.0, trucks=2),
        },
    )
    more = replace(
        scenario,
        network=network,
        timetable=Timetable({**scenario.timetable.departures, "AAA": (30.0, 60.0)}),
    )
    assert digest(simulate(scenario, plan, seed=4, replication=2)) == digest(
        simulate(more, plan, seed=4, replication=2)
    )


def test_one_more_consignment_changes_no_duration_of_the_others():
    orders = two_hubs_orders(12)
    extra = consignment(99, TEXTILES, units=10, ready_h=100.0, due_h=500.0)
    small, large = two_hubs(consignments=orders), two_hubs(consignments=[*orders, extra])

    def rides(scenario):
        result = simulate(scenario, plain_plan(scenario), seed=4, replication=2)
        return {
            (row["subject_id"], row["node_id"], row["service_id"], row["scheduled_h"]):
            row["end_h"] - row["start_h"]
            for row in rows(result.records.movements)
            if row["stage"] in {"fetch", "ride", "deliver"} and row["subject"] == "part"
        }  # fmt: skip

    before, after = rides(small), rides(large)
    shared = before.keys() & after.keys()
    assert len(shared) > 0.8 * len(before)
    assert all(before[key] == after[key] for key in shared)
