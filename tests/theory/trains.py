"""Waits for trains and vessels that leave by a timetable, by theory.

Goods come as a Poisson stream that knows nothing of the timetable. Times in hours. A train takes
at most `room`; the number that it leaves behind is a Markov chain from departure to departure, and
the mean wait follows from the mean number on the platform by Little's law. Sources: Bailey 1954
(J. Roy. Stat. Soc. B 16, 80-87) and Downton 1955 (B 17, 256-261) for the chain; Osuna and Newell
1972 (Transportation Science 6, 52-72) for waits by the gaps between departures.
"""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.stats import poisson


def gap_wait(gaps_h):
    """Mean wait for the next departure where all have room: E[G^2] / (2 E[G]).

    >>> gap_wait([24.0]), round(gap_wait([48.0, 48.0, 72.0]), 8)
    (12.0, 29.14285714)
    """
    return sum(g * g for g in gaps_h) / (2.0 * sum(gaps_h))


def gap_wait_sd(gaps_h):
    """Standard deviation of that wait: E[W^2] = E[G^3] / (3 E[G]).

    >>> round(gap_wait_sd([24.0]), 6)
    6.928203
    """
    second = sum(g**3 for g in gaps_h) / (3.0 * sum(gaps_h))
    return math.sqrt(second - gap_wait(gaps_h) ** 2)


def thinned_wait(every_h, cancelled):
    """Mean wait where each departure is cancelled by itself: gaps are geometric.

    E[N^2] / (2 E[N]) = (1 + q) / (2 (1 - q)) in units of `every_h`, q the share cancelled.

    >>> round(thinned_wait(24.0, 0.1), 8)
    14.66666667
    """
    return every_h * (1.0 + cancelled) / (2.0 * (1.0 - cancelled))


def late_wait(every_h, late_sd_h):
    """Mean wait where each departure is late by itself, by less than a headway.

    The gap is h + J' - J with variance 2 Var(J): (h^2 + 2 Var J) / (2 h).

    >>> late_wait(24.0, 12.0 / math.sqrt(12.0))
    12.5
    """
    return (every_h**2 + 2.0 * late_sd_h**2) / (2.0 * every_h)


