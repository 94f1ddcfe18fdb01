"""A small made-up run of streams: parcels through a gate, bags and trains, orders at a shelf.

Nothing in it is a result. Queues follow the recursion of Kiefer and Wolfowitz, the shelf is the
product's own inventory; the tables are made as those of a real run.
"""

from __future__ import annotations

import json
from dataclasses import replace
from math import nan
from pathlib import Path

import numpy as np
import pandas as pd

from domain.stock import Inventory
from domain.stream import Pack, Ride, Step, Stock, Stream, StreamWatch
from domain.stream_records import GaugeReading, LotLog, StreamRecords, VisitLog
from domain.tables.results import COMPARISON, RESULT_TABLES
from domain.times import Times
from study.frames import table_frame, write_table
from study.stream_logs import observe_streams
from study.stream_tables import stream_figures, stream_records
from study.summary import kpi_rows, layouts
from tests.study.hand_made_streams import HOUR, process, scenario, service

FROM_H, TO_H, END_H = 48.0, 24.0 * 21, 24.0 * 24
PARCELS_PER_H, GATE_SERVERS, GATE_H, BAG, ROOM = 18.0, 2, 0.1, 20, 24
STOCK = Stock("min_max", Times.fixed(60.0), 30, up_to=60, reorder_at=25, review_h=24.0,
              holding_cny_per_day=0.5, order_cny=200.0)  # fmt: skip
SNAPSHOTS_H = (60.0, 120.0, 240.0, 360.0, 480.0)


def sample_scenario(name="parcels", servers=GATE_SERVERS):
    """What the made-up run is of."""
    gate = Step("gate", "hub", process=process(servers), work=HOUR)
    bag = Step("bag", "hub", pack=Pack(BAG, after_h=4.0))
    train, unload = Step("train", "hub", ride=Ride("T")), Step("open", "far", unpack=True)
    last = Step("unload", "far", process=replace(process(1), process_id="unload"), work=HOUR)
    shelf = Step("shelf", "far", stock=STOCK)
    made = scenario(
        its_steps={s.step_id: s for s in (gate, bag, train, last, unload, shelf)},
        watch=StreamWatch((0.2,), SNAPSHOTS_H, {"gate_to_train": ("gate", "train")}),
        from_h=FROM_H, to_h=TO_H, capacity_teu=float(ROOM),
    )  # fmt: skip
    streams = (
        Stream("parcels", ("gate", "bag", "train", "unload", "open"), gaps=HOUR),
        Stream("orders", ("shelf",), gaps=HOUR),
    )
    network = replace(made.network, services={"T": service(float(ROOM))})
    return replace(made, name=name, streams=streams, network=network)


class Made:
    """Records under way."""

    def __init__(self) -> None:
        self.lots = LotLog()
        self.visits: dict[str, list[tuple[int, float, float, float]]] = {}

    def lot(self, stream: int, number: int, parcels: int, born_h: float) -> int:
        row = (stream, number, parcels, born_h, nan, -1, False, 0, 0.0)
        for column, value in zip(LotLog.__dataclass_fields__, row, strict=True):
            getattr(self.lots, column).append(value)
        return len(self.lots.born_h) - 1

    def visit(self, step: str, lot: int, *hours: float) -> None:
        """A visit; what lies beyond the end has not happened."""
        if hours[0] <= END_H:
            seen = tuple(hour if hour <= END_H else nan for hour in hours)
            self.visits.setdefault(step, []).append((lot, *seen))


def queue(entered_h, work_h, servers):
    """Hours at which work begins, first come first served."""
    free, begins = [0.0] * servers, []
    for at_h, hours in zip(entered_h, work_h, strict=True):
        first = min(range(servers), key=free.__getitem__)
        begins.append(max(at_h, free[first]))
        free[first] = begins[-1] + hours
    return begins


