"""What a hub has beside the steps of the process table: a sorter, a yard, rooms, rounds of trucks.

Each is there only where a scenario says so. Sorting takes part in the walk of `domain.route` at its
own pace; room in yards and stores runs out by who else is there, so planners expect the waits that
were measured, like those for servers.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.draws import snap_h

if TYPE_CHECKING:
    from domain.cargo import Consignment, Product
    from domain.network import Network, Process
    from domain.pace import Pace

YARD, PLUG = "yard", "yard_plug"
"""Names under which waits for a slot and for a plug of a yard are measured."""
COLD_ROOM, FLOOR = "cold_room", "floor"
"""Names under which hours without room in a cold store, and on a floor, are measured."""
SORT = "sort"
COLD_CLASSES = ("fresh", "chilled", "frozen")
"""Cargo classes that wait in a cold store where there is one."""
OUTSIDE, OTHER_STORE = "outside", "other_store"


@dataclass(frozen=True, slots=True)
class Sorting:
    """Parcels are sorted before they are declared, `parcels_per_h` on each line.

    With `waves_h` (hours of the scenario) sorting begins at a wave only: who comes later waits for
    the next.
    """

    process: Process
    parcels_per_h: float
    cny_per_parcel: float
    waves_h: tuple[float, ...] = ()

    def wave_h(self, at_h: float) -> float:
        """When goods that come at an hour may be sorted; beyond the last wave: at once."""
        number = bisect_left(self.waves_h, at_h)
        return self.waves_h[number] if number < len(self.waves_h) else at_h

    def work_h(self, parcels: int) -> float:
        """How long so many parcels take on a line."""
        return snap_h(parcels / self.parcels_per_h)


@dataclass(frozen=True, slots=True)
class Yard:
    """Where boxes wait for trains and vessels: slots in TEU, and plugs for reefers.

    `None`: no limit. A box that finds no slot waits outside on its truck, at `wait_cny_per_h`; a
    reefer that finds no plug warms until one is free.
    """

    slots_teu: float | None
    plugs: int | None
    wait_cny_per_h: float


@dataclass(frozen=True, slots=True)
class Rooms:
    """Tonnes that a stuffing node keeps in its cold store and on its floor; `None`: no limit.

    What finds no room stands `outside` in the air until there is some, or goes to an `other_store`
    as warm or cold as this one, at `spill_cny_per_t_day`.
    """

    cold_t: float | None
    floor_t: float | None
    spill: str
    spill_cny_per_t_day: float

    def limit_t(self, name: str) -> float | None:
        """Tonnes of a room."""
        return self.cold_t if name == COLD_ROOM else self.floor_t


@dataclass(frozen=True, slots=True)
class Hub:
    """What one node has; `None` where there is nothing of the kind."""

    sorting: Sorting | None = None
    yard: Yard | None = None
    rooms: Rooms | None = None


def sorting_of(network: Network, node_id: str, order: Consignment) -> Sorting | None:
    """The sorter that a consignment passes at a node: parcels only."""
    hub = network.hubs.get(node_id)
    return hub.sorting if hub is not None and order.unit == "parcel" else None


def yard_of(network: Network, node_id: str) -> Yard | None:
    """The yard of a node, where a scenario limits it."""
    hub = network.hubs.get(node_id)
    return None if hub is None else hub.yard


def rooms_of(network: Network, node_id: str) -> Rooms | None:
    """The rooms of a node, where a scenario limits them."""
    hub = network.hubs.get(node_id)
    return None if hub is None else hub.rooms


def room_name(*, cold: bool) -> str:
    """In which room goods wait."""
    return COLD_ROOM if cold else FLOOR


def spilled_cold(rooms: Rooms, product: Product, *, cold: bool) -> bool:
    """Whether goods without room are cold all the same; frozen goods never stand outside."""
    return cold and (rooms.spill == OTHER_STORE or product.temp_class == "frozen")


def slot_wait_h(network: Network, node_id: str, t: float, pace: Pace) -> float:
    """Wait for a slot of a yard, as it was measured."""
    yard = yard_of(network, node_id)
    return 0.0 if yard is None or yard.slots_teu is None else pace.queue_h(node_id, YARD, t)


def plug_wait_h(network: Network, node_id: str, t: float, pace: Pace) -> float:
    """Hours without a plug in a yard, as they were measured."""
    yard = yard_of(network, node_id)
    return 0.0 if yard is None or yard.plugs is None else pace.queue_h(node_id, PLUG, t)


def sorting_hours(
    network: Network, node_id: str, order: Consignment, t: float, pace: Pace
) -> tuple[float, float, float, str] | None:
    """Wave, beginning and end of the sorting of parcels that come at `t`, and by which process."""
    sorter = sorting_of(network, node_id, order)
    if sorter is None:
        return None
    wave_h, process = sorter.wave_h(t), sorter.process
    begin = process.opening.next_open_h(wave_h + pace.queue_h(node_id, process.step, wave_h))
    return wave_h, begin, begin + sorter.work_h(order.units), process.process_id


def outside_h(
    network: Network, consignment: Consignment, node_id: str, t: float, pace: Pace
) -> float:
    """Hours without room in the store, as they were measured."""
    if rooms_of(network, node_id) is None:
        return 0.0
    cold = consignment.cargo_class in COLD_CLASSES and network.nodes[node_id].has("cold_store", t)
    return pace.queue_h(node_id, room_name(cold=cold or consignment.cargo_class == "frozen"), t)
