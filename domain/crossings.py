"""Where a hop crosses China's customs border, and what is cleared inland instead of there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from domain.network import Network, Process
from domain.plan import BoxRoute, Hop
from domain.supervision import ENTRY, EXIT

SEALED = "sealed_"
"""Beginning of the step whose rows serve boxes that go on under seal; the stage keeps its name."""
CLEAR_INLAND = "clear_inland"
RESTUFF = "restuff"
"""Step and stage of opening boxes whose goods go on in others."""


class Place(NamedTuple):
    """A checkpoint of a route: before boarding hop `hop`, or after its leg `leg`.

    `leg` is `None` before boarding. After the last leg the box has alighted.
    """

    node_id: str
    hop: int
    leg: int | None


@lru_cache(maxsize=65_536)
def _crossing(ends: tuple[bool, ...], *, dated: bool, point: str) -> int | None:
    """Call of a hop at which it is looked into: 0 boards, n is the end of leg n - 1."""
    if ends[0] == ends[-1]:
        return None
    if point == EXIT and not ends[0]:
        return 0 if dated else next(n for n, abroad in enumerate(ends) if abroad) - 1
    if point == ENTRY and ends[0]:
        return len(ends) - 1 if dated else next(n for n, abroad in enumerate(ends) if not abroad)
    return None


def crossing(network: Network, hop: Hop, point: str) -> Place | None:
    """Where a hop is looked into at a port; it is number 0."""
    service = network.services[hop.service_id]
    legs = service.legs[hop.first_leg : hop.last_leg + 1]
    calls = (legs[0].from_id, *(leg.to_id for leg in legs))
    ends = tuple(network.abroad(node_id) for node_id in calls)
    call = _crossing(ends, dated=service.dated, point=point)
    if call is None:
        return None
    return Place(calls[call], 0, None if call == 0 else hop.first_leg + call - 1)


def sealed_step(network: Network, step: str, node_id: str, strip_node: str, direction: str) -> str:
    """The step that rows of the process table serve: another where a box goes on under seal."""
    under_seal = step == "terminal_in" and direction == "import"
    if under_seal and strip_node in network.inland and node_id != strip_node:
        return f"{SEALED}{step}"
    return step


def clears_inland(network: Network, hops: Sequence[Hop], strip_node: str, direction: str) -> bool:
    """Whether a box is cleared where it is stripped, having come from its port under seal.

    Trucks cross at a gate that clears them; of a hop that was made already nothing is known, so a
    chain that begins inside goes to clearance if its end is such a site.
    """
    if direction != "import" or strip_node not in network.inland:
        return False
    for hop in hops:
        place = crossing(network, hop, ENTRY)
        if place is not None:
            return network.services[hop.service_id].dated and place.node_id != strip_node
    return True


def last_steps(
    network: Network, route: BoxRoute, direction: str, cargo_class: str
) -> Iterator[tuple[str, Process]]:
    """What is done with a loaded box at the end of its route: clearance inland, stripping.

    Where its goods are restuffed, the crew of the hub opens it instead.
    """
    node_id = route.strip_node
    last = RESTUFF if route.restuffed else "strip"
    kinds: tuple[str, ...] = (last,)
    if clears_inland(network, route.hops, node_id, direction):
        kinds = (CLEAR_INLAND, last)
    for kind in kinds:
        process = network.process(node_id, kind, direction, cargo_class, "road")
        if process is not None:
            yield kind, process
