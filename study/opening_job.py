"""Deciding what to open, once for a run: layouts are planned on the look-ahead, never on set C.

Waits are measured on set A with everything open at its widest step, so that all layouts are planned
on one outlook; the layout chosen is measured again before it is planned for good. What was tried is
kept in the folder like any other unit of work, and the run folder's scenario.yaml says what was
opened, so that whoever reads it later builds the same layout.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from domain.opening import choice_of, everything_open, label_of, opened, widest
from domain.outlook import Outlook
from domain.scenario import Scenario
from optimize.bound import lower_bound
from optimize.offers import OfferBook
from optimize.opening import Choice, Chosen, Value, choose, left_kg
from optimize.rule import RuleSettings
from study.atomic import write_text
from study.errors import OpenQuestionError
from study.measure import Lab
from study.opening_text import choice_lines, choice_tables
from study.outlook import build_outlook
from study.plan_folder import read_plan
from study.planning import PlanJob, make_plans, share_outlook
from study.redraw import redraws
from study.replicate import shared
from study.run_folder import RunFolder
from study.session import Session, resolved_yaml, session
from study.settings import Settings

if TYPE_CHECKING:
    from inputs.build import Loaded

PLANNER = "plan"
"""Who values layouts where it is among the policies; else the last of them does."""


@contextmanager
def decided(
    settings: Settings, loaded: Loaded, out: Path, plan_from: Path | None = None
) -> Iterator[Session]:
    """A session whose layout is decided, whatever that takes; by a plan where one is given."""
    with session(settings, loaded, out) as work:
        yield decide(work, plan_from or settings.plan_from)


def told_choice(work: Session) -> list[str]:
    """What was opened, in words; empty where nothing was to be."""
    file = _shelf(work) / "choice.txt"
    return [file.read_text(encoding="utf-8")] if "opened" in work.notes else []


def _shelf(work: Session) -> Path:
    """Where what was tried is kept."""
    return work.folder.root / "parts" / "opening"


def decide(work: Session, plan_from: Path | None = None) -> Session:
    """The session with its layout decided; as it is where nothing is to be opened.

    Raises
    ------
    OpenQuestionError
        When a plan made elsewhere is to be executed and does not say for which layout.
    """
    if not work.scenario.may_open:
        return work
    names = [one.candidate_id for one in work.scenario.may_open]
    if redraws(work.scenario):
        raise OpenQuestionError("an order book drawn anew in every replication", names)
    if plan_from is not None:
        label = read_plan(plan_from).notes.get("opened")
        if label is None:
            raise OpenQuestionError(f"the plan in {plan_from}", names)
        return _settled(work, choice_of(label))
    chosen = _choose(work)
    work.notes["opened"] = dict(chosen.choice)
    choice_tables(work.folder, chosen)
    write_text(_shelf(work) / "choice.txt", choice_lines(work.settings.lang, chosen))
    return _settled(work, chosen.choice)


def _settled(work: Session, choice: Choice) -> Session:
    """The session on the scenario of a layout, which scenario.yaml now fixes."""
    loaded = work.loaded
    resolved = {**loaded.resolved}
    planning = resolved.get("planning")
    assert isinstance(planning, dict)
    resolved["planning"] = {**planning, "opened": dict(choice)}
    scenario = opened(loaded.scenario, choice)
    done = replace(loaded, resolved=resolved, scenario=scenario)
    write_text(work.folder.root / "scenario.yaml", resolved_yaml(done))
    return replace(work, loaded=done)


def valued_by(settings: Settings) -> str:
    """The policy whose plans say what a layout is worth."""
    return PLANNER if PLANNER in settings.policies else settings.policies[-1]


def _choose(work: Session) -> Chosen:
    """Measure, bound and plan layouts until one is chosen."""
    scenario, settings = work.scenario, work.settings
    shelf = _shelf(work)
    with ExitStack() as stack:
        reference = opened(scenario, {o.candidate_id: widest(o).step_id for o in scenario.may_open})
        file = stack.enter_context(shared(reference))
        lab = Lab(file, RunFolder(shelf), work.seed, settings.workers, work.watch)
        outlook = build_outlook(lab, settings.measure_replications)

        def values_of(choices: Sequence[Choice]) -> list[Value]:
            jobs, layouts = [], []
            for choice in choices:
                layout = opened(scenario, choice)
                one = stack.enter_context(shared(layout))
                outlook_file = share_outlook(one, "outlook", outlook)
                jobs.append(
                    PlanJob(
                        one, shelf / label_of(choice), valued_by(settings), RuleSettings(),
                        outlook_file, with_books=False,
                    )
                )  # fmt: skip
                layouts.append(layout)
            make_plans(jobs, title="plan layouts", workers=settings.workers, watch=work.watch)
            return [_value(job.folder, one) for job, one in zip(jobs, layouts, strict=True)]

        # Block space that is bought only where a service opens is no constant of all layouts.
        services = {name for one in scenario.may_open for name in one.service_ids}
        bought = any(services & one.lane.services for one in scenario.contracts.blocks)
        return choose(
            scenario,
            values_of,
            lambda choice: _bound(shelf, opened(scenario, choice), outlook, label_of(choice)),
            None if bought else lambda: _bound(shelf, everything_open(scenario), outlook, "all"),
        )


def _value(folder: Path, layout: Scenario) -> Value:
    plan = read_plan(folder)
    assert plan.cost_cny is not None
    return Value(plan.cost_cny, left_kg(layout, plan.unplanned))


def _bound(shelf: Path, scenario: Scenario, outlook: Outlook, name: str) -> float:
    """A lower bound, kept so that an interrupted run does not seek it again."""
    file = shelf / "bounds" / f"{name}.json"
    if file.exists():
        return float(json.loads(file.read_text(encoding="utf-8")))
    bound = lower_bound(scenario, OfferBook(scenario, outlook))
    file.parent.mkdir(parents=True, exist_ok=True)
    write_text(file, json.dumps(bound))
    return bound
