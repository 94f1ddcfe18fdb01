"""What happens to a network for some days: closures, other timetables, fewer servers, more traffic.

An event acts on one place, service, resource or flow in [from_h, to_h). What everybody knows from
the start is built into the scenario. What is announced later (`known_h`) is in the planners' view
from that hour (`Views`); what nobody announced is seen by recovery once it has begun, with its end.
Events by chance begin `per_year` times and last `mean_h` in the mean, each drawn by its name and
number. A nominal run has only what is known from the start.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import inf
from typing import TYPE_CHECKING, Literal

from domain.draws import Chance, Distribution, snap_h

if TYPE_CHECKING:
    from domain.scenario import Scenario

HOURS_PER_YEAR = 8_760.0

What = Literal[
    "node", "link", "service", "frequency", "capacity", "price", "servers", "staff", "inspection",
    "testing", "background", "demand", "power",
]  # fmt: skip
"""What an event changes; `demand` when the order book is drawn, never later."""
Fate = Literal["hold", "reroute", "lose"]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happens.

    `at` is a node, a service (or its beginning with *), a link `A>B`, a resource `NODE:step`, or a
    credit grade. `from_h` is `None` where it comes by chance. `known_h` is when it is announced;
    infinite: never. Of `factor`, `value` and `closed` one is given. `goods`: what becomes of boxes
    that are on their way: they wait, ask recovery again while they stand before it, or are lost
    with `lost_share` on the legs that it closes. Of a cut of power: the share of plugs and
    rooms that a generator serves, `start_up_h` after it begins.
    """

    name: str
    what: What
    at: str
    from_h: float | None = None
    to_h: float = inf
    known_h: float = inf
    factor: float | None = None
    value: float | None = None
    closed: bool = False
    per_year: float = 0.0
    mean_h: float = 24.0
    goods: Fate = "hold"
    lost_share: float = 1.0
    backup_share: float = 0.0
    start_up_h: float = 0.0

    def begins_by(self, at_h: float) -> bool:
        """Whether it has begun by an hour."""
        return self.from_h is not None and self.from_h <= at_h

    def lasts_at(self, at_h: float) -> bool:
        """Whether it lasts at an hour."""
        return self.begins_by(at_h) and at_h < self.to_h


def resolved(events: Sequence[Event], chance: Chance, cap_h: float) -> tuple[Event, ...]:
    """The events of one replication, each with its hours; in nominal mode none."""
    if chance.nominal:
        return ()
    found: list[Event] = []
    for event in events:
        if event.from_h is not None:
            found.append(event)
        elif event.per_year > 0.0:
            found.extend(_by_chance(event, chance, cap_h))
    return tuple(found)


def _by_chance(event: Event, chance: Chance, cap_h: float) -> list[Event]:
    gap = Distribution.exponential(HOURS_PER_YEAR / event.per_year)
    length = Distribution.exponential(event.mean_h)
    found: list[Event] = []
    at_h = 0.0
    while True:
        number = len(found)
        at_h += chance.duration_h(gap, "event_gap", event.name, number)
        if at_h >= cap_h:
            return found
        end_h = snap_h(at_h + chance.duration_h(length, "event_length", event.name, number))
        found.append(replace(event, from_h=at_h, to_h=end_h))
        at_h = end_h


@dataclass(slots=True)
class Views:
    """A scenario as it is known at an hour. What is announced, or has begun, is in the view.

    `begun`: what nobody announced is seen once it has begun (recovery); otherwise never (planners).
    """

    scenario: Scenario
    events: tuple[Event, ...]
    begun: bool
    _made: dict[tuple[int, ...], Scenario] = field(default_factory=dict)

    def at(self, at_h: float) -> Scenario:
        """The scenario as known at an hour; the very same object where nothing is news."""
        known = tuple(
            number
            for number, event in enumerate(self.events)
            if event.from_h is not None
            and (event.known_h <= at_h or (self.begun and event.begins_by(at_h)))
        )
        if not known:
            return self.scenario
        found = self._made.get(known)
        if found is None:
            from domain.event_effects import with_effects

            found = with_effects(self.scenario, [self.events[number] for number in known])
            self._made[known] = found
        return found


def expected_world(scenario: Scenario) -> Scenario:
    """The scenario without what nobody can know at its start: only chance is left to expect.

    What is measured on set A for planners is measured in it.
    """
    if all(event.from_h is None for event in scenario.events):
        return scenario
    return replace(scenario, events=tuple(e for e in scenario.events if e.from_h is None))
