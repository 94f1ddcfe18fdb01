"""Tables of a calibration: what was observed, what the model says before and after."""

from __future__ import annotations

from domain.tables.columns import hours, number, text, whole
from domain.tables.registry import Column, Table

SOURCE = text("source", "来源", "source", "observed, model or calibrated")
SERVICE = text("service_id", "班线", "service", "row of services.csv")
SPAN = text("span", "时段", "span", "wait, to_border, at_border, from_border, onward, way or late")

SPANS_SEEN = Table(
    "spans_seen",
    "时段对照",
    "spans",
    "one row per service, span and source: how long it took",
    (
        SERVICE,
        SPAN,
        SOURCE,
        whole("n", "个数", "n", "boxes of a wait, trains of all other spans"),
        hours("mean_h", "均值", "mean", "mean"),
        hours("p10_h", "10% 分位", "10%", "a tenth took no longer"),
        hours("p50_h", "中位", "median", "half took no longer"),
        hours("p90_h", "90% 分位", "90%", "nine tenths took no longer"),
        Column("fitted", "bool", "", "已拟合", "fitted", "the overlay sets it"),
    ),
    key=("service_id", "span", "source"),
)

HOURS_SEEN = Table(
    "hours_seen",
    "时段样本",
    "hours",
    "one row per sample of a span",
    (SERVICE, SPAN, SOURCE, hours("hours_h", "时长", "hours", "how long it took")),
    key=("service_id", "span", "source"),
)

SERVICES_SEEN = Table(
    "services_seen",
    "班线对照",
    "services",
    "one row per service and source: trains and what they carried",
    (
        SERVICE,
        SOURCE,
        number("trains", "", "列数", "trains", "that left; of a model, a mean over replications"),
        number("per_week", "", "每周列数", "a week", "trains a week", optional=True),
        number("boxes_per_train", "", "每列箱数", "boxes a train", "boxes aboard, mean"),
        number("teu_per_train", "TEU", "每列标箱", "TEU a train", "mean", optional=True),
    ),
    key=("service_id", "source"),
)

ROWS_LEFT_OUT = Table(
    "rows_left_out",
    "未采用的行",
    "rows left out",
    "one row per line of the list, or cell of it, that was not used",
    (
        text("sheet", "工作表", "sheet", "name of the sheet, of a workbook"),
        whole("row", "行", "row", "line of the file; the first is 1"),
        text("column", "列", "column", "which cell, if one"),
        text("found", "内容", "found", "what stands there"),
        text("reason", "原因", "reason", "key of the reason"),
        text("reason_zh", "原因", "reason (zh)", "in words"),
        text("reason_en", "原因（英）", "reason (en)", "in words"),
    ),
    key=("sheet", "row", "column"),
)

CALIBRATION_NOTES = Table(
    "calibration_notes",
    "校准说明",
    "notes",
    "one row per thing that was not fitted, or only in part",
    (
        SERVICE,
        text("key", "事项", "what", "key of the phrase"),
        text("value", "数值", "value", "number that goes with it"),
    ),
    key=("service_id", "key"),
)

CALIBRATION_TABLES = (
    SPANS_SEEN, HOURS_SEEN, SERVICES_SEEN, ROWS_LEFT_OUT, CALIBRATION_NOTES
)  # fmt: skip
