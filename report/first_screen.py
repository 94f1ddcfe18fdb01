"""What a page says first of a compared pair: four tiles, the trade-off, where money moved."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from report.differences import DifferenceRow, Side, cost_line_rows, difference_rows, side_name
from report.kpi_views import amount, kpi_title, unit_text
from report.names import known
from report.words import Lang, say

_TILES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("money", ("cost_cny_per_t", "total_cost_cny")),
    ("time", ("on_time_share", "lead_time_mean_h")),
    ("life", ("value_lost_share", "life_left_share", "excursion_h")),
    ("carbon", ("co2e_kg_per_t",)),
)
# Of which it is told in words whether the pair's second side is better or worse.
_TOLD = (
    "cost_cny_per_t", "on_time_share", "late_mean_h", "lead_time_mean_h", "lead_time_p90_h",
    "value_lost_share", "life_left_share", "excursion_h", "co2e_kg_per_t",
)  # fmt: skip
_COSTS = frozenset({"cost_cny_per_t", "total_cost_cny"})
# A cost line that moves less than this share of all movement is not told.
_MOVED = 0.06
_VERDICTS = {1: "better", -1: "worse", 0: "open"}


@dataclass(frozen=True, slots=True)
class TileLine:
    """One KPI of a tile as texts: value of a, value of b, difference, interval."""

    title: str
    unit: str
    a: str
    b: str
    difference: str
    interval: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Tile:
    """A group of KPIs: money, time, life or CO2e."""

    title: str
    lines: tuple[TileLine, ...]


@dataclass(frozen=True, slots=True)
class FirstScreen:
    """Tiles and sentences about one pair, with the names of its sides."""

    a: str
    b: str
    tiles: tuple[Tile, ...]
    sentences: tuple[str, ...]


def first_screen(
    comparison: pd.DataFrame, kpis: pd.DataFrame, a: Side, b: Side, lang: Lang
) -> FirstScreen:
    """Gather it from the tables of a run."""
    rows = {row.kpi: row for row in difference_rows(comparison, kpis, a, b)}
    tiles = []
    for group, names in _TILES:
        lines = tuple(_tile_line(rows[name], lang) for name in names if name in rows)
        if lines:
            tiles.append(Tile(say(lang, f"group.{group}"), lines))
    first, second = (name.replace(r"\$", "$") for name in side_name(a, b, lang))
    told = _trade_offs(rows, lang)
    moved = _money_moved(cost_line_rows(comparison, a, b), lang)
    return FirstScreen(first, second, tuple(tiles), (*told, *moved))


def _tile_line(row: DifferenceRow, lang: Lang) -> TileLine:
    shown = row.shown
    interval = ""
    if not math.isnan(row.low + row.high):
        low, high = (amount(value, shown, signed=True) for value in (row.low, row.high))
        interval = say(lang, "page.interval", low=low, high=high)
    return TileLine(
        kpi_title(row.kpi, lang),
        unit_text(shown, lang),
        amount(row.base, shown),
        amount(row.base + row.mean, shown),
        amount(row.mean, shown, signed=True),
        interval,
        _VERDICTS[row.verdict()],
    )


def _trade_offs(rows: dict[str, DifferenceRow], lang: Lang) -> list[str]:
    """What became worse against what became better, at 95 %; nothing where nothing was decided."""
    by_verdict: dict[int, list[str]] = {1: [], -1: [], 0: []}
    cost = 0
    for name in _TOLD:
        if name not in rows:
            continue
        row = rows[name]
        if name in _COSTS:
            cost = row.verdict()
            continue
        by_verdict[row.verdict()].append(_item(row, lang))
    join = say(lang, "join_parts")
    found = []
    if by_verdict[-1]:
        key = "page.trade_price" if cost > 0 else "page.trade_worse"
        found.append(say(lang, key, items=join.join(by_verdict[-1])))
    elif cost > 0 and by_verdict[1]:
        found.append(say(lang, "page.trade_none"))
    if by_verdict[1]:
        key = "page.trade_gain" if cost < 0 else "page.trade_better"
        found.append(say(lang, key, items=join.join(by_verdict[1])))
    return found


def _item(row: DifferenceRow, lang: Lang) -> str:
    unit = unit_text(row.shown, lang)
    return say(
        lang, "page.trade_item", kpi=kpi_title(row.kpi, lang), a=amount(row.base, row.shown),
        b=amount(row.base + row.mean, row.shown), unit=unit if unit == "%" else f" {unit}",
    )  # fmt: skip


def _money_moved(lines: list[DifferenceRow], lang: Lang) -> list[str]:
    moved = sum(abs(row.mean) for row in lines)
    told = [row for row in lines if row.kpi != "other" and abs(row.mean) >= _MOVED * moved]
    if not told:
        return []
    items = [
        f"{known(lang, 'cost', row.kpi)} {amount(row.mean, row.shown, signed=True)}"
        for row in sorted(told, key=lambda row: row.mean)
    ]
    unit = say(lang, "unit.cny_million")
    return [say(lang, "page.money_moved", items=say(lang, "join").join(items), unit=unit)]
