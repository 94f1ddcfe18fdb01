"""Trains and vessels: who rode each leg, counted from the boxes' movements, against its room.

What lots of streams take is what their platform says; it is held against their visits elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from domain.network import Service
from domain.timetable import DepartureKey
from sim.checks.broken import BrokenRunError
from sim.checks.evidence import Evidence, Slot
from sim.loads import Box
from sim.story import departure_name, hour, last

ROOM = 1e-5
"""TEU, tonnes or plugs that rounding may add up to."""


@dataclass(slots=True)
class Load:
    """Who rode one leg of a departure, and what it came to."""

    riders: list[tuple[float, Box]] = field(default_factory=list)
    teu: float = 0.0
    t: float = 0.0
    plugs: float = 0.0

    def add(self, at_h: float, box: Box) -> None:
        """One more box."""
        self.riders.append((at_h, box))
        self.teu += box.box_type.teu
        self.t += box.gross_t
        self.plugs += 1.0 if box.box_type.reefer else 0.0


def check_departures(seen: Evidence) -> dict[DepartureKey, float]:
    """No leg of a departure over its room; returns the most TEU that each carried on a leg."""
    loads = loads_of(seen)
    most: dict[DepartureKey, float] = {}
    whole = not any(box.hops and box.where != "stranded" for box in seen.world.boxes)
    for slot, load in loads.items():
        service = seen.world.network.services[slot[0][0]]
        _check_room(seen, slot, service, load)
        if whole:
            _check_counters(seen, slot, load)
        most[slot[0]] = max(most.get(slot[0], 0.0), load.teu)
    check_ledger(seen)
    return most


def loads_of(seen: Evidence) -> dict[Slot, Load]:
    """What each leg carried, from the rows of the boxes that rode it."""
    loads: dict[Slot, Load] = {}
    for box in seen.world.boxes:
        for slot, at_h in seen.trips[box.box_id].slots:
            if slot not in loads:
                loads[slot] = Load()
            loads[slot].add(at_h, box)
    return loads


def _lots(seen: Evidence, key: DepartureKey) -> tuple[float, float]:
    """TEU and tonnes of streams that a departure took over all its legs."""
    platform = seen.world.platforms.get(key[0])
    return (0.0, 0.0) if platform is None else platform.taken(key)


def _check_room(seen: Evidence, slot: Slot, service: Service, load: Load) -> None:
    lots_teu, lots_t = _lots(seen, slot[0])
    for used, limit, unit in (
        (load.teu + lots_teu, service.capacity_teu, "TEU"),
        (load.t + lots_t, service.capacity_t, "t"),
        (load.plugs, service.plugs, "plugs"),
    ):
        if limit is not None and used > limit + ROOM:
            name, leg = departure_name(slot[0]), service.legs[slot[1]]
            rule = f"{name} has {limit:g} {unit} from {leg.from_id} to {leg.to_id}, {used:g} ride"
            raise BrokenRunError(rule, _boarded(load))


def _check_counters(seen: Evidence, slot: Slot, load: Load) -> None:
    """The departure's own counters, where every box has reached its end."""
    run = seen.world.departures[slot[0]].legs[slot[1]]
    lots_teu, lots_t = _lots(seen, slot[0])
    counted = (
        (run.teu - lots_teu, load.teu, "TEU"),
        (run.t - lots_t, load.t, "t"),
        (run.plugs, load.plugs, "plugs"),
    )
    for stated, found, unit in counted:
        if abs(stated - found) > ROOM:
            rule = (
                f"{departure_name(slot[0])} leg {slot[1]} says that it carried {stated:g} {unit}, "
                f"its boxes come to {found:g}"
            )
            raise BrokenRunError(rule, _boarded(load))


def _boarded(load: Load) -> list[str]:
    teu = t = plugs = 0.0
    told = []
    for at_h, box in load.riders:
        teu, t = teu + box.box_type.teu, t + box.gross_t
        plugs += 1.0 if box.box_type.reefer else 0.0
        sums = f"{teu:g} TEU, {t:.3f} t, {plugs:g} plugs aboard"
        told.append(f"{hour(at_h)}  {box.box_id} ({box.box_type.box_type}): {sums}")
    return last(told)


def check_ledger(seen: Evidence) -> None:
    """Slots booked are those of the boxes that rode or are to ride, and of journeys expected."""
    due: dict[Slot, float] = {}
    for box in seen.world.boxes:
        for slot in slots_of(seen, box):
            due[slot] = due.get(slot, 0.0) + box.box_type.teu
    for pending in seen.world.pending.values():
        box_type = seen.world.network.boxes[pending.journey.route.box_type]
        for hop, key in pending.journey.dated():
            for leg in range(hop.first_leg, hop.last_leg + 1):
                teu = box_type.teu * len(pending.fills)
                due[key, leg] = due.get((key, leg), 0.0) + teu
    booked = seen.world.ledger.teu
    for slot in sorted({*due, *booked}):
        if abs(due.get(slot, 0.0) - booked.get(slot, 0.0)) > ROOM:
            rule = (
                f"{departure_name(slot[0])} leg {slot[1]}: {booked.get(slot, 0.0):g} TEU are "
                f"booked, the boxes that ride or wait come to {due.get(slot, 0.0):g}"
            )
            raise BrokenRunError(rule, _holders(seen, slot))


def slots_of(seen: Evidence, box: Box) -> set[Slot]:
    """Dated legs that a box has ridden, or holds a booking for."""
    slots = {slot for slot, _ in seen.trips[box.box_id].slots}
    if box.where not in ("stranded", "emptied"):
        for hop, at in zip(box.hops, box.departures, strict=True):
            if at is not None:
                slots |= {
                    ((hop.service_id, at), leg) for leg in range(hop.first_leg, hop.last_leg + 1)
                }
    return slots


def _holders(seen: Evidence, slot: Slot) -> list[str]:
    told = [
        f"{hour(box.journey.stuff_at_h)}  {box.box_id}, {box.where}: {box.box_type.teu:g} TEU"
        for box in seen.world.boxes
        if slot in slots_of(seen, box)
    ]
    told += [
        f"{hour(one.journey.stuff_at_h)}  {name}: {len(one.fills)} boxes expected"
        for name, one in seen.world.pending.items()
        if one.fills and any(key == slot[0] for _, key in one.journey.dated())
    ]
    return last(told)
