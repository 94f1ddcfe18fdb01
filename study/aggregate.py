"""Sums of one replication that are kept for every replication."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from domain.stage_kinds import STAGES
from domain.tables.registry import Table
from domain.tables.results import (
    CONTRACTS,
    COST_LINES_TABLE,
    FACILITIES,
    LANES,
    LEG_FLOWS,
    REPLICATION_KPIS,
    STAGE_HOURS,
)
from domain.tariff import COST_LINES
from study.frames import table_frame
from study.kpis import NETWORK, Observed, kpis
from study.lot_names import whole_of

AGGREGATES: tuple[Table, ...] = (
    REPLICATION_KPIS,
    STAGE_HOURS,
    COST_LINES_TABLE,
    LANES,
    LEG_FLOWS,
    FACILITIES,
    CONTRACTS,
)
"""Tables that are kept for every replication."""
RECOVER = "recover"


def aggregates(seen: Observed) -> dict[str, pd.DataFrame]:
    """All aggregates of one replication by table name; contracts only where there are some."""
    found = {
        REPLICATION_KPIS.name: kpis(seen),
        STAGE_HOURS.name: stage_hours(seen),
        COST_LINES_TABLE.name: cost_lines(seen),
        LANES.name: lanes(seen),
        LEG_FLOWS.name: leg_flows(seen),
        FACILITIES.name: seen.tables[FACILITIES.name],
    }
    contracts = seen.tables.get(CONTRACTS.name)
    if contracts is not None and len(contracts):
        found[CONTRACTS.name] = contracts
    return found


def stage_hours(seen: Observed) -> pd.DataFrame:
    """Where the time goes: hours by stage per consignment of the cohort, weighted by tonnes.

    A consignment in several parts counts the mean of their hours, a part in several boxes that of
    its pieces.
    """
    moves = seen.tables["movements"]
    parts = moves.loc[moves["subject"] != "box", ["subject_id", "stage", "start_h", "end_h"]]
    lot, lots = pd.factorize(parts["subject_id"])
    stage, stages = pd.factorize(parts["stage"], sort=True)
    # Consignments by their place in the cohort: numbers group faster than names.
    kg = seen.cohort.set_index("consignment_id")["kg"].sort_index()
    place_of = {name: place for place, name in enumerate(kg.index)}
    places = np.array([place_of.get(seen.owner_of.get(one, NETWORK), -1) for one in lots], np.int64)
    place = places[lot]
    counts = place >= 0
    hours = (parts["end_h"] - parts["start_h"]).to_numpy() * _shares(list(lots), places)[lot]
    sums = pd.Series(hours[counts]).groupby((stage * len(kg) + place)[counts], sort=True).sum()
    of_stage, of_place = np.divmod(sums.index.to_numpy(), max(len(kg), 1))
    weighted = sums.to_numpy() * kg.to_numpy()[of_place]
    totals = pd.Series(weighted).groupby(of_stage).sum() / max(
        float(seen.cohort["kg"].sum()), 1e-12
    )
    by_stage = {str(stages[code]): float(totals[code]) for code in totals.index}
    order = [stage for stage in (*STAGES, RECOVER) if stage in by_stage]
    rows = [(seen.policy, seen.replication, stage, by_stage[stage]) for stage in order]
    return table_frame(STAGE_HOURS, rows)


def _shares(lots: Sequence[str], places: NDArray[np.int64]) -> NDArray[np.float64]:
    """Part of its consignment that each lot stands for; a whole and its pieces both count it."""
    wholes = [whole_of(lot) for lot in lots]
    first = dict(zip(wholes, places, strict=True))
    parts = Counter(first.values())
    pieces = Counter(whole for lot, whole in zip(lots, wholes, strict=True) if lot != whole)
    shares = [
        1.0 / parts[first[whole]] / (1 if lot == whole else pieces[whole])
        for lot, whole in zip(lots, wholes, strict=True)
    ]
    return np.array(shares, np.float64)


def cost_lines(seen: Observed) -> pd.DataFrame:
    """Where the money goes: the cohort's and the network's sums by line, payer and payee."""
    sums = seen.costs.groupby(["line", "payer", "payee"], sort=True)["cny"].sum()
    position = {line: number for number, line in enumerate(COST_LINES)}
    keyed = sorted(sums.items(), key=lambda item: (position[item[0][0]], item[0]))  # type: ignore[index]
    rows = [(seen.policy, seen.replication, *key, float(cny)) for key, cny in keyed]  # type: ignore[misc]
    return table_frame(COST_LINES_TABLE, rows)


def lanes(seen: Observed) -> pd.DataFrame:
    """Results by flow, origin and destination."""
    rows = []
    for (flow, origin, destination), group in seen.cohort.groupby(
        ["flow_id", "origin_id", "destination_id"], sort=True
    ):
        lead = (group["delivered_h"] - group["ready_h"]).dropna()
        t = float(group["kg"].sum()) / 1000.0
        life = group["life_left"].dropna()
        rows.append(
            (
                seen.policy,
                seen.replication,
                flow,
                origin,
                destination,
                len(group),
                t,
                float(group["on_time"].mean()),
                float(lead.mean()) if len(lead) else None,
                float(group["cost_cny"].sum()) / t if t else None,
                float(life.mean()) if len(life) else None,
            )
        )
    return table_frame(LANES, rows)


def leg_flows(seen: Observed) -> pd.DataFrame:
    """What each leg carried in the whole run: dated services as recorded, trucks by movements.

    A lot on a truck counts an equal share of its consignment's weight.
    """
    keys = ["service_id", "leg"]
    dated = seen.tables["departures"][[*keys, "loaded_teu", "loaded_t"]]
    boxes = seen.tables["boxes"].set_index("box_id")
    moves = seen.tables["movements"]
    by_truck = (moves["service_id"] != "") & ~moves["service_id"].isin(dated["service_id"])
    moves = moves.loc[
        by_truck, ["subject", "subject_id", "stage", "node_id", "to_id", "service_id"]
    ]
    moves = moves.assign(
        leg=[
            seen.leg_of.get(key, 0)
            for key in zip(moves["service_id"], moves["node_id"], moves["to_id"], strict=True)
        ]
    )
    hauled = moves[(moves["subject"] == "box") & (moves["stage"] == "ride")]
    hauled = hauled.assign(
        loaded_teu=boxes["box_type"].reindex(hauled["subject_id"]).map(seen.teu_of).to_numpy(),
        loaded_t=boxes["kg"].reindex(hauled["subject_id"]).to_numpy() / 1000.0,
    )
    loose = moves[(moves["subject"] != "box") & moves["stage"].isin(["fetch", "trunk", "deliver"])]
    owner = pd.Series([seen.owner_of.get(lot, NETWORK) for lot in loose["subject_id"]], loose.index)
    kg = seen.tables["consignments"].set_index("consignment_id")["kg"].reindex(owner).to_numpy()
    lots = owner.groupby([owner, loose["stage"], loose["leg"], loose["service_id"]]).transform(
        "size"
    )
    loose = loose.assign(loaded_teu=0.0, loaded_t=kg / 1000.0 / lots.to_numpy())
    columns = [*keys, "loaded_teu", "loaded_t"]
    stacked = pd.concat([dated, hauled[columns], loose[columns]])
    sums = stacked.groupby(keys, sort=True)[["loaded_teu", "loaded_t"]].sum().reset_index()
    rows = [
        (seen.policy, seen.replication, *values)
        for values in sums.itertuples(index=False, name=None)
    ]
    return table_frame(LEG_FLOWS, rows)
