"""A consignment of a flow, once its name, size and hours are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.cargo import Consignment
from domain.draws import KeyPart, draw_u, snap_h
from inputs import trade
from inputs.source import Source

if TYPE_CHECKING:
    from inputs.orderbook import Flow

SHIPPER_EVERY = 24.0
"""A shipper sends about so many consignments a year (assumed)."""
MOST_SHIPPERS = 60


def written(
    source: Source,
    flow: Flow,
    name: str,
    key: tuple[KeyPart, ...],
    units: int,
    hours: tuple[float, float, float],
) -> Consignment:
    """A consignment of a flow with a name; grade, mode and shipper are drawn by its key.

    Parameters
    ----------
    hours
        When it is known, ready and due.
    """
    row = flow.row

    def u(stream: str) -> float:
        return draw_u(source.seed, source.book, stream, *key)

    known_h, ready_h, due_h = hours
    deadline = flow.hard_deadline_days
    grade = _pick(flow.grades, u("grade")) if flow.grades else "none"
    kg = units * row.number_of("kg_per_unit")
    shipper_id = _shipper(flow, grade, u("shipper"))
    return Consignment(
        consignment_id=name,
        flow_id=flow.flow_id,
        shipper_id=shipper_id,
        product_id=flow.product.product_id,
        cargo_class=row.text("cargo_class"),
        unit=row.text("unit"),
        units=units,
        kg_per_unit=row.number_of("kg_per_unit"),
        m3_per_unit=row.number_of("m3_per_unit"),
        value_cny=kg * row.number_of("value_cny_per_kg"),
        value_loss_per_day=row.or_zero("value_loss_pct_per_day") / 100.0,
        late_cost_cny_per_t_day=row.number_of("late_cost_cny_per_t_day"),
        trade_mode=_pick(flow.trade_modes, u("mode")),
        credit_grade=grade,
        direction=row.text("direction"),
        origin_id=row.text("origin_id"),
        destination_id=row.text("destination_id"),
        box_types=flow.box_types,
        known_at_h=known_h,
        ready_h=ready_h,
        due_h=due_h,
        deadline_h=None if deadline is None else snap_h(ready_h + 24.0 * deadline),
        outsource_cny_per_kg=flow.outsource_cny_per_kg,
        on_time_promise_share=flow.change.on_time_promise_share,
        connected=trade.is_connected(source, shipper_id),
        free_modes=tuple(flow.change.trade_modes_free or ()),
    )


def _pick(shares: tuple[tuple[str, float], ...], u: float) -> str:
    for name, share in shares:
        if u < share:
            return name
        u -= share
    return shares[-1][0]


def _shipper(flow: Flow, grade: str, u: float) -> str:
    """One of the shippers of a place and product that have the grade; a shipper has one grade."""
    row = flow.row
    mean_units = max(1.0, row.number_of("size_p1"))
    a_year = 1000.0 * row.number_of("annual_t") / (row.number_of("kg_per_unit") * mean_units)
    share = dict(flow.grades).get(grade, 1.0)
    count = max(1, min(MOST_SHIPPERS, round(share * a_year / SHIPPER_EVERY)))
    return f"{row.text('origin_id')}-{flow.product.product_id}-{grade}-{int(u * count) + 1}"
