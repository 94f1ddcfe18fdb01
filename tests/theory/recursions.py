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
