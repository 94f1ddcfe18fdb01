"""Box journeys that a route offers: which departures, stuffed when, arriving when, at what price.

One `Lane` holds every journey of a route for one direction, cargo class and set point, as arrays.
The family of journeys, which every policy plans with and the bound covers:

- a route that begins with trucks and has no dated hop is stuffed on multiples of `slot_h`;
- otherwise each departure of its first dated hop has one stuffing hour, the latest quarter hour at
  which, at nominal pace, the boxes are through the gate `close_ahead_h` before the cut-off;
- every later dated hop takes the first departure that is reached at nominal pace; or, at one of
  them, the departure after that.

Times are those of `domain.route.walk` (tests hold that they are equal). What happens after a
departure is left does not depend on who is aboard, so it is kept per (hop, departure).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

import numpy as np

from domain import tariff as price
from domain.box_owners import hire_cny
from domain.charges import dearer_cny
from domain.crossings import CLEAR_INLAND, RESTUFF, clears_inland, sealed_step
from domain.gate_window import entered, has_window
from domain.gathering import truck_pool_step
from domain.holding import held_box_cny, held_up_h, look_delays
from domain.network import Process, Service
from domain.outlook import Outlook
from domain.pace import Cause, Pace, nominal_pace
from domain.plan import BoxJourney, BoxRoute, Hop, journey_id
from domain.power import off_power_h
from domain.route import Stage, alight_step, awaited, truck_cause
from domain.scenario import Scenario
from optimize.fixed_price import HEAVY_KG, fixed_cny
from optimize.lane import Lane, TimedJourney
from optimize.trips import Trip, last_booking_h, off_in_yard_h, shown, yards

QUARTER_H = 0.25
LOOK_BACK_H = 336.0
"""A gate that is shut for longer than this before a cut-off makes the departure unusable."""
LOST_H = 168.0
"""Delay booked where a late box finds no further departure in the timetable."""
HOURS_PER_WEEK = 168.0


class Journeys:
    """All lanes of a scenario under one outlook, built as they are asked for."""

    def __init__(self, scenario: Scenario, outlook: Outlook) -> None:
        self.scenario = scenario
        self.network = scenario.network
        self.nominal = nominal_pace()
        self.paces: tuple[Pace, ...] = outlook.paces()
        self._lanes: dict[tuple[str, str, str, float | None], Lane] = {}
        self._after: dict[tuple[Hop, float, str, str, str, int], tuple[float, float]] = {}
        self._left: dict[tuple[str, float, int], float | None] = {}
        self._latest: dict[tuple[str, tuple[Hop, ...], str, str, float], float | None] = {}
        self._fixed: dict[tuple[str, str, str], tuple[float, float]] = {}
        self._only_nominal = not (outlook.replications or outlook.waits or has_window(self.network))
        self.look_delays = look_delays(scenario) if outlook.replications else ()

    def lane(
        self, route: BoxRoute, direction: str, cargo_class: str, setpoint_c: float | None
    ) -> Lane:
        """The lane of a route; nothing is computed before `cover`."""
        key = (route.route_id, direction, cargo_class, setpoint_c)
        found = self._lanes.get(key)
        if found is None:
            found = self._lanes[key] = Lane(route, direction, cargo_class, setpoint_c)
        return found

    def cover(self, lane: Lane, from_h: float, to_h: float) -> None:
        """Make sure that the lane holds the journeys stuffed in [from_h, to_h]."""
        first, last = int(from_h // HOURS_PER_WEEK), int(to_h // HOURS_PER_WEEK)
        missing = [week for week in range(first, last + 1) if week not in lane.weeks]
        if not missing:
            return
        known = {journey.name for journey in lane.journeys}
        for week in missing:
            lane.weeks.add(week)
            begin = week * HOURS_PER_WEEK
            for timed, arrivals in self._stuffed_in(lane, begin, begin + HOURS_PER_WEEK):
                if timed.name not in known:
                    known.add(timed.name)
                    lane.journeys.append(timed)
                    lane.arrivals.append(arrivals)
        order = sorted(
            range(len(lane.journeys)),
            key=lambda i: (lane.journeys[i].journey.stuff_at_h, lane.journeys[i].name),
        )
        lane.journeys = [lane.journeys[i] for i in order]
        lane.arrivals = [lane.arrivals[i] for i in order]
        lane.stuff_h = np.array([one.journey.stuff_at_h for one in lane.journeys])
        lane.stripped_h = np.array([one.stripped_h for one in lane.journeys])
        lane.arrive_h = np.array(lane.arrivals).reshape(len(lane.journeys), len(self.paces))
        lane.light_cny = np.array([one.light_cny for one in lane.journeys])
        lane.heavy_cny = np.array([one.heavy_cny for one in lane.journeys])
        if not lane.route.restuffed:
            lane.later_h = np.array([one.later_h for one in lane.journeys]).reshape(
                len(lane.journeys), len(self.look_delays)
            )

    def _stuffed_in(
        self, lane: Lane, from_h: float, to_h: float
    ) -> list[tuple[TimedJourney, tuple[float, ...]]]:
        """Every journey with a stuffing hour in [from_h, to_h), feasible at nominal pace."""
        found: list[tuple[TimedJourney, tuple[float, ...]]] = []
        for stuff_h, wanted in self._starts(lane, from_h, to_h):
            if not self.network.nodes[lane.route.stuff_node].has("stuffing", stuff_h):
                continue
            base = self._trip(lane, stuff_h, wanted, None)
            if base is None or base.missed:
                continue
            choices = [base]
            choices.extend(self._variants(lane, stuff_h, base))
            for trip in choices:
                if self.network.nodes[lane.route.strip_node].has(
                    "stuffing" if lane.route.restuffed else "stripping", trip.stripped_h
                ):
                    found.append(self._timed(lane, stuff_h, trip))
        return found

    def _starts(
        self, lane: Lane, from_h: float, to_h: float
    ) -> list[tuple[float, tuple[float | None, ...]]]:
        """Stuffing hours with the departure of the first dated hop."""
        hops = lane.route.hops
        services = [self.network.services[hop.service_id] for hop in hops]
        first = next((i for i, service in enumerate(services) if service.dated), None)
        if first is None:
            slot = self.scenario.planning.slot_h
            begin, end = math.ceil(from_h / slot), math.ceil(to_h / slot)
            free: tuple[float | None, ...] = (None,) * len(hops)
            return [(number * slot, free) for number in range(max(begin, 0), end)]
        starts: list[tuple[float, tuple[float | None, ...]]] = []
        for at_h in self.scenario.timetable.after(services[first].service_id, from_h):
            if at_h > to_h + LOOK_BACK_H:
                break
            stuff_h = self._latest_stuffing_h(lane, first, at_h)
            if stuff_h is not None and from_h <= stuff_h < to_h:
                wanted: list[float | None] = [None] * len(hops)
                wanted[first] = at_h
                starts.append((stuff_h, tuple(wanted)))
        return starts

    def _latest_stuffing_h(self, lane: Lane, first: int, at_h: float) -> float | None:
        """Latest quarter hour from which the gate is passed in good time; `None` if none is.

        Equal for all lanes that begin alike, so it is kept per beginning.
        """
        route = lane.route
        begin = route.hops[: first + 1]
        key = (route.stuff_node, begin, lane.direction, lane.cargo_class, at_h)
        if key not in self._latest:
            service = self.network.services[begin[first].service_id]
            limit = at_h - service.gate_in_cutoff_h - self.scenario.planning.close_ahead_h
            papers_h = at_h - service.papers_cutoff_h
            self._latest[key] = self._search_latest_h(lane, first, limit, min(limit, papers_h))
        return self._latest[key]

    def _search_latest_h(
        self, lane: Lane, first: int, limit_h: float, last_h: float
    ) -> float | None:
        """Latest stuffing up to `last_h` by a guess from the way to the gate, then by bisection.

        The gate is passed the later, the later boxes are stuffed, so one quarter hour that works
        before one that does not is the answer.
        """
        high = math.floor(last_h / QUARTER_H)
        low = max(0, math.ceil((limit_h - LOOK_BACK_H) / QUARTER_H))
        if high < low:
            return None
        ready = self._gate_h(lane, first, high * QUARTER_H, None, self.nominal)
        late_h = 0.0 if ready is None else max(0.0, ready - limit_h)
        guess = low if ready is None else high - math.ceil(late_h / QUARTER_H)
        if guess >= low and self._through_gate(lane, first, guess * QUARTER_H, limit_h):
            following = (guess + 1) * QUARTER_H
            if guess == high or not self._through_gate(lane, first, following, limit_h):
                return guess * QUARTER_H
            low = guess + 1
        elif not self._through_gate(lane, first, low * QUARTER_H, limit_h):
            return None
        while high > low:
            middle = (low + high + 1) // 2
            if self._through_gate(lane, first, middle * QUARTER_H, limit_h):
                low = middle
            else:
                high = middle - 1
        return low * QUARTER_H

    def _through_gate(self, lane: Lane, first: int, stuff_h: float, limit_h: float) -> bool:
        ready = self._gate_h(lane, first, stuff_h, None, self.nominal)
        return ready is not None and ready <= limit_h

    def _gate_h(
        self, lane: Lane, first: int, stuff_h: float, off: list[float] | None, pace: Pace
    ) -> float | None:
        """Hour at which boxes stuffed at an hour are through the gate of hop `first`."""
        route = lane.route
        cause: Cause = (route.route_id, stuff_h)
        try:
            t = self._step(lane, "stuff", route.stuff_node, "road", stuff_h, cause, pace, off)
            for hop in route.hops[:first]:
                t = self._truck(lane, hop, stuff_h, t, pace, off)
            service = self.network.services[route.hops[first].service_id]
            node_id = service.legs[route.hops[first].first_leg].from_id
            gate = (node_id, route.route_id, stuff_h)
            return self._step(lane, "terminal_out", node_id, service.mode, t, gate, pace, off)
        except LookupError:
            return None

    def _variants(self, lane: Lane, stuff_h: float, base: Trip) -> list[Trip]:
        """Trips that wait for one more departure at one of the later dated hops."""
        found = []
        dated = [i for i, at_h in enumerate(base.departures) if at_h is not None]
        for index in dated[1:]:
            taken = base.departures[index]
            assert taken is not None
            service_id = lane.route.hops[index].service_id
            later = self.scenario.timetable.after(service_id, taken)
            if len(later) < 2:
                continue
            wanted: list[float | None] = list(base.departures[:index])
            wanted.append(later[1])
            wanted.extend([None] * (len(base.departures) - index - 1))
            trip = self._trip(lane, stuff_h, wanted, None)
            if trip is not None and not trip.missed:
                found.append(trip)
        return found

    def _timed(
        self, lane: Lane, stuff_h: float, trip: Trip
    ) -> tuple[TimedJourney, tuple[float, ...]]:
        name = journey_id(
            lane.route, lane.cargo_class, lane.setpoint_c, stuff_h, trip.departures
        )  # fmt: skip
        journey = BoxJourney(
            name, lane.route, lane.cargo_class, lane.setpoint_c, stuff_h, trip.departures
        )
        arrivals: list[float] = []
        hires: list[list[float]] = []
        for number in range(len(self.paces)):
            sampled = (
                trip if self._only_nominal else self._trip(lane, stuff_h, trip.departures, number)
            )
            if sampled is None:
                lost = trip.stripped_h + LOST_H
                sampled = Trip(lost, trip.departures, trip.wait_h, trip.unplugged_h, missed=True)
            arrivals.append(sampled.stripped_h)
            hires.append(self._running_cny(lane, stuff_h, sampled))
        light, heavy = self._fixed_cny(lane)
        light += dearer_cny(self.network, journey, 0.0)
        heavy += dearer_cny(self.network, journey, HEAVY_KG)
        # One owner provides a box whatever happens: by the least mean no plan is cheaper.
        running = min(sum(one) for one in zip(*hires, strict=True)) / len(self.paces)
        slots = tuple(
            (key, leg)
            for hop, key in journey.dated()
            for leg in range(hop.first_leg, hop.last_leg + 1)
        )
        day = self.network.store_day(lane.route.stuff_node, stuff_h)
        if day is not None:
            slots = ((day, 0), *slots)
        paths = tuple(
            key for _, key in journey.dated() if self.network.services[key[0]].dispatch == "path"
        )
        # Nobody looks into goods on their way to a hub: they are declared there.
        delays = () if lane.route.restuffed else self.look_delays
        later = tuple(
            [held_up_h(self.scenario, journey, hold_h, point) for point, hold_h in delays]
        )
        box = self.network.boxes[lane.route.box_type]
        later_cny = tuple([held_box_cny(self.scenario, box, hours) for hours in later])
        timed = TimedJourney(
            journey, trip.stripped_h, light + running, heavy + running, slots, paths, later,
            later_cny, self.scenario.contracts.claims(self.network, journey),
            last_booking_h(self.network, journey),
        )  # fmt: skip
        return timed, tuple(arrivals)

    def _fixed_cny(self, lane: Lane) -> tuple[float, float]:
        """What a light and a heavy box cost whatever the hours."""
        key = (lane.route.route_id, lane.direction, lane.cargo_class)
        if key not in self._fixed:
            self._fixed[key] = fixed_cny(self.scenario, lane.route, partial(self._process, lane))
        return self._fixed[key]

    def _running_cny(self, lane: Lane, stuff_h: float, trip: Trip) -> list[float]:
        """What a box costs on one trip by the hour, by whoever may provide it.

        Rent, yard, power; and what owners charge for its return, which is theirs to say.
        """
        tariff, route, fleet = self.scenario.tariff, lane.route, self.scenario.fleet
        box = self.network.boxes[route.box_type]
        hours = trip.stripped_h - stuff_h
        charge = price.energy(tariff, box, hours - trip.unplugged_h)
        powered = trip.owed_cny + (0.0 if charge is None else charge.cny)
        waits = list(zip(yards(self.network, route), trip.wait_h, strict=True))
        if fleet.covers(route.box_type):
            open_to = fleet.open_to(route.box_type, route.stuff_node, route.strip_node)
            return [
                hire_cny(tariff, box, terms, route.strip_node, hours, waits) + powered
                for terms in (*open_to, None)
            ]
        total = price.box_use(box, hours).cny
        for yard, waited in waits:
            held = price.demurrage(tariff, box, waited, yard)
            total += 0.0 if held is None else held.cny
        return [total + powered]

    def _trip(
        self, lane: Lane, stuff_h: float, wanted: Sequence[float | None], number: int | None
    ) -> Trip | None:
        """Walk the lane at a pace by number, `None` for nominal; who misses takes the next."""
        pace = self.nominal if number is None else self.paces[number]
        mark = -1 if number is None else number
        route = lane.route
        off: list[float] = [0.0]
        taken: list[float | None] = []
        waits: list[float] = []
        missed, owed_cny = False, 0.0
        cause: Cause = (route.route_id, stuff_h)
        try:
            t = self._step(lane, "stuff", route.stuff_node, "road", stuff_h, cause, pace, off)
            for hop, at_h in zip(route.hops, wanted, strict=True):
                service = self.network.services[hop.service_id]
                if not service.dated:
                    t = self._truck(lane, hop, stuff_h, t, pace, off)
                    cause = truck_cause(route, hop, stuff_h)
                    taken.append(None)
                    continue
                node_id, from_h = service.legs[hop.first_leg].from_id, at_h
                if not waits:
                    t, from_h, owed_cny = shown(self.network, hop, route, stuff_h, t, at_h, pace)
                gate = (node_id, route.route_id, stuff_h)
                t, early = entered(self.scenario, service, t, from_h, pace)
                owed_cny += early
                t = self._step(lane, "terminal_out", node_id, service.mode, t, gate, pace, off)
                ready_h = max(t + service.gate_in_cutoff_h, stuff_h + service.papers_cutoff_h)
                scheduled = self._boarded(service, ready_h, from_h, pace, mark)
                if scheduled is None:
                    return None
                missed = missed or (at_h is not None and scheduled != at_h)
                taken.append(scheduled)
                left = self._left[service.service_id, scheduled, mark]
                assert left is not None
                waits.append(left - t)
                off[0] += off_in_yard_h(self.scenario, node_id, t, left, pace)
                cause = (service.service_id, scheduled)
                t, unplugged = self._ridden(lane, hop, scheduled, left, pace, mark)
                off[0] += unplugged
            if clears_inland(self.network, route.hops, route.strip_node, lane.direction):
                t = self._step(lane, CLEAR_INLAND, route.strip_node, "road", t, cause, pace, off)
            last = RESTUFF if route.restuffed else "strip"
            t = self._step(lane, last, route.strip_node, "road", t, cause, pace, off)
        except LookupError:
            return None
        return Trip(t, tuple(taken), tuple(waits), off[0], missed, owed_cny)

    def _boarded(
        self, service: Service, ready_h: float, wanted: float | None, pace: Pace, mark: int
    ) -> float | None:
        """The departure that is caught: not before the wanted one, not a cancelled one."""
        from_h = ready_h if wanted is None else max(ready_h, wanted)
        for scheduled in self.scenario.timetable.after(service.service_id, from_h):
            key = (service.service_id, scheduled, mark)
            if key not in self._left:
                dated = (service.service_id, scheduled)
                off = pace.cancelled(service, dated)
                self._left[key] = None if off else scheduled + pace.late_h(service, dated)
            if self._left[key] is not None:
                return scheduled
        return None

    def _ridden(
        self, lane: Lane, hop: Hop, scheduled: float, left: float, pace: Pace, mark: int
    ) -> tuple[float, float]:
        """Hour after alighting from a departure, and hours off power since it left."""
        sealed = lane.route.strip_node in self.network.inland and lane.route.strip_node
        key = (hop, scheduled, lane.direction, lane.cargo_class, sealed or "", mark)
        found = self._after.get(key)
        if found is None:
            off = [0.0]
            end = self._ride(lane, hop, left, (hop.service_id, scheduled), pace, off)
            found = self._after[key] = (end, off[0])
        return found

    def _truck(
        self, lane: Lane, hop: Hop, stuff_h: float, t: float, pace: Pace, off: list[float] | None
    ) -> float:
        service = self.network.services[hop.service_id]
        begin = t + pace.queue_h(service.origin_id, truck_pool_step(hop.service_id), t)
        return self._ride(lane, hop, begin, truck_cause(lane.route, hop, stuff_h), pace, off)

    def _ride(
        self, lane: Lane, hop: Hop, t: float, cause: Cause, pace: Pace, off: list[float] | None
    ) -> float:
        service = self.network.services[hop.service_id]
        for leg in range(hop.first_leg, hop.last_leg + 1):
            t = service.legs[leg].open_h(t) + pace.ride_h(service, leg, cause)
            if leg < hop.last_leg:
                via = service.legs[leg].to_id
                t = self._step(lane, "border", via, service.mode, t, cause, pace, off)
                if service.crossing:
                    t = self._step(lane, "cross", via, service.crossing, t, cause, pace, off)
        step = alight_step(self.network, service, hop)
        if step is not None:
            at = service.legs[hop.last_leg].to_id
            t = self._step(lane, step, at, service.mode, t, cause, pace, off)
        return t

    def _process(self, lane: Lane, kind: str, node_id: str, mode: str) -> Process | None:
        step = sealed_step(self.network, kind, node_id, lane.route.strip_node, lane.direction)
        return self.network.process(node_id, step, lane.direction, lane.cargo_class, mode)

    def _step(
        self,
        lane: Lane,
        kind: str,
        node_id: str,
        mode: str,
        t: float,
        cause: Cause,
        pace: Pace,
        off: list[float] | None,
    ) -> float:
        """End of a step begun at `t`, as in `domain.route`; adds its hours off power to `off`."""
        process = self._process(lane, kind, node_id, mode)
        if process is None:
            return t
        begin = process.opening.next_open_h(t + pace.queue_h(node_id, awaited(process, kind), t))
        end = max(begin + pace.work_h(process, cause), t + pace.beside_h(process, cause))
        if off is not None and (process.unplugged_h > 0.0 or self.scenario.air_at(node_id).dark):
            done = Stage(kind, node_id, node_id, t, begin, end, unplugged_h=process.unplugged_h)
            off[0] += off_power_h(done, self.scenario.air_at(node_id))
        return end
