"""Layouts under one policy and common random numbers: each against the first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import fmean as mean

import pandas as pd

from study import manifest as manifests
from study.digest import settings_digest
from study.errors import NoPlanError
from study.headline import difference_lines
from study.kpis import value_of
from study.main_job import (
    execute_all,
    execute_unbooked,
    look_ahead,
    plan_all,
    summarise,
    unplanned,
)
from study.measure import Lab
from study.replicate import shared
from study.run_folder import RunFolder, begin, results_digest, write_summaries
from study.session import DEFAULT_SEED, Session, input_hashes, load, session
from study.settings import Settings
from study.statistics.intervals import paired
from study.stream_headline import stream_differences
from study.stream_job import UNBOOKED, figures_of_streams, unbooked
from study.stream_logs import only_streams
from study.summary import kpi_rows, layouts, units


class SameNameError(ValueError):
    """Two layouts of one name could not be told apart in a result."""


class MixedLayoutsError(ValueError):
    """Layouts with consignments beside layouts of streams alone have nothing in common."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(
            f"{', '.join(names)}: some have consignments and some only streams; compare like "
            "with like"
        )


def compare(settings: Settings, paths: Sequence[Path]) -> str:
    """Run one policy on every layout; returns the comparison in words.

    Each layout is a run folder of its own inside `--out`; the rule is tuned and the waits are
    measured per layout, on set A. Layouts of streams alone have nothing to plan.
    """
    loaded = [load(settings, path) for path in paths]
    streams = {only_streams(one.scenario) for one in loaded}
    if len(streams) > 1:
        raise MixedLayoutsError([one.scenario.name for one in loaded])
    if streams == {True}:
        settings = unbooked(settings)
    (policy,) = settings.policies
    names = [one.scenario.name for one in loaded]
    if len(set(names)) < len(names):
        message = f"layouts need different names, found {', '.join(names)}"
        raise SameNameError(message)
    seed = DEFAULT_SEED if settings.seed is None else settings.seed
    manifest = manifests.opened(
        "compare",
        " ".join(names),
        seed,
        settings.replications or 0,
        {
            "inputs": settings_digest({one.scenario.name: input_hashes(one) for one in loaded}),
            "settings": settings_digest(settings.decisive()),
            "seed": str(seed),
        },
        settings.decisive(),
    )
    top = begin(settings.out, manifest, fresh=settings.fresh)
    figures: list[tuple[str, pd.DataFrame]] = []
    left: dict[str, Mapping[str, str]] = {}
    try:
        for one in loaded:
            name = one.scenario.name
            inner = replace(settings, out=settings.out / f"layout_{name}", fresh=False)
            with session(inner, one, inner.out) as work, shared(one.scenario) as file:
                figures.append((name, _figures(work, file)))
                left |= unplanned(work.folder, inner.policies, name)
    except KeyboardInterrupt:
        manifest.closed("interrupted").write(top.manifest_path)
        raise
    text = _summary(top, settings.lang, policy, figures)
    manifest.closed("done", results_digest=results_digest(top)).write(top.manifest_path)
    if left:
        raise NoPlanError(left, text)
    return text


def _figures(work: Session, file: Path) -> pd.DataFrame:
    """Plan one layout and execute it on set C; figures per replication."""
    if only_streams(work.scenario):
        return figures_of_streams(work, execute_unbooked(work, file))
    lab = Lab(file, work.folder, work.seed, work.settings.workers, work.watch)
    outlook, tuned = look_ahead(lab, work.settings)
    plan_all(lab, work.settings.policies, tuned.rule, outlook)
    return summarise(work, execute_all(work, file), outlook, tuned)


def _summary(
    top: RunFolder, lang: str, policy: str, figures: Sequence[tuple[str, pd.DataFrame]]
) -> str:
    kpis = pd.concat(
        [kpi_rows(name, [policy], frame) for name, frame in figures], ignore_index=True
    )
    write_summaries(top, kpis, layouts(policy, figures))
    base_name, base = figures[0]
    blocks = []
    for name, frame in figures[1:]:
        title = (
            f"{name} 减 {base_name}（策略 {policy}，配对差，95% 置信区间）："
            if lang == "zh"
            else f"{name} minus {base_name} (policy {policy}, paired, 95% interval):"
        )
        if policy == UNBOOKED:
            blocks.append(stream_differences(lang, title, policy, base, frame))
            continue
        there = units(frame, policy)
        rows = {
            kpi: paired(value_of(base, policy, kpi), value_of(frame, policy, kpi))
            for kpi in units(base, policy)
            if kpi in there
        }
        cost = mean(value_of(base, policy, "total_cost_cny"))
        blocks.append(difference_lines(lang, title, cost, rows))
    return "\n\n".join(blocks)
