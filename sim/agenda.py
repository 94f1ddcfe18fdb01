"""What happens when, and in which order within an instant.

An agenda is a heap of calls, ordered by (hour, priority, order of making). SimPy's own events are
calls too, so stories and plain calls share one clock and one order; whatever has no story to tell
(a lot that is served, an arrival) is a plain call, at a third of the price of an event.
Every call of a run passes through `Agenda.run`, where a `witness` sees it before it happens.

Order within an instant: calendar changes, receipts and reviews of shelves, arrivals; then
everything else (ends of work, trains coming in, chains of steps without duration); then free
servers choose whom to serve, boxes close, and last come cut-offs and departures. So a lot that is
ready at the very cut-off makes it.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from heapq import heappop, heappush
from itertools import count
from math import inf
from typing import Any, Final, TypeVar, cast

import simpy
from simpy.core import EmptySchedule, SimTime
from simpy.events import EventPriority

CALENDAR: Final = EventPriority(-4)
RECEIPT: Final = EventPriority(-3)
ARRIVAL: Final = EventPriority(-1)
URGENT: Final = EventPriority(0)
NORMAL: Final = EventPriority(1)
CHOICE: Final = EventPriority(3)
STUFFING: Final = EventPriority(5)
DEPARTURE: Final = EventPriority(9)

Moment = tuple[float, EventPriority]
"""An instant that certainly comes, and its turn within it."""

Wait = Moment | simpy.Event
"""What a story waits for: an instant, or what somebody else will set off."""

Told = TypeVar("Told")
Telling = Generator[Wait, Any, Told]
"""A stretch of a story, with what comes of it."""

Story = Telling[None]
"""What happens to one consignment, box or train, told in order, as a SimPy process would be."""

Call = Callable[[Any, float], None]
"""What is called at an hour: with its subject and the hour."""

Entry = tuple[float, int, int, Call, Any]
"""Hour, priority, number, call, subject. Numbers differ, so calls are never compared."""

Witness = Callable[[float, int, Call, Any], None]
"""Sees every call before it happens: hour, priority, call, subject."""


class Teller:
    """Tells a story: goes on with it whenever what it waits for is there.

    What `simpy.Process` does, at half the price: an hour needs no event, and neither does the end
    of a story, for which nobody waits.

    Attributes
    ----------
    name, who
        Of the story, and whom it is about: a lot, box, departure, or trucks.
    """

    __slots__ = ("_agenda", "_send", "name", "who")

    def __init__(self, agenda: Agenda, story: Story, who: str) -> None:
        self._agenda = agenda
        self._send = story.send
        self.name = str(getattr(story, "__name__", ""))
        self.who = who

    def go_on(self, heard: object, at_h: float) -> None:  # noqa: ARG002
        """Tell on to the next wait, or to the end."""
        try:
            wait = self._send(heard)
        except StopIteration:
            return
        if isinstance(wait, tuple):
            agenda = self._agenda
            heappush(agenda.calls, (*wait, next(agenda.numbers), self.go_on, None))
        else:
            wait.callbacks.append(self.hear)

    def hear(self, event: simpy.Event) -> None:
        """What it waited for is there."""
        self.go_on(event.value, self._agenda.now_h)


def occur(event: simpy.Event, at_h: float) -> None:  # noqa: ARG001
    """The call of a SimPy event: everybody who waits for it goes on."""
    callbacks = event.callbacks
    event.callbacks = None  # type: ignore[assignment]
    for callback in callbacks:
        callback(event)
    if not event.ok and not event.defused:
        raise cast("BaseException", event.value)


class Timeline(simpy.Environment):
    """SimPy's environment on a heap of calls."""

    def __init__(self) -> None:
        super().__init__()
        self._now = 0.0
        self.calls: list[Entry] = []
        self.numbers = count()

    def schedule(
        self, event: simpy.Event, priority: EventPriority = NORMAL, delay: SimTime = 0
    ) -> None:
        """Put an event of SimPy on the agenda."""
        heappush(self.calls, (self._now + delay, priority, next(self.numbers), occur, event))

    def peek(self) -> SimTime:
        """Hour of the next call."""
        return self.calls[0][0] if self.calls else inf

    def step(self) -> None:
        """Make the next call."""
        if not self.calls:
            raise EmptySchedule
        self._now, _, _, call, subject = heappop(self.calls)
        call(subject, self._now)

    def go(self, cap_h: float) -> int:
        """Make every call up to an hour; returns their number."""
        calls, done = self.calls, 0
        while calls and calls[0][0] <= cap_h:
            at_h, _, _, call, subject = heappop(calls)
            self._now = at_h
            call(subject, at_h)
            done += 1
        return done

    def go_seen(self, cap_h: float, witness: Witness) -> int:
        """The same under the eyes of a witness."""
        calls, done = self.calls, 0
        while calls and calls[0][0] <= cap_h:
            at_h, priority, _, call, subject = heappop(calls)
            witness(at_h, priority, call, subject)
            self._now = at_h
            call(subject, at_h)
            done += 1
        return done


class Agenda:
    """The clock. Times are absolute, so that no sum of delays drifts from the grid.

    Attributes
    ----------
    calls, numbers
        The heap and the numbers of its entries, for hot paths that push calls themselves:
        `heappush(agenda.calls, (at_h, NORMAL, next(agenda.numbers), call, subject))`.
    events
        Calls made so far.
    witness
        Sees every call before it happens; `None` costs nothing.
    """

    __slots__ = ("calls", "env", "events", "numbers", "witness")

    def __init__(self) -> None:
        self.env = Timeline()
        self.calls = self.env.calls
        self.numbers = self.env.numbers
        self.events = 0
        self.witness: Witness | None = None

    @property
    def now_h(self) -> float:
        """Hours since the scenario's start."""
        return float(self.env.now)

    def call(
        self, at_h: float, call: Call, subject: object = None, priority: EventPriority = NORMAL
    ) -> None:
        """Call `call(subject, at_h)` at an hour that is not past."""
        heappush(self.calls, (at_h, priority, next(self.numbers), call, subject))

    def until(self, at_h: float, priority: EventPriority = NORMAL) -> Moment:
        """What a story yields to wait for an hour; now, where the hour is past."""
        return max(at_h, self.env.now), priority

    def signal(self) -> simpy.Event:
        """An event that someone else will set off."""
        return simpy.Event(self.env)

    def tell(self, story: Story, who: str = "") -> None:
        """Begin a story at this instant, before all else; `who` is whom it is about."""
        self.call(self.env.now, Teller(self, story, who).go_on, None, URGENT)

    def run(self, cap_h: float) -> None:
        """Go on until nothing is left to do, or to the cap."""
        if self.witness is None:
            self.events += self.env.go(cap_h)
        else:
            self.events += self.env.go_seen(cap_h, self.witness)
