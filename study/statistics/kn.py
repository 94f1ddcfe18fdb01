"""The best of several layouts with a guarantee: procedure KN, sequential, under common chance.

Kim and Nelson, "A fully sequential procedure for indifference-zone selection in simulation", ACM
TOMACS 11(3) (2001) 251-273, with c = 1. Replications are taken of all contenders together; whoever
falls too far behind another is dropped; the last one left is chosen. Where the best is better than
every other by `delta` or more, it is chosen with the asked confidence, for normal data of any
dependence between layouts: common random numbers only make it sooner. Means of replications are
near enough to normal where a replication holds many customers.

sim-tools 1.3 has KN, but looks a variance up in the wrong place for half of the pairs, its KN++ and
OCBA square absolute values, so that variances of negative figures come out wrong, its OCBA cannot
take two layouts, each of them simulates one replication at a time itself, and plotly and
scikit-learn come with it (19 MB of wheels); so this is ours.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Values = Sequence[Sequence[float]]
"""One row per layout: its figure by replication; smaller is better."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """A layout that fell behind: after how many replications, and behind which other."""

    after: int
    behind: int


@dataclass(frozen=True, slots=True)
class Screened:
    """Where the procedure stands.

    Attributes
    ----------
    contenders
        Positions of the layouts that are left; one, when it has finished.
    used
        Replications of the contenders that were looked at.
    most
        Replications of each contender after which it ends at the latest.
    """

    contenders: tuple[int, ...]
    used: int
    most: int
    dropped: Mapping[int, Dropped] = field(default_factory=dict)

    @property
    def finished(self) -> bool:
        """Whether one layout is left."""
        return len(self.contenders) == 1


def eta(layouts: int, first: int, confidence: float) -> float:
    """The constant of the continuation region, for `first` replications of the first stage.

    Raises
    ------
    ValueError
        For less than two layouts or replications, or a confidence that chance alone gives.

    Examples
    --------
    >>> round(eta(2, 10, 0.95), 4)
    0.3341
    """
    if layouts < 2 or first < 2 or not 1.0 / layouts < confidence < 1.0:
        message = (
            f"{layouts} layouts, {first} first replications, confidence {confidence:g}: KN needs "
            f"two or more of both, and a confidence above {1.0 / max(layouts, 1):g} and below 1"
        )
        raise ValueError(message)
    # 2 alpha / (k - 1) is below 2 (1 - 1/k) / (k - 1) = 2/k <= 1, so eta is positive.
    ratio = 2.0 * (1.0 - confidence) / (layouts - 1)
    return 0.5 * (math.pow(ratio, -2.0 / (first - 1)) - 1.0)


def screen(values: Values, first: int, delta: float, confidence: float) -> Screened:
    """Run the procedure over the replications there are.

    Parameters
    ----------
    values
        Every layout has `first` or more; contenders have equally many that count, the fewest of
        them. What a dropped layout has beyond that is not looked at.
    delta
        The smallest difference that matters, in the figure's unit.
    """
    layouts = len(values)
    h2 = 2.0 * eta(layouts, first, confidence) * (first - 1)
    begin = np.asarray([row[:first] for row in values], dtype=np.float64)
    variances = _variances_of_differences(begin)
    left = list(range(layouts))
    dropped: dict[int, Dropped] = {}
    sums = begin.sum(axis=1)
    used = first
    while True:
        most = _latest(variances, left, h2, delta)
        if used > most:
            # No room to fall behind is left: the best mean is chosen.
            best = min(left, key=lambda i: (sums[i], i))
            dropped |= {i: Dropped(used, best) for i in left if i != best}
            left = [best]
        else:
            dropped |= _behind(sums / used, variances, left, used, h2, delta)
            left = [i for i in left if i not in dropped]
        if len(left) == 1 or used >= min(len(values[i]) for i in left):
            return Screened(tuple(left), used, max(most, used), dropped)
        for i in left:
            sums[i] += values[i][used]
        used += 1


def _variances_of_differences(begin: NDArray[np.float64]) -> NDArray[np.float64]:
    """S^2 of the difference of each pair, shape (k, k)."""
    pairs = begin[:, None, :] - begin[None, :, :]
    found: NDArray[np.float64] = pairs.var(axis=2, ddof=1)
    return found


def _latest(variances: NDArray[np.float64], left: Sequence[int], h2: float, delta: float) -> int:
    """N of the paper: beyond it no one may lie behind another and stay."""
    widest = max((float(variances[i, j]) for i in left for j in left), default=0.0)
    return math.floor(h2 * widest / delta**2)


def _behind(
    means: NDArray[np.float64],
    variances: NDArray[np.float64],
    left: Sequence[int],
    used: int,
    h2: float,
    delta: float,
) -> dict[int, Dropped]:
    """Who lies behind another by more than W of the paper; the furthest other is named."""
    found = {}
    for i in left:
        gaps = {
            j: means[i]
            - means[j]
            - max(0.0, delta / (2.0 * used) * (h2 * float(variances[i, j]) / delta**2 - used))
            for j in left
            if j != i
        }
        worst = max(gaps, key=lambda j: gaps[j], default=None)
        if worst is not None and gaps[worst] > 0.0:
            found[i] = Dropped(used, worst)
    return found
