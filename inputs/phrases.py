"""What messages about files say, in English and Chinese; `{...}` are filled in where they arise."""

from typing import Final

PHRASES: Final[dict[str, tuple[str, str]]] = {
    # Files as such.
    "missing_file": (
        "there is no such file; check the path, or restore it from the repository",
        "没有这个文件；请检查路径，或从代码库恢复",
    ),
    "is_folder": ("is a folder, not a file", "这是文件夹，不是文件"),
    "empty_file": (
        "the file is empty; it needs {needs}",
        "文件是空的；需要 {needs}",
    ),
    "too_large": (
        "the file has {found} {unit}, more than the {limit} that are read; split it or cut it down",
        "文件有 {found} {unit}，超过可读取的上限 {limit}；请拆分或缩小",
    ),
    "not_utf8": (
        "is not UTF-8 text at byte {found}; save it as UTF-8 (in Excel: CSV UTF-8)",
        "第 {found} 字节不是 UTF-8；请另存为 UTF-8（Excel 中选择 CSV UTF-8）",
    ),
    "outside": (
        (
            '"{found}" leads out of the folder {limit}; keep the file there, or allow it with '
            "--allow-outside"
        ),
        "“{found}” 指向文件夹 {limit} 之外；请把文件放在其中，或使用 --allow-outside",
    ),
    "absolute": (
        '"{found}" is an absolute path; write it relative to this file',
        "“{found}” 是绝对路径；请写成相对本文件的路径",
    ),
    "cycle": (
        "extends itself: {found}; a file may not be its own ancestor",
        "循环继承：{found}；文件不能继承自身",
    ),
    # YAML.
    "yaml_syntax": ("not readable as YAML: {found}", "无法作为 YAML 读取：{found}"),
    "yaml_tag": (
        'the tag "{found}" is not allowed; write plain text, numbers, lists and maps',
        "不允许标签“{found}”；只能写普通文本、数字、列表和映射",
    ),
    "duplicate_yaml_key": (
        'the key "{found}" stands here twice, first in line {first}; keep one',
        "键“{found}”出现两次，第一次在第 {first} 行；请只保留一个",
    ),
    "not_a_map": (
        "a scenario is a map of keys, found {found}; start from `python run.py new NAME`",
        "场景应是键值映射，实际是 {found}；可从 `python run.py new NAME` 开始",
    ),
    "unknown_override": (
        'no override "{found}" in this scenario{hint}; there are: {choices}',
        "本场景没有名为“{found}”的 override{hint}；可用：{choices}",
    ),
    "bad_set": (
        '"{found}" is not path=value; write for instance --set planning.epoch_h=24',
        "“{found}” 不是 路径=值；例如 --set planning.epoch_h=24",
    ),
    # Keys and values of a scenario.
    "unknown_key": (
        'unknown key "{found}"{hint}; known here: {choices}',
        "未知的键“{found}”{hint}；此处可用：{choices}",
    ),
    "missing_key": ("is missing; add it", "缺少；请补上"),
    "wrong_type": ("{found} is not {wanted}", "{found} 不是{wanted_zh}"),
    "wrong_number": ("must be {rule}, found {found}", "必须 {rule}，实际为 {found}"),
    "wrong_choice": (
        '"{found}" is not one of {choices}{hint}',
        "“{found}” 不在可选值 {choices} 之中{hint}",
    ),
    "wrong_value": ("{found}: {rule}", "{found}：{rule}"),
    "wrong_length": (
        "a list of {found}; it must have {rule}",
        "列表有 {found} 项；必须{rule_zh}项",
    ),
    # Tables.
    "missing_column": (
        'there is no column "{found}"; the header needs: {choices}',
        "缺少列“{found}”；表头需要：{choices}",
    ),
    "unknown_column": (
        'no column "{found}" is known{hint}; remove it or rename it',
        "没有定义列“{found}”{hint}；请删除或改名",
    ),
    "duplicate_column": (
        'the column "{found}" stands in the header twice; keep one',
        "表头中列“{found}”重复；请只保留一个",
    ),
    "broken_line": (
        (
            "{found} fields, the header has {wanted}; a comma too many or too few, or a quote that "
            "does not close"
        ),
        "有 {found} 个字段，表头有 {wanted} 个；逗号多或少，或引号未闭合",
    ),
    "bad_line": (
        "cannot be taken apart: {found}; look for a quote that does not close",
        "无法拆分：{found}；请检查未闭合的引号",
    ),
    "empty_cell": ("is empty; {path} must be given", "为空；必须填写 {path}"),
    "not_number": (
        '"{found}" is not a number; {path} must be {rule}',
        "“{found}” 不是数字；{path} 必须 {rule}",
    ),
    "not_whole": (
        '"{found}" is not a whole number; {path} must be {rule}',
        "“{found}” 不是整数；{path} 必须 {rule}",
    ),
    "out_of_range": (
        "{found} is out of range; {path} must be {rule}",
        "{found} 超出范围；{path} 必须 {rule}",
    ),
    "not_date": (
        '"{found}" is not a date; write it as 2026-11-01',
        "“{found}” 不是日期；请写成 2026-11-01",
    ),
    "not_datetime": (
        '"{found}" is not a time with offset; write it as 2026-11-01T08:00+08:00',
        "“{found}” 不是带时区偏移的时刻；请写成 2026-11-01T08:00+08:00",
    ),
    "duplicate_row": (
        "{found} stands here twice, first in row {first}; keep one",
        "{found} 出现两次，第一次在第 {first} 行；请只保留一个",
    ),
    "bad_cell": ('"{found}": {rule}', "“{found}”：{rule}"),
    # The world.
    "unknown_node": ('no node "{found}"{hint}', "没有节点“{found}”{hint}"),
    "unknown_id": ('no {what} "{found}"{hint}', "没有{what_zh}“{found}”{hint}"),
    "no_match": (
        '"{found}" fits no {what}{hint}; write an id, or the beginning of one with * at its end',
        "“{found}” 不匹配任何{what_zh}{hint}；请写编号，或编号开头加 *",
    ),
    "missing_legs": (
        'service "{found}" has no row in legs.csv; add its legs, or take it out of the scenario',
        "服务“{found}”在 legs.csv 中没有区段；请补上区段，或从场景中去掉",
    ),
    "broken_chain": (
        'leg {seq} of "{found}" begins at {begins}, but the one before ends at {ends}',
        "“{found}” 的第 {seq} 段从 {begins} 开始，而上一段止于 {ends}",
    ),
    "wrong_ends": (
        'the legs of "{found}" run {begins} > {ends}, services.csv says {origin} > {destination}',
        "“{found}” 的区段为 {begins} > {ends}，services.csv 为 {origin} > {destination}",
    ),
    "no_departures": (
        'service "{found}" has no departure between {begins} and {ends}; add rows to timetable.csv',
        "服务“{found}”在 {begins} 至 {ends} 之间没有班次；请在 timetable.csv 中补充",
    ),
    "forbidden": (
        (
            "flow {flow}: {product} may not be received at {node}: {reason} (access.csv row "
            "{row}). Send it elsewhere, or change that row"
        ),
        (
            "货流 {flow}：{node} 不得接收 {product}：{reason}（access.csv 第 {row} 行）。"
            "请改送他处，或修改该行"
        ),
    ),
    "no_way": (
        (
            "flow {flow}: no way at all from {origin} to {destination} for {product} in {boxes}, "
            "time and capacity ignored{reason}"
        ),
        (
            "货流 {flow}：即使不计时间与运力，{product} 用 {boxes} 从 {origin} 到 {destination} "
            "也没有任何通路{reason}"
        ),
    ),
    "too_slow": (
        (
            "flow {flow}: {count} of {of} consignments cannot meet their deadline of {deadline} "
            "days: the fastest way takes {fastest} days at nominal pace. Allow more, or open a "
            "faster service"
        ),
        (
            "货流 {flow}：{of} 票中有 {count} 票无法赶上 {deadline} 天的最后期限；"
            "最快的通路按标称速度需 {fastest} 天。请放宽，或开通更快的服务"
        ),
    ),
    "absurd": (
        "{found} is beyond what the trade knows ({rule}); check the unit",
        "{found} 超出行业常识（{rule}）；请检查单位",
    ),
    "overload": (
        (
            "lane {found} is asked {asked} TEU of {offered} TEU offered ({share}); add departures, "
            "raise its allotment, or accept outsourcing"
        ),
        (
            "通道 {found} 需求 {asked} TEU，供给 {offered} TEU（{share}）；"
            "请增加班次、提高舱位，或接受外包"
        ),
    ),
    "few_consignments": (
        "the order book has {found} consignments; {rule}",
        "订单簿有 {found} 票；{rule}",
    ),
    # Streams and their steps.
    "not_one": (
        (
            "needs exactly one of {choices}, found {found}; where a parent gives the other, take "
            "it out with `{null}: null`"
        ),
        (
            "必须且只能给出 {choices} 之一，实际为 {found_zh}；若另一个来自上级文件，"
            "请用 `{null}: null` 去掉"
        ),
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
        "{found} opens boxes, but {stream} comes to it in none; pack it before",
        "{found} 是拆箱步骤，但 {stream} 到达时不在箱内；请先装箱",
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
    "no_list_of_rests": (
        "nobody knows how many rests there will be; write `observed`, or a distribution",
        "休息次数无法预知；请写 `observed` 或分布",
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
