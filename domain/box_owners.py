"""Boxes by owner: whose box a journey takes, what its hire costs, where it may be given back.

A box of an owner is hired from stuffing to stripping: a price per use, a rent by the day beyond
free days, demurrage for waiting in yards before departures and detention for the time outside of
them (each in tiers), and a charge for giving it back where the journey ends. Railway's, carrier's
and own boxes then stand there empty for the next user; a one-way lease is over. Where nobody's box
is there, one is leased in on the terms of its type (`LEASED`), as without owners.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from domain import tariff as price
from domain.network import BoxType
from domain.plan import Hop
from domain.tariff import Charge, Tariff
from domain.tiers import Tier, tiered_cny

LEASED = ""
"""Stands for no owner: a box leased in on the terms of its type."""
EMPTY_CLASS = "empty"
"""Cargo class of a box that is moved empty: it is neither stuffed nor stripped."""
OwnerKind = Literal["own", "railway", "carrier", "lease"]
Pool = tuple[str, str, str]
"""Owner, place and box type: where boxes stand empty."""


@dataclass(frozen=True, slots=True)
class OwnerTerms:
    """An owner's boxes of one type.

    `stock` stands at the start, by place. `returns` are the places where it takes boxes back, with
    the charge; its boxes go on no journey that ends elsewhere. `elsewhere_cny` is charged where
    one gets stuck all the same. A `lease` is had without limit at the places of `pick_up`.
    `demurrage_at` and `detention_at` are the tiers of single places, instead of the others.
    """

    owner: str
    box_type: str
    kind: OwnerKind
    stock: Mapping[str, int]
    returns: Mapping[str, float]
    pick_up: frozenset[str] = frozenset()
    use_cny: float = 0.0
    cny_per_day: float = 0.0
    free_days: float = 0.0
    demurrage: tuple[Tier, ...] = ()
    detention: tuple[Tier, ...] = ()
    elsewhere_cny: float = 0.0
    demurrage_at: Mapping[str, tuple[Tier, ...]] = field(default_factory=dict)
    detention_at: Mapping[str, tuple[Tier, ...]] = field(default_factory=dict)

    def yard_tiers(self, place: str) -> tuple[Tier, ...]:
        """What a wait in the yard of a place costs."""
        return self.demurrage_at.get(place, self.demurrage)

    def kept_tiers(self, place: str) -> tuple[Tier, ...]:
        """What the time outside of yards costs, where the box is given back at a place."""
        return self.detention_at.get(place, self.detention)

    @property
    def one_way(self) -> bool:
        """Whether its hire ends for good where the box is stripped."""
        return self.kind == "lease"


@dataclass(frozen=True, slots=True)
class EmptyLane:
    """A chain of hops by which empties may be moved."""

    lane_id: str
    from_id: str
    to_id: str
    hops: tuple[Hop, ...]


@dataclass(frozen=True, slots=True)
class Fleet:
    """The owners of a scenario, in the order of its file, and how empties may move.

    Boxes of a type that nobody of the fleet owns are those of the zone's pools, as without it.
    `empty_share` is what an empty box pays of the freight of a loaded one.
    """

    terms: tuple[OwnerTerms, ...] = ()
    lanes: tuple[EmptyLane, ...] = ()
    empty_share: float = 1.0
    _of: Mapping[tuple[str, str], OwnerTerms] = field(init=False, compare=False, repr=False)
    _types: Mapping[str, tuple[OwnerTerms, ...]] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Index the terms."""
        types: dict[str, tuple[OwnerTerms, ...]] = {}
        for one in self.terms:
            types[one.box_type] = (*types.get(one.box_type, ()), one)
        object.__setattr__(self, "_of", {(one.owner, one.box_type): one for one in self.terms})
        object.__setattr__(self, "_types", types)

    def covers(self, box_type: str) -> bool:
        """Whether boxes of a type belong to owners."""
        return box_type in self._types

    def owners(self, box_type: str) -> tuple[OwnerTerms, ...]:
        """Terms of everybody who has boxes of a type."""
        return self._types.get(box_type, ())

    def of(self, owner: str, box_type: str) -> OwnerTerms | None:
        """Terms of an owner; `None` for a box leased in."""
        return self._of.get((owner, box_type))

    def open_to(self, box_type: str, from_id: str, to_id: str) -> tuple[OwnerTerms, ...]:
        """Owners whose boxes may be taken at one place and given back at another."""
        return tuple(
            one
            for one in self.owners(box_type)
            if to_id in one.returns and (not one.one_way or from_id in one.pick_up)
        )

    def opening(self) -> dict[Pool, int]:
        """Boxes that stand at the start."""
        return {
            (one.owner, place, one.box_type): count
            for one in self.terms
            for place, count in one.stock.items()
        }


def use_charges(
    box: BoxType, terms: OwnerTerms | None, place: str, hours: float, yard_h: float
) -> list[Charge]:
    """Rent, detention and return of a box used for some hours, of them `yard_h` before departures.

    `place` is where it is given back; without terms it is leased in on those of its type.
    """
    if terms is None:
        return [price.box_use(box, hours), price.box_return(box)]
    rented = max(0.0, hours / 24.0 - terms.free_days)
    found = [
        Charge("box_use", "shipper", "box_owner", terms.use_cny + terms.cny_per_day * rented),
        Charge(
            "repositioning", "shipper", "box_owner", terms.returns.get(place, terms.elsewhere_cny)
        ),
    ]
    kept = tiered_cny(terms.kept_tiers(place), hours - yard_h)
    if kept > 0.0:
        found.append(Charge("demurrage", "shipper", "box_owner", kept))
    return found


def yard_charge(
    tariff: Tariff, box: BoxType, terms: OwnerTerms | None, waited_h: float, place: str
) -> Charge | None:
    """Demurrage of a wait before a departure in the yard of a place."""
    if terms is None:
        return price.demurrage(tariff, box, waited_h, place)
    cny = tiered_cny(terms.yard_tiers(place), waited_h)
    return Charge("demurrage", "shipper", "terminal", cny) if cny > 0.0 else None


def hire_cny(
    tariff: Tariff,
    box: BoxType,
    terms: OwnerTerms | None,
    place: str,
    hours: float,
    waits: Sequence[tuple[str, float]],
) -> float:
    """All that the hire of a box comes to; one leased in is brought in besides.

    `waits` are those before departures: in whose yard, and how long.
    """
    total = 0.0 if terms is not None else price.lease_in(box).cny
    waited = sum(hours for _, hours in waits)
    total += sum(one.cny for one in use_charges(box, terms, place, hours, waited))
    for yard, waited_h in waits:
        held = yard_charge(tariff, box, terms, waited_h, yard)
        total += 0.0 if held is None else held.cny
    return total
