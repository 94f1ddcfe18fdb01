"""Neighbourhood search on the true cost: boxes, room, trains and their least loads included.

Some parcels (items, or parts of divisible ones) are taken out and put back one by one, each on the
option that adds least; the change is kept if it pays, or now and then if it does not (annealing).
What an option adds is mixed with the parcel's fair part of the boxes that it rides in, so that a
box may be opened for several parcels that only pay together. With a `Bound` the fair parts are
those of its prices, and options whose reduced cost is high may be left out.

Room is never exceeded. Limits are counts of rounds; the order of random numbers is fixed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from domain.freight import SLACK, Flags, Floats, FreightPlan, FreightProblem, Ints
from optimize.freight import search_kernels as kernels
from optimize.freight.ruin_kernels import anneal
from optimize.freight.settle import pairs_of, settle

MOST_PARTS = 12
"""Parts that a divisible item is searched in at most."""
PART_OF_A_BOX = 0.5
NO_WAY_CNY = 10.0
"""Times the dearest way: the price of leaving an item unserved that nobody else would carry."""
MOST_OUT = 240


class Search:
    """A plan that gets better by rounds of taking out and putting back.

    Parameters
    ----------
    share
        Aligned with `options.load`, CNY that an option pays at each load (`Bound.share`); where it
        is 0, and without it, the part of a box that the item fills.
    keep
        Per option; the search does not look at others.
    seed
        Of the random numbers, any whole number.
    parts
        By item, into how many parcels it is divided; without it, by its size.
    held
        By switch, whether others keep it on, so that it costs nothing more to open.
    """

    def __init__(
        self,
        problem: FreightProblem,
        *,
        share: Floats | None = None,
        keep: Flags | None = None,
        seed: int = 1,
        parts: Ints | None = None,
        held: Flags | None = None,
    ) -> None:
        self.problem = problem
        self._kept = _in_order(problem, keep)
        self._parts = parts_of(problem) if parts is None else parts
        self._item = np.repeat(np.arange(len(self._parts)), self._parts)
        self.case = _case(problem, self._kept, self._item, self._parts, share, held)
        self.state = _state(self.case, seed)
        parcels = len(self._item)
        self._out = np.zeros(min(parcels, MOST_OUT), dtype=np.int64)
        self._old = np.zeros(len(self._out), dtype=np.int64)
        self._seen = np.zeros(parcels, dtype=np.int64)
        self._changed = np.zeros(parcels, dtype=np.int64)
        self._is_changed = np.zeros(parcels, dtype=bool)
        self._stamp = 0
        self.cost = 0.0
        self.least = math.inf
        self.best = np.full(parcels, kernels.AWAY, dtype=np.int64)
        self.rounds = 0
        self.kept = 0

    def greedy(self, fairness: float = 0.7) -> None:
        """Place every parcel, largest first, at own cost and a mix of added and fair cost."""
        size = self.case.parcel_m3
        order = np.lexsort((np.arange(len(size)), -size))
        self._restore(np.full(len(size), kernels.OUT, dtype=np.int64))
        self.cost = float(kernels.insert_all(self.case, self.state, order, fairness))
        self._note()

    def sweep(self, fairness: float) -> None:
        """Take every parcel off and place it anew, largest first; worth repeating at less fairness.

        Unlike `run` it may end dearer than it began; the best choices met are kept.
        """
        size = self.case.parcel_m3
        order = np.lexsort((np.arange(len(size)), -size))
        self.cost += float(kernels.sweep(self.case, self.state, order, fairness))
        self._note()

    def placing(self, sweeps: int) -> Iterator[int]:
        """Place every parcel by fair cost, then anew by less and less of it; pauses after each."""
        self.greedy(1.0)
        for number in range(sweeps):
            self.sweep(1.0 - (number + 1) / sweeps)
            yield number

    def place_all(self, sweeps: int) -> None:
        """The same without pause."""
        for _ in self.placing(sweeps):
            pass

    def run(self, rounds: int, hot_cny: float, cold_cny: float, size: int = 12) -> None:
        """Go through rounds of ruin while the temperature falls; `size` parcels at a time."""
        if not len(self._out):
            return
        switching = 0.06 if len(self.case.open_cny) else 0.0
        best = self.state.option.copy()
        self.cost, least, kept, self._stamp = anneal(
            self.case, self.state, self.cost, rounds, hot_cny, cold_cny, size, switching,
            self._stamp, self._out, self._old, self._seen, best, self._changed, self._is_changed,
        )  # fmt: skip
        self.rounds += rounds
        self.kept += int(kept)
        if least < self.least:
            self.least, self.best = least, best

    def start_from(self, plan: FreightPlan) -> None:
        """Place parcels as a plan has them, where whole; others stay outsourced."""
        option_of = np.full(len(self.problem.items.m3), kernels.AWAY, dtype=np.int64)
        option_of[self.problem.item_of_option[plan.taken]] = plan.taken
        self.place(option_of[self._item])

    @property
    def choice(self) -> Ints:
        """The best choices met: by parcel an option of the problem, -1 outsourced."""
        return self._named(self.best)

    @property
    def standing(self) -> Ints:
        """The choices as they stand, which while it is hot are dearer than the best met."""
        return self._named(self.state.option)

    def place(self, choice: Ints) -> None:
        """Place every parcel where told, as `choice` does."""
        position = np.full(len(self.problem.options.own_cny) + 1, kernels.AWAY, dtype=np.int64)
        position[self._kept] = np.arange(len(self._kept))
        kernels.clear(self.case, self.state)
        self.cost = float(kernels.put_all(self.case, self.state, position[choice]))
        self._note()

    def plan(self) -> FreightPlan:
        """The best choices met, settled and counted anew."""
        return chosen_plan(self.problem, self.choice, self._parts)

    @property
    def unserved(self) -> int:
        """Parcels that nobody carries though they cannot be outsourced, in the best choices."""
        return int((np.isinf(self.problem.items.away_cny[self._item]) & (self.best < 0)).sum())

    def _named(self, option: Ints) -> Ints:
        chosen = np.full(len(option), kernels.AWAY, dtype=np.int64)
        chosen[option >= 0] = self._kept[option[option >= 0]]
        return chosen

    def _note(self) -> None:
        if self.cost < self.least:
            self.least, self.best = self.cost, self.state.option.copy()

    def _restore(self, option: Ints) -> None:
        """Fill the state from nothing, which also sheds rounding."""
        kernels.clear(self.case, self.state)
        kernels.put_all(self.case, self.state, option)


def chosen_plan(problem: FreightProblem, choice: Ints, parts: Ints) -> FreightPlan:
    """The plan in which every parcel takes the option of `choice` (-1: outsourced), counted."""
    placed = choice >= 0
    share = 1.0 / np.repeat(parts, parts)[placed]
    taken, at = np.unique(choice[placed], return_inverse=True)
    shares = np.bincount(at, weights=share, minlength=len(taken)).astype(np.float64)
    return settle(problem, taken, shares)


def _in_order(problem: FreightProblem, keep: Flags | None) -> Ints:
    """Options that are looked at, by item and then by own cost."""
    kept = (
        np.arange(len(problem.options.own_cny)) if keep is None else np.nonzero(keep)[0]
    ).astype(np.int64)
    owner = problem.item_of_option[kept]
    return kept[np.lexsort((problem.options.own_cny[kept], owner))]


def parts_of(problem: FreightProblem) -> Ints:
    """Into how many parcels every item is divided, each at most half of a box."""
    items, loads = problem.items, problem.loads
    box_m3 = float(np.median(loads.box_m3)) if len(loads.box_m3) else 1.0
    box_t = float(np.median(loads.box_t)) if len(loads.box_t) else 1.0
    boxes = np.maximum(items.m3 / box_m3, items.t / box_t)
    parts = np.clip(np.ceil(boxes / PART_OF_A_BOX), 1, MOST_PARTS).astype(np.int64)
    divided: Ints = np.where(items.whole, 1, parts)
    return divided


def _case(
    problem: FreightProblem,
    kept: Ints,
    item: Ints,
    parts: Ints,
    share: Floats | None,
    held: Flags | None,
) -> kernels.Case:
    items, loads, slots = problem.items, problem.loads, problem.slots
    options, switches = problem.options, problem.switches
    owner = problem.item_of_option[kept]
    entry, row = pairs_of(options.load_first, kept)
    load = options.load[entry]
    fair = loads.box_cny[load] * np.maximum(
        items.m3[owner[row]] / loads.box_m3[load], items.t[owner[row]] / loads.box_t[load]
    )
    if share is not None:
        fair = np.where(share[entry] > 0.0, share[entry], fair)
    lengths = np.diff(options.load_first)[kept]
    first = np.searchsorted(owner, np.arange(len(items.m3) + 1))
    parcel_of = np.searchsorted(item, np.arange(len(items.m3) + 1))
    by_load = np.argsort(load, kind="stable")
    dearest = float(options.own_cny.max(initial=0.0) + loads.box_cny.max(initial=0.0))
    away = np.where(np.isinf(items.away_cny), NO_WAY_CNY * (dearest + 1.0), items.away_cny)
    room = np.stack([slots.teu, slots.t, slots.plugs])
    limited = np.append(np.isfinite(slots.t), False)
    position, at = pairs_of(loads.slot_first, np.arange(len(loads.box_cny)))
    tonnes_matter = np.zeros(len(loads.box_cny), dtype=bool)
    tonnes_matter[at[limited[loads.slot[position]]]] = True
    position, at = pairs_of(loads.switch_first, np.arange(len(loads.box_cny)))
    by_switch = np.argsort(loads.switch[position], kind="stable")
    count = len(switches.open_cny)
    box = np.empty((len(loads.box_cny), 8))
    for column, values in (
        (kernels.PRICE, loads.box_cny), (kernels.M3, loads.box_m3), (kernels.T, loads.box_t),
        (kernels.TEU, loads.box_teu), (kernels.TARE, loads.box_tare_t),
        (kernels.PLUGS, loads.box_plugs), (kernels.MOST, loads.most_boxes),
        (kernels.WEIGHED, tonnes_matter.astype(float)),
    ):  # fmt: skip
        box[:, column] = values
    return kernels.Case(
        parcel_share=1.0 / parts[item],
        parcel_m3=items.m3[item] / parts[item],
        parcel_t=items.t[item] / parts[item],
        parcel_away=away[item] / parts[item],
        option_first=first[:-1][item],
        option_end=first[1:][item],
        own=options.own_cny[kept],
        load_first=np.append(0, np.cumsum(lengths)),
        load=load.astype(np.int32),
        fair=fair.astype(np.float32),
        rider_first=np.searchsorted(load[by_load], np.arange(len(loads.box_cny) + 1)),
        rider=parcel_of[owner[row[by_load]]].astype(np.int32),
        box=box,
        slot_first=loads.slot_first,
        slot=loads.slot,
        room=np.ascontiguousarray((room * (1.0 + 0.5 * SLACK) + 0.5 * SLACK).T),
        switch_first=loads.switch_first,
        switch=loads.switch,
        held=np.zeros(count, dtype=np.int64) if held is None else held.astype(np.int64),
        open_cny=switches.open_cny,
        least_teu=switches.least_teu,
        dead_cny=switches.dead_cny_per_teu,
        user_first=np.searchsorted(loads.switch[position][by_switch], np.arange(count + 1)),
        user=at[by_switch],
        legs=max(1, int(lengths.max(initial=0))),
    )


def _state(case: kernels.Case, seed: int) -> kernels.State:
    parcels, loads = len(case.parcel_m3), len(case.box)
    slots, switches = len(case.room), len(case.open_cny)
    random = np.array([(seed * 0x9E3779B97F4A7C15 + 0x2545F4914F6CDD1D) % 2**64], dtype=np.uint64)
    return kernels.State(
        option=np.full(parcels, kernels.OUT, dtype=np.int64),
        fill=np.zeros((loads, 4)),
        barring=np.zeros(1, dtype=np.int64),
        taken=np.zeros((slots, 3)),
        active=case.held.copy(),
        teu=np.zeros(switches),
        head=np.full(loads, -1, dtype=np.int64),
        after=np.full(parcels * case.legs, -1, dtype=np.int64),
        before=np.full(parcels * case.legs, -1, dtype=np.int64),
        barred=np.zeros(loads, dtype=np.int64),
        barred_switch=np.zeros(switches, dtype=np.int64),
        mark=np.zeros(switches, dtype=np.int64),
        more=np.zeros((slots, 3)),
        more_teu=np.zeros(switches),
        random=random,
    )


def typical_box_cny(problem: FreightProblem) -> float:
    """Median price of the boxes that can be had, at least 1: the unit of temperatures."""
    prices = problem.loads.box_cny[np.isfinite(problem.loads.box_cny)]
    return max(1.0, float(np.median(prices))) if len(prices) else 1.0
