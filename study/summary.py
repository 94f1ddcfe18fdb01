"""From key figures per replication to means, intervals and paired differences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from domain.tables.results import COMPARISON, KPIS
from domain.tables.statistics import KPI_QUANTILES
from study.frames import table_frame
from study.kpis import value_of
from study.statistics.intervals import paired, t_interval
from study.statistics.quantiles import quantile_interval

QUANTILES = (0.1, 0.5, 0.9)
"""Shares of periods below, as `kpi_quantiles` holds them."""


def kpi_rows(scenario: str, policies: Iterable[str], figures: pd.DataFrame) -> pd.DataFrame:
    """kpis.csv of one scenario."""
    rows = []
    for policy in policies:
        for kpi, unit in units(figures, policy).items():
            made = t_interval(value_of(figures, policy, kpi))
            rows.append((scenario, policy, kpi, unit, made.mean, made.low, made.high, made.n))
    return table_frame(KPIS, rows)


def units(figures: pd.DataFrame, policy: str) -> dict[str, str]:
    """The figures that a policy has, in the order in which they were made, with their units."""
    mine = figures.loc[figures["policy"] == policy, ["kpi", "unit"]].drop_duplicates("kpi")
    return dict(zip(mine["kpi"], mine["unit"], strict=True))


def common_values(
    a: tuple[pd.DataFrame, str], b: tuple[pd.DataFrame, str], kpi: str
) -> tuple[list[float], list[float]]:
    """Values of a figure on the replications that both sides have; a side is (figures, policy).

    Layouts may have made different numbers of replications.
    """
    one, two = (
        {
            int(number): float(value)
            for number, value in zip(rows["replication"], rows["value"], strict=True)
        }
        for frame, policy in (a, b)
        for rows in (frame[(frame["policy"] == policy) & (frame["kpi"] == kpi)],)
    )
    numbers = sorted(one.keys() & two.keys())
    return [one[number] for number in numbers], [two[number] for number in numbers]


def comparison_rows(
    a: tuple[str, str, pd.DataFrame], b: tuple[str, str, pd.DataFrame]
) -> list[Sequence[object]]:
    """Difference b minus a of each figure that both have.

    Each side is (scenario, policy, figures per replication).
    """
    rows: list[Sequence[object]] = []
    there = units(b[2], b[1])
    for kpi, unit in units(a[2], a[1]).items():
        if kpi not in there:
            continue
        made = paired(*common_values((a[2], a[1]), (b[2], b[1]), kpi))
        one = made.interval
        rows.append(
            (a[0], a[1], b[0], b[1], kpi, unit, one.mean, one.low, one.high, one.n,
             made.variance_ratio)
        )  # fmt: skip
    return rows


def quantile_rows(scenario: str, policies: Iterable[str], figures: pd.DataFrame) -> pd.DataFrame:
    """What one period may bring: quantiles of every figure between replications."""
    rows: list[Sequence[object]] = []
    for policy in policies:
        for kpi, unit in units(figures, policy).items():
            values = value_of(figures, policy, kpi)
            for share in QUANTILES:
                made = quantile_interval(values, share)
                rows.append(
                    (scenario, policy, kpi, unit, share, made.value, made.low, made.high,
                     made.confidence, made.n)
                )  # fmt: skip
    return table_frame(KPI_QUANTILES, rows)


def comparisons(
    scenario: str, pairs: Iterable[tuple[str, str]], figures: pd.DataFrame
) -> pd.DataFrame:
    """comparison.csv of policies of one scenario; pairs are (a, b)."""
    rows: list[Sequence[object]] = []
    for a, b in pairs:
        rows.extend(comparison_rows((scenario, a, figures), (scenario, b, figures)))
    return table_frame(COMPARISON, rows)


def layouts(policy: str, figures: Sequence[tuple[str, pd.DataFrame]]) -> pd.DataFrame:
    """comparison.csv of layouts under one policy: each against the first."""
    base, *others = figures
    rows: list[Sequence[object]] = []
    for name, frame in others:
        rows.extend(comparison_rows((base[0], policy, base[1]), (name, policy, frame)))
    return table_frame(COMPARISON, rows)