def sample_records(replication: int, servers: int = GATE_SERVERS) -> StreamRecords:
    """One replication."""
    rng = np.random.default_rng([2, replication])
    made = Made()
    born = np.cumsum(rng.exponential(1.0 / PARCELS_PER_H, int(1.3 * TO_H * PARCELS_PER_H)))
    born = born[born < TO_H]
    work = rng.exponential(GATE_H, len(born))
    begins = queue(born, work, servers)
    through = sorted((b + w, n) for n, (b, w) in enumerate(zip(begins, work, strict=True)))
    lots = [made.lot(0, n, 1, at_h) for n, at_h in enumerate(born)]
    for lot, at_h, began, hours in zip(lots, born, begins, work, strict=True):
        made.visit("gate", lot, at_h, began, began + hours)
    boxes = _bags(made, through)
    boardings, arrived = _trains(made, boxes, rng)
    busy = {"gate": float(work.sum()) * (TO_H - FROM_H) / TO_H, "unload": 0.0}
    hours = rng.gamma(2.0, 0.25, len(arrived))
    for (box, at_h), began, took in zip(
        arrived, queue([at for _, at in arrived], hours, 1), hours, strict=True
    ):
        made.visit("unload", box, at_h, began, began + took)
        made.visit("open", box, began + took, began + took, began + took)
        busy["unload"] += took if FROM_H <= began < TO_H else 0.0
        for lot in (box, *(n for n in lots if made.lots.inside[n] == box)):
            made.lots.done_h[lot] = began + took
    events = _shelf(made, rng)
    return StreamRecords(
        made.lots,
        {name: VisitLog(*map(list, zip(*rows, strict=True))) for name, rows in made.visits.items()},
        _gauges(made, events), busy, boardings, events, END_H,
    )  # fmt: skip


def _bags(made, through):
    """Bags that close full, or four hours after their first parcel."""
    boxes, inside = [], []

    def close(at_h):
        box = made.lot(-1, len(boxes), len(inside), inside[0][0])
        boxes.append((box, at_h))
        for entered_h, lot in inside:
            made.lots.inside[lot] = box
            made.visit("bag", lot, entered_h, at_h, at_h)
        inside.clear()

    for at_h, lot in through:
        if inside and at_h > inside[0][0] + 4.0:
            close(inside[0][0] + 4.0)
        inside.append((at_h, lot))
        if len(inside) == BAG:
            close(at_h)
    return boxes


def _trains(made, boxes, rng):
    """A train a day, some cancelled; those that find no room wait for the next."""
    waiting, left_behind, rows, arrived = list(boxes), 0, [], []
    for day in range(1, int(END_H / 24.0) + 1):
        at_h = 24.0 * day
        ready = [box for box in waiting if box[1] <= at_h]
        if rng.random() < 0.1:
            rows.append(("train", "T", at_h, nan, "cancelled", 0, 0.0, len(ready)))
            continue
        aboard = ready[:ROOM]
        left_behind = len(ready) - len(aboard)
        rows.append(("train", "T", at_h, at_h, "ran", len(aboard), float(len(aboard)), left_behind))
        for box, entered_h in aboard:
            made.visit("train", box, entered_h, at_h, at_h + 9.0)
            arrived.append((box, at_h + 9.0))
        waiting = [box for box in waiting if box not in aboard]
    for box, entered_h in waiting:
        made.visit("train", box, entered_h, 2.0 * END_H, 2.0 * END_H)
    return rows, arrived


def _shelf(made, rng):
    events = []
    inventory = Inventory("shelf", STOCK, [60.0] * 99, events.append)
    waiting = {}

    def advance(until_h):
        while inventory.next_h is not None and inventory.next_h <= until_h:
            at_h = inventory.next_h
            for lot in inventory.advance(at_h):
                made.visit("shelf", lot, waiting.pop(lot), at_h, at_h)
                made.lots.done_h[lot] = at_h

    at_h, number = 0.0, 0
    while (at_h := at_h + rng.exponential(4.0)) < TO_H:
        advance(at_h)
        parcels = 1 + int(rng.integers(0, 3))
        lot = made.lot(1, number, parcels, at_h)
        number += 1
        waiting[lot] = at_h
        if inventory.ask(at_h, lot, parcels) == "met":
            made.visit("shelf", lot, at_h, at_h, at_h)
            made.lots.done_h[lot] = at_h
            del waiting[lot]
    advance(END_H)
    return [tuple(event) for event in events]


