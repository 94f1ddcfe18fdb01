"""Others' bookings on a departure: who does not come leaves room, who was sold too much takes it.

A service's capacity is the part of a train or ship that is open to the zone; beside it others have
booked `others_teu`, and the operator has sold `overbooked_teu` more than there is. On the day some
of the others do not come. What is then left after them is the zone's, more than its part or less.
Others are loaded before the zone's boxes, or, where the order of loading names them, after those
that stand before them there.
"""

from __future__ import annotations

from collections.abc import Iterable

from domain.network import Network, Service
from domain.pace import SampledPace
from domain.sailings import OTHERS, Sailing
from domain.timetable import DepartureKey

BOX_TEU = 2.0
"""Others book by the forty-foot box: each comes, or does not."""


def shown_teu(pace: SampledPace, service: Service, key: DepartureKey) -> float | None:
    """What of the others' bookings comes; `None` where there are none, or at nominal pace."""
    terms = service.sailing
    if terms is None or pace.quiet or terms.others_teu <= 0.0:
        return None
    boxes = round(terms.others_teu / BOX_TEU)
    away = sum(
        pace.chance.happens(terms.others_no_show_share, "others", *key, number)
        for number in range(boxes)
    )
    return terms.others_teu - away * BOX_TEU


def goes_before(terms: Sailing, names: Iterable[str]) -> bool:
    """Whether goods are loaded before the others, by their flows and classes."""
    return OTHERS in terms.first_aboard and terms.rank(names) < terms.first_aboard.index(OTHERS)


def room_teu(service: Service, shown: float | None, *, before: bool) -> float | None:
    """TEU for the zone's boxes on the day; for those loaded before the others, or after them."""
    limit, terms = service.capacity_teu, service.sailing
    if limit is None or shown is None or terms is None:
        return limit
    whole = limit + terms.others_teu - terms.overbooked_teu
    return whole if before else max(0.0, whole - shown)


def has_others(network: Network) -> bool:
    """Whether others' bookings on any service are stated."""
    return any(
        one.sailing is not None and one.sailing.others_teu > 0.0
        for one in network.services.values()
    )
