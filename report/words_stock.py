"""Words of warehouses' shelves, and of figures of bookings and returns, Chinese and English."""

# A phrase stays on its line, and a long one is two literals in its pair.
# ruff: noqa: ISC004

from __future__ import annotations

STOCK_PHRASES: dict[str, tuple[str, str]] = {
    "kpi.rolled_boxes": ("甩箱箱数", "Boxes rolled"),
    "kpi.left_at_border": ("滞留口岸箱数", "Boxes left at the border"),
    "kpi.blanked_bookings": ("停航取消的订舱", "Bookings on departures that were blanked"),
    "kpi.no_show_share": ("订舱未到率", "Bookings not brought to their departure"),
    "kpi.boxes_per_train": ("每列箱数", "Boxes per train"),
    "kpi.trains_run": ("开行列数", "Trains run"),
    "kpi.home_pieces": ("退运回国件数", "Returns sent home"),
    "kpi.home_kept_share": ("退运后再入库率", "Kept of what came home"),
    "kpi.home_days": ("退运回国天数", "Days of the way home"),
    "chart.stock_levels": (
        "仓库库存：在库、在途、缺货",
        "Stock on shelves, on its way, and missing",
    ),
    "axis.stock_pieces": ("件", "pieces"),
    "axis.stock_below": ("← 缺货 ｜ 在库 →", "← missing   on hand →"),
    "legend.age_young": ("在库，入库不足 30 天", "on hand, under 30 days"),
    "legend.age_middle": ("30 至 90 天", "30 to 90 days"),
    "legend.age_old": ("90 天以上", "over 90 days"),
    "legend.with_coming": ("在库加在途", "with what is on its way"),
    "legend.stock_missing": ("等待的订单", "orders that wait"),
    "legend.stock_lost": ("当日流失的订单", "orders lost that day"),
    "legend.stock_came": ("补货上架", "came to the shelf"),
    "legend.stock_off": ("报废", "written off"),
    "stock.told": (
        "现货满足率 {rate}%，日均在库 {hand}",
        "{rate}% of orders found stock, {hand} on hand on average",
    ),
    "read.stock_levels": (
        "{shelf}：{asked} 件订单中 {rate}% 有现货；{empty} 天断货，补货 {came} 次，"
        "期末在库 {left} 件，其中 {old} 件入库超过 90 天。",
        "{shelf}: {rate}% of {asked} orders found stock; it was empty on {empty} days, was filled "
        "{came} times, and ends with {left} pieces, {old} of them older than 90 days.",
    ),
}
"""Every phrase of `report.stock_levels`, and names of key figures."""
