"""Trains and vessels: who gets aboard, when they leave, borders for the whole train.

A departure gets a process only once a box waits for it. At the gate-in cut-off it closes: boxes
that booked and stand in the yard go aboard, then, in what nobody claimed, boxes that missed an
earlier departure, oldest due first. A cancellation is told at the cut-off.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from domain.box_owners import yard_charge
from domain.contracts import Ride
from domain.network import Process, Service
from domain.others import goes_before, room_teu, shown_teu
from domain.route import Stage
from domain.timetable import DepartureKey
from sim import booking_log, roll_over, wagon_sets, wagons
from sim.agenda import DEPARTURE, Story, Telling
from sim.border_yard import enter_border, leave_border
from sim.carriage import leave_with
from sim.disruptions import asks_again, hold_train, lose
from sim.free_days import note_yard
from sim.loads import Box
from sim.serve import serve
from sim.stages import pass_box, pass_train
from sim.world import World
from sim.yard import leave as leave_yard

if TYPE_CHECKING:
    from sim.streams.riding import Platform
    from sim.wagon_sets import WagonSet


@dataclass(slots=True)
class LegRun:
    """What one leg of a departure did; `empty_teu` is that part of `teu` which was empty boxes."""

    left_h: float | None = None
    arrived_h: float | None = None
    teu: float = 0.0
    t: float = 0.0
    plugs: float = 0.0
    empty_teu: float = 0.0


@dataclass(slots=True)
class Portion:
    """What of a train goes on together: boxes, lots of streams aboard, its own wagons, if any."""

    boxes: list[Box]
    lots: Platform | None = None
    wagons: WagonSet | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing is left that goes on."""
        return not self.boxes and self.lots is None and self.wagons is None


@dataclass(slots=True, eq=False)
class Departure:
    """One dated departure and who waits for it.

    `closed`: no box gets aboard any more; `boarded`: no lot of a stream either. `onward` is how
    many TEU, tonnes and plugs have begun a leg before which boxes may be left at a border.
    """

    key: DepartureKey
    service: Service
    cancelled: bool
    left_h: float
    legs: list[LegRun]
    room_share: float = 1.0
    others_teu: float | None = None
    onward: dict[int, tuple[float, float, float]] = field(default_factory=dict)
    waiting: dict[str, Box] = field(default_factory=dict)
    closed: bool = False
    boarded: bool = False

    @property
    def name(self) -> str:
        """Service and scheduled hour."""
        return f"{self.key[0]}@{self.key[1]:.2f}"

    @property
    def cut_off_h(self) -> float:
        """When its gate closes."""
        return self.key[1] - self.service.gate_in_cutoff_h


def departure(world: World, key: DepartureKey) -> Departure:
    """The departure of a key, under way from the first time it is asked for."""
    found = world.departures.get(key)
    if found is None:
        service = world.network.services[key[0]].on(key[1])
        found = Departure(
            key, service, world.cancelled(key),
            key[1] + world.pace.late_h(service, key), [LegRun() for _ in service.legs],
            world.pace.room_share(service, key), shown_teu(world.pace, service, key),
        )  # fmt: skip
        world.departures[key] = found
        found.closed = found.cut_off_h < world.agenda.now_h
        if not found.closed or (service.boards_until_left and found.left_h >= world.agenda.now_h):
            world.agenda.tell(_run(world, found), found.name)
    return found


def board(world: World, box: Box, key: DepartureKey) -> Telling[bool]:
    """Wait in the yard for a departure; `True` once the box has alighted at its stop."""
    wanted = departure(world, key)
    service = wanted.service
    runs = service.dispatch != "path" or key in world.plan.runs
    if key in world.blanks_told:
        roll_over.left_behind(world, wanted, box)
        return False
    in_time = box.papers_h <= key[1] - service.papers_cutoff_h
    if wanted.closed or not in_time or not runs:
        booking_log.note(world, box, key, "missed", box.t)
        return False
    if asks_again(world, box):
        booking_log.note(world, box, key, "given_back", world.agenda.now_h)
        return False
    papers_h = max(box.papers_h, box.booked_h)
    booking_log.note(world, box, key, "documents_in", papers_h)
    booking_log.note(world, box, key, "gated_in", max(box.gated_h, box.booked_h))
    box.signal = world.agenda.signal()
    wanted.waiting[box.box_id] = box
    if box.missed:
        _stand_by(world, box, wanted)
    aboard = bool((yield box.signal))
    box.signal = None
    if not aboard:
        box.t = world.agenda.now_h
    return aboard


def _stand_by(world: World, box: Box, booked: Departure) -> None:
    """Wait for the booked departure, and for space that falls free on one before it."""
    service = booked.service
    world.standby.setdefault(service.service_id, {})[box.box_id] = box
    gate_h = world.agenda.now_h + service.gate_in_cutoff_h
    for at_h in world.scenario.timetable.after(service.service_id, gate_h):
        if at_h >= booked.key[1]:
            break
        key = (service.service_id, at_h)
        if service.dispatch != "path" or key in world.plan.runs:
            departure(world, key)


