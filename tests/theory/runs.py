"""Driving the product: a scenario file in, the records and key figures of a replication out."""

import json
from functools import lru_cache
from pathlib import Path

import numpy as np

from domain.plan import Plan
from inputs.build import load_scenario
from sim import simulate
from study.stream_kpis import figures_of_steps, stream_kpis
from study.stream_logs import observe_streams

FOLDER = Path(__file__).resolve().parents[2] / "scenarios" / "theory"
SEED = 3
NOBODY_BOOKS = Plan("none", {}, (), frozenset())


@lru_cache(maxsize=64)
def shipped(name, sets=()):
    """A scenario of scenarios/theory/, with keys set on top."""
    return load_scenario(FOLDER / f"{name}.yaml", sets=sets).scenario


def written(folder, **keys):
    """A scenario of a file written for the occasion (JSON is YAML)."""
    file = Path(folder) / "made.yaml"
    file.write_text(json.dumps({"period_h": 1000.0} | keys), encoding="utf-8")
    return load_scenario(file).scenario


def records(scenario, replication=0, seed=SEED):
    """What a replication records of its streams."""
    found = simulate(scenario, NOBODY_BOOKS, seed=seed, replication=replication).streams
    assert found is not None
    return found


def key_figures(scenario, replication=0, seed=SEED):
    """Key figures of a replication, by name, as `kpis.csv` has them."""
    seen = observe_streams(scenario, records(scenario, replication, seed))
    return {kpi.name: kpi.value for kpi in stream_kpis(seen, figures_of_steps(seen))}


def visits_by_number(found, step_id, stream=0):
    """Visits of a stream's lots to a step (boxes: stream -1), by number: entered, began, left."""
    log, lots = found.visits[step_id], found.lots
    rows = [
        (lots.number[lot], entered, began, left)
        for lot, entered, began, left in zip(
            log.lot, log.entered_h, log.began_h, log.left_h, strict=True
        )
        if lots.stream[lot] == stream
    ]
    return np.array(sorted(rows)).reshape(-1, 4)[:, 1:]


def waits_by_number(found, step_id, stream=0):
    """Waits of a stream's lots at a step, by number."""
    visits = visits_by_number(found, step_id, stream)
    return visits[:, 1] - visits[:, 0]
