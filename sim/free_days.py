"""How much of their free days boxes use up, and what they owe beyond: rows of `free_days`.

Only where a box is on terms by steps: its owner's, or those of the yard.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, isinf

from domain.tiers import Tier, free_h, tiered_cny
from sim.loads import Box
from sim.world import World


def note_yard(world: World, box: Box, place: str, until_h: float) -> None:
    """A box leaves the yard of a place with its departure."""
    terms = world.pools.terms_of(box.box_type.box_type, box.empty)
    tiers = (
        world.scenario.tariff.yard_tiers.get(place) if terms is None else terms.yard_tiers(place)
    )
    if tiers is not None:
        _note(world, box, place, "yard", box.gated_h, until_h - box.gated_h, until_h, tiers)


def note_away(world: World, box: Box, place: str) -> None:
    """An owner's box is given back at a place."""
    terms = world.pools.terms_of(box.box_type.box_type, box.empty)
    if terms is not None:
        since_h = box.journey.stuff_at_h
        used_h = box.t - since_h - box.yard_h
        _note(world, box, place, "away", since_h, used_h, box.t, terms.kept_tiers(place))


def _note(
    world: World,
    box: Box,
    place: str,
    kind: str,
    since_h: float,
    used_h: float,
    until_h: float,
    tiers: Sequence[Tier],
) -> None:
    if not box.lots:
        return
    free = free_h(tiers)
    ends_h = None if isinf(free) else until_h - used_h + free
    left_h = None if isinf(free) else max(0.0, free - used_h)
    over_h = 0.0 if free == inf else max(0.0, used_h - free)
    world.records.free_days.rows.append(
        (
            box.box_id, owner_of(box), place, kind, since_h, ends_h, until_h, left_h, over_h,
            tiered_cny(tiers, used_h),
        )
    )  # fmt: skip


def owner_of(box: Box) -> str:
    """Whose box it is: an owner of the scenario, the pool's, or leased in."""
    if box.empty is None:
        return "pool"
    return box.empty.owner or ("leased" if box.empty.leased else "pool")