@dataclass(frozen=True)
class FullTrain:
    """A train of limited room, those left behind waiting for the next, in steady state.

    Attributes
    ----------
    per_h
        Poisson arrivals of single lots.
    every_h
        Headway of the timetable.
    room
        Units aboard at most; a unit is a box of `bundle` lots.
    bundle
        Lots close a box when they are so many; only closed boxes board.
    cancelled
        Share of departures that do not run, each by itself.
    late_h
        Each departure is late by U(0, late_h), independently, less than a headway.
    """

    per_h: float
    every_h: float
    room: int
    bundle: int = 1
    cancelled: float = 0.0
    late_h: float = 0.0

    @cached_property
    def most(self):
        """Where the chain is cut: 400 lots more than ever come within a headway."""
        mean = self.per_h * self.every_h
        return int(mean + 12.0 * math.sqrt(mean)) + 400

    def left_after(self, before):
        """Lots left behind of `before` lots, of a train that runs."""
        return before - self.bundle * np.minimum(before // self.bundle, self.room)

    @property
    def lateness(self):
        """Hours late and their weights (Gauss-Legendre); one point where trains are on time."""
        if self.late_h == 0.0:
            return [(0.0, 1.0)]
        points, weights = np.polynomial.legendre.leggauss(12)
        hours = self.late_h * (points + 1.0) / 2.0
        return list(zip(hours.tolist(), (weights / 2.0).tolist(), strict=True))

    def step(self, hours):
        """Matrix: numbers at a scheduled hour (rows) to numbers left by a train so late."""
        wide = grown(self.most, self.per_h * hours)
        before = np.arange(wide.shape[1])
        left = (1.0 - self.cancelled) * _sorted_into(self.left_after(before), self.most)
        if self.cancelled:
            left = left + self.cancelled * _sorted_into(before, self.most)
        return wide @ left

    def arrive(self, hours):
        """Matrix: numbers grow by a Poisson count in so many hours."""
        wide = grown(self.most, self.per_h * hours)
        return wide @ _sorted_into(np.arange(wide.shape[1]), self.most)

    @cached_property
    def late_steps(self):
        """(hours late, weight, step of the train, arrivals until the next scheduled hour)."""
        return [
            (late, weight, self.step(late), self.arrive(self.every_h - late))
            for late, weight in self.lateness
        ]

    @cached_property
    def at_schedule(self):
        """Distribution of the number waiting at a scheduled hour, in steady state."""
        return stationary(sum(weight * step @ more for _, weight, step, more in self.late_steps))

    @cached_property
    def left_behind(self):
        """Distribution of the number of lots left behind by a departure (open boxes included)."""
        return sum(weight * self.at_schedule @ step for _, weight, step, _ in self.late_steps)

    @property
    def left_mean(self):
        """Mean number of lots that a departure leaves, open boxes included."""
        return float(self.left_behind @ np.arange(self.most + 1))

    @property
    def boxes_left_mean(self):
        """Mean number of closed boxes (or single lots) that a departure leaves behind."""
        return float(self.left_behind @ (np.arange(self.most + 1) // self.bundle))

    @property
    def boxes_left_share(self):
        """Share of departures that leave a closed box behind."""
        return float(self.left_behind[self.bundle :].sum())

    @cached_property
    def number_mean(self):
        """Mean number of lots that wait, those in an open box included, over time."""
        start, numbers = self.at_schedule, np.arange(self.most + 1)
        area = 0.0
        for late, weight, step, _ in self.late_steps:
            rest = self.every_h - late
            after = float(start @ step @ numbers)
            more = self.per_h * (late**2 + rest**2) / 2.0
            area += weight * (float(start @ numbers) * late + after * rest + more)
        return area / self.every_h

    @property
    def wait_h(self):
        """Mean wait from arrival to departure of a lot, by Little's law."""
        return self.number_mean / self.per_h

    @property
    def box_wait_h(self):
        """Mean wait of a box from closing to departure: without the time in the open box."""
        return self.wait_h - (self.bundle - 1) / (2.0 * self.per_h)

    @property
    def use_share(self):
        """Load against room of the departures that run."""
        boxes = self.per_h * self.every_h / self.bundle
        return boxes / ((1.0 - self.cancelled) * self.room)


def left_behind_from_empty(train, departures):
    """Mean number left behind by each of the first departures; nobody is there at hour 0.

    The first train is scheduled one headway after the start.
    """
    at = np.zeros(train.most + 1)
    at[0] = 1.0
    at = at @ train.arrive(train.every_h)
    numbers, means = np.arange(train.most + 1), []
    for _ in range(departures):
        after = [(weight * at @ step, more) for _, weight, step, more in train.late_steps]
        means.append(sum(float(left @ numbers) for left, _ in after))
        at = sum(left @ more for left, more in after)
    return means


def number_from_empty(train, hours):
    """Mean number of lots waiting at an hour, from an empty start; trains on time.

    At the hour of a departure: after it has left.
    """
    gone = int(hours // train.every_h)
    left = left_behind_from_empty(train, gone)[-1] if gone else 0.0
    return left + train.per_h * (hours - gone * train.every_h)


def stationary(matrix):
    """Row vector p with p M = p and sum 1.

    >>> stationary(np.array([[0.5, 0.5], [0.25, 0.75]])).round(6).tolist()
    [0.333333, 0.666667]
    """
    size = len(matrix)
    system = (matrix - np.eye(size)).T
    system[-1] = 1.0
    right = np.zeros(size)
    right[-1] = 1.0
    return np.linalg.solve(system, right)


def grown(most, mean):
    """Matrix: a number 0..`most` (rows) plus a Poisson count; columns as far as they matter."""
    more = poisson.pmf(np.arange(int(mean + 12.0 * math.sqrt(mean) + 30.0)), mean)
    wide = np.zeros((most + 1, most + len(more)))
    for number in range(most + 1):
        wide[number, number : number + len(more)] = more
    return wide


def _sorted_into(targets, most):
    """Matrix with a one where number i (row) becomes `targets[i]`, at most `most`."""
    into = np.zeros((len(targets), most + 1))
    into[np.arange(len(targets)), np.minimum(targets, most)] = 1.0
    return into
