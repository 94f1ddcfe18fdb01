"""A problem with everything in order of its ids, so that the order of the input changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

import numpy as np

from domain.freight import FreightPlan, FreightProblem, Ints, Items, Loads, Options, Slots, Switches
from optimize.freight.settle import pairs_of

Group = TypeVar("Group", Items, Slots, Switches)


@dataclass(frozen=True, slots=True)
class Canonical:
    """A problem in order, and the place of everything in the problem as it was given."""

    given: FreightProblem
    problem: FreightProblem
    option: Ints
    load: Ints
    switch: Ints

    def back(self, plan: FreightPlan) -> FreightPlan:
        """A plan of `problem` as one of `given`."""
        if self.problem is self.given:
            return plan
        taken = self.option[plan.taken]
        order = np.argsort(taken, kind="stable")
        boxes, on = np.zeros_like(plan.boxes), np.zeros_like(plan.on)
        boxes[self.load], on[self.switch] = plan.boxes, plan.on
        return replace(plan, taken=taken[order], share=plan.share[order], boxes=boxes, on=on)

    def forth(self, plan: FreightPlan) -> FreightPlan:
        """A plan of `given` as one of `problem`."""
        place = np.empty_like(self.option)
        place[self.option] = np.arange(len(place))
        taken = place[plan.taken]
        order = np.argsort(taken, kind="stable")
        return replace(
            plan, taken=taken[order], share=plan.share[order],
            boxes=plan.boxes[self.load], on=plan.on[self.switch],
        )  # fmt: skip


def canonical(given: FreightProblem) -> Canonical:
    """Put items, loads, slots and switches in order of their ids; options stay as written."""
    ids = (
        given.items.item_id, given.loads.load_id, given.slots.slot_id, given.switches.switch_id,
    )  # fmt: skip
    items, loads, slots, switches = (_by_id(names) for names in ids)
    if all(np.all(np.diff(order) == 1) for order in (items, loads, slots, switches)):
        option = np.arange(len(given.options.own_cny))
        return Canonical(given, given, option, loads, switches)
    option, _ = pairs_of(given.options.first, items)
    entry, _ = pairs_of(given.options.load_first, option)
    slot_at, _ = pairs_of(given.loads.slot_first, loads)
    switch_at, _ = pairs_of(given.loads.switch_first, loads)
    own: dict[str, Any] = {
        f.name: _taken(getattr(given.loads, f.name), loads)
        for f in fields(Loads)
        if not f.name.startswith(("slot", "switch"))
    }
    problem = FreightProblem(
        name=given.name,
        items=_group(given.items, items),
        options=Options(
            first=_sums(np.diff(given.options.first)[items]),
            own_cny=given.options.own_cny[option],
            load_first=_sums(np.diff(given.options.load_first)[option]),
            load=_places(loads)[given.options.load[entry]],
        ),
        loads=Loads(
            **own,
            slot_first=_sums(np.diff(given.loads.slot_first)[loads]),
            slot=_places(slots)[given.loads.slot[slot_at]],
            switch_first=_sums(np.diff(given.loads.switch_first)[loads]),
            switch=_places(switches)[given.loads.switch[switch_at]],
        ),
        slots=_group(given.slots, slots),
        switches=_group(given.switches, switches),
    )
    return Canonical(given, problem, option, loads, switches)


def _by_id(names: Sequence[str]) -> Ints:
    return np.array(sorted(range(len(names)), key=names.__getitem__), dtype=np.int64)


def _places(order: Ints) -> Ints:
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    return place


def _sums(lengths: Ints) -> Ints:
    return np.append(0, np.cumsum(lengths)).astype(np.int64)


def _taken(column: Any, order: Ints) -> Any:  # noqa: ANN401 a tuple of names or an array
    if isinstance(column, tuple):
        return tuple(column[i] for i in order.tolist())
    return column[order]


def _group(group: Group, order: Ints) -> Group:
    columns: dict[str, Any] = {f.name: _taken(getattr(group, f.name), order) for f in fields(group)}
    return replace(group, **columns)
