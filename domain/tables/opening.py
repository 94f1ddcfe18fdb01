"""Tables of what was opened, and of train paths given to services."""

from __future__ import annotations

from domain.tables.columns import POLICY, hours, number, text, whole
from domain.tables.registry import Column, Table

LAYOUTS_TRIED = Table(
    "layouts_tried",
    "试算布局",
    "layouts tried",
    "one row per layout that was looked at before the run, on the look-ahead of set A",
    (
        text("layout", "布局", "layout", "candidate=step, joined by ,"),
        number("cost_cny", "CNY", "计划成本", "planned cost",
               "expected, fixed costs included; empty: not planned", optional=True),
        number("left_kg", "kg", "未安排", "left behind", "found no way or room", optional=True),
        number("bound_cny", "CNY", "下界", "bound", "no plan of the layout costs less",
               optional=True),
        Column("chosen", "bool", "", "选用", "chosen", "the layout that was executed"),
    ),
    key=("layout",),
)  # fmt: skip

OPENED = Table(
    "opened",
    "设施与服务选择",
    "what was opened",
    "one row per candidate: open or not, what it is worth, and where the choice turns",
    (
        text("candidate", "候选", "candidate", "name in planning.may_open"),
        text("chosen", "选择", "chosen", "step, or closed"),
        text("step", "档位", "step", "best step that was planned"),
        number("fixed_cny_per_day", "CNY/d", "固定费", "fixed cost", "of that step, all in"),
        number("with_cny", "CNY", "开设时成本", "cost with it", "of the best plan", optional=True),
        number("without_cny", "CNY", "不开设时成本", "cost without it", "of the best plan",
               optional=True),
        number("flips_cny_per_day", "CNY/d", "转折固定费", "turns at",
               "fixed cost of the step at which the choice turns; below 0: not even free",
               optional=True),
    ),
    key=("candidate",),
)  # fmt: skip

PATHS_GIVEN = Table(
    "paths_given",
    "图定线分配",
    "train paths given",
    "one row per pool, window and service: paths that a plan gives, and what rides on them",
    (
        POLICY,
        text("pool", "图定线组", "pool", "name in planning.path_pools"),
        whole("window", "期", "window", "number of the week or month, from 1"),
        hours("begins_h", "开始", "begins", "first hour of the window"),
        text("service_id", "班线", "service", "path train"),
        whole("there", "可用图定线", "paths there", "of the window, for all services"),
        whole("trains", "可开班次", "departures", "of the service that could run"),
        whole("given", "开行班次", "paths given", "departures that run"),
        number("teu", "TEU", "箱量", "load", "booked on them"),
        number("least_teu", "TEU", "最低装载", "least load", "of the departures that run"),
    ),
    key=("policy", "pool", "window", "service_id"),
)

PATH_WORTHS = Table(
    "path_worths",
    "图定线价值",
    "worth of train paths",
    "run.py why: one row per window of a pool whose paths are all given",
    (
        text("pool", "图定线组", "pool", "name in planning.path_pools"),
        whole("window", "期", "window", "number of the week or month, from 1"),
        hours("begins_h", "开始", "begins", "first hour of the window"),
        whole("there", "可用图定线", "paths there", "of the window"),
        text("trains", "开行班线", "trains", "services that have the paths, joined by ,"),
        number("nearby_cny", "CNY", "多一条的价值", "one more path",
               "fall of the plan's cost, improved nearby with hindsight"),
        number("price_cny", "CNY", "下界价格", "bound's price", "of one path, at the margin"),
    ),
    key=("pool", "window"),
)  # fmt: skip

OPENING_TABLES = (LAYOUTS_TRIED, OPENED, PATHS_GIVEN, PATH_WORTHS)
