"""Executing plans on set C: so many replications, or until the figures that matter are narrow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from domain.outlook import replications
from domain.tables.results import REPLICATION_KPIS
from domain.tables.statistics import PRECISION
from study.errors import UnknownFigureError
from study.frames import read_table, table_frame, write_table
from study.redraw import Redraw
from study.replicate import execute
from study.run_folder import RunFolder
from study.session import Session
from study.settings import (
    AUTO_COST_SHARE,
    AUTO_MOST,
    AUTO_MOST_UNBOOKED,
    UNTIL_SHARE,
)
from study.statistics.enough import (
    FIRST,
    Watched,
    enough_at,
    half_width_shares,
    look_ahead,
    narrow_at_end,
    next_count,
)
from study.stream_logs import only_streams

COST, STREAM_TIME = "total_cost_cny", "all.time_mean_h"


@dataclass(frozen=True, slots=True)
class Asked:
    """A figure to watch: under one policy, or of one policy minus that of another."""

    kpi: str
    share: float
    policy: str
    minus: str = ""

    @property
    def name(self) -> str:
        """What tables call it."""
        return f"{self.kpi}: {self.policy} - {self.minus}" if self.minus else self.kpi


def execute_all(work: Session, file: Path, redraw: Redraw | None = None) -> tuple[int, ...]:
    """Execute every plan of a session; returns the replications that count.

    How many there are, and why no more, is noted.
    """
    asked = work.settings.replications
    table = work.folder.tables / f"{PRECISION.name}.parquet"
    if asked is None:
        numbers = _until_narrow(work, file, redraw)
    else:
        # An earlier run of this folder may have looked for its own number.
        table.unlink(missing_ok=True)
        numbers = _executed(work, file, asked, redraw)
        work.notes["stopped_by"] = "number"
    work.notes["replications"] = len(numbers)
    return numbers


def values_by_replication(
    folder: RunFolder, policy: str, numbers: Sequence[int]
) -> list[dict[str, float]]:
    """Key figures of finished replications, by name."""
    found = []
    for number in numbers:
        frame = read_table(folder.unit(policy, number) / f"{REPLICATION_KPIS.name}.parquet")
        found.append(dict(zip(frame["kpi"], frame["value"].astype(float), strict=True)))
    return found


def _until_narrow(work: Session, file: Path, redraw: Redraw | None) -> tuple[int, ...]:
    """The replications algorithm, over rounds that grow as the spread calls for."""
    settings = work.settings
    most = most_replications(work)
    asked = _asked(work)
    values: dict[str, list[dict[str, float]]] = {policy: [] for policy in settings.policies}
    # The first replication tells which figures there are, before the others are spent on none.
    count = 1
    while True:
        numbers = _executed(work, file, count, redraw)
        for policy, rows in values.items():
            rows.extend(values_by_replication(work.folder, policy, numbers[len(rows) :]))
        watched = [_watched(one, values) for one in asked]
        found = enough_at(watched)
        if found is not None or count == most:
            break
        aim = FIRST + look_ahead(FIRST) if count == 1 else next_count(watched, most)
        count = min(most, aim)
    if found is not None:
        numbers = numbers[: found + look_ahead(found)]
        watched = [_cut(one, len(numbers)) for one in watched]
    frame = _precision(asked, watched, most)
    write_table(PRECISION, frame, work.folder.tables / f"{PRECISION.name}.parquet")
    work.notes["stopped_by"] = "cap" if found is None else "precision"
    work.notes["narrow_from"] = found
    return numbers


def most_replications(work: Session) -> int:
    """How many replications there may be at most."""
    unbooked = only_streams(work.scenario)
    return work.settings.most or (AUTO_MOST_UNBOOKED if unbooked else AUTO_MOST)


def _executed(work: Session, file: Path, count: int, redraw: Redraw | None) -> tuple[int, ...]:
    numbers = replications("C", count)
    execute(
        file, work.folder, work.settings.policies, numbers, work.seed,
        workers=work.settings.workers, keep_all_tables=work.settings.keep_all_tables,
        watch=work.watch, redraw=redraw,
    )  # fmt: skip
    return numbers


def _asked(work: Session) -> list[Asked]:
    """What is watched: the figures named, under every policy; else what the verb is about."""
    policies = work.settings.policies
    if work.settings.until:
        return [
            Asked(until.kpi, until.share, policy)
            for until in work.settings.until
            for policy in policies
        ]
    if only_streams(work.scenario):
        return [Asked(STREAM_TIME, UNTIL_SHARE, policy) for policy in policies]
    if {"rule", "plan"} <= set(policies):
        return [Asked(COST, AUTO_COST_SHARE, "plan", minus="rule")]
    return [Asked(COST, AUTO_COST_SHARE, policies[0])]


def _watched(asked: Asked, values: dict[str, list[dict[str, float]]]) -> Watched:
    """The values of a figure so far.

    Raises
    ------
    UnknownFigureError
        When the run does not have it.
    """
    rows = values[asked.policy]
    if asked.kpi not in rows[0]:
        raise UnknownFigureError(asked.kpi, list(rows[0]))
    mine = [row[asked.kpi] for row in rows]
    if not asked.minus:
        return Watched(asked.name, asked.share, mine, mine)
    other = [row[asked.kpi] for row in values[asked.minus]]
    apart = [one - two for one, two in zip(mine, other, strict=True)]
    return Watched(asked.name, asked.share, apart, other)


def _cut(watched: Watched, count: int) -> Watched:
    return replace(watched, values=watched.values[:count], base=watched.base[:count])


def _precision(asked: Sequence[Asked], watched: Sequence[Watched], most: int) -> pd.DataFrame:
    rows = []
    for about, one in zip(asked, watched, strict=True):
        share = float(half_width_shares(one)[-1])
        policy = "" if about.minus else about.policy
        rows.append(
            (one.name, policy, one.share, share, narrow_at_end(one), len(one.values), most)
        )  # fmt: skip
    return table_frame(PRECISION, rows)
