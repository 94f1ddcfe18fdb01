"""What goods lose on the way, which giving them away does not spare the shipper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from domain.cargo import Consignment
from domain.cash import CashTerms, rebate_interest
from domain.tariff import Tariff, capital
from inputs import orderbook, ways


def with_losses(
    orders: tuple[Consignment, ...],
    flows: Sequence[orderbook.Flow],
    tariff: Tariff,
    cash: Mapping[tuple[str, str], CashTerms],
) -> tuple[Consignment, ...]:
    """What goods lose from ready to due, which outsourcing does not spare the shipper.

    With the interest until they are paid: they leave as soon as they are ready, and come when due.
    """
    cny_per_kg_h = {flow.flow_id: ways.cny_per_t_h(flow, tariff) / 1000.0 for flow in flows}
    return tuple(
        replace(
            order,
            outsource_loss_cny_per_kg=cny_per_kg_h[order.flow_id]
            * max(0.0, order.due_h - order.ready_h)
            + _cash_cny_per_kg(order, tariff, cash),
        )
        for order in orders
    )


def _cash_cny_per_kg(
    order: Consignment, tariff: Tariff, cash: Mapping[tuple[str, str], CashTerms]
) -> float:
    """Interest from delivery to payment, and on the rebate."""
    terms = cash.get((order.trade_mode, order.direction))
    if terms is None:
        return 0.0
    value, ready_h = order.value_cny, order.ready_h
    cny = capital(tariff, value, terms.settled_h).cny
    there_h = max(order.due_h, ready_h)
    waited = rebate_interest(tariff, terms, value, ready_h, ready_h, there_h)
    return (cny + (0.0 if waited is None else waited.cny)) / order.kg
