"""Columns and rows of the path model, built in arrays: there may be a million coefficients.

The model is described in `optimize.freight.exact`; every function here that is named after a rule
adds the rows of that rule.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from domain.freight import Flags, Floats, FreightProblem, Ints
from optimize.freight.settle import pairs_of

TOLERANCE = 1e-9
"""Of rows and of whole values; the counting of boxes forgives as much."""


@dataclass(slots=True)
class Columns:
    """Column numbers by kind, and what the solver is told of each column."""

    options: Ints
    away: Ints
    loads: Ints
    switches: Ints
    missing: Ints
    at_option: Ints
    at_away: Ints
    at_load: Ints
    at_switch: Ints
    at_missing: Ints
    cost: Floats
    least: Floats
    most: Floats
    whole: Flags


@dataclass(slots=True)
class Held:
    """What does not move: choices, goods and boxes per load, switches that those need."""

    taken: Ints
    share: Floats
    m3: Floats
    t: Floats
    boxes: Ints
    on: Flags


@dataclass(slots=True)
class Rows:
    """Rows of the matrix in coordinates, gathered family by family."""

    row: list[Ints] = field(default_factory=list)
    column: list[Ints] = field(default_factory=list)
    value: list[Floats] = field(default_factory=list)
    lower: list[Floats] = field(default_factory=list)
    upper: list[Floats] = field(default_factory=list)
    rows: int = 0

    def family(self, lower: Floats, upper: Floats) -> int:
        """The number of the first row of a new family."""
        first = self.rows
        self.lower.append(lower)
        self.upper.append(upper)
        self.rows += len(lower)
        return first

    def put(self, row: Ints, column: Ints, value: Floats) -> None:
        """Coefficients; what falls on one place is added."""
        self.row.append(row)
        self.column.append(column)
        self.value.append(value)


def make_columns(problem: FreightProblem, chosen: Flags, freed: Flags, held: Held) -> Columns:
    """The columns of the options chosen, of the loads that those use, and of their switches."""
    items, loads, switches = problem.items, problem.loads, problem.switches
    options = np.nonzero(chosen)[0]
    away = np.nonzero(freed & np.isfinite(items.away_cny))[0]
    position, _ = pairs_of(problem.options.load_first, options)
    used = _with_spare(problem, np.unique(problem.options.load[position]))
    position, _ = pairs_of(loads.switch_first, used)
    needed = np.unique(loads.switch[position])
    short = needed[(switches.least_teu[needed] > 0.0) & (switches.dead_cny_per_teu[needed] != 0.0)]
    ends = np.cumsum([0, len(options), len(away), len(used), len(needed), len(short)])

    def places(size: int, members: Ints, first: int) -> Ints:
        at = np.full(size, -1, dtype=np.int64)
        at[members] = first + np.arange(len(members))
        return at

    return Columns(
        options, away, used, needed, short,
        places(len(chosen), options, int(ends[0])),
        places(len(freed), away, int(ends[1])),
        places(len(loads.box_cny), used, int(ends[2])),
        places(len(held.on), needed, int(ends[3])),
        places(len(held.on), short, int(ends[4])),
        cost=np.concatenate((
            problem.options.own_cny[options], items.away_cny[away], loads.box_cny[used],
            switches.open_cny[needed], switches.dead_cny_per_teu[short],
        )),
        least=np.concatenate((
            np.zeros(len(options) + len(away)), held.boxes[used].astype(float),
            held.on[needed].astype(float), np.zeros(len(short)),
        )),
        most=np.concatenate((
            np.ones(len(options) + len(away)), _most_boxes(problem, options, used, held),
            np.ones(len(needed)), switches.least_teu[short],
        )),
        whole=np.concatenate((
            items.whole[problem.item_of_option[options]], np.zeros(len(away), dtype=bool),
            np.ones(len(used) + len(needed), dtype=bool), np.zeros(len(short), dtype=bool),
        )),
    )  # fmt: skip


def _with_spare(problem: FreightProblem, used: Ints) -> Ints:
    """Some loads, and those whose empty boxes can spare more dead freight than they cost."""
    loads, switches = problem.loads, problem.switches
    position, row = pairs_of(loads.switch_first, np.arange(len(loads.box_cny)))
    switch = loads.switch[position]
    dead = np.where(switches.least_teu > 0.0, switches.dead_cny_per_teu, 0.0)
    spared = np.bincount(row, weights=dead[switch], minlength=len(loads.box_cny))
    pays = spared * loads.box_teu > loads.box_cny
    while pays.any():
        needed = np.zeros(len(dead), dtype=bool)
        needed[switch[np.isin(row, used)]] = True
        more = np.unique(row[needed[switch] & (dead[switch] > 0.0) & pays[row]])
        if np.isin(more, used).all():
            break
        used = np.union1d(used, more)
    return used


def _most_boxes(problem: FreightProblem, options: Ints, used: Ints, held: Held) -> Floats:
    """Boxes beyond which no load of `used` gains: all goods that may come, or its least loads."""
    loads, items = problem.loads, problem.items
    position, row = pairs_of(problem.options.load_first, options)
    load = problem.options.load[position]
    item = problem.item_of_option[options][row]
    pairs = np.unique(np.stack((load, item)), axis=1)
    m3, t = held.m3.copy(), held.t.copy()
    np.add.at(m3, pairs[0], items.m3[pairs[1]])
    np.add.at(t, pairs[0], items.t[pairs[1]])
    most = np.ceil(np.maximum(m3 / loads.box_m3, t / loads.box_t))[used] + 1.0
    position, row = pairs_of(loads.switch_first, used)
    pad = np.zeros(len(used))
    np.maximum.at(pad, row, problem.switches.least_teu[loads.switch[position]])
    teu = np.maximum(loads.box_teu[used], TOLERANCE)
    most += np.where(pad > 0.0, np.ceil(pad / teu), 0.0)
    position, row = pairs_of(loads.slot_first, used)
    room = np.full(len(used), math.inf)
    np.minimum.at(room, row, problem.slots.teu[loads.slot[position]])
    with np.errstate(invalid="ignore"):
        most = np.minimum(most, np.floor(room / teu * (1.0 + TOLERANCE) + TOLERANCE))
    return np.maximum(np.minimum(most, np.floor(loads.most_boxes[used])), held.boxes[used])


def every_item(problem: FreightProblem, columns: Columns, rows: Rows, freed: Flags) -> None:
    """every_item: shares over options and outsourcing sum to 1."""
    items = np.nonzero(freed)[0]
    row_of = np.full(len(freed), -1, dtype=np.int64)
    row_of[items] = rows.family(np.ones(len(items)), np.ones(len(items))) + np.arange(len(items))
    owner = problem.item_of_option[columns.options]
    rows.put(row_of[owner], columns.at_option[columns.options], np.ones(len(owner)))
    rows.put(row_of[columns.away], columns.at_away[columns.away], np.ones(len(columns.away)))


def box_contents(problem: FreightProblem, columns: Columns, rows: Rows, held: Held) -> None:
    """box_volume and box_weight: goods fill no more than the boxes, measured in boxes."""
    position, row = pairs_of(problem.options.load_first, columns.options)
    load = problem.options.load[position]
    item = problem.item_of_option[columns.options][row]
    used = columns.loads
    for size, held_size, box in (
        (problem.items.m3, held.m3, problem.loads.box_m3),
        (problem.items.t, held.t, problem.loads.box_t),
    ):
        first = rows.family(np.full(len(used), -math.inf), -held_size[used] / box[used])
        at = first + np.searchsorted(used, load)
        rows.put(at, columns.at_option[columns.options][row], size[item] / box[load])
        rows.put(first + np.arange(len(used)), columns.at_load[used], np.full(len(used), -1.0))


def open_boxes(problem: FreightProblem, columns: Columns, rows: Rows) -> None:
    """open_boxes: what an item needs alone is there, per item and load."""
    items, loads = problem.items, problem.loads
    position, row = pairs_of(problem.options.load_first, columns.options)
    load = problem.options.load[position]
    item = problem.item_of_option[columns.options][row]
    key, at = np.unique(item * len(loads.box_cny) + load, return_inverse=True)
    need = np.maximum(items.m3[item] / loads.box_m3[load], items.t[item] / loads.box_t[load])
    need = np.where(items.whole[item], np.ceil(need * (1.0 - TOLERANCE)), need)
    first = rows.family(np.full(len(key), -math.inf), np.zeros(len(key)))
    rows.put(first + at, columns.at_option[columns.options][row], np.maximum(1.0, need))
    loaded = key % len(loads.box_cny)
    rows.put(first + np.arange(len(key)), columns.at_load[loaded], np.full(len(key), -1.0))


def room(problem: FreightProblem, columns: Columns, rows: Rows, held: Held) -> None:
    """room: TEU, tonnes of goods and boxes, and plugs in every slot that a load takes room in."""
    loads, slots = problem.loads, problem.slots
    used = columns.loads
    boxed = held.boxes.copy()
    boxed[used] = 0
    position, row = pairs_of(loads.slot_first, used)
    slot, load = loads.slot[position], used[row]
    all_position, all_row = pairs_of(loads.slot_first, np.arange(len(loads.box_cny)))
    all_slot = loads.slot[all_position]
    touched = np.unique(slot)
    for room, per_box, goods in (
        (slots.teu, loads.box_teu, False),
        (slots.t, loads.box_tare_t, True),
        (slots.plugs, loads.box_plugs, False),
    ):
        limited = touched[np.isfinite(room[touched])]
        row_of = np.full(len(room), -1, dtype=np.int64)
        taken = np.zeros(len(room))
        np.add.at(taken, all_slot, (boxed * per_box + (held.t if goods else 0.0))[all_row])
        left = room[limited] - taken[limited]
        first = rows.family(np.full(len(limited), -math.inf), left)
        row_of[limited] = first + np.arange(len(limited))
        some = (row_of[slot] >= 0) & (per_box[load] != 0.0)
        rows.put(row_of[slot[some]], columns.at_load[load[some]], per_box[load[some]])
        if goods:
            where, option = pairs_of(problem.options.load_first, columns.options)
            slot_at, pair = pairs_of(loads.slot_first, problem.options.load[where])
            at, option = row_of[loads.slot[slot_at]], columns.options[option[pair]]
            some = at >= 0
            t = problem.items.t[problem.item_of_option[option]]
            rows.put(at[some], columns.at_option[option[some]], t[some])


def switch_on(problem: FreightProblem, columns: Columns, rows: Rows) -> None:
    """switch_on: boxes, and every item by itself, only where the switches are on."""
    loads = problem.loads
    position, row = pairs_of(loads.switch_first, columns.loads)
    load, switch = columns.loads[row], loads.switch[position]
    first = rows.family(np.full(len(load), -math.inf), np.zeros(len(load)))
    at = first + np.arange(len(load))
    rows.put(at, columns.at_load[load], np.ones(len(load)))
    rows.put(at, columns.at_switch[switch], -columns.most[columns.at_load[load]])
    where, option = pairs_of(problem.options.load_first, columns.options)
    switch_at, pair = pairs_of(loads.switch_first, problem.options.load[where])
    switch, option = loads.switch[switch_at], columns.options[option[pair]]
    both = np.unique(np.stack((option, switch)), axis=1)
    size = len(problem.switches.open_cny)
    key, at = np.unique(
        problem.item_of_option[both[0]] * max(size, 1) + both[1], return_inverse=True
    )
    first = rows.family(np.full(len(key), -math.inf), np.zeros(len(key)))
    rows.put(first + at, columns.at_option[both[0]], np.ones(len(at)))
    rows.put(
        first + np.arange(len(key)),
        columns.at_switch[key % max(size, 1)],
        np.full(len(key), -1.0),
    )


def least_load(problem: FreightProblem, columns: Columns, rows: Rows, held: Held) -> None:
    """least_load: TEU of the boxes, and what is missing, reach the least load where it is on."""
    loads, short = problem.loads, columns.missing
    boxed = held.boxes.copy()
    boxed[columns.loads] = 0
    position, row = pairs_of(loads.switch_first, np.arange(len(boxed)))
    taken = np.zeros(len(problem.switches.open_cny))
    np.add.at(taken, loads.switch[position], (boxed * loads.box_teu)[row])
    first = rows.family(-taken[short], np.full(len(short), math.inf))
    row_of = np.full(len(taken), -1, dtype=np.int64)
    row_of[short] = first + np.arange(len(short))
    position, row = pairs_of(loads.switch_first, columns.loads)
    at, load = row_of[loads.switch[position]], columns.loads[row]
    some = at >= 0
    rows.put(at[some], columns.at_load[load[some]], loads.box_teu[load[some]])
    rows.put(row_of[short], columns.at_missing[short], np.ones(len(short)))
    rows.put(row_of[short], columns.at_switch[short], -problem.switches.least_teu[short])
