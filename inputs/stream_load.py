"""What streams ask of each step, against what it offers: expected, before anything is simulated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, exp, inf

from domain.scenario import Scenario
from domain.stream import Step, Stream
from inputs.stream_walk import Walk, walk


@dataclass(frozen=True, slots=True)
class StreamLoad:
    """A stream: lots expected until the end of the period, and their parcels."""

    stream_id: str
    lots: float
    per_h: float
    parcels: float
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StepLoad:
    """A step, from hour 0 to the end of the period.

    `kind` is servers, ride, pack, stock or unpack. `visits` counts lots, or boxes where they come
    in boxes. `asked` over `offered` is the load: server-hours of work, or TEU aboard; both `None`
    where nothing is finite. `units` is the number of servers, or of departures, or the parcels of a
    box, or on a shelf. `room_lots` is how many of the lots or boxes that come fit on a departure;
    `lead_parcels` how many parcels are asked of a shelf in a mean lead time.
    """

    step_id: str
    kind: str
    visits: float
    units: float | None = None
    asked: float | None = None
    offered: float | None = None
    room_lots: float | None = None
    lead_parcels: float | None = None

    @property
    def share(self) -> float | None:
        """Utilisation; `None` where nothing is finite."""
        if self.asked is None or self.offered is None:
            return None
        return self.asked / self.offered if self.offered > 0.0 else inf if self.asked else 0.0


def most_lots(stream: Stream, period_end_h: float) -> int | None:
    """How many lots come at most; `None` where chance sets no limit."""
    limits = [] if stream.lots is None else [stream.lots]
    until_h = ends_h(stream, period_end_h)
    if stream.gaps is None:
        limits.append(sum(stream.begins_h <= at_h < until_h for at_h in stream.at_h))
    else:
        if stream.gaps.count is not None:
            limits.append(stream.gaps.count)
        fixed = stream.gaps.distribution
        if fixed is not None and fixed.kind == "deterministic":
            limits.append(int(max(0.0, until_h - stream.begins_h) / fixed.mean))
    return min(limits, default=None)


def expected_lots(stream: Stream, period_end_h: float) -> float:
    """Lots that come on average; of renewals, the length over the mean gap."""
    most = most_lots(stream, period_end_h)
    if stream.gaps is None:
        return float(most or 0)
    length_h = max(0.0, ends_h(stream, period_end_h) - stream.begins_h)
    mean_h = stream.gaps.mean
    rate = length_h / mean_h if mean_h > 0.0 else inf
    return rate if most is None else min(rate, float(most))


def ends_h(stream: Stream, period_end_h: float) -> float:
    """Until when lots come."""
    return period_end_h if stream.ends_h is None else min(period_end_h, stream.ends_h)


def stream_loads(scenario: Scenario) -> tuple[StreamLoad, ...]:
    """Streams in the order of the file."""
    found = []
    for stream in scenario.streams:
        lots = expected_lots(stream, scenario.period_end_h)
        active_h = ends_h(stream, scenario.period_end_h) - stream.begins_h
        per_h = lots / active_h if active_h > 0.0 else 0.0
        found.append(
            StreamLoad(
                stream.stream_id, lots, per_h, lots * max(1.0, stream.parcels.mean), stream.path
            )
        )
    return tuple(found)


def step_loads(scenario: Scenario) -> tuple[StepLoad, ...]:
    """Steps in the order of the file; those of endless loops are left out."""
    walks = [walk(stream, scenario.steps) for stream in scenario.streams]
    lots_in_box = {
        name: _lots_per_box(scenario, step, walks)
        for name, step in scenario.steps.items()
        if step.pack is not None
    }
    return tuple(
        _load(scenario, step, list(_coming(scenario, name, walks, lots_in_box)))
        for name, step in scenario.steps.items()
    )


@dataclass(frozen=True, slots=True)
class _Coming:
    """Visits of one kind of lot, or of boxes: how many, how large."""

    visits: float
    parcels: float
    teu: float
    kg: float


def _coming(
    scenario: Scenario, step_id: str, walks: list[Walk], lots_in_box: Mapping[str, float]
) -> list[_Coming]:
    found = []
    for one in walks:
        stream = one.stream
        lots = expected_lots(stream, scenario.period_end_h)
        size = max(1.0, stream.parcels.mean)
        for (name, _, box), visits in one.visits.items():
            if name != step_id:
                continue
            count = lots * visits
            if not box:
                found.append(_Coming(count, size, stream.teu, size * stream.kg))
                continue
            inside = lots_in_box[box]
            pack = scenario.steps[box].pack
            assert pack is not None
            found.append(
                _Coming(count / inside, inside * size, pack.teu, inside * size * stream.kg)
            )
    return found


def _lots_per_box(scenario: Scenario, step: Step, walks: list[Walk]) -> float:
    """Mean lots of a box: as many as fill it, or as come by chance before it closes by age."""
    assert step.pack is not None
    lots = parcels = 0.0
    for one in walks:
        own = expected_lots(one.stream, scenario.period_end_h) * one.steps().get(step.step_id, 0.0)
        lots += own
        parcels += own * max(1.0, one.stream.parcels.mean)
    if not lots:
        return 1.0
    full = max(1.0, step.pack.parcels * lots / parcels)
    if step.pack.after_h is None:
        return full
    # After the first lot, Poisson arrivals until the box is full or too old.
    mean = lots / scenario.period_end_h * step.pack.after_h
    expected = 1.0
    chance = at_most = exp(-mean)
    for number in range(1, ceil(full)):
        expected += min(1.0, full - number) * (1.0 - at_most)
        chance *= mean / number
        at_most = min(1.0, at_most + chance)
    return expected


def _load(scenario: Scenario, step: Step, coming: list[_Coming]) -> StepLoad:
    visits = sum(one.visits for one in coming)
    name = step.step_id
    if step.process is not None:
        return _served(scenario, step, coming, visits)
    if step.ride is not None:
        return _carried(scenario, step, coming, visits)
    if step.pack is not None:
        return StepLoad(name, "pack", visits, float(step.pack.parcels))
    if step.stock is not None:
        parcels = sum(one.visits * one.parcels for one in coming)
        lead_parcels = parcels / scenario.period_end_h * step.stock.lead_h.mean
        return StepLoad(name, "stock", visits, float(step.stock.opening), lead_parcels=lead_parcels)
    return StepLoad(name, "unpack", visits)


def _served(scenario: Scenario, step: Step, coming: list[_Coming], visits: float) -> StepLoad:
    process = step.process
    assert process is not None
    if process.servers is None:
        return StepLoad(step.step_id, "servers", visits)
    each_h = process.work.mean if step.work is None else step.work.mean
    if process.slot_h is not None:
        each_h = process.slot_h
    asked = sum(one.visits * each_h * (one.parcels if step.per_parcel else 1.0) for one in coming)
    open_h = process.opening.open_h_between(0.0, scenario.period_end_h)
    up = 1.0
    if process.breaks is not None:
        up_h, down_h = process.breaks.up.mean, process.breaks.down.mean
        up = up_h / (up_h + down_h)
    offered = process.servers * open_h * up
    return StepLoad(step.step_id, "servers", visits, float(process.servers), asked, offered)


def _carried(scenario: Scenario, step: Step, coming: list[_Coming], visits: float) -> StepLoad:
    assert step.ride is not None
    service = scenario.network.services[step.ride.service_id]
    times = scenario.timetable.departures.get(service.service_id, ())
    departures = sum(at_h <= scenario.period_end_h for at_h in times) * (1.0 - service.cancel_share)
    teu = sum(one.visits * one.teu for one in coming)
    tonnes = sum(one.visits * one.kg for one in coming) / 1000.0
    room, room_t = service.capacity_teu, service.capacity_t
    if room is None and room_t is None:
        return StepLoad(step.step_id, "ride", visits, departures)
    by_teu = (teu, (room or 0.0) * departures)
    by_t = (tonnes, (room_t or 0.0) * departures)
    heavier = room is None or (room_t is not None and by_t[0] * by_teu[1] > by_teu[0] * by_t[1])
    asked, offered = by_t if heavier else by_teu
    room_lots = offered / departures / (asked / visits) if departures and asked else None
    return StepLoad(step.step_id, "ride", visits, departures, asked, offered, room_lots)
