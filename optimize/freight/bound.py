"""A lower bound on every plan of a freight problem, from prices on what its loads share.

Multipliers, any numbers within the stated limits:

- a price pi[i] of carrying item i, at most its price of outsourcing (and at most the own cost of
  an option that uses no load);
- a price mu[s] >= 0 of every TEU, tonne and plug of slot s;
- a price 0 <= beta[k] <= dead_cny_per_teu[k] of a TEU that switch k lacks;
- a number 0 <= theta[g] <= 1, which measures goods in boxes of load g: an item counts as
  a[i, g] = theta m3 / box_m3 + (1 - theta) t / box_t of a box;
- for an option that uses several loads, parts >= 0 that sum to 1, one for each of them.

Why no plan costs less than `evaluate`. Take a plan (x, a, y, z, miss).

1. sum of pi[i] (1 - sum of x over the options of i - a[i]) is 0; mu[s] (what s carries - its room)
   is at most 0; beta[k] (least[k] z[k] - TEU of k - miss[k]) is at most 0. Adding all of them to
   the plan's cost gives no more than its cost.
2. Of that sum, (away - pi) a and (dead - beta) miss are at least 0 and may go. What is left:
   sum of pi, less mu times room; (open + beta least) z[k] by switch; fee[g] y[g] by load, where
   fee is the box price with its TEU, tare and plugs in slots at mu, less its TEU at beta; and
   -(pi - own - t tau) x[o] by option, tau being mu per tonne over all of its loads.
3. An option's profit P = max(0, pi - own - t tau) is no less than what it is charged in 2, and is
   divided over its loads by its parts. At one load the options of an item together take at most
   1 of it, so they gain at most s[i, g] = the largest of their parts of P, times x[i, g] <= 1.
4. The goods in y boxes have sum of a[i, g] x[i, g] <= y, as both m3 / box_m3 and t / box_t have;
   and without a box nothing is carried. So load g adds at least, over whole y from 0 to the most,
       v[g] = min of  fee y - max {sum s x : sum a x <= y, 0 <= x <= 1}
   which is at most 0. (The most: `most_boxes`, and what its slots have room for.)
5. v[g] counts only if all switches of g are on, so it may be divided over them, as it is not
   positive; a switch adds at least min(0, open + beta least + its v).

The maximum in 4 is a fractional knapsack, concave in y: boxes are added while the next one gains
more than its fee. Sums are of float64 numbers; a relative 2e-9 of everything summed is taken off
for rounding, and for the slack that `domain.freight.count` gives; items that may be divided, of
which `count` lets 1e-7 be missing, lose that much more.

The start is the fair share: pi is the least over an item's options of own cost and what its loads
cost by a[i, g], so that no load gains and the bound is sum of pi. From there the multipliers are
improved by the volume algorithm (Barahona and Anbil 2000): steps from the best point along a
running mean of subgradients.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from domain.freight import Floats, FreightProblem
from optimize.freight.bound_fixing import reduced_costs, shares
from optimize.freight.bound_layout import Layout, lay_out
from optimize.freight.bound_point import Point, look_at, start
from optimize.freight.bound_steps import Ascent


@dataclass(frozen=True, slots=True)
class Multipliers:
    """Prices and parts in the order of the problem; see the module.

    `slot_price` is by measure (TEU, t, plugs) and slot, `part` is aligned with `options.load`.
    """

    item_price: Floats
    slot_price: Floats
    dead_price: Floats
    theta: Floats
    part: Floats


def evaluate(
    problem: FreightProblem, multipliers: Multipliers, least_boxes: Floats | None = None
) -> float:
    """The bound in CNY that given multipliers prove; see the module for limits and proof."""
    layout = lay_out(problem, least_boxes)
    return look_at(layout, _inside(layout, multipliers)).value


class Bound:
    """A bound that can be improved by looking at the problem again.

    Parameters
    ----------
    least_boxes
        Aligned with `options.load`: boxes that the item needs at least in that load, such that
        the sum over what a load carries never exceeds its boxes. Without it sizes decide.
    target_cny
        Cost of a known plan; steps are measured by it.
    """

    def __init__(
        self,
        problem: FreightProblem,
        *,
        least_boxes: Floats | None = None,
        target_cny: float | None = None,
    ) -> None:
        self._problem = problem
        self._layout = lay_out(problem, least_boxes)
        self._ascent = Ascent(self._layout, *start(problem, self._layout), target_cny)

    @property
    def value(self) -> float:
        """The best bound found, in CNY."""
        return self._ascent.best.value

    @property
    def rounds_done(self) -> int:
        """Looks at the whole problem so far."""
        return self._ascent.rounds_done

    def improve(self, rounds: int, target_cny: float | None = None) -> float:
        """Take a number of rounds more; return the best value in CNY."""
        self._ascent.run(rounds, target_cny)
        return self.value

    @property
    def multipliers(self) -> Multipliers:
        """Those that prove `value`."""
        return _outside(self._problem, self._layout, self._ascent.best_point)

    @property
    def item_price(self) -> Floats:
        """CNY that carrying the item is worth, by item of the problem."""
        price = np.empty(len(self._layout.item_order))
        price[self._layout.item_order] = self._ascent.best_point.item_price
        return price

    @property
    def slot_price(self) -> Floats:
        """CNY a TEU, tonne and plug by slot of the problem."""
        return self.multipliers.slot_price

    @property
    def switch_price(self) -> Floats:
        """CNY that opening a switch is short of being paid by its loads, by switch of the problem.

        At least 0; 0 for a switch that pays.
        """
        short = np.empty(len(self._layout.switch_order))
        short[self._layout.switch_order] = np.maximum(0.0, self._ascent.best.worth)
        return short

    @property
    def share(self) -> Floats:
        """CNY that an option pays at each of its loads, aligned with `options.load`.

        What the item's price leaves after own cost and tonnes' prices, by the option's parts; 0
        where nothing is left.
        """
        return shares(self._problem, self._layout, self._ascent.best_point)

    def reduced_costs(self) -> Floats:
        """By option, CNY above `value` that every plan which uses it must cost at least."""
        best = self._ascent
        return reduced_costs(self._problem, self._layout, best.best_point, best.best)

    @property
    def dead_price(self) -> Floats:
        """CNY a TEU more would save while the switch is on, by switch of the problem."""
        return self.multipliers.dead_price


def _inside(layout: Layout, given: Multipliers) -> Point:
    """Multipliers in the order of the layout."""
    at_piece = layout.piece >= 0
    part = np.empty(len(layout.option_of_piece))
    part[layout.piece[at_piece]] = given.part[layout.entry[at_piece]]
    return Point(
        given.item_price[layout.item_order],
        np.ascontiguousarray(given.slot_price[:, layout.slot_order]),
        given.dead_price[layout.switch_order],
        part,
        given.theta[layout.load_order],
    )


def _outside(problem: FreightProblem, layout: Layout, point: Point) -> Multipliers:
    """Multipliers in the order of the problem."""
    item_price = np.empty(len(layout.item_order))
    item_price[layout.item_order] = point.item_price
    slot_price = np.empty(point.slot_price.shape)
    slot_price[:, layout.slot_order] = point.slot_price
    dead_price = np.empty(len(layout.switch_order))
    dead_price[layout.switch_order] = point.dead_price
    theta = np.empty(len(layout.load_order))
    theta[layout.load_order] = point.theta
    part = np.repeat(
        1.0 / np.maximum(1, np.diff(problem.options.load_first)),
        np.diff(problem.options.load_first),
    )
    at_piece = layout.piece >= 0
    part[layout.entry[at_piece]] = point.part[layout.piece[at_piece]]
    return Multipliers(item_price, slot_price, dead_price, theta, part)


__all__ = ["Bound", "Multipliers", "evaluate"]
