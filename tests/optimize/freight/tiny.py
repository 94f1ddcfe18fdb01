"""Tiny freight problems by number, small enough to try everything (see brute.py).

Sizes are quarters and prices whole numbers, so that sums are exact and ties and full boxes happen.
`padding` lets dead freight cost more than an empty box, so that the best plan may pay for boxes
that nobody needs; without it no plan gains by that. `divisible` lets about half of the items be
divided over their options.
"""

from dataclasses import replace
from itertools import accumulate
from math import inf
from random import Random

import numpy as np

from domain.freight import FreightProblem, Items, Loads, Options, Slots, Switches


def floats(numbers):
    return np.array(list(numbers), dtype=np.float64)


def grouped(groups):
    """Lists as (first, flat): group g is flat[first[g]:first[g + 1]]."""
    first = np.array([0, *accumulate(len(group) for group in groups)], dtype=np.int64)
    return first, np.array([one for group in groups for one in group], dtype=np.int64)


def tiny(number, *, count=None, divisible=False, padding=False):
    """Up to five items, five loads, three slots, two switches; a part cannot be served at all."""
    draw = Random(number)
    slots = _slots(draw, draw.randint(1, 3))
    many, switch_count = draw.randint(2, 5), draw.choice((0, 1, 1, 2))
    loads = _loads(draw, many, len(slots.slot_id), switch_count)
    cheapest = min(loads.box_cny / loads.box_teu) / max(1, switch_count)
    dearest = 300 if padding else int(cheapest)
    switches = Switches(
        switch_id=tuple(f"train {k}" for k in range(switch_count)),
        open_cny=floats(draw.choice((0, 40, 120, 300)) for _ in range(switch_count)),
        least_teu=floats(draw.choice((0, 1, 2, 3)) for _ in range(switch_count)),
        dead_cny_per_teu=floats(draw.randint(0, dearest) for _ in range(switch_count)),
    )
    n = draw.randint(1, 5) if count is None else count
    items = Items(
        item_id=tuple(f"item {i}" for i in range(n)),
        m3=floats(draw.choice((0.5, 2, 2.75, 4, 5, 6.25, 9)) for _ in range(n)),
        t=floats(draw.choice((0, 0.25, 1, 1.5, 2, 4)) for _ in range(n)),
        whole=np.array([not (divisible and draw.random() < 0.6) for _ in range(n)]),
        away_cny=floats(
            inf if draw.random() < 0.08 else 25 * draw.randint(6, 48) for _ in range(n)
        ),
        known_h=floats(24 * draw.choice((0, 0, 0, 1, 2)) for _ in range(n)),
    )
    chosen = [_options(draw, many) for _ in range(n)]
    first = np.array([0, *accumulate(map(len, chosen))], dtype=np.int64)
    load_first, load = grouped([used for own in chosen for _, used in own])
    own_cny = floats(cny for own in chosen for cny, _ in own)
    options = Options(first=first, own_cny=own_cny, load_first=load_first, load=load)
    return FreightProblem(f"tiny {number}", items, options, loads, slots, switches)


def relaxed(problem, number):
    """The problem with one constraint wider or one price lower: never dearer."""
    draw = Random(number)
    loads, slots, switches, items = problem.loads, problem.slots, problem.switches, problem.items
    kind = draw.choice(
        ("teu", "t", "plugs", "boxes", "box size", "price", "least", "away", "whole")
    )
    if kind in {"teu", "t", "plugs"}:
        room = getattr(slots, kind).copy()
        room[draw.randrange(len(room))] += draw.choice((1.0, 2.0, inf))
        return replace(problem, slots=replace(slots, **{kind: room}))
    if kind == "boxes":
        most = loads.most_boxes.copy()
        most[draw.randrange(len(most))] += 1.0
        return replace(problem, loads=replace(loads, most_boxes=most))
    if kind == "box size":
        m3 = loads.box_m3.copy()
        m3[draw.randrange(len(m3))] *= 1.5
        return replace(problem, loads=replace(loads, box_m3=m3))
    if kind == "price":
        price = loads.box_cny.copy()
        price[draw.randrange(len(price))] *= 0.75
        return replace(problem, loads=replace(loads, box_cny=price))
    if kind == "least":
        return replace(problem, switches=replace(switches, least_teu=switches.least_teu * 0.5))
    if kind == "away":
        away = np.minimum(items.away_cny, 400.0)
        return replace(problem, items=replace(items, away_cny=away))
    return replace(problem, items=replace(items, whole=np.zeros(len(items.whole), dtype=bool)))


def _slots(draw, n):
    return Slots(
        slot_id=tuple(f"slot {s}" for s in range(n)),
        teu=floats(draw.choice((1, 2, 2, 3, 4, 6, inf)) for _ in range(n)),
        t=floats(draw.choice((2.5, 5, 7, 9, inf, inf)) for _ in range(n)),
        plugs=floats(draw.choice((0, 1, 2, inf, inf)) for _ in range(n)),
    )


def _loads(draw, n, slot_count, switch_count):
    slot_first, slot = grouped(
        [
            sorted(draw.sample(range(slot_count), draw.randint(0, min(2, slot_count))))
            for _ in range(n)
        ]
    )
    switch_first, switch = grouped(
        [
            sorted(draw.sample(range(switch_count), min(draw.choice((0, 1, 1, 2)), switch_count)))
            for _ in range(n)
        ]
    )
    return Loads(
        load_id=tuple(f"load {g}" for g in range(n)),
        box_cny=floats(10 * draw.randint(4, 40) for _ in range(n)),
        box_m3=floats(draw.choice((6, 9, 10, 12)) for _ in range(n)),
        box_t=floats(draw.choice((3, 4, 8)) for _ in range(n)),
        box_teu=floats(draw.choice((1, 1, 2)) for _ in range(n)),
        box_tare_t=floats(draw.choice((0, 0.5, 1)) for _ in range(n)),
        box_plugs=floats(draw.choice((0, 0, 1)) for _ in range(n)),
        most_boxes=floats(draw.choice((1, 2, 3, inf)) for _ in range(n)),
        close_h=floats(24 * draw.randint(1, 4) for _ in range(n)),
        slot_first=slot_first,
        slot=slot,
        switch_first=switch_first,
        switch=switch,
    )


def _options(draw, load_count):
    """Pairs of own price and loads: mostly one load, some two or three, now and then none."""
    return [
        (
            5 * draw.randint(0, 30) + 150 * (many == 0),
            draw.sample(range(load_count), min(many, load_count)),
        )
        for many in (
            draw.choice((0, 1, 1, 1, 1, 2, 2, 3)) for _ in range(draw.choice((0, 1, 2, 3, 3, 4, 5)))
        )
    ]
