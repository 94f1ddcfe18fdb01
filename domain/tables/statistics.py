"""Tables of what replications say: warm-up, precision, quantiles, the choice of a layout."""

from __future__ import annotations

from domain.tables.columns import POLICY, hours, number, text, whole
from domain.tables.registry import Column, Table

_SERIES = text("series", "序列", "series", "what was followed")
_SCENARIO = text("scenario", "方案", "scenario", "name")
_KPI = text("kpi", "指标", "KPI", "name")
_UNIT = text("unit", "单位", "unit", "unit")

ENOUGH, SHORT, UNSTEADY = WARM_UP_VERDICTS = ("enough", "short", "unsteady")

WARM_UP = Table(
    "warm_up",
    "预热检验",
    "warm-up check",
    "one row per series: how much of its beginning MSER-5 would leave out, and what was left out",
    (
        POLICY,
        _SERIES,
        _UNIT,
        whole("replications", "重复数", "replications", "that the series is the mean of"),
        whole("values", "数值数", "values", "of the series"),
        hours("stated_h", "所用预热", "left out", "warm-up of the run"),
        hours("found_h", "检出预热", "MSER-5", "what it would leave out; empty: too short to tell",
              optional=True),
        Column("verdict", "str", "", "结论", "verdict",
               "enough: no less is left out; short: less is; unsteady: too short to tell",
               choices=WARM_UP_VERDICTS),
    ),
    key=("policy", "series"),
)  # fmt: skip

WARM_UP_SERIES = Table(
    "warm_up_series",
    "预热序列",
    "series of the warm-up check",
    "one row per stretch of a series, for the picture",
    (
        POLICY,
        _SERIES,
        _UNIT,
        hours("at_h", "时刻", "at", "middle of the stretch"),
        number("value", "", "数值", "value", "mean over the stretch"),
        whole("values", "数值数", "values", "in the stretch"),
    ),
    key=("policy", "series", "at_h"),
)

PRECISION = Table(
    "precision",
    "精度",
    "precision",
    "one row per watched figure of `--replications auto`: how narrow it was to be, and how it is",
    (
        text("figure", "指标", "figure", "KPI, or a difference b - a"),
        POLICY,
        number("wanted_share", "1", "要求", "wanted", "half-width over mean"),
        number("half_width_share", "1", "达到", "reached", "half-width over mean, at the end",
               optional=True),
        Column("narrow", "bool", "", "达标", "narrow", "reached, and held over the look ahead"),
        whole("replications", "重复数", "replications", "that were made"),
        whole("most", "上限", "cap", "replications at most"),
    ),
    key=("figure", "policy"),
)  # fmt: skip

KPI_QUANTILES = Table(
    "kpi_quantiles",
    "指标分位数",
    "quantiles of KPIs",
    "what one period may bring: quantiles between replications, with intervals by order statistics",
    (
        _SCENARIO,
        POLICY,
        _KPI,
        _UNIT,
        number("share", "1", "分位", "quantile", "share of periods below"),
        number("value", "", "数值", "value", "of the quantile", optional=True),
        number("low", "", "下限", "low", "empty: too few replications", optional=True),
        number("high", "", "上限", "high", "empty: too few replications", optional=True),
        number("confidence", "1", "置信度", "confidence", "of the two limits", optional=True),
        whole("n", "重复数", "n", "replications"),
    ),
    key=("scenario", "policy", "kpi", "share"),
)

SELECTION = Table(
    "selection",
    "方案选优",
    "choice of a layout",
    "one row per layout: replications spent, figure, when and behind which other it was dropped",
    (
        _SCENARIO,
        POLICY,
        _KPI,
        _UNIT,
        whole("replications", "重复数", "replications", "of set C, used by the procedure"),
        number("mean", "", "均值", "mean", "over them"),
        number("ci95_low", "", "95%下限", "95 % low", "t-interval", optional=True),
        number("ci95_high", "", "95%上限", "95 % high", "t-interval", optional=True),
        number("dropped_after", "1", "淘汰于", "dropped after", "replications", optional=True),
        text("behind", "落后于", "behind", "layout that it lay too far behind"),
        Column("chosen", "bool", "", "选中", "chosen", "the layout that was chosen"),
    ),
    key=("scenario",),
)

STATISTICS_TABLES = (WARM_UP, WARM_UP_SERIES, PRECISION, KPI_QUANTILES, SELECTION)
