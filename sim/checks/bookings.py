"""Bookings and free days, held against the movements of the boxes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from domain.box_owners import use_charges, yard_charge
from domain.sailings import ENDS, STATES
from domain.timetable import DepartureKey
from sim.checks.broken import BrokenRunError
from sim.checks.evidence import Evidence
from sim.moves import END, NODE, START
from sim.story import departure_name, hour, last

CENT = 0.005


def check_bookings(seen: Evidence) -> None:
    """A booking goes through its states in order, ends once, and is loaded where its box rode."""
    states = _by_booking(seen)
    world = seen.world
    for (box_id, key), rows in [(who, one) for who, all_ in states.items() for one in _times(all_)]:
        names = [state for state, _ in rows]
        ends = [name for name in names if name in ENDS]
        in_order = sorted(range(len(rows)), key=lambda i: (rows[i][1], STATES.index(rows[i][0])))
        told = [f"{hour(at_h)}  {box_id}: {state}" for state, at_h in rows]
        if len(ends) > 1 or len(set(names)) < len(names):
            rule = f"{box_id} on {departure_name(key)}: a booking ends once"
            raise BrokenRunError(rule, last(told))
        if names[:2] != ["requested", "confirmed"] or in_order != list(range(len(rows))):
            rule = f"{box_id} on {departure_name(key)}: the states of its booking are out of order"
            raise BrokenRunError(rule, last(told))
    rode = {
        (box.box_id, key)
        for box in world.boxes
        if box.lots
        for (key, _), _ in seen.trips[box.box_id].slots
        if world.network.services[key[0]].sailing is not None
    }
    stated = {who for who, rows in states.items() if rows[-1][0] == "loaded"}
    waiting = {
        (box.box_id, key)
        for key, coming in world.departures.items()
        if coming.left_h > seen.end_h
        for box in world.boxes
    }
    for who in sorted(rode ^ (stated - (waiting - rode))):
        rule = f"{who[0]} on {departure_name(who[1])}: loaded and ridden do not agree"
        raise BrokenRunError(rule, [f"rode: {who in rode}", f"loaded: {who in stated}"])


def _by_booking(
    seen: Evidence,
) -> Mapping[tuple[str, DepartureKey], list[tuple[str, float]]]:
    found: dict[tuple[str, DepartureKey], list[tuple[str, float]]] = {}
    for box_id, service_id, scheduled_h, state, at_h, _, _ in seen.world.records.bookings.rows:
        key = (str(service_id), float(str(scheduled_h)))
        found.setdefault((str(box_id), key), []).append((str(state), float(str(at_h))))
    return found


def _times(rows: Sequence[tuple[str, float]]) -> Iterator[list[tuple[str, float]]]:
    """The rows of one booking after the other: what was given back may be booked again."""
    begins = [i for i, (state, _) in enumerate(rows) if i == 0 or state == "requested"]
    for begin, end in zip(begins, [*begins[1:], len(rows)], strict=True):
        yield list(rows[begin:end])


def check_free_days(seen: Evidence) -> None:
    """What is owed for yards and for use, by the movements and the terms."""
    world = seen.world
    due: dict[tuple[str, str], float] = {}
    for box in world.boxes:
        trip, kind = seen.trips[box.box_id], box.box_type
        terms = world.pools.terms_of(kind.box_type, box.empty)
        for move in trip.waits if box.lots else ():
            waited_h = move[END] - move[START]
            if terms is not None or move[NODE] in world.scenario.tariff.yard_tiers:
                held = yard_charge(world.scenario.tariff, kind, terms, waited_h, move[NODE])
                key = (box.box_id, "yard")
                due[key] = due.get(key, 0.0) + (0.0 if held is None else held.cny)
        if terms is not None and box.lots and box.where in ("stripped", "emptied"):
            last_ = trip.last
            end_h = box.journey.stuff_at_h if last_ is None else last_[END]
            waited_h = sum(move[END] - move[START] for move in trip.waits)
            back = box.journey.route.strip_node if box.where == "stripped" else box.node_id
            used = use_charges(kind, terms, back, end_h - box.journey.stuff_at_h, waited_h)
            due[box.box_id, "away"] = sum(one.cny for one in used if one.line == "demurrage")
    stated: dict[tuple[str, str], float] = {}
    for row in world.records.free_days.rows:
        key = (str(row[0]), str(row[3]))
        stated[key] = stated.get(key, 0.0) + float(str(row[9]))
    for key in sorted({*due, *stated}):
        if abs(due.get(key, 0.0) - stated.get(key, 0.0)) > CENT:
            told = [(name, cny) for (who, name), cny in stated.items() if who == key[0]]
            rule = (
                f"{key[0]} owes {due.get(key, 0.0):.2f} CNY ({key[1]}), "
                f"its free days say {stated.get(key, 0.0):.2f}"
            )
            raise BrokenRunError(rule, last([f"{kind}: {cny:.2f}" for kind, cny in told]))
