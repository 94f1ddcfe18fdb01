"""Finite servers with hours: docks, crews, inspection bays, terminals, borders.

First come, first served; a job begins when a server is free and the door is open, and once begun
it is finished. Requests come in order of time and their length is known when they come, so the
queue is the Kiefer-Wolfowitz recursion: a heap of the hours at which the servers become free.
Background traffic joins the same recursion without events of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import heapreplace

from domain.draws import snap_h
from domain.network import Process
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
class Server:
    """The servers of one step at one node for one mode.

    `count` is `None` where nobody waits. Jobs of the zone are counted by the week of arrival,
    busy hours by the week in which they are worked.
    """

    node_id: str
    step: str
    count: int | None
    process: Process
    regime: RegimePath = BASE
    lumps: Iterator[float] | None = None
    lump_units: int = 1
    weeks: dict[int, WeekLoad] = field(default_factory=dict)
    _free_at: list[float] = field(default_factory=list)
    _next_lump_h: float | None = None

    def __post_init__(self) -> None:
        """All servers are free at the start."""
        self._free_at = [0.0] * (self.count or 0)
        if self.lumps is not None:
            self._next_lump_h = next(self.lumps, None)

    def begin(
        self, process: Process, at_h: float, work_h: float, amount: float
    ) -> tuple[float, float]:
        """Begin a job that arrives now; returns the hour at which it begins and its length.

        `amount` is the number of slot units it brings (TEU of a box, tonnes of a consignment);
        they hold one server one after another.
        """
        door_h = self._open_h(process, at_h)
        if self.count is None:
            factor = self.regime.slow_factor(door_h)
            return door_h, work_h if factor == 1.0 else snap_h(work_h * factor)
        self.absorb(at_h)
        begin_h = self._open_h(process, max(at_h, self._free_at[0]))
        factor = self.regime.slow_factor(begin_h)
        if factor != 1.0:
            work_h = snap_h(work_h * factor)
        held_h = work_h if process.slot_h is None else process.slot_h * amount * factor
        self._hold(begin_h, held_h)
        week = self._week(at_h)
        wait_h = begin_h - door_h
        week.served += 1
        week.wait_h += wait_h
        week.longest_h = max(week.longest_h, wait_h)
        return begin_h, work_h

    def absorb(self, until_h: float) -> None:
        """Let the background traffic up to an hour take its servers."""
        slot_h = self.process.slot_h
        if slot_h is None:
            slot_h = self.process.work.nominal
        plain = self.process.opening.always_open and not self.regime.spells
        free_at, lumps = self._free_at, self.lumps
        while self._next_lump_h is not None and self._next_lump_h <= until_h:
            at_h = self._next_lump_h
            for _ in range(self.lump_units):
                begin_h = max(at_h, free_at[0])
                if plain:
                    self._hold(begin_h, slot_h)
                else:
                    begin_h = self._open_h(self.process, begin_h)
                    self._hold(begin_h, slot_h * self.regime.slow_factor(begin_h))
            assert lumps is not None
            self._next_lump_h = next(lumps, None)

    def _hold(self, begin_h: float, held_h: float) -> None:
        """Take the server that is free first, and count its hours in their weeks."""
        end_h = begin_h + held_h
        heapreplace(self._free_at, end_h)
        until_h = (begin_h // HOURS_PER_WEEK + 1.0) * HOURS_PER_WEEK
        while end_h > until_h:
            self._week(begin_h).busy_h += until_h - begin_h
            begin_h, until_h = until_h, until_h + HOURS_PER_WEEK
        self._week(begin_h).busy_h += end_h - begin_h

    def _open_h(self, process: Process, at_h: float) -> float:
        """When the door is open and the node not closed."""
        while True:
            try:
                door_h = process.opening.next_open_h(at_h)
            except LookupError:
                # Calendars end well after the cap; what would begin later is never run.
                door_h = at_h
            at_h = self.regime.open_h(door_h)
            if at_h == door_h:
                return at_h

    def _week(self, at_h: float) -> WeekLoad:
        number = int(at_h // HOURS_PER_WEEK)
        week = self.weeks.get(number)
        if week is None:
            week = self.weeks[number] = WeekLoad()
        return week
