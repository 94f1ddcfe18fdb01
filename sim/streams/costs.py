"""What streams are charged, worked out from whole columns when a run is over.

A step charges every visit whose wait there came to an end by the end of the run, per lot or per
parcel. What a box is charged is borne by the lots inside it, by their parcels. The log of lots
says what each lot bears. A shelf charges what it holds by the hour, and its orders.

The books get sums of the window [end of warm-up, end of period), made at the end of the period
like those of facilities: one row per stream and step for the lots that came in it, and one per
shelf and cost.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from domain.stream_charges import holding, ordering, step_charge
from domain.times import Floats, Ints

if TYPE_CHECKING:
    from sim.streams.run import StreamsRun


def charge_steps(streams: StreamsRun, end_h: float) -> Floats:
    """Book what all steps charge; returns what each lot bears, shape (lots and boxes)."""
    scenario, books = streams.world.scenario, streams.world.books
    stream, parcels, born_h = streams.lots.columns()
    packed = streams.lots.packings()
    counts = (stream >= 0) & (born_h >= scenario.warm_up_h) & (born_h < scenario.period_end_h)
    borne = np.zeros(len(stream))
    for name, run in streams.steps.items():
        if not run.step.cost_cny:
            continue
        visits = run.visits.columns()
        begun = visits[:, 2] <= end_h
        visitors = visits[begun, 0].astype(np.int64)
        times = np.bincount(visitors, minlength=len(stream))
        by_lot = times.astype(np.float64) * run.step.cost_cny
        if run.step.cost_per_parcel:
            by_lot *= parcels
        _share(by_lot, packed, parcels)
        borne += by_lot
        for number, cny in _by_stream(by_lot[counts], stream[counts]).items():
            reference = f"{scenario.streams[number].stream_id}:{name}"
            charge = step_charge(run.step, cny)
            books.charge_network(scenario.period_end_h, charge, reference)
    return borne


def charge_shelves(streams: StreamsRun) -> None:
    """Book what shelves held and ordered in the window."""
    scenario, records = streams.world.scenario, streams.records
    from_h, to_h = scenario.warm_up_h, scenario.period_end_h
    for name, step in scenario.steps.items():
        if step.stock is None:
            continue
        held_parcel_h = records.gauges[f"{name}.on_hand"].mean * (to_h - from_h)
        orders = sum(
            event.step_id == name and event.kind == "order" and from_h <= event.at_h < to_h
            for event in records.stock
        )
        for charge in (holding(step.stock, held_parcel_h), ordering(step.stock, orders)):
            if charge.cny:
                streams.world.books.charge_network(to_h, charge, name)


def _share(by_lot: Floats, packed: Ints, parcels: Ints) -> None:
    """Move what boxes are charged to what is inside them, the outermost boxes first."""
    while len(packed):
        outer = ~np.isin(packed[:, 1], packed[:, 0])
        lot, box = packed[outer, 0], packed[outer, 1]
        np.add.at(by_lot, lot, by_lot[box] * parcels[lot] / parcels[box])
        by_lot[box] = 0.0
        packed = packed[~outer]


def _by_stream(by_lot: Floats, stream: Ints) -> Mapping[int, float]:
    """Sums of the streams that are charged something."""
    sums = np.bincount(stream, weights=by_lot)
    return {number: float(cny) for number, cny in enumerate(sums) if cny}
