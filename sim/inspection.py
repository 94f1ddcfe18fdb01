"""Selection of a declaration for inspection, and the inspection of what it holds.

Without supervision in the scenario: by credit grade, one kind of inspection (`domain.holding`).
With it, the looks of each declaration are drawn from their causes (`domain.supervision`), so they
need no memory: at every checkpoint of a box the declarations in it are asked again.
"""

from __future__ import annotations

from collections.abc import Sequence

from domain import tariff as price
from domain.cargo import Consignment
from domain.checkpoints import certificate_ends_h
from domain.network import ClearanceRule, Process
from domain.route import Stage
from domain.supervision import AFTER, BEFORE, DESTINATION, ENTRY, LABORATORY, LOOKS, look_process
from sim.agenda import Story, Telling
from sim.loads import Box, Lot
from sim.serve import serve
from sim.stages import pass_box, pass_lot
from sim.world import World


def inspect_lots(
    world: World, lots: Sequence[Lot], rule: ClearanceRule, node_id: str, released_h: float
) -> Telling[float]:
    """Select a declaration or not; returns the hour at which its lots may be stuffed.

    Where an inspection holds the parcel it comes before release; where it holds the box, the
    lots remember it for after stuffing.
    """
    order = lots[0].order
    rules = world.network.supervision
    if rules is not None:
        if rules.point(order) == BEFORE:
            released_h = yield from _look_into_lots(world, lots, node_id, released_h)
        return released_h
    grade = world.network.inspections.get(order.credit_grade)
    if grade is not None:
        grade = grade.on(node_id, released_h)
    hold_h = world.pace.inspected_h(grade, order.consignment_id)
    if hold_h is None:
        return released_h
    if rule.holds == "box":
        for lot in lots:
            lot.hold_h = hold_h
        return released_h
    stage = yield from _inspection(world, node_id, released_h, hold_h, lots[0], len(lots))
    for lot in lots:
        pass_lot(world, lot, stage, still=True)
        _pay(world, lot, released_h, node_id)
    yield world.agenda.until(stage.end_h)
    return stage.end_h


def inspect_box(world: World, box: Box) -> Telling[float]:
    """Hold a whole box for the lots in it that were selected; the longest look counts."""
    if world.network.supervision is not None:
        yield from pass_checkpoint(world, box, AFTER, box.journey.route.stuff_node)
        return box.t
    held = [lot for lot in box.lots if lot.hold_h is not None]
    if not held:
        return box.t
    node_id = box.journey.route.stuff_node
    hold_h = max(lot.hold_h or 0.0 for lot in held)
    stage = yield from _inspection(world, node_id, box.t, hold_h, held[0])
    pass_box(world, box, stage)
    for lot in held:
        _pay(world, lot, box.t, node_id)
    yield world.agenda.until(stage.end_h)
    box.papers_h = stage.end_h
    return stage.end_h


def _inspection(
    world: World, node_id: str, at_h: float, hold_h: float, lot: Lot, goods: int = 1
) -> Telling[Stage]:
    order = lot.order
    process = world.network.process(node_id, "inspect", order.direction, order.cargo_class, "road")
    if process is None:
        return Stage("inspect", node_id, node_id, at_h, at_h, at_h + hold_h)
    begin_h, hold_h = yield from serve(world, node_id, process, at_h, hold_h, 1.0, goods)
    return Stage(
        "inspect", node_id, node_id, at_h, begin_h, begin_h + hold_h,
        process_id=process.process_id, unplugged_h=process.unplugged_h,
    )  # fmt: skip


def _pay(world: World, lot: Lot, at_h: float, node_id: str) -> None:
    rule = world.network.inspections[lot.order.credit_grade]
    share = lot.units / lot.order.units
    world.books.charge_lot(at_h, lot, price.inspection(rule), node_id, share)
    world.books.tallies[lot.order.consignment_id].inspected = True


def drawn_looks(world: World, order: Consignment) -> tuple[str, ...]:
    """The looks that a declaration gets, laboratory apart; none where nothing is declared."""
    rules = world.network.supervision
    if rules is None or order.begun is not None:
        return ()
    return rules.drawn_looks(world.scenario.consignments, order, world.chance)


def looks_at(
    world: World, order: Consignment, point: str, node_id: str, strip_node: str
) -> tuple[str, ...]:
    """The looks that the goods of a declaration get at a checkpoint, in order."""
    rules = world.network.supervision
    assert rules is not None
    if order.begun is not None:
        return ()
    looks = drawn_looks(world, order) if rules.point(order) == point else ()
    inland = strip_node in rules.inland_tests
    if point == (DESTINATION if inland else ENTRY) and rules.tested(world.chance, order, node_id):
        looks = (*looks, LABORATORY)
    return looks


def _look_into_lots(world: World, lots: Sequence[Lot], node_id: str, t: float) -> Telling[float]:
    """Look into the goods of a declaration by themselves, before they are stuffed."""
    order = lots[0].order
    for kind in drawn_looks(world, order):
        crew = _crew(world, node_id, kind, order)
        work_h = world.pace.work_h(crew, (order.consignment_id,))
        begin_h, work_h = yield from serve(world, node_id, crew, t, work_h, 1.0, len(lots))
        stage = _stage(kind, node_id, t, begin_h, begin_h + work_h, crew)
        for lot in lots:
            pass_lot(world, lot, stage, still=True)
            _pay_look(world, lot, crew, t, node_id)
        yield world.agenda.until(stage.end_h)
        t = stage.end_h
    return t


