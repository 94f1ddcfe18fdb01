"""Breaches of a scenario's rule packs in one replication: its table, and figures by pack."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from domain.custody import DELIVERED
from domain.rules import RulePack, StageHeat, Track, breaches, tracks_of
from domain.scenario import Scenario
from domain.tables.results import REPLICATION_KPIS
from domain.tables.rules import BREACHES
from study.frames import table_frame
from study.tracedb.build import of_orders
from study.tracedb.facts import facts_of
from study.tracedb.shelves import Shelves
from study.tracedb.stays import stays_of
from study.tracedb.warm import temperatures_of

Tables = Mapping[str, pd.DataFrame]


def breaches_frame(
    scenario: Scenario, tables: Tables, policy: str, replication: int
) -> pd.DataFrame:
    """What the lots of one replication broke."""
    rows = [
        (policy, replication, *one) for one in breaches(scenario.rules, _tracks(scenario, tables))
    ]
    return table_frame(BREACHES, rows)


def with_breaches(
    scenario: Scenario, tables: dict[str, pd.DataFrame], seen: Tables, policy: str,
    replication: int, *, keep: bool,
) -> dict[str, pd.DataFrame]:  # fmt: skip
    """The tables of a replication, with its breaches and what they come to."""
    found = breaches_frame(scenario, seen, policy, replication)
    figures = rule_figures(found, scenario.rules, _counted(seen))
    rows = table_frame(REPLICATION_KPIS, [(policy, replication, *one) for one in figures])
    both = pd.concat([tables["replication_kpis"], rows], ignore_index=True)
    return {**tables, "replication_kpis": both, **({BREACHES.name: found} if keep else {})}


def rule_figures(
    found: pd.DataFrame, packs: tuple[RulePack, ...], counted: frozenset[str]
) -> Iterator[tuple[str, str, float]]:
    """Name, unit and value: breaches by lots that count (and of records), lots, hours, by pack."""
    mine = found[found["lot_id"].isin(counted) | (found["lot_id"] == "")]
    for pack in packs:
        own = mine[mine["rule"] == pack.pack_id]
        yield f"breaches.{pack.pack_id}", "1", float(len(own))
        yield f"breach_lots.{pack.pack_id}", "1", float(len(set(own["lot_id"]) - {""}))
        yield f"breach_h.{pack.pack_id}", "h", float(own["hours"].sum())


def _counted(seen: Tables) -> frozenset[str]:
    """Lots of consignments that count."""
    orders, lots = seen["consignments"], seen["lots"]
    cohort = orders.loc[orders["cohort"], "consignment_id"]
    return frozenset(lots.loc[lots["consignment_id"].isin(cohort), "lot_id"])


def _tracks(scenario: Scenario, seen: Tables) -> Iterator[Track]:
    products = pd.DataFrame(
        [(one.product_id, one.setpoint_c) for one in scenario.products.values()],
        columns=["product_id", "setpoint_c"],
    ).astype({"setpoint_c": float})
    facts, boxes = facts_of(scenario), seen["boxes"]
    lots = of_orders(seen["lots"], seen["consignments"])
    stays = stays_of(seen["movements"], lots, Shelves(None, {}))
    heat = temperatures_of(
        seen["temperatures"], stays, products,
        frozenset(boxes.loc[boxes["box_type"].isin(facts.reefers), "box_id"]),
        dict(zip(lots["lot_id"], lots["parent_id"], strict=True)),
    )  # fmt: skip
    classes = {name: one.temp_class for name, one in scenario.products.items()}
    heat = heat.assign(temp_class=heat["product_id"].map(classes))
    columns = ["lot_id", "product_id", "temp_class", *StageHeat._fields]
    rows = zip(*(heat[name].tolist() for name in columns), strict=True)
    taken = stays.loc[stays["stage"] == DELIVERED, ["lot_id", "node_id", "holder_id"]]
    return tracks_of(
        rows, {lot: (node, holder) for lot, node, holder in taken.itertuples(index=False)}
    )
