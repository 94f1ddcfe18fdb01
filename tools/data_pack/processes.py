"""processes.csv, inspection.csv and laboratory.csv."""

from collections.abc import Iterator

from tools.data_pack.gates import GATES, border_steps
from tools.data_pack.hubs import DEFAULTS, customs_steps, hub_steps, later_steps, own_steps
from tools.data_pack.pack import ASSUMED, Row, Value
from tools.data_pack.step import ALWAYS, FLOOR_H, Step
from tools.data_pack.terminals import TERMINALS, import_steps, port_steps, rail_steps

OPEN_H = {
    ALWAYS: 24.0, "hub_day": 16.0, "cold_store": 16.0, "yyg_gate": 24.0, "ddg_gate": 12.0,
    "dx_gate": 12.0, "cbec_hall": 9.0, "produce_line": 9.0, "bonded_zone": 14.0, "ow_eu": 12.0,
    "ow_ru": 10.0, "ow_us": 12.0, "ow_asean": 12.0, "bkk_day": 16.0,
    "shops": 16.0,
}  # fmt: skip
WAREHOUSE_HOURS = {
    "OW_LAX": "ow_us", "OW_NJ": "ow_us", "OW_DUI": "ow_eu", "OW_WAW": "ow_eu",
    "OW_MOW": "ow_ru", "OW_ALA": "ow_ru",
}  # fmt: skip
# Hours at the beginning of a step without power for a reefer (assumed).
UNPLUGGED_H = {"terminal_out": 0.5, "terminal_in": 1.0, "transfer_in": 0.5, "border": 1.0}
INSPECTION_CNY = 600.0
# What counts as an hour of a fruit check, by how the pack words it.
CHECK_HOURS = {
    "08:00-22:00": "bonded_zone",
    "24x7": ALWAYS,
    "working days": "working_days",
    "08:00-20:00 (24h appointment since 2024)": "yyg_gate",
}
EVERYWHERE = "assumed: for nodes without a row of their own, so that no lookup fails"


def process_rows(borders: list[Row], used: set[str]) -> Iterator[dict[str, Value]]:
    """Rows of processes.csv for the nodes in use; rows of all nodes (`*`) come last."""
    by_id = {row["id"]: row for row in borders}
    steps = [
        *border_steps(), *port_steps(by_id), *rail_steps(by_id), *customs_steps(), *hub_steps(),
        *import_steps(by_id), *later_steps(),
    ]  # fmt: skip
    for process_id, step in steps:
        row = _from_pack(by_id[process_id], step)
        if row["node_id"] == "*" or row["node_id"] in used:
            yield row
    for number, step in enumerate(own_steps(), 1):
        if step.node in used:
            yield _own(f"A{number:03d}", step)
    for number, (name, mode, hours, sd) in enumerate(DEFAULTS, 1):
        yield {
            "process_id": f"D{number:03d}",
            "node_id": "*",
            "step": name,
            "direction": "any",
            "cargo_class": "any",
            "trade_mode": "any",
            "mode": mode,
            "hours_mean": hours,
            "hours_sd": sd,
            "distribution": "lognormal" if hours else "deterministic",
            "opening": "hub_day" if name == "receive" else ALWAYS,
            "unplugged_h": UNPLUGGED_H.get(name, 0.0) if hours else 0.0,
            "source": EVERYWHERE,
            "verified": ASSUMED,
        }


def _from_pack(row: Row, step: Step) -> dict[str, Value]:
    mean = float(row["mean_hours"])
    hours = mean if step.hours is None else step.hours
    cut = hours < mean
    notes = [row["note"], step.note]
    if cut:
        notes.append(f"tabulated {mean:g} h less the gate-in cut-off, never below {FLOOR_H:g} h")
    cost, cost_unit = _cost(row, step)
    return {
        "process_id": row["id"] + step.suffix,
        **_resource(step.node or row["node"], step),
        "direction": step.direction or ("any" if row["direction"] == "both" else row["direction"]),
        "cargo_class": step.cargo or _cargo(row["cargo_class"]),
        "trade_mode": row["trade_mode"] if step.trade_mode == "pack" else step.trade_mode,
        "hours_mean": hours,
        "hours_sd": float(row["sd_hours"]) * (hours / mean if cut else 1.0),
        "parallel_hours_mean": step.beside_h,
        "cost_cny": cost,
        "cost_unit": cost_unit,
        "source": row["source"],
        "verified": row["verified"],
        "verified_fields": row["verified_fields"],
        "note": " | ".join(filter(None, notes)),
    }


