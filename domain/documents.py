"""The papers of a declaration: made at the broker's desk, matched, redone where they do not match.

Order, payment and logistics papers are typed by a clerk, or come through an interface where the
shipper is connected. They are filed again wherever goods are handled before stuffing, unless one
filing serves all, and a second time in another system, unless there is a single window. Then they
are held against each other: a match that fails is redone by a clerk and tried again. Last, a
courier takes them to the customs, unless they are paperless. All this runs beside the collection of
the goods; a declaration begins when goods are received and papers have matched.

Planner and simulation go the same `steps`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from domain.cargo import Consignment
from domain.tariff import Charge

if TYPE_CHECKING:
    from domain.network import Process
    from domain.pace import Pace
    from domain.route import Stage

DOCUMENT_STAGES = ("prepare", "file_again", "match", "redo", "carry_papers")
"""Stages of papers, beside the collection of the goods."""
CLERK_STAGES = ("prepare", "file_again", "redo")
"""Those that a clerk is paid for by the hour."""
MOST_ATTEMPTS = 12
"""Matches after which papers are settled by hand; a bound for odd inputs only."""


@dataclass(frozen=True, slots=True)
class Papers:
    """How the papers of one trade mode and direction are made; what is `None` is not needed.

    Attributes
    ----------
    typed, connected
        A clerk's work where everything is typed, and where data come by interface.
    again
        Filing once more at each place where goods are handled.
    second
        The same declaration in another system.
    match, redo
        Holding papers against each other, and a clerk's work after a match that failed.
    carry
        A courier's way to the customs, at a price.
    transit
        Declaration of the move under seal from an inland customs to the border, after release.
    fail_share, rekey_fail_share
        Chance that a match fails though nothing was typed, and of a slip each time that data are
        typed: by the clerk, at each filing again, in the second system.
    from_known
        Whether they can be made once the order is known, before goods are ready.
    """

    typed: Process | None
    connected: Process | None
    again: Process | None
    second: Process | None
    match: Process | None
    redo: Process | None
    carry: Process | None
    transit: Process | None
    fail_share: float
    rekey_fail_share: float
    from_known: bool
    clerk_cny_per_h: float = 0.0

    def begin_h(self, order: Consignment) -> float:
        """When work on them can begin."""
        return max(0.0, order.known_at_h) if self.from_known else order.ready_h

    def fails_share(self, order: Consignment, places: int) -> float:
        """Chance that a match of a consignment's papers fails."""
        typed = 1 + places * (self.again is not None) + (self.second is not None)
        if order.connected:
            typed = 0
        return 1.0 - (1.0 - self.fail_share) * (1.0 - self.rekey_fail_share) ** typed


class PaperStep(NamedTuple):
    """One piece of work on papers; `number` counts those of its kind."""

    kind: str
    process: Process
    number: int


def steps(papers: Papers, order: Consignment, places: int, pace: Pace) -> Iterator[PaperStep]:
    """Everything that is done to a consignment's papers until they are with the customs.

    Parameters
    ----------
    places
        Places at which goods are handled before they are stuffed, the stuffing node among them.
    """
    prepare = papers.connected if order.connected else papers.typed
    if prepare is not None:
        yield PaperStep("prepare", prepare, 0)
    if papers.again is not None:
        for number in range(places):
            yield PaperStep("file_again", papers.again, number)
    if papers.second is not None:
        yield PaperStep("file_again", papers.second, places)
    share = papers.fails_share(order, places)
    for attempt in range(MOST_ATTEMPTS):
        if papers.match is not None:
            yield PaperStep("match", papers.match, attempt)
        if not pace.match_fails(share, order.consignment_id, attempt):
            break
        if papers.redo is not None:
            yield PaperStep("redo", papers.redo, attempt)
    if papers.carry is not None:
        yield PaperStep("carry_papers", papers.carry, 0)


def places_before(before: Sequence[str]) -> int:
    """Places at which goods are handled on their way into a box."""
    return max(1, len(before))


def paper_charge(papers: Papers, kind: str, work_h: float) -> Charge | None:
    """What a piece of work on papers costs a consignment, `None` where it is free."""
    if kind in CLERK_STAGES and papers.clerk_cny_per_h:
        return Charge("clearance", "shipper", "broker", papers.clerk_cny_per_h * work_h)
    if kind == "carry_papers" and papers.carry is not None and papers.carry.cost_cny:
        return Charge("clearance", "shipper", "courier", papers.carry.cost_cny)
    return None


def paper_charges(papers: Papers, stages: tuple[Stage, ...]) -> Iterator[Charge]:
    """What the papers of a consignment cost, by the stages of its collection."""
    for stage in stages:
        charge = paper_charge(papers, stage.kind, stage.end_h - stage.opens_h)
        if charge is not None:
            yield charge
