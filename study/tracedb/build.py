"""Building a trace database of the tables of a run: whole or not at all, in one pass."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from domain.custody import role_of
from domain.rules import keep_days
from domain.tables.registry import Table
from study.atomic import write_with
from study.frames import read_table
from study.run_folder import RunFolder
from study.tracedb import tables as t
from study.tracedb.facts import Facts
from study.tracedb.shelves import Shelves
from study.tracedb.sources import VERSION, Source, Which
from study.tracedb.stays import box_contents_of, custody_of, room_contents_of, stays_of
from study.tracedb.warm import excursions_of, temperatures_of

_TYPES = {"str": "TEXT", "int": "INTEGER", "float": "REAL", "bool": "INTEGER"}


def build(
    folder: RunFolder,
    path: Path,
    which: Which,
    facts: Facts,
    sources: Sequence[Source],
    kept: Sequence[Which],
) -> None:
    """Write the database of one policy and replication; an interrupted build leaves none.

    Parameters
    ----------
    kept
        Every policy and replication of which the run kept full tables.
    """
    frames = _frames(folder, which, facts)
    meta = (
        ("version", VERSION),
        ("policy", which.policy),
        ("replication", str(which.replication)),
        ("start_utc", facts.start.isoformat()),
        ("start_unix", str(int(facts.start.timestamp()))),
        ("kept", json.dumps([[one.policy, one.replication] for one in kept])),
        ("scenario", folder.manifest().scenario),
    )
    rows: dict[str, Iterable[Sequence[Any]]] = {
        t.META.name: meta,
        t.SOURCES.name: sources,
        t.DOCUMENTATION.name: _documentation(),
        **frames,
    }

    def fill(draft: Path) -> None:
        made = sqlite3.connect(draft, isolation_level=None)
        try:
            made.execute("PRAGMA journal_mode = OFF")
            made.execute("PRAGMA synchronous = OFF")
            made.execute("BEGIN")
            for table in t.TABLES:
                made.execute(_create(table))
                made.executemany(_insert(table), rows[table.name])
            for name, columns in t.INDEXES:
                index = f"{name}_{columns.replace(', ', '_')}"
                made.execute(f'CREATE INDEX "{index}" ON "{name}" ({columns})')
            made.execute("COMMIT")
            made.execute("ANALYZE")
        finally:
            made.close()

    write_with(path, fill)


def _create(table: Table) -> str:
    cells = [
        f'"{c.name}" {_TYPES[c.dtype]}{"" if c.optional else " NOT NULL"}' for c in table.columns
    ]
    clustered = ""
    if table.key:
        cells.append(f"PRIMARY KEY ({', '.join(table.key)})")
        clustered = " WITHOUT ROWID"
    return f'CREATE TABLE "{table.name}" ({", ".join(cells)}){clustered}'


def _insert(table: Table) -> str:
    return f'INSERT INTO "{table.name}" VALUES ({", ".join("?" for _ in table.columns)})'  # noqa: S608


def _documentation() -> Iterable[tuple[str, ...]]:
    for table in t.TABLES:
        yield table.name, "", "", table.title_zh, table.title_en, table.meaning
        for c in table.columns:
            yield table.name, c.name, c.unit, c.title_zh, c.title_en, c.meaning


def _frames(folder: RunFolder, which: Which, facts: Facts) -> dict[str, Iterable[Sequence[Any]]]:
    """Rows of every table that the run's own tables hold."""

    def own(name: str) -> pd.DataFrame:
        frame = read_table(folder.tables / f"{name}.parquet")
        mine = (frame["policy"] == which.policy) & (frame["replication"] == which.replication)
        return frame[mine].drop(columns=["policy", "replication"])

    def there(name: str) -> bool:
        return (folder.tables / f"{name}.parquet").exists()

    orders, boxes = own("consignments"), own("boxes")
    lots = of_orders(own("lots"), orders)
    stock = own("stock_moves") if there("stock_moves") else None
    shelves = Shelves(stock, facts.shelf_products)
    products = _products(folder, there("network_products"))
    stays = stays_of(own("movements"), lots, shelves)
    powered = frozenset(boxes.loc[boxes["box_type"].isin(facts.reefers), "box_id"])
    parents = dict(zip(lots["lot_id"], lots["parent_id"], strict=True))
    heat = temperatures_of(own("temperatures"), stays, products, powered, parents)
    custody = custody_of(stays, heat)
    classes = dict(zip(products["product_id"], products["temp_class"], strict=True))
    rooms = room_contents_of(stays, lots, classes, shelves, facts)
    all_lots = _lots(lots, stays, shelves, facts)
    return {
        t.PLACES.name: _rows(_places(folder, there("network_nodes"), stays, facts), t.PLACES),
        t.HOLDERS.name: [
            (one, role_of(one), one.partition(":")[2]) for one in sorted(set(custody["holder_id"]))
        ],
        t.PRODUCTS.name: _rows(products, t.PRODUCTS),
        t.CONSIGNMENTS.name: _rows(orders, t.CONSIGNMENTS),
        t.LOTS.name: _rows(all_lots, t.LOTS),
        t.LINKS.name: [*_links(lots, stays, orders), *shelves.links],
        t.BOXES.name: _rows(boxes, t.BOXES),
        t.IN_BOXES.name: _rows(box_contents_of(stays), t.IN_BOXES),
        t.IN_ROOMS.name: _rows(rooms, t.IN_ROOMS),
        t.STAYS.name: _rows(stays, t.STAYS),
        t.CUSTODY.name: _rows(custody, t.CUSTODY),
        t.TEMPERATURES.name: _rows(heat, t.TEMPERATURES),
        t.EXCURSIONS.name: _rows(excursions_of(heat, products), t.EXCURSIONS),
        t.DELIVERIES.name: _rows(_deliveries(all_lots, custody), t.DELIVERIES),
        t.SALES.name: shelves.sales,
        t.DISPOSALS.name: [*_lost(lots, stays), *shelves.disposals],
    }


