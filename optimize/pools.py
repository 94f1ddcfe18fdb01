"""What bookings draw from subsidies and block space, and what is given back of the latter.

A pool is settled over all that rides (`domain.contracts`), so a booking knows what is left of it.
Space is given back at the last hour of decision before its deadline: what is not booked by then,
less what is likely to come still. That is a newsvendor's choice over what came after the deadline
in earlier periods of the same contract: a TEU too few costs the spot price above the contract's and
the fee, a TEU too many its dead freight less the fee. Before anything is known of late bookings,
all is given back that is not booked.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from domain.contracts import Block, Claim, PoolKey
from domain.scenario import Scenario

Sums = dict[float, float]
"""TEU by what each saves."""


@dataclass(slots=True)
class PoolBook:
    """TEU that claim each pool, and TEU released.

    `now_h` is the hour of decision: space whose deadline is still to come costs no more than to
    give it back. `shares`: what of their worth claims got when `note_shares` was last called.
    """

    scenario: Scenario
    claimed: dict[PoolKey, Sums] = field(default_factory=dict)
    released: dict[PoolKey, float] = field(default_factory=dict)
    now_h: float = -math.inf
    shares: dict[PoolKey, float] = field(default_factory=dict)
    _deadline_h: dict[PoolKey, float] = field(default_factory=dict)
    _at_release: dict[PoolKey, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Look up the deadlines."""
        for block in self.scenario.contracts.blocks:
            for period in block.periods:
                self._deadline_h[period.pool] = block.deadline_h(period)

    def unused_cny(self, pool: PoolKey) -> float:
        """What a TEU of a pool will cost that nobody uses."""
        contract = self.scenario.contracts.of(pool)
        if not isinstance(contract, Block):
            return 0.0
        decided = pool in self._at_release or self._deadline_h[pool] < self.now_h
        return contract.unused_cny_per_teu if decided else contract.least_unused_cny_per_teu

    def reopen(self) -> None:
        """Take back what was given back: all is to be decided at once."""
        self.released.clear()
        self._at_release.clear()
        self.now_h = -math.inf

    def book(self, claims: Iterable[Claim], boxes: float) -> None:
        """Add boxes that claim; a negative number takes them off."""
        for claim in claims:
            sums = self.claimed.setdefault(claim.pool, {})
            teu = sums.get(claim.cny_per_teu, 0.0) + claim.teu * boxes
            sums[claim.cny_per_teu] = teu if abs(teu) > 1e-9 else 0.0

    def cny(self, claims: Iterable[Claim], boxes: float) -> float:
        """What so many boxes more that claim would add to the pools' cost (mostly below 0)."""
        return sum(self.lines((claim, boxes) for claim in claims).values())

    def lines(self, claims: Iterable[tuple[Claim, float]]) -> dict[str, float]:
        """The same by cost line, for claims of so many boxes each."""
        more: dict[PoolKey, Sums] = {}
        for claim, boxes in claims:
            sums = more.setdefault(claim.pool, {})
            sums[claim.cny_per_teu] = sums.get(claim.cny_per_teu, 0.0) + claim.teu * boxes
        found: dict[str, float] = {}
        contracts = self.scenario.contracts
        for pool, sums in more.items():
            now, released = self.claimed.get(pool, {}), self.released.get(pool, 0.0)
            unused = self.unused_cny(pool)
            then = {cny: now.get(cny, 0.0) + sums.get(cny, 0.0) for cny in {**now, **sums}}
            for line, cny in contracts.pool_lines(pool, then, released, unused).items():
                found[line] = found.get(line, 0.0) + cny
            for line, cny in contracts.pool_lines(pool, now, released, unused).items():
                found[line] -= cny
        return found

    def note_shares(self) -> None:
        """Keep what of their worth the claims of each pool get now, for a search to go by."""
        contracts = self.scenario.contracts
        self.shares = {}
        for pool, sums in self.claimed.items():
            contract, given_back = contracts.of(pool), self.released.get(pool, 0.0)
            sunk = contract.unused_cny_per_teu if isinstance(contract, Block) else 0.0
            worth = math.fsum(max(0.0, cny + sunk) * teu for cny, teu in sums.items())
            if worth > 0.0:
                empty, full = (
                    contracts.pool_cny(pool, one, given_back, self.unused_cny(pool))
                    for one in ({}, sums)
                )
                self.shares[pool] = (empty - full) / worth

    def likely_cny(self, claims: Iterable[Claim]) -> float:
        """What a box will likely save, by the shares noted; all where nobody claimed."""
        return math.fsum(claim.worth_cny * self.shares.get(claim.pool, 1.0) for claim in claims)

    def teu(self, pool: PoolKey) -> float:
        """TEU that claim a pool."""
        return math.fsum(self.claimed.get(pool, {}).values())

    def room_teu(self, block: Block, pool: PoolKey) -> float:
        """Space of a block that is kept and not claimed."""
        return max(0.0, block.teu - self.released.get(pool, 0.0) - self.teu(pool))

    def release_due(self, at_h: float, until_h: float) -> None:
        """Give back space whose deadline falls into [at_h, until_h)."""
        self.now_h = at_h
        for block in self.scenario.contracts.blocks:
            for period in block.periods:
                if at_h <= block.deadline_h(period) < until_h:
                    self._at_release[period.pool] = self.teu(period.pool)
                    later = self._later_teu(block, period.pool, at_h)
                    self._release(block, period.pool, later)

    def release_rest(self, at_h: float = -math.inf) -> None:
        """Give back what nobody uses of space whose deadline is still to come: all is known."""
        for block in self.scenario.contracts.blocks:
            for period in block.periods:
                if block.release_h is not None and block.deadline_h(period) >= at_h:
                    self._release(block, period.pool, 0.0)

    def _release(self, block: Block, pool: PoolKey, later_teu: float) -> None:
        if block.release_cny_per_teu < block.unused_cny_per_teu:
            teu = max(0.0, block.teu - self.teu(pool) - later_teu)
            self.released.pop(pool, None)
            if teu > 0.0:
                self.released[pool] = teu

    def _later_teu(self, block: Block, pool: PoolKey, at_h: float) -> float:
        """TEU to be kept for bookings after the deadline."""
        came = sorted(
            self.teu(period.pool) - self._at_release[period.pool]
            for period in block.periods
            if period.pool in self._at_release and period.departures[-1][1] <= at_h
        )
        if not came:
            return 0.0
        saved = max(self.claimed.get(pool, {}), default=0.0)
        short = max(0.0, saved + block.release_cny_per_teu)
        over = block.unused_cny_per_teu - block.release_cny_per_teu
        if short + over <= 0.0:
            return 0.0
        place = math.ceil(short / (short + over) * len(came)) - 1
        return max(0.0, came[max(0, place)])
