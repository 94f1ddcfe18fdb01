"""`run.py trace DIR --epcis FILE`: the story of one policy and replication as a document."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from domain.scenario import Scenario
from domain.tables.lots import LOTS
from domain.tables.results import BOXES, CONSIGNMENTS, MOVEMENTS, TEMPERATURES
from domain.tables.stock import STOCK_MOVES
from study.epcis.document import write_document
from study.epcis.names import BoxRow, LotRow, OrderRow, master_data, names_of
from study.epcis.recall import Recall
from study.epcis.sensors import Move, Reading
from study.epcis.shelves import StockRow, shelf_events
from study.epcis.story import Story
from study.epcis.subject import only
from study.errors import NotARunError
from study.run_folder import RunFolder
from study.trace import chosen_run

BATCH = 5_000


def keeps_story(root: Path) -> bool:
    """Whether a run recorded single lots; runs of streams alone count theirs."""
    folder = RunFolder(root)
    folder.manifest()
    return (folder.tables / f"{MOVEMENTS.name}.parquet").exists()


def export_run(
    root: Path,
    scenario: Scenario,
    policy: str | None,
    replication: int | None,
    target: Path,
    *,
    subject: str | None = None,
    recall: str | None = None,
    recall_at: datetime | None = None,
) -> int:
    """Write the story of a run; returns the number of events.

    Raises
    ------
    NotARunError
        Where the run has no story of single lots, or kept it for other replications.
    """
    folder = RunFolder(root)
    chosen, number = chosen_run(folder, policy, replication)
    return export_story(
        folder,
        scenario,
        chosen,
        number,
        target,
        subject=subject,
        recall=recall,
        recall_at=recall_at,
    )


def export_story(
    folder: RunFolder,
    scenario: Scenario,
    chosen: str,
    number: int,
    target: Path,
    *,
    subject: str | None = None,
    recall: str | None = None,
    recall_at: datetime | None = None,
) -> int:
    """Write the story of one policy and replication; returns the number of events.

    Parameters
    ----------
    subject
        A consignment or part, if the story is of it alone.
    recall, recall_at
        A consignment or part that is recalled, and when; none: at the end of the records.
    """
    if not (folder.tables / f"{LOTS.name}.parquet").exists():
        raise NotARunError(
            f"{folder.root}: has no table of lots; it is of an older version, run it again"
        )

    def read(name: str, fields: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
        return _rows(folder, name, chosen, number, fields)

    names = names_of(
        scenario,
        (LotRow(*row) for row in read(LOTS.name, LotRow._fields)),
        (OrderRow(*row) for row in read(CONSIGNMENTS.name, OrderRow._fields)),
        (BoxRow(*row) for row in read(BOXES.name, BoxRow._fields)),
    )
    story = Story(
        names,
        (Move(*row) for row in read(MOVEMENTS.name, Move._fields)),
        (Reading(*row) for row in read(TEMPERATURES.name, Reading._fields)),
    )
    events = story.events()
    if (folder.tables / f"{STOCK_MOVES.name}.parquet").exists():
        found = read(STOCK_MOVES.name, StockRow._fields)
        events = chain(events, shelf_events(scenario, names, (StockRow(*row) for row in found)))
    if recall is not None:
        events = Recall(names, recall, recall_at).watched(events)
    if subject is not None:
        events = only(names, subject, events)
    created = scenario.clock.to_utc(scenario.cap_h).isoformat(timespec="milliseconds")
    return write_document(target, events, created=created, master_data=master_data(scenario, names))


def _rows(
    folder: RunFolder, table: str, policy: str, replication: int, columns: tuple[str, ...]
) -> Iterator[tuple[Any, ...]]:
    """Rows of one policy and replication, a batch at a time; no number is `None`."""
    with pq.ParquetFile(folder.tables / f"{table}.parquet") as file:
        wanted = ["policy", "replication", *columns]
        for batch in file.iter_batches(batch_size=BATCH, columns=wanted):
            cells = {name: batch.column(name).to_pylist() for name in wanted}
            for row in zip(*(cells[name] for name in wanted), strict=True):
                if row[0] == policy and row[1] == replication:
                    yield tuple(
                        None if isinstance(one, float) and math.isnan(one) else one
                        for one in row[2:]
                    )
