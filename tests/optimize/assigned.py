"""A desk with every consignment on some offer, often on the journey of the first."""

from optimize.booking import Booking
from optimize.desk import PlanDesk


def assigned(draw, scenario, offers):
    """Put each consignment on any of its offers, or on none where none has room."""
    desk = PlanDesk(scenario, Booking(scenario))
    first = draw.choice(offers[0]) if offers[0] else None
    for order, own in zip(scenario.consignments, offers, strict=True):
        same = [one for one in own if first is not None and one.timed.name == first.timed.name]
        offer = draw.choice(same or own or [None])
        if offer is not None and desk.part_cny(offer, order, order.units) is None:
            offer = None
        desk.add(order, order.units, offer)
    return desk
