"""The story of orders, lots on a shelf and returns, from the movements of stock."""

from __future__ import annotations

import math
from collections.abc import Callable

import pandas as pd

KIND_WORDS = {
    "opening": ("期初在库", "stands there at the start"),
    "hold": ("冻结待放", "held, may be sold from its end on"),
    "unload": ("卸货上架", "unloaded and put on the shelf"),
    "restock": ("退货再上架", "back on the shelf"),
    "display_in": ("进入展示", "put on display"),
    "display_out": ("调往展示", "taken for the display"),
    "term_in": ("期满退回上架", "back from the display"),
    "term_out": ("展示期满", "its term on display is over"),
    "set_aside": ("拣出备货", "set aside"),
    "write_off": ("报废", "written off"),
    "order": ("下单", "ordered"),
    "lost": ("缺货流失", "found nothing and went elsewhere"),
    "documents": ("三单重报", "papers do not match and are sent again"),
    "release": ("逐单放行", "released by customs"),
    "pick": ("拣货打包", "picked and packed"),
    "collect": ("等待揽收", "waits for collection"),
    "last_mile": ("末端配送", "last mile"),
    "counter": ("柜台交付", "handed over at the counter"),
    "sort": ("互换局分拣", "sorted at the exchange office"),
    "dispatch": ("等待封发", "waits for its dispatch"),
    "mail": ("邮路", "in the mail"),
    "return_wait": ("买家持有", "with the buyer"),
    "return_ride": ("退货运输", "on the way back"),
    "triage": ("退货检验", "looked at"),
    "sold_off": ("变卖", "sold off"),
    "destroyed": ("销毁", "destroyed"),
    "sent_home": ("退运回国", "sent home"),
    "warmed": ("停电回温", "warmed without power"),
    "home_out": ("装箱退运", "leaves for home"),
    "home_look": ("国内检验整理", "looked at and mended at home"),
    "home_kept": ("国内重新入库", "fit, kept at home"),
    "home_sold": ("国内变卖", "sold off at home"),
    "truck": ("调拨运输", "by truck between shelves"),
    "direct": ("直发送达", "delivered from home"),
}
"""Chinese and English words of every kind of movement of stock that has a story."""
MOST_LINES = 60


def stock_story(
    moves: pd.DataFrame, subject: str, at: Callable[[float], str], *, zh: bool
) -> str | None:
    """What happened to orders, a lot on a shelf or a return; `None` where it is none of these.

    Parameters
    ----------
    subject
        A wave of orders, or part of one; a lot; a return (ends with <).
    at
        An hour on the wall clock.
    """
    named = (moves["subject_id"] == subject) | (moves["lot_id"] == subject)
    if not named.any():
        return None
    of_orders = moves["subject_id"].str.startswith((f"{subject}.", f"{subject}<"))
    rows = moves[named | of_orders]
    lots = set(rows["lot_id"]) - {"", subject}
    is_lot = (moves["lot_id"] == subject).any() and not (moves["subject_id"] == subject).any()
    if not is_lot:
        # Where its pieces came from: the arrival of each lot that it was served from.
        came = moves["lot_id"].isin(lots) & moves["kind"].isin(("opening", "unload", "restock"))
        rows = moves[named | of_orders | came]
    rows = rows[rows["kind"] != "day"].sort_values(["end_h", "start_h"], kind="stable")
    lines = [_line(row, at, zh=zh) for row in rows.to_dict("records")]
    more = len(lines) - MOST_LINES
    if more > 0:
        lines = [*lines[:MOST_LINES], f"  ... {more}"]
    head = "库存" if zh else "stock"
    return "\n".join([f"{head} {subject}", *lines])


def _line(row: dict[object, object], at: Callable[[float], str], *, zh: bool) -> str:
    start_h, end_h = float(str(row["start_h"])), float(str(row["end_h"]))
    words = KIND_WORDS[str(row["kind"])][0 if zh else 1]
    text = f"  {at(start_h)}  {end_h - start_h:8.2f} h  {row['pieces']:>6}  {words}"
    text += f"  {row['subject_id']}"
    if row["lot_id"] and row["lot_id"] != row["subject_id"]:
        text += f"  [{row['lot_id']}]"
    life_used = math.nan if row["life_used"] is None else float(str(row["life_used"]))
    if not math.isnan(life_used):
        text += f"  {'已用寿命' if zh else 'life used'} {life_used:.2%}"
    return text
