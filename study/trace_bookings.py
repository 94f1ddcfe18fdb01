"""The story of a box's bookings and free days, in the words of `trace`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from study.trace import Told

STATE_WORDS = {
    "requested": ("申请", "requested"),
    "confirmed": ("确认", "confirmed"),
    "documents_in": ("单证齐", "documents in"),
    "gated_in": ("进场", "gated in"),
    "loaded": ("装上", "loaded"),
    "rolled": ("甩箱", "rolled: no room left for it"),
    "missed": ("误截", "missed a cut-off"),
    "no_show": ("未到", "no-show"),
    "cancelled": ("停班", "the departure does not run"),
    "given_back": ("退订", "given back"),
}
KIND_WORDS = {"yard": ("滞箱（堆场）", "demurrage"), "away": ("滞箱（场外）", "detention")}


def terms_lines(told: Told, box_id: str) -> list[str]:
    """Every state of its bookings, then its free days and what it owed; empty without terms."""
    return [*_booking_lines(told, box_id), *_free_day_lines(told, box_id)]


def _rows(told: Told, table: str, box_id: str) -> pd.DataFrame | None:
    rows = told.tables.get(table)
    if rows is None or not (rows["box_id"] == box_id).any():
        return None
    return rows[rows["box_id"] == box_id]


def _booking_lines(told: Told, box_id: str) -> list[str]:
    rows = _rows(told, "bookings", box_id)
    if rows is None:
        return []
    lines = ["订舱" if told.zh else "bookings"]
    for row in rows.sort_values("at_h", kind="stable").to_dict("records"):
        place = str(row["node_id"])
        lines.append(
            f"  {told.at(row['at_h'], place)}  {row['service_id']} "
            f"({told.at(row['scheduled_h'], place)})  {STATE_WORDS[str(row['state'])][not told.zh]}"
        )
    return lines


def _free_day_lines(told: Told, box_id: str) -> list[str]:
    rows = _rows(told, "free_days", box_id)
    if rows is None:
        return []
    lines = ["免费期" if told.zh else "free days"]
    for row in rows.sort_values("until_h", kind="stable").to_dict("records"):
        place = str(row["node_id"])
        free = "-" if pd.isna(row["free_until_h"]) else told.at(row["free_until_h"], place)
        until = told.at(row["until_h"], place)
        over = f"{row['over_h'] / 24.0:.1f}"
        days = f"免费至 {free}，至 {until}，超 {over} 天"
        if not told.zh:
            days = f"free until {free}, there until {until}, {over} days over"
        lines.append(
            f"  {KIND_WORDS[str(row['kind'])][not told.zh]}  {row['owner']}  {told.name(place)}: "
            f"{days}, {row['cny']:,.2f} CNY"
        )
    return lines
