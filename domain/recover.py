"""How goods that fell out of a plan go on: the first room on a chain of services, as expected.

Pure search at nominal pace, for the one recovery rule that all policies share.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from domain.crossings import CLEAR_INLAND, clears_inland, sealed_step
from domain.network import Network, Process
from domain.plan import Hop
from domain.route import alight_step
from domain.timetable import DepartureKey, Timetable

Room = Callable[[DepartureKey, Hop], bool]
"""Whether a departure still takes the boxes on the legs of a hop."""


@dataclass(frozen=True, slots=True)
class Onward:
    """A chain with the departures that have room, and when the boxes would be stripped.

    `gate_h` is when they would be through the first terminal, `None` for trucks all the way.
    """

    hops: tuple[Hop, ...]
    departures: tuple[float | None, ...]
    gate_h: float | None
    stripped_h: float


def onward(
    network: Network,
    timetable: Timetable,
    hops: Sequence[Hop],
    strip_node: str,
    direction: str,
    cargo_class: str,
    at_h: float,
    papers_h: float,
    cap_h: float,
    room: Room,
    *,
    through_terminal: bool,
) -> Onward | None:
    """Follow a chain from an hour, taking at each dated hop the first departure with room.

    Parameters
    ----------
    papers_h
        When the documents are complete; a departure's document cut-off is counted from here.
    through_terminal
        The boxes are already in the yard of the first terminal.

    Returns
    -------
    `None` where no departure has room so that the boxes are stripped by `cap_h`.
    """
    t = at_h
    gate_h: float | None = None
    departures: list[float | None] = []
    for index, hop in enumerate(hops):
        service = network.services[hop.service_id]
        node_id = service.legs[hop.first_leg].from_id
        if service.dated:
            if index > 0 or not through_terminal:
                out = network.process(
                    node_id, "terminal_out", direction, cargo_class, service.mode
                )  # fmt: skip
                t = after_work(out, t)
            gate_h = t if gate_h is None else gate_h
            earliest_h = max(t + service.gate_in_cutoff_h, papers_h + service.papers_cutoff_h)
            scheduled = next(
                (
                    at
                    for at in timetable.after(hop.service_id, earliest_h)
                    if at > cap_h or room((hop.service_id, at), hop)
                ),
                None,
            )
            if scheduled is None or scheduled > cap_h:
                return None
            departures.append(scheduled)
            t = scheduled
        else:
            departures.append(None)
        for leg in range(hop.first_leg, hop.last_leg + 1):
            t = service.legs[leg].open_h(t) + service.legs[leg].run.nominal
            if leg < hop.last_leg:
                at = service.legs[leg].to_id
                t = after_work(
                    network.process(at, "border", direction, cargo_class, service.mode), t
                )
                t = after_work(network.cross(service, at, direction, cargo_class), t)
        step = alight_step(network, service, hop)
        if step is not None:
            at = service.legs[hop.last_leg].to_id
            served = sealed_step(network, step, at, strip_node, direction)
            t = after_work(network.process(at, served, direction, cargo_class, service.mode), t)
    if clears_inland(network, hops, strip_node, direction):
        clear = network.process(strip_node, CLEAR_INLAND, direction, cargo_class, "road")
        t = after_work(clear, t)
    t = after_work(network.process(strip_node, "strip", direction, cargo_class, "road"), t)
    return Onward(tuple(hops), tuple(departures), gate_h, t) if t <= cap_h else None


def after_work(process: Process | None, at_h: float) -> float:
    """End of a step begun as soon as the door is open, at nominal pace, without a queue."""
    if process is None:
        return at_h
    try:
        begin_h = process.opening.next_open_h(at_h)
    except LookupError:
        begin_h = at_h  # calendars end well after the cap
    end_h = begin_h + process.work.nominal
    return end_h if process.beside is None else max(end_h, at_h + process.beside.nominal)
