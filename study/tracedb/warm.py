"""Temperatures of lots by stage, and the stretches of time outside their limits."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from domain.thermal import POWERED_TAU_H

COLUMNS = ["lot_id", "seq", "side", "node_id", "box_id", "holder_id", "stage", "from_h", "to_h",
           "worst_c", "limit_c", "hours", "degree_h"]  # fmt: skip
JOIN_H = 1e-6
"""Stretches of two stages join where the second begins when the first ends."""
SAME_C = 1e-6
"""Cargo at its limit is within it (`domain.cold.LIMIT_TOLERANCE_C`)."""


def temperatures_of(
    table: pd.DataFrame,
    stays: pd.DataFrame,
    products: pd.DataFrame,
    powered: frozenset[str],
    parents: Mapping[str, str],
) -> pd.DataFrame:
    """Rows of the run's temperatures, with box, holder, hours outside and the turn of each stage.

    A box that is off power first and on again later is warmest where power comes back: `turn_c`
    after `off_h`, from the end of the stage by the law that the run itself follows
    (`domain.thermal`); else the turn is the end. `powered` are the boxes that are plugged in.
    """
    rows = table.rename(columns={"part_id": "lot_id", "start_h": "from_h", "end_h": "to_h"})
    rows = rows.sort_values(["lot_id", "from_h", "to_h"], kind="stable")
    so_far = rows.groupby("lot_id", sort=False)["excursion_h"].shift()
    parted = so_far.isna()
    rows["outside_h"] = (rows["excursion_h"] - so_far.fillna(0.0)).clip(lower=0.0)
    # A piece goes on from what its parent had been through, which is no part of its own stage.
    hours = rows["to_h"] - rows["from_h"]
    before = _before_parting(rows, parents)
    rows.loc[parted, "outside_h"] = (rows.loc[parted, "excursion_h"] - before[parted]).clip(0.0)
    rows["outside_h"] = rows["outside_h"].clip(upper=hours).fillna(0.0)
    rows = _held(rows, stays)
    rows = rows.merge(products[["product_id", "setpoint_c"]], on="product_id", how="left")
    hours, off_h = rows["to_h"] - rows["from_h"], rows["off_h"].fillna(0.0)
    turns = rows["box_id"].isin(powered) & (off_h > 0.0) & (off_h < hours)
    turns &= (rows["stay_to_h"] - rows["to_h"]).abs() <= JOIN_H
    turns &= (rows["stay_from_h"] - rows["from_h"]).abs() <= JOIN_H
    turns &= rows["setpoint_c"].notna()
    point = rows["setpoint_c"]
    grown = np.exp(((hours - off_h) / POWERED_TAU_H).clip(upper=50.0))
    rows["turn_c"] = (point + (rows["end_c"] - point) * grown).where(turns, rows["end_c"])
    rows["turn_h"] = (rows["from_h"] + off_h).where(turns, rows["to_h"])
    rows["min_c"] = rows[["start_c", "turn_c", "end_c"]].min(axis=1)
    rows["max_c"] = rows[["start_c", "turn_c", "end_c"]].max(axis=1)
    return rows[
        ["lot_id", "stage", "node_id", "box_id", "holder_id", "from_h", "to_h", "start_c",
         "end_c", "turn_h", "turn_c", "min_c", "max_c", "life_used", "outside_h", "product_id"]
    ]  # fmt: skip


def excursions_of(heat: pd.DataFrame, limits: pd.DataFrame) -> pd.DataFrame:
    """Stretches outside the limits, joined over stages in the same hands at the same place."""
    rows = heat[heat["outside_h"] > SAME_C].merge(
        limits[["product_id", "min_c", "max_c"]].rename(
            columns={"min_c": "floor_c", "max_c": "top_c"}
        ),
        on="product_id",
        how="left",
    )
    if rows.empty:
        return pd.DataFrame({name: [] for name in COLUMNS})
    low = (rows["floor_c"] - rows["min_c"]).fillna(float("-inf"))
    high = (rows["max_c"] - rows["top_c"]).fillna(float("-inf"))
    above = high >= low
    rows["side"] = above.map({True: "above", False: "below"})
    rows["limit_c"] = rows["top_c"].where(above, rows["floor_c"])
    rows["worst_c"] = rows["max_c"].where(above, rows["min_c"])
    sign = above.map({True: 1.0, False: -1.0})
    over_start = (rows["start_c"] - rows["limit_c"]) * sign
    over_end = (rows["end_c"] - rows["limit_c"]) * sign
    begins_out, ends_out = over_start > SAME_C, over_end > SAME_C
    over_turn = (rows["turn_c"] - rows["limit_c"]) * sign
    start_h, end_h, hours = rows["from_h"], rows["to_h"], rows["outside_h"]
    rise_h = rows["turn_h"] - start_h
    inside = rise_h * (-over_start / (over_turn - over_start)).clip(0.0, 1.0).fillna(0.0)
    rows["degree_h"] = _area(over_start, over_turn, rise_h) + _area(
        over_turn, over_end, end_h - rows["turn_h"]
    )
    within = ~begins_out & ~ends_out
    begin_h = start_h.where(begins_out, end_h - hours)
    rows["from_h"] = begin_h.where(~within, np.minimum(start_h + inside, end_h - hours))
    rows["to_h"] = end_h.where(ends_out, rows["from_h"] + hours)
    rows = rows.rename(columns={"outside_h": "hours"})
    return _joined(rows.sort_values(["lot_id", "from_h"], kind="stable"))


def _held(rows: pd.DataFrame, stays: pd.DataFrame) -> pd.DataFrame:
    """Box and holder of each row: of the stay that it begins in, which may have several rows."""
    told = stays[["lot_id", "from_h", "to_h", "box_id", "holder_id", "off_h"]].rename(
        columns={"to_h": "stay_to_h"}
    )
    told = told.assign(stay_from_h=told["from_h"]).sort_values("from_h", kind="stable")
    found = rows.sort_values("from_h", kind="stable").reset_index(drop=True)
    found["from_h"], told["from_h"] = found["from_h"].astype(float), told["from_h"].astype(float)
    found = pd.merge_asof(found, told, on="from_h", by="lot_id")
    found[["box_id", "holder_id"]] = found[["box_id", "holder_id"]].fillna("")
    return found.sort_values(["lot_id", "from_h", "to_h"], kind="stable").reset_index(drop=True)


def _before_parting(rows: pd.DataFrame, parents: Mapping[str, str]) -> pd.Series:
    """Hours outside that the parent of each row's lot had been through at its end."""
    last = rows.groupby("lot_id", sort=False)["excursion_h"].last().to_dict()
    return rows["lot_id"].map(lambda lot: last.get(parents.get(lot, ""), 0.0)).astype(float)


