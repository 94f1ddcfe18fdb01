"""A freight problem as the bound reads it: options by item, and pools of what items share.

A *pool* is a load or, after all loads, a switch; a *cell* is an item that may use a pool, through
whichever of its options. Everything is put in the order of the names, so that a problem whose items
or loads are written in another order gives the very same numbers. Options that cost at least as
much by themselves as outsourcing, and those whose loads have no room for a box, are left out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from domain.freight import SLACK, Flags, Floats, FreightProblem, Ints
from optimize.freight import bound_kernels as kernels

Short = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Layout:
    """The problem in order of names; `*_order` name the rows of the problem in that order.

    Options `first[i]:first[i + 1]` belong to item i; option o uses the cells
    `place[place_first[o]:place_first[o + 1]]`. Cells `pool_first[r]:pool_first[r + 1]` belong to
    pool r, with rising `cell_item`. Switches are pools after the loads.
    """

    item_order: Ints
    load_order: Ints
    slot_order: Ints
    switch_order: Ints
    m3: Floats
    t: Floats
    whole: Flags
    ceiling_cny: Floats
    """The most that an item's price may be: outsourcing, or an option that uses no load."""
    first: Ints
    own_cny: Floats
    place_first: Ints
    place: Short
    pool_first: Ints
    cell_item: Short
    least_boxes: Floats
    """By cell of a load; empty where sizes of items and boxes say it."""
    box: Floats
    """By load: price, m3, t, TEU, tare t, plugs, most boxes (with what slots can take)."""
    slot_first: Ints
    slot: Ints
    switch_first: Ints
    switch: Ints
    room: Floats
    """By measure (TEU, t, plugs) and slot, with the slack that `domain.freight.count` allows."""
    switches: Floats
    """Opening price, least TEU, dead freight a TEU; by switch."""

    @property
    def load_cells(self) -> int:
        """Number of cells of loads; those of switches come after."""
        return int(self.pool_first[len(self.box)])

    @property
    def cells(self) -> kernels.Cells:
        """What tells how large cells are."""
        return kernels.Cells(
            self.pool_first, self.cell_item, self.least_boxes, self.m3, self.t, self.whole, self.box
        )

    def charges(self, slot_price: Floats, dead_price: Floats) -> tuple[Floats, Floats]:
        """Price of a box with the room it takes, and of a tonne of goods, by load."""
        fee, tonne = kernels.charges(
            self.box, self.slot_first, self.slot, self.switch_first, self.switch,
            slot_price, dead_price,
        )  # fmt: skip
        return fee, tonne


def lay_out(problem: FreightProblem, least_boxes: Floats | None = None) -> Layout:
    """Sort a problem by names and find its cells."""
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
    ceiling, first, own, place_first, place, pool_first, cell_item, least = kernels.find_cells(
        item_order,
        items.away_cny,
        options.first,
        options.own_cny,
        options.load_first,
        options.load,
        np.empty(0) if least_boxes is None else np.asarray(least_boxes, dtype=np.float64),
        _rank(load_order),
        box,
        switch_first,
        switch,
        len(switch_order),
    )
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
        ceiling,
        first,
        own,
        place_first,
        place,
        pool_first,
        cell_item,
        least,
        box,
        slot_first,
        slot,
        switch_first,
        switch,
        room,
        switches,
    )


def put_back(order: Ints, values: Floats) -> Floats:
    """Values in the order of the layout, put back in the order of the problem."""
    back = np.empty_like(values)
    back[..., order] = values
    return back


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
