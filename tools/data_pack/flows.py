"""flows.csv before its prices: one row per profile row and pair of places."""

from collections.abc import Iterator

from tools.data_pack.pack import Row, Value, pairs
from tools.data_pack.scope import FLOWS, HEZHOU, LEFT_OUT_FLOWS, TAIYUAN, zone_of

ABROAD_BOXES = {
    ("20GP", "fcl"): "20GP",
    ("40HC", "fcl"): "40HC",
    ("40RF", "fcl"): "40RF",
    ("reefer_trailer", "fcl"): "reefer_trailer",
    ("20GP", "pallet"): "20GP;40HC",
    ("40HC", "pallet"): "40HC;20GP",
    ("reefer_trailer", "pallet"): "reefer_trailer;40RF",
    ("mail_bag", "parcel_batch"): "40HC;20GP",
}
CLASSES = {"chilled": "fresh", "dry_bulk_box": "dry", "temp": "dry"}
UNITS = {"parcel_batch": "parcel"}
# Days from ready after which goods are refused (assumed): a fifth of the shelf life of leafy
# vegetables at home, a day more for Hong Kong; twice the due time for medicines.
LEAFY_DAYS = {"domestic": 4.0, "export": 5.0}


def flow_rows(
    profiles: list[Row], demand: list[Row], countries: dict[str, str]
) -> Iterator[dict[str, Value]]:
    """Rows of flows.csv of both scenarios, without outsourcing prices."""
    inputs = {row["id"]: row for row in demand if row["row_type"] == "model_input"}
    for scenario in (HEZHOU, TAIYUAN):
        for row in profiles:
            if row["flow_id"] in FLOWS[scenario]:
                yield from _of_profile(row, inputs, countries, zone_of(scenario))


def _of_profile(
    row: Row, inputs: dict[str, Row], countries: dict[str, str], zone: str
) -> Iterator[dict[str, Value]]:
    demand = inputs[row["flow_id"]]
    due = pairs(row["due_days"])
    unit = UNITS.get(row["unit"], row["unit"])
    weights = inputs[row["seasonality_ref"]]["monthly_weights"].replace(",", ";")
    for lane, share in pairs(row["od_shares"]).items():
        origin, destination = lane.split(">")
        direction = _direction(countries[origin], countries[destination])
        far = origin if direction == "import" and len(pairs(row["od_shares"])) > 1 else destination
        days = due.get(lane, due.get(destination, 0.0))
        domestic = direction == "domestic"
        yield {
            "flow_id": f"{row['flow_id']}-{row['product_id']}-{unit}-{far}",
            "zone": zone,
            "product_id": row["product_id"],
            "cargo_class": CLASSES.get(demand["cargo_class"], demand["cargo_class"]),
            "direction": direction,
            "unit": unit,
            "box_types": ABROAD_BOXES[row["load_unit"], row["unit"]],
            "origin_id": origin,
            "destination_id": destination,
            "annual_t": float(row["annual_t"]) * share,
            "size_dist": row["size_dist"],
            "size_p1": float(row["size_p1"]),
            "size_p2": float(row["size_p2"]) if row["size_p2"] else None,
            "size_min": int(row["size_min"]),
            "size_max": int(row["size_max"]),
            "kg_per_unit": float(row["kg_per_unit"]),
            "m3_per_unit": float(row["m3_per_unit"]),
            "value_cny_per_kg": float(row["value_cny_per_kg"]),
            "value_loss_pct_per_day": float(row["value_loss_pct_per_day"])
            if row["value_loss_pct_per_day"]
            else None,
            "late_cost_cny_per_t_day": float(row["late_cost_cny_per_t_day"]),
            "trade_modes": "domestic:1" if domestic else row["trade_mode_shares"],
            "credit_grades": "" if domestic else row["credit_grade_shares"],
            "due_days": days,
            "due_sigma": float(row["due_sigma"]),
            "ready_pattern": row["ready_pattern"],
            "merge": "daily_dispatch" if unit == "parcel" else "none",
            "monthly_weights": weights,
            "hard_deadline_days": _deadline(row["product_id"], direction, days),
            "source": row["source"],
            "verified": row["verified"],
            "note": row["note"],
        }


def _direction(origin: str, destination: str) -> str:
    if origin == destination == "CN":
        return "domestic"
    return "export" if origin == "CN" else "import"


def _deadline(product_id: str, direction: str, due_days: float) -> float | None:
    if product_id == "leafy_veg":
        return LEAFY_DAYS[direction]
    return 2 * due_days if product_id == "pharma_crt" else None


def left_out_rows(
    profiles: list[Row], no_path: list[dict[str, Value]]
) -> Iterator[dict[str, Value]]:
    """Rows of left_out.csv: whole flows by name, and lanes without a path on kept services."""
    for (flow_id, scenario), reason in LEFT_OUT_FLOWS.items():
        tonnes = sum(float(row["annual_t"]) for row in profiles if row["flow_id"] == flow_id)
        yield _left_out(flow_id, scenario, "the whole flow", tonnes, reason)
    for row in no_path:
        scenario = HEZHOU if row["zone"] == "hezhou" else TAIYUAN
        what = f"{row['origin_id']} to {row['destination_id']}, {row['product_id']} ({row['unit']})"
        yield _left_out(
            str(row["flow_id"]),
            scenario,
            what,
            float(row["annual_t"] or 0),
            "no path on the services kept",
        )


def _left_out(
    flow_id: str, scenario: str, what: str, tonnes: float, reason: str
) -> dict[str, Value]:
    return {
        "flow_id": flow_id,
        "scenario": scenario,
        "what": what,
        "tonnes_per_year": tonnes,
        "reason": reason,
        "source": "reference pack: consignment_profiles.csv",
        "verified": "assumed",
    }
