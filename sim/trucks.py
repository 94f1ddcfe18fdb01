"""Pools of trucks on demand: a truck is away there and back."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field

import simpy

from domain.network import Service
from domain.tariff import TRUCK_KG, TRUCK_M3
from sim.agenda import Agenda, Story
from sim.servers import HOURS_PER_WEEK, Passed, WeekLoad


@dataclass(slots=True)
class TruckPool:
    """The trucks of one service; `None` where as many come as are asked for."""

    service: Service
    agenda: Agenda
    total: int | None
    home: int = 0
    weeks: dict[int, WeekLoad] = field(default_factory=dict)
    passed: Passed = field(default_factory=Passed)
    _counted_h: float = 0.0
    _queue: deque[tuple[int, float, simpy.Event, int]] = field(default_factory=deque)

    def __post_init__(self) -> None:
        """All are at home at the start."""
        self.home = self.total or 0

    def asked(self, kg: float, m3: float) -> int:
        """Trucks for some loose goods, at most the whole pool."""
        needed = max(1, math.ceil(kg / TRUCK_KG - 1e-9), math.ceil(m3 / TRUCK_M3 - 1e-9))
        return needed if self.total is None else min(needed, self.total)

    def take(self, count: int, goods: int = 1) -> simpy.Event | None:
        """Ask for trucks; `None` where they come at once, else the event of their coming.

        `goods` is how many boxes, or loose lots, ride together.
        """
        now_h = self.agenda.now_h
        if self.total is None:
            return None
        self._use()
        if self.home >= count and not self._queue:
            self.home -= count
            self._served(now_h, 0.0, goods)
            return None
        coming = self.agenda.signal()
        self._queue.append((count, now_h, coming, goods))
        return coming

    def away(self, count: int, ride_h: float) -> None:
        """Trucks that have arrived ride back empty and are at home after that."""
        if self.total is not None:
            self.agenda.tell(self._ride_back(count, ride_h), self.service.service_id)

    def _ride_back(self, count: int, ride_h: float) -> Story:
        now_h = self.agenda.now_h
        yield self.agenda.until(now_h + ride_h)
        self._use()
        self.home += count
        while self._queue and self._queue[0][0] <= self.home:
            asked, since_h, coming, goods = self._queue.popleft()
            self.home -= asked
            self._served(since_h, self.agenda.now_h - since_h, goods)
            coming.succeed()

    def waiting_since(self) -> set[float]:
        """Hours since which those in the queue wait."""
        return {since_h for _, since_h, _, _ in self._queue}

    def busy_share(self, week: int) -> float:
        """Share of the trucks' hours in a week that they were away."""
        return self.weeks[week].busy_h / ((self.total or 1) * HOURS_PER_WEEK)

    def _use(self) -> None:
        """Count the hours that trucks were away since the last change."""
        from_h, self._counted_h = self._counted_h, self.agenda.now_h
        out = (self.total or 0) - self.home
        while out and from_h < self._counted_h:
            week = int(from_h // HOURS_PER_WEEK)
            to_h = min(self._counted_h, (week + 1) * HOURS_PER_WEEK)
            self._week(from_h).busy_h += out * (to_h - from_h)
            from_h = to_h

    def _week(self, at_h: float) -> WeekLoad:
        return self.weeks.setdefault(int(at_h // HOURS_PER_WEEK), WeekLoad())

    def _served(self, since_h: float, wait_h: float, goods: int) -> None:
        self.passed.begin(goods, 0.0, wait_h, 0.0)
        week = self._week(since_h)
        week.served += 1
        week.wait_h += wait_h
        week.longest_h = max(week.longest_h, wait_h)
