"""No sound run of streams is called broken: any steps in any order, cut off at any hour."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.plan import Plan
from inputs.build import load_scenario
from inputs.findings import InputError
from sim import simulate

EMPTY = Plan("none", {}, (), frozenset())


def hours(r, mean):
    return r.choice(
        [mean, 0.0, {"exponential": mean}, {"uniform": [0.0, 2 * mean]},
         {"lognormal": {"mean": mean, "scv": 2.0}}]
    )  # fmt: skip


def some(r, share, **keys):
    return {name: value for name, value in keys.items() if r.random() < share}


def served(r):
    step = {"servers": r.choice([1, 2, 5]), "work_h": hours(r, 0.4)}
    step |= some(
        r, 0.2, order="priority", per_parcel=True, start_with=7, cost_cny=2.0, vacation_h=1.0,
        breaks={"up_h": {"exponential": 10.0}, "down_h": {"exponential": 2.0},
                "each": r.random() < 0.5},
        hours="08:00-20:00",
    )  # fmt: skip
    if "hours" in step:
        step["pauses"] = r.random() < 0.5
    return step


def train(r):
    step = {"every_h": r.choice([3.0, 12.0]), "ride_h": hours(r, 2.0)}
    return step | some(
        r, 0.4, room=r.choice([3, 30]), late_h=hours(r, 5.0), cancel_share=0.3, cut_off_h=0.5,
        room_t=0.02,
    )  # fmt: skip


def shelf(r):
    policy = r.choice(["base_stock", "order_up_to", "min_max", "fixed_lot"])
    stock = {"policy": policy, "lead_h": hours(r, 5.0), "opening": r.choice([0, 12]),
             "unmet": r.choice(["backorder", "lost"])}  # fmt: skip
    if policy != "fixed_lot":
        stock["up_to"] = 15
    else:
        stock["lot"] = 5
    if policy in ("min_max", "fixed_lot"):
        stock |= {"reorder_at": 6, "review_h": r.choice([0.0, 24.0])}
    if policy == "order_up_to":
        stock["review_h"] = 6.0
    return {"stock": stock | some(r, 0.3, holding_cny_per_day=1.0, order_cny=9.0)}


def bench(r):
    return {"pack": r.choice([3, 20])} | some(r, 0.5, after_h=r.choice([0.5, 4.0]), teu=2.0)


def many(r):
    return {"servers": "many", "work_h": hours(r, 3.0)}


def scenario_keys(r):
    names = [f"s{number}" for number in range(r.randint(1, 6))]
    steps = {name: r.choice([served, served, many, train, shelf, bench])(r) for name in names}
    path = list(names)
    packing = [at for at, name in enumerate(path) if "pack" in steps[name]]
    if packing and r.random() < 0.6:
        steps["open"] = {"unpack": True}
        path.insert(min(len(path), packing[0] + r.randint(1, 3)), "open")
    streams = {"a": {"per_h": r.choice([0.5, 2.0]), "path": path}}
    if r.random() < 0.4:
        streams["b"] = {"every_h": {"exponential": 1.5}, "path": path[r.randrange(len(path)) :],
                        "priority": -1, "parcels": r.choice([1, {"uniform": [1, 9]}])}  # fmt: skip
    back = r.choice(names)
    if "work_h" in steps[back] and r.random() < 0.3:
        steps[back]["then"] = {r.choice(names): 0.3, "out": 0.7}
    return {
        "streams": streams,
        "steps": steps,
        "period_h": r.choice([30.0, 120.0]),
        "drain_h": r.choice([1.0, 30.0, 400.0]),
        "warm_up_h": r.choice([0.0, 10.0]),
    }


@given(r=st.randoms(use_true_random=False))
@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_sound_run_of_streams_passes(tmp_path, r):
    file = tmp_path / "made.yaml"
    file.write_text(json.dumps(scenario_keys(r)), encoding="utf-8")
    try:
        scenario = load_scenario(file).scenario
    except InputError:
        return  # what makes no sense is refused, in words
    simulate(scenario, EMPTY, seed=1, replication=r.randrange(9), nominal=r.random() < 0.1)
