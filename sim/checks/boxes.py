"""Empty boxes: those at the start and those leased in stand somewhere or are in use, once each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from domain.draws import snap_h
from sim.checks.broken import BrokenRunError
from sim.checks.evidence import Evidence
from sim.loads import Box
from sim.moves import END, TO
from sim.story import hour, last
from sim.world import World

BACK = ("stripped", "emptied")
Pool = tuple[str, str]
"""Node and box type."""
Change = tuple[float, int, str, str]
"""Hour, boxes more or less, why, which."""


class Use(NamedTuple):
    """A journey of a box, and when and where it was empty again."""

    box: Box
    back_h: float | None
    place: str


def check_boxes(seen: Evidence) -> None:
    """Boxes of every pool, counted from the journeys; no box at two places at once."""
    uses: defaultdict[str, list[Use]] = defaultdict(list)
    for box in seen.world.boxes:
        if box.empty is not None:
            uses[box.empty.box_no].append(Use(box, *_back(seen, box)))
    for box_no, used in uses.items():
        check_used_once(box_no, used)
    check_pools(seen, uses)
    check_total(seen.world)


def check_total(world: World) -> None:
    """Opening stock and leases are empty somewhere or on their way, or went back to the lessor."""
    out = [box for box in world.boxes if box.empty is not None and box.where not in BACK]
    pools = world.pools
    there = pools.opening + pools.leased + pools.hired - pools.gone
    if world.pools.standing() + len(out) != there:
        rule = f"{there} boxes in all, but {world.pools.standing()} stand and {len(out)} travel"
        raise BrokenRunError(rule, _unbalanced(world))


def check_used_once(box_no: str, used: Sequence[Use]) -> None:
    """A box is stuffed again only after it came back, and where it came back."""
    for before, after in pairwise(used):
        begun_h, wanted = after.box.journey.stuff_at_h, after.box.journey.route.stuff_node
        back_h = before.back_h
        if back_h is None or begun_h < back_h or before.place != wanted:
            there = "never" if back_h is None else f"at {hour(back_h)} in {before.place}"
            rule = f"box {box_no} is stuffed at {hour(begun_h)} in {wanted}, but came back {there}"
            raise BrokenRunError(rule, [_told_use(one) for one in (before, after)])


def check_pools(seen: Evidence, uses: Mapping[str, list[Use]]) -> None:
    """What stands at each place is what was there, plus what came, less what was taken."""
    pools = seen.world.pools
    check_owners(seen, uses)
    if pools.unlimited:
        return
    changes: defaultdict[Pool, list[Change]] = defaultdict(list)
    for key, count in pools.stocks.items():
        if not pools.fleet.covers(key[1]):
            changes[key].append((0.0, count, "opening stock", ""))
    for box_no, used in uses.items():
        for number, (box, back_h, place) in enumerate(used):
            kind = box.box_type.box_type
            if pools.fleet.covers(kind):
                continue
            at_h, taken = box.journey.stuff_at_h, (box.journey.route.stuff_node, kind)
            if number == 0 and box.journey.route.begun is not None:
                changes[taken].append((at_h, 1, "is under way", box_no))
            if number == 0 and box.empty is not None and box.empty.leased:
                changes[taken].append((at_h, 1, "leased in", box_no))
            changes[taken].append((at_h, -1, "taken", box_no))
            if back_h is not None and back_h <= seen.end_h:
                changes[place, kind].append((back_h, 1, "comes back", box_no))
    standing = pools.standing_by_place()
    for key in sorted({*changes, *standing}):
        _check_pool(key, changes.get(key, []), standing.get(key, 0))


def check_owners(seen: Evidence, uses: Mapping[str, list[Use]]) -> None:
    """The same for every owner's boxes; hired ones come from outside and go back there."""
    pools = seen.world.pools
    changes: defaultdict[Pool, list[Change]] = defaultdict(list)
    for (owner, place, kind), count in pools.fleet.opening().items():
        changes[_of_owner(owner, place), kind].append((0.0, count, "opening stock", ""))
    hired = gone = 0
    for box_no, used in uses.items():
        for box, back_h, place in used:
            kind = box.box_type.box_type
            if not pools.fleet.covers(kind):
                continue
            assert box.empty is not None
            back = back_h is not None and back_h <= seen.end_h
            terms = pools.terms_of(kind, box.empty)
            if terms is None or terms.one_way:
                hired += 1
                gone += back
                continue
            at_h, owner = box.journey.stuff_at_h, terms.owner
            stands = _of_owner(owner, box.journey.route.stuff_node)
            changes[stands, kind].append((at_h, -1, "taken", box_no))
            if back and back_h is not None:
                changes[_of_owner(owner, place), kind].append((back_h, 1, "comes back", box_no))
    standing = {
        (_of_owner(owner, place), kind): count
        for (owner, place, kind), count in pools.standing_by_owner().items()
    }
    for key in sorted({*changes, *standing}):
        _check_pool(key, changes.get(key, []), standing.get(key, 0))
    leased = sum(
        used[0].box.empty is not None
        and used[0].box.empty.leased
        and pools.fleet.covers(used[0].box.box_type.box_type)
        for used in uses.values()
    )
    if (hired - leased, gone) != (pools.hired, pools.gone):
        rule = (
            f"{pools.hired} boxes hired one way and {pools.gone} given back to their lessors, "
            f"but {hired - leased} were used and {gone} came back"
        )
        raise BrokenRunError(rule, _unbalanced(seen.world))


