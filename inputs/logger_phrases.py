"""What messages and notes about loggers' files say, in English and Chinese."""

from typing import Final

LOGGER_PHRASES: Final[dict[str, tuple[str, str]]] = {
    "logger_unreadable": ("cannot be read: {found}", "无法读取：{found}"),
    "logger_binary": (
        "is no text and no workbook; export the logger's readings as CSV or .xlsx",
        "既不是文本也不是工作簿；请把记录仪数据导出为 CSV 或 .xlsx",
    ),
    "logger_sheet": (
        'has no sheet "{found}"; it has {names}',
        "没有工作表“{found}”；现有 {names}",
    ),
    "logger_no_columns": (
        (
            "no line names a column of times and one of temperatures, and no line begins with a "
            "time and a number; write a header such as time,temperature_c or 时间,温度"
        ),
        "没有一行写明时间列和温度列，也没有以时间和数值开头的行；请加上表头，如 时间,温度",
    ),
    "logger_sensor": (
        'no single column of temperatures goes by "{found}"; there are {names} (or max, min, mean)',
        "“{found}”不能确定唯一的温度列；现有 {names}（或 max、min、mean）",
    ),
    "logger_time": ('"{found}" is no time', "“{found}”不是时间"),
    "logger_temperature": (
        '"{found}" is no temperature; leave the cell empty or write ERR where there is none',
        "“{found}”不是温度；没有读数时请留空或写 ERR",
    ),
    "logger_extra": (
        (
            '"{found}" stands beyond the last column of the header; numbers with a decimal comma '
            "need ; or quotes between the columns"
        ),
        "“{found}”超出表头的列数；使用小数逗号时，请用分号分列或加引号",
    ),
    "logger_decimals": (
        (
            '"{found}" may be one number with a decimal comma or two columns; write a header, or '
            "put ; or quotes between the columns"
        ),
        "“{found}”可能是带小数逗号的一个数，也可能是两列；请加上表头，或用分号分列或加引号",
    ),
    "logger_more": ("and {found} more of this kind", "此类问题还有 {found} 处"),
    "logger_too_few": (
        "has {found} usable reading(s); a profile needs two or more",
        "只有 {found} 个可用读数；至少需要两个",
    ),
    "logger_zone": (
        '"{found}" is no time zone; write for instance Asia/Shanghai or +08:00',
        "“{found}”不是时区；请写如 Asia/Shanghai 或 +08:00",
    ),
    "logger_mixed_clock": (
        "{found} times state an offset and others do not; say with --tz whose clock those are on",
        "{found} 个时间带时差而其余没有；请用 --tz 说明其余时间的时区",
    ),
}

LOGGER_NOTES: Final[dict[str, tuple[str, str]]] = {
    "month_first": (
        "dates such as 03/04 are read month first, so that readings follow each other (--dates)",
        "03/04 这类日期按“月在前”读取，使读数相接（--dates）",
    ),
    "day_first": (
        "dates such as 03/04 are read day first (--dates)",
        "03/04 这类日期按“日在前”读取（--dates）",
    ),
    "sensors": (
        "{count} columns of temperature: the warmest of each row is taken, {names} (--sensor)",
        "共 {count} 列温度：取每行最高值，{names}（--sensor）",
    ),
    "unit_assumed": (
        "no unit is stated: temperatures are taken as degrees Celsius (--unit f)",
        "未注明单位：按摄氏度读取（--unit f 为华氏）",
    ),
    "no_zone": (
        "no time zone is stated: times are taken as they stand (--tz)",
        "未注明时区：时间按原样读取（--tz）",
    ),
    "clock_skips": (
        "{count} reading(s) in an hour that the clock skips; taken on the clock before the change",
        "{count} 个读数处于时钟跳过的一小时内；按拨钟前的时钟处理",
    ),
    "clock_twice": (
        "{count} reading(s) in the hour that the clock has twice; told apart by their order",
        "{count} 个读数处于时钟重复的一小时内；按先后顺序区分",
    ),
    "implausible": (
        "{count} reading(s) beyond -100 to 100 C left out: error codes of the sensor",
        "{count} 个读数超出 -100 至 100 ℃，未用：传感器错误码",
    ),
    "missing": (
        "{count} row(s) without a temperature (empty, ERR) left out",
        "{count} 行没有温度（空白、ERR），未用",
    ),
    "no_reading": (
        "{count} line(s) that are no readings passed over",
        "{count} 行不是读数，已略过",
    ),
    "out_of_order": (
        "{count} row(s) earlier than the row above: put in order of time",
        "{count} 行早于上一行：已按时间排序",
    ),
    "duplicates": ("{count} equal row(s) count once", "{count} 行重复，只计一次"),
    "jumps": (
        "{count} time(s) with two temperatures: both are kept, as a jump in the order of the file",
        "{count} 个时刻有两个温度：均保留，按文件顺序视为跃变",
    ),
}
