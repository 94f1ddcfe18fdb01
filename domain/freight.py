"""The freight problem in arrays: which option each item takes, and how many boxes each load fills.

The planner's core, without a network, a clock or a scenario: all of those have become options
(ways that an item may go) and loads (box journeys of one class, that items share). It is what the
solvers see, what the generator of instances makes, and what tables and scenarios are turned into.

Items take options; an option uses loads, one after the other; a load fills whole boxes; its boxes
take room in slots (a departure on a leg) and need switches (a train run, a facility open):

    minimise   sum own_cny[o] x[o] + sum away_cny[i] a[i] + sum box_cny[g] y[g]
               + sum open_cny[k] z[k] + sum dead_cny_per_teu[k] miss[k]
    subject to sum of x[o] over the options of i, + a[i] = 1            for every item i
               y[g] >= m3 in g / box_m3[g], y[g] >= t in g / box_t[g], y[g] whole
               y[g] <= most_boxes[g];  x[o] > 0 only if y[g] >= 1 for each of its loads
               TEU, tonnes (goods and tare) and plugs of the boxes in slot s within its room
               y[g] > 0 only if z[k] = 1 for each switch k of load g
               miss[k] >= least_teu[k] z[k] - TEU of the loads that need k

Goods may be cut over the boxes of one load, not over options where an item is `whole`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

SLACK = 1e-9
"""Relative room for rounding when boxes are counted and capacities compared."""
AWAY = -1
"""The option of an item that is outsourced."""


@dataclass(frozen=True, slots=True)
class Items:
    """Consignments, n of them: size in m3 and t, price of outsourcing (inf: none), hour known.

    `whole` items take one option; the others may be divided.
    """

    item_id: tuple[str, ...]
    m3: Floats
    t: Floats
    whole: Flags
    away_cny: Floats
    known_h: Floats


@dataclass(frozen=True, slots=True)
class Options:
    """Ways that items may go, grouped by item: those of item i are [first[i], first[i + 1]).

    `own_cny` is for the whole item; the loads that option o uses are
    load[load_first[o]:load_first[o + 1]], in travel order, each once.
    """

    first: Ints
    own_cny: Floats
    load_first: Ints
    load: Ints


@dataclass(frozen=True, slots=True)
class Loads:
    """Box journeys of one class, g of them; `close_h` is the hour of stuffing.

    The slots that a box takes room in are slot[slot_first[g]:slot_first[g + 1]], the switches it
    needs switch[switch_first[g]:switch_first[g + 1]].
    """

    load_id: tuple[str, ...]
    box_cny: Floats
    box_m3: Floats
    box_t: Floats
    box_teu: Floats
    box_tare_t: Floats
    box_plugs: Floats
    most_boxes: Floats
    close_h: Floats
    slot_first: Ints
    slot: Ints
    switch_first: Ints
    switch: Ints


@dataclass(frozen=True, slots=True)
class Slots:
    """Room of a departure on a leg, in TEU, tonnes and plugs (inf: no limit)."""

    slot_id: tuple[str, ...]
    teu: Floats
    t: Floats
    plugs: Floats


@dataclass(frozen=True, slots=True)
class Switches:
    """What must be paid for before it is used: trains that run, facilities that open."""

    switch_id: tuple[str, ...]
    open_cny: Floats
    least_teu: Floats
    dead_cny_per_teu: Floats


@dataclass(frozen=True, slots=True)
class FreightProblem:
    """One problem; see the module."""

    name: str
    items: Items
    options: Options
    loads: Loads
    slots: Slots
    switches: Switches

    @property
    def item_of_option(self) -> Ints:
        """The item of every option."""
        return np.repeat(np.arange(len(self.items.m3)), np.diff(self.options.first))


@dataclass(frozen=True, slots=True)
class FreightPlan:
    """An answer: options taken with the share of their item, boxes per load, switches on.

    What an item's shares leave of 1 is outsourced. `bound_cny` is a lower bound on every plan.
    """

    taken: Ints
    share: Floats
    boxes: Ints
    on: Flags
    cost_cny: float
    bound_cny: float = -math.inf
    status: str = "feasible"
    seconds: float = 0.0
    deterministic: bool = True
    notes: dict[str, float] = field(default_factory=dict)

    @property
    def gap(self) -> float:
        """(cost - bound) / cost; 0 where both are 0."""
        return 0.0 if self.cost_cny == 0.0 else (self.cost_cny - self.bound_cny) / self.cost_cny


@dataclass(frozen=True, slots=True)
class FreightBooks:
    """A plan counted again: its cost by kind, and what is wrong with it."""

    own_cny: float
    away_cny: float
    boxes_cny: float
    open_cny: float
    dead_cny: float
    problems: tuple[str, ...]

    @property
    def cost_cny(self) -> float:
        """All kinds."""
        return math.fsum(
            (self.own_cny, self.away_cny, self.boxes_cny, self.open_cny, self.dead_cny)
        )


def boxes_needed(m3: float, t: float, box_m3: float, box_t: float) -> int:
    """Boxes that goods which may be cut need: 0 for nothing."""
    if m3 <= 0.0 and t <= 0.0:
        return 0
    return max(1, math.ceil(m3 / box_m3 * (1.0 - SLACK)), math.ceil(t / box_t * (1.0 - SLACK)))


def count(problem: FreightProblem, plan: FreightPlan) -> FreightBooks:
    """Recompute cost and feasibility of a plan from the problem alone.

    Raises
    ------
    IndexError
        When the plan names an option that the problem does not have.
    """
    items, options, loads = problem.items, problem.options, problem.loads
    strange = plan.taken[(plan.taken < 0) | (plan.taken >= len(options.own_cny))]
    if len(strange):
        raise IndexError(f"no option {strange[0]}: there are {len(options.own_cny)}")
    wrong: list[str] = []
    owner = problem.item_of_option
    share_of = np.zeros(len(items.m3))
    m3, t = np.zeros(len(loads.box_cny)), np.zeros(len(loads.box_cny))
    used = np.zeros(len(loads.box_cny), dtype=bool)
    own: list[float] = []
    for option, share in zip(plan.taken.tolist(), plan.share.tolist(), strict=True):
        item = int(owner[option])
        if not 0.0 < share <= 1.0 + SLACK:
            wrong.append(f"{items.item_id[item]}: a share of {share}")
        if items.whole[item] and abs(share - 1.0) > SLACK:
            wrong.append(f"{items.item_id[item]}: divided, though it is whole")
        share_of[item] += share
        own.append(share * float(options.own_cny[option]))
        for load in options.load[options.load_first[option] : options.load_first[option + 1]]:
            m3[load] += share * items.m3[item]
            t[load] += share * items.t[item]
            used[load] = True
    left = np.where(np.abs(1.0 - share_of) <= 1e-7, 0.0, 1.0 - share_of)
    for item in np.nonzero(left < 0.0)[0].tolist():
        wrong.append(f"{items.item_id[item]}: shares sum to {share_of[item]}")
    for item in np.nonzero((left > 0.0) & np.isinf(items.away_cny))[0].tolist():
        wrong.append(f"{items.item_id[item]}: not served, and has no price of outsourcing")
    away = [float(items.away_cny[i] * left[i]) for i in np.nonzero(left > 0.0)[0].tolist()]
    wrong.extend(_wrong_boxes(problem, plan, m3, t, used))
    wrong.extend(_wrong_slots(problem, plan, t))
    opened, dead, faults = _switches(problem, plan)
    wrong.extend(faults)
    boxes = [float(c * n) for c, n in zip(loads.box_cny, plan.boxes, strict=True) if n]
    return FreightBooks(
        math.fsum(own), math.fsum(away), math.fsum(boxes), opened, dead, tuple(wrong)
    )


def _wrong_boxes(
    problem: FreightProblem, plan: FreightPlan, m3: Floats, t: Floats, used: Flags
) -> Sequence[str]:
    loads = problem.loads
    wrong: list[str] = []
    for load in np.nonzero(used | (plan.boxes != 0))[0].tolist():
        needed = boxes_needed(m3[load], t[load], loads.box_m3[load], loads.box_t[load])
        needed = max(needed, int(used[load]))
        if plan.boxes[load] < needed:
            wrong.append(
                f"{loads.load_id[load]}: {plan.boxes[load]} boxes where {needed} are needed"
            )
        if plan.boxes[load] > loads.most_boxes[load]:
            wrong.append(f"{loads.load_id[load]}: more than {loads.most_boxes[load]:g} boxes")
    return wrong


def _wrong_slots(problem: FreightProblem, plan: FreightPlan, t: Floats) -> Sequence[str]:
    loads, slots = problem.loads, problem.slots
    wrong: list[str] = []
    taken = np.zeros((3, len(slots.teu)))
    for load in np.nonzero(plan.boxes)[0].tolist():
        n = float(plan.boxes[load])
        per = (
            n * loads.box_teu[load],
            t[load] + n * loads.box_tare_t[load],
            n * loads.box_plugs[load],
        )
        for slot in loads.slot[loads.slot_first[load] : loads.slot_first[load + 1]]:
            taken[:, slot] += per
    for axis, (name, room) in enumerate(
        (("TEU", slots.teu), ("t", slots.t), ("plugs", slots.plugs))
    ):
        over = np.nonzero(taken[axis] > room * (1.0 + SLACK) + SLACK)[0]
        wrong.extend(
            f"{slots.slot_id[s]}: {taken[axis, s]:g} {name} where {room[s]:g} fit" for s in over
        )
    return wrong


def _switches(problem: FreightProblem, plan: FreightPlan) -> tuple[float, float, Sequence[str]]:
    loads, switches = problem.loads, problem.switches
    wrong: list[str] = []
    teu = np.zeros(len(switches.open_cny))
    for load in np.nonzero(plan.boxes)[0].tolist():
        for switch in loads.switch[loads.switch_first[load] : loads.switch_first[load + 1]]:
            teu[switch] += plan.boxes[load] * loads.box_teu[load]
            if not plan.on[switch]:
                wrong.append(f"{loads.load_id[load]}: {switches.switch_id[switch]} is off")
    missing = np.maximum(0.0, switches.least_teu - teu)
    on = np.nonzero(plan.on)[0].tolist()
    opened = math.fsum(float(switches.open_cny[k]) for k in on)
    dead = math.fsum(float(missing[k] * switches.dead_cny_per_teu[k]) for k in on)
    return opened, dead, wrong
