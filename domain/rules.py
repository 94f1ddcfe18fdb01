"""Rules of cold chains: limits with their clauses, and where goods broke them.

A pack is one standard, or the plan of one house. Its limits are of six kinds. Temperatures are of
the cargo, as the run knows them: a limit on the air of a room or a vehicle (`of: air`) is held
against the cargo; cargo follows air slowly, so it finds fewer breaches than a probe
in the air would.

    range           never outside `min_c` to `max_c`; `brief_h` at a time is allowed within
                    `brief_k` of them
    longest_above   at a time not longer than `hours` above `max_c`
    handover        within `min_c` to `max_c` whenever goods change hands
    record_every    somebody writes temperatures down at least every `minutes`
    keep_records    records are kept for the shelf life and `months` more, or for `years` where the
                    goods have no shelf life; either may be left out
    mkt             mean kinetic temperature of no stretch of `window_h` above `max_c`
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any, Final, Literal, NamedTuple, get_args

from domain.cold import Excursion, Profile, excursions, worst_window

LimitKind = Literal["range", "longest_above", "handover", "record_every", "keep_records", "mkt"]
LIMIT_KINDS: Final = get_args(LimitKind)
DAYS_PER_MONTH, DAYS_PER_YEAR = 30.4375, 365.25
SAME_C: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit of a pack, with its clause and whether somebody saw that clause.

    `classes`, `products` and `stages` are what it applies to; empty: to all. `tolerance_k` is what
    a thermometer does not tell: a set point that cargo creeps up to is kept, though never reached.
    """

    limit_id: str
    kind: LimitKind
    clause: str
    seen: bool
    of: Literal["cargo", "air"] = "cargo"
    classes: frozenset[str] = frozenset()
    products: frozenset[str] = frozenset()
    stages: frozenset[str] = frozenset()
    min_c: float | None = None
    max_c: float | None = None
    brief_k: float = 0.0
    brief_h: float = 0.0
    hours: float = 0.0
    minutes: float = 0.0
    months: float | None = None
    years: float | None = None
    window_h: float = 0.0
    tolerance_k: float = 0.0

    def concerns(self, product_id: str, temp_class: str) -> bool:
        """Whether it applies to a product."""
        if self.products and product_id not in self.products:
            return False
        return not self.classes or temp_class in self.classes


@dataclass(frozen=True, slots=True)
class RulePack:
    """A standard, or a house's own plan.

    `record_minutes` and `keep_days` are what a house does; standards leave them out.
    """

    pack_id: str
    name_zh: str
    name_en: str
    limits: tuple[Limit, ...]
    record_minutes: float | None = None
    keep_days: float | None = None


class StageHeat(NamedTuple):
    """A stage of a lot and the cargo's temperature: at its ends, and at a turn between."""

    stage: str
    node_id: str
    holder_id: str
    from_h: float
    to_h: float
    start_c: float
    turn_h: float
    turn_c: float
    end_c: float


@dataclass(frozen=True, slots=True)
class Track:
    """What a lot went through; who took it over at its end is a last stage without length."""

    lot_id: str
    product_id: str
    temp_class: str
    stages: tuple[StageHeat, ...]


class Breach(NamedTuple):
    """A limit broken by a lot, in the hands of one holder at one place.

    `worst_c` is the temperature furthest beyond the limit, of an MKT the MKT itself; none for
    records. `hours` of a handover are 0.
    """

    pack_id: str
    limit_id: str
    kind: str
    lot_id: str
    node_id: str
    holder_id: str
    stage: str
    from_h: float
    to_h: float
    worst_c: float | None
    hours: float


