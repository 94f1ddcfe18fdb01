"""Options that no plan can use: a whole item that does not fit there even if it is alone.

Where an item needs more boxes than a load may have, or its boxes more TEU, tonnes or plugs than a
slot has, the bound would still send a part of it that way. Without such options plans are the
same, and the bound is the closer: an item that fits nowhere costs its outsourcing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from domain.freight import SLACK, Flags, Floats, FreightPlan, FreightProblem, Ints, Options
from optimize.freight.settle import pairs_of


@dataclass(frozen=True, slots=True)
class Fitting:
    """A problem without options that no plan can use, and the options that are left."""

    problem: FreightProblem
    option: Ints

    def back(self, plan: FreightPlan) -> FreightPlan:
        """A plan of `problem` as one of the whole problem."""
        return replace(plan, taken=self.option[plan.taken])

    def forth(self, plan: FreightPlan) -> FreightPlan | None:
        """A plan of the whole problem as one of `problem`; None where it uses what is out."""
        place = np.searchsorted(self.option, plan.taken)
        known = np.append(self.option, -1)[place] == plan.taken
        return replace(plan, taken=place) if known.all() else None


def fitting(problem: FreightProblem) -> Fitting:
    """Leave out the options of whole items that do not fit alone."""
    options = problem.options
    kept = np.nonzero(~too_large(problem))[0].astype(np.int64)
    if len(kept) == len(options.own_cny):
        return Fitting(problem, kept)
    entry, _ = pairs_of(options.load_first, kept)
    owner = problem.item_of_option[kept]
    fewer = Options(
        first=np.searchsorted(owner, np.arange(len(problem.items.m3) + 1)).astype(np.int64),
        own_cny=options.own_cny[kept],
        load_first=np.append(0, np.cumsum(np.diff(options.load_first)[kept])).astype(np.int64),
        load=options.load[entry],
    )
    return Fitting(replace(problem, options=fewer), kept)


def too_large(problem: FreightProblem) -> Flags:
    """By option, whether its item is whole and too large for one of the loads, were it alone."""
    items, loads, slots = problem.items, problem.loads, problem.slots
    lengths = np.diff(problem.options.load_first)
    item = np.repeat(problem.item_of_option, lengths)
    load = problem.options.load
    full = np.maximum(items.m3[item] / loads.box_m3[load], items.t[item] / loads.box_t[load])
    boxes = np.maximum(1.0, np.ceil(full * (1.0 - SLACK)))
    over = boxes > loads.most_boxes[load]
    for room, box, goods in (
        (slots.teu, loads.box_teu, None),
        (slots.t, loads.box_tare_t, items.t),
        (slots.plugs, loads.box_plugs, None),
    ):
        needs = boxes * box[load]
        if goods is not None:
            needs += goods[item]
        over |= needs > (_least(problem, room) * (1.0 + SLACK) + SLACK)[load]
    over &= items.whole[item]
    large = np.zeros(len(lengths), dtype=bool)
    large[np.repeat(np.arange(len(lengths)), lengths)[over]] = True
    return large


def _least(problem: FreightProblem, room: Floats) -> Floats:
    """By load, the least room of its slots; inf where it has none."""
    loads = problem.loads
    least = np.full(len(loads.box_cny), np.inf)
    np.minimum.at(
        least, np.repeat(np.arange(len(least)), np.diff(loads.slot_first)), room[loads.slot]
    )
    return least
