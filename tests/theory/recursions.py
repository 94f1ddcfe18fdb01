"""Waits lot by lot from lists of arrivals and works, without any simulation."""

import math
from bisect import bisect_right
from heapq import heapify, heapreplace


def lindley(arrivals_h, works_h):
    """Waits at one server, first come, first served (Lindley 1952): W' = max(W + S - A, 0).

    >>> lindley([0.0, 1.0, 5.0], [2.0, 2.0, 1.0])
    [0.0, 1.0, 0.0]
    """
    waits, wait = [], 0.0
    for number, at in enumerate(arrivals_h):
        if number:
            wait = max(0.0, wait + works_h[number - 1] - (at - arrivals_h[number - 1]))
        waits.append(wait)
    return waits


def kiefer_wolfowitz(arrivals_h, works_h, servers):
    """Waits at c servers (Kiefer and Wolfowitz 1955): the sorted vector of remaining works.

    >>> kiefer_wolfowitz([0.0, 0.0, 0.0], [2.0, 3.0, 1.0], 2)
    [0.0, 0.0, 2.0]
    """
    rests, waits, before = [0.0] * servers, [], 0.0
    for at, work in zip(arrivals_h, works_h, strict=True):
        rests = sorted(max(0.0, rest - (at - before)) for rest in rests)
        waits.append(rests[0])
        rests[0] += work
        before = at
    return waits


def closing_hours(arrivals_h, lots, after_h=None):
    """Of each lot, the hour at which its box closes; `inf` where it never does.

    A box closes with its n-th lot, or so long after its first; a lot that comes at the very hour of
    closing by age is still packed.

    >>> closing_hours([0.0, 1.0, 5.0, 6.0], 3, 2.0)
    [2.0, 2.0, 7.0, 7.0]
    """
    closes, inside, first = [], [], 0.0
    for at in arrivals_h:
        if inside and after_h is not None and at > first + after_h:
            closes += [first + after_h] * len(inside)
            inside = []
        if not inside:
            first = at
        inside.append(at)
        if len(inside) == lots:
            closes += [at] * lots
            inside = []
    return closes + [math.inf if after_h is None else first + after_h] * len(inside)


def departures_taken(ready_h, departures_h, room=None):
    """Of each box, the hour at which it leaves; `inf` after the last departure.

    In order of coming, each departure takes as many as it has room for; who is ready at the very
    hour of a departure makes it.

    >>> departures_taken([1.0, 2.0, 2.0, 3.0], [2.0, 4.0, 6.0], room=2)
    [2.0, 2.0, 4.0, 4.0]
    """
    leaves, at, aboard = [], 0, 0
    for ready in ready_h:
        earliest = bisect_right(departures_h, math.nextafter(ready, -math.inf))
        if earliest > at:
            at, aboard = earliest, 0
        if room is not None and aboard == room:
            at, aboard = at + 1, 0
        leaves.append(departures_h[at] if at < len(departures_h) else math.inf)
        aboard += 1
    return leaves


def boardings(ready_h, teu, departures_h, room, cut_off_h=0.0):
    """Of each lot, the departure that it leaves with; `inf` after the last.

    In order of coming; a departure takes lots as far as its room goes, and nobody overtakes one who
    does not fit. Lots that come later than `cut_off_h` before a departure miss it.

    >>> boardings([0.0, 0.0, 1.0], [2.0, 2.0, 1.0], [5.0, 9.0], 3.0)
    [5.0, 9.0, 9.0]
    """
    leaves, first = [math.inf] * len(ready_h), 0
    for departs in departures_h:
        left = room
        while first < len(ready_h) and ready_h[first] <= departs - cut_off_h:
            if teu[first] > left:
                break
            left -= teu[first]
            leaves[first] = departs
            first += 1
    return leaves


def packed_sizes(parcels, most):
    """Parcels of the boxes of lots of several parcels; the last box is still open.

    A lot that would overfill a box closes it first; a full box closes at once.

    >>> packed_sizes([3, 3, 4, 5, 1], 6)
    [6, 4, 6]
    """
    boxes, inside = [], 0
    for size in parcels:
        if inside and inside + size > most:
            boxes.append(inside)
            inside = 0
        inside += size
        if inside >= most:
            boxes.append(inside)
            inside = 0
    return [*boxes, inside] if inside else boxes


def door_waits(arrivals_h, works_h, servers, opens, closes, *, pauses):
    """Waits where a door is open from `opens` to `closes` o'clock; hour 0 is midnight.

    Work begins while it is open. Once begun it is finished after closing, or, where it `pauses`,
    goes on when the door opens again.

    >>> door_waits([19.0, 19.0], [2.0, 1.0], 1, 8.0, 20.0, pauses=False)
    [0.0, 13.0]
    >>> door_waits([19.0, 19.0], [2.0, 1.0], 1, 8.0, 20.0, pauses=True)
    [0.0, 14.0]
    """
    free, waits = [0.0] * servers, []
    for at, work in zip(arrivals_h, works_h, strict=True):
        begin = _next_open(max(at, min(free)), opens, closes)
        waits.append(begin - at)
        end = begin
        if not pauses:
            end += work
        else:
            left = work
            while left > _rest_of_day(end, closes):
                left -= _rest_of_day(end, closes)
                end = _next_open(end + _rest_of_day(end, closes), opens, closes)
            end += left
        free[free.index(min(free))] = end
    return waits


def _next_open(at, opens, closes):
    day, clock = divmod(at, 24.0)
    if clock >= closes:
        return 24.0 * (day + 1.0) + opens
    return 24.0 * day + max(clock, opens)


def _rest_of_day(at, closes):
    return closes - at % 24.0


def vacation_waits(arrivals_h, works_h, vacation_h):
    """Waits at one server that goes away for a fixed time again and again while nobody is there.

    It goes away first at hour 0; a lot that comes as it returns is served.

    >>> vacation_waits([1.0, 6.5], [1.0, 1.0], 2.0)
    [1.0, 0.5]
    """
    waits, free = [], 0.0
    for at, work in zip(arrivals_h, works_h, strict=True):
        begin = free
        if at > free:
            begin = free + math.ceil((at - free) / vacation_h) * vacation_h
        waits.append(begin - at)
        free = begin + work
    return waits


def earliest_free(arrivals_h, works_h, servers):
    """Hours at which each work begins, by a heap of the hours at which servers are free."""
    free, begins = [0.0] * servers, []
    heapify(free)
    for at, work in zip(arrivals_h, works_h, strict=True):
        begin = max(at, free[0])
        heapreplace(free, begin + work)
        begins.append(begin)
    return begins
