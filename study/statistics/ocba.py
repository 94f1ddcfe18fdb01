"""The best of several layouts for a budget: optimal computing budget allocation.

Chen, Lin, Yuecesan and Chick, "Simulation budget allocation for further enhancing the efficiency of
ordinal optimization", Discrete Event Dynamic Systems 10 (2000) 251-270. Replications go where they
make a wrong choice less likely: to layouts close to the best so far, and to uncertain ones. The
probability of a correct choice is estimated from what was seen, not guaranteed.

The formulas take layouts for independent. Under common random numbers differences vary less than
they say where layouts rise and fall together, so the estimate is then on the safe side.

Why not sim-tools: see `study.statistics.kn`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

Floats = NDArray[np.float64]


def best_of(means: Sequence[float]) -> int:
    """Position of the least mean; the first of equal ones."""
    return int(np.argmin(np.asarray(means, dtype=np.float64)))


def shares(means: Sequence[float], deviations: Sequence[float]) -> Floats:
    """Which share of all replications each layout should have.

    Parameters
    ----------
    means, deviations
        Mean of each layout, smaller is better, and standard deviation of one replication.

    Notes
    -----
    With the distance d_i to the best b and s_i the deviation: N_i / N_j = (s_i d_j / (s_j d_i))^2
    for all but the best, and N_b = s_b sqrt(sum of (N_i / s_i)^2). A distance of zero counts as the
    least that is not, so that two equal layouts share instead of taking all.

    Examples
    --------
    Two layouts share by their deviations; a hopeless third gets next to nothing:

    >>> shares([1.0, 2.0], [1.0, 3.0]).round(3).tolist()
    [0.25, 0.75]
    >>> shares([1.0, 2.0, 101.0], [1.0, 1.0, 1.0]).round(4).tolist()
    [0.5, 0.5, 0.0]
    """
    mean = np.asarray(means, dtype=np.float64)
    deviation = np.asarray(deviations, dtype=np.float64)
    best = best_of(means)
    if not deviation.any():
        return np.full(len(mean), 1.0 / len(mean))
    # A layout that has not varied yet may do so later: it counts as varying very little.
    spread = np.maximum(deviation, 1e-9 * float(deviation.max()))
    distance = mean - mean[best]
    apart = distance[distance > 0.0]
    least = float(apart.min()) if len(apart) else 1.0
    weight = (spread / np.maximum(distance, least)) ** 2
    others = np.arange(len(mean)) != best
    weight[best] = spread[best] * math.sqrt(float(np.sum((weight[others] / spread[others]) ** 2)))
    made: Floats = weight / weight.sum()
    return made


def allocate(
    means: Sequence[float], deviations: Sequence[float], counts: Sequence[int], step: int
) -> tuple[int, ...]:
    """Numbers of replications after `step` more; what was made stays.

    Each replication goes to the layout that is furthest below its share of the new total.
    """
    wanted = shares(means, deviations) * (sum(counts) + step)
    made = list(counts)
    for _ in range(step):
        made[int(np.argmax(wanted - made))] += 1
    return tuple(made)


def probability_of_correct_selection(
    means: Sequence[float],
    deviations: Sequence[float],
    counts: Sequence[int],
    delta: float = 0.0,
) -> float:
    """Estimated probability that the least mean seen is the true least, or within `delta` of it.

    Bonferroni's lower bound of the normal posterior (APCS-B of the paper).

    Examples
    --------
    >>> round(probability_of_correct_selection([0.0, 1.0], [1.0, 1.0], [10, 10]), 3)
    0.987
    """
    mean = np.asarray(means, dtype=np.float64)
    variance = np.asarray(deviations, dtype=np.float64) ** 2 / np.asarray(counts)
    best = best_of(means)
    missed = 0.0
    for i in range(len(mean)):
        if i != best:
            gap = float(mean[i] - mean[best]) + delta
            spread = math.sqrt(float(variance[i] + variance[best]))
            missed += float(norm.cdf(-gap / spread)) if spread > 0.0 else 0.5 * (gap == 0.0)
    return max(0.0, 1.0 - missed)
