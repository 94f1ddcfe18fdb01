"""What happens when, and in which order within an instant.

SimPy orders events by (time, priority, order of scheduling). Receipts, releases and every chain of
steps without duration come first, then stuffing, then cut-offs and departures; so a lot that is
ready at the very cut-off makes it.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, Final

import simpy
from simpy.events import EventPriority

NORMAL: Final = EventPriority(1)
STUFFING: Final = EventPriority(5)
DEPARTURE: Final = EventPriority(9)

Story = Generator[simpy.Event, Any, None]
"""A SimPy process: what happens to one consignment, box or train, told in order."""


class Moment(simpy.Event):
    """An instant that certainly comes."""

    def __init__(self, env: simpy.Environment) -> None:
        super().__init__(env)
        self._ok = True
        self._value = None


class Agenda:
    """The clock. Times are absolute, so that no sum of delays drifts from the grid."""

    __slots__ = ("env", "events")

    def __init__(self) -> None:
        self.env = simpy.Environment()
        self.events = 0

    @property
    def now_h(self) -> float:
        """Hours since the scenario's start."""
        return float(self.env.now)

    def until(self, at_h: float, priority: EventPriority = NORMAL) -> Moment:
        """An event at an hour; at once where the hour is past."""
        self.events += 1
        moment = Moment(self.env)
        self.env.schedule(moment, priority, max(0.0, at_h - self.env.now))
        return moment

    def signal(self) -> simpy.Event:
        """An event that someone else will set off."""
        self.events += 1
        return self.env.event()

    def tell(self, story: Story) -> None:
        """Begin a process at this instant."""
        self.env.process(story)

    def run(self, cap_h: float) -> None:
        """Go on until nothing is left to do, or to the cap."""
        self.env.run(until=self.until(cap_h, DEPARTURE))