def _gauges(made, events):
    """Averages over the window, from the visits and the events."""
    found = {}
    for name, rows in made.visits.items():
        _, entered, _, left = (np.asarray(column) for column in zip(*rows, strict=True))
        found[name] = _reading(entered, np.where(np.isnan(left), 2.0 * END_H, left))
    born, done = np.asarray(made.lots.born_h), np.asarray(made.lots.done_h)
    lots = np.asarray(made.lots.stream) >= 0
    found["all"] = _reading(born[lots], np.where(np.isnan(done[lots]), 2.0 * END_H, done[lots]))
    times = np.asarray([row[1] for row in events])
    for place, name in ((4, "on_hand"), (5, "backorders"), (6, "on_order")):
        values = np.asarray([STOCK.opening if place == 4 else 0, *(row[place] for row in events)])
        ends = np.clip(np.concatenate(([0.0], times, [END_H])), FROM_H, TO_H)
        mean = float(np.diff(ends) @ values) / (TO_H - FROM_H)
        shown = values[np.searchsorted(times, SNAPSHOTS_H, side="right")]
        found[f"shelf.{name}"] = GaugeReading(mean, 0.0, 0.0, 0.0, 0.0, tuple(map(float, shown)))
    return found


def _reading(begins, ends):
    inside = np.minimum(ends, TO_H) - np.maximum(begins, FROM_H)
    mean = float(np.maximum(inside, 0.0).sum()) / (TO_H - FROM_H)
    shown = [float(np.sum((begins <= at) & (at < ends))) for at in SNAPSHOTS_H]
    return GaugeReading(mean, mean, 0.0, 0.0, float(np.sum(ends > END_H)), tuple(shown))


def write_sample_streams(
    folder: Path, replications: int = 6, servers: int = GATE_SERVERS, name: str = "parcels"
) -> Path:
    """Fill `folder` with a run; returns it."""
    made = sample_scenario(name, servers)
    units: list[dict[str, pd.DataFrame]] = []
    for number in range(replications):
        seen = observe_streams(made, sample_records(number, servers))
        first = stream_records(seen, "none", number) if number == 0 else {}
        units.append(first | stream_figures(seen, "none", number))
    for name_of in units[0]:
        frames = [unit[name_of] for unit in units if name_of in unit]
        frame = pd.concat(frames, ignore_index=True)
        write_table(RESULT_TABLES[name_of], frame, folder / "tables" / f"{name_of}.parquet")
    figures = pd.concat([unit["replication_kpis"] for unit in units])
    kpi_rows(name, ["none"], figures).to_csv(folder / "kpis.csv", index=False)
    table_frame(COMPARISON, []).to_csv(folder / "comparison.csv", index=False)
    _describe(folder, "simulate", name, replications)
    return folder


def write_sample_layouts(folder: Path) -> Path:
    """Fill `folder` with a comparison of two and three gate servers."""
    kept = []
    for name, servers in (("two", 2), ("three", 3)):
        write_sample_streams(folder / f"layout_{name}", servers=servers, name=name)
        kept.append(
            (name, pd.read_parquet(folder / f"layout_{name}" / "tables/replication_kpis.parquet"))
        )
    rows = pd.concat([kpi_rows(name, ["none"], frame) for name, frame in kept])
    rows.to_csv(folder / "kpis.csv", index=False)
    layouts("none", kept).to_csv(folder / "comparison.csv", index=False)
    _describe(folder, "compare", "two three", 6)
    return folder


def _describe(folder: Path, verb: str, name: str, replications: int) -> None:
    manifest = {
        "status": "done", "verb": verb, "command": [verb, f"{name}.yaml"], "seed": 1,
        "scenario": name, "replications": replications,
    }  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    text = "name: {zh: 包裹集运, en: Parcels by train}\nstart: 2026-03-02\n"
    (folder / "scenario.yaml").write_text(text, encoding="utf-8")
