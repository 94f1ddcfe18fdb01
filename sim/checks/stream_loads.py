"""Lots of streams aboard departures: counted from their visits, against what platforms say.

A lot rides all legs of a service, so what it takes is taken on each of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from domain.stream import Ride
from domain.times import Floats, Ints
from domain.timetable import DepartureKey
from sim.checks.broken import BrokenRunError
from sim.checks.stream_evidence import StreamEvidence, Visits
from sim.story import departure_name, hour, last

ROOM = 1e-5
"""TEU or tonnes that rounding may add up to."""


@dataclass(slots=True)
class Carried:
    """Lots aboard one departure; their entries, in order of coming."""

    teu: float = 0.0
    t: float = 0.0
    lots: tuple[int, ...] = ()


def carried_lots(seen: StreamEvidence) -> dict[DepartureKey, Carried]:
    """Who rode which departure.

    Raises
    ------
    BrokenRunError
        Where visits and platforms differ, or somebody came after the gate was closed.
    """
    teu, kg = _sizes(seen)
    found: dict[DepartureKey, Carried] = {}
    for name, step in seen.scenario.steps.items():
        if step.ride is None:
            continue
        visits = seen.visits[name]
        for key, stated, rode in _departures(seen, name, step.ride, visits):
            lots = visits.lot[rode]
            _check_came_in_time(seen, name, key, visits, rode)
            own_teu, own_t = float(teu[lots].sum()), float(kg[lots].sum()) / 1000.0
            stated_lots, stated_teu = stated
            if len(lots) != stated_lots or abs(own_teu - stated_teu) > ROOM:
                rule = (
                    f"{departure_name(key)}: {stated_lots} lots and {stated_teu:g} TEU boarded at "
                    f"{name} by its platform, {len(lots)} lots and {own_teu:g} TEU rode"
                )
                raise BrokenRunError(rule, riders(seen, lots.tolist(), teu))
            known = found.setdefault(key, Carried())
            known.teu += own_teu
            known.t += own_t
            known.lots += tuple(lots.tolist())
    return found


def riders(seen: StreamEvidence, lots: Sequence[int], teu: Floats | None = None) -> list[str]:
    """Who was aboard, with the sum of TEU so far."""
    sizes = _sizes(seen)[0] if teu is None else teu
    total, told = 0.0, []
    for lot in lots:
        total += float(sizes[lot])
        told.append(f"{hour(float(seen.born_h[lot]))} came {seen.name(lot)}: {total:g} TEU aboard")
    return last(told)


def _departures(
    seen: StreamEvidence, name: str, ride: Ride, visits: Visits
) -> Iterator[tuple[DepartureKey, tuple[int, float], Ints]]:
    """Departures of a step with what its platform says, and who left when it left.

    Departures that left at one instant are one, named by the first.
    """
    by_hour: defaultdict[float, list[tuple[float, int, float]]] = defaultdict(list)
    for step, _, scheduled_h, left_h, status, lots, lots_teu, _ in seen.records.boardings:
        if step == name and status == "ran" and lots and left_h <= seen.records.end_h:
            by_hour[left_h].append((scheduled_h, lots, lots_teu))
    aboard = np.flatnonzero(~np.isnan(visits.began_h))
    order = aboard[np.argsort(visits.began_h[aboard], kind="stable")]
    hours, first = np.unique(visits.began_h[order], return_index=True)
    groups = (
        dict(zip(hours.tolist(), np.split(order, first[1:]), strict=True)) if len(hours) else {}
    )
    for left_h in sorted({*by_hour, *groups}):
        rows = by_hour.get(left_h, [])
        rode = groups.get(left_h, np.zeros(0, dtype=np.int64))
        key = (ride.service_id, rows[0][0] if rows else left_h)
        yield key, (sum(row[1] for row in rows), sum(row[2] for row in rows)), rode


def _check_came_in_time(
    seen: StreamEvidence, name: str, key: DepartureKey, visits: Visits, rode: Ints
) -> None:
    """Nobody boards who came after the gate was closed."""
    if not len(rode):
        return
    service = seen.scenario.network.services[key[0]]
    closes_h = key[1] - service.gate_in_cutoff_h
    if service.boards_until_left:
        closes_h = float(visits.began_h[rode[0]])
    late = rode[visits.entered_h[rode] > closes_h]
    if len(late):
        lot = int(visits.lot[late[0]])
        rule = (
            f"{seen.name(lot)} came to {name} at {hour(float(visits.entered_h[late[0]]))} and rode "
            f"{departure_name(key)}, which closed at {hour(closes_h)}"
        )
        raise BrokenRunError(rule, seen.story(lot))


def _sizes(seen: StreamEvidence) -> tuple[Floats, Floats]:
    """TEU aboard and weight (kg) of every lot and box; a box has those of its bench and content."""
    streams = seen.scenario.streams
    teu, kg = np.zeros(len(seen.stream)), np.zeros(len(seen.stream))
    for number, stream in enumerate(streams):
        own = seen.stream == number
        teu[own] = stream.teu
        kg[own] = seen.parcels[own] * stream.kg
    for name, step in seen.scenario.steps.items():
        if step.pack is not None:
            teu[seen.boxes_of(name)] = step.pack.teu
    of_lots = seen.stream[seen.packed_lot] >= 0
    np.add.at(kg, seen.packed_box[of_lots], kg[seen.packed_lot[of_lots]])
    # Boxes are packed after what is in them.
    for box, outer in zip(seen.packed_lot[~of_lots], seen.packed_box[~of_lots], strict=True):
        kg[outer] += kg[box]
    return teu, kg
