"""Train paths that plans give to services, window by window."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from domain.account import account
from domain.plan import Plan
from domain.scenario import Scenario
from domain.tables.opening import PATH_WORTHS, PATHS_GIVEN
from optimize.path_worth import path_worths
from study.frames import table_frame, write_table
from study.text_table import table_lines

if TYPE_CHECKING:
    from study.why_job import WhyRun


def told_path_worths(lang: str, run: WhyRun) -> str:
    """What one more path is worth in every full window, as text; the table is kept."""
    found = path_worths(run.scenario, run.offers, run.plan)
    rows = [
        (
            one.pool_id, one.window + 1, one.begins_h, one.there, ",".join(one.trains),
            one.nearby_cny, one.price_cny,
        )
        for one in found
    ]  # fmt: skip
    frame = table_frame(PATH_WORTHS, rows)
    write_table(PATH_WORTHS, frame, run.folder.tables / f"{PATH_WORTHS.name}.parquet")
    zh = lang == "zh"
    title = (
        "多一条图定线值多少（元；就近重优化，含事后信息）"
        if zh
        else "what one more train path is worth (CNY; improved nearby, with hindsight)"
    )
    if not rows:
        return f"{title}\n  " + ("每期都有余线" if zh else "every window has a path left")
    head = (
        ["图定线组", "期", "可用", "开行班线", "多一条", "下界价格"]
        if zh
        else ["pool", "window", "there", "trains", "one more", "bound's price"]
    )
    body = [
        [
            one.pool_id, str(one.window + 1), str(one.there), ",".join(one.trains),
            f"{max(0.0, one.nearby_cny):,.0f}", f"{one.price_cny:,.0f}",
        ]
        for one in found
    ]  # fmt: skip
    return "\n".join([title, *table_lines([head, *body], "  ", texts=(3,))])


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
