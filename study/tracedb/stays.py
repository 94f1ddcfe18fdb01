"""Where lots were and who held them: stages of goods, from them boxes, rooms and custody."""

from __future__ import annotations

from typing import Any

import pandas as pd

from domain.custody import (
    CONSIGNEE,
    DELIVERED,
    HUB,
    ROOM_STAGES,
    SHELF,
    SHIPPER,
    holder,
    is_physical,
)
from study.tracedb.facts import Facts
from study.tracedb.shelves import Shelves

COLD_CLASSES = frozenset({"chilled", "frozen"})


def stays_of(moves: pd.DataFrame, lots: pd.DataFrame, shelves: Shelves) -> pd.DataFrame:
    """Every stage of the goods themselves, in order, with who held them.

    A lot that was delivered stays with its customer: the last row, without an end. One that went
    onto a shelf stays with the warehouse until its last piece left.
    """
    rows = moves[moves["subject"] != "box"]
    loose = (rows["box_id"] == "").tolist()
    real = {
        (stage, out): is_physical(stage, "" if out else "box")
        for stage in rows["stage"].unique()
        for out in (True, False)
    }
    rows = rows[[real[pair] for pair in zip(rows["stage"], loose, strict=True)]]
    rows = rows.rename(columns={"subject_id": "lot_id", "start_h": "from_h", "end_h": "until_h",
                                "unplugged_h": "off_h"})  # fmt: skip
    rows = rows.sort_values(["lot_id", "from_h"], kind="stable")
    last = rows.groupby("lot_id", sort=False).tail(1)
    ended = lots.set_index("lot_id")["ended"]
    there = last[last["lot_id"].map(ended) == "delivered"].copy()
    there["stage"] = DELIVERED
    there["node_id"] = there["to_id"]
    there["box_id"] = there["service_id"] = ""
    there["from_h"] = there["until_h"]
    there["until_h"] = float("nan")
    on_shelf = {lot[0]: lot for lot in shelves.lots}
    shelved = there["lot_id"].isin(on_shelf)
    there.loc[shelved, "stage"] = SHELF
    there.loc[shelved, "until_h"] = [_gone(on_shelf[lot]) for lot in there.loc[shelved, "lot_id"]]
    parts = [rows, there, _only_on_shelves(shelves, frozenset(rows["lot_id"]))]
    rows = pd.concat([part for part in parts if len(part)])
    rows = rows.sort_values(["lot_id", "from_h"], kind="stable")
    rows["seq"] = rows.groupby("lot_id", sort=False).cumcount()
    rows["holder_id"] = _holders(rows, lots, {lot: shelves.holder(one[1])
                                              for lot, one in on_shelf.items()})  # fmt: skip
    rows["to_h"] = rows["until_h"]
    kept = ["lot_id", "seq", "stage", "node_id", "to_id", "service_id", "box_id", "holder_id",
            "from_h", "to_h", "temp_c", "off_h"]  # fmt: skip
    return rows[kept].reset_index(drop=True)


def _gone(lot: tuple[Any, ...]) -> float:
    """When the last piece of a lot left its shelf."""
    return float("nan") if lot[5] is None else float(lot[5])


def _only_on_shelves(shelves: Shelves, travelled: frozenset[str]) -> pd.DataFrame:
    """Stays of lots that were never anything but pieces on a shelf."""
    kept = [lot for lot in shelves.lots if lot[0] not in travelled]
    places = [shelves.holder(lot[1]).partition(":")[2] for lot in kept]
    return pd.DataFrame(
        {
            "lot_id": [lot[0] for lot in kept], "stage": SHELF, "node_id": places,
            "to_id": places, "service_id": "", "box_id": "",
            "from_h": [float(lot[4]) for lot in kept], "until_h": [_gone(lot) for lot in kept],
            "temp_c": float("nan"), "off_h": 0.0,
        }
    )  # fmt: skip


def _holders(rows: pd.DataFrame, lots: pd.DataFrame, shelved: dict[str, str]) -> pd.Series:
    """Who takes over in each row; who held it before where nobody does."""
    cells = list(zip(rows["stage"], rows["node_id"], rows["service_id"], strict=True))
    known = {cell: holder(*cell) for cell in set(cells)}
    taken = pd.Series([known[cell] for cell in cells], index=rows.index, dtype=object)
    parent = dict(zip(lots["lot_id"], lots["parent_id"], strict=True))
    first = rows["seq"].to_numpy() == 0
    at_end = rows["stage"].isin((DELIVERED, SHELF)).to_numpy()
    names, places = rows["lot_id"].to_numpy(), rows["node_id"].to_numpy()
    found, before = [], ""
    for position, value in enumerate(taken):
        lot = names[position]
        if at_end[position]:
            before = shelved.get(lot, f"{CONSIGNEE}:{places[position]}")
        elif value:
            before = value
        elif first[position]:
            before = f"{HUB if parent.get(lot) else SHIPPER}:{places[position]}"
        found.append(before)
    return pd.Series(found, index=rows.index, dtype=object)


