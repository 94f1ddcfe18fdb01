"""Streams: no lot is lost or in two places, time never runs back, and Little's law at every step.

Numbers at steps are gauges, counted as events happen; stays are in the logs, written when they end.
Neither looks at the other, so the integral of a number must be the sum of the stays, to the cell of
the time grid (Little 2011, Operations Research 59(3) 536, eq. 3).
"""

from __future__ import annotations

import numpy as np

from domain.times import Floats
from sim.checks.broken import BrokenRunError
from sim.checks.stream_evidence import StreamEvidence, Visits, area_h
from sim.story import hour

CLOSE_H = 1e-6
"""Hours by which sums of many stays may be apart where instants lie off the time grid."""


def check_streams(seen: StreamEvidence) -> None:
    """Every rule, the simplest first."""
    for name, visits in seen.visits.items():
        check_order(seen, name, visits)
        check_going_on(seen, name, visits)
        check_servers(seen, name, visits)
        check_packing(seen, name, visits)
    check_lots(seen)
    check_places(seen)
    check_stays(seen)
    check_little(seen)


def check_order(seen: StreamEvidence, name: str, visits: Visits) -> None:
    """Nobody leaves before coming, or begins before or after its stay; NaN is no breach."""
    born, done = seen.born_h[visits.lot], seen.done_h[visits.lot]
    wrong = (
        (visits.entered_h < born)
        | (visits.began_h < visits.entered_h)
        | (visits.left_h < visits.entered_h)
        | (visits.left_h < visits.began_h)
        | (visits.left_h > done)
    )
    if wrong.any():
        at = int(np.flatnonzero(wrong)[0])
        lot = int(visits.lot[at])
        rule = f"{seen.name(lot)}: time runs back at {name}"
        raise BrokenRunError(rule, seen.story(lot))


def check_servers(seen: StreamEvidence, name: str, visits: Visits) -> None:
    """No more lots under service than servers, and no more work than hours.

    With c servers the k-th to begin cannot begin before the (k - c)-th has left.
    """
    process = seen.scenario.steps[name].process
    if process is None or process.servers is None or not seen.limited:
        return
    count = process.servers
    scenario = seen.scenario
    window_h = count * (scenario.period_end_h - scenario.warm_up_h)
    busy_h = seen.records.busy_h.get(name, 0.0)
    if busy_h > window_h * (1.0 + 1e-9):
        rule = f"{name}: {count} servers worked {busy_h:.4f} h in a window of {window_h:.4f} h"
        raise BrokenRunError(rule)
    if process.slot_h is not None or process.beside is not None:
        return
    order = np.argsort(visits.began_h, kind="stable")
    began = visits.began_h[order]
    began = began[: len(began) - int(np.isnan(began).sum())]
    left = np.sort(np.where(np.isnan(visits.left_h), np.inf, visits.left_h), kind="stable")
    wrong = np.flatnonzero(began[count:] < left[: max(0, len(began) - count)])
    if len(wrong):
        at = int(order[wrong[0] + count])
        lot, at_h = int(visits.lot[at]), float(visits.began_h[at])
        rule = f"{name}: {seen.name(lot)} is served at {hour(at_h)} while all {count} are busy"
        there = (visits.began_h <= at_h) & ~(visits.left_h <= at_h)
        story = [
            f"{hour(float(visits.began_h[n]))}  {seen.name(int(visits.lot[n]))} until "
            f"{hour(float(visits.left_h[n]))}"
            for n in np.flatnonzero(there)[: count + 1]
        ]
        raise BrokenRunError(rule, story)


def check_going_on(seen: StreamEvidence, name: str, visits: Visits) -> None:
    """Where nothing is left to happen, nobody is still to be served."""
    if not seen.over or seen.scenario.steps[name].process is None:
        return
    left_behind = visits.lot[np.isnan(visits.left_h)]
    if len(left_behind):
        lot = int(left_behind[0])
        rule = f"{seen.name(lot)} is lost at {name}: nothing is to happen to it any more"
        raise BrokenRunError(rule, seen.story(lot))


def check_packing(seen: StreamEvidence, name: str, visits: Visits) -> None:
    """No lot waits longer for its box than the box may be open, and no box is too full."""
    pack = seen.scenario.steps[name].pack
    if pack is None:
        return
    if pack.after_h is not None:
        open_h = seen.ended_h(visits.left_h) - visits.entered_h
        wrong = np.flatnonzero(open_h > pack.after_h + CLOSE_H)
        if len(wrong):
            lot = int(visits.lot[wrong[0]])
            rule = f"{seen.name(lot)} waits {open_h[wrong[0]]:.4f} h at {name} for a box"
            raise BrokenRunError(f"{rule} that closes after {pack.after_h:g} h", seen.story(lot))
    count = len(seen.stream)
    rows = np.isin(seen.packed_box, seen.boxes_of(name))
    packed, boxes = seen.packed_lot[rows], seen.packed_box[rows]
    gone = ~np.isnan(visits.left_h)
    left = np.bincount(visits.lot[gone], weights=visits.left_h[gone], minlength=count)
    wrong = np.flatnonzero(left != np.bincount(packed, seen.born_h[boxes], minlength=count))
    if len(wrong):
        lot = int(wrong[0])
        rule = f"{seen.name(lot)} does not leave {name} when its box does"
        raise BrokenRunError(rule, seen.story(lot))
    inside = np.bincount(boxes, weights=seen.parcels[packed], minlength=count)
    lots = np.bincount(boxes, minlength=count)
    too_full = (lots > 1) & (seen.parcels > pack.parcels)
    wrong = np.flatnonzero((lots > 0) & ((inside != seen.parcels) | too_full))
    if len(wrong):
        box = int(wrong[0])
        rule = (
            f"{seen.name(box)} left {name} with {seen.parcels[box]} parcels, its {lots[box]} lots "
            f"have {inside[box]:g}, and it has room for {pack.parcels}"
        )
        raise BrokenRunError(rule, seen.story(int(packed[boxes == box][0])))


