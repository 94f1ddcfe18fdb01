"""Lots come: by chance, in a rhythm, or by a list."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heappush
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from domain.draw_series import DrawSeries
from domain.stream import Stream
from sim.agenda import ARRIVAL
from sim.streams.items import Item, Kind

if TYPE_CHECKING:
    from sim.streams.run import StreamsRun
    from sim.streams.step_run import StepRun

SPILL_EVERY = 4096
"""Lots between two times that logs and gauges are worked up."""


class Source:
    """Where the lots of one stream come from."""

    def __init__(self, streams: StreamsRun, stream: Stream, kind: Kind) -> None:
        self.streams = streams
        self.stream = stream
        self.kind = kind
        self.number = 0
        self._hours = self._coming_h()
        self._sizes = DrawSeries(
            streams.demand_chance, stream.parcels, "size", stream.stream_id, snap=False
        )

    def begin(self) -> None:
        """Wait for the first lot."""
        self._next()

    def place(self, step: StepRun, at_h: float) -> None:
        """A lot that is already at a step when the run begins."""
        item = self._made(at_h)
        item.at = self.kind.position(step, -1)
        step.enter(item, at_h)

    def come(self, _: object, at_h: float) -> None:
        """A lot comes."""
        item = self._made(at_h)
        self._next()
        self.kind.path[0].enter(item, at_h)

    def _next(self) -> None:
        at_h = next(self._hours, None)
        if at_h is None:
            self.streams.to_come -= 1
        else:
            # Streams that come at one instant do so in the order of the scenario.
            calls = self.streams.world.agenda.calls
            heappush(calls, (at_h, ARRIVAL, self.kind.number, self.come, None))

    def _made(self, at_h: float) -> Item:
        streams = self.streams
        number = self.number
        self.number = number + 1
        parcels = max(1, round(self._sizes[number]))
        streams.here += 1
        streams.everyone.moves += (at_h, parcels)
        if number % SPILL_EVERY == SPILL_EVERY - 1:
            streams.spill()
        return Item(
            self.kind, streams.lots.enter(self.kind.stream, number, parcels, at_h), number, parcels
        )

    def _coming_h(self) -> Iterator[float]:
        stream, streams = self.stream, self.streams
        end_h = streams.world.scenario.period_end_h
        if stream.ends_h is not None:
            end_h = min(end_h, stream.ends_h)
        hours = self._listed() if stream.gaps is None else self._renewed()
        yield from takewhile(lambda at_h: at_h < end_h, islice(hours, stream.lots))

    def _listed(self) -> Iterator[float]:
        return (at_h for at_h in self.stream.at_h if at_h >= self.stream.begins_h)

    def _renewed(self) -> Iterator[float]:
        stream = self.stream
        gaps = DrawSeries(self.streams.demand_chance, stream.gaps, "gap", stream.stream_id)
        at_h, number = stream.begins_h, 0
        assert stream.gaps is not None
        while stream.gaps.count is None or number < stream.gaps.count:
            at_h += gaps[number]
            number += 1
            yield at_h