def _run(world: World, leaving: Departure) -> Story:
    """Close, load, leave, go from call to call."""
    too_late = leaving.closed
    yield world.agenda.until(leaving.cut_off_h, DEPARTURE)
    leaving.closed = True
    wagons_used = None
    if leaving.service.sailing is not None and leaving.service.sailing.sets is not None:
        wagons_used = yield from wagon_sets.claim(world, leaving)
    aboard = [] if leaving.cancelled or too_late else _load(world, leaving)
    for box in leaving.waiting.values():
        _leave_standby(world, box)
        if box.signal is not None and box not in aboard:
            roll_over.left_behind(world, leaving, box)
            box.signal.succeed(False)
    leaving.waiting = {}
    service, scheduled = leaving.service, leaving.key[1]
    platform = world.platforms.get(service.service_id)
    if leaving.cancelled or Portion(aboard, platform, wagons_used).empty:
        return
    if platform is not None and not service.boards_until_left:
        platform.load(leaving, world.agenda.now_h)
    if leaving.left_h > world.agenda.now_h:
        yield world.agenda.until(leaving.left_h, DEPARTURE)
    if platform is not None and service.boards_until_left:
        platform.load(leaving, leaving.left_h)
    if platform is not None and not platform.leave(leaving):
        platform = None
    if wagons_used is not None:
        wagon_sets.leave(world, wagons_used, leaving, leaving.left_h)
    origin = service.origin_id
    for box in aboard:
        stage = Stage(
            "await_departure", origin, origin, box.gated_h, leaving.left_h, leaving.left_h,
            service.service_id, unplugged_h=leave_yard(world, box, leaving.left_h),
        )  # fmt: skip
        pass_box(world, box, stage, scheduled)
        waited_h = leaving.left_h - box.gated_h
        box.yard_h += waited_h
        if box.lots:
            terms = world.pools.terms_of(box.box_type.box_type, box.empty)
            charge = yard_charge(world.scenario.tariff, box.box_type, terms, waited_h, origin)
            world.books.charge_box(leaving.left_h, box, charge, origin)
            note_yard(world, box, origin, leaving.left_h)
        leave_with(world, box, box.hops[0], service, leaving.left_h)
        if box.lots:
            world.rides.append(Ride(box.box_id, leaving.key, box.hops[0], box.box_type.box_type))
        box.where = service.service_id
        for lot in box.lots:
            world.books.tallies[lot.order.consignment_id].wait_kg_h += waited_h * lot.kg
    whole = Portion(aboard, platform, wagons_used)
    yield from _call_by_call(world, leaving, whole, 0, leaving.left_h)


def _load(world: World, leaving: Departure) -> list[Box]:
    """Who gets aboard: those that booked, then stand-by, each as long as every leg has room."""
    aboard: list[Box] = []
    for box in roll_over.in_order(world, leaving, leaving.waiting.values()):
        if _fits(leaving, box):
            _take_aboard(leaving, box)
            roll_over.loaded(world, leaving.key, box)
            aboard.append(box)
    waiting = world.standby.get(leaving.key[0], {})
    others = [box for box in waiting.values() if box.box_id not in leaving.waiting]
    for box in sorted(others, key=lambda b: (b.due_h, b.box_id)):
        in_time = box.papers_h <= leaving.key[1] - leaving.service.papers_cutoff_h
        if in_time and _fits(leaving, box, standing_by=True):
            _move_up(world, leaving, box)
            _take_aboard(leaving, box)
            roll_over.loaded(world, leaving.key, box)
            aboard.append(box)
    return aboard


def _move_up(world: World, leaving: Departure, box: Box) -> None:
    """A stand-by box leaves its later booking for this departure."""
    later = box.departures[0]
    assert later is not None
    service_id = leaving.key[0]
    del world.departures[service_id, later].waiting[box.box_id]
    world.book_box(box, take_off=True)
    booking_log.note(world, box, (service_id, later), "given_back", world.agenda.now_h)
    box.departures[0] = leaving.key[1]
    world.book_box(box)
    booking_log.booked(world, box, (leaving.key,), world.agenda.now_h)
    _leave_standby(world, box)


def _leave_standby(world: World, box: Box) -> None:
    world.standby.get(box.hops[0].service_id, {}).pop(box.box_id, None)


def _fits(leaving: Departure, box: Box, *, standing_by: bool = False) -> bool:
    service, hop = leaving.service, box.hops[0]
    plug = 1.0 if box.box_type.reefer else 0.0
    most_teu = service.capacity_teu
    if leaving.others_teu is not None:
        first = not standing_by and before_others(leaving, box)
        most_teu = room_teu(service, leaving.others_teu, before=first)
    for leg in leaving.legs[hop.first_leg : hop.last_leg + 1]:
        for used, more, limit in (
            (leg.teu, box.box_type.teu, most_teu),
            (leg.t, box.gross_t, service.capacity_t),
            (leg.plugs, plug, service.plugs),
        ):
            if limit is not None and used + more > limit * leaving.room_share + 1e-6:
                return False
    return True


