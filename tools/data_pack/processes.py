"""processes.csv, inspection.csv and background.csv."""

from collections.abc import Iterator
from dataclasses import dataclass

from tools.data_pack.pack import ASSUMED, Row, Value, optional_number
from tools.data_pack.services import CUTOFFS_H

ALWAYS = "24x7"
FLOOR_H = 2.0
STUFFING_H, DECLARING_H = 2.0, 1.0
OPEN_H = {
    ALWAYS: 24.0, "hub_day": 16.0, "cold_store": 16.0, "yyg_gate": 24.0, "ddg_gate": 12.0,
    "dx_gate": 12.0, "cbec_hall": 9.0, "produce_line": 9.0, "customs_hall": 9.0,
    "bonded_zone": 14.0, "ow_eu": 12.0, "ow_ru": 10.0, "ow_us": 12.0, "ow_asean": 12.0,
    "bkk_day": 16.0,
}  # fmt: skip

# Borders: (share of capacity that all traffic takes, capacity a day both ways, unit, servers).
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
BORDER_ROWS = (
    "B034", "B206", "B037", "B038", "B041", "B043", "B045", "B046", "B047", "B049", "B050", "B053",
    "B054", "B055", "B056", "B057", "B061", "B062", "B063", "B064", "B165",
)  # fmt: skip
# Rows of the pack that give hours at a terminal, and the step they become.
OUT_EXPORT_SEA = ("B072", "B074", "B076", "B078", "B080", "B088", "B090", "B092")
OUT_EXPORT_FRESH = ("B185", "B187", "B189", "B191", "B193", "B195", "B197")
OUT_IMPORT_SEA = ("B070", "B071", "B181", "B182")
IN_IMPORT_SEA = ("B079", "B081")
IN_IMPORT_FRESH = ("B196", "B198")
IN_EXPORT_SEA = (
    "B096",
    "B098",
    "B100",
    "B102",
    "B104",
    "B106",
    "B108",
    "B110",
    "B112",
    "B114",
    "B116",
    "B210",
)
IN_EXPORT_FRESH = (
    "B097",
    "B099",
    "B101",
    "B103",
    "B105",
    "B107",
    "B109",
    "B111",
    "B113",
    "B115",
    "B117",
)
OUT_EXPORT_RAIL = ("B121", "B134", "B135", "B167", "B166", "B168", "B233")
WITH_STUFFING = ("B121", "B166", "B167", "B168")
IN_EXPORT_RAIL = (
    "B138",
    "B139",
    "B140",
    "B141",
    "B142",
    "B143",
    "B144",
    "B145",
    "B146",
    "B147",
    "B148",
)
OUT_IMPORT_RAIL = ("B174", "B175", "B176", "B177", "B178", "B179")
OUT_DOMESTIC_RAIL = ("B169", "B170", "B171")
WAREHOUSES = (
    "B150",
    "B151",
    "B153",
    "B154",
    "B156",
    "B157",
    "B158",
    "B159",
    "B160",
    "B161",
    "B163",
    "B164",
)
TERMINALS: dict[tuple[str, str], tuple[int, float | None, str]] = {
    ("HZ_ZS", "terminal_out"): (20, 720.0, "teu"),
    ("HZ_RS", "terminal_out"): (4, 120.0, "teu"),
    ("TY_ZD", "terminal_out"): (25, 600.0, "teu"),
    # Trains a day of the pack at 100 TEU (China) and 82 TEU (Europe).
    ("EU_DUI", "terminal_in"): (20, 492.0, "teu"),
    ("GX_QZE", "transfer_in"): (16, 400.0, "teu"),
    ("GX_NNIRP", "terminal_out"): (16, 400.0, "teu"),
}
CREWS = {
    "HZ_HUB": 8, "HZ_COLD": 14, "HZ_ZS": 12, "HZ_CBEC": 4, "HZ_P_ZS": 3, "TY_ZD": 10,
    "TY_WSCBZ": 8, "TY_HUB": 4, "SX_YCCC": 8, "SX_DTLP": 3, "SX_DT": 3,
}  # fmt: skip
DOCKS = {
    "HZ_HUB": 12, "HZ_ZS": 12, "HZ_CBEC": 6, "HZ_P_ZS": 3, "TY_ZD": 14, "TY_WSCBZ": 10,
    "TY_HUB": 6, "SX_DTLP": 4, "SX_DT": 4,
}  # fmt: skip
DEFAULTS: tuple[tuple[str, str, float, float], ...] = (
    ("receive", "any", 0.75, 0.25),
    ("declare", "any", 0.0, 0.0),
    ("terminal_out", "any", 2.0, 0.5),
    ("terminal_out", "rail", 4.0, 1.5),
    ("terminal_out", "sea", 16.0, 6.0),
    ("terminal_out", "barge", 8.0, 3.0),
    ("terminal_out", "road", 0.0, 0.0),
    ("terminal_in", "any", 12.0, 6.0),
    ("terminal_in", "rail", 24.0, 12.0),
    ("terminal_in", "sea", 48.0, 20.0),
    ("terminal_in", "barge", 12.0, 6.0),
    ("terminal_in", "road", 2.0, 1.0),
    ("transfer_in", "any", 2.0, 1.0),
    ("transfer_in", "rail", 4.0, 2.0),
    ("transfer_in", "sea", 12.0, 5.0),
    ("transfer_in", "barge", 6.0, 3.0),
    ("transfer_in", "road", 0.0, 0.0),
    ("border", "any", 4.0, 2.0),
    ("stuff", "any", 2.0, 0.5),
    ("strip", "any", 2.0, 0.5),
    ("inspect", "any", 24.0, 12.0),
)
UNPLUGGED_H = {"terminal_out": 0.5, "terminal_in": 1.0, "transfer_in": 0.5, "border": 1.0}