def check_lots(seen: StreamEvidence) -> None:
    """Lots that came are out, lost, or still there."""
    lots = seen.stream >= 0
    there = lots & np.isnan(seen.done_h)
    stated = seen.records.gauges["all"].at_end
    if stated != int(there.sum()):
        created, lost = int(lots.sum()), int((lots & (seen.lost > 0)).sum())
        out = created - lost - int(there.sum())
        rule = (
            f"{created} lots came, {out} are out, {lost} were turned away, so "
            f"{int(there.sum())} are there; {stated:g} were counted"
        )
        if there.any():
            raise BrokenRunError(rule, seen.story(int(np.flatnonzero(there)[0])))
        entries = np.flatnonzero(lots)
        latest = entries[np.argsort(seen.done_h[entries], kind="stable")[-5:]]
        out_last = [f"{hour(float(seen.done_h[n]))}  {seen.name(int(n))} is out" for n in latest]
        raise BrokenRunError(rule, out_last)


def check_places(seen: StreamEvidence) -> None:
    """Who is still there is at one step, itself or its box; who is out is nowhere."""
    count = len(seen.stream)
    here = np.zeros(count, dtype=np.int64)
    for visits in seen.visits.values():
        here += np.bincount(visits.lot[np.isnan(visits.left_h)], minlength=count)
    carrier = np.arange(count)
    while True:
        box = seen.inside[carrier]
        closed = (box >= 0) & np.isnan(seen.done_h[np.maximum(box, 0)])
        if not closed.any():
            break
        carrier = np.where(closed, box, carrier)
    there = np.isnan(seen.done_h)
    places = here[carrier] + np.where(carrier == np.arange(count), 0, here)
    wrong = np.flatnonzero(places != there)
    if len(wrong):
        lot = int(wrong[0])
        rule = (
            f"{seen.name(lot)} is {'there' if there[lot] else 'out'}, "
            f"and at {int(places[lot])} steps at once"
        )
        raise BrokenRunError(rule, seen.story(lot))


def check_stays(seen: StreamEvidence) -> None:
    """From coming to going a lot is always at one step, itself or its box: stays join."""
    count = len(seen.stream)
    own = np.zeros(count)
    for visits in seen.visits.values():
        stay = seen.ended_h(visits.left_h) - visits.entered_h
        own += np.bincount(visits.lot, weights=stay, minlength=count)
    whole = seen.ended_h(seen.done_h) - seen.born_h
    own += np.bincount(seen.packed_lot, weights=whole[seen.packed_box], minlength=count)
    wrong = np.flatnonzero(np.abs(whole - own) > CLOSE_H)
    if len(wrong):
        lot = int(wrong[0])
        rule = (
            f"{seen.name(lot)} was in the system {whole[lot]:.6f} h, and at steps {own[lot]:.6f} h"
        )
        raise BrokenRunError(rule, seen.story(lot))


def check_little(seen: StreamEvidence) -> None:
    """The integral of every number is the sum of the stays: lots, parcels, by step, in all."""
    for name, visits in seen.visits.items():
        left_h = seen.ended_h(visits.left_h)
        one = np.ones(len(visits.lot), dtype=np.int64)
        for gauge, weights in ((name, one), (f"{name}.parcels", seen.parcels[visits.lot])):
            stays_h = area_h(weights, visits.entered_h, left_h)
            if stays_h != seen.records.gauges[gauge].area:
                raise BrokenRunError(_apart(seen, gauge, stays_h), _latest(seen, visits, left_h))
    lots = seen.stream >= 0
    done_h, born_h = seen.ended_h(seen.done_h)[lots], seen.born_h[lots]
    one = np.ones(len(born_h), dtype=np.int64)
    for gauge, weights in (("all", one), ("all.parcels", seen.parcels[lots])):
        stays_h = area_h(weights, born_h, done_h)
        if stays_h != seen.records.gauges[gauge].area:
            longest = int(np.flatnonzero(lots)[np.argmax(done_h - born_h)])
            raise BrokenRunError(_apart(seen, gauge, stays_h), seen.story(longest))


def _apart(seen: StreamEvidence, gauge: str, stays_h: float) -> str:
    counted_h = seen.records.gauges[gauge].area
    return (
        f"Little's law does not hold for {gauge}: its number integrates to {counted_h!r} h, "
        f"the stays add up to {stays_h!r} h"
    )


def _latest(seen: StreamEvidence, visits: Visits, left_h: Floats) -> list[str]:
    """The last stays that were logged."""
    return [
        f"{hour(float(visits.entered_h[at]))} - {hour(float(left_h[at]))}  "
        f"{seen.name(int(visits.lot[at]))}"
        for at in range(max(0, len(visits.lot) - 5), len(visits.lot))
    ]
