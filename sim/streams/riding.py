"""Rides: wait on the platform of a service, board in order of coming, arrive all at once.

Everybody who rides a service stands in one line, whichever step they came from. The line asks for
the next departure only while somebody stands in it, so a train of which nobody is a passenger costs
no events. What a departure has room for after booked and stand-by boxes goes to the line, in order
of coming; nobody overtakes one who does not fit.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from domain.network import Service
from domain.stream import Ride, Step
from domain.timetable import DepartureKey
from sim.departures import Departure, departure
from sim.streams.items import Item
from sim.streams.logs import NAN
from sim.streams.step_run import StepRun

if TYPE_CHECKING:
    from sim.streams.run import StreamsRun
    from sim.world import World

Boarded = tuple[str, str, float, float, str, int, float, int]
"""A row of `StreamRecords.boardings`."""
ROOM = 1e-6
"""Overload that is rounding, TEU or t."""


class RideStep(StepRun):
    """One step that rides a service."""

    def __init__(self, streams: StreamsRun, step: Step, ride: Ride) -> None:
        super().__init__(streams, step)
        self.waiting = 0
        self.platform = platform(streams, ride.service_id)
        self.platform.steps.append(self)

    def enter(self, item: Item, at_h: float) -> None:
        """Stand in the line."""
        self.arrive(item, at_h)
        item.began_h = NAN
        self.waiting += 1
        self.platform.join(item, self, at_h)

    def began(self, item: Item, end_h: float) -> float:  # noqa: ARG002
        """When it left, if it did."""
        return item.began_h

    def close(self, end_h: float) -> None:
        """What became of every departure, and who is still left behind."""
        self.platform.close()
        self.streams.records.boardings.extend(self.platform.rows(self, end_h))


@dataclass(slots=True)
class Load:
    """What a departure took from the line, and by step: lots, TEU, and whom it left behind."""

    taken_teu: float = 0.0
    taken_t: float = 0.0
    lots: dict[RideStep, int] = field(default_factory=dict)
    teu: dict[RideStep, float] = field(default_factory=dict)
    behind: dict[RideStep, int] = field(default_factory=dict)


class Platform:
    """The line of one service.

    Attributes
    ----------
    line
        Who waits: item, step, and how many departures had been loaded when it came.
    loaded
        Departures that have taken from the line so far.
    """

    def __init__(self, world: World, service: Service) -> None:
        self.world = world
        self.service = service
        self.steps: list[RideStep] = []
        self.line: deque[tuple[Item, RideStep, int]] = deque()
        self.loaded = 0
        self._loads: dict[DepartureKey, Load] = {}
        self._riders: dict[DepartureKey, list[tuple[Item, RideStep]]] = {}
        self._timetable = world.scenario.timetable.after(service.service_id, 0.0)
        self._drawn = 0
        self._coming: list[tuple[float, float]] = []

    def join(self, item: Item, step: RideStep, at_h: float) -> None:
        """One more in the line; the first one asks when the next departure is."""
        self.line.append((item, step, self.loaded))
        if len(self.line) == 1:
            self._ask(at_h)

    def load(self, leaving: Departure, at_h: float) -> None:
        """Take aboard whom there is room for."""
        key, service = leaving.key, leaving.service
        leaving.boarded = True
        teu = _room(service.capacity_teu, [leg.teu for leg in leaving.legs], leaving.room_share)
        t = _room(service.capacity_t, [leg.t for leg in leaving.legs], leaving.room_share)
        load, riders = Load(), []
        line = self.line
        while line:
            item, step, since = line[0]
            item_teu, item_t = item.kind.teu, item.kg / 1000.0
            if load.taken_teu + item_teu > teu or load.taken_t + item_t > t:
                break
            line.popleft()
            load.taken_teu += item_teu
            load.taken_t += item_t
            step.waiting -= 1
            load.lots[step] = load.lots.get(step, 0) + 1
            load.teu[step] = load.teu.get(step, 0.0) + item_teu
            self._note_missed(item, self.loaded - since)
            riders.append((item, step))
        for leg in leaving.legs:
            leg.teu += load.taken_teu
            leg.t += load.taken_t
        for step in self.steps:
            load.behind[step] = step.waiting
        self.loaded += 1
        self._loads[key] = load
        if riders:
            self._riders[key] = riders
        if line:
            self._ask(at_h)

    def taken(self, key: DepartureKey) -> tuple[float, float]:
        """TEU and tonnes that a departure took from the line."""
        load = self._loads.get(key, _NOTHING)
        return load.taken_teu, load.taken_t

    def leave(self, leaving: Departure) -> bool:
        """The departure leaves: for its riders, if there are any, the wait is over."""
        riders = self._riders.get(leaving.key, ())
        for item, _ in riders:
            item.began_h = leaving.left_h
        return bool(riders)

    def alight(self, leaving: Departure, at_h: float) -> None:
        """All riders arrive at once."""
        for item, step in self._riders.pop(leaving.key):
            step.leave(item, item.began_h, at_h)

    def close(self) -> None:
        """Note how often those who still wait were left behind."""
        for item, _, since in self.line:
            self._note_missed(item, self.loaded - since)

    def rows(self, step: RideStep, end_h: float) -> Iterator[Boarded]:
        """One row per departure scheduled up to the end of the run, as a step saw it."""
        service_id, nan = self.service.service_id, NAN
        for at_h in self._timetable:
            if at_h > end_h:
                return
            key = (service_id, at_h)
            if not self._runs(key):
                continue
            if self._cancelled(key):
                yield step.step.step_id, service_id, at_h, nan, "cancelled", 0, 0.0, 0
                continue
            load = self._loads.get(key, _NOTHING)
            yield (
                step.step.step_id, service_id, at_h, at_h + self._late_h(key), "ran",
                load.lots.get(step, 0), load.teu.get(step, 0.0), load.behind.get(step, 0),
            )  # fmt: skip

    def _note_missed(self, item: Item, missed: int) -> None:
        if missed:
            log = self.steps[0].streams.lots.missed
            log[item.lot] = log.get(item.lot, 0) + missed

    def _ask(self, at_h: float) -> None:
        """Set the next departure that closes from now on under way.

        Departures are drawn in the order of the timetable, as far as one that is not yet drawn
        could be the next to close.
        """
        coming, timetable = self._coming, self._timetable
        while True:
            while coming and (coming[0][0] < at_h or self._boarded(coming[0][1])):
                heappop(coming)
            if self._drawn == len(timetable):
                break
            scheduled = timetable[self._drawn]
            if coming and coming[0][0] < scheduled - self.service.gate_in_cutoff_h:
                break
            self._drawn += 1
            key = (self.service.service_id, scheduled)
            if self._runs(key) and not self._cancelled(key):
                heappush(coming, (self._closes_h(key), scheduled))
        if coming:
            departure(self.world, (self.service.service_id, coming[0][1]))

    def _boarded(self, scheduled_h: float) -> bool:
        known = self.world.departures.get((self.service.service_id, scheduled_h))
        return known is not None and known.boarded

    def _closes_h(self, key: DepartureKey) -> float:
        """Last instant to come for it."""
        if self.service.boards_until_left:
            return key[1] + self._late_h(key)
        return key[1] - self.service.gate_in_cutoff_h

    def _late_h(self, key: DepartureKey) -> float:
        return self.world.pace.late_h(self.service, key)

    def _cancelled(self, key: DepartureKey) -> bool:
        never = self.service.cancel_share == 0.0 and self.service.sailing is None
        return not never and self.world.pace.cancelled(self.service, key)

    def _runs(self, key: DepartureKey) -> bool:
        return self.service.dispatch != "path" or key in self.world.plan.runs


_NOTHING = Load()


def platform(streams: StreamsRun, service_id: str) -> Platform:
    """The platform of a service, the same for all steps."""
    world = streams.world
    found = world.platforms.get(service_id)
    if found is None:
        service = world.network.services[service_id]
        found = world.platforms[service_id] = Platform(world, service)
    return found


def _room(limit: float | None, used: list[float], share: float) -> float:
    """What is left of a share of the room on the fullest leg, with the tolerance of rounding."""
    return float("inf") if limit is None else limit * share - max(used) + ROOM
