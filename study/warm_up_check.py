"""Whether a run left out enough of its beginning: MSER-5 on what its kept tables show.

Of consignments: their lead time in the order of being ready, and the boxes under way by the hour.
Of streams: the time in the system of each stream in the order of coming, and the lots there by the
hour. Everything that came before the end of the period is looked at, the warm-up included.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from domain.scenario import Scenario
from domain.tables.statistics import ENOUGH, SHORT, UNSTEADY, WARM_UP, WARM_UP_SERIES
from study.frames import read_table, table_frame
from study.run_folder import RunFolder
from study.statistics.series import Floats, Series, by_arrival, number_present

LEAD_TIME, BOXES_UNDER_WAY, IN_SYSTEM = "lead_time", "boxes_under_way", "in_system"
PICTURED = 300
"""Stretches of a series that are kept for the picture."""
MOST_REPLICATIONS = 5
"""Series are means over so many replications, where the tables of so many were kept."""


@dataclass(frozen=True, slots=True)
class WarmUpCheck:
    """The verdict on every series, and the series as pictured, as tables."""

    verdicts: pd.DataFrame
    series: pd.DataFrame

    def of(self, verdict: str) -> tuple[str, ...]:
        """Series with a verdict, each once."""
        rows = self.verdicts[self.verdicts["verdict"] == verdict]
        return tuple(dict.fromkeys(str(name) for name in rows["series"]))

    @property
    def longest_h(self) -> float | None:
        """The longest warm-up that a series asks for; `None` where none tells."""
        found = self.verdicts["found_h"].dropna()
        return float(found.max()) if len(found) else None


def check_warm_up(
    scenario: Scenario, folder: RunFolder, policies: Sequence[str]
) -> WarmUpCheck | None:
    """Judge the warm-up of a run by its assembled tables; `None` where there is nothing to judge.

    A small scenario that terminates begins as it is meant to, so it has no warm-up to judge.
    """
    if scenario.streams and not scenario.consignments and scenario.state == "terminating":
        return None
    found = [
        (policy, series)
        for policy in policies
        for series in (*_of_consignments(scenario, folder, policy),
                       *_of_streams(scenario, folder, policy))
    ]  # fmt: skip
    return judged(found, scenario.warm_up_h) if found else None


def judged(found: Iterable[tuple[str, Series]], stated_h: float) -> WarmUpCheck:
    """Verdicts and pictures of series, each with its policy."""
    verdicts: list[Sequence[object]] = []
    pictured: list[Sequence[object]] = []
    for policy, series in found:
        cut_h = series.cut_h
        verdict = UNSTEADY if cut_h is None else ENOUGH if cut_h <= stated_h else SHORT
        verdicts.append(
            (policy, series.name, series.unit, series.replications, len(series.values), stated_h,
             cut_h, verdict)
        )  # fmt: skip
        pictured.extend(
            (policy, series.name, series.unit, at_h, value, count)
            for at_h, value, count in zip(*series.coarse(PICTURED), strict=True)
        )
    return WarmUpCheck(table_frame(WARM_UP, verdicts), table_frame(WARM_UP_SERIES, pictured))


def stream_series(
    names: Sequence[str], replications: Sequence[pd.DataFrame], end_h: float
) -> Iterator[Series]:
    """Of each stream the time in the system, then the lots in the system.

    Parameters
    ----------
    replications
        Rows of `stream_lots`, a frame per replication: stream, born_h, done_h and lost are read.
    """
    came = [frame[(frame["stream"] != "") & (frame["born_h"] < end_h)] for frame in replications]
    for name in names:
        mine = [rows[(rows["stream"] == name) & ~rows["lost"]] for rows in came]
        made = by_arrival(
            f"{name}.time_h",
            [_floats(rows["born_h"]) for rows in mine],
            [_floats(rows["done_h"] - rows["born_h"]) for rows in mine],
        )
        if made is not None:
            yield made
    there = number_present(
        IN_SYSTEM,
        [_floats(rows["born_h"]) for rows in came],
        [_floats(rows["done_h"]) for rows in came],
        end_h,
    )
    if there is not None:
        yield there


def _of_consignments(scenario: Scenario, folder: RunFolder, policy: str) -> Iterator[Series]:
    end_h = scenario.period_end_h
    goods = _replications(folder, "consignments", policy)
    # What was given away arrives when promised, so it shows nothing of the network.
    carried = [rows[(rows["outsourced_units"] == 0) & (rows["ready_h"] < end_h)] for rows in goods]
    lead = by_arrival(
        LEAD_TIME,
        [_floats(rows["ready_h"]) for rows in carried],
        [_floats(rows["delivered_h"] - rows["ready_h"]) for rows in carried],
    )
    if lead is not None:
        yield lead
    boxes = [rows[rows["stuffed_h"] < end_h] for rows in _replications(folder, "boxes", policy)]
    there = number_present(
        BOXES_UNDER_WAY,
        [_floats(rows["stuffed_h"]) for rows in boxes],
        [_floats(rows["stripped_h"]) for rows in boxes],
        end_h,
    )
    if there is not None:
        yield there


def _of_streams(scenario: Scenario, folder: RunFolder, policy: str) -> Iterator[Series]:
    names = [stream.stream_id for stream in scenario.streams]
    found = _replications(folder, "stream_lots", policy)
    if names and found and scenario.state == "steady":
        yield from stream_series(names, found, scenario.period_end_h)


def _replications(folder: RunFolder, name: str, policy: str) -> list[pd.DataFrame]:
    """Rows of the first replications of a policy whose table was kept; none where none was."""
    path = folder.tables / f"{name}.parquet"
    if not path.exists():
        return []
    rows = read_table(path)
    rows = rows[rows["policy"] == policy]
    numbers = sorted(set(rows["replication"]))[:MOST_REPLICATIONS]
    return [rows[rows["replication"] == number] for number in numbers]


def _floats(column: pd.Series) -> Floats:
    return np.asarray(column, dtype=np.float64)
