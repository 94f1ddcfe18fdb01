"""Tables about the figures of a run: quantiles between replications, the check of the warm-up."""

from __future__ import annotations

import pandas as pd

from domain.tables.statistics import KPI_QUANTILES, PRECISION, WARM_UP, WARM_UP_SERIES
from study.frames import read_table, write_table
from study.how_sure import FEW, how_sure
from study.session import Session
from study.summary import quantile_rows
from study.warm_up_check import WarmUpCheck, check_warm_up


def write_statistics(
    work: Session, figures: pd.DataFrame, pilots: WarmUpCheck | None = None
) -> None:
    """Write the tables, and note what the manifest is to say.

    Parameters
    ----------
    figures
        Table `replication_kpis`.
    pilots
        What pilot runs showed where the warm-up was found by them; else the run itself is judged.
    """
    scenario, tables = work.scenario, work.folder.tables
    policies = work.settings.policies
    write_table(
        KPI_QUANTILES,
        quantile_rows(scenario.name, policies, figures),
        tables / f"{KPI_QUANTILES.name}.parquet",
    )
    work.notes.update({
        "state": scenario.state,
        "warm_up_h": scenario.warm_up_h,
        "period_end_h": scenario.period_end_h,
        "warm_up_from": "stated" if pilots is None else "mser5",
        "redraw_demand": scenario.redraw_demand,
        "few": FEW,
    })  # fmt: skip
    if pilots is not None:
        work.notes["warm_up_pilots"] = int(pilots.verdicts["replications"].max())
    check = pilots or check_warm_up(scenario, work.folder, policies)
    paths = {table: tables / f"{table.name}.parquet" for table in (WARM_UP, WARM_UP_SERIES)}
    if check is None:
        for path in paths.values():
            path.unlink(missing_ok=True)
        return
    write_table(WARM_UP, check.verdicts, paths[WARM_UP])
    write_table(WARM_UP_SERIES, check.series, paths[WARM_UP_SERIES])


def surety(work: Session) -> str:
    """How the figures of a session were made and how sure they are, in words."""
    found = {}
    for table in (WARM_UP, PRECISION):
        path = work.folder.tables / f"{table.name}.parquet"
        found[table.name] = read_table(path) if path.exists() else None
    return how_sure(
        work.settings.lang, work.scenario, work.notes, found[WARM_UP.name], found[PRECISION.name]
    )
