"""Boxes of owners under a policy: whose box each journey takes, which empties are moved, and when.

Settled epoch by epoch like the bookings: what is stuffed, and what leaves, before the next epoch
is final; the rest is decided again. Three manners:

- `FLOW` (plan, foresight): the flow of least cost (`optimize.box_flow`) over the boxes of all that
  is booked; the plan adds that the weeks beyond what is announced will be as those before;
- `TARGET` (rule of thumb): the cheapest box that stands there; and where a place holds, or will by
  what is under way, less than its target of so many weeks' use, empties are sent there by the next
  departure, from where most stand above theirs;
- `AS_STANDS` (habit): the first owner of the file that has a box there; no empties are moved.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Literal

from domain.box_owners import LEASED, Pool
from domain.plan import EmptyMove, Plan
from domain.scenario import Scenario
from domain.timetable import DepartureKey
from optimize.booking import Booking
from optimize.box_flow import Coming, MoveOption, Need, box_flow, provided
from optimize.box_options import EmptyWays, needs_from, room_left

Manner = Literal["flow", "target", "as_stands"]
FLOW: Manner = "flow"
TARGET: Manner = "target"
AS_STANDS: Manner = "as_stands"
LOOK_BACK_H = 336.0
"""The weeks beyond what is announced are expected to be as the two before."""
COPIES = 2
HOURS_PER_WEEK = 168.0
EARLY_CNY_PER_H = 1e-6
"""Of equal moves the flow takes the earlier one: an empty that waits makes up for a late train."""


class BoxDesk:
    """See the module. Does nothing where the scenario has no owners of boxes."""

    def __init__(
        self,
        scenario: Scenario,
        booking: Booking,
        manner: Manner,
        *,
        target_weeks: float = 1.0,
    ) -> None:
        self.scenario, self.booking, self.manner = scenario, booking, manner
        self.target_weeks = target_weeks
        self.fleet = scenario.fleet
        self.ways = EmptyWays(scenario) if self.fleet.terms else None
        self.owners: dict[str, str] = {}
        self.moves: list[EmptyMove] = []
        self.coming = [Coming(pool, 0.0, count) for pool, count in self.fleet.opening().items()]
        self.used: list[Need] = []

    def settle(
        self,
        at_h: float,
        next_h: float,
        known_h: float = math.inf,
        running: Collection[DepartureKey] | None = None,
    ) -> None:
        """Decide on what is stuffed or leaves before `next_h`.

        Parameters
        ----------
        known_h
            Beyond this hour most boxes are not announced yet.
        running
            Path departures that run for certain.
        """
        if self.ways is None:
            return
        needs = needs_from(self.scenario, self.booking, at_h)
        now = [need for need in needs if need.at_h < next_h]
        if self.manner == FLOW:
            self._flow(at_h, next_h, needs, known_h, running)
        else:
            for need in now:
                for number in range(1, need.boxes + 1):
                    self._take(need, number, self._standing_owner(need))
            if self.manner == TARGET and math.isfinite(next_h):
                self._refill(at_h, next_h, needs, running)
        self.used.extend(now)

    def finish(self, plan: Plan) -> Plan:
        """The plan with its owners and empties."""
        if self.ways is None:
            return plan
        return replace(plan, owners=dict(sorted(self.owners.items())), empties=tuple(self.moves))

    def _flow(
        self,
        at_h: float,
        next_h: float,
        needs: Sequence[Need],
        known_h: float,
        running: Collection[DepartureKey] | None,
    ) -> None:
        assert self.ways is not None
        expected = self._expected(needs, known_h)
        every = [*needs, *expected]
        last_h = max((need.at_h for need in every), default=at_h)
        options = self.ways.leaving(at_h, min(last_h, self.scenario.cap_h), running)
        slots = {slot for option in options for slot in option.slots}
        room = room_left(self.scenario, self.booking, slots)
        early = [
            replace(one, cny=one.cny + EARLY_CNY_PER_H * (one.journey.stuff_at_h - at_h))
            for one in options
        ]
        flow = box_flow(self.coming, every, early, room)
        lines = provided(flow, every)
        for need in needs:
            if need.at_h < next_h:
                for number, owner in enumerate(lines[need.name], start=1):
                    self._take(need, number, owner)
        for option, carried in zip(options, flow.moves, strict=True):
            if option.journey.stuff_at_h < next_h:
                for owner, boxes in sorted(carried.items()):
                    self._send(option, owner, boxes)

    def _expected(self, needs: Sequence[Need], known_h: float) -> list[Need]:
        """Needs of the weeks before `known_h` once more, and again, until the period is over."""
        if not math.isfinite(known_h):
            return []
        seen = [n for n in (*self.used, *needs) if known_h - LOOK_BACK_H <= n.at_h < known_h]
        return [
            replace(
                need, name=f"{need.name}+{copy}", at_h=need.at_h + copy * LOOK_BACK_H,
                back_h=need.back_h + copy * LOOK_BACK_H,
            )
            for copy in range(1, COPIES + 1)
            for need in seen
            if need.at_h + copy * LOOK_BACK_H < self.scenario.period_end_h
        ]  # fmt: skip

    def _take(self, need: Need, number: int, owner: str) -> None:
        """A box of a need is that of an owner, for good."""
        self.owners[f"{need.name}#{number}"] = owner
        if owner in need.stays:
            kind = need.box_type
            self.coming.append(Coming((owner, need.from_id, kind), need.at_h, -1))
            self.coming.append(Coming((owner, need.to_id, kind), need.back_h, 1))

    def _send(self, option: MoveOption, owner: str, boxes: int) -> None:
        """Some boxes leave empty, for good."""
        route = option.journey.route
        kind = route.box_type
        name = f"{option.journey.journey_id}/{owner}"
        self.moves.append(EmptyMove(name, owner, boxes, option.journey))
        leave_h = option.journey.stuff_at_h
        self.coming.append(Coming((owner, route.stuff_node, kind), leave_h, -boxes))
        self.coming.append(Coming((owner, route.strip_node, kind), option.arrive_h, boxes))
        self.booking.hold_empties(option.slots, boxes * option.teu, boxes * option.t)

    def _spare(self, pool: Pool, from_h: float) -> int:
        """Boxes that may be taken from a pool at an hour so that it never lacks one later."""
        rows = [(one.at_h, -one.boxes) for one in self.coming if one.pool == pool]
        level = least = -sum(less for at_h, less in rows if at_h <= from_h)
        for _, less in sorted(row for row in rows if row[0] > from_h):
            level -= less
            least = min(least, level)
        return max(0, least)

    def _standing_owner(self, need: Need) -> str:
        """Whose box a need gets where it is not planned ahead; it is taken at once."""
        order = [one.owner for one in self.fleet.owners(need.box_type)]
        ranked = [owner for owner in order if owner in need.hire_cny]
        if self.manner == TARGET:
            ranked.sort(key=lambda owner: need.hire_cny[owner])
            ranked = [o for o in ranked if need.hire_cny[o] < need.hire_cny[LEASED]]
        for owner in ranked:
            pool = (owner, need.from_id, need.box_type)
            if owner not in need.stays or self._spare(pool, need.at_h) > 0:
                return owner
        return LEASED

    def _refill(
        self,
        at_h: float,
        next_h: float,
        needs: Sequence[Need],
        running: Collection[DepartureKey] | None,
    ) -> None:
        """Send empties where a place stands below its target."""
        assert self.ways is not None
        options = self.ways.leaving(at_h, next_h, running)
        kinds = dict.fromkeys(option.journey.route.box_type for option in options)
        for kind in kinds:
            above = {
                place: self._position(place, kind) - self._target(place, kind, at_h, next_h, needs)
                for place in self._places(kind)
            }
            for place in sorted(above, key=lambda one: (above[one], one)):
                self._send_to(place, kind, above, options)

    def _send_to(
        self, place: str, kind: str, above: dict[str, int], options: Sequence[MoveOption]
    ) -> None:
        """Fill up one place from those that stand highest above their target."""
        into = [
            option
            for option in options
            if option.journey.route.strip_node == place and option.journey.route.box_type == kind
        ]
        into.sort(key=lambda o: (-above.get(o.journey.route.stuff_node, 0), o.cny, o.arrive_h))
        for option in into:
            source = option.journey.route.stuff_node
            for terms in self.fleet.owners(kind):
                boxes = min(
                    -above[place],
                    above.get(source, 0),
                    self._spare((terms.owner, source, kind), option.journey.stuff_at_h),
                    self._fit(option),
                )
                if boxes > 0 and not terms.one_way:
                    self._send(option, terms.owner, boxes)
                    above[place] += boxes
                    above[source] -= boxes

    def _fit(self, option: MoveOption) -> int:
        """Boxes that find room on a move."""
        room = room_left(self.scenario, self.booking, option.slots)
        most = [teu / option.teu for teu, _ in room.values()]
        most += [t / option.t for _, t in room.values() if option.t > 0.0]
        least = min(most, default=math.inf)
        return 1_000_000 if math.isinf(least) else max(0, math.floor(least + 1e-9))

    def _places(self, kind: str) -> list[str]:
        ends = {end for lane in self.fleet.lanes for end in (lane.from_id, lane.to_id)}
        return sorted(ends | {one.pool[1] for one in self.coming if one.pool[2] == kind})

    def _position(self, place: str, kind: str) -> int:
        """Boxes that stand at a place once everything under way has come."""
        return sum(one.boxes for one in self.coming if one.pool[1:] == (place, kind))

    def _target(
        self, place: str, kind: str, at_h: float, next_h: float, needs: Sequence[Need]
    ) -> int:
        """Boxes announced there and not yet taken, and so many weeks' use as of late."""
        known = sum(
            need.boxes
            for need in needs
            if (need.from_id, need.box_type) == (place, kind) and need.at_h >= next_h
        )
        begin_h = at_h - 2.0 * LOOK_BACK_H
        late = sum(
            need.boxes
            for need in self.used
            if (need.from_id, need.box_type) == (place, kind) and need.at_h >= begin_h
        )
        weeks = max(1.0, (at_h - max(0.0, begin_h)) / HOURS_PER_WEEK)
        return known + math.ceil(self.target_weeks * late / weeks)
