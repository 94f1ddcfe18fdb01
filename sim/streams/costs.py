"""What steps charge, worked out from whole columns when a run is over.

A step charges every visit whose wait there came to an end by the end of the run, per lot or per
parcel. What a box is charged is borne by the lots inside it, by their parcels. The books get one
row per stream and step, the log of lots what each lot bears; both are the same sums.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from domain.stream import Step
from domain.tariff import Charge
from domain.times import Floats, Ints

if TYPE_CHECKING:
    from sim.streams.run import StreamsRun


def charge_steps(streams: StreamsRun, end_h: float) -> Floats:
    """Book what all steps charge; returns what each lot bears, shape (lots and boxes)."""
    stream, parcels = streams.lots.columns()
    packed = streams.lots.packings()
    borne = np.zeros(len(stream))
    for name, run in streams.steps.items():
        if not run.step.cost_cny:
            continue
        visits = run.visits.columns()
        begun = visits[:, 2] <= end_h
        visitors = visits[begun, 0].astype(np.int64)
        counts = np.bincount(visitors, minlength=len(stream))
        by_lot = counts.astype(np.float64) * run.step.cost_cny
        if run.step.cost_per_parcel:
            by_lot *= parcels
        _share(by_lot, packed, parcels)
        borne += by_lot
        for number, cny in _by_stream(by_lot, stream).items():
            charge = Charge(_line(run.step), "shipper", _payee(run.step), cny)
            reference = f"{streams.world.scenario.streams[number].stream_id}:{name}"
            streams.world.books.charge_network(end_h, charge, reference)
    return borne


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
    sums = np.bincount(stream[stream >= 0], weights=by_lot[stream >= 0])
    return {number: float(cny) for number, cny in enumerate(sums) if cny}


def _line(step: Step) -> str:
    return "handling" if step.ride is None else "transport"


def _payee(step: Step) -> str:
    return "hub" if step.ride is None else "carrier"
