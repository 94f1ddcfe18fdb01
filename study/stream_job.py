"""A scenario of streams alone: nothing is planned, so its one plan is empty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from domain.tables.results import REPLICATION_KPIS
from domain.tables.streams import STEP_FIGURES
from study.run_folder import assemble, write_summaries
from study.session import Session
from study.settings import Settings
from study.statistics_tables import write_statistics
from study.stream_headline import unfinished_line
from study.summary import comparisons, kpi_rows
from study.warm_up_check import WarmUpCheck

UNBOOKED = "none"
"""What tables call the policy where nothing is planned."""


def unbooked(settings: Settings) -> Settings:
    """Settings without what only planning needs, so that `run` and `simulate` are one job."""
    return replace(
        settings, verb="simulate" if settings.verb == "run" else settings.verb,
        policies=(UNBOOKED,), measure_replications=0, tune_replications=0,
    )  # fmt: skip


def figures_of_streams(
    work: Session, numbers: Sequence[int], pilots: WarmUpCheck | None = None
) -> pd.DataFrame:
    """Write tables and kpis.csv; returns figures per replication.

    `pilots` are what pilot runs showed, where the warm-up was found by them.
    """
    assemble(work.folder, work.settings.policies, numbers, {})
    figures = work.folder.table(REPLICATION_KPIS.name)
    name = work.scenario.name
    write_summaries(
        work.folder, kpi_rows(name, work.settings.policies, figures), comparisons(name, (), figures)
    )
    write_statistics(work, figures, pilots)
    warn_of_unfinished(work)
    return figures


def warn_of_unfinished(work: Session) -> None:
    """Say on stderr where lots still waited when runs ended."""
    line = unfinished_line(work.settings.lang, work.folder.table(STEP_FIGURES.name))
    if line is not None:
        work.watch.say(line)
