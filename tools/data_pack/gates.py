"""Border steps, and background.csv: what others bring to the gates and yards we share."""

from collections.abc import Iterator

from tools.data_pack.pack import ASSUMED, Value
from tools.data_pack.scope import in_base
from tools.data_pack.step import ALWAYS, Step

# Share of capacity that all traffic takes, capacity a day both ways, unit, servers, calendar.
# Capacity from the pack where it has one, else assumed; servers such that a slot is about half
# of the tabulated dwell, the rest being queue and papers.
GATES: dict[str, tuple[float, float, str, int, str]] = {
    "BP_ERC": (0.80, 9.3, "train", 2, ALWAYS),
    "TR_ZMU": (0.80, 7.0, "train", 2, ALWAYS),
    "TR_NAU": (0.70, 10.0, "train", 2, ALWAYS),
    "BP_ALA": (0.75, 18.0, "train", 6, ALWAYS),
    "TR_DOS": (0.75, 18.0, "train", 8, ALWAYS),
    "BP_HRS": (0.65, 28.0, "train", 7, ALWAYS),
    "TR_ALT": (0.70, 16.0, "train", 10, ALWAYS),
    "BP_MLX": (0.75, 6.0, "train", 3, ALWAYS),
    "TR_ZAB": (0.70, 8.0, "train", 4, ALWAYS),
    "TR_BRE": (0.70, 20.0, "train", 8, ALWAYS),
    "TR_MAL": (0.80, 14.0, "train", 8, ALWAYS),
    "GX_PXR": (0.50, 8.0, "train", 1, ALWAYS),
    "GX_YYG": (0.75, 1600.0, "vehicle", 100, "yyg_gate"),
    "TR_DDG": (0.70, 1000.0, "vehicle", 80, "ddg_gate"),
    "TR_MCI": (0.60, 400.0, "vehicle", 60, "dx_gate"),
}
ROAD_ROWS = ("B034", "B206")
RAIL_ROWS = (
    "B038", "B041", "B043", "B045", "B046", "B047", "B049", "B050", "B053", "B054", "B055",
    "B056", "B057", "B061", "B062", "B063", "B064", "B165",
)  # fmt: skip
# Yards: resource, share of capacity, capacity, own, TEU of a cut of wagons (a quarter of a train:
# a yard works trains cut by cut), whose traffic.
YARDS: tuple[tuple[str, float, float, float, int, str], ...] = (
    ("HZ_ZS:terminal_out", 0.75, 720.0, 28.0, 22, "Guidong domestic bulk, 1.7 Mt a year"),
    ("TY_ZD:terminal_out", 0.70, 600.0, 75.0, 12, "domestic boxes of the park"),
    ("EU_DUI:terminal_in", 0.75, 492.0, 5.0, 20, "35-40 China trains a week"),
    ("GX_QZE:transfer_in", 0.70, 400.0, 20.0, 25, "rail-sea trains of the land-sea corridor"),
    ("GX_NNIRP:terminal_out", 0.70, 400.0, 10.0, 12, "trains of others"),
)  # fmt: skip
OWN_TRUCKS_PER_DAY = 6.0
VEHICLES_TOGETHER = 20


def border_steps() -> Iterator[tuple[str, Step]]:
    """Rows of the pack that are border steps."""
    for process_id in ROAD_ROWS:
        yield process_id, Step("border", "road")
    yield "B037", Step("border", "road")
    hours = "trains have their own tracks beside the truck gate: neither its hours nor its lanes"
    yield "B037", Step("border", "rail", suffix="R", note=hours)
    for process_id in RAIL_ROWS:
        yield process_id, Step("border", "rail")
    note = "the pack's GX_DX: one step for both sides of the Dongxing gate"
    yield "B039", Step("border", "road", node="TR_MCI", note=note, direction="any")


def background_rows(
    services: list[dict[str, Value]], legs: list[dict[str, Value]]
) -> Iterator[dict[str, Value]]:
    """Rows of background.csv: a share of capacity less what our own departures may bring."""
    for node, (share, capacity, unit, _, opening) in GATES.items():
        own = _own_per_day(node, unit, services, legs)
        yield {
            "resource": f"{node}:border",
            "per_day": round(max(0.0, share * capacity - own), 3),
            "unit": unit,
            "lump": 1 if unit == "train" else VEHICLES_TOGETHER,
            "profile": "flat" if opening in {ALWAYS, "yyg_gate"} else "open",
            "source": "capacity: processes.csv; share assumed, after the 60-85% of the notes",
            "verified": ASSUMED,
            "rule": f"{share:.2f} x {capacity:g} a day less {own:.2f} a day of the zones' own",
        }
    for resource, share, capacity, own, lump, whose in YARDS:
        yield {
            "resource": resource,
            "per_day": round(share * capacity - own, 3),
            "unit": "teu",
            "lump": lump,
            "profile": "flat",
            "source": f"assumed: {whose}, a cut of wagons at a time",
            "verified": ASSUMED,
            "rule": f"{share:.2f} x {capacity:g} a day less {own:g} a day of the zones' own",
        }


def _own_per_day(
    node: str, unit: str, services: list[dict[str, Value]], legs: list[dict[str, Value]]
) -> float:
    """Own trains by frequency; own trucks are a handful a day."""
    if unit == "vehicle":
        return OWN_TRUCKS_PER_DAY
    passing = {row["service_id"] for row in legs if node in {row["from_id"], row["to_id"]}}
    weekly = sum(
        float(row["departures_per_week"] or 0.0)
        for row in services
        if row["service_id"] in passing
        and in_base(str(row["service_id"]))
        and row["status"] == "active"
        and (row["dispatch"] == "path" or row["service_id"] == "XRR01")
    )
    return weekly / 7
