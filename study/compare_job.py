"""Layouts under one policy and common random numbers: each against the first, and the best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import fmean as mean

import pandas as pd

from domain.outlook import replications
from domain.tables.statistics import SELECTION
from study import manifest as manifests
from study.best_job import choose, selection_rows
from study.choice_text import choice_facts, choice_text
from study.digest import settings_digest
from study.errors import NoPlanError
from study.frames import write_table
from study.headline import difference_lines
from study.how_sure import few_line
from study.kpis import value_of
from study.layout import Layout, ready, summed_up
from study.main_job import unplanned, why_left
from study.opening_job import decided
from study.pilot import Settled, settle_warm_up
from study.redraw import check_redraw
from study.replicate import shared
from study.rounds import execute_all
from study.run_folder import RunFolder, begin, results_digest, write_summaries
from study.session import DEFAULT_SEED, input_hashes, load
from study.settings import FIRST_STAGE, Best, Settings
from study.statistics.intervals import paired
from study.stream_headline import stream_differences
from study.stream_job import UNBOOKED, unbooked
from study.stream_logs import only_streams
from study.summary import common_values, kpi_rows, layouts, units

Figures = Sequence[tuple[str, pd.DataFrame]]
"""Name of each layout and its figures per replication."""


class SameNameError(ValueError):
    """Two layouts of one name could not be told apart in a result."""


class MixedLayoutsError(ValueError):
    """Layouts with consignments beside layouts of streams alone have nothing in common."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(
            f"{', '.join(names)}: some have consignments and some only streams; compare like "
            "with like"
        )


@dataclass(frozen=True, slots=True)
class Made:
    """What layouts gave: figures, consignments without a plan and why, words, facts to keep."""

    figures: Figures
    left: Mapping[str, Mapping[str, str]]
    why: str = ""
    blocks: tuple[str, ...] = ()
    notes: Mapping[str, object] = field(default_factory=dict)

    @property
    def fewest(self) -> int:
        """Replications of the layout that has the fewest."""
        return min(int(frame["replication"].nunique()) for _, frame in self.figures)


def compare(settings: Settings, paths: Sequence[Path]) -> str:
    """Run one policy on every layout; returns the comparison in words.

    Each layout is a run folder of its own inside `--out`; the rule is tuned and the waits are
    measured per layout, on set A. Layouts of streams alone have nothing to plan.
    """
    loaded = [load(settings, path) for path in paths]
    names = [one.scenario.name for one in loaded]
    streams = {only_streams(one.scenario) for one in loaded}
    if len(streams) > 1:
        raise MixedLayoutsError(names)
    if streams == {True}:
        settings = unbooked(settings)
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
    for one in loaded:
        check_redraw(one.scenario, settings.policies, None)
    settled = [settle_warm_up(settings, path, one) for path, one in zip(paths, loaded, strict=True)]
    try:
        if settings.best is None:
            made = _each(settings, settled)
        else:
            made = _best(settings, settings.best, settled, top)
    except KeyboardInterrupt:
        manifest.closed("interrupted").write(top.manifest_path)
        raise
    few = few_line(settings.lang, made.fewest)
    blocks = [*made.blocks, _summary(top, settings, made.figures), few]
    text = "\n\n".join(block for block in blocks if block)
    closed = replace(manifest, statistics=made.notes, replications=made.fewest)
    closed.closed("done", results_digest=results_digest(top)).write(top.manifest_path)
    if made.left:
        raise NoPlanError(made.left, text, made.why)
    return text


def _each(settings: Settings, settled: Sequence[Settled]) -> Made:
    """One layout after the other, each with the replications asked for."""
    figures: list[tuple[str, pd.DataFrame]] = []
    left: dict[str, Mapping[str, str]] = {}
    why: list[str] = []
    for one in settled:
        with ExitStack() as stack:
            layout = _opened(settings, one, stack)
            numbers = execute_all(layout.work, layout.file, layout.redraw)
            figures.append((layout.name, summed_up(layout, numbers)))
            left |= unplanned(layout.work.folder, layout.work.settings.policies, layout.name)
            why += _why(layout)
    return Made(figures, left, "\n\n".join(why))


def _best(settings: Settings, best: Best, settled: Sequence[Settled], top: RunFolder) -> Made:
    """All layouts at once, with the replications that the choice needs."""
    first = settings.replications or FIRST_STAGE
    left: dict[str, Mapping[str, str]] = {}
    why: list[str] = []
    with ExitStack() as stack:
        opened = [_opened(settings, one, stack) for one in settled]
        choice = choose(opened, best, first)
        figures = []
        for layout, used in zip(opened, choice.used, strict=True):
            layout.work.notes.update({"replications": used, "stopped_by": best.by})
            figures.append(summed_up(layout, replications("C", used)))
            left |= unplanned(layout.work.folder, layout.work.settings.policies, layout.name)
            why += _why(layout)
    rows = selection_rows(choice, opened, best, figures)
    write_table(SELECTION, rows, top.tables / f"{SELECTION.name}.parquet")
    names = [layout.name for layout in opened]
    notes = {"best": choice_facts(choice, best, names)}
    block = choice_text(settings.lang, choice, best, rows)
    return Made(tuple(zip(names, figures, strict=True)), left, "\n\n".join(why), (block,), notes)


def _why(layout: Layout) -> list[str]:
    """Why a layout's plan left consignments, under the name of the layout."""
    why = why_left(layout.work, layout.outlook)
    return [f"{layout.name}\n{why}"] if why else []


def _opened(settings: Settings, settled: Settled, stack: ExitStack) -> Layout:
    """A layout in its own folder inside `--out`, planned."""
    name = settled.loaded.scenario.name
    inner = replace(settings, out=settings.out / f"layout_{name}", fresh=False)
    work = stack.enter_context(decided(inner, settled.loaded, inner.out))
    file = stack.enter_context(shared(work.scenario))
    return ready(work, file, settled.check)


def _summary(top: RunFolder, settings: Settings, figures: Figures) -> str:
    (policy,) = settings.policies
    lang = settings.lang
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
            kpi: paired(*common_values((base, policy), (frame, policy), kpi))
            for kpi in units(base, policy)
            if kpi in there
        }
        cost = mean(value_of(base, policy, "total_cost_cny"))
        blocks.append(difference_lines(lang, title, cost, rows))
    return "\n\n".join(blocks)
