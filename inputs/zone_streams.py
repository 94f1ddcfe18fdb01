"""Streams of a zone's scenario: they walk through its processes and board its trains."""

from __future__ import annotations

from dataclasses import replace

from domain.scenario import Scenario
from domain.timetable import Timetable
from inputs.source import Source
from inputs.stream_sense import check_streams
from inputs.stream_source import StreamSource
from inputs.streams import stream_world
from inputs.trace_file import TraceFiles


def with_streams(source: Source, scenario: Scenario, traces: TraceFiles) -> Scenario:
    """The scenario with the streams of its file; findings say what is wrong with them."""
    file = source.file
    if not (file.streams or file.steps):
        return replace(scenario, state=file.state, redraw_demand=file.redraw_demand)
    streams = StreamSource(
        file, source.document, source.findings, traces, source.clock, file.tz, source.warm_up_h,
        source.period_end_h, source.cap_h, source.horizon_h, True, scenario.network,
    )  # fmt: skip
    before = len(source.findings.errors)
    world = stream_world(streams)
    network = scenario.network
    whole = replace(
        scenario,
        network=replace(
            network,
            services={**network.services, **world.services},
            processes={**network.processes, **world.processes},
        ),
        timetable=Timetable({**scenario.timetable.departures, **world.departures}),
        state=file.state,
        redraw_demand=file.redraw_demand,
        streams=world.streams,
        steps=world.steps,
        watch=world.watch,
    )
    if len(source.findings.errors) == before:
        check_streams(streams, whole)
    return whole
