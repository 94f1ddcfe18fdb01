"""Subsidies with a budget, and block space on departures: what they add to a plan's freight.

Both are settled per pool over everything that rides, so the sum does not depend on who comes first.

- A **subsidy** pays so much for each 40-ft box on its services, never more than the freight, in the
  order of the departures by the timetable until its budget is used up; the last box gets the rest.
- A **block** is space on departures, bought for a calendar week or for each departure. What is kept
  of it is paid whether used or not: used TEU at the contract's price instead of the spot price,
  unused TEU at `take_or_pay_share` of it (dead freight). TEU released in time cost the release fee.
  Boxes beyond the block pay spot. The boxes that save most are counted into the block first.

So a pool costs

    subsidy   -min(budget, sum of d_j u_j)
    block     s (K - R) + f R - max sum of (d_j + s) v_j   with v_j <= u_j, sum of v_j <= K - R

with u_j the TEU of ride j, d_j what a TEU saves, K and R the TEU bought and released, s what an
unused TEU costs and f the release fee.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from domain import tariff as price
from domain.network import BoxType, Network, Service
from domain.plan import BoxJourney, Hop
from domain.tariff import Charge
from domain.timetable import DepartureKey, Timetable

HOURS_PER_WEEK = 168.0
SAME_TEU = 1e-9
PoolKey = tuple[str, str, float]
"""A contract, the service where each departure has a pool of its own (else empty), an hour."""


class Ride(NamedTuple):
    """A box on a dated hop."""

    box_id: str
    key: DepartureKey
    hop: Hop
    box_type: str


class Claim(NamedTuple):
    """What a box on a hop may draw from a pool.

    `cny_per_teu` is what each of its `teu` saves against the spot price, `unused_cny_per_teu` what
    the pool pays for TEU that nobody uses.
    """

    pool: PoolKey
    cny_per_teu: float
    teu: float
    unused_cny_per_teu: float = 0.0

    @property
    def worth_cny(self) -> float:
        """Most that the box can save."""
        return max(0.0, self.cny_per_teu + self.unused_cny_per_teu) * self.teu


@dataclass(frozen=True, slots=True)
class Lane:
    """Which rides a contract covers: services, where the hop begins and ends, and when.

    `from_node` and `to_node` are `None` where any will do. Departures count by the timetable,
    scheduled in [from_h, until_h), however late they run.
    """

    services: frozenset[str]
    from_node: str | None = None
    to_node: str | None = None
    from_h: float = -math.inf
    until_h: float = math.inf

    def covers(self, network: Network, hop: Hop, at_h: float) -> bool:
        """Whether a hop of a departure scheduled at an hour is covered."""
        if hop.service_id not in self.services or not self.from_h <= at_h < self.until_h:
            return False
        legs = network.services[hop.service_id].legs
        return self.from_node in (None, legs[hop.first_leg].from_id) and self.to_node in (
            None,
            legs[hop.last_leg].to_id,
        )


@dataclass(frozen=True, slots=True)
class Subsidy:
    """Money of a fund for boxes; `budget_cny` is inf where it never ends."""

    name: str
    lane: Lane
    cny_per_feu: float
    budget_cny: float = math.inf

    @property
    def pool(self) -> PoolKey:
        """Its one pool."""
        return (self.name, "", max(self.lane.from_h, 0.0))


class Period(NamedTuple):
    """A week or a departure of a block: its pool and the departures on which the space is."""

    pool: PoolKey
    departures: tuple[DepartureKey, ...]

    @property
    def first_h(self) -> float:
        """When the first of them leaves."""
        return self.departures[0][1]


@dataclass(frozen=True, slots=True)
class Block:
    """Space bought on departures. `weekly`: `teu` for each calendar week, else for each departure.

    `release_h` is how long before the (first) departure space can be given back at the latest,
    `None` where it cannot. Weeks begin at `monday_h` plus multiples of 168 h. `choices` are other
    sizes that a plan may buy instead of `teu`.
    """

    name: str
    lane: Lane
    teu: float
    cny_per_teu: float
    take_or_pay_share: float = 1.0
    weekly: bool = True
    release_h: float | None = None
    release_cny_per_teu: float = 0.0
    monday_h: float = 0.0
    periods: tuple[Period, ...] = ()
    choices: tuple[float, ...] = ()

    @property
    def unused_cny_per_teu(self) -> float:
        """Dead freight of a TEU that is kept and not used."""
        return self.take_or_pay_share * self.cny_per_teu

    @property
    def least_unused_cny_per_teu(self) -> float:
        """The least that a TEU costs that nobody needs: kept, or released in time."""
        if self.release_h is None:
            return self.unused_cny_per_teu
        return min(self.unused_cny_per_teu, self.release_cny_per_teu)

    def pool(self, key: DepartureKey) -> PoolKey:
        """The pool of a departure."""
        if not self.weekly:
            return (self.name, *key)
        week = math.floor((key[1] - self.monday_h) / HOURS_PER_WEEK)
        return (self.name, "", self.monday_h + week * HOURS_PER_WEEK)

    def deadline_h(self, period: Period) -> float:
        """Until when space of a period can be released; -inf where it cannot."""
        return -math.inf if self.release_h is None else period.first_h - self.release_h


def periods(block: Block, timetable: Timetable) -> tuple[Period, ...]:
    """Weeks or departures in which a block has space, in order of time."""
    found: dict[PoolKey, list[DepartureKey]] = {}
    keys = [
        (service_id, at_h)
        for service_id in block.lane.services
        for at_h in timetable.departures.get(service_id, ())
        if block.lane.from_h <= at_h < block.lane.until_h
    ]
    for key in sorted(keys, key=lambda one: (one[1], one[0])):
        found.setdefault(block.pool(key), []).append(key)
    return tuple(Period(pool, tuple(departures)) for pool, departures in found.items())


@dataclass(frozen=True, slots=True)
class Contracts:
    """All subsidies and blocks of a scenario."""

    subsidies: tuple[Subsidy, ...] = ()
    blocks: tuple[Block, ...] = ()
    _by_name: dict[str, Subsidy | Block] = field(
        init=False, default_factory=dict, compare=False, repr=False
    )

    def __post_init__(self) -> None:
        """Index by name."""
        self._by_name.update({one.name: one for one in self.subsidies})
        self._by_name.update({one.name: one for one in self.blocks})

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self._by_name)

    def sized(self, block_teu: Mapping[str, float]) -> Contracts:
        """The same with so much space bought; nothing is left to choose then."""
        blocks = tuple(
            replace(block, teu=block_teu.get(block.name, block.teu), choices=())
            for block in self.blocks
        )
        return Contracts(self.subsidies, blocks)

    @property
    def sizes_open(self) -> bool:
        """Whether a plan chooses how much of a block to buy."""
        return any(block.choices for block in self.blocks)

    def of_any_size(self) -> Contracts:
        """At most as dear as with any sizes that may be chosen, whatever rides.

        The largest, with nothing to pay for space that is not used.
        """
        blocks = tuple(
            replace(
                block, teu=max((block.teu, *block.choices)), choices=(), take_or_pay_share=0.0,
                release_cny_per_teu=0.0,
            )
            if block.choices
            else block
            for block in self.blocks
        )  # fmt: skip
        return Contracts(self.subsidies, blocks)

    def of(self, pool: PoolKey) -> Subsidy | Block:
        """The contract of a pool."""
        return self._by_name[pool[0]]

    def claims_of(
        self, network: Network, hop: Hop, key: DepartureKey, box: BoxType
    ) -> Iterator[Claim]:
        """What a box on a hop may draw, from every contract that covers it."""
        service = network.services[hop.service_id]
        for subsidy in self.subsidies:
            if subsidy.lane.covers(network, hop, key[1]):
                rate = min(subsidy.cny_per_feu / 2.0, spot_cny_per_teu(service, hop, box))
                yield Claim(subsidy.pool, rate, box.teu)
        for block in self.blocks:
            if block.lane.covers(network, hop, key[1]):
                saved = spot_cny_per_teu(service, hop, box) - block.cny_per_teu
                yield Claim(block.pool(key), saved, box.teu, block.unused_cny_per_teu)

    def claims(self, network: Network, journey: BoxJourney) -> tuple[Claim, ...]:
        """What one box of a journey may draw on its way."""
        if not self:
            return ()
        box = network.boxes[journey.route.box_type]
        return tuple(
            claim
            for hop, key in journey.dated()
            for claim in self.claims_of(network, hop, key, box)
        )

    def pool_lines(
        self,
        pool: PoolKey,
        teu_by_saving: Mapping[float, float],
        released_teu: float = 0.0,
        unused_cny_per_teu: float | None = None,
    ) -> dict[str, float]:
        """What a pool adds to the cost at spot prices, by line, given the TEU that claim it.

        `unused_cny_per_teu` is what empty space will cost, where it may still be given back.
        """
        contract = self.of(pool)
        if isinstance(contract, Subsidy):
            claimed = math.fsum(cny * teu for cny, teu in teu_by_saving.items())
            return {"subsidy": -min(contract.budget_cny, claimed)}
        sunk = contract.unused_cny_per_teu if unused_cny_per_teu is None else unused_cny_per_teu
        left, saved = contract.teu - released_teu, 0.0
        for cny in sorted(teu_by_saving, reverse=True):
            used = min(left, teu_by_saving[cny])
            if cny + sunk <= 0.0 or left <= 0.0:
                break
            saved += cny * used
            left -= used
        dead = sunk * left + contract.release_cny_per_teu * released_teu
        return {"transport": -saved, "dead_freight": dead}

    def pool_cny(
        self,
        pool: PoolKey,
        teu_by_saving: Mapping[float, float],
        released_teu: float = 0.0,
        unused_cny_per_teu: float | None = None,
    ) -> float:
        """All lines of a pool."""
        lines = self.pool_lines(pool, teu_by_saving, released_teu, unused_cny_per_teu)
        return sum(lines.values())


def spot_cny_per_teu(service: Service, hop: Hop, box: BoxType) -> float:
    """Freight of a box on a hop without contracts, per TEU."""
    return price.box_freight(service, hop, box, 0.0).cny / box.teu


class Settled(NamedTuple):
    """One amount: of a box (empty: of the network), when, by which contract, for how many TEU."""

    box_id: str
    at_h: float
    reference: str
    charge: Charge
    pool: PoolKey
    teu: float


def settle(
    contracts: Contracts,
    network: Network,
    rides: Sequence[Ride],
    released: Mapping[PoolKey, float],
    ran: Callable[[DepartureKey], bool] = lambda _: True,
) -> Iterator[Settled]:
    """What contracts take off the freight of boxes, and what unused space costs the network.

    Where no departure of a week or none of the block ran (`ran`), nothing is owed for its space.
    """
    if not contracts:
        return
    claims: dict[PoolKey, list[tuple[Ride, Claim]]] = {}
    for ride in sorted(rides, key=lambda one: (one.key[1], one.key[0], one.box_id)):
        box = network.boxes[ride.box_type]
        for claim in contracts.claims_of(network, ride.hop, ride.key, box):
            claims.setdefault(claim.pool, []).append((ride, claim))
    for subsidy in contracts.subsidies:
        yield from _paid(subsidy, claims.get(subsidy.pool, ()))
    for block in contracts.blocks:
        for period in block.periods:
            if any(ran(key) for key in period.departures):
                kept = block.teu - released.get(period.pool, 0.0)
                yield from _filled(block, period, kept, claims.get(period.pool, ()))


def _paid(subsidy: Subsidy, claims: Iterable[tuple[Ride, Claim]]) -> Iterator[Settled]:
    left = subsidy.budget_cny
    for ride, claim in claims:
        cny = min(left, claim.cny_per_teu * claim.teu)
        if cny > 0.0:
            left -= cny
            charge = Charge("subsidy", "shipper", "fund", -cny)
            yield Settled(
                ride.box_id, ride.key[1], subsidy.name, charge, subsidy.pool, claim.teu
            )  # fmt: skip


def _filled(
    block: Block, period: Period, kept_teu: float, claims: Sequence[tuple[Ride, Claim]]
) -> Iterator[Settled]:
    """Boxes in the block pay its price; what is left of it, and what was released, is dead."""
    left, sunk = kept_teu, block.unused_cny_per_teu
    for ride, claim in sorted(claims, key=lambda one: -one[1].cny_per_teu):
        used = min(left, claim.teu)
        if claim.cny_per_teu + sunk <= 0.0 or used <= SAME_TEU:
            break
        left -= used
        charge = Charge("transport", "shipper", "carrier", -claim.cny_per_teu * used)
        yield Settled(ride.box_id, ride.key[1], block.name, charge, period.pool, used)
    dead = sunk * left + block.release_cny_per_teu * (block.teu - kept_teu)
    if dead > 0.0:
        charge = Charge("dead_freight", "network", "carrier", dead)
        reference = f"{block.name}@{period.pool[2]:.2f}"
        yield Settled("", period.first_h, reference, charge, period.pool, left)


def claimed_teu(
    contracts: Contracts, network: Network, counts: Iterable[tuple[BoxJourney, float]]
) -> dict[PoolKey, dict[float, float]]:
    """TEU that claim each pool, by what a TEU saves, of so many boxes on each journey."""
    found: dict[PoolKey, dict[float, float]] = {}
    if contracts:
        for journey, boxes in counts:
            for claim in contracts.claims(network, journey):
                sums = found.setdefault(claim.pool, {})
                sums[claim.cny_per_teu] = sums.get(claim.cny_per_teu, 0.0) + claim.teu * boxes
    return found
