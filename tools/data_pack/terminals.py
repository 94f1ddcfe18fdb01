"""Steps at ports and rail terminals, from the rows of the pack."""

from collections.abc import Iterator

from tools.data_pack.pack import Row, optional_number
from tools.data_pack.services import CUTOFFS_H, LIFT_CNY_PER_TEU
from tools.data_pack.step import DECLARING_H, STUFFING_H, Step, less

OUT_EXPORT_SEA = ("B072", "B074", "B076", "B078", "B080", "B088", "B090", "B092")
OUT_EXPORT_FRESH = ("B185", "B187", "B189", "B191", "B193", "B195", "B197")
OUT_IMPORT_SEA = ("B070", "B071", "B181", "B182")
IN_IMPORT_SEA = ("B079", "B081")
IN_IMPORT_FRESH = ("B196", "B198")
IN_COASTAL = ("B087",)
IN_EXPORT_SEA = (
    "B096", "B098", "B100", "B102", "B104", "B106", "B108", "B110", "B112", "B114", "B116", "B210",
)  # fmt: skip
IN_EXPORT_FRESH = (
    "B097", "B099", "B101", "B103", "B105", "B107", "B109", "B111", "B113", "B115", "B117",
)  # fmt: skip
OUT_EXPORT_RAIL = ("B121", "B134", "B135", "B167", "B166", "B168", "B233")
WITH_STUFFING = ("B121", "B166", "B167", "B168")
IN_EXPORT_RAIL = (
    "B138", "B139", "B140", "B141", "B142", "B143", "B144", "B145", "B146", "B147", "B148",
)  # fmt: skip
OUT_IMPORT_RAIL = ("B174", "B175", "B176", "B177", "B178", "B179")
OUT_IMPORT_LATER = ("B065", "B066", "B067")
OUT_DOMESTIC_RAIL = ("B169", "B170", "B171")
# Cranes, TEU a day: wagons of the pack at 2 TEU, its trains at 100 TEU (China) or 82 (Europe).
TERMINALS: dict[tuple[str, str], tuple[int, float]] = {
    ("HZ_ZS", "terminal_out"): (20, 720.0),
    ("HZ_RS", "terminal_out"): (4, 120.0),
    ("TY_ZD", "terminal_out"): (25, 600.0),
    ("EU_DUI", "terminal_in"): (20, 492.0),
    ("GX_QZE", "transfer_in"): (16, 400.0),
    ("GX_NNIRP", "terminal_out"): (16, 400.0),
}


def port_steps(by_id: dict[str, Row]) -> Iterator[tuple[str, Step]]:
    """Dwells at ports, less the gate-in cut-off before sailing."""
    sea, barge = CUTOFFS_H["sea"][0], CUTOFFS_H["barge"][0]
    for process_id in (*OUT_EXPORT_SEA, *OUT_IMPORT_SEA):
        yield process_id, Step("terminal_out", "sea", less(by_id[process_id], sea), cargo="any")
    yield "B094", Step("terminal_out", "barge", less(by_id["B094"], barge), cargo="any")
    for process_id in OUT_EXPORT_FRESH:
        yield process_id, Step("terminal_out", "sea", less(by_id[process_id], sea))
    clearance_h = optional_number(by_id["B019"]["mean_hours"])
    note = "clearance (B019) beside the dwell; the later releases"
    for process_id in IN_IMPORT_SEA:
        yield process_id, Step("terminal_in", "sea", cargo="any", beside_h=clearance_h, note=note)
    fruit_h = optional_number(by_id["B202"]["mean_hours"])
    note = "fruit check (B202) beside the dwell"
    for process_id in IN_IMPORT_FRESH:
        yield process_id, Step("terminal_in", "sea", beside_h=fruit_h, note=note)
    note = "coasters: the pack's dwell after discharge"
    for process_id in IN_COASTAL:
        yield process_id, Step("transfer_in", "sea", direction="any", cargo="any", note=note)
    for process_id in IN_EXPORT_SEA:
        yield process_id, Step("terminal_in", "sea", cargo="any")
    for process_id in IN_EXPORT_FRESH:
        yield process_id, Step("terminal_in", "sea")


