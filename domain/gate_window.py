"""The hours in which a terminal takes boxes for a departure: not before its window opens.

A service whose terms say `gate_opens_h` takes a box only so long before the departure that it is
booked on. Who comes before waits in a yard outside, by the day; who comes after the cut-off has
missed it. The window is asked for once, when a box comes to the terminal: who is inside and is
rolled, or booked anew, stays inside.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from domain.hubs import slot_wait_h
from domain.network import Network, Service
from domain.pace import Pace
from domain.tariff import Charge
from domain.timetable import Timetable

if TYPE_CHECKING:
    from domain.scenario import Scenario

AWAIT_GATE = "await_gate"


def opens_at_h(service: Service, scheduled_h: float) -> float:
    """From when on the terminal takes boxes for a departure."""
    return -math.inf if service.sailing is None else scheduled_h - service.sailing.gate_opens_h


def let_in_h(timetable: Timetable, service: Service, t: float, from_h: float | None) -> float:
    """When a box that comes at `t` is let in.

    Parameters
    ----------
    from_h
        Hour from which on it may take a departure; `None`: the first whose gate is still open.
    """
    if service.sailing is None or service.sailing.gate_opens_h == math.inf:
        return t
    first_h = t + service.gate_in_cutoff_h if from_h is None else from_h
    scheduled = timetable.next_h(service.service_id, first_h)
    return t if scheduled is None else max(t, opens_at_h(service, scheduled))


def outside(
    network: Network,
    timetable: Timetable,
    service: Service,
    t: float,
    wanted: float | None,
    pace: Pace,
    *,
    shown: bool,
    loaded: bool,
) -> Iterator[tuple[str, float, str | None]]:
    """What a box waits for before a terminal: its window, then room in the yard.

    Yields stage, until when, and the service whose window it is.
    """
    from_h = wanted if shown or wanted is None else math.nextafter(wanted, math.inf)
    opens_h = let_in_h(timetable, service, t, from_h) if loaded else t
    if opens_h > t:
        yield AWAIT_GATE, opens_h, service.service_id
    wait_h = slot_wait_h(network, service.origin_id, opens_h, pace)
    if wait_h > 0.0:
        yield "await_slot", opens_h + wait_h, None


def early(service: Service, hours: float) -> Charge:
    """What a box owes the yard outside the terminal."""
    terms = service.sailing
    rate = 0.0 if terms is None else terms.outer_yard_cny_per_day
    return Charge("storage", "shipper", "terminal", rate * hours / 24.0)


def entered(
    scenario: Scenario, service: Service, t: float, from_h: float | None, pace: Pace
) -> tuple[float, float]:
    """Hour at which a loaded box goes into the terminal, and what it owes outside."""
    opens_h = let_in_h(scenario.timetable, service, t, from_h)
    owed_cny = early(service, opens_h - t).cny if opens_h > t else 0.0
    return opens_h + slot_wait_h(scenario.network, service.origin_id, opens_h, pace), owed_cny


def has_window(network: Network) -> bool:
    """Whether any service opens its gate only some hours ahead."""
    return any(
        one.sailing is not None and one.sailing.gate_opens_h < math.inf
        for one in network.services.values()
    )
