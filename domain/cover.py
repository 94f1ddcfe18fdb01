"""What a level of stock costs on one draw of demand and lead times: the keeper's trade-off.

A shelf is played through day by day with the orders of `domain.replenish` and lead times that may
differ from those reckoned with. Counted are what depends on the level: storage by age, interest,
loss of value, buyers who wait, margins lost. Freight per piece does not depend on it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from heapq import heapify, heappop

from domain import warehouse_charges as price
from domain.replenish import Demanded, Found, Placed, opening_pieces
from domain.warehouse import DAY_H, Forecast, Shelf, Warehouse


def cover_cny(
    place: Warehouse,
    shelf: Shelf,
    forecast: Forecast,
    demand: Sequence[Demanded],
    placed: Sequence[Placed],
    leads_h: Sequence[float],
    rate_per_year: float,
    window: tuple[float, float],
    found: Found | None = None,
) -> float:
    """Cost of a shelf in a window of hours [from, to).

    Parameters
    ----------
    placed, leads_h
        Orders and the hours that each takes to the shelf.
    found
        What stands there at hour 0 and comes; left out: the shelf's level. Holds and write-offs do
        not count here.
    """
    from_h, to_h = window
    due = [(order.at_h + lead, order.pieces) for order, lead in zip(placed, leads_h, strict=True)]
    lots = deque([(0.0, opening_pieces(shelf, forecast))])
    if found is not None:
        due += found.coming
        lots = deque((lot.received_h, lot.pieces) for lot in found.lots)
    heapify(due)
    line: deque[tuple[float, int]] = deque()
    cny = 0.0

    def serve(at_h: float) -> float:
        paid = 0.0
        while line and lots:
            came_h, wanted = line.popleft()
            received_h, there = lots.popleft()
            part = min(wanted, there)
            if at_h >= from_h:
                paid += price.waiting(shelf, part, at_h - came_h).cny
            if wanted > part:
                line.appendleft((came_h, wanted - part))
            if there > part:
                lots.appendleft((received_h, there - part))
        return paid

    orders = deque(demand)
    for day in range(1, int(to_h // DAY_H) + 1):
        end_h = DAY_H * day
        while True:
            due_h = due[0][0] if due else end_h
            asked_h = orders[0].at_h if orders else end_h
            if min(due_h, asked_h) >= end_h:
                break
            if due_h <= asked_h:
                at_h, pieces = heappop(due)
                lots.append((at_h, pieces))
            else:
                at_h, pieces = orders.popleft()
                there = sum(left for _, left in lots)
                wanted = min(pieces, there) if shelf.lost else pieces
                if shelf.lost and at_h >= from_h:
                    cny += price.lost_sale(shelf, pieces - wanted).cny
                if wanted:
                    line.append((at_h, wanted))
            cny += serve(at_h)
        if end_h > from_h:
            held = sum(left for _, left in lots)
            cny += sum(
                price.storage_day(place, shelf, left, end_h - came_h).cny for came_h, left in lots
            )
            cny += price.capital_day(rate_per_year, place, shelf, held).cny
            cny += price.aging_day(shelf, held).cny
    # Who still waits has waited until now.
    return cny + sum(price.waiting(shelf, left, to_h - came_h).cny for came_h, left in line)
