"""On-time promises: the share of an outlook's samples in which goods must arrive by due.

A promise of 0.9 is kept by a way of travel if in at least nine of ten samples it delivers by the
due time. With few samples it is kept more strictly than it says: nine of ten cannot be told with
four.
A Plan's arrivals are walked part by part as in `domain.expected`; the sample of a number belongs to
the same replication for every part and cost. In a sample in which customs select goods they come
as much later as that holds them (`domain.drawn_looks`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

from domain.drawn_looks import drawn_looks, later_for_looks_h
from domain.expected import arrival, lenient_walk
from domain.fetching import AtHub
from domain.outlook import Outlook
from domain.plan import Plan
from domain.route import Walk
from domain.scenario import Scenario

WITHOUT_PROMISES = frozenset({"habit"})
"""Policies that promise nothing, and are held to no promise."""
SAME_H = 1e-6
"""Hours within which an arrival is at the due time; sums of hours differ in their last digits."""
_ROUNDING = 1e-9


def samples_needed(promise_share: float, samples: int) -> int:
    """How many of some samples must arrive by due.

    Examples
    --------
    >>> samples_needed(0.9, 10), samples_needed(0.9, 4), samples_needed(0.0, 4)
    (9, 4, 0)
    """
    return max(0, math.ceil(promise_share * samples - _ROUNDING))


def in_time(arrivals_h: Sequence[float], due_h: float) -> int:
    """How many arrivals are not after the due time."""
    return sum(at_h <= due_h + SAME_H for at_h in arrivals_h)


def due_that_keeps_h(arrivals_h: Sequence[float], promise_share: float) -> float:
    """The earliest due time for which these arrivals would keep a promise.

    Examples
    --------
    >>> due_that_keeps_h([10.0, 30.0, 20.0, 90.0], 0.75)
    30.0
    """
    needed = samples_needed(promise_share, len(arrivals_h))
    return -math.inf if needed == 0 else sorted(arrivals_h)[needed - 1]


def arrivals_h(scenario: Scenario, outlook: Outlook, plan: Plan) -> dict[str, tuple[float, ...]]:
    """Hours at the door of every part that is not outsourced, one per sample of the outlook.

    Each with the looks that customs take at its goods in that sample.
    """
    orders = {c.consignment_id: c for c in scenario.consignments}
    found: dict[str, list[float]] = {p.part_id: [] for p in plan.parts if not p.outsourced}
    ride_first = sorted(plan.parts, key=lambda part: not part.feeds)
    for pace in outlook.paces():
        walks: dict[tuple[str, str], Walk] = {}
        at_hub: dict[str, AtHub] = {}
        for part in ride_first:
            if part.journey_id is None:
                continue
            journey = plan.journeys[part.journey_id]
            order = orders[part.consignment_id].under(part.trade_mode)
            key = (part.journey_id, order.direction)
            if key not in walks:
                walks[key] = lenient_walk(scenario, journey, order.direction, pace)
            hub = at_hub.get(part.part_id)
            came = arrival(scenario, order, part, journey, walks[key], pace, hub)
            if part.feeds:
                at_hub[part.feeds] = AtHub(came.delivered_h, None)
                later_h = 0.0  # they are declared at the hub
            else:
                looks = drawn_looks(scenario, order, journey.route, came.fetched, pace)
                later_h = later_for_looks_h(scenario, order, journey, came.fetched, looks, pace)
            found[part.part_id].append(came.delivered_h + later_h)
    return {part_id: tuple(hours) for part_id, hours in found.items()}


def broken_promises(scenario: Scenario, outlook: Outlook, plan: Plan) -> Iterable[str]:
    """Parts that arrive by due in fewer samples than was promised."""
    if plan.policy in WITHOUT_PROMISES:
        return
    orders = {c.consignment_id: c for c in scenario.consignments}
    parts = tuple(
        part
        for part in plan.parts
        if orders[part.consignment_id].on_time_promise_share is not None and not part.outsourced
    )
    arrivals = arrivals_h(scenario, outlook, replace(plan, parts=parts)) if parts else {}
    for part in parts:
        if part.feeds:
            continue
        order, hours = orders[part.consignment_id], arrivals[part.part_id]
        share = order.on_time_promise_share
        assert share is not None
        kept, needed = in_time(hours, order.due_h), samples_needed(share, len(hours))
        if kept < needed:
            yield (
                f"{part.part_id}: by due in {kept} of {len(hours)} samples, "
                f"{needed} are needed for its promise of {share:g}"
            )
