"""Do streams make sense? One function a check; each adds what it finds, with its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import ceil

from domain.scenario import Scenario
from domain.stream import Step, Stream
from domain.times import Times
from inputs.findings import Place
from inputs.stream_load import expected_lots, most_lots, step_loads
from inputs.stream_source import StreamSource
from inputs.stream_walk import Stop, Walk, walk

MOST_LOTS = 20_000_000
"""Lots of one run: a run of so many takes minutes and fills the memory of a laptop."""
MOST_SPELLS = 5_000_000
"""Breakdowns or vacations of a server, or reviews of a shelf, in one run."""
FULL = 1.0 - 1e-9


def check_streams(source: StreamSource, scenario: Scenario) -> None:
    """All checks of streams; those of loads only where nothing else is wrong."""
    walks = {stream.stream_id: walk(stream, scenario.steps) for stream in scenario.streams}
    for check in WALK_CHECKS:
        check(source, scenario, walks)
    if not source.findings.errors:
        check_rhythms(source, scenario)
        check_loads(source, scenario)


Walks = Mapping[str, Walk]


def check_arrivals(source: StreamSource, scenario: Scenario, _: Walks) -> None:
    """Lots come within the period, and no more of them than a run can hold."""
    end_h = scenario.period_end_h
    total = 0.0
    for stream in scenario.streams:
        at = ("streams", stream.stream_id)
        if stream.begins_h >= end_h:
            source.findings.error(
                source.at(*at, "begins_h"), "wrong_number", rule=f"before the period ends at "
                f"{end_h:g} h", found=f"{stream.begins_h:g}",
            )  # fmt: skip
        late = sum(at_h >= end_h for at_h in stream.at_h)
        if late:
            key = "at_h" if source.file.streams[stream.stream_id].at_h else "at_file"
            source.findings.warn(
                source.at(*at, key), "left_out", found=late, of=len(stream.at_h), end=f"{end_h:g}"
            )
        total += expected_lots(stream, end_h)
    if total > MOST_LOTS:
        source.findings.error(
            source.at("streams"), "too_many", found=f"{total:,.0f}", what="lots",
            what_zh="批货物", limit=f"{MOST_LOTS:,}",
        )  # fmt: skip


def check_rhythms(source: StreamSource, scenario: Scenario) -> None:
    """Breakdowns, vacations and reviews are not so dense that nothing else happens."""
    loads = {load.step_id: load for load in step_loads(scenario)}
    for step_id, step in scenario.steps.items():
        at = ("steps", step_id)
        process, stock = step.process, step.stock
        counts = []
        if process is not None and process.breaks is not None:
            up_h, down_h = process.breaks.up.mean, process.breaks.down.mean
            work_h = loads[step_id].asked or 0.0
            spells = max(scenario.cap_h / (up_h + down_h), work_h / up_h)
            counts.append(("breaks", spells, "breakdowns", "次故障"))
        if process is not None and process.vacation is not None:
            rests = scenario.cap_h / process.vacation.mean
            counts.append(("vacation_h", rests, "vacations", "次休息"))
        if stock is not None and stock.review_h > 0.0:
            counts.append(("stock", scenario.cap_h / stock.review_h, "reviews", "次盘点"))
        for key, count, what, what_zh in counts:
            if count > MOST_SPELLS:
                source.findings.error(
                    source.at(*at, key), "too_many", found=f"{count:,.0f}", what=what,
                    what_zh=what_zh, limit=f"{MOST_SPELLS:,}",
                )  # fmt: skip


def check_endless(source: StreamSource, _: Scenario, walks: Walks) -> None:
    """A lot can leave from wherever it gets."""
    for one in walks.values():
        names = list(dict.fromkeys(step_id for step_id, _, _ in one.endless))
        if names:
            source.findings.error(
                source.at("steps", names[0], "then"), "endless", found=", ".join(names),
                stream=one.stream.stream_id,
            )  # fmt: skip


def check_reached(source: StreamSource, scenario: Scenario, walks: Walks) -> None:
    """Every step of a path is reached, and every step by some stream."""
    reached: set[str] = set()
    for one in walks.values():
        own = {step_id for step_id, _, _ in one.onward}
        reached |= own
        for number, step_id in enumerate(one.stream.path):
            if step_id not in own:
                source.findings.warn(
                    source.at("streams", one.stream.stream_id, "path", number), "not_reached",
                    found=step_id, by=one.stream.stream_id,
                )  # fmt: skip
    named = {step_id for stream in scenario.streams for step_id in stream.path}
    for step_id in scenario.steps:
        if step_id not in reached | named:
            source.findings.warn(source.at("steps", step_id), "no_stream", found=step_id)


def check_boxes(source: StreamSource, scenario: Scenario, walks: Walks) -> None:
    """Boxes are packed from lots and asked for at no shelf; what is opened is a box."""
    for one in walks.values():
        said: set[str] = set()
        for stop in one.onward:
            step_id, _, box = stop
            step = scenario.steps[step_id]
            if step_id in said:
                continue
            at = _named(source, one.stream, stop)
            name = one.stream.stream_id
            if step.unpack and not box:
                source.findings.warn(at, "opens_nothing", found=step_id, stream=name)
            elif step.pack is not None and box:
                source.findings.error(at, "box_in_box", found=step_id, stream=name, box=box)
            elif step.stock is not None and box:
                source.findings.error(at, "box_at_shelf", found=step_id, stream=name, box=box)
            else:
                continue
            said.add(step_id)


def check_mixed_boxes(source: StreamSource, scenario: Scenario, walks: Walks) -> None:
    """Streams that share boxes go the same way until these are opened."""
    first: dict[str, tuple[Stream, tuple[str, ...]]] = {}
    for one in walks.values():
        path = one.stream.path
        for number, step_id in enumerate(path):
            if scenario.steps[step_id].pack is None:
                continue
            inside = []
            for name in path[number + 1 :]:
                inside.append(name)
                if scenario.steps[name].unpack:
                    break
            before, way = first.setdefault(step_id, (one.stream, tuple(inside)))
            if way != tuple(inside):
                source.findings.warn(
                    source.at("streams", one.stream.stream_id, "path", number), "boxes_differ",
                    found=step_id, a=before.stream_id, b=one.stream.stream_id,
                )  # fmt: skip


def check_room(source: StreamSource, scenario: Scenario, walks: Walks) -> None:
    """A lot fits into its box, and lots and boxes aboard an empty departure."""
    for one in walks.values():
        stream = one.stream
        size = max(1, round(stream.parcels.mean))
        for stop in one.onward:
            step_id, _, box = stop
            step = scenario.steps[step_id]
            if step.pack is not None and size > step.pack.parcels:
                source.findings.error(
                    source.at("streams", stream.stream_id, "parcels"), "lot_over_box",
                    found=size, box=step_id, room=step.pack.parcels,
                )  # fmt: skip
            if step.ride is None:
                continue
            service = scenario.network.services[step.ride.service_id]
            pack = scenario.steps[box].pack if box else None
            teu = stream.teu if pack is None else pack.teu
            kg = stream.kg * (size if pack is None else size * (pack.parcels // size))
            what = box or stream.stream_id
            if service.capacity_teu is not None and teu > service.capacity_teu:
                source.findings.error(
                    source.at("steps", step_id, "room"), "over_room", found=f"{teu:g} TEU",
                    what=what, room=f"{service.capacity_teu:g} TEU",
                )  # fmt: skip
            if service.capacity_t is not None and kg > 1000.0 * service.capacity_t:
                source.findings.error(
                    source.at("steps", step_id, "room_t"), "over_room", found=f"{kg / 1000:g} t",
                    what=what, room=f"{service.capacity_t:g} t",
                )  # fmt: skip


def check_lists(source: StreamSource, scenario: Scenario, walks: Walks) -> None:
    """A list of work or of sizes is as long as there are lots that may ask for it."""
    for stream in scenario.streams:
        needed = _most(scenario, stream)
        _long_enough(source, stream.parcels, needed, "streams", stream.stream_id, "parcels")
    for step_id, step in scenario.steps.items():
        at = ("steps", step_id)
        if step.work is not None:
            needed = _most_at(scenario, step_id, walks)
            _long_enough(source, step.work, needed, *at, "work_h")
        if step.stock is not None:
            needed = _most_orders(scenario, step, walks)
            _long_enough(source, step.stock.lead_h, needed, *at, "stock", "lead_h")


def check_starts(source: StreamSource, scenario: Scenario, walks: Walks) -> None:
    """Lots that are there at hour 0 stand where lots of a stream come by themselves."""
    for step_id, step in scenario.steps.items():
        if not step.start_with:
            continue
        at = source.at("steps", step_id, "start_with")
        first = next((one for one in walks.values() if step_id in one.stream.path), None)
        if first is None:
            source.findings.error(at, "nobody_starts", found=step_id)
        elif (
            step.unpack
            or step.stock is not None
            or any(name == step_id and box for name, _, box in first.onward)
        ):
            source.findings.error(at, "starts_in_box", found=step_id)


def check_priority(source: StreamSource, scenario: Scenario, _: Walks) -> None:
    """Priorities are read somewhere."""
    ordered = any(
        step.process is not None and step.process.order == "priority"
        for step in scenario.steps.values()
    )
    for stream in scenario.streams:
        if stream.priority and not ordered:
            at = source.at("streams", stream.stream_id, "priority")
            source.findings.warn(at, "no_priority")


def check_steady(source: StreamSource, _: Scenario, __: Walks) -> None:
    """A steady scenario says what its warm-up is."""
    if source.file.state == "steady" and not source.has_warm_up:
        source.findings.warn(source.at("state"), "no_warm_up")


def check_loads(source: StreamSource, scenario: Scenario) -> None:
    """Warn of a steady scenario in which a queue grows without end."""
    if source.file.state != "steady":
        return
    for load in step_loads(scenario):
        if load.share is not None and load.share >= FULL:
            assert load.asked is not None
            assert load.offered is not None
            unit = ("server-hours", "台时") if load.kind == "servers" else ("TEU or t", "TEU 或 t")
            source.findings.warn(
                source.at("steps", load.step_id), "overfull", asked=f"{load.asked:,.0f}",
                offered=f"{load.offered:,.0f}", unit=unit[0], unit_zh=unit[1],
                share=f"{load.share:.3f}",
            )  # fmt: skip


WALK_CHECKS: tuple[Callable[[StreamSource, Scenario, Walks], None], ...] = (
    check_arrivals,
    check_endless,
    check_reached,
    check_boxes,
    check_mixed_boxes,
    check_room,
    check_lists,
    check_starts,
    check_priority,
    check_steady,
)


def _named(source: StreamSource, stream: Stream, stop: Stop) -> Place:
    """Where a stop is written: in the path, or with its step where chance leads there."""
    step_id, at, _ = stop
    if stream.path[at] == step_id:
        return source.at("streams", stream.stream_id, "path", at)
    return source.at("steps", step_id)


def _most(scenario: Scenario, stream: Stream) -> int | None:
    """Lots of a stream at most, those of the beginning included."""
    most = most_lots(stream, scenario.period_end_h)
    return None if most is None else most + _starting(scenario, stream)


def _starting(scenario: Scenario, stream: Stream) -> int:
    """Lots of a stream that are there at hour 0."""
    total = 0
    for step_id, step in scenario.steps.items():
        first = next((s for s in scenario.streams if step_id in s.path), None)
        total += step.start_with if first is stream else 0
    return total


def _most_at(scenario: Scenario, step_id: str, walks: Walks) -> int | None:
    """Highest number of a lot, or of a box, that comes to a step; lists are by this number."""
    needed = 0
    for one in walks.values():
        boxes = {box for name, _, box in one.onward if name == step_id}
        for box in sorted(boxes):
            most = _most(scenario, one.stream)
            if most is None:
                return None
            pack = scenario.steps[box].pack if box else None
            if pack is not None and pack.after_h is None:
                most = ceil(most * max(1.0, one.stream.parcels.mean) / pack.parcels)
            needed = max(needed, most)
    return needed


def _most_orders(scenario: Scenario, step: Step, walks: Walks) -> int | None:
    """Orders of a shelf at most."""
    stock = step.stock
    assert stock is not None
    if stock.review_h > 0.0:
        return int(max(0.0, scenario.cap_h - stock.first_review_h) / stock.review_h) + 1
    total = 1
    for one in walks.values():
        if any(name == step.step_id for name, _, _ in one.onward):
            most = _most(scenario, one.stream)
            if most is None:
                return None
            total += most
    return total


def _long_enough(source: StreamSource, times: Times, needed: int | None, *at: str | int) -> None:
    if times.count is None:
        return
    if needed is None:
        source.findings.error(source.at(*at), "list_unbounded", found=times.count)
    elif times.count < needed:
        source.findings.error(source.at(*at), "list_short", found=times.count, needed=needed)
