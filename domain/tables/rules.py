"""The table of broken rules of cold chains; only scenarios that name rule packs have it."""

from __future__ import annotations

from domain.tables.columns import RUN, hours, number, text
from domain.tables.registry import Table

BREACHES = Table(
    "breaches",
    "违规",
    "breaches",
    "one row per limit that a lot broke, in the hands of one holder at one place (domain.rules)",
    (
        *RUN,
        text("rule", "规则包", "rule pack", "file of data/rules"),
        text("limit_id", "限值", "limit", "of the pack"),
        text("kind", "类别", "kind", "one of domain.rules.LIMIT_KINDS"),
        text("lot_id", "批号", "lot", "empty: the house's records"),
        text("node_id", "地点", "place", "node"),
        text("holder_id", "保管方", "holder", "role:place, or carrier:service"),
        text("stage", "环节", "stage", "first stage of it"),
        hours("from_h", "起", "from", "beginning; of a handover its hour"),
        hours("to_h", "止", "to", "end"),
        number("worst_c", "°C", "极值", "worst", "furthest beyond; of mkt the mean kinetic "
               "temperature", optional=True),
        number("hours", "h", "时长", "hours", "of a handover 0"),
    ),
    key=(),
)  # fmt: skip
