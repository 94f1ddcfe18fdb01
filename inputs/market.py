"""Orders of a market: so many expected on each day, and those that come, drawn by (market, day).

The mean of a day is the year's orders over 365 days, times the weights of its month and weekday
(over their means). What comes is Poisson around it, times a lognormal day where the market has a
spread. The draw of a day hangs on the seed, the book and the market alone: not on warehouses or
channels, which share the day's orders by their places in line.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import NormalDist

from domain.calendar import Clock
from domain.counts import part_of, poisson_count
from domain.draws import draw_u
from domain.warehouse import DAY_H, Forecast, Wave

_normal = NormalDist()


@dataclass(frozen=True, slots=True)
class Market:
    """A row of markets.csv; `piece` is its kg, m3 and CNY.

    `shares` are its open channels with their shares, which add up to 1; `whole_day` channels get
    the day's orders at once, others in waves.
    """

    market_id: str
    node_id: str
    tz: str
    orders_per_year: float
    piece: tuple[float, float, float]
    tax_share: float
    day_sigma: float
    weekdays: tuple[float, ...]
    months: tuple[float, ...]
    waves: int
    shares: tuple[tuple[str, float], ...] = ()
    whole_day: frozenset[str] = frozenset()

    def mean(self, day: date) -> float:
        """Orders expected on a day."""
        return (
            self.orders_per_year / 365.0 * self.months[day.month - 1] * self.weekdays[day.weekday()]
        )

    def drawn(self, seed: int, book: int, day: date) -> int:
        """Orders that come on a day of a book."""
        mean, key = self.mean(day), (self.market_id, day.isoformat())
        if self.day_sigma:
            z = _normal.inv_cdf(draw_u(seed, book, "market_day", *key))
            mean *= math.exp(self.day_sigma * z - self.day_sigma**2 / 2.0)
        return poisson_count(mean, draw_u(seed, book, "market", *key))

    def split(self, orders: int) -> Iterator[tuple[str, int]]:
        """Orders of a day by channel; rounding keeps the sum."""
        upto = 0.0
        for name, share in self.shares:
            before, upto = upto, upto + share
            yield name, math.floor(orders * upto + 0.5) - math.floor(orders * before + 0.5)


def days_of(clock: Clock, tz: str, until_h: float) -> Iterator[tuple[date, float]]:
    """Days of a place and the hours at which they begin, from hour 0 until an hour."""
    day = clock.local(0.0, tz).date()
    while (from_h := clock.midnight_h(day, tz)) < until_h:
        yield day, from_h
        day += timedelta(days=1)


def waves(market: Market, clock: Clock, until_h: float, seed: int, book: int) -> Iterator[Wave]:
    """Everything that a market orders in [0, until_h), by channel, day and wave."""
    for day, from_h in days_of(clock, market.tz, until_h):
        for name, orders in market.split(market.drawn(seed, book, day)):
            count = 1 if name in market.whole_day else market.waves
            for number in range(count):
                at_h = from_h + DAY_H * (number + 0.5) / count
                size = part_of(orders, count, number, number + 1)
                if size and 0.0 <= at_h < until_h:
                    yield Wave(f"{name}/{day.isoformat()}/{number}", name, at_h, size)


def forecast(parts: list[tuple[Market, float]], clock: Clock, until_h: float) -> Forecast:
    """Orders expected at a shelf, from shares of markets; days are those of the first market."""
    begins: list[float] = []
    sums: list[float] = []
    total = 0.0
    for day, from_h in days_of(clock, parts[0][0].tz, until_h):
        begins.append(from_h)
        sums.append(total)
        total += sum(share * market.mean(day) for market, share in parts)
    return Forecast(tuple(begins), tuple(sums))