def pass_checkpoint(world: World, box: Box, point: str, node_id: str) -> Telling[None]:
    """Hold a box for every look that somebody in it gets at a point of its way."""
    if world.network.supervision is None or not box.lots or point in box.checked:
        return
    box.checked.add(point)
    end = box.journey.route.strip_node
    wanted = {lot.lot_id: looks_at(world, lot.order, point, node_id, end) for lot in box.lots}
    for kind in LOOKS:
        selected = [lot for lot in box.lots if kind in wanted[lot.lot_id]]
        if kind == LABORATORY and point == ENTRY and world.network.supervision.conditional:
            _take_samples(world, box, selected, node_id)
        elif selected:
            box.looked.append(point)
            yield from _look_into_box(world, box, kind, selected, node_id)


def _look_into_box(
    world: World, box: Box, kind: str, selected: Sequence[Lot], node_id: str
) -> Telling[None]:
    """One kind of look at a box, as long as the longest of those that it is for."""
    there = [(_crew(world, node_id, kind, lot.order), lot) for lot in selected]
    crew = there[0][0]
    work_h = max(world.pace.work_h(one, (lot.order.consignment_id,)) for one, lot in there)
    begin_h, work_h = yield from serve(world, node_id, crew, box.t, work_h, 1.0)
    stage = _stage(kind, node_id, box.t, begin_h, begin_h + work_h, crew)
    pass_box(world, box, stage)
    for own, lot in there:
        _pay_look(world, lot, own, box.t, node_id)
    yield world.agenda.until(stage.end_h)
    box.t = stage.end_h
    box.papers_h = max(box.papers_h, box.t)


def _take_samples(world: World, box: Box, tested: Sequence[Lot], node_id: str) -> None:
    """Samples go to the laboratory, the box goes on; its goods wait for the result at the door."""
    of_order: dict[str, list[Lot]] = {}
    for lot in tested:
        of_order.setdefault(lot.order.consignment_id, []).append(lot)
    for lots in of_order.values():
        result = world.agenda.signal()
        for lot in lots:
            lot.result = result
        world.agenda.tell(_test(world, lots, node_id, box.t), lots[0].lot_id)


def _test(world: World, lots: Sequence[Lot], node_id: str, t: float) -> Story:
    """A sample waits for the laboratory and is tested, while its goods are elsewhere."""
    order, result = lots[0].order, lots[0].result
    assert result is not None
    crew = _crew(world, node_id, LABORATORY, order)
    work_h = world.pace.work_h(crew, (order.consignment_id,))
    begin_h, work_h = yield from serve(world, node_id, crew, t, work_h, 1.0, len(lots))
    stage = _stage(LABORATORY, node_id, t, begin_h, begin_h + work_h, crew)
    for lot in lots:
        pass_lot(world, lot, stage, still=True)
        _pay_look(world, lot, crew, t, node_id)
    yield world.agenda.until(stage.end_h)
    result.succeed()


def await_result(world: World, lot: Lot, t: float) -> Telling[float]:
    """Goods that were released on condition may be sold once their result is there."""
    if lot.result is None:
        return t
    if not lot.result.processed:
        yield lot.result
    there_h = max(t, world.agenda.now_h)
    if there_h > t:
        node_id = lot.order.destination_id
        stage = Stage("await_result", node_id, node_id, t, there_h, there_h)
        pass_lot(world, lot, stage, cold_room=lot.cold)
    return there_h


def _crew(world: World, node_id: str, kind: str, order: Consignment) -> Process:
    """Who does a kind of look; every kind is done everywhere (`inputs.supervision`)."""
    crew = look_process(world.network, node_id, kind, order)
    if crew is None:
        raise LookupError(f"nobody does {kind} at {node_id}")
    return crew


def refused(world: World, box: Box) -> bool:
    """Whether a certificate of goods in a box has run out when customs let it go at its entry."""
    return any(box.t > certificate_ends_h(world.network, lot.order) for lot in box.lots)


def _stage(
    kind: str, node_id: str, came_h: float, begin_h: float, end_h: float, crew: Process
) -> Stage:
    return Stage(
        kind, node_id, node_id, came_h, begin_h, end_h, process_id=crew.process_id,
        unplugged_h=crew.unplugged_h,
    )  # fmt: skip


def _pay_look(world: World, lot: Lot, crew: Process, at_h: float, node_id: str) -> None:
    """The fee of a look; after the last one, the penalty where something is wrong."""
    rules, share = world.network.supervision, lot.units / lot.order.units
    assert rules is not None
    world.books.charge_lot(at_h, lot, price.look(crew), node_id, share)
    looks = drawn_looks(world, lot.order)
    if looks and crew.step == looks[-1] and rules.violates(world.chance, lot.order):
        world.books.charge_lot(at_h, lot, price.penalty(rules), node_id, share)
    world.books.tallies[lot.order.consignment_id].inspected = True
