"""What is said about rule packs of cold chains, in English and Chinese."""

from typing import Final

RULE_PHRASES: Final[dict[str, tuple[str, str]]] = {
    "unknown_rules": (
        'no rule pack "{found}"{hint}; there are: {choices}',
        "没有规则包“{found}”{hint}；可用：{choices}",
    ),
    "rule_wants": (
        "a limit of kind {kind} wants {wanted}",
        "{kind} 类限值需要 {wanted}",
    ),
    "rule_ignores": (
        "{found} means nothing for a limit of kind {kind}",
        "{found} 对 {kind} 类限值没有意义",
    ),
    "rule_upside_down": (
        "the lowest temperature {low:g} is above the highest {high:g}",
        "最低温度 {low:g} 高于最高温度 {high:g}",
    ),
    "rule_stage": (
        'no stage "{found}"{hint}; there are: {choices}',
        "没有环节“{found}”{hint}；可用：{choices}",
    ),
}
