"""access.csv: what may not be done where, as messages say it."""

from collections.abc import Iterator

from tools.data_pack.pack import ASSUMED, Value

COLD_CLASSES = ("temp_class:chilled", "temp_class:frozen")
NO_COLD_ROOM = ("HZ_CBEC", "HZ_ZS", "TY_WSCBZ")
HEAVY = ("caco3", "stone")
NOT_FOR_HEAVY = ("HZ_COLD", "HZ_CBEC")
NOT_FOR_PARCELS = ("HZ_COLD", "HZ_ZS")
LOADED_WHERE_PACKED = ("durian_fresh", "longan", "mangosteen")
OWN_COLD_ROOM = {
    "TY_WSCBZ": (
        "salmon_chilled", "shrimp_chilled", "cheese_hard", "butter_frozen", "milk_pasteurised",
    ),
}  # fmt: skip
MARKETS = ("MK_SGN", "MK_MY", "MK_PH", "MK_RU", "MK_DE", "MK_USE")
ADMITTED = (
    ("navel_orange", "country:VN", "citrus of registered Guangxi orchards is admitted"),
    ("navel_orange", "country:TH", "citrus under the China-Thailand fruit protocol"),
    ("navel_orange", "country:MY", "citrus is admitted with a phytosanitary certificate"),
    ("navel_orange", "country:SG", "citrus is admitted with a phytosanitary certificate"),
    ("apple_fuji", "country:RU", "registered orchards and packing houses"),
    ("apple_fuji", "country:KZ", "registered orchards and packing houses"),
    ("pear", "country:RU", "registered orchards and packing houses"),
    ("pear", "country:KZ", "registered orchards and packing houses"),
    ("leafy_veg", "country:HK", "farms registered for Hong Kong"),
    ("beef_frozen", "country:RU", "plants registered with Rosselkhoznadzor"),
    ("mutton_frozen", "country:RU", "plants registered with Rosselkhoznadzor"),
)


def access_rows() -> Iterator[dict[str, Value]]:
    """Rows of access.csv."""
    for node in NO_COLD_ROOM:
        for goods in COLD_CLASSES:
            yield _row(goods, node, "stuff", 0, f"{node} has no cold room to stuff from")
    for fruit in LOADED_WHERE_PACKED:
        reason = "fruit is loaded at the packing house, not at the port"
        yield _row(fruit, "TH_LCH", "stuff", 0, reason)
    reason = "bonded goods are kept in the bonded zone, not in the city's cold store"
    yield _row("bonded_import", "TY_COLD", "any", 0, reason)
    for node, products in OWN_COLD_ROOM.items():
        for product in products:
            reason = "inspection hall of the designated site keeps it cold (B032, B239)"
            yield _row(product, node, "any", 1, reason)
    for node in NOT_FOR_HEAVY:
        for goods in HEAVY:
            yield _row(goods, node, "stuff", 0, f"{node} does not take dusty or heavy goods")
    for node in NOT_FOR_PARCELS:
        yield _row("parcel_mixed", node, "stuff", 0, f"{node} has no line for parcels (9610)")
    for node in MARKETS:
        yield _row(
            "parcel_mixed", node, "strip", 0, f"parcels reach {node} by the parcel service only"
        )
    for goods, country, reason in ADMITTED:
        yield _row(goods, country, "any", 1, reason)


def _row(goods: str, place: str, step: str, allowed: int, reason: str) -> dict[str, Value]:
    return {
        "product_id": goods,
        "node_id": place,
        "step": step,
        "allowed": allowed,
        "row_reason": reason,
        "source": "assumed: from the kind of place; check market access with the registrations",
        "verified": ASSUMED,
    }
