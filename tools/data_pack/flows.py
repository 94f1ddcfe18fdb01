"""flows.csv before its prices: one row per profile row and pair of places."""

from collections.abc import Iterator

from tools.data_pack.pack import Row, Value, pairs
from tools.data_pack.scope import (
    BASE,
    FLOWS,
    LEFT_OUT_FLOWS,
    NO_PATH,
    SCENARIOS,
    scenario_of,
    zone_of,
)

ABROAD_BOXES = {
    ("20GP", "fcl"): "20GP",
    ("40HC", "fcl"): "40HC",
    ("40RF", "fcl"): "40RF",
    ("reefer_trailer", "fcl"): "reefer_trailer",
    ("20GP", "pallet"): "20GP;40HC",
    ("40HC", "pallet"): "40HC;20GP",
    ("reefer_trailer", "pallet"): "reefer_trailer;40RF",
    ("mail_bag", "parcel_batch"): "40HC;20GP",
    ("dry_trailer", "fcl"): "dry_trailer",
    ("ULD_LD7", "pallet"): "ULD_LD7",
    ("van", "parcel_batch"): "van",
    ("van_reefer", "van_drop"): "van_reefer",
}
CLASSES = {"chilled": "fresh", "dry_bulk_box": "dry", "temp": "dry"}
UNITS = {"parcel_batch": "parcel", "van_drop": "pallet"}
MERGED = ("parcel_batch", "van_drop")
"""Units that are sent on together by the day: parcels, and the crates of a cluster's shops."""
BY_SEA_TOO = {"M51": "ULD_LD7;40RF"}
"""Fruit that flies where an aeroplane goes, and rides a ship to Hezhou (the pack's 12 days)."""
RELEASED = {"M10": "1210:1"}
"""Goods that leave a bonded store inside China are declared, though they cross no border."""
# Days from ready after which goods are refused (assumed): a fifth of the shelf life of leafy
# vegetables at home, a day more for Hong Kong; twice the due time for medicines.
LEAFY_DAYS = {"domestic": 4.0, "export": 5.0}


def flow_rows(
    profiles: list[Row], demand: list[Row], countries: dict[str, str]
) -> Iterator[dict[str, Value]]:
    """Rows of flows.csv of both scenarios, without outsourcing prices."""
    inputs = {row["id"]: row for row in demand if row["row_type"] == "model_input"}
    for scenario in SCENARIOS:
        for row in profiles:
            if row["flow_id"] in FLOWS[scenario]:
                yield from _of_profile(row, inputs, countries, scenario)


def _of_profile(
    row: Row, inputs: dict[str, Row], countries: dict[str, str], scenario: str
) -> Iterator[dict[str, Value]]:
    demand = inputs[row["flow_id"]]
    due = pairs(row["due_days"])
    unit = UNITS.get(row["unit"], row["unit"])
    each = float(row["mean_size"]) if row["unit"] == "van_drop" else 1.0
    origins = {lane.split(">")[0] for lane in pairs(row["od_shares"])}
    weights = inputs[row["seasonality_ref"]]["monthly_weights"].replace(",", ";")
    for lane, share in pairs(row["od_shares"]).items():
        origin, destination = lane.split(">")
        direction = _direction(countries[origin], countries[destination])
        far = origin if direction == "import" and len(origins) > 1 else destination
        days = due.get(lane, due.get(destination, 0.0))
        domestic = direction == "domestic"
        yield {
            "flow_id": f"{row['flow_id']}-{row['product_id']}-{unit}-{far}",
            "zone": zone_of(scenario, (origin, destination)),
            "product_id": row["product_id"],
            "cargo_class": _class(row["product_id"], demand["cargo_class"], scenario),
            "direction": direction,
            "unit": unit,
            "box_types": BY_SEA_TOO.get(row["flow_id"])
            or ABROAD_BOXES[row["load_unit"], row["unit"]],
            "origin_id": origin,
            "destination_id": destination,
            "annual_t": float(row["annual_t"]) * share,
            "size_dist": row["size_dist"],
            "size_p1": float(row["size_p1"]) / each,
            "size_p2": float(row["size_p2"]) if row["size_p2"] else None,
            "size_min": int(row["size_min"]) if each == 1.0 else 1,
            "size_max": int(row["size_max"]) if each == 1.0 else 10,
            "kg_per_unit": float(row["kg_per_unit"]) * each,
            "m3_per_unit": float(row["m3_per_unit"]) * each,
            "value_cny_per_kg": float(row["value_cny_per_kg"]),
            "value_loss_pct_per_day": float(row["value_loss_pct_per_day"])
            if row["value_loss_pct_per_day"]
            else None,
            "late_cost_cny_per_t_day": float(row["late_cost_cny_per_t_day"]),
            "trade_modes": RELEASED.get(row["flow_id"], "domestic:1")
            if domestic
            else row["trade_mode_shares"],
            "credit_grades": "" if domestic else row["credit_grade_shares"],
            "due_days": days,
            "due_sigma": float(row["due_sigma"]),
            "ready_pattern": row["ready_pattern"],
            "merge": "daily_dispatch" if row["unit"] in MERGED else "none",
            "monthly_weights": weights,
            "hard_deadline_days": _deadline(row["product_id"], direction, days),
            "source": row["source"],
            "verified": row["verified"],
            "note": row["note"] if each == 1.0 else f"a unit is the {each:g} kg of a shop and day",
        }


def _class(product_id: str, cargo_class: str, scenario: str) -> str:
    """Class of the goods; frozen ones of a mixed flow are frozen (the first two have none)."""
    if scenario not in BASE and product_id.endswith("_frozen"):
        return "frozen"
    return CLASSES.get(cargo_class, cargo_class)


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
        scenario = scenario_of(str(row["flow_id"]))
        what = f"{row['origin_id']} to {row['destination_id']}, {row['product_id']} ({row['unit']})"
        yield _left_out(
            str(row["flow_id"]),
            scenario,
            what,
            float(row["annual_t"] or 0),
            NO_PATH.get(str(row["flow_id"]), "no path on the services kept"),
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
