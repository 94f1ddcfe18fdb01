"""A large plan in pieces that can be searched at the same time without getting in each other's way.

Loads are divided by their closing hour. A piece has the loads of one side, the items that ride on
those alone, and of their options those that stay on that side. An item that rides on both sides is
held: in each piece it is a parcel with one way to go. Room that is free in a slot used from both
sides is given to one side as a whole, at every division to another. So pieces, each within its
room, make a plan within all rooms.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from domain.freight import Flags, Floats, FreightProblem, Ints, Options
from optimize.freight.settle import boxes_for, pairs_of


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a problem; its parcels and options, and where they are in the whole."""

    problem: FreightProblem
    share: Floats
    parts: Ints
    held: Flags
    choice: Ints
    parcel: Ints
    """By parcel of the piece that may move, the parcel of the whole; the held ones come after."""
    option: Ints
    """By option of those, the option of the whole."""

    def back(self, choice: Ints, into: Ints) -> None:
        """Put choices of the piece into those of the whole."""
        mine = choice[: len(self.parcel)]
        into[self.parcel] = np.append(self.option, -1)[mine]


def narrowed(problem: FreightProblem, option: Ints) -> FreightProblem:
    """The problem with some of its options, and of its loads those that they use."""
    entry, _ = pairs_of(problem.options.load_first, option)
    load = problem.options.load[entry]
    used = np.zeros(len(problem.loads.box_cny), dtype=bool)
    used[load] = True
    kept = np.nonzero(used)[0]
    owner = problem.item_of_option[option]
    options = Options(
        first=np.searchsorted(owner, np.arange(len(problem.items.m3) + 1)).astype(np.int64),
        own_cny=problem.options.own_cny[option],
        load_first=_sums(np.diff(problem.options.load_first)[option]),
        load=_places(used)[load],
    )
    return _with_loads(problem, kept, options)


def divided(
    problem: FreightProblem, share: Floats, parts: Ints, choice: Ints, cut: float, turn: int
) -> list[Piece]:
    """Two pieces: what closes before and after an hour that `cut` of all parcels ride before."""
    options, loads = problem.options, problem.loads
    item = np.repeat(np.arange(len(parts)), parts)
    placed = np.nonzero(choice >= 0)[0]
    entry, row = pairs_of(options.load_first, choice[placed])
    load, rider = options.load[entry], placed[row]
    hours = np.sort(loads.close_h[load])
    hour = float(hours[int(cut * (len(hours) - 1))]) if len(hours) else 0.0
    late = (loads.close_h > hour).astype(np.int64)
    # the side of every item: of the loads it rides on, or of its first option if it rides on none
    sides = np.zeros((2, len(parts)), dtype=bool)
    sides[late[load], item[rider]] = True
    idle = ~(sides[0] | sides[1])
    has = idle & (np.diff(options.first) > 0)
    first_entry = options.load_first[options.first[:-1][has]]
    loaded = options.load_first[options.first[:-1][has] + 1] > first_entry
    home = np.zeros(len(parts), dtype=np.int64)
    home[np.nonzero(has)[0][loaded]] = late[options.load[first_entry[loaded]]]
    home = np.where(idle, home, np.where(sides[1], 1, 0))
    mixed = sides[0] & sides[1]
    spread = np.zeros(len(options.own_cny), dtype=np.int64)
    at = np.repeat(np.arange(len(spread)), np.diff(options.load_first))
    np.add.at(spread, at, late[options.load])
    legs = np.diff(options.load_first)
    # what every side takes of the slots now, and what it may take
    m3, t = np.zeros(len(late)), np.zeros(len(late))
    np.add.at(m3, load, (problem.items.m3[item] / parts[item])[rider])
    np.add.at(t, load, (problem.items.t[item] / parts[item])[rider])
    used = np.zeros(len(late), dtype=bool)
    used[load] = True
    boxes = boxes_for(problem, m3, t, used).astype(np.float64)
    room = _rooms(problem, boxes, t, late, turn)
    switch_at, on_load = pairs_of(loads.switch_first, np.nonzero(used)[0])
    running = np.nonzero(used)[0][on_load]
    pieces: list[Piece] = []
    for side in (0, 1):
        mine = np.nonzero((home == side) & ~mixed)[0]
        moves = np.zeros(len(parts), dtype=bool)
        moves[mine] = True
        kept = np.nonzero((spread == legs * side) & moves[problem.item_of_option])[0]
        ghost = np.nonzero(mixed[item[rider]] & (late[load] == side))[0]
        others = late[running] != side
        held = np.zeros(len(problem.switches.open_cny), dtype=bool)
        held[loads.switch[switch_at[others]]] = True
        teu = np.bincount(
            loads.switch[switch_at[others]],
            (boxes * loads.box_teu)[running[others]],
            len(held),
        )
        whole = replace(
            problem,
            slots=replace(problem.slots, teu=room[side][0], t=room[side][1], plugs=room[side][2]),
            switches=replace(
                problem.switches,
                open_cny=np.where(held, 0.0, problem.switches.open_cny),
                least_teu=np.maximum(0.0, problem.switches.least_teu - teu),
            ),
        )
        pieces.append(
            _piece(whole, share, parts, choice, mine, kept, load[ghost], rider[ghost], held)
        )
    return pieces


