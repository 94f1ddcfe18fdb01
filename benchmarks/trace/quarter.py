"""A made-up quarter: lots of fish from four hubs, a fifth of them split, eight to a box."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from domain.tables.results import RESULT_TABLES
from study.frames import write_table

HOURS = 90 * 24.0
HUBS, CUSTOMERS = 4, 40
RUN = {"policy": "plan", "replication": 1}
LOOSE = (("fetch", 5.0), ("receive", 1.0), ("sort", 1.0), ("store", 30.0))
BOXED = (
    ("stuff", 2.0), ("terminal_out", 3.0), ("await_departure", 10.0), ("ride", 30.0),
    ("border", 6.0), ("ride", 20.0), ("terminal_in", 5.0), ("strip", 2.0), ("deliver", 4.0),
)  # fmt: skip
Floats = NDArray[np.float64]
Texts = NDArray[np.str_]


def write_quarter(root: Path, lots: int, seed: int = 1) -> int:
    """Write a run folder with that many lots; returns how many movements it has."""
    rng = np.random.default_rng(seed)
    orders = round(lots / 1.4)
    split = rng.random(orders) < 0.2
    wave = np.floor(rng.uniform(0.0, HOURS - 200.0, orders) / 6.0) * 6.0
    hub = rng.integers(0, HUBS, orders)
    name = np.array([f"M{i % 53:02d}-fish-pallet-HUB/{i:06d}" for i in range(orders)])
    whole = np.char.add(name, ".1")
    parts = np.where(split, 2, 1)
    of = np.repeat(np.arange(orders), parts)
    number = np.arange(len(of)) - np.repeat(np.cumsum(parts) - parts, parts) + 1
    piece = np.where(
        split[of], np.char.add(np.char.add(whole[of], "/"), number.astype(str)), whole[of]
    )
    box = np.char.add(
        np.char.add("40RF:HUB", hub[of].astype(str)),
        np.char.add(np.char.add("@", wave[of].astype(int).astype(str)),
                    np.char.add("#", rng.integers(1, 6, len(of)).astype(str))),
    )  # fmt: skip
    customer = rng.integers(0, CUSTOMERS, len(of))
    loose = _rows(whole, np.full(orders, ""), hub, hub, wave, LOOSE, rng)
    boxed = _rows(piece, box, hub[of], customer, wave[of] + sum(h for _, h in LOOSE), BOXED, rng)
    moves = pd.concat([loose, boxed], ignore_index=True)
    _write(root, "movements", moves)
    warm = moves["temp_c"].to_numpy() > 4.0
    hours = (moves["end_h"] - moves["start_h"]).to_numpy()
    heat = moves[["subject_id", "stage", "node_id", "start_h", "end_h"]].rename(
        columns={"subject_id": "part_id"}
    )
    before = moves.groupby("subject_id", sort=False)["temp_c"].shift().fillna(2.0)
    out = pd.Series(np.where(warm, hours * 0.5, 0.0)).groupby(moves["subject_id"]).cumsum()
    _write(
        root,
        "temperatures",
        heat.assign(
            product_id="fish", start_c=before, end_c=moves["temp_c"], life_used=0.1, excursion_h=out
        ),
    )
    kept = pd.DataFrame(
        {
            "lot_id": np.concatenate([whole[split], piece]),
            "consignment_id": np.concatenate([name[split], name[of]]),
        }
    )
    kept["parent_id"] = np.concatenate(
        [np.full(int(split.sum()), ""), np.where(split[of], whole[of], "")]
    )
    kept["state"] = np.concatenate(
        [np.full(int(split.sum()), "split"), np.full(len(of), "delivered")]
    )
    _write(root, "lots", kept.assign(into_id="", units=1, kg=500.0, ended_h=0.0))
    _write(
        root,
        "consignments",
        _filled(
            "consignments",
            {
                "consignment_id": name,
                "product_id": "fish",
                "origin_id": "FARM",
                "ready_h": wave,
                "destination_id": "C0",
                "due_h": wave + 200.0,
                "kg": 500.0,
            },
        ),
    )
    _write(
        root,
        "boxes",
        _filled(
            "boxes",
            {"box_id": np.unique(box), "box_type": "40RF", "stuffed_h": 0.0, "stripped_h": 9.0},
        ),
    )
    places = ["FARM", *(f"HUB{i}" for i in range(HUBS)), *(f"C{i}" for i in range(CUSTOMERS))]
    _write(
        root,
        "network_nodes",
        _filled("network_nodes", {"node_id": places, "name_zh": places, "name_en": places}),
    )
    _write(
        root,
        "network_products",
        _filled(
            "network_products",
            {
                "product_id": ["fish"],
                "temp_class": "chilled",
                "setpoint_c": 2.0,
                "min_c": -1.0,
                "max_c": 4.0,
            },
        ),
    )
    said = {"scenario": "quarter", "status": "done", "verb": "simulate", "command": [], "seed": 1,
            "replications": 1, "hashes": {}, "settings": {}}  # fmt: skip
    (root / "manifest.json").write_text(json.dumps(said), encoding="utf-8")
    return len(moves)


def _rows(
    lots: Texts, box: Texts, start: NDArray[np.int64], end: NDArray[np.int64], at_h: Floats,
    stages: tuple[tuple[str, float], ...], rng: np.random.Generator,
) -> pd.DataFrame:  # fmt: skip
    """Rows of the same stages of many lots, one after the other."""
    n, hubs = len(lots), np.char.add("HUB", start.astype(str))
    doors = hubs if stages is LOOSE else np.char.add("C", end.astype(str))
    rides = [k for k, (stage, _) in enumerate(stages) if stage in ("fetch", "ride", "deliver")]
    frames, t = [], at_h
    for k, (stage, hours) in enumerate(stages):
        arrived = stages is not LOOSE and k > rides[1]
        here = np.full(n, "FARM") if stage == "fetch" else (doors if arrived else hubs)
        there = doors if stage in ("fetch", "deliver") or k == rides[-2:][0] else here
        service = stage.upper() if k in rides else ""
        temp_c = np.where(rng.random(n) < 0.02, 6.0, 2.0)
        frames.append(pd.DataFrame({
            "subject": "part", "subject_id": lots,
            "box_id": "" if stage == "deliver" else box, "stage": stage, "node_id": here,
            "to_id": there, "service_id": service, "scheduled_h": np.nan, "start_h": t,
            "opens_h": t, "end_h": t + hours, "temp_c": temp_c, "life_used": 0.1,
            "process_id": "", "unplugged_h": 0.0,
        }))  # fmt: skip
        t = t + hours
    return pd.concat(frames, ignore_index=True)


def _filled(name: str, known: dict[str, object]) -> pd.DataFrame:
    """A frame with every column of a table: what is known, else nothing much."""
    frame = pd.DataFrame(known)
    empty = {"str": "", "int": 0, "float": 0.0, "bool": False}
    for column in RESULT_TABLES[name].columns:
        if column.name not in frame:
            frame[column.name] = empty.get(column.dtype, "")
    return frame


def _write(root: Path, name: str, frame: pd.DataFrame) -> None:
    table = RESULT_TABLES[name]
    whole = frame.assign(**{k: v for k, v in RUN.items() if k in table.column_names})
    write_table(table, whole[list(table.column_names)], root / "tables" / f"{name}.parquet")
