"""Run folders of a few lots that one can follow with a pencil, written without running anything."""

import json

import pandas as pd

from domain.tables.lots import LOTS
from domain.tables.results import RESULT_TABLES
from study.frames import table_frame, write_table

RUN = ("rule", 1)
PRODUCTS = (
    ("fish", "鱼", "fish", "chilled", 0.0, 0.0, 4.0),
    ("steel", "钢", "steel", "ambient", None, None, None),
)
PLACES = ("FARM", "HUB", "PORT", "SHOP")


def move(lot, box, stage, node, to, service, start_h, end_h, temp_c=None, off_h=0.0):
    return (
        "part", lot, box, stage, node, to, service, None, start_h, start_h, end_h, temp_c, None,
        "", off_h,
    )  # fmt: skip


def heat(lot, stage, node, start_h, end_h, start_c, end_c, outside_h=0.0):
    return (lot, "fish", stage, node, start_h, end_h, start_c, end_c, 0.0, outside_h)


def order(name, kg=100.0, ready_h=0.0):
    return (
        name, "flow", "fish", "fresh", "0110", "FARM", "SHOP", True, kg, 1.0, 1000.0, 0.0, ready_h,
        99.0, None, None, False, 0, 1, 0, False, 0.0, None, 0.0, 0.0, 0.0, 0.0,
    )  # fmt: skip


def box(name, number="CBLU0000000"):
    return (name, number, "40RF", "pool", "r", "HUB", "SHOP", 0.0, 9.0, 1.0, 1.0, 0.5, 1, 0, 0.0,
            1.0)  # fmt: skip


def lot(name, order_id, parent="", state="delivered", kg=100.0, into=""):
    cells = {
        "lot_id": name, "consignment_id": order_id, "parent_id": parent, "into_id": into,
        "units": 1, "kg": kg, "state": state, "ended_h": None,
    }  # fmt: skip
    return tuple(cells[column] for column in LOTS.column_names[len(RUN) :])


def write_run(root, *, orders, lots, moves, boxes=(), heats=(), stock=()):
    """A run folder of these rows; `stock` only where there are some."""
    rows = {
        "consignments": orders, "lots": lots, "movements": moves, "boxes": boxes,
        "temperatures": heats, **({"stock_moves": stock} if stock else {}),
    }  # fmt: skip
    for name, cells in rows.items():
        table = RESULT_TABLES[name]
        frame = table_frame(table, [(*RUN, *row) for row in cells])
        write_table(table, frame, root / "tables" / f"{name}.parquet")
    nodes = [(node, node, node, "hub", "CN", 100.0, 30.0) for node in PLACES]
    for name, cells in (("network_nodes", nodes), ("network_products", PRODUCTS)):
        table = RESULT_TABLES[name]
        write_table(table, table_frame(table, cells), root / "tables" / f"{name}.parquet")
    said = {"scenario": "made", "status": "done", "verb": "simulate", "command": [], "seed": 1,
            "replications": 1, "hashes": {}, "settings": {}}  # fmt: skip
    (root / "manifest.json").write_text(json.dumps(said), encoding="utf-8")
    return root


def frame(connection, statement, **values):
    return pd.read_sql_query(statement, connection, params=values or None)