def _of_owner(owner: str, place: str) -> str:
    return f"{place} ({owner})"


def _check_pool(key: Pool, changes: list[Change], standing: int) -> None:
    changes.sort(key=lambda change: (change[0], -change[1]))
    levels = list(accumulate(by for _, by, _, _ in changes))
    empty = next((n for n, level in enumerate(levels) if level < 0), None)
    if empty is not None:
        rule = f"{key[0]}: a {key[1]} is taken from an empty pool at {hour(changes[empty][0])}"
        raise BrokenRunError(rule, last(_told(changes[: empty + 1], levels)))
    level = levels[-1] if levels else 0
    if level != standing:
        rule = f"{key[0]}: {level} {key[1]} must stand there at the end, {standing} do"
        raise BrokenRunError(rule, last(_told(changes, levels)))


def _told(changes: Sequence[Change], levels: Sequence[int]) -> Iterator[str]:
    for (at_h, by, what, box_no), level in zip(changes, levels, strict=False):
        yield f"{hour(at_h)}  {by:+d}  {box_no} {what}: {level} stand"


def _back(seen: Evidence, box: Box) -> tuple[float | None, str]:
    """When and where a box was empty again; a trailer drives home first."""
    if box.where not in BACK:
        return None, ""
    end = seen.trips[box.box_id].last
    at_h, place = (box.t, box.node_id) if end is None else (end[END], end[TO])
    if box.where == "stripped" and box.box_type.goes_home:
        services, route = seen.world.network.services, box.journey.route
        legs = (
            leg
            for hop in route.hops
            for leg in services[hop.service_id].legs[hop.first_leg : hop.last_leg + 1]
        )
        return snap_h(at_h + sum(leg.run.nominal for leg in legs)), route.stuff_node
    return at_h, place


def _told_use(use: Use) -> str:
    box, back_h, place = use
    until = "still in use" if back_h is None else f"until {hour(back_h)}, then in {place}"
    return f"{hour(box.journey.stuff_at_h)}  {box.box_id}  {until}"


def _unbalanced(world: World) -> list[str]:
    leased = f"{world.pools.opening} at the start, {world.pools.leased} leased in"
    standing = ", ".join(
        f"{node} {kind} {count}"
        for (node, kind), count in sorted(world.pools.standing_by_place().items())
    )
    travel = [
        f"{hour(box.journey.stuff_at_h)}  {box.box_id} since, {box.where}"
        for box in world.boxes
        if box.empty is not None and box.where not in BACK
    ]
    return [leased, f"standing: {standing}; driving home {world.pools.driving_home}", *last(travel)]
