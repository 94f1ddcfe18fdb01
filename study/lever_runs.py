"""What a lever does: its base run with the measure off and on, under common random numbers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pandas as pd

from domain.outlook import Outlook, replications
from domain.plan import Plan
from domain.scenario import Scenario
from domain.tables.results import REPLICATION_KPIS
from inputs.build import DATA, load_scenario
from inputs.findings import Findings
from inputs.levers import BASES, LEVER, read_lever
from inputs.schema_levers import LeverFile, TableFigure
from inputs.tables import Tables, read_tables
from optimize.rule import RuleSettings
from sim import simulate
from study.kpis import kpis, observe
from study.planning import RULE
from study.policies import policy
from study.statistics.intervals import Difference, Interval, paired, t_interval
from study.stream_job import UNBOOKED
from study.stream_logs import observe_streams, only_streams
from study.stream_tables import stream_figures, stream_records

SEED = 1
ALIKE = 1e-9
"""Differences below this share of the values are rounding."""
Frames = Mapping[str, pd.DataFrame]
HOURS = {"hours": ("end_h", "start_h"), "wait_h": ("opens_h", "start_h")}
"""Columns that movements have as differences of two."""


class NoFigureError(ValueError):
    """A lever names a figure that its run does not have."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A lever on its base: the figure off and on, by replication."""

    key: str
    lever: LeverFile
    off: tuple[float, ...]
    on: tuple[float, ...]

    @property
    def means(self) -> tuple[Interval, Interval]:
        """Off and on."""
        return t_interval(self.off), t_interval(self.on)

    @property
    def difference(self) -> Difference:
        """On less off, replication by replication."""
        return paired(self.off, self.on)

    @property
    def moved(self) -> bool:
        """Whether the figure moved as stated: on the mean, and never the other way.

        A replication in which it has no value (nobody was delivered, say) shows nothing.
        """
        sign = 1.0 if self.lever.moves == "up" else -1.0
        steps = [sign * (b - a) for a, b in zip(self.off, self.on, strict=True)]
        slack = [ALIKE * max(abs(a), abs(b), 1.0) for a, b in zip(self.off, self.on, strict=True)]
        never_back = all(step >= -one for step, one in zip(steps, slack, strict=True))
        return never_back and sum(steps) > sum(slack)


def show(key: str, count: int | None = None) -> Shown:
    """Run a lever off and on.

    Parameters
    ----------
    count
        Replications; as many as its file says if left out.
    """
    lever, _ = read_lever(key)
    number = count or lever.replications
    off, on = (figures_of(key, lever, state, number) for state in ("off", "on"))
    return Shown(key, lever, off, on)


def figures_of(key: str, lever: LeverFile, state: str, count: int) -> tuple[float, ...]:
    """The figure of a lever in one of its states, by replication."""
    keys = lever.off if state == "off" else lever.on
    runs = run_state(lever.base, key if keys else "", state if keys else "", lever.policy, count)
    return tuple(figure_of(lever, frames) for frames in runs)


@lru_cache(maxsize=24)
def run_state(base: str, key: str, state: str, name: str, count: int) -> tuple[Frames, ...]:
    """Tables of the replications of a base with a lever in a state; no key: the base alone."""
    scenario = load_state(base, key, state)
    plan = planned(scenario, name)
    return tuple(_replicate(scenario, plan, name, number) for number in replications("C", count))


def load_state(base: str, key: str = "", state: str = "on") -> Scenario:
    """A base with a lever laid over it."""
    laid = (f"{LEVER}{key}={state}",) if key else ()
    loaded = load_scenario(BASES / f"{base}.yaml", overrides=laid, seed=SEED, tables=_tables(DATA))
    return loaded.scenario


@lru_cache(maxsize=1)
def _tables(folder: Path) -> Tables:
    findings = Findings()
    tables = read_tables(folder, findings, folder.name)
    findings.stop_if_wrong()
    return tables


def planned(scenario: Scenario, name: str) -> Plan:
    """The plan of a policy that has measured its waits on one replication of set A."""
    if only_streams(scenario):
        return Plan(UNBOOKED, {}, (), frozenset(), status="nothing to plan")
    first = policy(RULE, RuleSettings()).plan(scenario, Outlook(SEED))
    (number,) = replications("A", 1)
    met = simulate(scenario, first, seed=SEED, replication=number).waits
    waits = {(node, step, week, number): mean for (node, step, week), (_, mean) in met.items()}
    return policy(name, RuleSettings()).plan(scenario, Outlook(SEED, (number,), waits))


def _replicate(scenario: Scenario, plan: Plan, name: str, number: int) -> Frames:
    result = simulate(scenario, plan, seed=SEED, replication=number)
    frames: dict[str, pd.DataFrame] = {}
    if not only_streams(scenario):
        seen = observe(scenario, result.records, name, number)
        frames = {**seen.tables, REPLICATION_KPIS.name: kpis(seen)}
    if result.streams is not None:
        streams = observe_streams(scenario, result.streams)
        for one in (stream_figures, stream_records):
            for table, frame in one(streams, name, number).items():
                both = [frames[table], frame] if table in frames else [frame]
                frames[table] = pd.concat(both, ignore_index=True)
    return frames


def figure_of(lever: LeverFile, frames: Frames) -> float:
    """The figure of a lever in the tables of a replication.

    Raises
    ------
    NoFigureError
        When there is no such key figure, table or column, or no row.
    """
    if lever.figure is not None:
        return _taken(lever.figure, frames)
    rows = frames[REPLICATION_KPIS.name]
    values = rows.loc[rows["kpi"] == lever.kpi, "value"]
    if not len(values):
        raise NoFigureError(f"no key figure {lever.kpi}")
    return float(values.iloc[0])


def _taken(figure: TableFigure, frames: Frames) -> float:
    if figure.table not in frames:
        raise NoFigureError(f"no table {figure.table}; there are {', '.join(sorted(frames))}")
    rows = frames[figure.table]
    for column, wanted in figure.where.items():
        patterns = wanted if isinstance(wanted, list) else [wanted]
        fitting = pd.Series(data=False, index=rows.index)
        for pattern in patterns:
            fitting |= _fits(rows[column], pattern)
        rows = rows[fitting]
    if figure.take == "count":
        return float(len(rows))
    if figure.take == "distinct":
        return float(rows[figure.column].nunique())
    if figure.column in HOURS and figure.column not in rows:
        after, before = HOURS[figure.column]
        values = rows[after] - rows[before]
    else:
        values = rows[figure.column]
    if figure.take == "sum":
        return float(values.sum())
    if not len(values.dropna()):
        raise NoFigureError(f"no row of {figure.table} for {figure.where}")
    if figure.take == "share":
        return float((values.dropna() >= figure.at_least).mean())
    return float(values.max() if figure.take == "max" else values.mean())


def _fits(values: pd.Series, pattern: str | bool) -> pd.Series:
    if isinstance(pattern, bool):
        return values == pattern
    text = values.astype(str)
    return text.str.startswith(pattern[:-1]) if pattern.endswith("*") else text == pattern


def state_keys(keys: Mapping[str, object]) -> str:
    """Scenario keys on one line, as a reader would paste them."""
    return json.dumps(keys, ensure_ascii=False, default=str)


def show_all(keys: Sequence[str], count: int | None = None) -> list[Shown]:
    """Levers by base, so that runs without a measure are shared."""
    by_base = sorted(keys, key=lambda key: (read_lever(key)[0].base, key))
    return [show(key, count) for key in by_base]
