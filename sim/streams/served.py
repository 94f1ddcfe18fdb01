"""Processes as steps of streams: queue for a server, be served, go on.

`PlainStep` is the hot one: always open, no priorities, no breakdowns. There the recursion of
Kiefer and Wolfowitz says at once when a lot begins and ends, so a lot costs one call of the agenda,
at the end of its work. `HourStep` asks the general recursion (hours, regimes, background traffic,
slots), `StationStep` the servers that choose.
"""

from __future__ import annotations

from heapq import heappush, heapreplace
from typing import TYPE_CHECKING

import numpy as np

from domain.draw_series import BLOCK, DrawSeries
from domain.network import Process
from domain.stream import Step
from domain.times import Times
from sim.agenda import NORMAL
from sim.servers import Server
from sim.stations import Job, Station
from sim.streams.items import Item, Kind
from sim.streams.logs import NAN
from sim.streams.step_run import StepRun
from sim.streams.weeks import book_weeks

if TYPE_CHECKING:
    from sim.streams.run import StreamsRun


class ServedStep(StepRun):
    """A step with servers.

    Attributes
    ----------
    process
        What is done.
    busy_h
        Server-hours worked so far within the window of the run.
    """

    def __init__(self, streams: StreamsRun, step: Step, process: Process) -> None:
        super().__init__(streams, step)
        self.process = process
        self.busy_h = 0.0
        self._times = step.work or Times(process.work)
        self._works: dict[Kind, DrawSeries] = {}
        self._hot: dict[Kind, dict[int, list[float]]] = {}
        self._later_works: dict[tuple[Kind, int], DrawSeries] = {}
        self._besides: dict[tuple[Kind, int], DrawSeries] = {}

    def work_h(self, item: Item) -> float:
        """Hours of work on an item.

        Raises
        ------
        OutOfTimesError
            When a list of times is at its end.
        """
        visit = self.visit(item)
        if visit == 0:
            works = self._works.get(item.kind)
            if works is None:
                works = self._works[item.kind] = self._work_series(item)
                if not self.returns and not self.step.per_parcel:
                    self._hot[item.kind] = works.blocks
        else:
            key = (item.kind, visit)
            later = self._later_works.get(key)
            if later is None:
                later = self._later_works[key] = self._work_series(item)
            works = later
        try:
            work_h = works[item.number]
        except LookupError:
            raise OutOfTimesError(self.step.step_id, item.kind.key, item.number) from None
        return work_h * item.parcels if self.step.per_parcel else work_h

    def _work_series(self, item: Item) -> DrawSeries:
        return self.series(self._times, "stream_work", "box_work", item)

    def beside_h(self, item: Item) -> float:
        """Hours of what runs beside the work; 0 where nothing does."""
        if self.process.beside is None:
            return 0.0
        key = (item.kind, self.visit(item))
        series = self._besides.get(key)
        if series is None:
            series = self.series(Times(self.process.beside), "stream_beside", "box_beside", item)
            self._besides[key] = series
        return series[item.number]

    def amount(self, item: Item) -> float:
        """Slot units that an item brings."""
        unit = self.process.slot_unit
        if unit == "teu":
            return item.kind.teu
        if unit == "t":
            return item.kg / 1000.0
        return float(item.parcels) if unit == "parcel" else 1.0

    def through(self, item: Item, at_h: float) -> None:
        """An item has been served."""
        self.leave(item, item.began_h, at_h)

    def began(self, item: Item, end_h: float) -> float:
        """When an item that is still here has begun; NaN: it waits."""
        return item.began_h if item.began_h <= end_h else NAN

    def worked(self, from_h: float, to_h: float) -> None:
        """A server was at work."""
        scenario = self.world.scenario
        inside_h = min(to_h, scenario.period_end_h) - max(from_h, scenario.warm_up_h)
        if inside_h > 0.0:
            self.busy_h += inside_h

    def close(self, end_h: float) -> None:  # noqa: ARG002
        """Note the busy hours."""
        self.streams.records.busy_h[self.step.step_id] = self.busy_h


