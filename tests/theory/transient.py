"""Queues before they are steady, by theory: from an empty or a given start.

Uniformisation (Jensen 1953; Grassmann 1977, Computers and Operations Research 4, 47-53): with v
at least every rate, P(t) = sum over n of e^(-vt) (vt)^n / n! P^n, where P is the chain of jumps.
Times in hours.
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import poisson


@dataclass(frozen=True)
class Fresh:
    """M/M/c that begins at hour 0 with `there` lots; states are cut at `most`."""

    per_h: float
    rate: float
    servers: int = 1
    there: int = 0
    most: int = 600

    def distribution(self, hours):
        """Probabilities of 0..most lots at an hour."""
        total = np.zeros(self.most + 1)
        for weight, state in self._jumps(hours):
            total += weight * state
        return total

    def number(self, hours):
        """Mean number in the system at an hour."""
        return float(self.distribution(hours) @ np.arange(self.most + 1))

    def queue(self, hours):
        """Mean number that waits at an hour."""
        waiting = np.maximum(np.arange(self.most + 1) - self.servers, 0)
        return float(self.distribution(hours) @ waiting)

    def number_mean(self, hours):
        """Mean number in the system over [0, hours]."""
        fastest = self._fastest
        weights = poisson.cdf(np.arange(self._terms(hours)), fastest * hours)
        area, numbers = 0.0, np.arange(self.most + 1)
        for below, (_, state) in zip(weights, self._jumps(hours), strict=True):
            area += (1.0 - below) / fastest * float(state @ numbers)
        return area / hours

    @property
    def _fastest(self):
        return self.per_h + self.rate * self.servers

    def _terms(self, hours):
        mean = self._fastest * hours
        return int(mean + 12.0 * np.sqrt(mean) + 30.0)

    def _jumps(self, hours):
        """(Poisson weight, distribution after n jumps) for n = 0, 1, ..."""
        up = self.per_h / self._fastest
        down = self.rate * np.minimum(np.arange(self.most + 1), self.servers) / self._fastest
        state = np.zeros(self.most + 1)
        state[self.there] = 1.0
        terms = self._terms(hours)
        for weight in poisson.pmf(np.arange(terms), self._fastest * hours):
            yield weight, state
            after = state * (1.0 - up - down)
            after[1:] += up * state[:-1]
            after[-1] += up * state[-1]
            after[:-1] += down[1:] * state[1:]
            state = after


def waits_of_first(per_h, rate, servers, lots, *, there=0):
    """Mean waits of the first lots of M/M/c that begins with `there` lots.

    The number that a lot finds is a chain: between two arrivals each completion races the next
    arrival. Kleinrock 1975, section 2.8, counted state by state.

    >>> [round(w, 6) for w in waits_of_first(1.0, 1.0, 1, 3)]
    [0.0, 0.5, 0.875]
    """
    most = lots + there + 1
    waits = []
    # Lots that arrive find this number; the first comes a gap after hour 0.
    found = np.zeros(most + 1)
    found[there] = 1.0
    found = _until_next(found, per_h, rate, servers)
    ahead = np.maximum(np.arange(most + 1) - servers + 1, 0)
    for _ in range(lots):
        waits.append(float(found @ ahead) / (servers * rate))
        joined = np.zeros_like(found)
        joined[1:] = found[:-1]
        found = _until_next(joined, per_h, rate, servers)
    return waits


def _until_next(numbers, per_h, rate, servers):
    """Numbers after an arrival to numbers found by the next one."""
    after, passing = np.zeros_like(numbers), 0.0
    for number in range(len(numbers) - 1, -1, -1):
        here = numbers[number] + passing
        leave = rate * min(number, servers)
        after[number] = here * per_h / (per_h + leave)
        passing = here * leave / (per_h + leave)
    return after
