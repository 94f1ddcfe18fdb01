"""What of a run folder is about streams, for charts and tables."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from report.run_tables import RunTables

STEP_FIGURES, CONSIGNMENTS = "step_figures", "consignments"


def has_streams(run: RunTables) -> bool:
    """Whether streams ran."""
    return run.has(STEP_FIGURES) and len(run.table_or_empty(STEP_FIGURES)) > 0


def only_streams(runs: Sequence[RunTables]) -> bool:
    """Whether these runs have streams and nothing that was booked."""
    return bool(runs) and all(has_streams(run) and not run.has(CONSIGNMENTS) for run in runs)


def steps_of(run: RunTables) -> pd.DataFrame:
    """Rows of `step_figures` of the first replication of the policy that charts show."""
    return chosen_rows(run, STEP_FIGURES)


def chosen_rows(run: RunTables, name: str) -> pd.DataFrame:
    """Rows of a table of the first replication that was kept, of the policy that charts show."""
    kept = run.records(name)
    mine: pd.DataFrame = kept[kept["policy"] == run.chosen_policy(STEP_FIGURES)]
    return mine


def kpis_of(run: RunTables) -> pd.DataFrame:
    """Rows of `kpis` of the policy that charts of streams show."""
    mine: pd.DataFrame = run.kpis[run.kpis["policy"] == run.chosen_policy(STEP_FIGURES)]
    return mine
