"""Table of faults of cold equipment: what failed, how long, and what it did to the goods."""

from __future__ import annotations

from domain.tables.columns import RUN, hours, number, text, whole
from domain.tables.registry import Table

FAULTS = Table(
    "faults",
    "冷链设备故障",
    "faults of cold equipment",
    "one row per fault of a box in a stage: off power, wrong set point, open doors, warm goods",
    (
        *RUN,
        text("kind", "故障", "fault", "domain.faults.FAULT_KINDS"),
        text("box_id", "箱号", "box", "journey and number"),
        text("stage", "环节", "stage", "stage in which it was"),
        text("node_id", "地点", "node", "where, or where from"),
        text("to_id", "去向", "to", "where to, the same node for steps"),
        text("service_id", "班线", "service", "service ridden, if any"),
        hours("start_h", "开始", "start", "of the fault in this stage"),
        hours("end_h", "结束", "end", "mended, seen, plugged in, or end of the stage"),
        whole("lots", "批数", "lots", "in the box"),
        number("kg", "kg", "货重", "cargo", "goods in the box whose temperature matters"),
        number("warmest_c", "°C", "最高温度", "warmest", "of its lots when it ended",
               optional=True),
        number("coldest_c", "°C", "最低温度", "coldest", "of its lots when it ended",
               optional=True),
        number("life_lost", "", "损失寿命", "life lost",
               "share of shelf life beyond that of the stage without faults, mean by kg"),
        number("value_lost_cny", "CNY", "价值损失", "value lost", "by that life, of the whole box"),
    ),
    key=(),
)  # fmt: skip
