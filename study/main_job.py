"""The main job: tune the rule, look ahead, plan by every policy, execute on set C, compare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from domain.outlook import Outlook
from domain.plan import Plan
from domain.tables.opening import PATHS_GIVEN
from domain.tables.registry import Table
from domain.tables.results import (
    NETWORK_LEGS,
    NETWORK_NODES,
    NETWORK_PRODUCTS,
    REPLICATION_KPIS,
)
from optimize.rule import RuleSettings
from study.bounds import share_bound
from study.errors import NoPlanError, NothingToPlanError
from study.geometry import network_legs, network_nodes
from study.headline import headline
from study.measure import Lab
from study.no_plan_text import why_no_plan
from study.opening_job import decided, told_choice
from study.outlook import WAITS, build_outlook, waits_frame
from study.path_table import paths_given
from study.pilot import settle_warm_up
from study.plan_folder import read_plan, write_plan
from study.planning import RULE, PlanJob, make_plans, share_outlook
from study.product_table import network_products
from study.redraw import check_redraw, redraw_of
from study.replicate import shared
from study.rounds import execute_all
from study.run_folder import RunFolder, assemble, write_summaries
from study.session import DATA, Session, load, session
from study.settings import Settings
from study.statistics_tables import surety, write_statistics
from study.stream_headline import stream_blocks, stream_headline
from study.stream_job import UNBOOKED, figures_of_streams, unbooked, warn_of_unfinished
from study.stream_logs import only_streams
from study.summary import comparisons, kpi_rows
from study.tune import TUNING, Tuned, tune_rule

if TYPE_CHECKING:
    from inputs.build import Loaded

PAIRS = (("rule", "plan"), ("habit", "plan"), ("habit", "rule"), ("plan", "foresight"))
"""Comparisons that are reported, b minus a."""


def run(settings: Settings, path: Path) -> str:
    """Do the main job on a scenario; returns the headline.

    Where nobody books anything there is nothing to plan, and the streams are simulated.
    """
    loaded = load(settings, path)
    if only_streams(loaded.scenario):
        return simulate_streams(settings, path, loaded)
    check_redraw(loaded.scenario, settings.policies, settings.plan_from)
    with decided(settings, loaded, settings.out) as work, shared(work.scenario) as file:
        lab = Lab(file, work.folder, work.seed, settings.workers, work.watch)
        outlook, tuned = look_ahead(lab, settings)
        plan_all(lab, settings.policies, tuned.rule, outlook)
        done = execute_all(work, file)
        figures = summarise(work, done, outlook, tuned)
        text = _told(work, figures)
        _refuse_unplanned(work, text, outlook)
    return text


def look_ahead(lab: Lab, settings: Settings) -> tuple[Outlook, Tuned]:
    """Measure waits on set A, and tune the rule there where it is to plan."""
    outlook = build_outlook(lab, settings.measure_replications)
    count = settings.tune_replications if RULE in settings.policies else 0
    return outlook, tune_rule(lab, outlook, count)


def plan_all(
    lab: Lab,
    policies: Sequence[str],
    rule: RuleSettings,
    outlook: Outlook,
    *,
    seek_bound: bool = False,
) -> None:
    """Let every policy plan on the same outlook, the longest work first, and share the bound."""
    outlook_file = share_outlook(lab.scenario_file, "outlook", outlook)
    longest_first = sorted(policies, key=lambda name: name not in ("plan", "foresight"))
    jobs = [
        PlanJob(lab.scenario_file, lab.folder.plan(name), name, rule, outlook_file)
        for name in longest_first
    ]
    make_plans(jobs, title="plan", workers=lab.workers, watch=lab.watch)
    folders = [job.folder for job in jobs]
    share_bound(lab.scenario_file, outlook_file, folders, lab.watch, seek=seek_bound)


def summarise(
    work: Session, numbers: Sequence[int], outlook: Outlook | None, tuned: Tuned | None
) -> pd.DataFrame:
    """Write tables, kpis.csv and comparison.csv; returns figures per replication."""
    extra: dict[str, tuple[Table, pd.DataFrame]] = {
        NETWORK_NODES.name: (NETWORK_NODES, network_nodes(work.scenario)),
        NETWORK_LEGS.name: (NETWORK_LEGS, network_legs(work.scenario, DATA)),
        NETWORK_PRODUCTS.name: (NETWORK_PRODUCTS, network_products(work.scenario)),
    }
    if outlook is not None:
        extra[WAITS.name] = (WAITS, waits_frame(outlook))
    if tuned is not None:
        extra[TUNING.name] = (TUNING, tuned.table)
    policies = work.settings.policies
    extra |= path_tables(work, policies)
    assemble(work.folder, policies, numbers, extra)
    figures = work.folder.table(REPLICATION_KPIS.name)
    pairs = [pair for pair in PAIRS if set(pair) <= set(policies)]
    name = work.scenario.name
    write_summaries(
        work.folder, kpi_rows(name, policies, figures), comparisons(name, pairs, figures)
    )
    write_statistics(work, figures)
    return figures


def path_tables(work: Session, policies: Sequence[str]) -> dict[str, tuple[Table, pd.DataFrame]]:
    """Paths given by the plans of a run; nothing where no services share paths."""
    if not work.scenario.path_pools:
        return {}
    plans = {policy: read_plan(work.folder.plan(policy)) for policy in policies}
    return {PATHS_GIVEN.name: (PATHS_GIVEN, paths_given(work.scenario, plans))}


def _told(work: Session, figures: pd.DataFrame) -> str:
    """The headline; with streams, their figures under the plan, else under the last policy."""
    lang, policies = work.settings.lang, work.settings.policies
    plans = {policy: read_plan(work.folder.plan(policy)) for policy in policies}
    text = headline(lang, figures, policies, plans, work.scenario)
    text = "\n\n".join([*told_choice(work), text])
    if not work.scenario.streams:
        return "\n\n".join([text, surety(work)])
    warn_of_unfinished(work)
    policy = "plan" if "plan" in policies else policies[-1]
    title = f"货流（策略 {policy}）：" if lang == "zh" else f"streams (policy {policy}):"
    blocks = stream_blocks(lang, work.scenario, policy, figures)
    return "\n\n".join([text, title, *blocks, surety(work)])


def unplanned(
    folder: RunFolder, policies: Sequence[str], layout: str = ""
) -> dict[str, Mapping[str, str]]:
    """Consignments that a plan could not serve, and why, by policy (and layout)."""
    found = {policy: read_plan(folder.plan(policy)).unplanned for policy in policies}
    return {f"{layout} {policy}".strip(): left for policy, left in found.items() if left}


def _refuse_unplanned(work: Session, text: str, outlook: Outlook | None) -> None:
    """Say which consignments no plan could serve, after keeping everything else."""
    left = unplanned(work.folder, work.settings.policies)
    if left:
        raise NoPlanError(left, text, why_left(work, outlook))


def why_left(work: Session, outlook: Outlook | None) -> str:
    """Why plans left consignments and what would mend it; empty where they left none."""
    plans = {policy: read_plan(work.folder.plan(policy)) for policy in work.settings.policies}
    left = {policy: plan for policy, plan in plans.items() if plan.unplanned}
    if not left:
        return ""
    seen = Outlook(work.seed) if outlook is None else outlook
    return why_no_plan(work.settings.lang, work.scenario, seen, left)


def simulate_one(settings: Settings, path: Path) -> str:
    """`simulate`: one policy, or a plan from a folder, on set C; or streams alone."""
    loaded = load(settings, path)
    if only_streams(loaded.scenario):
        return simulate_streams(settings, path, loaded)
    check_redraw(loaded.scenario, settings.policies, settings.plan_from)
    with decided(settings, loaded, settings.out) as work, shared(work.scenario) as file:
        lab = Lab(file, work.folder, work.seed, settings.workers, work.watch)
        outlook, tuned = make_or_take_plan(work, lab)
        redraw = redraw_of(work, file, outlook, RuleSettings() if tuned is None else tuned.rule)
        figures = summarise(work, execute_all(work, file, redraw), outlook, tuned)
        text = _told(work, figures)
        _refuse_unplanned(work, text, outlook)
    return text


def simulate_streams(settings: Settings, path: Path, loaded: Loaded) -> str:
    """Streams alone, on set C; returns their main figures.

    Raises
    ------
    NothingToPlanError
        When a plan was to be executed.
    """
    if settings.plan_from is not None:
        raise NothingToPlanError(settings.plan_from)
    settings = unbooked(settings)
    settled = settle_warm_up(settings, path, loaded)
    with (
        session(settings, settled.loaded, settings.out) as work,
        shared(work.scenario) as file,
    ):
        figures = figures_of_streams(work, execute_unbooked(work, file), settled.check)
        name = str(work.folder.root / "kpis.csv")
        text = stream_headline(settings.lang, work.scenario, UNBOOKED, figures, name)
        return "\n\n".join([text, surety(work)])


def execute_unbooked(work: Session, file: Path) -> tuple[int, ...]:
    """Execute the empty plan on set C; returns the replications made."""
    plan_nothing(work)
    return execute_all(work, file)


def plan_nothing(work: Session) -> None:
    """The plan where nobody books anything."""
    empty = Plan(UNBOOKED, {}, (), frozenset(), status="nothing to plan")
    write_plan(work.folder.plan(UNBOOKED), work.scenario, empty)


def make_or_take_plan(work: Session, lab: Lab) -> tuple[Outlook | None, Tuned | None]:
    """Make the one plan that is to be simulated, or take it from elsewhere."""
    settings = work.settings
    (name,) = settings.policies
    if settings.plan_from is None:
        outlook, tuned = look_ahead(lab, settings)
        plan_all(lab, settings.policies, tuned.rule, outlook)
        return outlook, tuned
    write_plan(
        work.folder.plan(name), work.scenario, replace(read_plan(settings.plan_from), policy=name)
    )
    return None, None


def plan_one(settings: Settings, path: Path) -> str:
    """`plan`: an optimised Plan with its bound and gap, not executed."""
    from study.headline import plan_lines

    loaded = load(settings, path)
    if only_streams(loaded.scenario):
        raise NothingToPlanError(path)
    with decided(settings, loaded, settings.out) as work, shared(work.scenario) as file:
        lab = Lab(file, work.folder, work.seed, settings.workers, work.watch)
        outlook = build_outlook(lab, settings.measure_replications)
        plan_all(lab, settings.policies, RuleSettings(), outlook, seek_bound=True)
        extra = {WAITS.name: (WAITS, waits_frame(outlook))}
        assemble(work.folder, (), (), extra | path_tables(work, settings.policies))
        plans = {name: read_plan(work.folder.plan(name)) for name in settings.policies}
        text = "\n\n".join([*told_choice(work), plan_lines(settings.lang, plans)])
        _refuse_unplanned(work, text, outlook)
    return text
