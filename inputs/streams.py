"""Streams and the steps that they walk through, from the keys of a scenario file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from domain.draws import snap_h
from domain.network import Node, Process, Service
from domain.stream import OUT, Step, Stream, StreamWatch
from domain.times import Times
from inputs.findings import did_you_mean
from inputs.schema_streams import StreamKeys
from inputs.steps import Made, step_of
from inputs.stream_source import StreamSource
from inputs.times import exactly_one, times_of

NAME = re.compile(r"[^\W\d]\w{0,39}")
RESERVED = (OUT, "all")
ARRIVALS = ("per_h", "every_h", "at_h", "at_file")


@dataclass(slots=True)
class StreamWorld:
    """Streams, their steps, and what these add to the network."""

    streams: tuple[Stream, ...] = ()
    steps: dict[str, Step] = field(default_factory=dict)
    watch: StreamWatch = field(default_factory=StreamWatch)
    nodes: dict[str, Node] = field(default_factory=dict)
    processes: dict[tuple[str, str, str, str, str], Process] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    departures: dict[str, tuple[float, ...]] = field(default_factory=dict)


def stream_world(source: StreamSource) -> StreamWorld:
    """Build everything that streams need; findings say what is wrong."""
    _check_names(source)
    world = StreamWorld()
    for step_id, keys in source.file.steps.items():
        made = step_of(source, step_id, keys)
        if made is not None:
            _add(world, made)
    streams = [_stream(source, name, keys) for name, keys in source.file.streams.items()]
    world.streams = tuple(stream for stream in streams if stream is not None)
    world.watch = _watch(source)
    return world


def _add(world: StreamWorld, made: Made) -> None:
    step = made.step
    world.steps[step.step_id] = step
    if made.node is not None:
        world.nodes[made.node.node_id] = made.node
    if made.inline and step.process is not None:
        world.processes[step.node_id, step.step_id, "any", "any", "any"] = step.process
    if made.service is not None:
        world.services[made.service.service_id] = made.service
        world.departures[made.service.service_id] = made.departures


def _check_names(source: StreamSource) -> None:
    """Names of streams, steps and spans head columns of figures: plain, and different."""
    seen: dict[str, str] = {}
    spans = source.file.watch.spans
    for path, names in (
        (("streams",), source.file.streams), (("steps",), source.file.steps),
        (("watch", "spans"), spans),
    ):  # fmt: skip
        for name in names:
            at = source.at(*path, name)
            if not NAME.fullmatch(name) or name in RESERVED:
                source.findings.error(at, "bad_name", found=name, reserved=", ".join(RESERVED))
            elif name in seen:
                source.findings.error(at, "name_taken", found=name, by=seen[name])
            seen.setdefault(name, ".".join((*path, name)))


def _stream(source: StreamSource, name: str, keys: StreamKeys) -> Stream | None:
    at = ("streams", name)
    known = list(source.file.steps)
    for number, step_id in enumerate(keys.path):
        _known_step(source, step_id, known, *at, "path", number)
    if keys.ends_h is not None and keys.ends_h <= keys.begins_h:
        source.findings.error(
            source.at(*at, "ends_h"), "wrong_number", rule=f"more than begins_h {keys.begins_h:g}",
            found=f"{keys.ends_h:g}",
        )  # fmt: skip
    parcels = times_of(source, keys.parcels, *at, "parcels")
    arrivals = _arrivals(source, keys, *at)
    if parcels is None or arrivals is None:
        return None
    gaps, at_h = arrivals
    return Stream(
        stream_id=name,
        path=tuple(keys.path),
        gaps=gaps,
        at_h=at_h,
        parcels=parcels,
        priority=keys.priority,
        begins_h=snap_h(keys.begins_h),
        ends_h=None if keys.ends_h is None else snap_h(keys.ends_h),
        lots=keys.lots,
        kg=keys.kg,
        teu=keys.teu,
    )


def _arrivals(
    source: StreamSource, keys: StreamKeys, *at: str | int
) -> tuple[Times | None, tuple[float, ...]] | None:
    """Gaps, or hours of a trace; `None` with a finding."""
    found = [name for name in ARRIVALS if getattr(keys, name) is not None]
    if not exactly_one(source, found, ARRIVALS, *at):
        return None
    if keys.per_h is not None:
        return Times.exponential(1.0 / keys.per_h), ()
    if keys.every_h is not None:
        gaps = times_of(source, keys.every_h, *at, "every_h", least=0.0)
        return None if gaps is None else (gaps, ())
    if keys.at_file is not None:
        hours = source.traces.column(keys.at_file, *at, "at_file", ascending=True)
        return None if hours is None else (None, tuple(snap_h(at_h) for at_h in hours))
    assert keys.at_h is not None
    for number, (before, after) in enumerate(pairwise(keys.at_h), 1):
        if after < before:
            source.findings.error(
                source.at(*at, "at_h", number), "not_rising", found=f"{after:g}",
                before=f"{before:g}",
            )  # fmt: skip
            return None
    return None, tuple(snap_h(at_h) for at_h in keys.at_h)


def _known_step(source: StreamSource, step_id: str, known: Sequence[str], *at: str | int) -> None:
    if step_id not in known:
        source.findings.error(
            source.at(*at), "unknown_id", what="step", what_zh="步骤", found=step_id,
            hint=did_you_mean(step_id, known),
        )  # fmt: skip


def _watch(source: StreamSource) -> StreamWatch:
    keys = source.file.watch
    known = list(source.file.steps)
    for name, ends in keys.spans.items():
        for number, step_id in enumerate(ends):
            _known_step(source, step_id, known, "watch", "spans", name, number)
    for number, at_h in enumerate(keys.snapshots_h):
        if at_h > source.cap_h:
            source.findings.error(
                source.at("watch", "snapshots_h", number), "wrong_number",
                rule=f"within the run of {source.cap_h:g} h", found=f"{at_h:g}",
            )  # fmt: skip
    return StreamWatch(
        tuple(keys.wait_over_h),
        tuple(snap_h(at_h) for at_h in sorted(set(keys.snapshots_h))),
        {name: (ends[0], ends[1]) for name, ends in keys.spans.items()},
    )
