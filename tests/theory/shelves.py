"""Shelves with stock by theory. Poisson demand of single parcels; rates per hour, times in hours.

Sources: Palm 1938 (the number on order in a base-stock system is Poisson, whatever the lead time);
Hadley and Whitin 1963, Analysis of Inventory Systems, sections 4-5 (continuous and periodic
review: the inventory position is uniform and independent of the demand that follows).
"""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.stats import poisson

from tests.theory.queues import erlang_b


@dataclass(frozen=True)
class BaseStock:
    """Order one for one, up to `up_to`; demand that finds nothing waits.

    >>> shelf = BaseStock(12, 2.0, 4.0)
    >>> round(shelf.fill_rate, 10), round(shelf.backorders, 10), round(shelf.on_hand, 9)
    (0.888075999, 0.1298256473, 4.129825647)
    """

    up_to: int
    per_h: float
    lead_h: float

    @property
    def on_order(self):
        return self.per_h * self.lead_h

    @property
    def fill_rate(self):
        """A demand is met at once where fewer than `up_to` are on order."""
        return float(poisson.cdf(self.up_to - 1, self.on_order))

    @property
    def backorders(self):
        return expected_above(self.on_order, self.up_to)

    @property
    def on_hand(self):
        return self.up_to - self.on_order + self.backorders

    @property
    def wait_h(self):
        """Mean wait of a demand, by Little's law."""
        return self.backorders / self.per_h


@dataclass(frozen=True)
class BaseStockLost:
    """Order one for one, up to `up_to`; demand that finds nothing is lost.

    The orders under way are the busy servers of M/G/c/c with c = `up_to`.
    """

    up_to: int
    per_h: float
    lead_h: float

    @property
    def lost_share(self):
        return erlang_b(self.per_h * self.lead_h, self.up_to)

    @property
    def fill_rate(self):
        return 1.0 - self.lost_share

    @property
    def on_order(self):
        return self.per_h * self.lead_h * self.fill_rate

    @property
    def on_hand(self):
        return self.up_to - self.on_order


@dataclass(frozen=True)
class Reviewed:
    """Backorders; fixed lead time; the position after a review is uniform on `positions`.

    Order up to S: positions (S,). Fixed lots of Q once the position is at r or below, looked at
    every `review_h` or (zero) after every demand: r + 1 ... r + Q. Min-max (s, S) looked at after
    every demand: s + 1 ... S.
    """

    positions: tuple
    per_h: float
    lead_h: float
    review_h: float = 0.0

    def _over_time(self, measure):
        """Average of a measure of (position, mean demand since) over the review period."""
        if self.review_h == 0.0:
            spans = [(self.lead_h, 1.0)]
        else:
            points, weights = np.polynomial.legendre.leggauss(48)
            hours = self.lead_h + self.review_h * (points + 1.0) / 2.0
            spans = list(zip(hours.tolist(), (weights / 2.0).tolist(), strict=True))
        each = [
            weight * measure(position, self.per_h * hours)
            for hours, weight in spans
            for position in self.positions
        ]
        return sum(each) / len(self.positions)

    @property
    def backorders(self):
        return self._over_time(lambda y, demand: expected_above(demand, y))

    @property
    def on_hand(self):
        return self._over_time(lambda y, demand: y - demand + expected_above(demand, y))

    @property
    def fill_rate(self):
        """Arrivals see time averages (Wolff 1982): the share of time with stock on hand."""
        return self._over_time(lambda y, demand: float(poisson.cdf(y - 1, demand)))


@dataclass(frozen=True)
class BaseStockOfLots:
    """Base stock where lots ask for several parcels, each lot ordered again as it is asked for.

    What is on order is compound Poisson (Feeney and Sherbrooke 1966, Management Science 12); a lot
    takes what there is and waits for the rest.
    """

    up_to: int
    per_h: float
    lead_h: float
    sizes: tuple
    most: int = 400

    @cached_property
    def on_order(self):
        """Distribution of the parcels on order."""
        weights = {size: self.sizes.count(size) / len(self.sizes) for size in set(self.sizes)}
        return compound_poisson(self.per_h * self.lead_h, weights, self.most)

    @cached_property
    def net(self):
        """Stock on hand less backorders, by parcels on order."""
        return self.up_to - np.arange(self.most + 1)

    @property
    def on_hand(self):
        return float(self.on_order @ np.maximum(self.net, 0))

    @property
    def backorders(self):
        return float(self.on_order @ np.maximum(-self.net, 0))

    @property
    def fill_rate(self):
        """Parcels met at once over parcels asked for; lots find what there is at any time."""
        met = [
            float(self.on_order @ np.minimum(np.maximum(self.net, 0), size)) for size in self.sizes
        ]
        return sum(met) / sum(self.sizes)


def expected_above(mean, level):
    """E[(N - level)+] of a Poisson count.

    >>> round(expected_above(8.0, 12), 10)
    0.1298256473
    """
    if level <= 0:
        return mean - level
    return mean * float(poisson.sf(level - 2, mean)) - level * float(poisson.sf(level - 1, mean))


@dataclass
class Day:
    """One period of a shelf, in parcels."""

    opening: int
    received: int = 0
    demanded: int = 0
    met_at_once: int = 0
    lost: int = 0
    backorders: int = 0
    closing: int = 0


def period_by_period(
    demands, *, policy, opening, lead, up_to=0, reorder_at=0, lot=0, every=1, lost=False
):
    """A shelf looked at every few periods, worked out as a planner does on paper.

    In each period: receipts, then the review (every `every`-th period), then the demands. An order
    of period t arrives in period t + `lead`, at least one. Demand that finds too little takes what
    there is and waits for the rest; with `lost` it is turned away as a whole. On hand less
    backorders is one number, the net stock.

    Parameters
    ----------
    demands
        Of each period, the list of demands in order of coming.
    """
    net, arriving, days = opening, [0] * (len(demands) + lead + 1), []
    ordered = received = 0
    for period, asked in enumerate(demands):
        day = Day(opening=max(net, 0), received=arriving[period], demanded=sum(asked))
        net += day.received
        received += day.received
        if period % every == 0:
            size = _order(policy, net + ordered - received, up_to, reorder_at, lot)
            arriving[period + lead] += size
            ordered += size
        for parcels in asked:
            if lost and parcels > net:
                day.lost += parcels
                continue
            day.met_at_once += min(parcels, max(net, 0))
            net -= parcels
        day.backorders, day.closing = max(-net, 0), max(net, 0)
        days.append(day)
    return days


def _order(policy, position, up_to, reorder_at, lot):
    if policy == "order_up_to":
        return max(0, up_to - position)
    if policy == "min_max":
        return up_to - position if position <= reorder_at else 0
    if policy == "fixed_lot":
        return max(0, -(-(reorder_at + 1 - position) // lot)) * lot
    raise ValueError(policy)


def compound_poisson(mean_count, sizes, most):
    """Probabilities of the sum of Poisson many sizes (Panjer 1981, ASTIN Bulletin 12, 22-26).

    Parameters
    ----------
    sizes
        Probability of each size, by size; sizes are at least one.

    >>> compound_poisson(8.0, {1: 1.0}, 3).round(6).tolist()
    [0.000335, 0.002684, 0.010735, 0.028626]
    """
    found = np.zeros(most + 1)
    found[0] = math.exp(-mean_count)
    for total in range(1, most + 1):
        found[total] = (
            sum(mean_count * size * p * found[total - size] for size, p in sizes.items()
                if size <= total) / total
        )  # fmt: skip
    return found
