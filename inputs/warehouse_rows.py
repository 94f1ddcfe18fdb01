"""Rows of the tables of warehouses as values, where no other table is asked."""

from __future__ import annotations

from domain.distribution import Distribution
from domain.warehouse import DAY_H, Shelf
from inputs.tables import Row


def spread(row: Row, mean: str, sd: str, scale: float = 1.0) -> Distribution:
    """A lognormal duration from two cells; fixed where there is no spread."""
    hours, spread = scale * row.or_zero(mean), scale * row.or_zero(sd)
    if hours == 0.0 or spread == 0.0:
        return Distribution.fixed(hours)
    return Distribution.from_mean_sd("lognormal", hours, spread)


def shelf_of(row: Row) -> Shelf:
    """A row of shelves.csv."""
    return Shelf(
        row.text("shelf_id"), row.text("warehouse_id"), row.text("product_id"),
        row.number_of("piece_kg"), row.number_of("piece_m3"), row.number_of("piece_cny"),
        row.text("policy"),  # type: ignore[arg-type]
        DAY_H * row.number_of("review_days"), row.number_of("up_to_days"),
        row.or_zero("reorder_days"), row.maybe("opening_days"), row.text("flow_id"),
        row.text("source_id"), row.or_zero("transfer_h"), row.or_zero("transfer_cny_per_piece"),
        DAY_H * row.or_zero("prepare_days"), row.text("trade_mode"), row.text("unmet") == "lost",
        row.or_zero("margin_share"), row.or_zero("wait_cny_per_day"),
        row.or_zero("loss_pct_per_day") / 100.0, row.maybe("life_days"),
        row.maybe("write_off_days"), row.or_zero("restock_share"), row.maybe("home_value_cny"),
        row.or_zero("home_cny_per_kg"), row.or_zero("liquidate_share"),
        row.or_zero("liquidate_value_share"),
    )  # fmt: skip
