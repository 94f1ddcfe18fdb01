"""Lots come: by chance, in a rhythm, or by a list."""

from __future__ import annotations

from bisect import bisect_left
from heapq import heappush
from typing import TYPE_CHECKING

import numpy as np

from domain.draw_series import BLOCK, DrawSeries
from domain.stream import Stream
from domain.times import Floats, Ints
from sim.agenda import ARRIVAL
from sim.streams.items import Item, Kind

if TYPE_CHECKING:
    from sim.streams.run import StreamsRun
    from sim.streams.step_run import StepRun


class Source:
    """Where the lots of one stream come from.

    Lots are numbered in order of coming, those that are there at hour 0 first; a gap is drawn by
    the number of the arrival, a size and all that happens later by the number of the lot. Hours
    and sizes are made for a block of arrivals at once.

    Attributes
    ----------
    kind
        What its lots have in common.
    number
        The lot that comes next.
    """

    def __init__(self, streams: StreamsRun, stream: Stream, kind: Kind) -> None:
        self.streams = streams
        self.stream = stream
        self.kind = kind
        self.number = 0
        self._enter = kind.path[0].enter
        self._calls = streams.world.agenda.calls
        self._log, self._moves = streams.lots, streams.everyone.moves
        demand, name = streams.demand_chance, stream.stream_id
        self._sizes = DrawSeries(demand, stream.parcels, "size", name, snap=False)
        self._gaps = None if stream.gaps is None else DrawSeries(demand, stream.gaps, "gap", name)
        self._listed_from = bisect_left(stream.at_h, stream.begins_h)
        self._arrivals = 0
        self._last_h = stream.begins_h
        end_h = streams.world.scenario.period_end_h
        self._end_h = end_h if stream.ends_h is None else min(end_h, stream.ends_h)
        self._hours: list[float] = []
        self._parcels: list[int] = []
        self._at = 0

    def begin(self) -> None:
        """Wait for the first lot."""
        self._fill()

    def place(self, step: StepRun, at_h: float) -> None:
        """A lot that is already at a step when the run begins."""
        number = self.number
        self.number = number + 1
        parcels = int(_whole(self._sizes.array(number, 1))[0])
        item = self._item(number, parcels, at_h)
        item.at = self.kind.position(step, -1)
        step.enter(item, at_h)

    def come(self, _: object, at_h: float) -> None:
        """A lot comes."""
        at, number, hours = self._at, self.number, self._hours
        parcels = self._parcels[at]
        at += 1
        self._at = at
        self.number = number + 1
        if at < len(hours):
            # Streams that come at one instant do so in the order of the scenario.
            heappush(self._calls, (hours[at], ARRIVAL, self.kind.number, self.come, None))
        else:
            self._fill()
        self._enter(self._item(number, parcels, at_h), at_h)

    def _item(self, number: int, parcels: int, at_h: float) -> Item:
        kind, log = self.kind, self._log
        lot = log.count
        log.count = lot + 1
        log.made += (kind.stream, number, parcels, at_h)
        self._moves += (at_h, parcels)
        self.streams.here += 1
        return Item(kind, lot, number, parcels)

    def _fill(self) -> None:
        """The next block of arrivals, and the call of the first of them."""
        hours = self._block()
        end = int(np.searchsorted(hours, self._end_h))
        if self.stream.lots is not None:
            end = min(end, self.stream.lots - self._arrivals)
        if not end:
            self.streams.to_come -= 1
            return
        self._arrivals += end
        self._hours = hours[:end].tolist()
        sizes = self._sizes.array(self.number, end)
        if len(sizes) < end:
            raise OutOfSizesError(self.stream.stream_id, self.number + len(sizes))
        self._parcels = _whole(sizes).tolist()
        self._at = 0
        self.streams.spill()
        heappush(self._calls, (self._hours[0], ARRIVAL, self.kind.number, self.come, None))

    def _block(self) -> Floats:
        """Hours of the next arrivals, whoever of them still comes; empty where a list ends."""
        if self._gaps is None:
            at = self._listed_from + self._arrivals
            return np.asarray(self.stream.at_h[at : at + BLOCK], dtype=np.float64)
        gaps = self._gaps.array(self._arrivals, BLOCK)
        hours = np.cumsum(np.concatenate(([self._last_h], gaps)))
        self._last_h = float(hours[-1])
        return hours[1:]


class OutOfSizesError(ValueError):
    """A list of sizes that has no value for a lot."""

    def __init__(self, stream_id: str, count: int) -> None:
        super().__init__(
            f"streams.{stream_id}.parcels: the list has {count} values, but more lots come; "
            "give a longer list, or fewer lots"
        )


def _whole(sizes: Floats) -> Ints:
    """Sizes of lots in whole parcels, at least one."""
    return np.maximum(np.rint(sizes), 1.0).astype(np.int64)
