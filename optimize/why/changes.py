"""What would have to change for another way to win, one thing at a time, all else as it is.

With N what the other way costs more: the freight of one of its services falls by N over the boxes
that it adds there; its goods arrive so many hours earlier; the due hour moves; others fill its
boxes to a share and pay for it; the price of outsourcing falls. Each is solved from the lines and
the arrivals of the outlook's samples; what customs looks are expected to make late
(`domain.holding`) is left as it is. Where no value of a thing is enough, there is none.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from domain import tariff as price
from domain.cargo import Consignment
from domain.scenario import Scenario
from optimize.why.ways import Option, Sheet

LONGEST_H = 1000.0
"""Hours beyond which a change of hours is not proposed."""
_TOLERANCE_CNY = 1e-6


@dataclass(frozen=True, slots=True)
class Change:
    """One change that makes both ways cost the same; beyond it, the other way wins.

    `what`: `freight` (CNY per box of `service_id`, downwards), `earlier` (h), `due_later` (h),
    `due_earlier` (h), `fill` (share of its boxes filled), `outsource` (CNY per kg, downwards).
    """

    what: str
    amount: float
    service_id: str = ""


def changes(scenario: Scenario, sheet: Sheet, other: Option) -> tuple[Change, ...]:
    """What would make a way as cheap as the chosen one; nothing where it already is."""
    more_cny = other.cny - sheet.chosen.cny
    if more_cny <= _TOLERANCE_CNY:
        return ()
    order = sheet.order
    if not other.journeys:
        return (Change("outsource", more_cny / order.kg),) if _payable(order, more_cny) else ()
    found = [*_freight(scenario, sheet.chosen, other, more_cny)]
    hours = _earlier_h(scenario, sheet, other, more_cny)
    if hours is not None:
        found.append(Change("earlier", hours))
    found.extend(_due(order, sheet.chosen, other, more_cny))
    fill = _fill_share(other, more_cny)
    if fill is not None:
        found.append(Change("fill", fill))
    return tuple(found)


def _payable(order: Consignment, more_cny: float) -> bool:
    rate = order.outsource_cny_per_kg
    return rate is not None and more_cny / order.kg <= rate


def _freight(
    scenario: Scenario, chosen: Option, other: Option, more_cny: float
) -> Sequence[Change]:
    """Freight per box, service by service, on which the two ways differ in boxes."""
    more: dict[str, float] = {}
    freight: dict[str, float] = {}
    for sign, option in ((1.0, other), (-1.0, chosen)):
        for journey in option.journeys:
            box = scenario.network.boxes[journey.route.box_type]
            count = option.added.boxes.get(journey.journey_id, 0)
            for hop in journey.route.hops:
                service = scenario.network.services[hop.service_id]
                more[hop.service_id] = more.get(hop.service_id, 0.0) + sign * count
                if sign > 0.0:
                    freight[hop.service_id] = price.box_freight(service, hop, box, 0.0).cny
    found = []
    for service_id, cny in freight.items():
        boxes = more[service_id]
        if boxes > 0.0 and more_cny / boxes <= cny:
            found.append(Change("freight", more_cny / boxes, service_id))
    return found


def late_cny(order: Consignment, arrivals_h: Sequence[float], due_h: float) -> float:
    """Expected lateness cost of the whole consignment for arrivals of the samples."""
    if not arrivals_h:
        return 0.0
    late_h = math.fsum(max(0.0, at_h - due_h) for at_h in arrivals_h) / len(arrivals_h)
    return order.late_cost_cny_per_t_day * order.t / 24.0 * late_h


def hourly_cny(scenario: Scenario, order: Consignment, option: Option) -> float:
    """What an hour on the way costs besides lateness: interest, and value lost per hour."""
    interest = order.value_cny * scenario.tariff.capital_rate_per_year / price.HOURS_PER_YEAR
    if scenario.products[order.product_id].life is None:
        return interest + order.value_cny * order.value_loss_per_day / 24.0
    hours = option.expected_h - order.ready_h
    lost = option.added.lines.get("value_lost", 0.0)
    return interest + (lost / hours if hours > 0.0 else 0.0)


def _earlier_h(scenario: Scenario, sheet: Sheet, other: Option, more_cny: float) -> float | None:
    """Hours by which the other way would have to arrive earlier, by bisection."""
    order = sheet.order
    rate = hourly_cny(scenario, order, other)
    now = late_cny(order, other.delivered_h, order.due_h)

    def gain(hours: float) -> float:
        then = late_cny(order, other.delivered_h, order.due_h + hours)
        return rate * hours + now - then

    limit = min(LONGEST_H, other.expected_h - order.ready_h)
    if limit <= 0.0 or gain(limit) < more_cny:
        return None
    low, high = 0.0, limit
    for _ in range(60):
        middle = (low + high) / 2.0
        low, high = (low, middle) if gain(middle) >= more_cny else (middle, high)
    return high


def _due(order: Consignment, chosen: Option, other: Option, more_cny: float) -> Sequence[Change]:
    """The nearest later and earlier due hour at which both cost the same.

    The difference is linear between the hours at which a sample begins to be late.
    """
    # Who is given the goods delivers by due, whenever that is.
    mine = chosen.delivered_h if chosen.journeys else ()
    now = late_cny(order, other.delivered_h, order.due_h) - late_cny(order, mine, order.due_h)

    def left(shift_h: float) -> float:
        due_h = order.due_h + shift_h
        then = late_cny(order, other.delivered_h, due_h) - late_cny(order, mine, due_h)
        return more_cny + then - now

    knots = sorted({at_h - order.due_h for at_h in (*other.delivered_h, *mine)})
    found = []
    for what, sign in (("due_later", 1.0), ("due_earlier", -1.0)):
        ends = sorted(sign * knot for knot in knots if 0.0 < sign * knot < LONGEST_H)
        before = 0.0
        for end in (*ends, LONGEST_H):
            a, b = left(sign * before), left(sign * end)
            if b <= 0.0 < a:
                found.append(Change(what, before + (end - before) * a / (a - b)))
                break
            before = end
    return found


def _fill_share(other: Option, more_cny: float) -> float | None:
    """Share to which its new boxes would have to be filled by goods that pay their share."""
    boxes = sum(max(0, more) for more in other.added.boxes.values())
    mine = [
        one for one in other.added.parts.values() if one.part.part_id.endswith(".new")
    ]  # fmt: skip
    if boxes == 0 or not mine:
        return None
    alone = other.own_boxes / boxes
    cny = math.fsum(one.box_cny for one in mine)
    if alone >= 1.0 or cny <= 0.0:
        return None
    rest = 1.0 - more_cny / cny
    if rest <= 0.0 or alone / rest > 1.0:
        return None
    return alone / rest