def _own(process_id: str, step: Step) -> dict[str, Value]:
    hours = step.hours or 0.0
    return {
        "process_id": process_id,
        **_resource(step.node, step),
        "direction": step.direction or "any",
        "cargo_class": step.cargo or "any",
        "trade_mode": step.trade_mode,
        "hours_mean": hours,
        "hours_sd": hours / 3,
        "source": step.note,
        "verified": ASSUMED,
    }


def _resource(node: str, step: Step) -> dict[str, Value]:
    """Who does the work: place, hours, servers, capacity, and the slot that follows."""
    servers, capacity, unit, opening = step.servers, step.capacity, step.unit, step.opening
    trains_at_truck_gate = step.mode == "rail" and GATES.get(node, (0, 0, ""))[2] == "vehicle"
    if step.step == "border" and not trains_at_truck_gate:
        _, capacity, unit, servers, opening = GATES[node]
    elif (node, step.step) in TERMINALS and step.mode == "rail" and step.direction != "domestic":
        servers, capacity = TERMINALS[node, step.step]
        unit = "teu"
    elif opening == "warehouse":
        opening = WAREHOUSE_HOURS.get(node, "ow_asean")
    slot = OPEN_H[opening] * servers / capacity if servers and capacity else None
    return {
        "node_id": node,
        "step": step.step,
        "mode": step.mode,
        "distribution": "lognormal",
        "opening": opening,
        "servers": servers,
        "capacity_per_day": capacity,
        "capacity_unit": unit if servers else None,
        "slot_h": slot,
        "unplugged_h": UNPLUGGED_H.get(step.step, 0.0),
    }


def _cargo(pack: str) -> str:
    return pack if pack in {"fresh", "frozen", "parcel"} else "any"


def _cost(row: Row, step: Step) -> tuple[float | None, str | None]:
    if step.cost is not None:
        return (step.cost, step.cost_unit) if step.cost else (None, None)
    if step.step == "border" or not row["cost_cny"]:
        return None, None  # the price of the trains holds it
    per_box = "per box" in row["note"] or row["note"] == "as above"
    return float(row["cost_cny"]), "box" if per_box else "teu"


def inspection_rows(borders: list[Row]) -> Iterator[dict[str, Value]]:
    """Rows of inspection.csv."""
    for row in borders:
        if row["process"] == "physical inspection selection" and row["regime"] == "base":
            yield {
                "credit_grade": row["credit_grade"],
                "share": float(row["inspection_rate_pct"]) / 100,
                "extra_h": float(row["extra_hours_if_inspected"]),
                "cost_cny": INSPECTION_CNY,
                "source": f"{row['id']}: {row['source']}; 600 CNY a declaration assumed",
                "verified": row["verified"],
            }


def laboratory_rows(borders: list[Row], used: set[str]) -> Iterator[dict[str, Value]]:
    """Rows of laboratory.csv: checks of fruit that enters by general trade, every regime."""
    for row in borders:
        process = row["process"]
        of_fruit = "CIQ" in process and ("fruit" in process or "durian" in process)
        if of_fruit and row["trade_mode"] == "0110" and row["node"] in used:
            yield {
                "process_id": row["id"],
                "node_id": row["node"],
                "regime": row["regime"],
                "goods": "durian" if "durian" in process else "fruit",
                "trade_mode": row["trade_mode"],
                "tested_share": float(row["inspection_rate_pct"]) / 100,
                "hours_mean": float(row["mean_hours"]),
                "hours_sd": float(row["sd_hours"]),
                "extra_h": float(row["extra_hours_if_inspected"]),
                "distribution": row["distribution"],
                "opening": CHECK_HOURS[row["working_hours"]],
                "source": row["source"],
                "verified": row["verified"],
                "verified_fields": row["verified_fields"],
                "note": row["note"],
            }
