"""Papers: no declaration before goods are there and papers match, and nothing redone in vain."""

from __future__ import annotations

from collections import Counter

from domain.collection import COLLECTED
from domain.documents import MOST_ATTEMPTS, places_before
from sim.checks.broken import BrokenRunError
from sim.checks.evidence import Errand, Evidence
from sim.loads import Lot
from sim.moves import END, NODE, STAGE, START, Move
from sim.story import last, move_line


def check_papers(seen: Evidence) -> None:
    """Every lot whose papers take time: begun in time, tried as often as chance has it, waited for.

    Read from the movements; the matches that must have failed are drawn again.
    """
    if seen.world.network.lists is not None:
        check_lists(seen)
    if not seen.world.network.papers:
        return
    for lot in seen.world.lots:
        errand = seen.errands[lot.lot_id]
        if errand.documents:
            _check_made(seen, lot, errand)
        if errand.papers and errand.papers[0][STAGE] == "declare" and errand.last is not None:
            _check_declared(seen, lot, errand, errand.papers[0])


def _check_made(seen: Evidence, lot: Lot, errand: Errand) -> None:
    """The papers begin when they can, and are matched until they match."""
    world, order = seen.world, lot.order
    papers = world.network.papers_of(order)
    if papers is None:
        raise BrokenRunError(f"lot {lot.lot_id} has papers that nobody asks for", _story(errand))
    begun_h = errand.documents[0][START]
    if begun_h != papers.begin_h(order):
        rule = f"lot {lot.lot_id}: papers begun at {begun_h:.2f} h, not {papers.begin_h(order):.2f}"
        raise BrokenRunError(rule, _story(errand))
    if errand.documents[-1][END] > seen.end_h or not errand.papers:
        return
    share = papers.fails_share(order, places_before(lot.part.before))
    failed = 0
    while failed < MOST_ATTEMPTS and world.pace.match_fails(share, order.consignment_id, failed):
        failed += 1
    stages = [move[STAGE] for move in errand.documents]
    for kind, process, wanted in (
        ("match", papers.match, min(failed + 1, MOST_ATTEMPTS)),
        ("redo", papers.redo, failed),
    ):
        if process is not None and stages.count(kind) != wanted:
            rule = (
                f"lot {lot.lot_id}: {stages.count(kind)} times {kind}, though {failed} matches "
                f"fail: {wanted}"
            )
            raise BrokenRunError(rule, _story(errand))


def _check_declared(seen: Evidence, lot: Lot, errand: Errand, declared: Move) -> None:
    """A declaration begins when goods are received and papers are there, the later of both."""
    there_h = _received_h(errand, lot)
    papers = seen.world.network.papers_of(lot.order)
    if papers is not None and errand.documents:
        there_h = max(there_h, errand.documents[-1][END])
    if declared[START] != there_h:
        rule = (
            f"lot {lot.lot_id} is declared at {declared[START]:.2f} h; goods and papers are there "
            f"at {there_h:.2f} h"
        )
        raise BrokenRunError(rule, _story(errand))
    sealed = papers is not None and papers.transit is not None
    sealed = sealed and seen.world.network.seals(declared[NODE])
    there = any(move[STAGE] == "transit" for move in errand.papers)
    if sealed != there and declared[END] <= seen.end_h:
        rule = f"lot {lot.lot_id}: {'no' if sealed else 'a'} transit declaration after its release"
        raise BrokenRunError(rule, _story(errand))


def check_lists(seen: Evidence) -> None:
    """Of every parcel list that was declared, just those parcels are held that chance selects."""
    lists, chance = seen.world.network.lists, seen.world.chance
    assert lists is not None
    held = {
        lot.parent: lot for lot in seen.world.lots if lot.parent and seen.errands[lot.lot_id].papers
    }
    upto = Counter[tuple[str, tuple[str, ...], str]]()
    for lot in seen.world.lots:
        errand, order = seen.errands[lot.lot_id], lot.order
        declared = [move for move in errand.papers if move[STAGE] == "declare"]
        if not declared or not lists.has(order):
            continue
        group = (order.consignment_id, lot.part.before, declared[0][NODE])
        wanted = lists.held_units(chance, order, upto[group], lot.part.units)
        upto[group] += lot.part.units
        looked_at = lot if any(move[STAGE] == "inspect" for move in errand.papers) else None
        looked_at = looked_at or held.get(lot.lot_id)
        found = 0 if looked_at is None else looked_at.units
        if found != wanted and errand.papers[-1][END] <= seen.end_h:
            rule = f"lot {lot.lot_id}: {found} parcels are held, {wanted} were selected"
            raise BrokenRunError(rule, _story(errand))


def _received_h(errand: Errand, lot: Lot) -> float:
    if errand.sorted is not None:
        return errand.sorted[END]
    if errand.received is not None:
        return errand.received[END]
    fetched = [move[END] for move in errand.rode if move[STAGE] in ("fetch", *COLLECTED)]
    return max(fetched, default=lot.order.ready_h)


def _story(errand: Errand) -> list[str]:
    return last(move_line(move) for move in (*errand.documents, *errand.papers))
