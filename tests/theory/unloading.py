"""Unloading of trains by theory: boxes come together and c crews take them one by one.

Crews work exponential times of the same rate, so the number at the unloading place is a pure death
process between two trains; times in hours. Sources: Chaudhry and Templeton 1983, A First Course in
Bulk Queues, chapter 5 (D^[X]/M/c); integrals over time by uniformisation, Jensen 1953 and Grassmann
1977 (Computers and Operations Research 4, 47-53).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.linalg import expm

from tests.theory.queues import poisson_weights
from tests.theory.trains import stationary


def cleared_wait(boxes, work_h, servers):
    """Mean wait of a batch that finds the place empty, exponential work.

    The k-th box waits for k - c completions, each after work/c: (k - c)+ work / c on average.

    >>> cleared_wait(4, 1.0, 2)
    0.375
    """
    return sum(max(0, k - servers) for k in range(1, boxes + 1)) * work_h / servers / boxes


def cleared_wait_of_fixed_work(boxes, work_h, servers):
    """Mean wait of a batch that finds the place empty, fixed work: floor((k - 1) / c) work.

    >>> cleared_wait_of_fixed_work(4, 1.0, 2)
    0.5
    """
    return sum((k - 1) // servers for k in range(1, boxes + 1)) * work_h / boxes


def random_batch_wait(weights, wait):
    """Mean wait per box where the batch is random and the place empty before the next.

    Parameters
    ----------
    weights
        Probability of 0, 1, 2, ... boxes.
    wait
        Function: mean wait in a batch of so many.
    """
    boxes = sum(k * w for k, w in enumerate(weights))
    return sum(k * w * wait(k) for k, w in enumerate(weights) if k) / boxes


@dataclass(frozen=True)
class DeathProcess:
    """c crews empty a place; nobody comes. States 0..most."""

    rate: float
    servers: int
    most: int

    @property
    def rates(self):
        """Rate out of each state."""
        return self.rate * np.minimum(np.arange(self.most + 1), self.servers)

    def after(self, hours):
        """Matrix: numbers at a time to numbers so many hours later."""
        return expm(hours * (np.diag(self.rates[1:], -1) - np.diag(self.rates)))

    def queue_area(self, hours):
        """From each state: expected integral of the number that waits over so many hours.

        int_0^T P(t) dt = sum over n of P^n P(Poisson(vT) > n) / v.
        """
        fastest = self.rate * self.servers
        down = self.rates / fastest
        waiting = np.maximum(np.arange(self.most + 1) - self.servers, 0).astype(float)
        above = 1.0 - np.cumsum(poisson_weights(fastest * hours))
        area = np.zeros(self.most + 1)
        for share in above:
            area += max(0.0, share) / fastest * waiting
            fewer = np.append(0.0, waiting[:-1])
            waiting = (1.0 - down) * waiting + down * fewer
        return area


@dataclass(frozen=True)
class Unloading:
    """Trains every `every_h` bring independent batches to `servers` crews, in steady state.

    `weights` are the probabilities of 0, 1, 2, ... boxes on a train; `most` cuts the chain.
    """

    weights: tuple
    every_h: float
    rate: float
    servers: int
    most: int = 160

    @cached_property
    def wait_h(self):
        """Mean wait of a box, by Little's law over one headway."""
        crews = DeathProcess(self.rate, self.servers, self.most)
        batch = np.zeros((self.most + 1, self.most + 1))
        for number in range(self.most + 1):
            into = np.minimum(number + np.arange(len(self.weights)), self.most)
            np.add.at(batch[number], into, np.asarray(self.weights))
        before = stationary(batch @ crews.after(self.every_h))
        area = float(before @ batch @ crews.queue_area(self.every_h))
        return area / float(np.arange(len(self.weights)) @ np.asarray(self.weights))


@dataclass(frozen=True)
class TrainThenUnloading:
    """A train of limited room, then crews: the chain of (left behind, still at the unloading).

    Lots come as a Poisson stream; `bundle` of them make a box, and crews work per box. What is
    left behind and what a train brings depend on each other, so both are followed together.
    """

    per_h: float
    every_h: float
    room: int
    rate: float
    servers: int
    bundle: int = 1
    most_left: int = 80
    most_there: int = 110

    @cached_property
    def wait_h(self):
        """Mean wait of a box for a crew."""
        crews = DeathProcess(self.rate, self.servers, self.most_there)
        after, area = crews.after(self.every_h), crews.queue_area(self.every_h)
        more = poisson_weights(self.per_h * self.every_h)
        state = np.zeros((self.most_left + 1, self.most_there + 1))
        state[0, 0] = 1.0
        waiting, last = 0.0, -1.0
        for _ in range(2_000):
            landed = self._train(state, more)
            waiting = float(landed.sum(axis=0) @ area)
            if abs(waiting - last) < 1e-10 * waiting:
                break
            last = waiting
            state = landed @ after
        return waiting / (self.per_h * self.every_h / self.bundle)

    def _train(self, state, more):
        """One train: (left, there) to (left, there with what it brought)."""
        landed = np.zeros_like(state)
        totals = np.arange(self.most_left + len(more))
        boxes = np.minimum(totals // self.bundle, self.room)
        left = np.minimum(totals - self.bundle * boxes, self.most_left)
        # Rows by the total before the train: sum over what was left and what came since.
        by_total = np.zeros((len(totals), self.most_there + 1))
        for number in range(self.most_left + 1):
            by_total[number : number + len(more)] += np.outer(more, state[number])
        for total, (brought, stays) in enumerate(zip(boxes, left, strict=True)):
            kept = self.most_there + 1 - brought
            landed[stays, brought:] += by_total[total, :kept]
            landed[stays, -1] += by_total[total, kept:].sum()
        return landed
