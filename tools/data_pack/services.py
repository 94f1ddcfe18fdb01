"""services.csv and legs.csv."""

import json
import math
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from tools.data_pack.pack import ASSUMED, Row, Value, optional_number
from tools.data_pack.scope import kept_for, only_option

# Cut-offs in hours before departure: gate-in and documents (assumed, by mode).
CUTOFFS_H = {"rail": (6.0, 4.0), "sea": (12.0, 12.0), "barge": (6.0, 6.0), "air": (4.0, 4.0)}
# Mean lateness of departures and share cancelled (assumed, by mode and kind).
PUNCTUALITY = {
    "rail": (2.0, 0.01),
    "path": (6.0, 0.02),
    "sea": (6.0, 0.02),
    "deep_sea": (12.0, 0.04),
    "barge": (3.0, 0.02),
    "air": (1.5, 0.01),
    "round": (0.25, 0.002),
}
VAN_T, VAN_TARE_T = 3.5, 4.2  # load_units.csv: light truck of a round
ULD_T = 3.0  # usual load of an air pallet (assumed): how many a freighter's tonnes are
# A chilled round costs the same full or not: the pack's price per kg holds at this load (assumed).
ROUND_LOAD = 0.8
OWN_ROUNDS = "CD_COLD_"
"""Rounds with our goods alone; on the others (CD_WS) we ride along and pay by weight."""
LIFT_CNY_PER_TEU = 195.0  # B121, B134, B135: on RSX, RHZ, RSD only, at the inland yard
RAIL_YARDS = ("TY_ZD", "HZ_ZS", "HZ_RS", "SX_DTLP", "SX_HM")
TRUCK_T = 26.0
DEEP_SEA_KM = 8000.0
TURNAROUND_DAYS = 0.25  # loading and unloading of a truck, assumed
# Two-way by our rule: short domestic roads that the pack lists one way only.
TWO_WAY_PREFIXES = ("LC_", "FM_", "ROX", "ROH15", "ROH16", "ROH19", "ROH20", "ROH34")
DISPATCH = {"timetable": "timetable", "when_full": "path", "on_demand": "truck"}
MONG_CAI = "TR_MCI"
ROUNDS = ("CD_", "LMR")
THAI_PAPERS_DAYS = 10.0 / 24.0  # B208: phytosanitary papers, Lao transit


def kept(services: list[Row]) -> list[Row]:
    """Services of the scenarios, in the order of the pack."""
    return [row for row in services if kept_for(row["id"])]


def mode_of(row: Row) -> str:
    """Mode in our words: the Xijiang barges are barges."""
    return "barge" if row["id"].startswith("BHZ") else row["mode"]


def dispatch_of(row: Row) -> str:
    """Timetable, train path or truck; parcel last miles go when there is something to carry.

    What collects and brings parcels in Taiyuan (CD, LMR) leaves at hours of the day.
    """
    if row["id"].startswith(ROUNDS):
        return "timetable"
    return "truck" if row["mode"] == "post" else DISPATCH[row["dispatch"]]


def calls(row: Row) -> list[str]:
    """Origin, via nodes, destination. Dongxing trucks pass Mong Cai, where the border step is."""
    via = [node for node in row["via"].split(">") if node]
    if row["id"] == "XRD07":
        via = [MONG_CAI]
    return [row["origin"], *via, row["destination"]]


