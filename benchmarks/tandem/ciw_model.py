"""Ciw, in two ways, since it has no bundles.

`run` is how one would write it: every parcel walks to the sink by itself. The train is a slotted
node (every 24 h at most room x bundle parcels pass), and unloading serves single parcels, each for
its share of the bundle's draw. So parcels need not wait for a bundle to close, and a bundle's
parcels leave one after another: its mean is near the others', not equal.

`run_bundles` is a trick: every 20th parcel that is through the gate goes on and stands for its
bundle, the others leave. Who shared a bundle is worked out from the records afterwards, so the
times agree with everybody's; but 19 of 20 parcels have no events after the gate.
"""

from __future__ import annotations

from itertools import pairwise
from math import inf
from typing import Any

from benchmarks.tandem.model import Tandem

OUT = -1
DRAIN_H = 240.0
GATE, DOCKS = 1, 3


def run(model: Tandem) -> list[float]:
    """Hours of every parcel in the system, every parcel by itself."""
    import ciw

    single_h = [work_h / model.bundle for work_h in model.unload_h for _ in range(model.bundle)]
    onward = ciw.routing.Direct(to=2)
    records = _records(model, single_h, model.room * model.bundle, onward)
    came_h = {one.id_number: one.arrival_date for one in records if one.node == GATE}
    return [one.exit_date - came_h[one.id_number] for one in records if one.node == DOCKS]


def run_bundles(model: Tandem) -> list[float]:
    """Hours of every parcel in the system, one parcel for its bundle from the gate on."""
    import ciw

    last_of_bundle = ciw.routing.Cycle(cycle=[OUT] * (model.bundle - 1) + [2])
    records = _records(model, list(model.unload_h), model.room, last_of_bundle)
    done_h = {one.id_number: one.exit_date for one in records if one.node == DOCKS}
    gate = sorted(
        (one.exit_date, one.arrival_date, one.id_number) for one in records if one.node == GATE
    )
    times: list[float] = []
    for first in range(0, len(gate), model.bundle):
        bundle = gate[first : first + model.bundle]
        through_h = done_h[bundle[-1][2]]
        times.extend(through_h - came_h for _, came_h, _ in bundle)
    return times


def _records(model: Tandem, unload_h: list[float], room: int, after_gate: Any) -> Any:  # noqa: ANN401 - Ciw has no types
    """Every visit of a run: gate, train, docks."""
    import ciw

    gaps = [model.come_h[0], *(later - sooner for sooner, later in pairwise(model.come_h))]
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Sequential([*gaps, inf]), None, None],
        service_distributions=[
            ciw.dists.Sequential(list(model.gate_h)),
            ciw.dists.Deterministic(0.0),
            ciw.dists.Sequential(unload_h),
        ],
        number_of_servers=[
            model.gates,
            ciw.Slotted(slots=[model.every_h], slot_sizes=[room]),
            model.docks,
        ],
        routing=ciw.routing.NetworkRouting(
            routers=[after_gate, ciw.routing.Direct(to=3), ciw.routing.Leave()]
        ),
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(model.come_h[-1] + DRAIN_H)
    return simulation.get_all_records()