@dataclass(frozen=True, slots=True)
class _Made:
    """Fields of a process that we set rather than copy."""

    step: str
    mode: str = "any"
    hours: float | None = None
    note: str = ""
    node: str = ""
    direction: str = ""
    cargo: str = ""
    trade_mode: str = "any"
    opening: str = ALWAYS
    servers: int | None = None
    capacity: float | None = None
    unit: str | None = None
    suffix: str = ""
    cost: float | None = None
    cost_unit: str | None = None
    beside_h: float | None = None


def process_rows(borders: list[Row], used: set[str]) -> Iterator[dict[str, Value]]:
    """Rows of processes.csv for the nodes in use; rows of all nodes (`*`) come last."""
    by_id = {row["id"]: row for row in borders}
    made = [
        *_borders(), *_ports(by_id), *_rail(by_id), *_customs(), *_hubs(), *_warehouses(),
    ]  # fmt: skip
    for process_id, spec in made:
        row = _from_pack(by_id[process_id], spec)
        if row["node_id"] == "*" or row["node_id"] in used:
            yield row
    for number, spec in enumerate(_ours(), 1):
        if spec.node in used:
            yield _assumed(f"A{number:03d}", spec)
    for number, (step, mode, hours, sd) in enumerate(DEFAULTS, 1):
        yield _default(f"D{number:03d}", step, mode, hours, sd)


def _borders() -> Iterator[tuple[str, _Made]]:
    for process_id in BORDER_ROWS:
        rail = process_id not in {"B034", "B206"}
        mode = "any" if process_id == "B037" else ("rail" if rail else "road")
        if process_id == "B037":
            yield process_id, _Made("border", "road")
            yield (
                process_id,
                _Made("border", "rail", suffix="R", note="trains; the gate's hours are for trucks"),
            )
        else:
            yield process_id, _Made("border", mode)
    note = "the pack's GX_DX: one step for both sides of the Dongxing gate"
    yield "B039", _Made("border", "road", node="TR_MCI", note=note, direction="any")


