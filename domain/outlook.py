"""What a policy can expect: draws of set A, and the waits that were measured there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.draws import Chance
from domain.pace import SampledPace, nominal_pace

HOURS_PER_WEEK = 168.0
SET_BASE: Mapping[str, int] = {"A": 1_000_000, "B": 2_000_000, "C": 3_000_000}
"""First replication number of each set: A to tune and plan on, B to choose, C to report."""


def replications(set_name: str, count: int) -> tuple[int, ...]:
    """Numbers of the first `count` replications of a set."""
    base = SET_BASE[set_name]
    return tuple(range(base, base + count))


@dataclass(frozen=True, slots=True)
class Outlook:
    """Expectation over replications of set A; with none, the nominal world.

    `waits` maps (node, step, week, replication) to the mean wait in hours that was measured;
    what was never measured is zero.
    """

    seed: int
    replications: tuple[int, ...] = ()
    waits: Mapping[tuple[str, str, int, int], float] = field(default_factory=dict)

    def paces(self) -> tuple[SampledPace, ...]:
        """One pace per replication, or the nominal one."""
        if not self.replications:
            return (nominal_pace(),)
        return tuple(self._pace(number) for number in self.replications)

    def _pace(self, number: int) -> SampledPace:
        def wait_h(node_id: str, step: str, at_h: float) -> float:
            return self.waits.get((node_id, step, int(at_h // HOURS_PER_WEEK), number), 0.0)

        return SampledPace(Chance(self.seed, number, nominal=False), wait_h)
