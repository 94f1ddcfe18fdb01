"""What messages about streams and their steps say, in English and Chinese."""

from typing import Final

STREAM_PHRASES: Final[dict[str, tuple[str, str]]] = {
    "not_one": (
        (
            "needs exactly one of {choices}, found {found}; where a parent gives the other, take "
            "it out with `{null}: null`"
        ),
        (
            "必须且只能给出 {choices} 之一，实际为 {found}；若另一个来自上级文件，"
            "请用 `{null}: null` 去掉"
        ),
    ),
    "none_of": (
        "needs exactly one of {choices}; add one",
        "必须给出 {choices} 之一；请补上一个",
    ),
    "goes_with": (
        '"{found}" only goes with {other}; give that too, or take it out',
        "“{found}”只能与 {other} 一起使用；请补上或去掉",
    ),
    "missing_use": (
        "is missing; say `use: observed` (drawn from the numbers) or `use: list` (in their order)",
        "缺少；请写 `use: observed`（从中抽取）或 `use: list`（按顺序使用）",
    ),
    "no_list_here": (
        (
            "a list has no order here, because departures are known by their hour; write "
            "`observed`, or a distribution"
        ),
        "班次按时刻识别，这里的 list 没有顺序；请写 `observed` 或分布",
    ),
    "no_column": (
        'no column "{found}" in {file}{hint}; there are: {choices}',
        "{file} 中没有列“{found}”{hint}；可用：{choices}",
    ),
    "not_ascending": (
        "{found} does not ascend; write the least first",
        "{found} 不是升序；请把最小的写在前面",
    ),
    "not_rising": (
        "{found} comes after {before}; hours must ascend",
        "{found} 出现在 {before} 之后；时刻必须升序",
    ),
    "never_leaves": (
        "no departure between hour {begins} and the end of the run at {ends} h",
        "从第 {begins} 小时到运行结束（{ends} 小时）没有班次",
    ),
    "too_many": (
        "{found} {what}, more than the {limit} that a run may have; shorten it or thin them out",
        "{found} {what_zh}，超过一次运行的上限 {limit}；请缩短或减少",
    ),
    "bad_weekly": (
        '"{found}" is no weekly departure; write a day and a time, such as "Mon 08:00"',
        '“{found}” 不是每周班次；请写星期和时刻，如 "Mon 08:00"',
    ),
    "bad_hours": (
        '"{found}" are no opening hours; write "08:00-20:00", or "08:00-12:00, 14:00-18:00"',
        '“{found}” 不是开放时间；请写 "08:00-20:00" 或 "08:00-12:00, 14:00-18:00"',
    ),
    "bad_weekdays": (
        '"{found}" are no weekdays; write "1-6" (Monday is 1), "Mon-Sat" or "1,3,5"',
        '“{found}” 不是星期；请写 "1-6"（1 为周一）、"Mon-Sat" 或 "1,3,5"',
    ),
    "two_kinds": (
        (
            "a step is of one kind, found {found}; keep one of {choices}; where a parent gives "
            "the other, take it out with `{null}: null`"
        ),
        (
            "一个步骤只能是一种，实际有 {found}；请保留 {choices} 之一；"
            "若另一个来自上级文件，请用 `{null}: null` 去掉"
        ),
    ),
    "no_kind": (
        "says of no kind what this step is; give one of {choices}",
        "没有说明步骤是哪一种；请给出 {choices} 之一",
    ),
    "not_its_key": (
        '"{found}" does not belong to a step {what}; such a step takes {choices}',
        "“{found}”不属于{what_zh}的步骤；这种步骤可用 {choices}",
    ),
    "bad_name": (
        (
            '"{found}" is no name here: letters, digits and _, beginning with a letter, at most '
            "40, and none of {reserved}"
        ),
        "“{found}”不能作名称：以字母开头，含字母、数字和 _，至多 40 个，且不得为 {reserved}",
    ),
    "name_taken": (
        'the name "{found}" is taken by {by}; figures go by name, choose another',
        "名称“{found}”已被 {by} 使用；指标按名称区分，请换一个",
    ),
    "chances": (
        (
            "the chances sum to {found}; they must sum to 1, or to less without `out`: then the "
            "rest leaves"
        ),
        "概率之和为 {found}；必须为 1；不写 `out` 时可小于 1，其余离开",
    ),
    "only_with_zone": (
        '"{found}" needs a zone and its tables; describe the step here instead',
        "“{found}”需要 zone 及其数据表；请直接在此描述步骤",
    ),
    "needs_node": (
        "needs `node`: the node of the zone at which it is",
        "需要 `node`：步骤所在的节点",
    ),
    "other_node": (
        '"{found}" is not its node: the row is for {node}; leave `node` out',
        "“{found}”不是它的节点：该行属于 {node}；请去掉 `node`",
    ),
    "needs_servers": (
        "{found} needs a number of servers, not `many`",
        "{found} 需要给出服务台数量，不能是 `many`",
    ),
    "needs_each": (
        "`many` servers cannot break down one by one; add `each: false`, or number the servers",
        "`many` 个服务台不能逐个故障；请加 `each: false`，或给出数量",
    ),
    "policy_needs": ("is missing; {policy} needs it", "缺少；{policy} 需要它"),
    "policy_ignores": (
        "{policy} has no use for it; take it out",
        "{policy} 用不到它；请去掉",
    ),
    "auto_unsteady": (
        "`auto` finds the warm-up of a steady scenario; add `state: steady`, or give hours",
        "`auto` 用于求稳态场景的预热期；请加 `state: steady` 或给出小时数",
    ),
    "too_long": (
        (
            "the run is {found} h long with warm-up and drain; at most {limit} h, where the clock "
            "still has its grid of 2^-36 h"
        ),
        "含预热与排空，运行共 {found} 小时；至多 {limit} 小时，否则时钟失去 2^-36 小时的网格",
    ),
    "left_out": (
        "{found} of {of} hours are at or after the end of the period ({end} h) and are left out",
        "{of} 个时刻中有 {found} 个不早于统计期末（{end} 小时），将被略去",
    ),
    "endless": (
        "lots of {stream} that come to {found} can never leave; give a chance of `out`",
        "{stream} 的货物到达 {found} 后永远无法离开；请给出 `out` 的概率",
    ),
    "not_reached": (
        "{by} never comes to {found}: a step before it has chances of its own (`then`)",
        "{by} 永远不会到达 {found}：之前的步骤另有去向概率（`then`）",
    ),
    "no_stream": (
        "no stream comes to {found}; name it in a path or in `then`, or take it out",
        "没有货流到达 {found}；请写入 path 或 `then`，或去掉",
    ),
    "opens_nothing": (
        "{found} opens boxes, but {stream} comes to it in none and only passes; pack it before",
        "{found} 是拆箱步骤，但 {stream} 到达时不在箱内，只会通过；请先装箱",
    ),
    "boxes_differ": (
        (
            "boxes of {found} hold lots of {a} and of {b}, whose paths differ before the box is "
            "opened; a box goes the way of its first lot"
        ),
        "{found} 的箱子同时装 {a} 和 {b}，但拆箱前路径不同；箱子按第一批货物的路径走",
    ),
    "box_in_box": (
        "{found} packs lots, but {stream} comes to it in boxes of {box}; unpack it before",
        "{found} 是装箱步骤，但 {stream} 到达时已在 {box} 的箱内；请先拆箱",
    ),
    "box_at_shelf": (
        (
            "{found} serves lots from stock, but {stream} comes to it in boxes of {box}; unpack "
            "it before"
        ),
        "{found} 按批发出库存，但 {stream} 到达时在 {box} 的箱内；请先拆箱",
    ),
    "lot_over_box": (
        "a lot of {found} parcels does not fit into a box of {box}, which holds {room}",
        "一批 {found} 件装不进 {box} 的箱子（容量 {room} 件）",
    ),
    "over_room": (
        "{what} takes {found}, but a whole departure has {room}; it would never leave",
        "{what} 需要 {found}，而整个班次只有 {room}；将永远无法出发",
    ),
    "list_unbounded": (
        (
            "a list of {found} numbers ends, but there is no limit to who asks for them; give "
            "`lots` or a trace, or use `observed`"
        ),
        "列表只有 {found} 个数，但需求没有上限；请给出 `lots` 或轨迹，或改用 `observed`",
    ),
    "list_short": (
        "a list of {found} numbers, but {needed} may be asked for; add some, or limit `lots`",
        "列表有 {found} 个数，但可能需要 {needed} 个；请补充，或用 `lots` 限制",
    ),
    "nobody_starts": (
        "no stream names {found} in its path, so nobody can be there at hour 0",
        "没有货流的 path 包含 {found}，因此 0 时刻无人在此",
    ),
    "starts_in_box": (
        (
            "lots cannot stand at {found} at hour 0: they come in boxes, or it is a shelf "
            "(`opening`); let them start before"
        ),
        "0 时刻货物不能在 {found}：它们在箱内到达，或这是货架（用 `opening`）；请从之前的步骤开始",
    ),
    "no_priority": (
        "nobody reads it: no step says `order: priority`",
        "没有步骤写 `order: priority`，该值不起作用",
    ),
    "no_warm_up": (
        (
            "a steady scenario without warm-up counts its empty start; give warm_up_h (0 if you "
            "mean it, `auto` for MSER-5)"
        ),
        (
            "稳态场景没有预热期，会把空系统的开头计入；请给出 warm_up_h"
            "（确实为 0 也请写明，auto 为 MSER-5）"
        ),
    ),
    "overfull": (
        (
            "is asked {asked} of {offered} {unit} (utilisation {share}): its queue grows without "
            "end, so a steady state does not exist; add servers or room, or let less come"
        ),
        (
            "需求 {asked}，可用 {offered} {unit_zh}（利用率 {share}）：队列无限增长，稳态不存在；"
            "请增加服务台或舱位，或减少到达"
        ),
    ),
}
