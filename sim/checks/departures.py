"""Trains and vessels: who rode each leg, counted from the boxes' movements, against its room.

Lots of streams that ride along are counted from their visits (`sim.checks.stream_loads`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf
from operator import itemgetter

from domain.network import Service
from domain.others import goes_before, room_teu, shown_teu
from domain.timetable import DepartureKey
from sim.checks.broken import BrokenRunError
from sim.checks.evidence import Evidence, Slot
from sim.checks.stream_evidence import StreamEvidence
from sim.checks.stream_loads import Carried, riders
from sim.loads import Box
from sim.story import departure_name, hour, last

SLOT = itemgetter(0)
ROOM = 1e-5
"""TEU, tonnes or plugs that rounding may add up to."""


@dataclass(slots=True)
class Load:
    """Who rode one leg of a departure, and what it came to."""

    riders: list[tuple[float, Box]] = field(default_factory=list)
    teu: float = 0.0
    t: float = 0.0
    plugs: float = 0.0
    empty_teu: float = 0.0

    def add(self, at_h: float, box: Box) -> None:
        """One more box."""
        self.riders.append((at_h, box))
        self.teu += box.box_type.teu
        self.t += box.gross_t
        self.plugs += 1.0 if box.box_type.reefer else 0.0
        self.empty_teu += 0.0 if box.lots else box.box_type.teu


def check_departures(
    seen: Evidence, carried: Mapping[DepartureKey, Carried], streams: StreamEvidence | None
) -> dict[DepartureKey, float]:
    """No leg of a departure over its room; returns the most TEU that each carried on a leg.

    Empty boxes take room, but do not count in what is returned: they save no dead freight.
    `carried` are the lots of streams that rode along.
    """
    loads = loads_of(seen)
    for key in carried:
        loads.setdefault((key, 0), Load())
    most: dict[DepartureKey, float] = {}
    whole = not any(box.hops and box.where != "stranded" for box in seen.world.boxes)
    for slot, load in loads.items():
        lots = carried.get(slot[0], Carried())
        service = seen.world.network.services[slot[0][0]].on(slot[0][1])
        share = seen.world.pace.room_share(service, slot[0])
        check_wagons(seen, slot, service, load)
        room = _open_teu(seen, slot, service, load)
        over = _over(slot, service, load, lots, share, room)
        if over is None and whole:
            over = _other(seen, slot, load, lots)
        if over:
            told = _boarded(load, service)
            if streams is not None:
                told += riders(streams, lots.lots)
            raise BrokenRunError(over, last(told))
        most[slot[0]] = max(most.get(slot[0], 0.0), load.teu - load.empty_teu + lots.teu)
    for key, coming in seen.world.departures.items():
        if coming.left_h > seen.end_h:
            # Loaded, and not yet seen on its way.
            loaded = max((leg.teu - leg.empty_teu for leg in coming.legs), default=0.0)
            most[key] = max(most.get(key, 0.0), loaded)
    check_ledger(seen)
    return most


def check_wagons(seen: Evidence, slot: Slot, service: Service, load: Load) -> None:
    """No train beyond a border is longer than the wagons that it found there."""
    terms, leg = service.sailing, slot[1]
    if terms is None or not 0 < leg < len(terms.teu_by_leg):
        return
    room = terms.teu_by_leg[leg] * seen.world.pace.wagon_share(service, slot[0], leg)
    if load.teu > room + ROOM:
        rule = (
            f"{departure_name(slot[0])} has wagons for {room:g} TEU on leg {leg}, {load.teu:g} ride"
        )
        raise BrokenRunError(rule, _boarded(load, service))


def loads_of(seen: Evidence) -> dict[Slot, Load]:
    """What each leg carried, from the rows of the boxes that rode it."""
    loads: dict[Slot, Load] = {}
    for box in seen.world.boxes:
        for slot, at_h in seen.trips[box.box_id].slots:
            if slot not in loads:
                loads[slot] = Load()
            loads[slot].add(at_h, box)
    return loads


def _open_teu(seen: Evidence, slot: Slot, service: Service, load: Load) -> float | None:
    """TEU for the zone's boxes beside others who came; all of it where some go before them."""
    shown = shown_teu(seen.world.pace, service, slot[0])
    terms = service.sailing
    if shown is None or terms is None:
        return service.capacity_teu
    names = [
        {lot.order.flow_id for lot in box.lots} | {box.journey.cargo_class}
        for _, box in load.riders
    ]
    return room_teu(service, shown, before=any(goes_before(terms, one) for one in names))


def _over(
    slot: Slot, service: Service, load: Load, lots: Carried, share: float, most_teu: float | None
) -> str | None:
    """What is wrong where more rides than there is room for; of that there may be a share only."""
    for used, limit, unit in (
        (load.teu + lots.teu, most_teu, "TEU"),
        (load.t + lots.t, service.capacity_t, "t"),
        (load.plugs, service.plugs, "plugs"),
    ):
        if limit is not None and used > limit * share + ROOM:
            name, leg = departure_name(slot[0]), service.legs[slot[1]]
            room = f"{limit * share:g} {unit}"
            return f"{name} has {room} from {leg.from_id} to {leg.to_id}, {used:g} ride"
    return None


def _other(seen: Evidence, slot: Slot, load: Load, lots: Carried) -> str | None:
    """What is wrong where a departure counted another load, all boxes being at their end."""
    run = seen.world.departures[slot[0]].legs[slot[1]]
    for stated, found, unit in (
        (run.teu, load.teu + lots.teu, "TEU"),
        (run.t, load.t + lots.t, "t"),
        (run.plugs, load.plugs, "plugs"),
    ):
        if abs(stated - found) > ROOM:
            name = f"{departure_name(slot[0])} leg {slot[1]}"
            return f"{name} says that it carried {stated:g} {unit}, {found:g} rode"
    return None


def _boarded(load: Load, service: Service) -> list[str]:
    """Who rode, up to the first box too many."""
    teu = t = plugs = 0.0
    most_teu = inf if service.capacity_teu is None else service.capacity_teu + ROOM
    most_t = inf if service.capacity_t is None else service.capacity_t + ROOM
    most_plugs = inf if service.plugs is None else service.plugs
    told: list[str] = []
    for at_h, box in load.riders:
        teu, t = teu + box.box_type.teu, t + box.gross_t
        plugs += 1.0 if box.box_type.reefer else 0.0
        sums = f"{teu:g} TEU, {t:.3f} t, {plugs:g} plugs aboard"
        told.append(f"{hour(at_h)}  {box.box_id} ({box.box_type.box_type}): {sums}")
        if teu > most_teu or t > most_t or plugs > most_plugs:
            break
    return last(told)


def check_ledger(seen: Evidence) -> None:
    """Slots booked are those of the boxes that rode or are to ride, and of journeys expected."""
    due: dict[Slot, float] = {}
    for box in seen.world.boxes:
        teu = box.box_type.teu
        # Most boxes are at their end, and hold what they rode.
        slots = slots_of(seen, box) if box.hops else map(SLOT, seen.trips[box.box_id].slots)
        for slot in slots:
            due[slot] = due.get(slot, 0.0) + teu
    for pending in seen.world.pending.values():
        if not pending.fills:
            continue
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
