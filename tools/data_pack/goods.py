# ruff: noqa: E501 - one assumption a line
"""boxes.csv and products.csv."""

from collections.abc import Iterator

from tools.data_pack.pack import ASSUMED, Row, Value, optional_number
from tools.data_pack.sharing import traits_of

# Usable share of the inside for packed goods; 0.90 of the 64 m3 under a reefer's load line.
USABLE = {
    "20GP": 33.2 * 0.85,
    "40HC": 76.3 * 0.85,
    "40RF": 64.0 * 0.90,
    "reefer_trailer": 86.0 * 0.85,
    "dry_trailer": 92.0 * 0.85,
    "van": 22.0 * 0.85,
    "van_reefer": 24.0 * 0.85,
    "ULD_LD7": 10.8 * 0.90,
}
VAN_POINT_C = 2.0  # a van has one temperature for meat, milk and fruit (assumed)
# Ocean and train prices hold much of the carrier's box, so the terms are low.
# return fee, free days, demurrage a day, lease-in (CNY, assumed), temperature classes
TERMS = {
    "20GP": (200.0, 14.0, 60.0, 300.0, "dry"),
    "40HC": (300.0, 14.0, 100.0, 450.0, "dry"),
    "40RF": (500.0, 7.0, 400.0, 1200.0, "dry;chilled;frozen"),
    "reefer_trailer": (0.0, 1.0, 650.0, 400.0, "dry;chilled;frozen"),
    "dry_trailer": (0.0, 1.0, 350.0, 250.0, "dry"),
    "van": (0.0, 1.0, 220.0, 150.0, "dry"),
    "van_reefer": (0.0, 1.0, 320.0, 200.0, "dry;chilled"),
    "ULD_LD7": (50.0, 7.0, 20.0, 100.0, "dry;chilled;frozen"),
}
UA_DRY = {"20GP": 130.0, "40HC": 280.0, "dry_trailer": 300.0, "van": 110.0}
FAMILY = {"trailer": "trailer", "van": "van", "reefer": "van", "LD7": "uld"}
"""By the end of the name; others are boxes."""
HANDLING = {"van": 60.0, "van_reefer": 80.0, "ULD_LD7": 200.0}
"""Loading or unloading by hand or roll cage (assumed); the tariff's price is for a whole box."""
NO_RENT = ("van", "van_reefer")
"""The price of the round holds the van."""
HS: dict[str, tuple[str, bool]] = {
    "navel_orange": ("080510", True), "leafy_veg": ("070999", True), "green_pepper": ("070960", False),
    "taro_frozen": ("071440", False), "caco3": ("283650", False), "stone": ("681099", False),
    "home_textile": ("630790", False), "electronics": ("851762", False), "green_tea": ("090210", True),
    "wheelset": ("860719", False), "steel_flange": ("730791", False), "glassware": ("701349", False),
    "ceramics": ("691110", False), "pv_module": ("854143", False), "apple_fuji": ("080810", True),
    "pear": ("080830", False), "coarse_grain": ("100790", True), "millet": ("100829", True),
    "corn_frozen": ("071040", False), "beef_frozen": ("020230", True), "mutton_frozen": ("020443", True),
    "walnut": ("080231", False), "pharma_crt": ("300490", False), "timber_pulp": ("440711", False),
    "durian_fresh": ("081060", False), "longan": ("081090", False), "mangosteen": ("080450", False),
    "dragon_fruit": ("081090", False), "durian_frozen": ("081190", False), "pork_frozen": ("020329", False),
    "chicken_frozen": ("020714", False), "butter_frozen": ("040510", False), "shrimp_frozen": ("030617", False),
    "pangasius_frozen": ("030462", False), "salmon_chilled": ("030214", False), "shrimp_chilled": ("030636", False),
    "milk_uht": ("040120", False), "milk_pasteurised": ("040120", False), "cheese_hard": ("040690", False),
    "beef_chilled": ("020130", False), "mutton_chilled": ("020410", False),
}  # fmt: skip


