"""Key figures of warehouses of one replication, each a query over the movements of stock.

Orders count that come between the end of warm-up and the end of the period, followed to the door;
shelves at the ends of the days of that window; money as booked in it. A shelf's own figures carry
its name behind a dot, a channel's hours its name.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from domain.stock_records import AT_DOOR, ONTO_SHELF, OUTCOMES
from domain.warehouse import DAY_H, STOCK_OWNER

if TYPE_CHECKING:
    from study.kpis import Observed

Figure = tuple[str, str, float]
"""Name, unit, value."""
PLACED = "stock_moves"


def stock_kpis(seen: Observed) -> Iterator[Figure]:
    """Every figure of warehouses; nothing where a scenario has none."""
    if PLACED not in seen.tables:
        return
    moves = seen.tables[PLACED]
    yield from _of_moves(seen, moves, "")
    shelves = [name for name in moves["shelf_id"].unique() if name]
    if len(shelves) > 1:
        for name in shelves:
            yield from _of_moves(seen, moves[moves["shelf_id"] == name], f".{name}")
    doors = _doors(seen, moves)
    channels = sorted(doors["channel_id"].unique())
    if len(channels) > 1:
        for name in channels:
            own = doors[doors["channel_id"] == name]
            yield f"order_to_door_h.{name}", "h", _weighted(own["hours"], own["pieces"])
            share = _ratio(float(own["pieces"].sum()), float(doors["pieces"].sum()))
            yield f"orders_share.{name}", "1", share
    if (moves["kind"] == "sort").any():
        yield from _of_mail(seen, moves)
    yield from _money(seen, moves, doors)


def _of_moves(seen: Observed, moves: pd.DataFrame, mark: str) -> Iterator[Figure]:
    days = (seen.to_h - seen.from_h) / DAY_H
    within = moves[(moves["start_h"] >= seen.from_h) & (moves["start_h"] < seen.to_h)]
    orders = within[within["kind"] == "order"]
    asked = float(orders["pieces"].sum())
    ends = moves[(moves["kind"] == "day") & (moves["end_h"] > seen.from_h)]
    shelf_days = float(len(ends))
    on_hand = float(ends["on_hand"].sum()) / max(1.0, days)
    out = moves[(moves["end_h"] >= seen.from_h) & (moves["end_h"] < seen.to_h)]
    sold = float(out.loc[out["kind"] == "set_aside", "pieces"].sum())
    came = float(moves.loc[moves["kind"].isin(("opening", "unload", "display_in")), "pieces"].sum())
    gone = float(moves.loc[moves["kind"].isin(("write_off", "destroyed")), "pieces"].sum())
    gone += float(moves.loc[moves["kind"] == "sold_off", "pieces"].sum())
    sold_in_all = float(moves.loc[moves["kind"] == "set_aside", "pieces"].sum())
    yield f"fill_rate{mark}", "1", _ratio(float(orders["found"].sum()), asked)
    yield f"stock_days{mark}", "day", _ratio(on_hand, sold / days)
    yield f"stock_turns{mark}", "1", _ratio(365.0 * sold / days, on_hand)
    empty = float((ends["on_hand"] == 0).sum())
    yield f"stock_out_share{mark}", "1", _ratio(empty, shelf_days)
    yield f"written_off_share{mark}", "1", _ratio(gone, came)
    yield f"sell_through_share{mark}", "1", _ratio(sold_in_all, came)
    if not mark:
        doors = _doors(seen, moves)
        yield "order_to_door_h", "h", _weighted(doors["hours"], doors["pieces"])
        yield "order_to_door_p90_h", "h", _weighted_quantile(doors["hours"], doors["pieces"], 0.9)
    yield from _of_home(moves, mark)
    cycle = moves[moves["kind"].isin(OUTCOMES)]
    if len(cycle):
        hours = cycle["end_h"] - cycle["start_h"]
        yield f"return_cycle_days{mark}", "day", _weighted(hours, cycle["pieces"]) / DAY_H
        again = float(cycle.loc[cycle["kind"] == "restock", "pieces"].sum())
        yield f"restocked_share{mark}", "1", _ratio(again, float(cycle["pieces"].sum()))


def _of_home(moves: pd.DataFrame, mark: str) -> Iterator[Figure]:
    """Returns that travelled home: how many, what came of them, days from leaving to the end."""
    ends = moves[moves["kind"].isin(("home_kept", "home_sold"))]
    if not (moves["kind"] == "home_out").any():
        return
    hours = ends["end_h"] - ends["start_h"]
    kept = float(ends.loc[ends["kind"] == "home_kept", "pieces"].sum())
    left = float(moves.loc[moves["kind"] == "home_out", "pieces"].sum())
    yield f"home_pieces{mark}", "1", left
    yield f"home_kept_share{mark}", "1", _ratio(kept, float(ends["pieces"].sum()))
    yield f"home_days{mark}", "day", _weighted(hours, ends["pieces"]) / DAY_H


def _doors(seen: Observed, moves: pd.DataFrame) -> pd.DataFrame:
    """Orders of the window at their doors: channel, pieces, hours since they were placed."""
    placed = moves[moves["kind"].isin(("order", "sort"))].drop_duplicates("subject_id")
    placed_h = dict(zip(placed["subject_id"], placed["start_h"], strict=True))
    doors = moves.loc[moves["kind"].isin(AT_DOOR), ["kind", "subject_id", "channel_id", "pieces",
                                                    "start_h", "end_h"]].copy()  # fmt: skip
    wave = doors["subject_id"].str.rsplit(".", n=1).str[0]
    at_h = np.where(doors["kind"] == "direct", doors["start_h"], wave.map(placed_h))
    doors["placed_h"] = at_h.astype(float)
    doors["hours"] = doors["end_h"] - doors["placed_h"]
    inside = (doors["placed_h"] >= seen.from_h) & (doors["placed_h"] < seen.to_h)
    return doors[inside]


def _of_mail(seen: Observed, moves: pd.DataFrame) -> Iterator[Figure]:
    """Mail posted in the window: hours at the exchange office until its dispatch leaves."""
    sorted_ = moves[moves["kind"] == "sort"]
    sorted_ = sorted_[(sorted_["start_h"] >= seen.from_h) & (sorted_["start_h"] < seen.to_h)]
    posted_h = dict(zip(sorted_["subject_id"], sorted_["start_h"], strict=True))
    left = moves[moves["kind"] == "dispatch"]
    wave = left["subject_id"].str.rsplit(".", n=1).str[0]
    left = left[wave.isin(posted_h)]
    hours = left["end_h"] - wave[left.index].map(posted_h).astype(float)
    yield "mail_dwell_h", "h", _weighted(hours, left["pieces"])


def _money(seen: Observed, moves: pd.DataFrame, doors: pd.DataFrame) -> Iterator[Figure]:
    """What an order costs in all, and what stock costs."""
    of_stock = seen.costs[seen.costs["payer"] == STOCK_OWNER]
    by_line = of_stock.groupby("line")["cny"].sum()
    brought = set(moves.loc[moves["kind"].isin(("unload", "direct", "home_out")), "subject_id"])
    way = float(seen.costs.loc[seen.costs["consignment_id"].isin(brought), "cny"].sum())
    served = float(doors["pieces"].sum())
    yield "orders_served", "1", served
    yield "order_cost_cny", "CNY", _ratio(float(of_stock["cny"].sum()) + way, served)
    yield "way_cost_cny_per_order", "CNY", _ratio(way, served)
    for line in ("handling", "storage", "transport", "capital", "value_lost", "duty", "facility"):
        yield f"stock_{line}_cny", "CNY", float(by_line.get(line, 0.0))
    put = moves[moves["kind"].isin(ONTO_SHELF)]
    yield "pieces_received", "1", float(put.loc[put["kind"] == "unload", "pieces"].sum())


def _ratio(above: float, below: float) -> float:
    return above / below if below else float("nan")


def _weighted(values: pd.Series, weights: pd.Series) -> float:
    total = float(weights.sum())
    return float((values * weights).sum()) / total if total else float("nan")


def _weighted_quantile(values: pd.Series, weights: pd.Series, share: float) -> float:
    """Least value that the share of the weight does not exceed."""
    if not len(values):
        return float("nan")
    order = np.argsort(values.to_numpy(), kind="stable")
    upto = np.cumsum(weights.to_numpy()[order])
    place = int(np.searchsorted(upto, share * upto[-1]))
    return float(values.to_numpy()[order][min(place, len(order) - 1)])