def service_rows(services: list[Row]) -> Iterator[dict[str, Value]]:
    """Rows of services.csv."""
    rows = kept(services)
    pairs = {(r["origin"], r["destination"]) for r in rows if r["mode"] == "road"}
    for row in rows:
        mode, dispatch = mode_of(row), dispatch_of(row)
        gate_in, documents = CUTOFFS_H.get(mode, (0.0, 0.0))
        late, cancelled = _punctuality(row, mode, dispatch)
        two_way = row["id"].startswith(TWO_WAY_PREFIXES) and dispatch == "truck"
        two_way &= (row["destination"], row["origin"]) not in pairs
        two_way &= not row["destination"].startswith("GD_HK")
        allotment = _allotment(row, dispatch)
        lift = _lift(row)
        notes = [row["note"]]
        if lift:
            notes.append(
                f"prices hold {lift:.0f} CNY/TEU for the lift at {row['origin']} (B121, B134)"
            )
        pack_t = optional_number(row["capacity_t"])
        if row["id"].startswith(OWN_ROUNDS):
            notes.append(f"a van costs the pack's price per kg times {ROUND_LOAD:g} x {VAN_T:g} t")
        elif dispatch == "truck" and mode == "road" and pack_t is not None and pack_t < TRUCK_T:
            notes.append(f"pack {pack_t:.0f} t; assumed {TRUCK_T:.0f} t: the usual box rides")
        yield {
            "service_id": row["id"],
            "mode": mode,
            "origin_id": row["origin"],
            "destination_id": row["destination"],
            "dispatch": dispatch,
            "status": "option" if only_option(row["id"]) else row["status"],
            "departures_per_week": float(row["departures_per_week"]),
            "carries": _carries(row, mode),
            "allotment_teu": allotment,
            "capacity_t": _capacity_t(row, mode, dispatch),
            "reefer_plugs": _plugs(row, mode, allotment),
            "price_cny_per_teu": _plus(_van_price(row), lift),
            "price_cny_per_feu": _plus(optional_number(row["cost_per_feu_cny"]), 2 * lift),
            "price_cny_per_kg": optional_number(row["cost_per_kg_cny"]),
            # Dry rounds have no cooled vans: chilled goods have rounds of their own.
            "reefer_factor": None
            if row["id"].startswith("CD_WS")
            else optional_number(row["reefer_cost_factor"]),
            "least_load_teu": _least_load(dispatch, allotment),
            "dead_freight_share": 0.3 if dispatch == "path" else 0.0,
            "gate_in_cutoff_h": gate_in,
            "documents_cutoff_h": documents,
            "late_mean_h": late,
            "cancel_share": cancelled,
            "truck_pool": _trucks(row) if dispatch == "truck" and mode == "road" else None,
            "two_way": int(two_way),
            "note": " | ".join(filter(None, notes)),
            "source": row["source"],
            "verified": row["verified"],
            "verified_fields": row["verified_fields"],
        }


def _capacity_t(row: Row, mode: str, dispatch: str) -> float | None:
    """Gross tonnes: a round's vans weigh what they carry and themselves."""
    pack_t = optional_number(row["capacity_t"])
    if dispatch == "timetable" and mode in {"road", "post"} and pack_t is not None:
        return pack_t * (VAN_T + VAN_TARE_T) / VAN_T
    return TRUCK_T if mode == "road" else pack_t


def _van_price(row: Row) -> float | None:
    if row["id"].startswith(OWN_ROUNDS):
        return float(row["cost_per_kg_cny"]) * 1000.0 * VAN_T * ROUND_LOAD
    return optional_number(row["cost_per_teu_cny"])


def _plus(price: float | None, extra: float) -> float | None:
    return None if price is None else price + extra


def _lift(row: Row) -> float:
    inland = row["id"].startswith(("RSX", "RHZ", "RSD")) and row["origin"] in RAIL_YARDS
    return LIFT_CNY_PER_TEU if inland else 0.0


def _carries(row: Row, mode: str) -> str:
    kinds = row["carries"].split(";")
    if row["id"].startswith(ROUNDS):
        return "van"
    if mode == "air":
        return "uld"
    if mode == "road" and "box" in kinds:
        kinds.insert(kinds.index("box") + 1, "trailer")
    return ";".join(kinds)


def _allotment(row: Row, dispatch: str) -> float | None:
    pack_t = optional_number(row["capacity_t"])
    if dispatch == "timetable" and mode_of(row) in {"road", "post", "air"} and pack_t is not None:
        return float(math.ceil(pack_t / (ULD_T if mode_of(row) == "air" else VAN_T)))
    if dispatch == "truck":
        return 2.0 if row["mode"] == "road" else None
    return optional_number(row["allotment_teu"]) or optional_number(row["capacity_teu"])


def _plugs(row: Row, mode: str, allotment: float | None) -> float:
    """Reefers a departure takes: a truck one, reefer trains all, ships and others 3 in 8 TEU."""
    if row["reefer_available"] != "yes":
        return 0.0
    if mode == "road" and not row["id"].startswith(ROUNDS):
        return 1.0
    if mode in {"road", "air"}:
        return allotment or 0.0
    if row["id"].startswith("RRF"):
        return float(math.floor((allotment or 0.0) / 2))
    return float(math.ceil((allotment or 0.0) * 3 / 16))