def rail_steps(by_id: dict[str, Row]) -> Iterator[tuple[str, Step]]:
    """Handling at rail terminals, and clearance of trucks that end in Bangkok and Hong Kong."""
    gate_in = CUTOFFS_H["rail"][0]
    lift = "the lift is in the price of the trains"
    for process_id in OUT_EXPORT_RAIL:
        done = STUFFING_H + DECLARING_H if process_id in WITH_STUFFING else 0.0
        note = (
            f"less stuffing and declaration, which are steps of their own; {lift}" if done else lift
        )
        hours = less(by_id[process_id], gate_in + done)
        yield process_id, Step("terminal_out", "rail", hours, note, cost=0.0)
    for process_id in (*OUT_IMPORT_RAIL, *OUT_DOMESTIC_RAIL):
        yield process_id, Step("terminal_out", "rail", less(by_id[process_id], gate_in))
    nanning = less(by_id["B137"], gate_in)
    yield "B137", _lifted("terminal_out", nanning)
    for process_id in IN_EXPORT_RAIL:
        yield process_id, Step("terminal_in", "rail")
    note = "trains that end here: entry to the EU with clearance"
    yield "B057", Step("terminal_in", "rail", suffix="T", note=note)
    yield "B122", Step("terminal_in", "rail", note="clearance is in it")
    yield "B136", _lifted("transfer_in", None)
    yield "B172", Step("transfer_in", "rail", direction="any")
    yield "B173", Step("transfer_in", "rail", direction="any")
    note = "the pack's 06:00-22:00"
    yield "B207", Step("terminal_in", "road", opening="bkk_day", note=note)
    yield "B209", Step("terminal_in", "road")


def _lifted(step: str, hours: float | None) -> Step:
    return Step(step, "rail", hours, direction="any", cost=LIFT_CNY_PER_TEU, cost_unit="teu")


def import_steps(by_id: dict[str, Row]) -> Iterator[tuple[str, Step]]:
    """Imports of fruit, seafood, meat and dairy: foreign gates, checks where goods enter China."""
    gate_in, air_in = CUTOFFS_H["sea"][0], CUTOFFS_H["air"][0]
    for process_id in OUT_IMPORT_LATER:
        yield process_id, Step("terminal_out", "sea", less(by_id[process_id], gate_in), cargo="any")
    yield "B180", Step("terminal_out", "rail", less(by_id["B180"], CUTOFFS_H["rail"][0]))
    for process_id in ("B224", "B225", "B226", "B227"):
        yield process_id, Step("terminal_out", "air", less(by_id[process_id], air_in), cargo="any")
    clearance_h = optional_number(by_id["B019"]["mean_hours"])
    note = "clearance (B019) beside the dwell; the later releases"
    for process_id in ("B073", "B089"):
        yield process_id, Step("terminal_in", "sea", cargo="any", beside_h=clearance_h, note=note)
    for process_id, check_id in (("B186", "B029"), ("B188", "B201")):
        check_h = optional_number(by_id[check_id]["mean_hours"])
        note = f"fruit check ({check_id}) beside the dwell"
        yield process_id, Step("terminal_in", "sea", beside_h=check_h, note=note)
    note = "where the truck is opened first; the gate of Youyiguan is a border step before it"
    yield "B025", Step("terminal_in", "road", node="GX_NNG", opening="yyg_gate", note=note)
    yield "B030", Step("terminal_in", "rail", node="GX_NNIRP")
    for process_id in ("B203", "B204"):
        yield process_id, Step("terminal_in", "air", note="handling goes beside the check")
    for process_id in ("B229", "B231"):
        yield process_id, Step("terminal_in", "air", cargo="any")