def before_others(leaving: Departure, box: Box) -> bool:
    """Whether a box is loaded before what others have booked."""
    terms = leaving.service.sailing
    names = {lot.order.flow_id for lot in box.lots} | {box.journey.cargo_class}
    return terms is not None and goes_before(terms, names)


def _take_aboard(leaving: Departure, box: Box) -> None:
    hop = box.hops[0]
    for leg in leaving.legs[hop.first_leg : hop.last_leg + 1]:
        leg.teu += box.box_type.teu
        leg.t += box.gross_t
        leg.plugs += 1.0 if box.box_type.reefer else 0.0
        leg.empty_teu += 0.0 if box.lots else box.box_type.teu


def _call_by_call(world: World, leaving: Departure, portion: Portion, leg: int, t: float) -> Story:
    """Ride a leg, set down who alights, serve the border, go on."""
    service, scheduled = leaving.service, leaving.key[1]
    while not portion.empty:
        stretch = service.legs[leg]
        t = yield from hold_train(world, portion.boxes, leaving.service, leg, t, scheduled)
        end_h = t + world.pace.ride_h(service, leg, leaving.key)
        run = leaving.legs[leg]
        if run.left_h is None:
            run.left_h, run.arrived_h = t, end_h
        if portion.boxes:
            stage = Stage(
                "ride", stretch.from_id, stretch.to_id, t, t, end_h, service.service_id, leg
            )  # fmt: skip
            pass_train(world, portion.boxes, stage, scheduled)
        yield world.agenda.until(end_h)
        if world.events:
            lose(world, portion.boxes, service, leg, t, end_h)
        staying = []
        for box in portion.boxes:
            if box.hops[0].last_leg == leg:
                box.t = end_h
                assert box.signal is not None
                box.signal.succeed(True)
            else:
                staying.append(box)
        if leg + 1 == len(service.legs):
            if portion.lots is not None:
                portion.lots.alight(leaving, end_h)
            if portion.wagons is not None:
                wagon_sets.arrive(world, portion.wagons, end_h)
            return
        whole = Portion(staying, portion.lots, portion.wagons)
        if whole.empty:
            return
        groups = _by_border(world, service, stretch.to_id, whole)
        for process, group in groups[1:]:
            world.agenda.tell(
                _through_border(world, leaving, process, group, leg, end_h), leaving.name
            )
        process, portion = groups[0]
        t = yield from _border(world, leaving, process, portion.boxes, stretch.to_id, end_h)
        leg += 1
        portion.boxes = wagons.goes_on(world, leaving, portion.boxes, leg, t, _ride_on)


def _by_border(
    world: World, service: Service, node_id: str, whole: Portion
) -> list[tuple[Process | None, Portion]]:
    """A train by the border process that serves it: as a rule one, for all of it.

    Its wagons go with the first part, or by themselves.
    """
    groups: dict[str, tuple[Process | None, Portion]] = {}
    for box in whole.boxes:
        process = world.network.process(
            node_id, "border", box.direction, box.journey.cargo_class, service.mode
        )
        groups.setdefault(_name(process), (process, Portion([])))[1].boxes.append(box)
    if whole.lots is not None or not groups:
        process = world.network.process(node_id, "border", "any", "parcel", service.mode)
        groups.setdefault(_name(process), (process, Portion([])))[1].lots = whole.lots
    found = list(groups.values())
    found[0][1].wagons = whole.wagons
    return found


def _name(process: Process | None) -> str:
    return "" if process is None else process.process_id


def _through_border(
    world: World,
    leaving: Departure,
    process: Process | None,
    portion: Portion,
    leg: int,
    t: float,
) -> Story:
    """A portion of the train that the border serves by itself."""
    node_id = leaving.service.legs[leg].to_id
    t = yield from _border(world, leaving, process, portion.boxes, node_id, t)
    portion.boxes = wagons.goes_on(world, leaving, portion.boxes, leg + 1, t, _ride_on)
    yield from _call_by_call(world, leaving, portion, leg + 1, t)


def _ride_on(world: World, leaving: Departure, boxes: list[Box], leg: int, t: float) -> Story:
    """Boxes that a train finds at a border go on with it."""
    yield from _call_by_call(world, leaving, Portion(boxes), leg, t)


def _border(
    world: World,
    leaving: Departure,
    process: Process | None,
    boxes: list[Box],
    node_id: str,
    t: float,
) -> Telling[float]:
    """The whole train is one job of the border."""
    if process is None:
        return t
    service, scheduled = leaving.service, leaving.key[1]
    t = yield from enter_border(world, boxes, service, node_id, t, scheduled)
    work_h = world.pace.work_h(process, leaving.key)
    begin_h, work_h = yield from serve(world, node_id, process, t, work_h, 1.0, len(boxes))
    end_h = max(begin_h + work_h, t + world.pace.beside_h(process, leaving.key))
    stage = Stage(
        "border", node_id, node_id, t, begin_h, end_h, process_id=process.process_id,
        unplugged_h=process.unplugged_h,
    )  # fmt: skip
    pass_train(world, boxes, stage, leaving.key[1])
    yield world.agenda.until(end_h)
    leave_border(world, service, node_id)
    return end_h
