"""A small made-up run folder in the declared tables, for developing and testing charts.

Nothing in it is a result: services, hours and prices are drawn around plausible values by a
seeded generator. Shapes, names, units and the odd cases are those of a real run.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from domain.tables.registry import Table
from domain.tables.results import RESULT_TABLES
from tests.report.sample_world import ASIA, BENDS, EURO, NODES, PRODUCTS, WAYS, Line

POLICIES = ("habit", "rule", "plan", "foresight")
REPLICATIONS = 8
START = "2026-11-01T00:00:00+08:00"
PERIOD_H = {"hezhou": 61 * 24.0, "taiyuan": 91 * 24.0}
# Factor on money, lateness and waits, so that policies differ as they should.
SKILL = {"habit": 1.18, "rule": 1.0, "plan": 0.90, "foresight": 0.85}
KPI_UNITS = {
    "total_cost_cny": "CNY",
    "cost_cny_per_t": "CNY/t",
    "on_time_share": "",
    "lead_time_mean_h": "h",
    "lead_time_p50_h": "h",
    "lead_time_p90_h": "h",
    "departure_wait_h": "h",
    "missed_departures": "",
    "inspected_share": "",
    "fill_share_box": "",
    "fill_share_train": "",
    "value_lost_share": "",
    "excursion_h": "h",
    "life_left_share": "",
    "co2e_kg_per_t": "kg/t",
    "capital_cost_cny": "CNY",
    "backlog_end_t": "t",
}


def write_sample_run(
    folder: Path, zone: str = "hezhou", *, consignments: int = 200, seed: int = 1
) -> Path:
    """Fill `folder` with a run of one zone; returns it."""
    rng = np.random.default_rng([seed, len(zone)])
    lines = {line.service_id: line for line in (ASIA if zone == "hezhou" else EURO)}
    rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in RESULT_TABLES}
    _network(rows, lines)
    rows["network_products"] += PRODUCTS
    for policy in POLICIES:
        sampler = np.random.default_rng([seed, POLICIES.index(policy), len(zone)])
        _one_replication(rows, lines, zone, policy, consignments, sampler)
    _aggregates(rows, rng)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tables").mkdir(exist_ok=True)
    csv = ("kpis", "comparison")
    plans = ("parts", "plan_boxes", "plan_departures")
    frames = {name: _frame(RESULT_TABLES[name], rows[name]) for name in rows}
    for name, frame in frames.items():
        if name in csv:
            frame.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
        elif name not in plans:
            frame.to_parquet(folder / "tables" / f"{name}.parquet")
    plan = folder / "plan"
    plan.mkdir(exist_ok=True)
    frames["parts"].to_csv(plan / "parts.csv", index=False)
    frames["plan_boxes"].to_csv(plan / "boxes.csv", index=False)
    frames["plan_departures"].to_csv(plan / "departures.csv", index=False)
    (plan / "plan.json").write_text(
        json.dumps(
            {"status": "feasible", "cost_cny": 9.1e6, "bound_cny": 8.2e6, "gap": 0.0989,
             "seconds": 21.5, "deterministic": True}
        ),
        encoding="utf-8",
    )  # fmt: skip
    manifest = {
        "status": "done", "command": f"run scenarios/{zone}.yaml --replications {REPLICATIONS}",
        "seed": seed, "start": START, "replications": REPLICATIONS,
        "inputs": {"sourced": 1210, "assumed": 640},
    }  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def _frame(table: Table, rows: Iterable[tuple[Any, ...]]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=list(table.column_names))
    for column in table.columns:
        if column.dtype == "float":
            frame[column.name] = frame[column.name].astype(float)
    return frame


def _network(rows: dict[str, list[tuple[Any, ...]]], lines: dict[str, Line]) -> None:
    nodes = {node[0]: node for node in NODES}
    used: dict[str, None] = {}
    for line in lines.values():
        chain = line.chain()
        used.update(dict.fromkeys(chain))
        for leg, (here, (to, km, hours)) in enumerate(zip(chain, line.legs, strict=False)):
            ends = [nodes[here][5:7], *BENDS.get((here, to), ()), nodes[to][5:7]]
            points = [(x + 360.0 if to == "US_LAXP" and x < 0 else x, y) for x, y in ends]
            wkt = "LINESTRING (" + ", ".join(f"{x} {y}" for x, y in points) + ")"
            rows["network_legs"].append(
                (line.service_id, leg, line.mode, line.dispatch, here, to, km, hours, wkt)
            )
    rows["network_nodes"] += [nodes[node_id] for node_id in used]


def _departures(
    rows: dict[str, list[tuple[Any, ...]]], line: Line, policy: str, end_h: float, rng: Any
) -> dict[float, list[tuple[float, float]]]:
    """Runs of a line: scheduled hour -> (left, arrived) per leg; given up ones are absent."""
    runs: dict[float, list[tuple[float, float]]] = {}
    t = 10.0 + float(rng.integers(0, 24))
    while t < end_h:
        status = "ran" if rng.random() > 0.06 else "cancelled"
        if line.dispatch == "path" and rng.random() < 0.3:
            status = "given_up"
        booked = float(np.round(line.capacity_teu * min(1.0, rng.beta(4, 2))))
        loaded = 0.0 if status != "ran" else max(0.0, booked - 2.0 * rng.integers(0, 2))
        here, now, times = line.start, t + float(rng.exponential(2.0)), []
        for leg, (to, _, hours) in enumerate(line.legs):
            left, arrived = now, now + hours * float(rng.lognormal(0.0, 0.05))
            ran = status == "ran"
            rows["departures"].append(
                (policy, 0, line.service_id, line.mode, leg, here, to, t, status,
                 left if ran else None, arrived if ran else None, line.capacity_teu,
                 booked, loaded, loaded * 11.0, float(int(loaded / 5)))
            )  # fmt: skip
            times.append((left, arrived))
            dwell = 0.5
            if to.startswith(("BP_", "TR_MAL", "TR_ZMU", "TR_DOS", "TR_BRE")):
                dwell = 14.0 * float(rng.lognormal(0, 0.5))
            now, here = arrived + dwell, to
        if status == "ran":
            runs[t] = times
        t += line.every_h
    return runs


def _one_replication(
    rows: dict[str, list[tuple[Any, ...]]],
    lines: dict[str, Line],
    zone: str,
    policy: str,
    consignments: int,
    rng: Any,
) -> None:
    end_h = PERIOD_H[zone]
    runs = {
        line.service_id: _departures(rows, line, policy, end_h + 1200.0, rng)
        for line in lines.values()
        if line.dispatch != "truck"
    }
    for index in range(consignments):
        way = WAYS[zone][int(rng.integers(len(WAYS[zone])))]
        _one_consignment(rows, lines, runs, policy, index, way, end_h, rng)
    for week in range(int(end_h / 168.0)):
        for node, step, busy in (("HZ_HUB", "receive", 0.6), ("GX_YYG", "border", 0.85)):
            rows["facilities"].append(
                (policy, 0, node, step, week, 40, 2.0 * SKILL[policy], 9.0, busy)
            )


def _one_consignment(
    rows: dict[str, list[tuple[Any, ...]]],
    lines: dict[str, Line],
    runs: dict[str, dict[float, list[tuple[float, float]]]],
    policy: str,
    index: int,
    way: tuple[str, str, str, tuple[str, ...], str, tuple[str, ...]],
    end_h: float,
    rng: Any,
) -> None:
    flow, cargo, origin, before, stuffed_at, hops = way
    cold = cargo == "fresh"
    number, part = f"{flow}-{index:04d}", f"{flow}-{index:04d}/1"
    kg = float(np.round(rng.uniform(6_000, 24_000)))
    box_id, box_type = f"B{policy}{index:04d}", "40RF" if cold else "20GP"
    teu = 2.0 if cold else 1.0
    ready = float(rng.uniform(0.0, end_h))
    t, stages = ready, []

    def stage(kind: str, here: str, to: str, hours: float, wait: float = 0.0, service: str = "",
              scheduled: float | None = None, *, boxed: bool = True) -> None:  # fmt: skip
        nonlocal t
        stages.append((kind, here, to, t, t + wait, t + wait + hours, service, scheduled, boxed))
        t += wait + hours

    for service_id in before:
        line = lines[service_id]
        stage(
            "fetch", line.start, line.legs[0][0], line.legs[0][2], service=service_id, boxed=False
        )
    stage("receive", stuffed_at, stuffed_at, 1.0, 1.0, boxed=False)
    stage("declare", stuffed_at, stuffed_at, float(rng.lognormal(1.0, 0.5)), boxed=False)
    stage("store", stuffed_at, stuffed_at, 18.0 * SKILL[policy] * rng.random(), boxed=False)
    stuffed = t
    stage("stuff", stuffed_at, stuffed_at, 2.0)
    for service_id in hops:
        line = lines[service_id]
        if line.dispatch == "truck":
            for here, (to, _, hours) in zip(line.chain(), line.legs, strict=False):
                stage("ride", here, to, hours, service=service_id)
                if to == "GX_YYG":
                    stage("border", to, to, 6.0, 4.0 * rng.random())
            continue
        stage("terminal_out", line.start, line.start, 8.0)
        later = [s for s, times in runs[service_id].items() if times[0][0] >= t]
        if not later:
            break
        stage("await_departure", line.start, line.start, runs[service_id][later[0]][0][0] - t,
              service=service_id, scheduled=later[0])  # fmt: skip
        for leg, (left, arrived) in enumerate(runs[service_id][later[0]]):
            here, to = line.chain()[leg : leg + 2]
            if left > t:
                stage("border", here, here, left - t)
            stage("ride", here, to, arrived - left, service=service_id, scheduled=later[0])
    end_node = stages[-1][2]
    stage("terminal_in", end_node, end_node, 20.0)
    stage("strip", end_node, end_node, 2.0)
    temp, life, excursion = 6.0, 0.0, 0.0
    for kind, here, to, start, opens, end, service, scheduled, boxed in stages:
        target = 5.0 if kind in ("ride", "store") else 5.0 + 6.0 * rng.random()
        after = target + (temp - target) * float(np.exp(-(end - start) / 12.0))
        life += (end - start) / 24.0 / 60.0 * 1.0 * 2.5 ** ((temp + after) / 20.0 - 0.5)
        excursion += (end - start) * (after > 8.0)
        facts = (after, life) if cold else (None, None)
        subject = ("box", box_id) if boxed else ("part", part)
        rows["movements"].append(
            (policy, 0, *subject, box_id if boxed else "", kind, here, to, service, scheduled,
             start, opens, end, *facts, "", 0.0)
        )  # fmt: skip
        if boxed:
            rows["movements"].append(
                (policy, 0, "part", part, box_id, kind, here, to, service, scheduled,
                 start, opens, end, *facts, "", 0.0)
            )  # fmt: skip
        if cold:
            rows["temperatures"].append(
                (policy, 0, part, flow, kind, here, start, end, temp, after, life, excursion)
            )
        temp = after
    due = ready + 24.0 * (8.0 + 6.0 * rng.random()) + sum(
        hours for service in hops for _, _, hours in lines[service].legs
    )  # fmt: skip
    late = max(0.0, t - due)
    value = kg * 8.0
    charges = {
        ("transport", "shipper", "carrier"): 0.45 * kg * SKILL[policy],
        ("box_use", "shipper", "box_owner"): 25.0 * (t - stuffed) / 24.0,
        ("handling", "shipper", "hub"): 900.0,
        ("handling", "shipper", "terminal"): 650.0,
        ("clearance", "shipper", "broker"): 200.0,
        ("storage", "shipper", "hub"): 60.0 * rng.random(),
        ("capital", "shipper", "bank"): value * 0.05 * (t - ready) / 8760.0,
        ("lateness", "shipper", "customer"): late * 12.0 * SKILL[policy],
        ("value_lost", "shipper", "nobody"): value * 0.1 * life if cold else 0.0,
        ("energy", "shipper", "carrier"): 3.0 * (t - stuffed) if cold else 0.0,
        ("repositioning", "shipper", "box_owner"): 300.0,
    }
    for (line_name, payer, payee), cny in charges.items():
        if cny:
            rows["costs"].append((policy, 0, t, line_name, number, part, payer, payee, box_id, cny))
    if index % 20 == 0:
        rows["costs"].append(
            (policy, 0, t, "dead_freight", "", "", "network", "carrier", hops[-1], 5_000.0)
        )
    total = sum(charges.values())
    missed = int(rng.random() < 0.08)
    rows["consignments"].append(
        (policy, 0, number, flow, flow, cargo, "0110", origin, end_node, True, kg, kg / 400.0,
         value, ready - 72.0, ready, due, t, late, late == 0.0, 0, 1, missed, rng.random() < 0.05,
         20.0, 1.0 - life if cold else None, excursion if cold else 0.0, value * 0.1 * life,
         kg * 0.06, total)
    )  # fmt: skip
    rows["boxes"].append(
        (policy, 0, box_id, f"CBHU{index:07d}", box_type, "leased" if index % 9 == 0 else "pool",
         ">".join(hops), stuffed_at, end_node, stuffed, t, kg, kg / 400.0, min(1.0, kg / 25_000.0),
         1, missed, 2.0, 3.0 * (t - stuffed) if cold else 0.0)
    )  # fmt: skip
    if policy == "plan":
        journey = f"{box_id}/{'>'.join(hops)}"
        rows["parts"].append(
            (part, number, 20, index, ">".join(before), journey, "", True, stuffed - 1.0, t,
             total, kg * 0.06, "")
        )  # fmt: skip
        rows["plan_boxes"].append(
            (box_id, journey, box_type, ">".join(hops), stuffed, part, 20, kg, kg / 400.0)
        )
    rows["leg_flows"] += [
        (policy, 0, service, leg, teu, kg / 1000.0)
        for service in (*before, *hops)
        for leg in range(len(lines[service].legs))
    ]


def _aggregates(rows: dict[str, list[tuple[Any, ...]]], rng: Any) -> None:
    from scipy.stats import t as student_t

    def frame(name: str) -> pd.DataFrame:
        return _frame(RESULT_TABLES[name], rows[name])

    flows = frame("leg_flows").groupby(["policy", "service_id", "leg"], sort=True)[["teu", "t"]]
    summed = flows.sum().reset_index()
    rows["leg_flows"] = []
    noise = {r: float(rng.normal(1.0, 0.02)) for r in range(REPLICATIONS)}
    for replication, factor in noise.items():
        for row in summed.itertuples(index=False):
            rows["leg_flows"].append(
                (row.policy, replication, row.service_id, row.leg, row.teu * factor, row.t * factor)
            )
        money = frame("costs").groupby(["policy", "line", "payer", "payee"])["cny"].sum()
        for (policy, line, payer, payee), cny in money.items():
            jitter = factor * float(rng.normal(1.0, 0.01))
            rows["cost_lines"].append((policy, replication, line, payer, payee, cny * jitter))
        moves = frame("movements")
        moves = moves[moves["subject"] == "part"]
        hours = (moves["end_h"] - moves["start_h"]).groupby([moves["policy"], moves["stage"]]).sum()
        counts = frame("consignments").groupby("policy").size()
        for (policy, name), total in hours.items():
            rows["stage_hours"].append((policy, replication, name, total / counts[policy] * factor))
        _kpis(rows, replication, factor, frame("consignments"), rng)
    lanes = frame("consignments").groupby(["policy", "flow_id", "origin_id", "destination_id"])
    for (policy, flow, origin, destination), goods in lanes:
        tonnes = goods["kg"].sum() / 1000.0
        rows["lanes"].append(
            (policy, 0, flow, origin, destination, len(goods), tonnes, goods["on_time"].mean(),
             (goods["delivered_h"] - goods["ready_h"]).mean(), goods["cost_cny"].sum() / tonnes,
             goods["life_left"].mean())
        )  # fmt: skip
    values = frame("replication_kpis")
    values = values.pivot_table(index="replication", columns=["policy", "kpi"], values="value")

    def interval(sample: Any) -> tuple[float, float, float, int]:
        mean, n = float(np.mean(sample)), len(sample)
        half = float(student_t.ppf(0.975, n - 1) * np.std(sample, ddof=1) / np.sqrt(n))
        return mean, mean - half, mean + half, n

    for policy in POLICIES:
        for kpi, unit in KPI_UNITS.items():
            rows["kpis"].append(("sample", policy, kpi, unit, *interval(values[policy, kpi])))
    for a, b in (("rule", "plan"), ("habit", "plan"), ("rule", "foresight")):
        for kpi, unit in KPI_UNITS.items():
            found = interval(values[b, kpi] - values[a, kpi])
            rows["comparison"].append(("sample", a, "sample", b, kpi, unit, *found, 4.0))


def _kpis(
    rows: dict[str, list[tuple[Any, ...]]],
    replication: int,
    factor: float,
    goods: pd.DataFrame,
    rng: Any,
) -> None:
    for policy in POLICIES:
        mine = goods[goods["policy"] == policy]
        skill = SKILL[policy]
        tonnes = mine["kg"].sum() / 1000.0
        lead = mine["delivered_h"] - mine["ready_h"]
        made = {
            "total_cost_cny": mine["cost_cny"].sum(),
            "cost_cny_per_t": mine["cost_cny"].sum() / tonnes,
            "on_time_share": min(1.0, mine["on_time"].mean() * (1.15 - 0.15 * skill)),
            "lead_time_mean_h": lead.mean() * skill**0.3,
            "lead_time_p50_h": lead.quantile(0.5) * skill**0.3,
            "lead_time_p90_h": lead.quantile(0.9) * skill**0.3,
            "departure_wait_h": 44.0 * skill,
            "missed_departures": 17.0 * skill,
            "inspected_share": 0.05,
            "fill_share_box": 0.6 / skill**0.5,
            "fill_share_train": 0.55 / skill**0.7,
            "value_lost_share": 0.012 * skill,
            "excursion_h": 3.2 * skill**2,
            "life_left_share": 0.86 / skill**0.1,
            "co2e_kg_per_t": 55.0 * skill**0.1,
            "capital_cost_cny": 21_000.0 * skill**0.3,
            "backlog_end_t": 12.0 * skill,
        }
        for kpi, value in made.items():
            jitter = factor * float(rng.normal(1.0, 0.01))
            value = min(value * jitter, 1.0) if kpi.endswith("_share") else value * jitter
            rows["replication_kpis"].append((policy, replication, kpi, KPI_UNITS[kpi], value))