def _ports(by_id: dict[str, Row]) -> Iterator[tuple[str, _Made]]:
    sea = CUTOFFS_H["sea"][0]
    for process_id in (*OUT_EXPORT_SEA, *OUT_IMPORT_SEA):
        yield process_id, _Made("terminal_out", "sea", _less(by_id[process_id], sea), cargo="any")
    yield (
        "B094",
        _Made("terminal_out", "barge", _less(by_id["B094"], CUTOFFS_H["barge"][0]), cargo="any"),
    )
    for process_id in OUT_EXPORT_FRESH:
        yield process_id, _Made("terminal_out", "sea", _less(by_id[process_id], sea))
    for process_id in IN_IMPORT_SEA:
        hours = optional_number(by_id["B019"]["mean_hours"])
        note = "clearance (B019) beside the dwell; the later releases"
        yield process_id, _Made("terminal_in", "sea", cargo="any", beside_h=hours, note=note)
    for process_id in IN_IMPORT_FRESH:
        beside = 16.0  # B202, imported fruit at Tianjin
        yield (
            process_id,
            _Made(
                "terminal_in", "sea", beside_h=beside, note="fruit check (B202) beside the dwell"
            ),
        )
    for process_id in IN_EXPORT_SEA:
        yield process_id, _Made("terminal_in", "sea", cargo="any")
    for process_id in IN_EXPORT_FRESH:
        yield process_id, _Made("terminal_in", "sea")


def _rail(by_id: dict[str, Row]) -> Iterator[tuple[str, _Made]]:
    gate_in = CUTOFFS_H["rail"][0]
    for process_id in OUT_EXPORT_RAIL:
        done = STUFFING_H + DECLARING_H if process_id in WITH_STUFFING else 0.0
        note = "less stuffing and declaration, which are steps of their own" if done else ""
        hours = _less(by_id[process_id], gate_in + done)
        lift = "the lift is in the price of the trains"
        yield (
            process_id,
            _Made("terminal_out", "rail", hours, f"{note}; {lift}".strip("; "), cost=0.0),
        )
    for process_id in (*OUT_IMPORT_RAIL, *OUT_DOMESTIC_RAIL):
        yield process_id, _Made("terminal_out", "rail", _less(by_id[process_id], gate_in))
    yield (
        "B137",
        _Made(
            "terminal_out",
            "rail",
            _less(by_id["B137"], gate_in),
            direction="any",
            cost=195.0,
            cost_unit="teu",
        ),
    )
    for process_id in IN_EXPORT_RAIL:
        yield process_id, _Made("terminal_in", "rail")
    yield (
        "B057",
        _Made(
            "terminal_in",
            "rail",
            suffix="T",
            note="trains that end here: entry to the EU with clearance",
        ),
    )
    yield "B122", _Made("terminal_in", "rail", note="clearance is in it")
    yield "B136", _Made("transfer_in", "rail", direction="any", cost=195.0, cost_unit="teu")
    yield "B172", _Made("transfer_in", "rail", direction="any")
    yield "B173", _Made("transfer_in", "rail", direction="any")
    yield "B207", _Made("terminal_in", "road", opening="bkk_day", note="the pack's 06:00-22:00")
    yield "B209", _Made("terminal_in", "road")


def _customs() -> Iterator[tuple[str, _Made]]:
    for process_id in ("B010", "B013", "B014", "B015"):
        yield process_id, _Made("declare", node="*", cargo="any", trade_mode="pack")
    yield (
        "B024",
        _Made(
            "declare",
            node="*",
            trade_mode="pack",
            note="fruit and vegetables away from a produce line",
        ),
    )
    yield "B033", _Made(
        "declare", direction="export", trade_mode="pack", opening="produce_line", servers=3,
        capacity=120.0, unit="t", note="in place of B024; daily (assumed)",
    )  # fmt: skip
    yield "B132", _Made(
        "declare", cargo="any", trade_mode="pack", opening="cbec_hall", servers=2, capacity=8000.0, unit="parcel",
    )  # fmt: skip
    for mode in ("9710", "9810"):
        yield "B133", _Made(
            "declare", cargo="any", trade_mode=mode, opening="cbec_hall", servers=6, capacity=60.0,
            unit="teu", suffix=f"-{mode}",
        )  # fmt: skip


