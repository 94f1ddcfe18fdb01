"""How a KPI is read: what it is about, which way is better, and in what unit it is shown."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from report.names import known
from report.stream_views import compared, figure_view, is_stream, significant, split, stream_title
from report.words import PHRASES, Lang, say

TOTAL_COST = "total_cost_cny"
GROUPS = ("money", "time", "life", "carbon", "operations")


@dataclass(frozen=True, slots=True)
class KpiView:
    """`better` is -1 where less is better, 1 where more is, 0 where neither.

    Values are multiplied by `scale` and shown with the unit phrase and decimals; `None`: as many
    as show three significant figures.
    """

    group: str
    better: int
    unit: str
    scale: float = 1.0
    decimals: int | None = 1


VIEWS: Mapping[str, KpiView] = {
    "total_cost_cny": KpiView("money", -1, "unit.cny_million", 1e-6, 2),
    "cost_cny_per_t": KpiView("money", -1, "unit.cny_per_t", 1.0, 0),
    "capital_cost_cny": KpiView("money", -1, "unit.cny_thousand", 1e-3, 1),
    "on_time_share": KpiView("time", 1, "unit.percent", 100.0),
    "on_time_tonnes_share": KpiView("time", 1, "unit.percent", 100.0),
    "promise_kept_share": KpiView("time", 1, "unit.percent", 100.0),
    "lead_time_mean_h": KpiView("time", -1, "unit.d", 1 / 24.0, 2),
    "lead_time_p50_h": KpiView("time", -1, "unit.d", 1 / 24.0, 2),
    "lead_time_p90_h": KpiView("time", -1, "unit.d", 1 / 24.0, 2),
    "late_mean_h": KpiView("time", -1, "unit.h"),
    "departure_wait_h": KpiView("time", -1, "unit.h"),
    "missed_departures": KpiView("operations", -1, "unit.times"),
    "inspected_share": KpiView("operations", 0, "unit.percent", 100.0, 2),
    "customs_h": KpiView("time", -1, "unit.h", 1.0, 2),
    "customs_p90_h": KpiView("time", -1, "unit.h", 1.0, 2),
    "customs_sd_h": KpiView("time", -1, "unit.h", 1.0, 2),
    "held_with_others_h": KpiView("time", -1, "unit.h", 1.0, 2),
    "x_ray_share": KpiView("operations", 0, "unit.percent", 100.0, 2),
    "physical_share": KpiView("operations", -1, "unit.percent", 100.0, 2),
    "tested_share": KpiView("operations", 0, "unit.percent", 100.0, 2),
    "look_h": KpiView("time", -1, "unit.h", 1.0, 2),
    "hits": KpiView("operations", 0, "unit.times"),
    "hit_share": KpiView("operations", 1, "unit.percent", 100.0, 1),
    "order_cost_cny": KpiView("money", -1, "unit.cny", 1.0, 2),
    "way_cost_cny_per_order": KpiView("money", -1, "unit.cny", 1.0, 2),
    "order_to_door_h": KpiView("time", -1, "unit.d", 1 / 24.0, 2),
    "order_to_door_p90_h": KpiView("time", -1, "unit.d", 1 / 24.0, 2),
    "mail_dwell_h": KpiView("time", -1, "unit.h"),
    "return_cycle_days": KpiView("time", -1, "unit.d"),
    "fill_rate": KpiView("operations", 1, "unit.percent", 100.0),
    "stock_days": KpiView("operations", -1, "unit.d"),
    "stock_turns": KpiView("operations", 1, "unit.times"),
    "stock_out_share": KpiView("operations", -1, "unit.percent", 100.0),
    "written_off_share": KpiView("operations", -1, "unit.percent", 100.0, 2),
    "sell_through_share": KpiView("operations", 1, "unit.percent", 100.0),
    "restocked_share": KpiView("operations", 1, "unit.percent", 100.0),
    "home_days": KpiView("time", -1, "unit.d"),
    "home_kept_share": KpiView("operations", 1, "unit.percent", 100.0),
    "rolled_boxes": KpiView("operations", -1, "unit.boxes", 1.0, 1),
    "no_show_share": KpiView("operations", -1, "unit.percent", 100.0, 2),
    "fill_share_box": KpiView("operations", 1, "unit.percent", 100.0),
    "fill_share_train": KpiView("operations", 1, "unit.percent", 100.0),
    "trains": KpiView("operations", 0, "unit.trains", 1.0, 1),
    "boxes": KpiView("operations", 0, "unit.boxes", 1.0, 0),
    "outsourced_share": KpiView("operations", 0, "unit.percent", 100.0, 2),
    "backlog_end_t": KpiView("operations", -1, "unit.t"),
    "subsidy_paid_cny": KpiView("money", 0, "unit.cny_thousand", 1e-3, 1),
    "subsidy_left_cny": KpiView("money", 0, "unit.cny_thousand", 1e-3, 1),
    "subsidy_ran_out_h": KpiView("money", 1, "unit.d", 1 / 24.0, 1),
    "block_bought_teu": KpiView("operations", 0, "unit.teu"),
    "block_released_teu": KpiView("operations", 0, "unit.teu"),
    "block_used_teu": KpiView("operations", 0, "unit.teu"),
    "block_empty_teu": KpiView("operations", -1, "unit.teu"),
    "empties_moved": KpiView("operations", 0, "unit.boxes", 1.0, 0),
    "empty_share": KpiView("operations", -1, "unit.percent", 100.0),
    "leased_in_share": KpiView("operations", -1, "unit.percent", 100.0),
    "document_h": KpiView("time", -1, "unit.h"),
    "match_failed_share": KpiView("operations", -1, "unit.percent", 100.0),
    "clearance_mean_h": KpiView("time", -1, "unit.h"),
    "clearance_p50_h": KpiView("time", -1, "unit.h"),
    "clearance_p90_h": KpiView("time", -1, "unit.h"),
    "platform_share": KpiView("operations", 0, "unit.percent", 100.0),
    "value_lost_share": KpiView("life", -1, "unit.percent", 100.0, 2),
    "excursion_h": KpiView("life", -1, "unit.h", 1.0, 2),
    "life_left_share": KpiView("life", 1, "unit.percent", 100.0),
    "co2e_kg_per_t": KpiView("carbon", -1, "unit.kgco2e_per_t"),
}


def view(kpi: str, unit: str) -> KpiView:
    """How to show a KPI; one that is not listed is shown as it is, judged neither way."""
    if is_stream(kpi):
        found = figure_view(split(kpi)[1])
        return KpiView(found.group, found.better, found.unit, found.scale, None)
    if kpi not in VIEWS and unit == "CNY":
        return KpiView("money", 0, "unit.cny_million", 1e-6, 3)
    return VIEWS.get(kpi) or KpiView("operations", 0, unit.replace("1", ""), 1.0, 2)


def unit_text(shown: KpiView, lang: Lang) -> str:
    """The unit as text, which for an unknown KPI is the unit of its row."""
    return say(lang, shown.unit) if shown.unit.startswith("unit.") else shown.unit


def kpi_title(kpi: str, lang: Lang) -> str:
    """Name of a KPI; `storage_cost_cny` is named by its cost line."""
    if is_stream(kpi):
        return stream_title(kpi, lang)
    line = kpi.removesuffix("_cost_cny")
    if f"kpi.{kpi}" not in PHRASES and line != kpi:
        return known(lang, "cost", line)
    return known(lang, "kpi", kpi)


def amount(value: float, shown: KpiView, *, signed: bool = False) -> str:
    """A value in the unit of its view, with a real minus sign."""
    if math.isnan(value):
        return "-"
    decimals = shown.decimals
    if decimals is None:
        decimals = significant(abs(value * shown.scale))
    rounded = round(value * shown.scale, decimals) + 0.0  # no negative zero
    sign = "+" if signed and rounded != 0.0 else ""
    return f"{rounded:{sign},.{decimals}f}".replace("-", "\N{MINUS SIGN}")


def listed(kpis: Iterable[str]) -> list[str]:
    """The KPIs that a page lists: those of consignments that have a view, else all.

    Where there are only streams, their main figures.

    Examples
    --------
    >>> listed(["kg", "on_time_share", "gate.visits", "total_cost_cny"])
    ['total_cost_cny', 'on_time_share']
    >>> listed(["gate.visits", "gate.wait_mean_h", "total_cost_cny"])
    ['gate.wait_mean_h']
    """
    there = list(dict.fromkeys(kpis))
    told = [kpi for kpi in VIEWS if kpi in there]
    if told in ([], [TOTAL_COST]):
        told = compared(there) or told
    return told or there