def tracks_of(
    rows: Iterable[Sequence[Any]], taken_by: Mapping[str, tuple[str, str]]
) -> Iterator[Track]:
    """Tracks of rows in their order: lot, product, class, and the cells of a stage.

    Parameters
    ----------
    taken_by
        Place and holder of every lot that somebody took over at its end.
    """
    for (lot_id, product_id, temp_class), group in groupby(rows, key=lambda row: tuple(row[:3])):
        stages = [StageHeat(*row[3:]) for row in group]
        if lot_id in taken_by:
            end_h, end_c = stages[-1].to_h, stages[-1].end_c
            stages.append(
                StageHeat("", *taken_by[lot_id], end_h, end_h, end_c, end_h, end_c, end_c)
            )
        yield Track(lot_id, product_id, temp_class, tuple(stages))


def breaches(packs: Sequence[RulePack], tracks: Iterable[Track]) -> Iterator[Breach]:
    """All breaches of all packs, lot by lot; then what a house's records fall short of."""
    for track in tracks:
        for pack in packs:
            for limit in pack.limits:
                if track.stages and limit.concerns(track.product_id, track.temp_class):
                    yield from _of_track(pack, limit, track)
    yield from _of_practice(packs)


def _of_track(pack: RulePack, limit: Limit, track: Track) -> Iterator[Breach]:
    if limit.kind == "handover":
        yield from _handovers(pack, limit, track)
        return
    for run in _runs(limit, track.stages):
        if limit.kind == "mkt":
            yield from _warm_window(pack, limit, track, run)
        elif limit.kind in ("range", "longest_above"):
            yield from _outside(pack, limit, track, run)


def _runs(limit: Limit, stages: Sequence[StageHeat]) -> Iterator[tuple[StageHeat, ...]]:
    """Unbroken stretches of the stages that a limit is about."""
    if not limit.stages:
        yield tuple(stages)
        return
    for inside, run in groupby(stages, key=lambda one: one.stage in limit.stages):
        if inside:
            yield tuple(run)


def _path(run: Sequence[StageHeat]) -> Profile:
    times, temps = list[float](), list[float]()
    for one in run:
        times += [one.from_h, max(one.from_h, min(one.turn_h, one.to_h)), one.to_h]
        temps += [one.start_c, one.turn_c, one.end_c]
    return Profile.of(times, temps)


def _outside(
    pack: RulePack, limit: Limit, track: Track, run: Sequence[StageHeat]
) -> Iterator[Breach]:
    """Stretches beyond the limit that are not excused, cut where place or holder changes."""
    low_c = None if limit.kind == "longest_above" else limit.min_c
    least = min(min(one.start_c, one.turn_c, one.end_c) for one in run)
    most = max(max(one.start_c, one.turn_c, one.end_c) for one in run)
    most_c = None if limit.max_c is None else limit.max_c + limit.tolerance_k
    least_c = None if low_c is None else low_c - limit.tolerance_k
    if (most_c is None or most <= most_c + SAME_C) and (
        least_c is None or least >= least_c - SAME_C
    ):
        return
    for found in excursions(_path(run), least_c, most_c):
        if found.hours > 0.0 and not _excused(limit, found):
            yield from _cut(pack, limit, track, run, found)


def _excused(limit: Limit, found: Excursion) -> bool:
    if limit.kind == "longest_above":
        return found.hours <= limit.hours + 1e-9
    beyond_k = abs(found.extreme_c - found.limit_c)
    return beyond_k <= limit.brief_k + SAME_C and found.hours <= limit.brief_h + 1e-9


def _cut(
    pack: RulePack, limit: Limit, track: Track, run: Sequence[StageHeat], found: Excursion
) -> Iterator[Breach]:
    high = found.kind == "high"
    inside = [
        one for one in run
        if one.to_h > found.start_h and one.from_h < found.end_h and one.to_h > one.from_h
    ]  # fmt: skip
    for (node_id, holder_id), part in groupby(inside, key=lambda one: (one.node_id, one.holder_id)):
        stages = list(part)
        start_h = max(found.start_h, stages[0].from_h)
        end_h = min(found.end_h, stages[-1].to_h)
        temps = [
            temp
            for one in stages
            for temp, at_h in ((one.start_c, one.from_h), (one.turn_c, one.turn_h),
                               (one.end_c, one.to_h))
            if start_h - 1e-9 <= at_h <= end_h + 1e-9
        ]  # fmt: skip
        worst_c = (max if high else min)([*temps, found.limit_c])
        yield Breach(
            pack.pack_id, limit.limit_id, limit.kind, track.lot_id, node_id, holder_id,
            stages[0].stage, start_h, end_h, worst_c, end_h - start_h,
        )  # fmt: skip


