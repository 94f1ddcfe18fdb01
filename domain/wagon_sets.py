"""Sets of wagons that a train service runs with, and how they come back.

A departure goes only if a set stands at its origin. Sets go to and fro between the two ends: by the
outward service, and home by a return service or by a path of their own. Which slots have a set at
nominal pace is the *roster*, made slot by slot: the set that has been ready longest takes the next
slot; a slot that finds none is not offered (`rostered`). In the simulation a set may be late
(`sim.wagon_sets`); planners see that in the samples (`WagonSets.late_h`), as far as running times,
borders and cancellations make it, not queues.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush
from math import inf
from typing import TYPE_CHECKING

from domain.distribution import Distribution
from domain.network import Network, Process, Service
from domain.sailings import Sailing
from domain.tariff import Charge
from domain.timetable import DepartureKey, Timetable

if TYPE_CHECKING:
    from domain.pace import SampledPace
    from domain.scenario import Scenario

HOME, BEYOND = 0, 1
"""The two ends: where the outward service begins, and where it ends."""
STATES = ("stand", "turn", "run", "return")
"""What a set does: it stands ready, is turned round, runs a departure, or comes back by itself."""
NEVER = inf


@dataclass(frozen=True, slots=True, eq=False)
class WagonSets:
    """Sets of one service, or of a pair of services.

    Attributes
    ----------
    out, back
        The services, without these terms; `back` is `None` where sets come home by a path of
        their own, which takes `return_run`.
    at_home, beyond
        Sets that stand at each end at hour 0.
    turn_h
        From coming in to being ready, at home and beyond.
    wait_h
        A departure waits so long for a late set, then it does not run.
    hire_cny_per_day
        Of each set.
    return_cny
        A path on which a set goes without the zone's boxes.
    borders
        Rows of processes of the borders after each leg, by service; the roster takes the slowest.
    slots
        Departures of both services from hour 0 on, in order.
    """

    name: str
    out: Service
    back: Service | None
    at_home: int
    beyond: int
    turn_h: tuple[float, float]
    return_run: Distribution | None
    wait_h: float
    hire_cny_per_day: float
    return_cny: float
    borders: Mapping[tuple[str, int], tuple[Process, ...]]
    slots: tuple[DepartureKey, ...]
    _late_h: dict[tuple[int, int], Mapping[DepartureKey, float]] = field(
        default_factory=dict, init=False, repr=False
    )

    @property
    def count(self) -> int:
        """How many sets there are."""
        return self.at_home + self.beyond

    def end_of(self, service_id: str) -> int:
        """The end at which a service of theirs begins."""
        return HOME if service_id == self.out.service_id else BEYOND

    def node_of(self, end: int) -> str:
        """The node of an end."""
        return self.out.origin_id if end == HOME else self.out.destination_id

    def late_h(self, pace: SampledPace, key: DepartureKey) -> float:
        """By how much a departure is late since its set is; `NEVER` where it does not run."""
        asked = (pace.chance.seed, pace.chance.replication)
        found = self._late_h.get(asked)
        if found is None:
            found = self._late_h[asked] = rotation(self, pace, self.wait_h)
        return found.get(key, 0.0)

    def moves_empty(self, key: DepartureKey, runs: Collection[DepartureKey]) -> bool:
        """Whether a departure that went makes a path without the zone's boxes due.

        Sets of a pair of services keep to their roster: a path that the plan does not run is run
        all the same, empty. Without a service back it is the way home of each that ran.
        """
        if self.back is None:
            return self.out.dispatch != "path" or key in runs
        service = self.out if self.end_of(key[0]) == HOME else self.back
        return service.dispatch == "path" and key not in runs


def rotation(sets: WagonSets, pace: SampledPace, wait_h: float) -> dict[DepartureKey, float]:
    """How late each slot is for want of a set, where it waits for one so long at most."""
    ready: tuple[list[float], list[float]] = ([0.0] * sets.at_home, [0.0] * sets.beyond)
    late: dict[DepartureKey, float] = {}
    for key in sets.slots:
        end = sets.end_of(key[0])
        service = sets.out if end == HOME else sets.back
        assert service is not None
        if pace.cancelled(service, key):
            continue
        there = ready[end]
        if not there or there[0] > key[1] + wait_h:
            late[key] = NEVER
            continue
        on_time_h = key[1] + pace.late_h(service, key)
        left_h = max(on_time_h, heappop(there))
        if left_h > on_time_h:
            late[key] = left_h - on_time_h
        to = BEYOND if end == HOME else HOME
        t = _comes_in_h(sets, service, key, left_h, pace) + sets.turn_h[to]
        if sets.back is None:
            t += return_h(sets, pace, key) + sets.turn_h[HOME]
            to = HOME
        heappush(ready[to], t)
    return late


def return_h(sets: WagonSets, pace: SampledPace, key: DepartureKey) -> float:
    """Running time of the path on which the set of a departure comes home by itself."""
    assert sets.return_run is not None
    return pace.chance.duration_h(sets.return_run, "wagon_return", *key)


def _comes_in_h(
    sets: WagonSets, service: Service, key: DepartureKey, left_h: float, pace: SampledPace
) -> float:
    t = left_h
    for number, leg in enumerate(service.legs):
        t = leg.open_h(t) + pace.ride_h(service, number, key)
        if number + 1 < len(service.legs):
            rows = sets.borders.get((service.service_id, number), ())
            t = max((_through_h(row, t, key, pace) for row in rows), default=t)
    return t


def _through_h(process: Process, t: float, key: DepartureKey, pace: SampledPace) -> float:
    begin_h = process.opening.next_open_h(t)
    return max(begin_h + pace.work_h(process, key), t + pace.beside_h(process, key))


def border_rows(network: Network, service: Service) -> dict[tuple[str, int], tuple[Process, ...]]:
    """Rows of processes that may serve a train at the border after each leg."""
    found = {}
    for number, leg in enumerate(service.legs[:-1]):
        found[service.service_id, number] = tuple(
            row
            for (node_id, step, _, _, mode), row in network.processes.items()
            if step == "border" and node_id in (leg.to_id, "*") and mode in (service.mode, "any")
        )
    return found


def rostered(
    network: Network, timetable: Timetable, groups: Sequence[WagonSets], pace: SampledPace
) -> tuple[Network, Timetable]:
    """The services with their sets, and the timetable of the slots that have one."""
    services, times = dict(network.services), dict(timetable.departures)
    for sets in groups:
        late = rotation(sets, pace, 0.0)
        served = tuple(key for key in sets.slots if late.get(key) != NEVER)
        theirs = replace(sets, slots=served)
        for service in (sets.out, *(() if sets.back is None else (sets.back,))):
            name = service.service_id
            terms = service.sailing or Sailing()
            services[name] = replace(services[name], sailing=replace(terms, sets=theirs))
            times[name] = tuple(at_h for service_id, at_h in served if service_id == name)
    return replace(network, services=services), Timetable(times)


def sets_of(service: Service) -> WagonSets | None:
    """The sets that a service runs with."""
    return None if service.sailing is None else service.sailing.sets


def all_sets(network: Network) -> tuple[WagonSets, ...]:
    """Every group of sets, by name."""
    found = {one.name: one for one in map(sets_of, network.services.values()) if one is not None}
    return tuple(found[name] for name in sorted(found))


def run_cny(service: Service) -> float:
    """What it costs beside dead freight that a path train runs: the way back of its wagons."""
    sets = sets_of(service)
    if sets is None or sets.back is not None or service.dispatch != "path":
        return 0.0
    return sets.return_cny


def hire_charges(scenario: Scenario) -> Iterator[tuple[str, Charge]]:
    """Hire of all sets from the end of warm-up to the end of the period."""
    days = (scenario.period_end_h - scenario.warm_up_h) / 24.0
    for sets in all_sets(scenario.network):
        cny = sets.hire_cny_per_day * sets.count * days
        if cny > 0.0:
            yield f"wagon_sets:{sets.name}", Charge("facility", "network", "owner", cny)


def return_charges(
    scenario: Scenario,
    runs: Collection[DepartureKey],
    went: Callable[[DepartureKey], bool],
) -> Iterator[tuple[float, str, Charge]]:
    """Paths home without the zone's boxes, of departures of the period: hour, reference, charge.

    Parameters
    ----------
    runs
        Path departures that the plan runs.
    went
        Whether a departure that has a set went.
    """
    for sets in all_sets(scenario.network):
        for key in sets.slots if sets.return_cny > 0.0 else ():
            in_time = scenario.warm_up_h <= key[1] < scenario.period_end_h
            if (in_time or key in runs) and sets.moves_empty(key, runs) and went(key):
                charge = Charge("dead_freight", "network", "carrier", sets.return_cny)
                yield key[1], f"{sets.name}:{key[0]}@{key[1]:.2f}", charge