def _hubs() -> Iterator[tuple[str, _Made]]:
    yield "B237", _Made("receive", opening="cold_store", servers=14, capacity=1000.0, unit="t")
    yield (
        "B236",
        _Made(
            "receive",
            opening="cold_store",
            servers=14,
            capacity=1000.0,
            unit="t",
            note="the pack's 250 t/day of frozen goods share the docks",
        ),
    )
    yield "B238", _Made("receive", opening="cold_store", servers=18, capacity=900.0, unit="t")


def _warehouses() -> Iterator[tuple[str, _Made]]:
    for process_id in WAREHOUSES:
        yield (
            process_id,
            _Made(
                "strip",
                servers=2,
                capacity=200.0,
                unit="m3",
                cargo="any",
                direction="any",
                cost=120.0,
                cost_unit="m3",
                opening="warehouse",
                note="receiving and putting away",
            ),
        )


def _ours() -> Iterator[_Made]:
    for node, docks in DOCKS.items():
        yield _Made(
            "receive",
            node=node,
            hours=0.75,
            opening="hub_day",
            servers=docks,
            unit="consignment",
            note="assumed: 0.75 h at a dock for a consignment",
        )
    for node, docks in (("HZ_COLD", 14), ("SX_YCCC", 18)):
        yield _Made(
            "receive",
            node=node,
            hours=1.0,
            opening="cold_store",
            servers=docks,
            note="assumed: dry goods at the cold store's docks",
        )
    for node, crews in CREWS.items():
        cold = node in {"HZ_COLD", "SX_YCCC"}
        yield _Made(
            "stuff",
            node=node,
            hours=STUFFING_H,
            opening="cold_store" if cold else "hub_day",
            servers=crews,
            unit="box",
            note="assumed: a crew takes 2 h for a box",
        )
    yield _Made(
        "declare",
        node="HZ_P_ZS",
        direction="export",
        cargo="fresh",
        trade_mode="0110",
        hours=4.0,
        opening="produce_line",
        servers=2,
        capacity=60.0,
        unit="t",
        note="assumed: bases registered for Hong Kong are checked as they pack",
    )
    yield _Made(
        "declare",
        node="TY_WSCBZ",
        direction="export",
        trade_mode="9610",
        hours=2.0,
        opening="bonded_zone",
        servers=3,
        capacity=12000.0,
        unit="parcel",
        note="assumed: as HZ_CBEC (B132), capacity as the order line (B124)",
    )
    yield _Made(
        "terminal_out",
        "rail",
        node="TR_MAL",
        direction="export",
        hours=4.0,
        note="assumed: boxes that go on with RE01-RE03",
    )
    yield _Made(
        "transfer_in",
        "rail",
        node="GX_NNIRP",
        hours=2.0,
        note="assumed: the rest of B137's 12 h is before boarding",
    )
    for node in ("HZ_CBEC", "TY_WSCBZ"):
        yield _Made(
            "inspect",
            node=node,
            cargo="parcel",
            hours=10.0,
            opening=ALWAYS,
            servers=4,
            note="assumed: own X-ray line; hours of B132",
        )
    for node, places in (
        ("HZ_HUB", 4),
        ("HZ_COLD", 4),
        ("HZ_ZS", 6),
        ("TY_ZD", 8),
        ("TY_WSCBZ", 6),
        ("SX_YCCC", 3),
    ):
        yield _Made(
            "inspect",
            node=node,
            hours=24.0,
            opening=ALWAYS,
            servers=places,
            note="assumed: places; the 24 h of B007 are elapsed hours, half to two working days",
        )


def _less(row: Row, hours: float) -> float:
    return max(FLOOR_H, float(row["mean_hours"]) - hours)


