"""A freight problem as the bound reads it: items, loads, slots and switches in the order of their
names, and what every load could carry in one stretch.

Everything is put in the order of the names, so that a problem whose items or loads are written in
another order gives the very same numbers. A *cell* is an item in a load: an entry is one option of
the item that uses the load, and the entries of a cell lie side by side. Options that cost at least
as much by themselves as outsourcing are left out: no multipliers ever give them a profit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from domain.freight import SLACK, Floats, FreightProblem, Ints
from optimize.freight import bound_kernels as kernels

Short = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Layout:
    """The problem by load; `*_order` name the rows of the problem in the order used here.

    Entries `first[g]:first[g + 1]` belong to load g; `entry` is their place in `options.load`,
    `piece` the number among the entries of options with several loads (-1: the option's only
    load). Pieces `piece_first[m]:piece_first[m + 1]` are those of one such option m.
    `least_boxes` is empty where sizes of items and boxes say it.
    """

    item_order: Ints
    load_order: Ints
    slot_order: Ints
    switch_order: Ints
    m3: Floats
    t: Floats
    whole: npt.NDArray[np.bool_]
    away_cny: Floats
    first: Ints
    item: Short
    own_cny: Floats
    entry: Short
    piece: Short
    option_of_piece: Short
    piece_first: Ints
    least_boxes: Floats
    box: Floats
    """By load: price, m3, t, TEU, tare t, plugs, most boxes (with what slots can take)."""
    slot_first: Ints
    slot: Ints
    switch_first: Ints
    switch: Ints
    room: Floats
    """By measure (TEU, t, plugs) and slot, with the slack that `domain.freight.count` allows."""
    switches: Floats
    """Opening price, least TEU, dead freight a TEU."""


def lay_out(problem: FreightProblem, least_boxes: Floats | None = None) -> Layout:
    """Sort a problem by names and turn it round, from options to loads."""
    items, options, loads = problem.items, problem.options, problem.loads
    item_order = _order(items.item_id)
    load_order = _order(loads.load_id)
    slot_order = _order(problem.slots.slot_id)
    switch_order = _order(problem.switches.switch_id)
    slot_first, slot = _rows(loads.slot_first, loads.slot, load_order, _rank(slot_order))
    switch_first, switch = _rows(loads.switch_first, loads.switch, load_order, _rank(switch_order))
    room = np.vstack((problem.slots.teu, problem.slots.t, problem.slots.plugs))[:, slot_order]
    room = room * (1.0 + SLACK) + SLACK
    columns = (
        loads.box_cny,
        loads.box_m3,
        loads.box_t,
        loads.box_teu,
        loads.box_tare_t,
        loads.box_plugs,
        loads.most_boxes,
    )
    box = np.vstack(columns).astype(np.float64).T[load_order].copy()
    kernels.cap_boxes(box, slot_first, slot, room)
    away = items.away_cny[item_order]
    first, item, own, entry, piece, option_of_piece, piece_first = kernels.by_load(
        item_order,
        away,
        options.first,
        options.own_cny,
        options.load_first,
        options.load,
        _rank(load_order),
        len(load_order),
    )
    least = np.empty(0) if least_boxes is None else np.asarray(least_boxes, np.float64)[entry]
    switches = np.vstack(
        (
            problem.switches.open_cny,
            problem.switches.least_teu,
            problem.switches.dead_cny_per_teu,
        )
    )[:, switch_order]
    return Layout(
        item_order,
        load_order,
        slot_order,
        switch_order,
        items.m3[item_order],
        items.t[item_order],
        items.whole[item_order],
        away,
        first,
        item,
        own,
        entry,
        piece,
        option_of_piece,
        piece_first,
        least,
        box,
        slot_first,
        slot,
        switch_first,
        switch,
        room,
        switches,
    )


def _order(names: tuple[str, ...]) -> Ints:
    return np.array(sorted(range(len(names)), key=names.__getitem__), dtype=np.int64)


def _rank(order: Ints) -> Ints:
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return rank


def _rows(first: Ints, column: Ints, order: Ints, rank: Ints) -> tuple[Ints, Ints]:
    """The rows of a ragged table in another order, with other names in it, in rising order."""
    lengths = np.diff(first)[order]
    new_first = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
    starts = np.repeat(first[:-1][order] - new_first[:-1], lengths)
    named = rank[column[starts + np.arange(len(column))]]
    row = np.repeat(np.arange(len(order)), lengths)
    return new_first, named[np.lexsort((named, row))].astype(np.int64)
