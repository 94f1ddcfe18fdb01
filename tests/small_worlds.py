"""Scenarios of streams alone, built by hand: a gate, a bench, a train. Domain only."""

from domain.calendar import ALWAYS_OPEN
from domain.distribution import Distribution
from domain.network import Leg, Network, Node, Process, Service
from domain.plan import Plan
from domain.scenario import Scenario
from domain.stream import Pack, Ride, Step, Stream, StreamWatch
from domain.times import Times
from domain.timetable import Timetable
from tests.worlds import CLOCK, PLANNING, TARIFF

NOTHING_BOOKED = Plan("none", {}, (), frozenset())


def times(value):
    """A number is fixed, a list is a trace, `Times` and distributions are themselves."""
    if isinstance(value, Times):
        return value
    if isinstance(value, Distribution):
        return Times(value)
    if isinstance(value, int | float):
        return Times.fixed(float(value))
    return Times(listed=tuple(map(float, value)))


def stream(name="lots", path=("gate",), *, at=None, gaps=None, parcels=1, **changes):
    return Stream(
        name, tuple(path), gaps=None if gaps is None else times(gaps),
        at_h=tuple(map(float, at or ())), parcels=times(parcels), **changes,
    )  # fmt: skip


def gate(
    name="gate", work=0.0, servers=1, *, opening=ALWAYS_OPEN, order="fifo", breaks=None,
    vacation=None, pauses=False, slot_h=None, beside=None, slot_unit="lot", resource="", node=None,
    **changes,
):  # fmt: skip
    process = Process(
        name, node or name, name, Distribution.fixed(times(work).mean), opening, servers, slot_h,
        beside, 0.0, 0.0, "lot", slot_unit, resource, order, breaks,
        None if vacation is None else times(vacation), pauses,
    )  # fmt: skip
    return Step(name, node or name, process=process, work=times(work), **changes)


def bench(name="bag", parcels=20, after_h=None, teu=1.0, **changes):
    return Step(name, name, pack=Pack(parcels, after_h, teu), **changes)


def opened(name="open", **changes):
    return Step(name, name, unpack=True, **changes)


def ride(name="train", service=None, **changes):
    return Step(name, name, ride=Ride(service or name), **changes)


def train(
    name="train", *, room=None, room_t=None, ride_h=0.0, cut_off_h=None, late=None, cancel=0.0,
    stops=None, mode="rail", dispatch="timetable",
):  # fmt: skip
    """A service; `ride_h` may be a distribution, or a list of one per leg."""
    runs = ride_h if isinstance(ride_h, list) else [ride_h]
    stops = stops or (name, *(f"{name}{n + 1}" for n in range(len(runs))))
    legs = tuple(
        Leg(a, b, 1.0, run if isinstance(run, Distribution) else Distribution.fixed(float(run)))
        for a, b, run in zip(stops[:-1], stops[1:], runs, strict=True)
    )
    return Service(
        name, mode, dispatch, legs, room, room_t, None, None, None, None, None, 0.0, 0.0,
        cut_off_h or 0.0, 0.0, late, cancel, None, frozenset({"lot"}), cut_off_h is None,
    )  # fmt: skip


def small(streams, steps, *, services=(), departs=None, period_h=1e3, cap_h=None, warm_up_h=0.0,
          watch=None, processes=(), redraw_demand=True, **changes):  # fmt: skip
    """A scenario of streams and steps, without a plan.

    `departs` maps a service to its departures; `processes` are rows that services pass, by key.
    """
    streams = (streams,) if isinstance(streams, Stream) else tuple(streams)
    steps = {step.step_id: step for step in steps}
    places = {step.node_id for step in steps.values()}
    places |= {end for s in services for leg in s.legs for end in (leg.from_id, leg.to_id)}
    nodes = {
        name: Node(name, name, name, "step", "CN", "Asia/Shanghai", 0.0, 0.0, name, {})
        for name in sorted(places)
    }
    network = Network(
        nodes, {s.service_id: s for s in services}, {}, dict(processes), {}, {}, {}, frozenset()
    )
    return Scenario(
        name="small", title_zh="小", title_en="small", question="", clock=CLOCK,
        warm_up_h=warm_up_h, period_end_h=period_h, cap_h=cap_h or 2.0 * period_h, network=network,
        timetable=Timetable({k: tuple(map(float, v)) for k, v in (departs or {}).items()}),
        routes=(), products={}, consignments=(), ways={}, tariff=TARIFF, emissions=None, climate={},
        planning=PLANNING, redraw_demand=redraw_demand, streams=streams, steps=steps,
        watch=watch or StreamWatch(), **changes,
    )  # fmt: skip
