"""Trains that go when full: each one that went had a reason, seen from who waited."""

from __future__ import annotations

from domain.sailings import WhenFull
from domain.timetable import DepartureKey
from domain.when_full import ROOM_SLACK, rule_of
from sim.checks.broken import BrokenRunError
from sim.checks.evidence import Evidence
from sim.moves import END, SCHEDULED, SERVICE, START
from sim.story import departure_name, hour, last


def check_when_full(seen: Evidence) -> None:
    """At the cut-off of a slot that was used, the yard was full or somebody had waited enough."""
    world = seen.world
    rules = {name: rule_of(one) for name, one in world.network.services.items()}
    stays: dict[str, list[tuple[float, float, float, str]]] = {}
    for box in world.boxes:
        for move in seen.trips[box.box_id].waits:
            if rules.get(move[SERVICE]) is not None:
                slot = move[SCHEDULED]
                left = move[END] if slot is None else float(slot)
                stays.setdefault(move[SERVICE], []).append(
                    (move[START], left, box.box_type.teu, box.box_id)
                )
    for key in sorted(world.went):
        rule = rules[key[0]]
        if rule is not None and key[1] <= seen.end_h:
            _check_slot(seen, key, rule, stays.get(key[0], []))


def _check_slot(
    seen: Evidence,
    key: DepartureKey,
    rule: WhenFull,
    stays: list[tuple[float, float, float, str]],
) -> None:
    """Of boxes that left the yard another way nothing is known here: then nothing is said."""
    service = seen.world.network.services[key[0]]
    cut_off_h = key[1] - service.gate_in_cutoff_h
    there = [one for one in stays if one[0] <= cut_off_h and one[1] >= key[1]]
    if any(box.through and box.hops for box in seen.world.boxes) or any(
        box.where in ("stranded", "emptied") and box.node_id == service.origin_id
        for box in seen.world.boxes
    ):
        return
    teu = sum(one[2] for one in there)
    waited_h = cut_off_h - min((one[0] for one in there), default=cut_off_h)
    if (
        teu + ROOM_SLACK < rule.full_teu
        and (teu + ROOM_SLACK < rule.least_teu or waited_h < rule.hold_h)
        and waited_h < rule.longest_hold_h
    ):
        rule_ = f"{departure_name(key)} went with {teu:g} TEU in the yard, waiting {waited_h:.2f} h"
        told = [f"{hour(since)}  {name}: {size:g} TEU" for since, _, size, name in there]
        raise BrokenRunError(rule_, last(told) or [service.origin_id])
