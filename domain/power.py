"""A place without power: who is off, for how long, and what a generator of its own does about it.

Reefers at the plugs of a node and goods in its cold rooms warm meanwhile (`domain.thermal`); what
rides has its own power. A generator starts after a while and turns: every reefer and room has power
for its share of each turn, at the end of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING

from domain.supervision import LOOKS

if TYPE_CHECKING:
    from domain.climate import Air
    from domain.route import Stage

Span = tuple[float, float]
TURN_H = 4.0
"""A generator goes round in so many hours (assumed)."""
ON_MAINS = frozenset(
    {"await_slot", "terminal_out", "await_departure", "stuff", "inspect", "recover", "terminal_in",
     "transfer_in", "clear_inland", "strip", *LOOKS}
)  # fmt: skip
"""Stages in which a reefer draws its power from the node."""
RIDING = frozenset({"fetch", "held", "deliver"})
"""Stages of loose goods on a truck that cools them itself."""


def dark_spans(from_h: float, to_h: float, backup_share: float, start_up_h: float) -> list[Span]:
    """Hours without power of each reefer and room through a cut.

    Examples
    --------
    >>> dark_spans(10.0, 20.0, 0.0, 1.0), dark_spans(10.0, 20.0, 1.0, 1.0)
    ([(10.0, 20.0)], [(10.0, 11.0)])
    >>> dark_spans(10.0, 20.0, 0.75, 1.0)
    [(10.0, 12.0), (15.0, 16.0), (19.0, 20.0)]
    """
    if backup_share <= 0.0:
        return [(from_h, to_h)]
    found = [(from_h, min(to_h, from_h + start_up_h))]
    begins_h = from_h + start_up_h
    while backup_share < 1.0 and begins_h < to_h:
        found.append((begins_h, min(to_h, begins_h + TURN_H * (1.0 - backup_share))))
        begins_h += TURN_H
    return joined(found)


def joined(spans: Iterable[Span]) -> list[Span]:
    """Spans in order that do not touch.

    Examples
    --------
    >>> joined([(5.0, 6.0), (1.0, 3.0), (2.0, 4.0), (7.0, 7.0)])
    [(1.0, 4.0), (5.0, 6.0)]
    """
    found: list[Span] = []
    for begin, end in sorted(span for span in spans if span[1] > span[0]):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return found


def off_spans(stage: Stage, air: Air, *, boxed: bool) -> list[Span]:
    """Hours of a stage in which what cools the goods is off.

    Parameters
    ----------
    boxed
        In a reefer, rather than loose in a cold room.
    """
    first = (stage.start_h, min(stage.end_h, stage.start_h + stage.unplugged_h))
    if not air.dark or not _on_mains(stage, boxed=boxed):
        return [first] if first[1] > first[0] else []
    inside = [(max(a, stage.start_h), min(b, stage.end_h)) for a, b in air.dark]
    return joined([first, *inside])


def _on_mains(stage: Stage, *, boxed: bool) -> bool:
    if boxed:
        return stage.kind in ON_MAINS
    return stage.kind not in RIDING and stage.node_id == stage.to_id


def off_power_h(stage: Stage, air: Air) -> float:
    """Hours of a stage that a reefer spends off power."""
    if not air.dark:
        return min(stage.unplugged_h, stage.end_h - stage.start_h)
    return sum(end - begin for begin, end in off_spans(stage, air, boxed=True))


def cuts(air: Air) -> list[tuple[Span, list[Span]]]:
    """Cuts of a place: from the first dark hour to the last, with those between."""
    groups: list[list[Span]] = [[span] for span in air.dark[:1]]
    for before, after in pairwise(air.dark):
        if after[0] - before[1] < TURN_H:
            groups[-1].append(after)
        else:
            groups.append([after])
    return [((group[0][0], group[-1][1]), group) for group in groups]