def _direction(pack: str) -> str:
    return "any" if pack in {"both", "any"} else pack


def _cargo(pack: str) -> str:
    return pack if pack in {"fresh", "frozen", "parcel"} else "any"


def _warehouse_hours(node: str) -> str:
    far = {
        "OW_LAX": "ow_us",
        "OW_NJ": "ow_us",
        "OW_DUI": "ow_eu",
        "OW_WAW": "ow_eu",
        "OW_MOW": "ow_ru",
        "OW_ALA": "ow_ru",
    }
    return far.get(node, "ow_asean")


def _capacity(node: str, made: _Made) -> tuple[int | None, float | None, str | None, str]:
    """Servers, capacity a day, unit and opening of a process."""
    if made.step == "border":
        _, capacity, unit, servers, opening = GATES[node]
        return servers, capacity, unit, opening if made.mode != "rail" else ALWAYS
    known = TERMINALS.get((node, made.step))
    if known is not None and made.mode == "rail" and made.direction != "domestic":
        return known[0], known[1], known[2], made.opening
    opening = _warehouse_hours(node) if made.opening == "warehouse" else made.opening
    return made.servers, made.capacity, made.unit, opening


def _slot(servers: int | None, capacity: float | None, opening: str) -> float | None:
    if servers is None or capacity is None:
        return None
    return OPEN_H[opening] * servers / capacity


def _from_pack(row: Row, made: _Made) -> dict[str, Value]:
    node = made.node or row["node"]
    servers, capacity, unit, opening = _capacity(node, made)
    hours = float(row["mean_hours"]) if made.hours is None else made.hours
    mean = float(row["mean_hours"])
    cut = hours < mean
    notes = [row["note"], made.note]
    if cut:
        notes.append(f"tabulated {mean:g} h less the gate-in cut-off, never below {FLOOR_H:g} h")
    cost, cost_unit = _cost(row, made)
    return {
        "process_id": row["id"] + made.suffix,
        "node_id": node,
        "step": made.step,
        "direction": made.direction or _direction(row["direction"]),
        "cargo_class": made.cargo or _cargo(row["cargo_class"]),
        "trade_mode": row["trade_mode"] if made.trade_mode == "pack" else made.trade_mode,
        "mode": made.mode,
        "hours_mean": hours,
        "hours_sd": float(row["sd_hours"]) * (hours / mean if cut and mean else 1.0),
        "distribution": "lognormal",
        "opening": opening,
        "servers": servers,
        "capacity_per_day": capacity,
        "capacity_unit": unit,
        "slot_h": _slot(servers, capacity, opening),
        "parallel_hours_mean": made.beside_h,
        "unplugged_h": UNPLUGGED_H.get(made.step, 0.0),
        "cost_cny": cost,
        "cost_unit": cost_unit,
        "source": row["source"],
        "verified": row["verified"],
        "verified_fields": row["verified_fields"],
        "note": " | ".join(filter(None, notes)),
    }


def _cost(row: Row, made: _Made) -> tuple[float | None, str | None]:
    if made.cost is not None:
        return (made.cost, made.cost_unit) if made.cost else (None, None)
    if made.step == "border" or not row["cost_cny"]:
        return None, None  # the price of the trains holds it
    per_box = "per box" in row["note"] or row["note"] == "as above"
    return float(row["cost_cny"]), "box" if per_box else "teu"


def _assumed(process_id: str, made: _Made) -> dict[str, Value]:
    servers, capacity, unit, opening = _capacity(made.node, made)
    hours = made.hours or 0.0
    return {
        "process_id": process_id,
        "node_id": made.node,
        "step": made.step,
        "direction": made.direction or "any",
        "cargo_class": made.cargo or "any",
        "trade_mode": made.trade_mode,
        "mode": made.mode,
        "hours_mean": hours,
        "hours_sd": hours / 3,
        "distribution": "lognormal",
        "opening": opening,
        "servers": servers,
        "capacity_per_day": capacity,
        "capacity_unit": unit if servers is not None else None,
        "slot_h": _slot(servers, capacity, opening),
        "parallel_hours_mean": None,
        "unplugged_h": UNPLUGGED_H.get(made.step, 0.0),
        "cost_cny": None,
        "cost_unit": None,
        "source": made.note,
        "verified": ASSUMED,
        "verified_fields": None,
        "note": None,
    }


