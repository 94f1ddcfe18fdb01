"""The faults of a box's cold equipment, in the words of `trace`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from domain import faults
from domain.tables.faults import FAULTS

if TYPE_CHECKING:
    from study.trace import Told

FAULT_WORDS: Final = {
    faults.LATE_PLUG_IN: ("插电过晚", "plugged in late"),
    faults.WRONG_SET_POINT: ("设定温度错误", "set point wrong"),
    faults.WARM_LOADING: ("未预冷装箱", "loaded without precooling"),
    faults.DOORS_OPEN: ("箱门敞开", "doors open"),
    faults.GENERATOR: ("发电机故障", "generator failed"),
    faults.HEATING: ("加热故障", "heating failed"),
    faults.FUEL: ("燃油耗尽", "out of fuel"),
}


def fault_lines(told: Told, box_id: str) -> list[str]:
    """Every fault with where, how long and what it cost; empty without faults."""
    rows = told.tables.get(FAULTS.name)
    if rows is None or not (rows["box_id"] == box_id).any():
        return []
    lines = ["冷链故障" if told.zh else "faults of cold equipment"]
    own = rows[rows["box_id"] == box_id].sort_values("start_h", kind="stable")
    for row in own.to_dict("records"):
        place = str(row["node_id"])
        where = told.name(place)
        if row["to_id"] not in ("", place):
            where += f" > {told.name(str(row['to_id']))}"
        text = (
            f"  {told.at(row['start_h'], place)}  {row['end_h'] - row['start_h']:8.2f} h  "
            f"{FAULT_WORDS[str(row['kind'])][not told.zh]}  {where}"
        )
        if not pd.isna(row["warmest_c"]):
            text += f"  {row['coldest_c']:.1f} / {row['warmest_c']:.1f} °C"
        lost = "损失寿命" if told.zh else "life lost"
        lines.append(f"{text}  {lost} {row['life_lost']:.2%}, {row['value_lost_cny']:,.0f} CNY")
    return lines
