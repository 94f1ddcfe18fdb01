"""Train paths that plans give to services, window by window."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from domain.account import account
from domain.plan import Plan
from domain.scenario import Scenario
from domain.tables.opening import PATHS_GIVEN
from study.frames import table_frame


def paths_given(scenario: Scenario, plans: Mapping[str, Plan]) -> pd.DataFrame:
    """A row for every service that could run in a window which some plan uses."""
    rows = []
    for policy, plan in plans.items():
        teu = account(scenario, plan).ledger.teu
        for pool in scenario.path_pools:
            used = {pool.window(at) for name, at in plan.runs if name in pool.service_ids}
            for window in sorted(used):
                for service_id in sorted(pool.service_ids):
                    times = scenario.timetable.departures.get(service_id, ())
                    could = [at for at in times if pool.window(at) == window]
                    runs = [at for at in could if (service_id, at) in plan.runs]
                    service = scenario.network.services[service_id]
                    legs = range(len(service.legs))
                    loads = [
                        max(teu.get(((service_id, at), leg), 0.0) for leg in legs) for at in runs
                    ]
                    rows.append(
                        (
                            policy, pool.pool_id, window + 1, pool.begins_h[window], service_id,
                            pool.there(window), len(could), len(runs), sum(loads),
                            service.least_load_teu * len(runs),
                        )
                    )  # fmt: skip
    return table_frame(PATHS_GIVEN, rows)
