"""What streams have left when a run is over: their logs as columns, and the story of one lot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from domain.draws import GRID_PER_H
from domain.scenario import Scenario
from domain.stream_records import StreamRecords
from domain.times import Floats, Ints
from sim.story import hour, last

_LOW_BITS = 20


@dataclass(frozen=True, slots=True)
class Visits:
    """Visits of one step: entry of the lot, and hours; NaN where it has not come to that."""

    lot: Ints
    entered_h: Floats
    began_h: Floats
    left_h: Floats


@dataclass(frozen=True, slots=True)
class StreamEvidence:
    """Columns of lots and of visits by step.

    `packed_lot` went into `packed_box`, in that order; `bench` is the position in the scenario of
    the step that packed a box, -1 for lots.

    `end_h` is when gauges were read: what has not ended by then counts up to there. `limited` says
    whether servers were finite, `over` whether nothing was left on the agenda.
    """

    scenario: Scenario
    records: StreamRecords
    stream: Ints
    parcels: Ints
    born_h: Floats
    done_h: Floats
    inside: Ints
    lost: Ints
    packed_lot: Ints
    packed_box: Ints
    bench: Ints
    visits: Mapping[str, Visits]
    end_h: float
    limited: bool
    over: bool

    def ended_h(self, hours: Floats) -> Floats:
        """Hours, with the end of the run for what has not ended."""
        return np.where(np.isnan(hours), self.end_h, hours)

    def boxes_of(self, step_id: str) -> Ints:
        """Boxes that a packing step closed."""
        boxes: Ints = np.flatnonzero(self.bench == list(self.scenario.steps).index(step_id))
        return boxes

    def name(self, lot: int) -> str:
        """A lot by its stream and number, a box by its number."""
        number, stream = self.records.lots.number[lot], int(self.stream[lot])
        if stream < 0:
            return f"box {number} (entry {lot})"
        return f"{self.scenario.streams[stream].stream_id}#{number}"

    def story(self, lot: int) -> list[str]:
        """Where a lot was, and the boxes that it was in, in order of time."""
        came = f"{self.name(lot)} comes, {self.parcels[lot]} parcels"
        told = [(float(self.born_h[lot]), 0, came)]
        who = [lot]
        for one in who:
            who += self.packed_box[self.packed_lot == one].tolist()
        for one in who:
            for step, visits in self.visits.items():
                for at in np.flatnonzero(visits.lot == one):
                    hours = [visits.entered_h[at], visits.began_h[at], visits.left_h[at]]
                    stay = " - ".join("..." if np.isnan(h) else f"{h:.4f}" for h in hours)
                    told.append((float(hours[0]), 1, f"{self.name(one)} at {step}: {stay}"))
            if not np.isnan(self.done_h[one]):
                end = "turned away" if self.lost[one] else "out"
                told.append((float(self.done_h[one]), 2, f"{self.name(one)} is {end}"))
        return last(f"{hour(at_h)}  {text}" for at_h, _, text in sorted(told))


def stream_evidence(
    scenario: Scenario, records: StreamRecords, *, limited: bool, over: bool
) -> StreamEvidence:
    """Take the logs as columns, without copying what is an array already."""
    lots = records.lots
    visits = {
        name: Visits(
            np.asarray(log.lot, dtype=np.int64), np.asarray(log.entered_h, dtype=np.float64),
            np.asarray(log.began_h, dtype=np.float64), np.asarray(log.left_h, dtype=np.float64),
        )
        for name, log in records.visits.items()
    }  # fmt: skip
    packed = np.asarray(records.packed, dtype=np.int64).reshape(-1, 2)
    benches = np.asarray(records.benches, dtype=np.int64).reshape(-1, 2)
    bench = np.full(len(lots.stream), -1)
    bench[benches[:, 0]] = benches[:, 1]
    return StreamEvidence(
        scenario, records, np.asarray(lots.stream, dtype=np.int64),
        np.asarray(lots.parcels, dtype=np.int64), np.asarray(lots.born_h, dtype=np.float64),
        np.asarray(lots.done_h, dtype=np.float64), np.asarray(lots.inside, dtype=np.int64),
        np.asarray(lots.lost, dtype=np.int64),
        packed[:, 0], packed[:, 1], bench, visits,
        max(records.end_h, scenario.period_end_h), limited, over,
    )  # fmt: skip


def cells(hours: Floats) -> Ints:
    """The cells of the time grid next to some instants."""
    return np.rint(hours * GRID_PER_H).astype(np.int64)


def area_h(weights: Ints, from_h: Floats, to_h: Floats) -> float:
    """Sum of weights times stays, in hours: exact, in whole cells of the time grid."""
    stays = cells(to_h) - cells(from_h)
    high, low = stays >> _LOW_BITS, stays & ((1 << _LOW_BITS) - 1)
    total = (int(np.dot(weights, high)) << _LOW_BITS) + int(np.dot(weights, low))
    return total / GRID_PER_H