def _rows(frame: pd.DataFrame, table: Table) -> Iterable[Sequence[Any]]:
    """Cells in the order of the table; what is not a number is nothing."""
    columns = []
    for column in table.columns:
        values = frame[column.name]
        if column.dtype == "float":
            numbers = values.astype(float)
            columns.append(numbers.astype(object).where(numbers.notna(), None).tolist())
        else:
            columns.append(values.tolist())
    return zip(*columns, strict=True)


def _products(folder: RunFolder, known: bool) -> pd.DataFrame:
    if known:
        return read_table(folder.tables / "network_products.parquet")
    names = [*t.PRODUCTS.column_names, "setpoint_c"]
    return pd.DataFrame({name: pd.Series(dtype=object) for name in names})


def _places(folder: RunFolder, known: bool, stays: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """Places of the network, and warehouses that are none."""
    names = ["node_id", "name_zh", "name_en", "kind"]
    frame = pd.DataFrame({name: [] for name in names})
    if known:
        frame = read_table(folder.tables / "network_nodes.parquet")[names]
    others = sorted(set(stays["node_id"]) - set(frame["node_id"]))
    more = pd.DataFrame({name: others if name != "kind" else "other" for name in names})
    frame = pd.concat([part for part in (frame, more) if len(part)] or [frame], ignore_index=True)
    frame["tz"] = [facts.zones.get(node, "UTC") for node in frame["node_id"]]
    return frame


def of_orders(lots: pd.DataFrame, orders: pd.DataFrame) -> pd.DataFrame:
    """Lots with the product of their consignment."""
    product = dict(zip(orders["consignment_id"], orders["product_id"], strict=True))
    return lots.rename(columns={"state": "ended"}).assign(
        product_id=lots["consignment_id"].map(product).fillna("")
    )


def _lots(lots: pd.DataFrame, stays: pd.DataFrame, shelves: Shelves, facts: Facts) -> pd.DataFrame:
    """Lots that travelled, then those that were only on shelves, with their time."""
    known = set(lots["lot_id"])
    rest = [lot for lot in shelves.lots if lot[0] not in known]
    only = pd.DataFrame(
        {
            "lot_id": [lot[0] for lot in rest], "parent_id": "", "consignment_id": "",
            "product_id": [lot[2] for lot in rest], "units": [lot[3] for lot in rest],
            "kg": float("nan"), "ended": "on a shelf",
        }
    )  # fmt: skip
    frame = pd.concat([part for part in (lots, only) if len(part)] or [lots], ignore_index=True)
    begins = stays.groupby("lot_id")["from_h"].min()
    last = stays.drop_duplicates("lot_id", keep="last").set_index("lot_id")["to_h"]
    frame["from_h"] = frame["lot_id"].map(begins)
    frame["to_h"] = frame["lot_id"].map(last)
    since = stays.drop_duplicates("lot_id", keep="last").set_index("lot_id")["from_h"]
    since_h = frame["to_h"].fillna(frame["lot_id"].map(since))
    kept = {
        product: keep_days(facts.packs, facts.shelf_life_days.get(product))
        for product in frame["product_id"].unique()
    }
    frame["keep_until_h"] = since_h + 24.0 * frame["product_id"].map(lambda one: kept[one][0])
    frame["keep_rule"] = frame["product_id"].map(lambda one: kept[one][1])
    return frame


def _links(
    lots: pd.DataFrame, stays: pd.DataFrame, orders: pd.DataFrame
) -> Iterable[Sequence[Any]]:
    begins = stays.drop_duplicates("lot_id").set_index("lot_id")["from_h"].to_dict()
    ends = stays.drop_duplicates("lot_id", keep="last").set_index("lot_id")["to_h"].to_dict()
    ready = dict(zip(orders["consignment_id"], orders["ready_h"], strict=True))
    for lot, parent, order, units in zip(
        lots["lot_id"], lots["parent_id"], lots["consignment_id"], lots["units"], strict=True
    ):
        if parent:
            yield "lot", parent, "lot", lot, "split", begins.get(lot), units
        else:
            yield "consignment", order, "lot", lot, "ships", ready.get(order), units
    merged = lots[lots["into_id"] != ""]
    for lot, into, units in merged[["lot_id", "into_id", "units"]].itertuples(index=False):
        yield "lot", lot, "lot", into, "restuffed", ends.get(lot), units


def _deliveries(lots: pd.DataFrame, custody: pd.DataFrame) -> pd.DataFrame:
    """Lots that were delivered: who has them now, and how warm they were when handed over."""
    done = lots[lots["ended"] == "delivered"]
    last = custody.drop_duplicates("lot_id", keep="last").set_index("lot_id")
    done = done[done["lot_id"].isin(last.index)]
    at = last.loc[done["lot_id"]]
    return pd.DataFrame(
        {
            "lot_id": done["lot_id"].to_numpy(),
            "consignment_id": done["consignment_id"].to_numpy(),
            "customer_id": at["from_id"].to_numpy(),
            "at_h": at["from_h"].to_numpy(),
            "temp_c": at["taken_c"].to_numpy(),
            "kg": done["kg"].to_numpy(),
        }
    )


def _lost(lots: pd.DataFrame, stays: pd.DataFrame) -> Iterable[Sequence[Any]]:
    last = stays.drop_duplicates("lot_id", keep="last").set_index("lot_id")
    where, when = last["to_id"].to_dict(), last["to_h"].to_dict()
    gone = lots[lots["ended"].isin(("lost", "disposed"))]
    for lot, how, units in gone[["lot_id", "ended", "units"]].itertuples(index=False):
        yield lot, lot, how, where.get(lot, ""), units, when.get(lot)
