"""sharing.csv, and the columns of products.csv that its rules read."""

from collections.abc import Iterator
from itertools import combinations

from tools.data_pack.pack import ASSUMED, Value

FRUIT = "general knowledge: compatibility groups of UC Davis and USDA Handbook 66 (not in the pack)"
GRAIN = "general knowledge: dry foods take up odours in closed boxes (assumed)"
TRAITS: dict[str, tuple[str, str, str]] = {
    "navel_orange": ("sensitive", "gives", f"{FRUIT}; citrus oil taints tea, meat and dairy"),
    "leafy_veg": ("sensitive", "none", f"{FRUIT}; leaves turn yellow"),
    "green_pepper": ("sensitive", "gives", f"{FRUIT}; low sensitivity, peppers taint pineapple"),
    "apple_fuji": ("both", "gives", f"{FRUIT}; gives much, scalds by it, taints meat and dairy"),
    "pear": ("both", "gives", f"{FRUIT}; gives much, ripens by it"),
    "green_tea": ("none", "takes", "general knowledge: tea is kept from everything that smells"),
    "walnut": ("none", "takes", GRAIN),
    "millet": ("none", "takes", GRAIN),
    "coarse_grain": ("none", "takes", GRAIN),
    "pharma_crt": ("none", "takes", "general knowledge: good distribution practice (assumed)"),
    "home_textile": (
        "none",
        "gives",
        "assumed: the beauty part has scents; set none if it has not",
    ),
    "durian_fresh": ("both", "gives", f"{FRUIT}; ripens by ethylene, smells through cartons"),
    "mangosteen": ("both", "none", FRUIT),
    "longan": ("none", "none", f"{FRUIT}; gives next to none"),
    "dragon_fruit": ("none", "none", f"{FRUIT}; gives next to none"),
    "cheese_hard": ("none", "takes", "general knowledge: dairy takes up odours"),
    "butter_frozen": ("none", "takes", "general knowledge: dairy takes up odours"),
    "timber_pulp": ("none", "gives", "general knowledge: fresh sawn timber smells of resin"),
}
"""Ethylene, odour and source of the goods that have either."""
NEITHER = ("none", "none", "assumed: neither gives nor takes; mixed goods may hold anything")

DIVISIONS = (
    "1", "2.1", "2.2", "2.3", "3", "4.1", "4.2", "4.3", "5.1", "5.2", "6.1", "6.2", "7", "8",
)  # fmt: skip
TOGETHER = {
    ("2.1", "2.2"), ("2.1", "2.3"), ("2.1", "6.1"), ("2.2", "2.3"), ("2.2", "4.1"),
    ("2.2", "4.3"), ("2.2", "5.1"), ("2.2", "6.1"), ("2.2", "8"), ("2.3", "4.1"), ("2.3", "4.3"),
    ("2.3", "5.1"), ("2.3", "6.1"), ("2.3", "8"), ("3", "4.1"), ("3", "6.1"), ("3", "8"),
    ("4.1", "4.3"), ("4.1", "6.1"), ("4.3", "6.1"), ("6.1", "7"), ("6.1", "8"),
}  # fmt: skip
"""Pairs of divisions for which the table of segregation says X (nothing in general)."""
IMDG = (
    "IMDG Code 7.2.4, 1 to 4 in the table of segregation: not in one unit; from memory, not "
    "checked against the amendment in force, and the entry of the dangerous goods list overrides"
)


def traits_of(product_id: str) -> dict[str, Value]:
    """The columns of products.csv about sharing boxes."""
    ethylene, odour, source = TRAITS.get(product_id, NEITHER)
    return {
        "ethylene": ethylene,
        "odour": odour,
        "dangerous_class": None,
        "sharing_source": source,
    }


def sharing_rows() -> Iterator[dict[str, Value]]:
    """Rows of sharing.csv."""
    for giver in ("gives", "both"):
        reason = "ethylene ripens or yellows what is sensitive to it"
        yield _row(f"ethylene:{giver}", "ethylene:sensitive", reason, FRUIT)
    reason = "odours are taken up in a closed box"
    yield _row("odour:gives", "odour:takes", reason, "general knowledge: stowage guides (assumed)")
    for first, second in combinations(DIVISIONS, 2):
        if (first, second) not in TOGETHER:
            reason = f"classes {first} and {second} are segregated"
            yield _row(f"dangerous:{first}", f"dangerous:{second}", reason, IMDG)


def _row(first: str, second: str, reason: str, source: str) -> dict[str, Value]:
    return {
        "property_a": first,
        "property_b": second,
        "sharing": "apart",
        "row_reason": reason,
        "source": source,
        "verified": ASSUMED,
    }
