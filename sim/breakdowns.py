"""When servers are broken, and what work takes that rests while they are, or while they are closed.

A breakdown comes whether a server is busy or idle, so its path does not depend on the jobs and is
drawn by itself, spell by spell, as far as somebody asks. Work that is under way rests and goes on
where it stopped (pre-emptive resume); work that ends at the very instant of a breakdown or of
closing is done.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from math import inf

from domain.breaks import Breaks
from domain.calendar import ALWAYS_OPEN, OpenHours
from domain.draw_series import DrawSeries
from domain.draws import Chance
from domain.network import Process


class UpDown:
    """Up and down in turn, from up at hour 0.

    Where `up` or `down` is a list, there are no breakdowns beyond its end.
    """

    def __init__(self, breaks: Breaks, chance: Chance, *key: str | int) -> None:
        self._up = DrawSeries(chance, breaks.up, "up", *key)
        self._down = DrawSeries(chance, breaks.down, "down", *key)
        counts = [times.count for times in (breaks.up, breaks.down) if times.count is not None]
        self._last = min(counts, default=None)
        # Ascending and alternating: broken from, up again from, broken from, ...
        self._turns = array("d")

    def up_h(self, at_h: float) -> float:
        """First instant at or after an hour at which it is up."""
        turn = self._after(at_h)
        return self._turns[turn] if turn % 2 else at_h

    def down_h(self, at_h: float) -> float:
        """When the spell of being up at an hour ends."""
        turn = self._after(at_h)
        return self._turns[turn]

    def _after(self, at_h: float) -> int:
        """Number of the first turn after an hour: odd where it is down then."""
        turns = self._turns
        while not turns or turns[-1] <= at_h:
            self._draw()
        return bisect_right(turns, at_h)

    def _draw(self) -> None:
        number, turns = len(self._turns) // 2, self._turns
        since_h = turns[-1] if turns else 0.0
        if number == self._last:
            turns.append(inf)
            return
        broken_h = since_h + self._up[number]
        turns.append(broken_h)
        turns.append(broken_h + self._down[number])


class PlannedDown:
    """Down in given spells [from, to), and in the breakdowns that there are besides."""

    def __init__(
        self, spells: Sequence[tuple[float, float]], others: UpDown | PlannedDown | None
    ) -> None:
        self._spells, self._others = tuple(sorted(spells)), others

    def up_h(self, at_h: float) -> float:
        """First instant at or after an hour at which it is up."""
        while True:
            there_h = at_h if self._others is None else self._others.up_h(at_h)
            for from_h, to_h in self._spells:
                if from_h <= there_h < to_h:
                    there_h = to_h
            if there_h == at_h:
                return at_h
            at_h = there_h

    def down_h(self, at_h: float) -> float:
        """When the spell of being up at an hour ends."""
        ends = [from_h for from_h, _ in self._spells if from_h > at_h]
        others_h = inf if self._others is None else self._others.down_h(at_h)
        return min([*ends, others_h])


def planned_down(
    process: Process, count: int, number: int, others: UpDown | PlannedDown | None
) -> UpDown | PlannedDown | None:
    """When a server is down by number, where the process says how many are: the last go first."""
    spells = [(from_h, to_h) for from_h, to_h, lost in process.down if number >= count - lost]
    return PlannedDown(spells, others) if spells else others


class WorkingHours:
    """When work goes on: between breakdowns and, where it rests at closing, while it is open.

    Attributes
    ----------
    opening
        Hours at which work may go on.
    breaks
        Its breakdowns; `None`: none.
    """

    __slots__ = ("breaks", "opening")

    def __init__(
        self, opening: OpenHours = ALWAYS_OPEN, breaks: UpDown | PlannedDown | None = None
    ) -> None:
        self.opening = opening
        self.breaks = breaks

    def pieces(self, begin_h: float, work_h: float) -> Iterator[tuple[float, float]]:
        """The stretches [from, to) in which some work is done; the last ends with it."""
        while True:
            begin_h = self._next_h(begin_h)
            stop_h = self._stop_h(begin_h)
            if begin_h + work_h <= stop_h:
                yield begin_h, begin_h + work_h
                return
            yield begin_h, stop_h
            work_h -= stop_h - begin_h
            begin_h = stop_h

    def _next_h(self, at_h: float) -> float:
        while True:
            there_h = next_open_h(self.opening, at_h)
            if self.breaks is not None:
                there_h = self.breaks.up_h(there_h)
            if there_h == at_h:
                return at_h
            at_h = there_h

    def _stop_h(self, at_h: float) -> float:
        try:
            closes_h = self.opening.closes_h(at_h)
        except LookupError:
            closes_h = inf
        return closes_h if self.breaks is None else min(closes_h, self.breaks.down_h(at_h))


def next_open_h(opening: OpenHours, at_h: float) -> float:
    """First open instant; calendars end well after the cap, and what is beyond is never run."""
    try:
        return opening.next_open_h(at_h)
    except LookupError:
        return at_h