class PlainStep(ServedStep):
    """Always open, first come, first served; `server.free_at` is empty where nobody waits."""

    def __init__(self, streams: StreamsRun, step: Step, process: Process, server: Server) -> None:
        super().__init__(streams, step, process)
        self.server = server
        self._free_at = server.free_at
        self._calls, self._numbers = self.agenda.calls, self.agenda.numbers

    def enter(self, item: Item, at_h: float) -> None:
        """Begin when the first server is free."""
        item.entered_h = at_h
        self.inside[item.lot] = item
        self.moves += (at_h, item.parcels)
        number = item.number
        try:
            work_h = self._hot[item.kind][number // BLOCK][number % BLOCK]
        except LookupError:
            work_h = self.work_h(item)
        free_at = self._free_at
        if free_at:
            begin_h = free_at[0]
            # A call of max() would cost more than all the rest of it.
            if begin_h < at_h:  # noqa: PLR1730
                begin_h = at_h
            end_h = begin_h + work_h
            heapreplace(free_at, end_h)
        else:
            begin_h = at_h
            end_h = begin_h + work_h
        item.began_h = begin_h
        heappush(self._calls, (end_h, NORMAL, next(self._numbers), self.through, item))

    def through(self, item: Item, at_h: float) -> None:
        """An item has been served."""
        lot = item.lot
        del self.inside[lot]
        self.ended += (lot, item.entered_h, item.began_h, at_h)
        self.moves += (at_h, -item.parcels)
        if self.returns or self.chances:
            self.pass_on(item, at_h)
        else:
            at = item.at + 1
            item.at = at
            item.kind.path[at].enter(item, at_h)

    def close(self, end_h: float) -> None:
        """Busy hours and weeks, from the log of visits."""
        scenario = self.world.scenario
        visits = self.visits.columns()
        entered, began, left = visits[:, 1], visits[:, 2], visits[:, 3]
        from_h, to_h = scenario.warm_up_h, scenario.period_end_h
        inside = np.minimum(left, to_h) - np.maximum(began, from_h)
        self.busy_h = float(np.maximum(inside, 0.0).sum())
        for item in self.inside.values():
            self.worked(item.began_h, end_h)
        if self.server.count is not None:
            book_weeks(self.server.book, entered, began, left)
        super().close(end_h)


class HourStep(ServedStep):
    """First come, first served, with hours, regimes, background traffic or slots."""

    def __init__(self, streams: StreamsRun, step: Step, process: Process, server: Server) -> None:
        super().__init__(streams, step, process)
        self.server = server

    def enter(self, item: Item, at_h: float) -> None:
        """Begin when a server is free and the door open."""
        self.arrive(item, at_h)
        server = self.server
        begin_h, work_h = server.begin(self.process, at_h, self.work_h(item), self.amount(item))
        for from_h, to_h in server.held:
            self.worked(from_h, to_h)
        item.began_h = begin_h
        end_h = max(begin_h + work_h, at_h + self.beside_h(item))
        self.agenda.call(end_h, self.through, item)


class StationStep(ServedStep):
    """Priorities, breakdowns, vacations."""

    def __init__(self, streams: StreamsRun, step: Step, process: Process, station: Station) -> None:
        super().__init__(streams, step, process)
        self.station = station

    def enter(self, item: Item, at_h: float) -> None:
        """Ask for a server."""
        self.arrive(item, at_h)
        item.began_h = NAN
        job = Job(
            self.process, at_h, self.work_h(item), self.amount(item), item.priority, self.done, item
        )
        self.station.ask(job, at_h)

    def done(self, job: Job, at_h: float) -> None:
        """The work is done; what runs beside it may still be under way."""
        item: Item = job.subject
        assert job.began_h is not None
        item.began_h = job.began_h
        for from_h, to_h in job.worked:
            self.worked(from_h, to_h)
        end_h = item.entered_h + self.beside_h(item)
        if end_h > at_h:
            self.agenda.call(end_h, self.through, item)
        else:
            self.through(item, at_h)


class OutOfTimesError(ValueError):
    """A list of times that has no value for a lot."""

    def __init__(self, step_id: str, key: str, number: int) -> None:
        super().__init__(
            f"steps.{step_id}.work_h: the list has {number} values, but lot {number + 1} of "
            f"{key} comes; give a longer list, or fewer lots"
        )


def served_step(streams: StreamsRun, step: Step, process: Process) -> ServedStep:
    """The class that does the process of a step with the least effort."""
    server = streams.world.server(step.node_id, process)
    if isinstance(server, Station):
        return StationStep(streams, step, process, server)
    plain = process.slot_h is None and process.beside is None and process.opening.always_open
    if plain and server.plain:
        return PlainStep(streams, step, process, server)
    return HourStep(streams, step, process, server)