def _piece(
    problem: FreightProblem,
    share: Floats,
    parts: Ints,
    choice: Ints,
    mine: Ints,
    kept: Ints,
    ghost_load: Ints,
    ghost: Ints,
    held: Flags,
) -> Piece:
    """Items `mine` with options `kept`, and parcels `ghost` that stay on one load each time."""
    items, options = problem.items, problem.options
    entry, _ = pairs_of(options.load_first, kept)
    load = np.concatenate((options.load[entry], ghost_load))
    used = np.zeros(len(problem.loads.box_cny), dtype=bool)
    used[load] = True
    item = np.repeat(np.arange(len(parts)), parts)
    per_item = np.diff(np.searchsorted(problem.item_of_option[kept], np.arange(len(parts) + 1)))
    per_item = np.concatenate((per_item[mine], np.ones(len(ghost), dtype=np.int64)))
    legs = np.concatenate((np.diff(options.load_first)[kept], np.ones(len(ghost), dtype=np.int64)))
    all_items = np.concatenate((mine, item[ghost]))
    part = np.concatenate((np.ones(len(mine)), 1.0 / parts[item[ghost]]))
    is_ghost = np.arange(len(all_items)) >= len(mine)
    narrow = replace(
        problem,
        items=replace(
            items,
            item_id=tuple(items.item_id[i] for i in all_items.tolist()),
            m3=items.m3[all_items] * part,
            t=items.t[all_items] * part,
            whole=items.whole[all_items] | is_ghost,
            away_cny=np.where(is_ghost, np.inf, items.away_cny[all_items]),
            known_h=items.known_h[all_items],
        ),
    )
    new_options = Options(
        first=_sums(per_item),
        own_cny=np.concatenate((options.own_cny[kept], np.zeros(len(ghost)))),
        load_first=_sums(legs),
        load=_places(used)[load],
    )
    parcel_first = np.concatenate(([0], np.cumsum(parts)))
    parcel, _ = pairs_of(parcel_first, mine)
    place = np.full(len(options.own_cny) + 1, -1, dtype=np.int64)
    place[kept] = np.arange(len(kept))
    return Piece(
        _with_loads(narrow, np.nonzero(used)[0], new_options),
        np.concatenate((share[entry], np.zeros(len(ghost)))),
        np.concatenate((parts[mine], np.ones(len(ghost), dtype=np.int64))),
        held,
        np.concatenate((place[choice[parcel]], len(kept) + np.arange(len(ghost)))),
        parcel,
        kept,
    )


def _rooms(
    problem: FreightProblem, boxes: Floats, t: Floats, late: Ints, turn: int
) -> list[Floats]:
    """Room of every slot for each side, by measure."""
    loads, slots = problem.loads, problem.slots
    at, on_load = pairs_of(loads.slot_first, np.arange(len(late)))
    slot = loads.slot[at]
    size = len(slots.teu)
    takes = (boxes * loads.box_teu, boxes * loads.box_tare_t + t, boxes * loads.box_plugs)
    touched = np.stack([np.bincount(slot[late[on_load] == side], minlength=size) > 0
                        for side in (0, 1)])  # fmt: skip
    turned = (np.arange(size) + turn) % 2
    rooms: list[Floats] = []
    for side in (0, 1):
        gets = touched[side] & (~touched[1 - side] | (turned == side))
        room = np.empty((3, size))
        for measure, (take, limit) in enumerate(
            zip(takes, (slots.teu, slots.t, slots.plugs), strict=True)
        ):
            mine = late[on_load] == side
            own = np.bincount(slot[mine], take[on_load[mine]], size)
            every = np.bincount(slot, take[on_load], size)
            free = np.maximum(0.0, limit - every)
            room[measure] = np.where(np.isinf(limit), np.inf, own + np.where(gets, free, 0.0))
        rooms.append(room)
    return rooms


def _with_loads(problem: FreightProblem, kept: Ints, options: Options) -> FreightProblem:
    loads = problem.loads
    slot_at, _ = pairs_of(loads.slot_first, kept)
    switch_at, _ = pairs_of(loads.switch_first, kept)
    fewer = replace(
        loads,
        load_id=tuple(loads.load_id[g] for g in kept.tolist()),
        box_cny=loads.box_cny[kept],
        box_m3=loads.box_m3[kept],
        box_t=loads.box_t[kept],
        box_teu=loads.box_teu[kept],
        box_tare_t=loads.box_tare_t[kept],
        box_plugs=loads.box_plugs[kept],
        most_boxes=loads.most_boxes[kept],
        close_h=loads.close_h[kept],
        slot_first=_sums(np.diff(loads.slot_first)[kept]),
        slot=loads.slot[slot_at],
        switch_first=_sums(np.diff(loads.switch_first)[kept]),
        switch=loads.switch[switch_at],
    )
    return replace(problem, options=options, loads=fewer)


def _sums(lengths: Ints) -> Ints:
    return np.append(0, np.cumsum(lengths)).astype(np.int64)


def _places(used: Flags) -> Ints:
    place = np.cumsum(used) - 1
    result: Ints = place.astype(np.int64)
    return result
