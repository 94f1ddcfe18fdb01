"""Why a consignment that may not be outsourced has no place in a plan, in words for `plan.json`."""

from __future__ import annotations

from dataclasses import replace

from domain.cargo import Consignment
from optimize.offers import OfferBook

NO_ROOM = "no room on any departure, and no price for outsourcing"
NO_WAY = "no way leads there in time"
NO_PROMISE = "no way keeps the on-time promise"
NO_DEPARTURE = "no departure after it is ready"
NO_BOX = "a packing unit is larger than every box that it may use"
NOT_OPEN = "no departure that is still open leads there in time"
REASONS = (NO_ROOM, NO_WAY, NO_PROMISE, NO_DEPARTURE, NO_BOX, NOT_OPEN)


def why_no_offer(offers: OfferBook, consignment: Consignment) -> str:
    """Why nothing was open to a consignment when it was to be booked."""
    if offers.pool(consignment):
        return NOT_OPEN
    free = replace(consignment, deadline_h=None, on_time_promise_share=None)
    if offers.valued(free) is None:
        return NO_DEPARTURE
    if offers.valued(replace(consignment, on_time_promise_share=None)) is None:
        return NO_WAY
    return NO_PROMISE if offers.valued(consignment) is None else NO_BOX
