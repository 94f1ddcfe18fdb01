"""A lower bound on every plan of a freight problem, from prices on what its loads share.

Multipliers, any numbers within the stated limits:

- a price pi[i] of carrying item i, at most its price of outsourcing (and at most the own cost of
  an option that uses no load);
- a price mu[s] >= 0 of every TEU, tonne and plug of slot s;
- a price 0 <= beta[k] <= dead_cny_per_teu[k] of a TEU that switch k lacks;
- what item i pays, u[i, k] >= 0, for switch k if one of its options needs it;
- a number 0 <= theta[g] <= 1, which measures goods in boxes of load g: an item counts as
  a[i, g] = theta m3 / box_m3 + (1 - theta) t / box_t of a box;
- parts >= 0 that sum to 1 for the loads of every option (in proportion to what the item offers).

Why no plan costs less than `evaluate`. Take a plan (x, a, y, z, miss).

1. sum of pi[i] (1 - sum of x over the options of i - a[i]) is 0. At most 0 are
   mu[s] (what s carries - its room), beta[k] (least[k] z[k] - TEU of k - miss[k]) and
   u[i, k] (sum of x over the options of i that need k - z[k]).
   Adding all of them to the plan's cost gives no more than its cost.
2. Of that sum, (away - pi) a and (dead - beta) miss are at least 0 and may go. What is left: sum of
   pi, less mu times room; (open + beta least - sum of u) z by switch; fee[g] y[g] by load, fee
   being the box price with its TEU, tare and plugs in slots at mu, less its TEU at beta; and
   -(pi - own - u of its switches - t tau) x[o] by option, tau being mu per tonne over its loads.
3. An option's profit P = max(0, pi - own - u - t tau) is no less than what is charged in 2, and is
   divided over its loads by its parts. At one load the options of an item together take at most
   1 of it, so they gain at most s[i, g] = the largest of their parts of P, times x[i, g] <= 1.
4. The goods in y boxes have sum of a[i, g] x[i, g] <= y, as both m3 / box_m3 and t / box_t have;
   and need x[i, g] <= y, need being 1 or, for a whole item, the boxes that it fills alone. So load
   g adds at least, over whole y from 0 to the most (`most_boxes`, and what its slots can take),
       v[g] = min of  fee y - max {sum s x : sum a x <= y, 0 <= x <= min(1, y / need)}
   which is at most 0.
5. v[g] counts only if all switches of g are on, so it may be divided over them, as it is not
   positive; a switch adds at least min(0, open + beta least - sum of u + its v).

The maximum in 4 is concave in y: boxes are added while the next one gains more than its fee. (It is
not taken less than it is: goods by gain per size, each as far as it may, fill y best.) Sums are of
float64 numbers; a relative 2e-9 of everything summed is taken off for rounding, and for the slack
that `domain.freight.count` gives; items that may be divided, of which `count` lets 1e-7 be missing,
lose that much more.

Good multipliers come from `optimize.freight.bound_shares`.
"""

from __future__ import annotations

from domain.freight import Floats, FreightProblem, Ints
from optimize.freight.bound_fixing import reduced_costs, shares
from optimize.freight.bound_layout import Layout, lay_out, put_back
from optimize.freight.bound_point import Multipliers, look_at
from optimize.freight.bound_shares import Shares
from optimize.freight.bound_short_list import ShortList, short_list


def evaluate(
    problem: FreightProblem,
    multipliers: Multipliers,
    least_boxes: Floats | None = None,
    layout: Layout | None = None,
) -> float:
    """The bound in CNY that given multipliers prove; see the module for limits and proof."""
    return look_at(layout or lay_out(problem, least_boxes), multipliers).value


class Bound:
    """A bound that can be improved by looking at the problem again.

    Parameters
    ----------
    least_boxes
        Aligned with `options.load`: boxes that the item needs at least in that load, such that
        the sum over what a load carries never exceeds its boxes. Without it sizes decide.
    """

    def __init__(
        self,
        problem: FreightProblem,
        *,
        least_boxes: Floats | None = None,
    ) -> None:
        self._problem = problem
        self._layout = lay_out(problem, least_boxes)
        self._shares = Shares(self._layout)
        self.multipliers = self._shares.best
        """Those that prove `value`, in the order of names."""
        self._look = look_at(self._layout, self.multipliers)

    @property
    def value(self) -> float:
        """The best bound found, in CNY."""
        return self._look.value

    @property
    def rounds_done(self) -> int:
        """Looks at the whole problem so far."""
        return self._shares.rounds_done

    def improve(self, rounds: int) -> float:
        """Take a number of rounds more; return the best value in CNY."""
        self.go_on(rounds)
        if self._shares.best is not self.multipliers:
            look = look_at(self._layout, self._shares.best)
            if look.value > self.value:
                self._look, self.multipliers = look, self._shares.best
        return self.value

    def go_on(self, rounds: int) -> None:
        """Take rounds whose worth is only looked at when `improve` is called next."""
        self._shares.run(rounds)

    def short_list(self, most: int, also: Ints) -> ShortList:
        """Of every item the `most` cheapest options at the bound's prices, and options `also`."""
        return short_list(self._problem, self._layout, self.multipliers, most, also)

    @property
    def item_price(self) -> Floats:
        """CNY that carrying the item is worth, by item of the problem."""
        return put_back(self._layout.item_order, self.multipliers.item_price)

    @property
    def slot_price(self) -> Floats:
        """CNY a TEU, tonne and plug by slot of the problem."""
        return put_back(self._layout.slot_order, self.multipliers.slot_price)

    @property
    def dead_price(self) -> Floats:
        """CNY a TEU more would save while the switch is on, by switch of the problem."""
        return put_back(self._layout.switch_order, self.multipliers.dead_price)

    @property
    def share(self) -> Floats:
        """CNY that an option pays at each of its loads, aligned with `options.load`.

        Boxes, room for its tonnes, and what it pays for switches (at the first load that needs
        them); own cost and shares together are at least the item's price. inf at a load that has
        no room for a box; 0 for an option that costs as much as outsourcing by itself.
        """
        return shares(self._problem, self._layout, self.multipliers)

    def reduced_costs(self) -> Floats:
        """By option, CNY above `value` that every plan which uses it must cost at least."""
        return reduced_costs(self._problem, self._layout, self.multipliers, self._look)


__all__ = ["Bound", "Multipliers", "evaluate"]