def custody_of(stays: pd.DataFrame, heat: pd.DataFrame) -> pd.DataFrame:
    """Stretches of stays in one pair of hands, with the temperature at both ends."""
    runs = _runs(stays, "holder_id")
    grouped = stays.assign(run=runs).groupby("run", sort=False)
    made = grouped.agg(
        lot_id=("lot_id", "first"), holder_id=("holder_id", "first"),
        from_id=("node_id", "first"), to_id=("to_id", "last"), from_h=("from_h", "first"),
        given_c=("temp_c", "last"),
    )  # fmt: skip
    made["to_h"] = stays.groupby(runs, sort=False)["to_h"].nth(-1).to_numpy()
    made["seq"] = made.groupby("lot_id", sort=False).cumcount()
    given = made.groupby("lot_id", sort=False)["given_c"].shift()
    started = heat.sort_values("from_h", kind="stable").groupby("lot_id", sort=False)["start_c"]
    made["taken_c"] = given.where(made["seq"] > 0, made["lot_id"].map(started.first()))
    made.loc[made["to_h"].isna(), "given_c"] = float("nan")
    lows, highs = _extremes(made, heat)
    made["min_c"], made["max_c"] = lows, highs
    columns = ["lot_id", "seq", "holder_id", "from_id", "to_id", "from_h", "to_h", "taken_c",
               "given_c", "min_c", "max_c"]  # fmt: skip
    return made[columns].reset_index(drop=True)


def _extremes(custody: pd.DataFrame, heat: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Lowest and highest recorded temperature of each stretch."""
    if heat.empty:
        nothing = pd.Series(float("nan"), index=custody.index)
        return nothing, nothing
    left = heat[["lot_id", "from_h", "min_c", "max_c"]].sort_values("from_h", kind="stable")
    starts = custody.reset_index()[["run", "lot_id", "from_h"]].sort_values("from_h", kind="stable")
    held = pd.merge_asof(left, starts, on="from_h", by="lot_id")
    grouped = held.groupby("run")
    return grouped["min_c"].min(), grouped["max_c"].max()


def box_contents_of(stays: pd.DataFrame) -> pd.DataFrame:
    """Which lot was in which box: unbroken stretches."""
    return _stretches(stays, stays["box_id"])[["room", "lot_id", "from_h", "to_h"]].rename(
        columns={"room": "box_id"}
    )


def room_contents_of(
    stays: pd.DataFrame,
    lots: pd.DataFrame,
    classes: dict[str, str],
    shelves: Shelves,
    facts: Facts,
) -> pd.DataFrame:
    """Which lot stood in which room: loose, at work or waiting at a place, or on which shelf."""
    product = dict(zip(lots["lot_id"], lots["product_id"], strict=True))
    inside = stays["stage"].isin(ROOM_STAGES) & (stays["box_id"] == "")
    shelf = {lot[0]: lot[1] for lot in shelves.lots}
    on_shelf = stays["stage"] == SHELF
    rooms = [
        f"{place}/{_room(classes.get(product.get(lot, ''), ''), place, facts)}"
        if stands
        else (shelf[lot] if shelved else "")
        for lot, place, stands, shelved in zip(
            stays["lot_id"], stays["node_id"], inside, on_shelf, strict=True
        )
    ]
    return _stretches(stays, pd.Series(rooms, index=stays.index, dtype=object))[
        ["room", "node_id", "lot_id", "from_h", "to_h"]
    ].rename(columns={"room": "room_id"})


def _room(temp_class: str, place: str, facts: Facts) -> str:
    """Frozen goods never stand on a floor (`domain.thermal.kept_cold`)."""
    if temp_class == "frozen" or (temp_class in COLD_CLASSES and place in facts.cold_places):
        return "cold"
    return "floor"


def _runs(rows: pd.DataFrame, column: str) -> pd.Series:
    """Number of the unbroken stretch of equal values within a lot that each row is in."""
    new = (rows["lot_id"] != rows["lot_id"].shift()) | (rows[column] != rows[column].shift())
    return new.cumsum()


def _stretches(stays: pd.DataFrame, rooms: pd.Series) -> pd.DataFrame:
    """Unbroken stretches of each lot in a room, which has a name."""
    rows = stays.assign(room=rooms)
    rows["run"] = _runs(rows, "room")
    rows = rows[rows["room"] != ""]
    grouped = rows.groupby("run", sort=False)
    made = grouped[["room", "lot_id", "node_id", "from_h"]].first()
    made["to_h"] = grouped["to_h"].nth(-1).to_numpy()
    return made.sort_values(["room", "from_h", "lot_id"], kind="stable").reset_index(drop=True)
