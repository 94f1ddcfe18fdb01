"""One layout of a comparison: made ready to execute, and summed up when it has been."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from domain.outlook import Outlook
from study.main_job import look_ahead, plan_all, plan_nothing, summarise
from study.measure import Lab
from study.redraw import Redraw, redraw_of
from study.session import Session
from study.stream_job import figures_of_streams
from study.stream_logs import only_streams
from study.tune import Tuned
from study.warm_up_check import WarmUpCheck


@dataclass(frozen=True, slots=True)
class Layout:
    """A session whose plan is made; `file` is its shared scenario."""

    work: Session
    file: Path
    pilots: WarmUpCheck | None
    outlook: Outlook | None = None
    tuned: Tuned | None = None
    redraw: Redraw | None = None

    @property
    def name(self) -> str:
        """Name of the scenario."""
        return self.work.scenario.name


def ready(work: Session, file: Path, pilots: WarmUpCheck | None) -> Layout:
    """Plan a layout: tune the rule and measure waits on set A; streams alone need no plan.

    `pilots` are what pilot runs showed, where the warm-up was found by them.
    """
    if only_streams(work.scenario):
        plan_nothing(work)
        return Layout(work, file, pilots)
    lab = Lab(file, work.folder, work.seed, work.settings.workers, work.watch)
    outlook, tuned = look_ahead(lab, work.settings)
    plan_all(lab, work.settings.policies, tuned.rule, outlook)
    redraw = redraw_of(work, file, outlook, tuned.rule)
    return Layout(work, file, pilots, outlook, tuned, redraw)


def summed_up(layout: Layout, numbers: tuple[int, ...]) -> pd.DataFrame:
    """Write the tables of a layout; its figures per replication."""
    if only_streams(layout.work.scenario):
        return figures_of_streams(layout.work, numbers, layout.pilots)
    return summarise(layout.work, numbers, layout.outlook, layout.tuned)
