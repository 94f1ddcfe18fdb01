"""Finite servers with hours: docks, crews, inspection bays, terminals, borders.

First come, first served; a job begins when a server is free and the door is open, and once begun
it is finished (or rests outside hours, where the process says so). Requests come in order of time
and their length is known when they come, so the queue is the recursion of Kiefer and Wolfowitz
(1955): a heap of the hours at which the servers become free. Background traffic joins the same
recursion without events of its own. What the recursion cannot do (priorities, breakdowns,
vacations) is done by `sim.stations`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from heapq import heapreplace

from domain.calendar import OpenHours
from domain.draws import snap_h
from domain.network import Process
from sim.breakdowns import WorkingHours, next_open_h
from sim.regimes import BASE, RegimePath

HOURS_PER_WEEK = 168.0


@dataclass(slots=True)
class WeekLoad:
    """What a resource did in one week."""

    served: int = 0
    wait_h: float = 0.0
    longest_h: float = 0.0
    busy_h: float = 0.0


@dataclass(slots=True)
class WeekBook:
    """What a resource did, week by week: jobs by the week of coming, hours when they are worked."""

    weeks: dict[int, WeekLoad] = field(default_factory=dict)

    def serve(self, at_h: float, wait_h: float) -> None:
        """A job of the zone that came at an hour has waited for a server."""
        week = self.week(int(at_h // HOURS_PER_WEEK))
        week.served += 1
        week.wait_h += wait_h
        week.longest_h = max(week.longest_h, wait_h)

    def work(self, from_h: float, to_h: float, times: float = 1.0) -> None:
        """A server is busy, or several."""
        number = int(from_h // HOURS_PER_WEEK)
        until_h = (number + 1) * HOURS_PER_WEEK
        while to_h > until_h:
            self.week(number).busy_h += (until_h - from_h) * times
            number += 1
            from_h, until_h = until_h, until_h + HOURS_PER_WEEK
        week = self.weeks.get(number) or self.week(number)
        week.busy_h += (to_h - from_h) * times

    def week(self, number: int) -> WeekLoad:
        """What it did in a week."""
        week = self.weeks.get(number)
        if week is None:
            week = self.weeks[number] = WeekLoad()
        return week


@dataclass(slots=True)
class Passed:
    """What booked goods found at a resource, by its own count.

    `goods` are boxes, or lots outside of boxes; hours are summed over them: before a shut door, in
    the queue, at work. `asked` less `goods` are those that have come and are not through. `jobs`
    and `jobs_queued_h` count a train, or the lots that come together, once, when they begin, and
    jobs of streams too.
    """

    goods: int = 0
    shut_h: float = 0.0
    queued_h: float = 0.0
    worked_h: float = 0.0
    jobs: int = 0
    jobs_queued_h: float = 0.0
    asked: int = 0

    def begin(self, goods: int, shut_h: float, queued_h: float, worked_h: float) -> None:
        """A job begins whose end is known."""
        self.served(queued_h)
        self.asked += goods
        self.add(goods, shut_h, queued_h, worked_h)

    def served(self, queued_h: float) -> None:
        """A job begins."""
        self.jobs += 1
        self.jobs_queued_h += queued_h

    def add(self, goods: int, shut_h: float, queued_h: float, worked_h: float) -> None:
        """Goods are through, or will be at an hour that is known."""
        if goods:
            self.goods += goods
            self.shut_h += goods * shut_h
            self.queued_h += goods * queued_h
            self.worked_h += goods * worked_h


@dataclass(slots=True)
class Server:
    """The servers of one step at one node for one mode.

    `count` is `None` where nobody waits. `free_at` is the heap of the hours at which they become
    free; those of a shift have hours and a heap of their own in `groups`. `held` are the stretches
    in which the job that came last holds its server. `log`, where it is kept, has the hours at
    which others' traffic came, was begun and let go.
    """

    node_id: str
    step: str
    count: int | None
    process: Process
    regime: RegimePath = BASE
    lumps: Iterator[float] | None = None
    lump_units: int = 1
    book: WeekBook = field(default_factory=WeekBook)
    passed: Passed = field(default_factory=Passed)
    free_at: list[float] = field(default_factory=list)
    held: Sequence[tuple[float, float]] = ()
    log: list[tuple[float, float, float]] | None = None
    groups: list[tuple[OpenHours, list[float]]] = field(default_factory=list)
    _next_lump_h: float | None = None

    def __post_init__(self) -> None:
        """All servers are free at the start."""
        self.free_at = [0.0] * (self.count or 0)
        if self.count is not None and self.process.shifts:
            self.groups = [(hours, [0.0] * count) for hours, count in self.process.shifts]
        if self.lumps is not None:
            self._next_lump_h = next(self.lumps, None)

    @property
    def weeks(self) -> dict[int, WeekLoad]:
        """What it did, week by week."""
        return self.book.weeks

    @property
    def plain(self) -> bool:
        """Whether nothing but its jobs decides when they begin and end."""
        return (
            self.process.opening.always_open and not self.regime.spells and self.lumps is None
        )  # fmt: skip

    def begin(
        self, process: Process, at_h: float, work_h: float, amount: float, goods: int = 0
    ) -> tuple[float, float]:
        """Begin a job that arrives now; returns the hour at which it begins and its length.

        `amount` is the number of slot units it brings (TEU of a box, tonnes of a consignment);
        they hold one server one after another. `goods` counts boxes or lots that were booked.
        """
        door_h = door_opens_h(process, self.regime, at_h)
        if self.count is None:
            factor = self.regime.slow_factor(door_h)
            work_h = work_h if factor == 1.0 else snap_h(work_h * factor)
            self.held = held_pieces(process, door_h, work_h)
            work_h = self.held[-1][1] - door_h
            self.passed.begin(goods, door_h - at_h, 0.0, work_h)
            return door_h, work_h
        self.absorb(at_h)
        begin_h = self._begins_h(process, at_h)
        door_h = min(door_h, begin_h)
        factor = self.regime.slow_factor(begin_h)
        if factor != 1.0:
            work_h = snap_h(work_h * factor)
        held_h = work_h if process.slot_h is None else process.slot_h * amount * factor
        self.held = self._hold(process, begin_h, held_h)
        self.book.serve(at_h, begin_h - door_h)
        if process.pauses:
            work_h = held_pieces(process, begin_h, work_h)[-1][1] - begin_h
        self.passed.begin(goods, door_h - at_h, begin_h - door_h, work_h)
        return begin_h, work_h

    def absorb(self, until_h: float) -> None:
        """Let the background traffic up to an hour take its servers."""
        lumps, at_h = self.lumps, self._next_lump_h
        if lumps is None or at_h is None or at_h > until_h:
            return
        process, regime, free_at = self.process, self.regime, self.free_at
        always = process.opening.always_open and not regime.spells
        plain = always and not process.pauses and not self.groups
        slot_h = process.background_slot_h
        work, log = self.book.work, self.log
        while at_h is not None and at_h <= until_h:
            for _ in range(self.lump_units):
                # Calls of max() would be a third of it.
                if plain:
                    begin_h = free_at[0] if free_at[0] > at_h else at_h  # noqa: FURB136
                    end_h = begin_h + slot_h
                    heapreplace(free_at, end_h)
                    work(begin_h, end_h)
                else:
                    begin_h = self._begins_h(process, at_h)
                    held = self._hold(process, begin_h, slot_h * regime.slow_factor(begin_h))
                    end_h = held[-1][1]
                if log is not None:
                    log.append((at_h, begin_h, end_h))
            at_h = next(lumps, None)
        self._next_lump_h = at_h

    def _hold(
        self, process: Process, begin_h: float, held_h: float
    ) -> Sequence[tuple[float, float]]:
        """Take the server that is free first, and count its hours in their weeks."""
        pieces = held_pieces(process, begin_h, held_h)
        for from_h, to_h in pieces:
            self.book.work(from_h, to_h)
        heapreplace(self.free_at, pieces[-1][1])
        return pieces

    def _begins_h(self, process: Process, at_h: float) -> float:
        """When a job that comes at an hour begins; that server is the first of `free_at` then.

        Of shifts, the server that could begin soonest takes it.
        """
        if not self.groups:
            return door_opens_h(process, self.regime, max(at_h, self.free_at[0]))
        begins = [
            opens_h(hours, self.regime, max(at_h, free_at[0])) for hours, free_at in self.groups
        ]
        begin_h = min(begins)
        self.free_at = self.groups[begins.index(begin_h)][1]
        return begin_h


def door_opens_h(process: Process, regime: RegimePath, at_h: float) -> float:
    """First instant at or after an hour at which the door is open and the node not closed."""
    return opens_h(process.opening, regime, at_h)


def opens_h(opening: OpenHours, regime: RegimePath, at_h: float) -> float:
    """First instant at or after an hour within some hours, at which the node is not closed."""
    if opening.always_open and not regime.spells:
        return at_h
    while True:
        door_h = next_open_h(opening, at_h)
        at_h = regime.open_h(door_h)
        if at_h == door_h:
            return at_h


def held_pieces(process: Process, begin_h: float, work_h: float) -> Sequence[tuple[float, float]]:
    """The stretches in which work begun at an hour is done: one, unless it rests when closed."""
    if not process.pauses:
        return ((begin_h, begin_h + work_h),)
    return tuple(WorkingHours(process.opening).pieces(begin_h, work_h))