def box_rows(load_units: list[Row]) -> Iterator[dict[str, Value]]:
    """Rows of boxes.csv."""
    for row in load_units:
        box_type = row["load_unit"]
        if box_type not in TERMS:
            continue
        fee, free, demurrage, lease, classes = TERMS[box_type]
        trailer = box_type == "reefer_trailer"
        yield {
            "box_type": box_type,
            "name_en": row["name_en"],
            "name_zh": row["name_zh"],
            "family": FAMILY.get(box_type.rsplit("_", maxsplit=1)[-1], "box"),
            "internal_m3": USABLE[box_type],
            "payload_t": float(row["payload_t"]),
            "teu": float(row["teu"] or 1.0),
            "tare_t": float(row["tare_t"]),
            "plug_kw": 5.4 if trailer else float(row["plug_kw"] or 0.0),
            "ua_w_per_k": optional_number(row["ua_w_per_k"]) or UA_DRY.get(box_type),
            "cp_basis": "product",
            "rent_cny_per_day": 0.0 if box_type in NO_RENT else float(row["cost_cny_per_day"]),
            "return_fee_cny": fee,
            "free_days": free,
            "demurrage_cny_per_day": demurrage,
            "lease_in_cny": lease,
            "temp_classes": classes,
            "handling_cny": HANDLING.get(box_type),
            "setpoint_c": VAN_POINT_C if box_type == "van_reefer" else None,
            "source": row["source"],
            "verified": row["verified"],
            "note": f"{row['note']} | inside {row['internal_m3']} m3, usable part assumed; return, "
            "demurrage and lease terms assumed"
            + ("; mean draw as 40RF, assumed" if trailer else "")
            + ("; UA of an uninsulated box assumed" if box_type in UA_DRY else ""),
        }


def product_rows(products: list[Row], used: set[str]) -> Iterator[dict[str, Value]]:
    """Rows of products.csv: goods of kept flows, with the parameters in columns."""
    for row in products:
        if row["product_id"] not in used:
            continue
        params = dict(piece.split("=") for piece in filter(None, row["params"].split(";")))
        heat = next((key for key in params if key.startswith("resp_w_t_")), "")
        hs_code, sourced = HS.get(row["product_id"], ("", True))
        note = "" if sourced else "; hs_code assumed"
        yield {
            "product_id": row["product_id"],
            "name_en": row["name_en"],
            "name_zh": row["name_zh"],
            "hs_code": hs_code,
            "temp_class": row["temp_class"],
            "setpoint_c": optional_number(row["setpoint_c"]),
            "min_c": optional_number(row["min_c"]),
            "max_c": optional_number(row["max_c"]),
            "kinetics": row["kinetics"],
            "q10": optional_number(params.get("q10", "")),
            "ref_temp_c": optional_number(row["ref_temp_c"]),
            "shelf_life_days_at_ref": optional_number(row["shelf_life_days_at_ref"]),
            "ea_kj_mol": optional_number(params.get("ea_kj_mol", "")),
            "tmin_c": optional_number(params.get("tmin_c", "")),
            "cp_kj_kgk": optional_number(params.get("cp_kj_kgk", "")),
            "resp_w_t": optional_number(params[heat]) if heat else None,
            "resp_ref_c": float(heat.removeprefix("resp_w_t_").removesuffix("c")) if heat else None,
            "resp_q10": optional_number(params.get("resp_q10", "")),
            "freeze_c": optional_number(params.get("t_freeze_c", "")),
            "chill_c": optional_number(params.get("t_chill_c", "")),
            "density_kg_m3": float(row["density_kg_m3"]),
            "value_cny_per_kg": float(row["value_cny_per_kg"]),
            **traits_of(row["product_id"]),
            "source": row["source"] + note,
            "verified": row["verified"] or ASSUMED,
        }
