"""Waits for trains and vessels that leave by a timetable, by theory.

Goods come as a Poisson stream that knows nothing of the timetable. Times in hours. A train takes
at most `room`; the number that it leaves behind is a Markov chain from departure to departure, and
the mean wait follows from the mean number on the platform by Little's law. Sources: Bailey 1954
(J. Roy. Stat. Soc. B 16, 80-87) and Downton 1955 (B 17, 256-261) for the chain; Osuna and Newell
1972 (Transportation Science 6, 52-72) for waits by the gaps between departures.
"""

import math
from dataclasses import dataclass
from functools import cached_property, reduce

import numpy as np

from tests.theory.queues import poisson_weights


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

    On time, the number left behind is a chain from departure to departure. Late, the gaps depend on
    one another, and the chain is that of the numbers at the scheduled hours.

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
    kept
        Chains are cut at so many lots left behind.
    """

    per_h: float
    every_h: float
    room: int
    bundle: int = 1
    cancelled: float = 0.0
    late_h: float = 0.0
    kept: int = 400

    @property
    def each(self):
        """Mean number of lots that come in a headway."""
        return self.per_h * self.every_h

    @cached_property
    def most(self):
        """Where numbers at a scheduled hour are cut."""
        return self.kept if self.late_h == 0.0 else grown(self.kept, self.each).shape[1] - 1

    @property
    def lateness(self):
        """Hours late and their weights (Gauss-Legendre)."""
        points, weights = np.polynomial.legendre.leggauss(12)
        hours = self.late_h * (points + 1.0) / 2.0
        return list(zip(hours.tolist(), (weights / 2.0).tolist(), strict=True))

    def taking(self, rows, *, running=False):
        """Matrix: numbers before a departure (so many rows) to numbers left behind."""
        before = np.arange(rows)
        left = before - self.bundle * np.minimum(before // self.bundle, self.room)
        if self.cancelled == 0.0 or running:
            return sorted_into(left, self.most)
        runs = (1.0 - self.cancelled) * sorted_into(left, self.most)
        return runs + self.cancelled * sorted_into(before, self.most)

    @cached_property
    def headway(self):
        """Trains on time: matrix from one number left behind to the next."""
        wide = grown(self.most, self.each)
        return wide @ self.taking(wide.shape[1])

    @cached_property
    def before_late(self):
        """Late trains: (hours late, weight, growth until it leaves, growth from then on)."""
        return [
            (
                late, weight, grown(self.most, self.per_h * late),
                grown(self.most, self.per_h * (self.every_h - late), cut=True),
            )
            for late, weight in self.lateness
        ]  # fmt: skip

    @cached_property
    def at_schedule(self):
        """Late trains: distribution of the number waiting at a scheduled hour."""
        steps = [
            weight * (wide @ self.taking(wide.shape[1])) @ more
            for _, weight, wide, more in self.before_late
        ]
        return stationary(sum(steps))

    @cached_property
    def left_behind(self):
        """Distribution of the number of lots left behind by a departure (open boxes included)."""
        if self.late_h == 0.0:
            return stationary(self.headway)
        return sum(
            weight * self.at_schedule @ wide @ self.taking(wide.shape[1])
            for _, weight, wide, _ in self.before_late
        )

    @cached_property
    def left_by_running(self):
        """The same, by a departure that runs."""
        if self.late_h == 0.0:
            wide = grown(self.most, self.each)
            return self.left_behind @ wide @ self.taking(wide.shape[1], running=True)
        return sum(
            weight * self.at_schedule @ wide @ self.taking(wide.shape[1], running=True)
            for _, weight, wide, _ in self.before_late
        )

    @property
    def left_mean(self):
        """Mean number of lots that a departure leaves, open boxes included."""
        return float(self.left_behind @ np.arange(self.most + 1))

    @property
    def boxes_left_mean(self):
        """Mean number of closed boxes (or single lots) that a running departure leaves behind."""
        return float(self.left_by_running @ (np.arange(self.most + 1) // self.bundle))

    @property
    def boxes_left_share(self):
        """Share of running departures that leave a closed box behind."""
        return float(self.left_by_running[self.bundle :].sum())

    @property
    def aboard_mean(self):
        """Mean number of boxes aboard a running departure: what comes is carried."""
        return self.each / self.bundle / (1.0 - self.cancelled)

    @cached_property
    def number_mean(self):
        """Mean number of lots that wait, those in an open box included, over time."""
        if self.late_h == 0.0:
            return self.left_mean + self.each / 2.0
        start, numbers, area = self.at_schedule, np.arange(self.most + 1), 0.0
        for late, weight, wide, _ in self.before_late:
            rest = self.every_h - late
            after = float(start @ wide @ self.taking(wide.shape[1]) @ numbers)
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
        return self.aboard_mean / self.room


@dataclass(frozen=True)
class UnevenTrain:
    """A train of limited room whose gaps repeat; always on time, single lots."""

    per_h: float
    gaps_h: tuple
    room: int
    most: int = 500

    @cached_property
    def wait_h(self):
        """Mean wait, by Little's law over one round of the timetable."""
        gaps = [FullTrain(self.per_h, gap, self.room) for gap in self.gaps_h]
        size, numbers = self.most + 1, np.arange(self.most + 1)
        steps = []
        for gap in gaps:
            wide = grown(self.most, gap.per_h * gap.every_h)
            left = np.maximum(np.arange(wide.shape[1]) - self.room, 0)
            steps.append(wide @ sorted_into(left, self.most))
        left = stationary(reduce(np.matmul, steps, np.eye(size)))
        area = 0.0
        for gap, step in zip(gaps, steps, strict=True):
            area += float(left @ numbers) * gap.every_h + self.per_h * gap.every_h**2 / 2.0
            left = left @ step
        return area / sum(self.gaps_h) / self.per_h


def left_behind_from_empty(train, departures):
    """Mean number left behind by each of the first departures; nobody is there at hour 0.

    Trains on time; the first leaves one headway after the start.
    """
    at, numbers, means = np.zeros(train.most + 1), np.arange(train.most + 1), []
    at[0] = 1.0
    for _ in range(departures):
        at = at @ train.headway
        means.append(float(at @ numbers))
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


def grown(most, mean, *, cut=False):
    """Matrix: a number 0..`most` (rows) plus a Poisson count; columns as far as they matter.

    `cut`: columns end at `most` too, which takes what is beyond.
    """
    more = poisson_weights(mean)
    wide = np.zeros((most + 1, most + len(more)))
    for number in range(most + 1):
        wide[number, number : number + len(more)] = more
    if not cut:
        return wide
    wide[:, most] += wide[:, most + 1 :].sum(axis=1)
    return wide[:, : most + 1]


def sorted_into(targets, most):
    """Matrix with a one where number i (row) becomes `targets[i]`, at most `most`."""
    into = np.zeros((len(targets), most + 1))
    into[np.arange(len(targets)), np.minimum(targets, most)] = 1.0
    return into
