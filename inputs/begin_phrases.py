"""What messages about a start that is not empty say, in English and Chinese."""

from typing import Final

BEGIN_PHRASES: Final[dict[str, tuple[str, str]]] = {
    "begun_no_way": (
        (
            "{found}: no way of flow {flow} goes on from there by this box type and this chain; "
            "there are: {choices}"
        ),
        "{found}：货流 {flow} 没有从此处以该箱型和该线路继续的通路；可用：{choices}",
    ),
    "begun_missing": (
        "is empty; goods that are {place} need it",
        "为空；状态为 {place} 的货物需要填写",
    ),
    "begun_twice": (
        '"{found}" stands in row {first} too; write each {what} once',
        "“{found}”在第 {first} 行已有；每个 {what} 只写一次",
    ),
    "begun_box": (
        "box {found}: {rule}",
        "箱 {found}：{rule_zh}",
    ),
    "begun_with": (
        "cannot be used together with {found}; leave one of them out",
        "不能与 {found} 同时使用；请去掉其一",
    ),
    "begun_late": (
        "box {found}: no departures with room take it on before the run ends",
        "箱 {found}：运行结束前没有有余位的班次",
    ),
}  # fmt: skip