def _default(process_id: str, step: str, mode: str, hours: float, sd: float) -> dict[str, Value]:
    return {
        "process_id": process_id,
        "node_id": "*",
        "step": step,
        "direction": "any",
        "cargo_class": "any",
        "trade_mode": "any",
        "mode": mode,
        "hours_mean": hours,
        "hours_sd": sd,
        "distribution": "lognormal" if hours else "deterministic",
        "opening": "hub_day" if step in {"receive"} else ALWAYS,
        "unplugged_h": UNPLUGGED_H.get(step, 0.0) if hours else 0.0,
        "source": "assumed: for nodes without a row of their own, so that no lookup fails",
        "verified": ASSUMED,
    }


def inspection_rows(borders: list[Row]) -> Iterator[dict[str, Value]]:
    """Rows of inspection.csv."""
    for row in borders:
        if row["process"] == "physical inspection selection" and row["regime"] == "base":
            yield {
                "credit_grade": row["credit_grade"],
                "share": float(row["inspection_rate_pct"]) / 100,
                "extra_h": float(row["extra_hours_if_inspected"]),
                "cost_cny": 600.0,
                "source": f"{row['id']}: {row['source']}; 600 CNY a declaration assumed",
                "verified": row["verified"],
            }


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
            "lump": 1 if unit == "train" else 8,
            "profile": "flat" if opening in {ALWAYS, "yyg_gate"} else "open",
            "source": "capacity: processes.csv; share of capacity assumed within the 60-85% of notes/network.md",
            "verified": ASSUMED,
            "rule": f"{share:.2f} x {capacity:g} a day less {own:.2f} a day of the zones' own",
        }
    for resource, share, capacity, own, unit, lump, why in (
        (
            "HZ_ZS:terminal_out",
            0.75,
            720.0,
            28.0,
            "teu",
            88,
            "Guidong domestic bulk (1.7 Mt a year) and others, a train at a time",
        ),
        ("TY_ZD:terminal_out", 0.70, 600.0, 75.0, "teu", 50, "domestic boxes of the park"),
        ("EU_DUI:terminal_in", 0.75, 492.0, 5.0, "teu", 82, "35-40 China trains a week"),
        (
            "GX_QZE:transfer_in",
            0.70,
            400.0,
            20.0,
            "teu",
            100,
            "rail-sea trains of the land-sea corridor",
        ),
        ("GX_NNIRP:terminal_out", 0.70, 400.0, 10.0, "teu", 50, "trains of others"),
    ):
        yield {
            "resource": resource,
            "per_day": round(share * capacity - own, 3),
            "unit": unit,
            "lump": lump,
            "profile": "flat",
            "source": f"assumed: {why}",
            "verified": ASSUMED,
            "rule": f"{share:.2f} x {capacity:g} a day less {own:g} a day of the zones' own",
        }


def _own_per_day(
    node: str, unit: str, services: list[dict[str, Value]], legs: list[dict[str, Value]]
) -> float:
    """Own trains by frequency; own trucks are a handful a day (assumed 6)."""
    if unit == "vehicle":
        return 6.0
    passing = {row["service_id"] for row in legs if node in {row["from_id"], row["to_id"]}}
    weekly = 0.0
    for row in services:
        if row["service_id"] in passing and row["status"] == "active" and row["mode"] == "rail":
            if row["dispatch"] == "path" or row["service_id"] in {"XRR01", "XRR02"}:
                weekly += float(row["departures_per_week"] or 0.0)
    return weekly / 7