def _area(first: pd.Series, last: pd.Series, hours: pd.Series) -> pd.Series:
    """Degree-hours above nought of a straight line."""
    high, low = np.maximum(first, last), np.minimum(first, last)
    whole = (first + last) / 2.0 * hours
    apart = np.where(high > low, high - low, 1.0)
    area = np.where(low >= 0.0, whole, high**2 / (2.0 * apart) * hours)
    return pd.Series(np.where(high > 0.0, area, 0.0), index=first.index)


def _joined(rows: pd.DataFrame) -> pd.DataFrame:
    same = pd.Series(True, index=rows.index)
    for column in ("lot_id", "side", "node_id", "box_id", "holder_id"):
        same &= rows[column] == rows[column].shift()
    same &= (rows["from_h"] - rows["to_h"].shift()).abs() <= JOIN_H
    grouped = rows.assign(run=(~same).cumsum()).groupby("run", sort=False)
    made = grouped[["lot_id", "side", "node_id", "box_id", "holder_id", "stage", "limit_c"]].first()
    made["from_h"], made["to_h"] = grouped["from_h"].first(), grouped["to_h"].last()
    high = made["side"] == "above"
    made["worst_c"] = grouped["worst_c"].max().where(high, grouped["worst_c"].min())
    made["hours"], made["degree_h"] = grouped["hours"].sum(), grouped["degree_h"].sum()
    made["seq"] = made.groupby("lot_id", sort=False).cumcount()
    return made[COLUMNS].reset_index(drop=True)
