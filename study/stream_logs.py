"""The streams of one replication as arrays, and the window that its figures are of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.scenario import Scenario
from domain.stream import Step
from domain.stream_records import LotLog, StreamRecords, VisitLog

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

PROCESS, PACK, RIDE, STOCK, UNPACK = KINDS = ("process", "pack", "ride", "stock", "unpack")
"""What a step may be."""


@dataclass(frozen=True, slots=True)
class LotColumns:
    """A `LotLog` as arrays of one length."""

    stream: Ints
    number: Ints
    parcels: Ints
    born_h: Floats
    done_h: Floats
    inside: Ints
    lost: Flags
    missed: Ints
    cny: Floats

    @classmethod
    def of(cls, log: LotLog) -> LotColumns:
        """From the lists of a run."""
        return cls(
            _ints(log.stream), _ints(log.number), _ints(log.parcels), _floats(log.born_h),
            _floats(log.done_h), _ints(log.inside), np.asarray(log.lost, dtype=np.bool_),
            _ints(log.missed), _floats(log.cny),
        )  # fmt: skip

    def __len__(self) -> int:
        return len(self.stream)


@dataclass(frozen=True, slots=True)
class VisitColumns:
    """A `VisitLog` as arrays of one length; NaN: not yet."""

    lot: Ints
    entered_h: Floats
    began_h: Floats
    left_h: Floats

    @classmethod
    def of(cls, log: VisitLog) -> VisitColumns:
        """From the lists of a run."""
        return cls(
            _ints(log.lot), _floats(log.entered_h), _floats(log.began_h), _floats(log.left_h)
        )

    def __len__(self) -> int:
        return len(self.lot)

    def only(self, kept: Flags) -> VisitColumns:
        """The visits that a mask keeps."""
        return VisitColumns(
            self.lot[kept], self.entered_h[kept], self.began_h[kept], self.left_h[kept]
        )


@dataclass(frozen=True, slots=True)
class StreamsObserved:
    """What one replication records of its streams, and what of it counts.

    Visits count that enter a step, lots that come, departures that are scheduled and demands
    that are made in [from_h, to_h); averages over time are of the same window. Visits of demand
    that was turned away at a shelf are left out.
    """

    scenario: Scenario
    records: StreamRecords
    lots: LotColumns
    visits: Mapping[str, VisitColumns]

    @property
    def from_h(self) -> float:
        """End of the warm-up."""
        return self.scenario.warm_up_h

    @property
    def to_h(self) -> float:
        """End of the period."""
        return self.scenario.period_end_h

    @property
    def hours(self) -> float:
        """Length of the window."""
        return self.to_h - self.from_h

    def within(self, at_h: Floats) -> Flags:
        """Which instants lie in the window."""
        inside: Flags = (at_h >= self.from_h) & (at_h < self.to_h)
        return inside


def only_streams(scenario: Scenario) -> bool:
    """Whether there is nothing to plan: goods come, but nobody books them."""
    return bool(scenario.streams) and not scenario.consignments


def observe_streams(scenario: Scenario, records: StreamRecords) -> StreamsObserved:
    """Records of one replication as arrays."""
    lots = LotColumns.of(records.lots)
    visits = {}
    for step_id in scenario.steps:
        columns = VisitColumns.of(records.visits.get(step_id, VisitLog()))
        turned_away = lots.lost[columns.lot] & np.isnan(columns.began_h)
        visits[step_id] = columns.only(~turned_away) if turned_away.any() else columns
    return StreamsObserved(scenario, records, lots, visits)


def kind_of(step: Step) -> str:
    """What a step is: one of `KINDS`."""
    if step.process is not None:
        return PROCESS
    if step.pack is not None:
        return PACK
    if step.ride is not None:
        return RIDE
    return STOCK if step.stock is not None else UNPACK


def _ints(values: Sequence[int]) -> Ints:
    return np.asarray(values, dtype=np.int64)


def _floats(values: Sequence[float]) -> Floats:
    return np.asarray(values, dtype=np.float64)
