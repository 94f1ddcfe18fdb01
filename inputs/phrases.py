"""What messages about files say, in English and Chinese; `{...}` are filled in where they arise."""

from typing import Final

from inputs.begin_phrases import BEGIN_PHRASES
from inputs.collection_phrases import COLLECTION_PHRASES
from inputs.hub_phrases import HUB_PHRASES
from inputs.logger_phrases import LOGGER_PHRASES
from inputs.rule_phrases import RULE_PHRASES
from inputs.stream_phrases import STREAM_PHRASES
from inputs.trade_phrases import TRADE_PHRASES

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
    "none_used": (
        "none of the {rows} rows can be used: {why}",
        "{rows} 行均不能采用：{why_zh}",
    ),
    "no_list": (
        (
            "no row names the columns of a booking list; one must name the departure (departure, "
            "ATD, 发车时间) and another time (gate in, border, arrival)"
        ),
        "没有一行写明清单的列名；须有一列为发车（departure、ATD、发车时间），并另有一列时间（进站、口岸、到达）",
    ),
    "not_workbook": (
        "is no readable workbook: {found}; save it as .xlsx or CSV UTF-8",
        "不是可读取的工作簿：{found}；请另存为 .xlsx 或 CSV UTF-8",
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
    "unknown_lever": (
        'no lever "{found}" for this scenario{hint}; there are: {choices}',
        "本场景没有名为“{found}”的杠杆{hint}；可用：{choices}",
    ),
    "bad_lever": (
        '"{found}" is neither on nor off; write --lever {key} or --lever {key}=off',
        "“{found}” 既不是 on 也不是 off；请写 --lever {key} 或 --lever {key}=off",
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
    "wrong_number": ("must be {rule}, found {found}", "必须 {rule_zh}，实际为 {found}"),
    "wrong_choice": (
        '"{found}" is not one of {choices}{hint}',
        "“{found}” 不在可选值 {choices} 之中{hint}",
    ),
    "wrong_value": ("{found}: {rule}", "{found}：{rule_zh}"),
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
    "senseless": ("{rule}", "{rule_zh}"),
    "too_many_events": (
        (
            "others' jobs and breakdowns come to {found} events in the {days} days of a run, more "
            "than the {limit} of background.most_events; lower per_day, make lumps larger, or "
            "raise it"
        ),
        (
            "他人作业与故障在 {days} 天的运行中约有 {found} 个事件，超过 background.most_events 的 "
            "{limit}；请降低 per_day、增大 lump，或提高上限"
        ),
    ),
    "many_events": (
        (
            "others' jobs and breakdowns come to {found} events in the {days} days of a run; each "
            "replication takes the longer for it"
        ),
        "他人作业与故障在 {days} 天的运行中约有 {found} 个事件；每次重复都会因此变慢",
    ),
    "bad_cell": ('"{found}": {rule}', "“{found}”：{rule_zh}"),
    # Events.
    "event_outside": (
        (
            'event "{found}" changes nothing: it lies outside of the {days} days of the scenario; '
            "check begins, ends and the scenario's start"
        ),
        "事件“{found}”不起作用：它在本场景的 {days} 天之外；请检查 begins、ends 和场景的 start",
    ),
    "event_told_late": (
        'event "{found}" is over when it is announced; let known_from be earlier, or leave it out',
        "事件“{found}”公布时已经结束；请把 known_from 提前，或不写",
    ),
    # The world.
    "unknown_node": ('no node "{found}"{hint}', "没有节点“{found}”{hint}"),
    "unknown_id": ('no {what} "{found}"{hint}', "没有{what_zh}“{found}”{hint}"),
    "shelf_flow": (
        (
            '"{found}" fills shelf {shelf} and is no flow of this scenario; add it to flows, take '
            "{warehouse} out of stock.warehouses, or write stock: null"
        ),
        (
            "货架 {shelf} 由“{found}”补货，而本场景没有此货流；请加入 flows，"
            "或从 stock.warehouses 去掉 {warehouse}，或写 stock: null"
        ),
    ),
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
            "也没有任何通路{reason_zh}"
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
    "clash": (
        (
            "{a} and {b} may not share a box ({reason}), though {count} box routes take both; each "
            "gets boxes of its own. To change that see sharing.csv, or `sharing` of a scenario"
        ),
        (
            "{a} 与 {b} 不得混装（{reason}），但有 {count} 条箱路径两者都可走；"
            "两者将分箱装运。如需更改，见 sharing.csv 或场景的 `sharing`"
        ),
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
    "contract_twice": (
        'two contracts are named "{found}"; give each a name of its own',
        "有两份合同都叫“{found}”；请各取一个名称",
    ),
    "block_without_departures": (
        "{found}: none of its services leaves within its dates and the period; change either",
        "{found}：所列服务在其日期和统计期内没有班次；请修改其一",
    ),
    "block_too_large": (
        (
            "{found} TEU is more than the {room} TEU that its departures have open to the zone; "
            "buy less, or raise services_set.ID.allotment_teu"
        ),
        "{found} TEU 超过其班次可供的 {room} TEU；请减少，或提高 services_set.ID.allotment_teu",
    ),
    **STREAM_PHRASES,
    **BEGIN_PHRASES,
    **RULE_PHRASES,
    **TRADE_PHRASES,
    **COLLECTION_PHRASES,
    **HUB_PHRASES,
    **LOGGER_PHRASES,
}
