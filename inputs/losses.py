"""What goods lose on the way, which giving them away does not spare the shipper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain.cargo import Consignment
from domain.tariff import Tariff
from inputs import orderbook, ways


def with_losses(
    orders: tuple[Consignment, ...], flows: Sequence[orderbook.Flow], tariff: Tariff
) -> tuple[Consignment, ...]:
    """What goods lose from ready to due, which outsourcing does not spare the shipper."""
    cny_per_kg_h = {flow.flow_id: ways.cny_per_t_h(flow, tariff) / 1000.0 for flow in flows}
    return tuple(
        replace(
            order,
            outsource_loss_cny_per_kg=cny_per_kg_h[order.flow_id]
            * max(0.0, order.due_h - order.ready_h),
        )
        for order in orders
    )
