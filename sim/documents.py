"""Papers of a consignment: made, matched and redone beside its collection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import simpy

from domain.documents import Papers, paper_charge, places_before, steps
from domain.route import Stage
from sim.agenda import Story, Telling
from sim.loads import Lot
from sim.serve import serve
from sim.stages import pass_lot
from sim.world import World


@dataclass(slots=True, eq=False)
class Folder:
    """The papers of a consignment; `closed_h` is when they were with the customs."""

    signal: simpy.Event
    closed_h: float | None = None

    def closed(self) -> Telling[float]:
        """Wait until the papers are with the customs; returns since when."""
        if self.closed_h is None:
            yield self.signal
        assert self.closed_h is not None
        return self.closed_h


def begin(world: World, lots: Sequence[Lot], before: Sequence[str], node_id: str) -> Folder | None:
    """Have the papers of a consignment made; `None` where they take no time."""
    order, network = lots[0].order, world.network
    papers = network.papers_of(order)
    key = (node_id, order.trade_mode, order.direction, order.cargo_class)
    if papers is None or network.clearance(*key) is None:
        return None
    folder = Folder(world.agenda.signal())
    places = places_before(before)
    world.agenda.tell(_make(world, lots, papers, places, node_id, folder), order.consignment_id)
    return folder


def _make(
    world: World,
    lots: Sequence[Lot],
    papers: Papers,
    places: int,
    node_id: str,
    folder: Folder,
) -> Story:
    """Step by step until they match; what does not match is redone and tried again."""
    order = lots[0].order
    t = papers.begin_h(order)
    yield world.agenda.until(t)
    for kind, process, number in steps(papers, order, places, world.pace):
        work_h = world.pace.work_h(process, (order.consignment_id, number))
        begin_h, work_h = yield from serve(world, node_id, process, t, work_h, 1.0, len(lots))
        end_h = begin_h + work_h
        stage = Stage(kind, node_id, node_id, t, begin_h, end_h, process_id=process.process_id)
        charge = paper_charge(papers, kind, work_h)
        for lot in lots:
            pass_lot(world, lot, stage, still=True)
            if charge is not None:
                world.books.charge_lot(t, lot, charge, node_id, lot.units / order.units)
        yield world.agenda.until(end_h)
        t = end_h
    folder.closed_h = t
    folder.signal.succeed()


def seal(world: World, lots: Sequence[Lot], node_id: str, t: float) -> Telling[float]:
    """Declare the move under seal of what was released inland; returns when that is done."""
    order, network = lots[0].order, world.network
    papers = network.papers_of(order)
    if papers is None or papers.transit is None or not network.seals(node_id):
        return t
    process = papers.transit
    work_h = world.pace.work_h(process, (order.consignment_id,))
    begin_h, work_h = yield from serve(world, node_id, process, t, work_h, 1.0, len(lots))
    end_h = begin_h + work_h
    stage = Stage("transit", node_id, node_id, t, begin_h, end_h, process_id=process.process_id)
    for lot in lots:
        pass_lot(world, lot, stage, still=True)
    yield world.agenda.until(end_h)
    return end_h
