"""A million EPCIS events of a made run: time and memory. `python -m benchmarks.epcis_million [N]`.

Each part is packed, collected, received, stored, stuffed, ridden over four legs, stripped and
delivered, with a temperature per stage; the rows go through the exporter as those of a run do.
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from domain.tables.lots import LOTS
from domain.tables.results import BOXES, CONSIGNMENTS, MOVEMENTS, TEMPERATURES
from study.epcis.export import export_story
from study.frames import write_table
from study.run_folder import RunFolder
from tests.worlds import two_hubs

STAGES = ("fetch", "receive", "store", "stuff", "terminal_out", "await_departure", "ride",
          "border", "ride", "terminal_in", "strip", "deliver")  # fmt: skip
PLACES = ("FARM", "HUB", "HUB", "HUB", "HUB", "HUB", "HUB", "GATE", "GATE", "DEPOT", "DEPOT",
          "DEPOT", "CITY")  # fmt: skip
BOXED = STAGES[3:11]


def made(folder: Path, lots: int) -> None:
    """Tables of a run of so many parts, each in a box of its own."""
    run = RunFolder(folder)
    number = np.arange(lots)
    names = [f"made/{one:07d}" for one in number]
    parts = [f"{name}.1" for name in names]
    ready_h = number * 0.01
    empty = {"policy": "rule", "replication": 0}
    run.tables.mkdir(parents=True)

    def frame(table: object, columns: dict[str, object]) -> pd.DataFrame:
        whole = {**empty, **columns}
        return pd.DataFrame(
            {c.name: whole.get(c.name, _blank(c.dtype)) for c in table.columns},  # type: ignore[attr-defined]
            index=range(lots),
        )

    write_table(LOTS, frame(LOTS, {
        "lot_id": parts, "consignment_id": names, "parent_id": "", "units": 1, "kg": 500.0,
        "state": "delivered", "ended_h": ready_h + len(STAGES),
    }), run.tables / "lots.parquet")  # fmt: skip
    write_table(CONSIGNMENTS, frame(CONSIGNMENTS, {
        "consignment_id": names, "product_id": "orange", "origin_id": "FARM",
        "destination_id": "CITY", "kg": 500.0, "ready_h": ready_h,
    }), run.tables / "consignments.parquet")  # fmt: skip
    boxes = [f"box#{one}" for one in number]
    write_table(BOXES, frame(BOXES, {
        "box_id": boxes, "box_no": [f"R-{one}" for one in number], "box_type": "reefer",
    }), run.tables / "boxes.parquet")  # fmt: skip
    moves, warm = [], []
    for place, stage in enumerate(STAGES):
        rows: dict[str, object] = {
            "stage": stage, "node_id": PLACES[place], "to_id": PLACES[place + 1]
            if stage in ("fetch", "ride", "deliver") else PLACES[place],
            "start_h": ready_h + place, "opens_h": ready_h + place, "end_h": ready_h + place + 1,
        }  # fmt: skip
        boxed = stage in BOXED and 3 <= place <= 10
        if boxed:
            moves.append(frame(MOVEMENTS, {**rows, "subject": "box", "subject_id": boxes,
                                           "box_id": boxes}))  # fmt: skip
        moves.append(frame(MOVEMENTS, {
            **rows, "subject": "part", "subject_id": parts, "box_id": boxes if boxed else "",
            "temp_c": 5.0, "life_used": 0.01,
        }))  # fmt: skip
        warm.append(frame(TEMPERATURES, {
            **rows, "part_id": parts, "product_id": "orange", "start_c": 5.0, "end_c": 5.0,
            "life_used": 0.01, "excursion_h": 0.0,
        }))  # fmt: skip
    for table, frames in ((MOVEMENTS, moves), (TEMPERATURES, warm)):
        whole = pd.concat(frames, ignore_index=True)
        # A box, then what is in it, stage by stage: as the simulation records them.
        stable = np.argsort(np.tile(number, len(frames)), kind="stable")
        write_table(table, whole.iloc[stable], run.tables / f"{table.name}.parquet")


def _blank(dtype: str) -> object:
    return {"str": "", "int": 0, "float": float("nan"), "bool": False}[dtype]


def peak_mb() -> float:
    """The most memory that this process had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0


def main() -> None:
    """Make the run in one process, export it in another, and say what the export took."""
    import subprocess

    if len(sys.argv) > 2 and sys.argv[1] == "--export":
        folder, before = Path(sys.argv[2]), time.perf_counter()
        told = export_story(RunFolder(folder), two_hubs(1), "rule", 0, folder / "story.jsonld")
        seconds = time.perf_counter() - before
        size = (folder / "story.jsonld").stat().st_size / 1e6
        print(f"{told:9,} events  {seconds:7.1f} s  {size:7.0f} MB  peak {peak_mb():5.0f} MB")
        return
    for lots in [int(one) for one in sys.argv[1:]] or [3_030, 30_303]:
        with TemporaryDirectory() as name:
            made(Path(name), lots)
            subprocess.run([sys.executable, "-m", "benchmarks.epcis_million", "--export", name],
                           check=True)  # fmt: skip


if __name__ == "__main__":
    main()