def _handovers(pack: RulePack, limit: Limit, track: Track) -> Iterator[Breach]:
    """Whoever hands goods on beyond the limits, at the end of a stage of theirs, has broken it."""
    for given, taken in pairwise(track.stages):
        if given.holder_id == taken.holder_id or (limit.stages and given.stage not in limit.stages):
            continue
        temp_c = given.end_c
        easy_k = limit.tolerance_k + SAME_C
        high = limit.max_c is not None and temp_c > limit.max_c + easy_k
        if high or (limit.min_c is not None and temp_c < limit.min_c - easy_k):
            yield Breach(
                pack.pack_id, limit.limit_id, limit.kind, track.lot_id, taken.node_id,
                given.holder_id, given.stage, given.to_h, given.to_h, temp_c, 0.0,
            )  # fmt: skip


def _warm_window(
    pack: RulePack, limit: Limit, track: Track, run: Sequence[StageHeat]
) -> Iterator[Breach]:
    """The warmest window, put down to whoever held the goods when it was warmest in it."""
    if limit.max_c is None or run[-1].to_h <= run[0].from_h:
        return
    if max(max(one.start_c, one.turn_c, one.end_c) for one in run) <= limit.max_c:
        return
    window = worst_window(_path(run), limit.window_h)
    if window.mkt_c <= limit.max_c + SAME_C:
        return
    inside = [one for one in run if one.to_h > window.start_h and one.from_h < window.end_h]
    warmest = max(inside, key=lambda one: max(one.start_c, one.turn_c, one.end_c))
    yield Breach(
        pack.pack_id, limit.limit_id, limit.kind, track.lot_id, warmest.node_id,
        warmest.holder_id, warmest.stage, window.start_h, window.end_h, window.mkt_c,
        window.end_h - window.start_h,
    )  # fmt: skip


def _of_practice(packs: Sequence[RulePack]) -> Iterator[Breach]:
    """Records that a house writes too rarely or throws away too early."""
    for house in packs:
        for pack in packs:
            for limit in pack.limits:
                rare = (
                    limit.kind == "record_every"
                    and house.record_minutes is not None
                    and house.record_minutes > limit.minutes
                )
                short = (
                    limit.kind == "keep_records"
                    and house.keep_days is not None
                    and limit.years is not None
                    and house.keep_days < DAYS_PER_YEAR * limit.years - 1.0
                )
                if rare or short:
                    yield Breach(
                        pack.pack_id, limit.limit_id, limit.kind, "", "", house.pack_id, "",
                        0.0, 0.0, None, 0.0,
                    )  # fmt: skip


def keep_days(packs: Sequence[RulePack], shelf_life_days: float | None) -> tuple[float, str]:
    """How long after the end records must be kept, and by which pack; 0 where none says.

    Examples
    --------
    >>> six = Limit("keep", "keep_records", "", True, months=6.0, years=2.0)
    >>> pack = RulePack("gb", "", "", (six,))
    >>> keep_days([pack], 30.0), keep_days([pack], None)
    ((212.625, 'gb'), (730.5, 'gb'))
    """
    most, by = 0.0, ""
    for pack in packs:
        for limit in pack.limits:
            if limit.kind != "keep_records":
                continue
            if shelf_life_days is not None and limit.months is not None:
                days = shelf_life_days + DAYS_PER_MONTH * limit.months
            else:
                days = DAYS_PER_YEAR * (limit.years or 0.0)
            if days > most:
                most, by = days, pack.pack_id
    return most, by