def _least_load(dispatch: str, allotment: float | None) -> float:
    if dispatch != "path" or allotment is None:
        return 0.0
    return round(0.5 * allotment)


def _punctuality(row: Row, mode: str, dispatch: str) -> tuple[float, float]:
    if dispatch == "path":
        return PUNCTUALITY["path"]
    if row["id"].startswith(ROUNDS):
        return PUNCTUALITY["round"]
    if mode == "sea" and float(row["distance_km"]) > DEEP_SEA_KM:
        return PUNCTUALITY["deep_sea"]
    return PUNCTUALITY.get(mode, (0.0, 0.0))


def _trucks(row: Row) -> int:
    """Trucks that keep the ceiling of departures going: a round trip and its loading each."""
    days = 2 * sum(map(float, row["leg_days"].split(">"))) + TURNAROUND_DAYS
    return math.ceil(float(row["departures_per_week"]) / 7 * days)


def leg_rows(services: list[Row], geojson: Path, sea_lines: Path) -> Iterator[dict[str, Value]]:
    """Rows of legs.csv: time and length of the pack, lines given to the leg they lie on.

    A line of `sea_lines` between the ends of a leg, either way, goes before that of the pack.
    """
    lines, own_lines = _lines(geojson), _sea_lines(sea_lines)
    for row in kept(services):
        stops = calls(row)
        days = list(map(float, row["leg_days"].split(">")))
        kms = list(map(float, row["leg_km"].split(">")))
        if row["id"] == "XRD07":  # Mong Cai lies at the bridge: 5 of 200 km, in proportion
            kms, days = [5.0, 195.0], [0.005, 0.195]
        if row["id"] == "XRD03":  # trucks have no step at a terminal: B208 is on the way
            days = [days[0] + THAI_PAPERS_DAYS, *days[1:]]
        total = sum(days)
        sd_days = float(row["transit_days_sd"] or 0.0)
        geometry = _shared_out(row["geometry"], kms, lines)
        for seq, (start, end) in enumerate(pairwise(stops), 1):
            hours = days[seq - 1] * 24
            yield {
                "service_id": row["id"],
                "seq": seq,
                "from_id": start,
                "to_id": end,
                "km": kms[seq - 1],
                "hours": hours,
                "sd_h": sd_days * 24 * math.sqrt(days[seq - 1] / total),
                "geometry": own_lines.get((mode_of(row), start, end), geometry[seq - 1]),
                "distance_factor": 1.0,
                "source": row["source"]
                if row["verified"] == "yes"
                else "reference pack: services.csv leg_days, leg_km",
                "verified": row["verified"] if row["id"] != "XRD07" else ASSUMED,
            }


def _lines(geojson: Path) -> dict[str, float]:
    features = json.loads(geojson.read_text(encoding="utf-8"))["features"]
    return {f["properties"]["leg_id"]: float(f["properties"]["plan_km"]) for f in features}


def _sea_lines(geojson: Path) -> dict[tuple[str, str, str], str]:
    features = json.loads(geojson.read_text(encoding="utf-8"))["features"]
    out = {}
    for line in (feature["properties"] for feature in features):
        for ends in ((line["from_id"], line["to_id"]), (line["to_id"], line["from_id"])):
            out[line["mode"], *ends] = str(line["leg_id"])
    return out


def _shared_out(geometry: str, kms: list[float], lines: dict[str, float]) -> list[str]:
    """Give each drawn line to the leg that covers most of it, both scaled to the whole length."""
    ids = geometry.split(">")
    if any(line not in lines for line in ids):
        return [geometry if len(ids) == 1 else "straight"] * len(kms)
    scale = sum(kms) / sum(lines[line] for line in ids)
    ends = [sum(kms[: i + 1]) for i in range(len(kms))]
    out: list[list[str]] = [[] for _ in kms]
    at = 0.0
    for line in ids:
        upto = at + lines[line] * scale
        cover = [
            max(0.0, min(upto, end) - max(at, end - km)) for end, km in zip(ends, kms, strict=True)
        ]
        out[cover.index(max(cover))].append(line)
        at = upto
    return [">".join(part) or "straight" for part in out]
