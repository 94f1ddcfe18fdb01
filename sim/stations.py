"""Servers that choose: priorities, breakdowns, vacations.

A station does by events what the recursion of `sim.servers` cannot. Nobody under service gives way
to others (non-pre-emptive); where there are priorities or vacations, the choice is made at the end
of an instant, among all who have come by then. A choice looks at what is the case, never at what
will be: a broken server is passed over even if it is the first to be back.

A server that has nothing to do goes on vacation where the process says so, one after another while
there is still nothing to do; who comes meanwhile waits for it to be back. As nobody looks at a
server while nobody waits, breakdowns and vacations cost no events by themselves.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from heapq import heappop, heappush
from math import inf
from typing import Any

from domain.calendar import ALWAYS_OPEN
from domain.draw_series import DrawSeries
from domain.draws import Chance, snap_h
from domain.network import Process
from sim.agenda import ARRIVAL, CHOICE, Agenda
from sim.breakdowns import PlannedDown, UpDown, WorkingHours, planned_down
from sim.regimes import BASE, RegimePath
from sim.servers import Passed, WeekBook, WeekLoad, door_opens_h


@dataclass(slots=True, eq=False)
class Job:
    """Work that is asked for, and what becomes of it.

    Attributes
    ----------
    work_h
        How long it takes.
    amount
        Slot units that it brings, where a server is held by slots.
    done
        Called with the job and the hour when its work is over; `None`: background traffic.
    subject
        Whom the work is for.
    began_h
        When it began; `None`: not yet.
    worked
        Stretches [from, to) in which its server was at work on it.
    bench
        The server that it gives back when it ends.
    goods
        Boxes or lots that were booked.
    """

    process: Process
    came_h: float
    work_h: float
    amount: float
    priority: int
    done: Callable[[Job, float], None] | None
    subject: Any = None
    began_h: float | None = None
    worked: tuple[tuple[float, float], ...] = ()
    bench: Bench | None = None
    goods: int = 0


@dataclass(slots=True, eq=False)
class Bench:
    """One server.

    Attributes
    ----------
    breaks
        Its breakdowns; all servers may share them.
    vacations
        How long its vacations last, by number.
    back_h
        End of its vacation; `None`: it is there. At hour 0 everybody comes back.
    """

    breaks: UpDown | PlannedDown | None = None
    vacations: DrawSeries | None = None
    taken: int = 0
    busy: bool = False
    back_h: float | None = None

    def leave(self, at_h: float) -> None:
        """Nothing to do: its next vacation begins."""
        if self.vacations is None:
            return
        try:
            self.back_h = at_h + self.vacations[self.taken]
        except LookupError:
            self.vacations = self.back_h = None
        self.taken += 1


@dataclass(slots=True, eq=False)
class Station:
    """The servers of one step at one node, by events.

    `count` is `None` where there are as many as are asked for; `benches` is then one, that takes
    everybody. `key` names the causes of breakdowns and vacations besides the server's number.
    """

    node_id: str
    key: str
    count: int | None
    process: Process
    agenda: Agenda
    chance: Chance
    regime: RegimePath = BASE
    lumps: Iterator[float] | None = None
    lump_units: int = 1
    book: WeekBook = field(default_factory=WeekBook)
    passed: Passed = field(default_factory=Passed)
    benches: list[Bench] = field(init=False)
    log: list[tuple[float, float, float]] | None = None
    _queue: list[tuple[int, int, Job]] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=itertools.count)
    _look_h: float = inf

    def __post_init__(self) -> None:
        """All servers are up and there."""
        process, chance, place = self.process, self.chance, (self.node_id, self.key)
        shared = None
        breaks = None if chance.nominal else process.breaks
        if breaks is not None and (self.count is None or not breaks.each):
            shared = UpDown(breaks, chance, *place, 0)
        self.benches = []
        for number in range(self.count or 1):
            bench = Bench(shared)
            if breaks is not None and shared is None:
                bench.breaks = UpDown(breaks, chance, *place, number)
            if self.count is not None and process.down:
                bench.breaks = planned_down(process, self.count, number, shared or bench.breaks)
            if self._rests:
                assert process.vacation is not None
                bench.vacations = DrawSeries(chance, process.vacation, "vacation", *place, number)
                bench.back_h = 0.0
            self.benches.append(bench)
        if self.lumps is not None:
            self._await_lump()

    @property
    def _rests(self) -> bool:
        """Whether idle servers go on vacation."""
        vacation = self.process.vacation
        return self.count is not None and vacation is not None and vacation.mean > 0.0

    @property
    def step(self) -> str:
        """What it does."""
        return self.process.step

    @property
    def weeks(self) -> dict[int, WeekLoad]:
        """What it did, week by week."""
        return self.book.weeks

    def waiting(self) -> Iterator[Job]:
        """Jobs that nobody has begun."""
        return (job for _, _, job in self._queue)

    def absorb(self, until_h: float) -> None:
        """Background traffic is served by events."""

    def ask(self, job: Job, at_h: float) -> None:
        """A job comes."""
        self.passed.asked += job.goods
        if self._rests and not self._queue:
            self._stay_away(at_h)
        by_priority = self.process.order == "priority"
        heappush(self._queue, (job.priority if by_priority else 0, next(self._numbers), job))
        if by_priority or self._rests:
            self._look(at_h)
        elif len(self._queue) == 1:
            self.choose(None, at_h)

    def choose(self, _: object, at_h: float) -> None:
        """Free servers take who waits, as far as the door is open."""
        if self._look_h <= at_h:
            self._look_h = inf
        for bench in self.benches:
            if bench.back_h is not None and bench.back_h <= at_h and self._queue:
                bench.back_h = None
        while self._queue:
            job = self._queue[0][2]
            door_h = door_opens_h(job.process, self.regime, at_h)
            if door_h > at_h:
                self._look(door_h)
                return
            free = self._free(at_h)
            if free is None:
                self._look(self._next_free_h(at_h))
                return
            heappop(self._queue)
            self._start(job, free, at_h)
        for bench in self.benches:
            if bench.vacations is not None and not bench.busy and bench.back_h is None:
                bench.leave(at_h)

    def _free(self, at_h: float) -> Bench | None:
        for bench in self.benches:
            if bench.busy or bench.back_h is not None:
                continue
            if bench.breaks is None or bench.breaks.up_h(at_h) == at_h:
                return bench
        return None

    def _next_free_h(self, at_h: float) -> float:
        """When the first idle server is there and up again; infinite where all are busy."""
        soonest_h = inf
        for bench in self.benches:
            if not bench.busy:
                there_h = at_h if bench.back_h is None else bench.back_h
                if there_h == at_h and bench.breaks is not None:
                    there_h = bench.breaks.up_h(at_h)
                soonest_h = min(soonest_h, there_h)
        return soonest_h

    def _stay_away(self, at_h: float) -> None:
        """Vacations that began while there was nothing to do, up to now."""
        for bench in self.benches:
            while bench.back_h is not None and bench.back_h < at_h:
                bench.leave(bench.back_h)

    def _look(self, at_h: float) -> None:
        """Choose again at an hour, at the latest."""
        if at_h < self._look_h:
            self._look_h = at_h
            self.agenda.call(at_h, self.choose, None, CHOICE)

    def _start(self, job: Job, bench: Bench, at_h: float) -> None:
        process = job.process
        factor = self.regime.slow_factor(at_h)
        work_h = job.work_h if factor == 1.0 else snap_h(job.work_h * factor)
        held_h = work_h if process.slot_h is None else process.slot_h * job.amount * factor
        hours = WorkingHours(process.opening if process.pauses else ALWAYS_OPEN, bench.breaks)
        job.began_h = at_h
        job.worked = tuple(hours.pieces(at_h, held_h))
        free_h = end_h = job.worked[-1][1]
        if work_h > held_h:
            end_h = free_h + (work_h - held_h)
        elif work_h < held_h:
            *_, (_, end_h) = hours.pieces(at_h, work_h)
        for from_h, to_h in job.worked:
            self.book.work(from_h, to_h)
        if job.done is None and self.log is not None:
            self.log.append((job.came_h, at_h, free_h))
        if job.done is not None:
            queued_h = at_h - door_opens_h(process, self.regime, job.came_h)
            self.book.serve(job.came_h, queued_h)
            self.passed.served(queued_h)
        if self.count is not None:
            bench.busy = True
            if end_h == free_h:
                job.bench = bench
            else:
                self.agenda.call(free_h, self.release, bench)
        self.agenda.call(end_h, self.finish, job)

    def release(self, bench: Bench, at_h: float) -> None:
        """A server is free."""
        bench.busy = False
        if self._queue or self._rests:
            self._look(at_h)

    def finish(self, job: Job, at_h: float) -> None:
        """A job is over."""
        if job.bench is not None:
            self.release(job.bench, at_h)
        if job.done is not None:
            assert job.began_h is not None
            door_h = door_opens_h(job.process, self.regime, job.came_h)
            shut_h, queued_h = door_h - job.came_h, job.began_h - door_h
            self.passed.add(job.goods, shut_h, queued_h, at_h - job.began_h)
            job.done(job, at_h)

    def _await_lump(self) -> None:
        assert self.lumps is not None
        at_h = next(self.lumps, None)
        if at_h is not None:
            self.agenda.call(at_h, self.lump, None, ARRIVAL)

    def lump(self, _: object, at_h: float) -> None:
        """Other people's traffic comes."""
        self._await_lump()
        process = self.process
        for _ in range(self.lump_units):
            self.ask(Job(process, at_h, process.background_slot_h, 1.0, 0, None), at_h)


def needs_station(process: Process, count: int | None, *, nominal: bool) -> bool:
    """Whether the servers of a process must choose, or can break down."""
    breaks = process.breaks is not None and process.breaks.down.mean > 0.0 and not nominal
    breaks = breaks or (count is not None and bool(process.down) and not nominal)
    vacation = process.vacation is not None and process.vacation.mean > 0.0
    return breaks or (count is not None and (vacation or process.order == "priority"))
