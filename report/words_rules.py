"""Phrases about broken rules of cold chains, and who holds goods."""

# A phrase stays on its line, and a long one is two literals in its pair.
# ruff: noqa: E501

from __future__ import annotations

RULE_CHART_PHRASES: dict[str, tuple[str, str]] = {
    "chart.rule_breaches": (
        "违反规则：按规则、地点与保管方",
        "Broken rules by rule pack, place and holder",
    ),
    "breaches.axis": ("超出限值的小时（各批合计）", "Hours beyond limits, all lots together"),
    "breaches.beside": ("{lots} 批，{times} 次", "{lots} lots, {times} times"),
    "breaches.row": ("{node}，{holder}", "{node}, {holder}"),
    "read.rule_breaches": (
        "{lots} 批违反 {packs} 个规则包，共 {times} 次；最久是“{rule}”，{row}：{hours} 小时。",
        "{lots} lots broke {packs} rule packs {times} times; longest by {rule} at {row}: {hours} hours.",
    ),
    "read.rule_records": (
        "没有批次违规；记录方面 {records} 处不足。",
        "No lot broke a rule; records fall short in {records} places.",
    ),
    "holder.shipper": ("货主", "shipper"),
    "holder.carrier": ("承运人", "carrier"),
    "holder.hub": ("枢纽", "hub"),
    "holder.terminal": ("场站", "terminal"),
    "holder.consignee": ("收货人", "consignee"),
    "holder.warehouse": ("仓库", "warehouse"),
}
