"""Others' traffic at a shared gate or yard: when its lumps arrive."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import pairwise
from math import exp, floor, prod

from domain.calendar import OpenHours
from domain.draws import Chance, snap_h
from domain.scenario import Background

HOURS_PER_DAY = 24.0
MOST_EXACT = 400.0
"""Above this mean a day's count is its mean with a stochastic round: its spread is under 5%."""


def arrivals_h(traffic: Background, chance: Chance, day: int) -> tuple[float, ...]:
    """Hours at which lumps arrive on a day of the scenario (from 24 x day), ascending.

    The count is Poisson with mean `per_day / lump`; each lump comes at a time of its own,
    uniform over the day's open hours. Keys are (node, step, day): independent of what else is
    there. A nominal `Chance` has no background.
    """
    if chance.nominal or traffic.per_day <= 0.0:
        return ()
    begin_h, end_h = HOURS_PER_DAY * day, HOURS_PER_DAY * (day + 1)
    opens = _open_pieces(traffic.opening, begin_h, end_h)
    if traffic.spells:
        return _scaled(traffic, chance, day, opens)
    length = sum(close - open_ for open_, close in opens)
    if length <= 0.0:
        return ()
    key = (traffic.node_id, traffic.step, day)
    count = _poisson(traffic.per_day / traffic.lump, chance.u("background", *key))
    at_u = chance.numbered_u("background_at", *key)
    times = []
    for number in range(count):
        left = length * at_u(number)
        for open_, close in opens:
            if left < close - open_:
                times.append(snap_h(open_ + left))
                break
            left -= close - open_
    return tuple(sorted(times))


def _scaled(
    traffic: Background, chance: Chance, day: int, opens: list[tuple[float, float]]
) -> tuple[float, ...]:
    """The same where factors hold in some hours: time runs so much faster in them."""
    pieces: list[tuple[float, float, float]] = []
    for from_h, to_h in opens:
        within = (edge for spell in traffic.spells for edge in spell[:2])
        edges = sorted({from_h, to_h, *(edge for edge in within if from_h < edge < to_h)})
        for begin_h, end_h in pairwise(edges):
            factor = prod(f for since, until, f in traffic.spells if since <= begin_h < until)
            pieces.append((begin_h, end_h, factor))
    length = sum(end_h - begin_h for begin_h, end_h, _ in pieces)
    weight = sum(factor * (end_h - begin_h) for begin_h, end_h, factor in pieces)
    if weight <= 0.0:
        return ()
    key = (traffic.node_id, traffic.step, day)
    mean = traffic.per_day / traffic.lump * weight / length
    at_u = chance.numbered_u("background_at", *key)
    times = []
    for number in range(_poisson(mean, chance.u("background", *key))):
        left = weight * at_u(number)
        for begin_h, end_h, factor in pieces:
            if left < factor * (end_h - begin_h):
                times.append(snap_h(begin_h + left / factor))
                break
            left -= factor * (end_h - begin_h)
    return tuple(sorted(times))


def _open_pieces(opening: OpenHours, from_h: float, to_h: float) -> list[tuple[float, float]]:
    if opening.always_open:
        return [(from_h, to_h)]
    first = bisect_right(opening.closes_at_h, from_h)
    last = bisect_left(opening.opens_at_h, to_h)
    return [
        (max(open_, from_h), min(close, to_h))
        for open_, close in zip(
            opening.opens_at_h[first:last], opening.closes_at_h[first:last], strict=True
        )
    ]


def _poisson(mean: float, u: float) -> int:
    """Smallest count whose cumulative probability reaches `u`."""
    if mean > MOST_EXACT:
        return floor(mean + u)
    term = total = exp(-mean)
    count = 0
    while total < u and count < 10.0 * mean + 50.0:
        count += 1
        term *= mean / count
        total += term
    return count
