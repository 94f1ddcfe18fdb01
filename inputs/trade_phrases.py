"""What messages about trade modes and papers say, in English and Chinese."""

from typing import Final

TRADE_PHRASES: Final[dict[str, tuple[str, str]]] = {
    "mode_nowhere": (
        (
            "flow {flow}: goods under {mode} may not be declared at {nodes} (trade_modes.csv row "
            "{row} wants {places}{when}), so no way is left. Give one of these places the "
            "function, allow `away` under trade_modes, or let the flow use another mode"
        ),
        (
            "货流 {flow}：{mode} 的货物不得在 {nodes} 申报（trade_modes.csv 第 {row} 行要求 "
            "{places}{when_zh}），因此无路可走。请为其中一处加上该功能，"
            "在 trade_modes 中允许 away，或改用其他贸易方式"
        ),
    ),
    "mode_ways_lost": (
        (
            "flow {flow}: {lost} of {of} ways are closed to goods under {mode}, which may not be "
            "declared at {nodes} (trade_modes.csv row {row} wants {places}{when})"
        ),
        (
            "货流 {flow}：{of} 条通路中有 {lost} 条不供 {mode} 使用，因为不得在 {nodes} 申报"
            "（trade_modes.csv 第 {row} 行要求 {places}{when_zh}）"
        ),
    ),
    "mode_unpriced": (
        (
            "trade mode {found} has no price of a declaration: tariffs.csv needs an item "
            "declaration_cny_{found}"
        ),
        "贸易方式 {found} 没有申报价格：tariffs.csv 需要 declaration_cny_{found}",
    ),
}
