"""Steps at hubs, customs halls and warehouses: rows of the pack, our own, and the defaults."""

from collections.abc import Iterator

from tools.data_pack.step import STUFFING_H, Step

WAREHOUSES = (
    "B150", "B151", "B153", "B154", "B156", "B157", "B158", "B159", "B160", "B161", "B163", "B164",
)  # fmt: skip
CREWS = {
    "HZ_HUB": 8, "HZ_COLD": 14, "HZ_ZS": 24, "HZ_CBEC": 4, "HZ_P_ZS": 3, "TY_ZD": 30,
    "TY_WSCBZ": 8, "TY_HUB": 4, "SX_YCCC": 8, "SX_DTLP": 3, "SX_DT": 3,
}  # fmt: skip
DOCKS = {
    "HZ_HUB": 12, "HZ_ZS": 12, "HZ_CBEC": 6, "HZ_P_ZS": 3, "TY_ZD": 14, "TY_WSCBZ": 10,
    "TY_HUB": 6, "SX_DTLP": 4, "SX_DT": 4,
}  # fmt: skip
COLD_DOCKS = {"HZ_COLD": 14, "SX_YCCC": 18}
XRAY_LINES = {"HZ_CBEC": 4, "TY_WSCBZ": 4}
INSPECTION_PLACES = {
    "HZ_HUB": 4, "HZ_COLD": 4, "HZ_ZS": 6, "TY_ZD": 8, "TY_WSCBZ": 6, "SX_YCCC": 3,
}  # fmt: skip
SHOPS = ("XD", "YZ", "XHL", "JCP", "WBL", "JY", "OUT")
CREWS_ABROAD = {"PR_TH_DURIAN": 12, "PR_TH_LONGAN": 6, "PR_VN_DRAGON": 6}
# step, mode, hours, standard deviation: for nodes without a row of their own.
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


def customs_steps() -> Iterator[tuple[str, Step]]:
    """Declarations by trade mode, and the lines of the Hezhou centres."""
    for process_id in ("B010", "B013", "B014", "B015"):
        yield process_id, Step("declare", node="*", cargo="any", trade_mode="pack")
    note = "fruit and vegetables away from a produce line"
    yield "B024", Step("declare", node="*", trade_mode="pack", note=note)
    yield "B033", Step(
        "declare", direction="export", trade_mode="pack", opening="produce_line", servers=3,
        capacity=120.0, unit="t", note="in place of B024; daily (assumed)",
    )  # fmt: skip
    yield "B132", Step(
        "declare", cargo="any", trade_mode="pack", opening="cbec_hall", servers=2,
        capacity=8000.0, unit="parcel",
    )  # fmt: skip
    for mode in ("9710", "9810"):
        yield "B133", Step(
            "declare", cargo="any", trade_mode=mode, opening="cbec_hall", servers=6, capacity=60.0,
            unit="teu", suffix=f"-{mode}",
        )  # fmt: skip


def later_steps() -> Iterator[tuple[str, Step]]:
    """Rows of the pack that only the two later scenarios use."""
    yield "B124", Step(
        "declare", direction="domestic", cargo="parcel", trade_mode="1210", opening="bonded_zone",
        servers=3, capacity=12000.0, unit="parcel", note="release on order (B018), then the line",
    )  # fmt: skip
    yield "B020", Step(
        "strip", node="TY_WSCBZ", direction="domestic", cargo="parcel", servers=4, unit="box",
        note="returns of consumers: looked at and booked in again",
    )  # fmt: skip
    yield "B032", Step("strip", opening="bonded_zone", note="the hall of the designated site")
    for process_id in ("B234", "B235"):
        yield process_id, Step(
            "strip", opening="cold_store", servers=8, capacity=300.0, unit="t",
            note="what comes in; what goes out to shops is picked (A-row)",
        )  # fmt: skip
    for process_id in ("B236", "B237"):
        yield process_id, Step(
            "strip", direction="import", opening="cold_store", servers=14, capacity=1000.0,
            unit="t", suffix="S", note="imports come in at the docks of the fruit",
        )  # fmt: skip


def hub_steps() -> Iterator[tuple[str, Step]]:
    """Receiving at cold stores, receiving and putting away at overseas warehouses."""
    cold = Step("receive", opening="cold_store", servers=14, capacity=1000.0, unit="t")
    yield "B237", cold
    yield "B236", Step(
        "receive", opening="cold_store", servers=14, capacity=1000.0, unit="t",
        note="the pack's 250 t/day of frozen goods share the docks",
    )  # fmt: skip
    yield "B238", Step("receive", opening="cold_store", servers=18, capacity=900.0, unit="t")
    for process_id in WAREHOUSES:
        yield process_id, Step(
            "strip", servers=2, capacity=200.0, unit="m3", cargo="any", direction="any", cost=120.0,
            cost_unit="m3", opening="warehouse", note="receiving and putting away",
        )  # fmt: skip


def own_steps() -> Iterator[Step]:
    """What the pack has no row for; `note` is the source."""
    note = "assumed: 0.75 h at a dock for a consignment"
    for node, docks in DOCKS.items():
        yield Step(
            "receive", node=node, hours=0.75, opening="hub_day", servers=docks, unit="consignment",
            note=note,
        )  # fmt: skip
    note = "assumed: dry goods at the cold store's docks"
    for node, docks in COLD_DOCKS.items():
        yield Step("receive", node=node, hours=1.0, opening="cold_store", servers=docks, note=note)
    note = "assumed: a crew takes 2 h for a box; shippers bring gangs of their own to the yards"
    for node, crews in CREWS.items():
        day = "cold_store" if node in COLD_DOCKS else "hub_day"
        yield Step(
            "stuff", node=node, hours=STUFFING_H, opening=day, servers=crews, unit="box", note=note,
        )  # fmt: skip
    yield Step(
        "declare", node="HZ_P_ZS", direction="export", cargo="fresh", trade_mode="0110", hours=4.0,
        opening="produce_line", servers=2, capacity=60.0, unit="t",
        note="assumed: bases registered for Hong Kong are checked as they pack",
    )  # fmt: skip
    yield Step(
        "declare", node="TY_WSCBZ", direction="export", trade_mode="9610", hours=2.0,
        opening="bonded_zone", servers=3, capacity=12000.0, unit="parcel",
        note="assumed: as HZ_CBEC (B132), capacity as the order line (B124)",
    )  # fmt: skip
    note = "assumed: boxes that go on with RE01-RE03"
    yield Step("terminal_out", "rail", node="TR_MAL", direction="export", hours=4.0, note=note)
    note = "assumed: the rest of B137's 12 h is before boarding"
    yield Step("transfer_in", "rail", node="GX_NNIRP", hours=2.0, note=note)
    note = "assumed: own X-ray line; hours of B132"
    for node, lines in XRAY_LINES.items():
        yield Step("inspect", node=node, cargo="parcel", hours=10.0, servers=lines, note=note)
    note = "assumed: places; the 24 h of B007 are elapsed hours, half to two working days"
    for node, places in INSPECTION_PLACES.items():
        yield Step("inspect", node=node, hours=24.0, servers=places, note=note)
    yield from _later_own_steps()


def _later_own_steps() -> Iterator[Step]:
    """Steps of the two later scenarios; last, so that the numbers of the others stay."""
    note = "assumed: crates for the shops are picked by night and by day"
    yield Step(
        "receive", node="TY_COLD", direction="domestic", hours=1.5, servers=10,
        unit="consignment", note=note,
    )  # fmt: skip
    note = "assumed: a van is loaded in half an hour, four at a time"
    yield Step(
        "stuff", node="TY_COLD", direction="domestic", hours=0.5, servers=4, unit="box", note=note
    )
    note = "assumed: as TY_COLD; parcels are loaded as they come off the line"
    yield Step(
        "stuff", node="TY_WSCBZ", direction="domestic", cargo="parcel", hours=0.5, servers=4,
        unit="box", note=note,
    )  # fmt: skip
    note = "assumed: returns are handed in at the pick-up points, whose van is loaded as it comes"
    yield Step("receive", node="MK_TY", hours=0.0, note=note)
    yield Step("stuff", node="MK_TY", hours=0.25, note=note)
    note = "assumed: at the shops' doors, which are open 06:00-22:00; the round is in the leg"
    for cluster in SHOPS:
        yield Step("strip", node=f"TY_ST_{cluster}", hours=0.25, opening="shops", note=note)
    note = "assumed: handed over to couriers; their round is in the leg"
    yield Step("strip", node="MK_TY", hours=0.25, note=note)
    note = "assumed: Datong's plants load trailers at three doors"
    yield Step("stuff", node="PR_DT_MEAT", hours=STUFFING_H, servers=3, unit="box", note=note)
    note = "assumed: doors of the packing houses; fruit goes from the cold room into the box"
    for node, doors in CREWS_ABROAD.items():
        yield Step("stuff", node=node, hours=STUFFING_H, servers=doors, unit="box", note=note)
    note = "assumed: grain is bagged and loaded at four doors"
    yield Step("stuff", node="SX_XZ", hours=STUFFING_H, servers=4, unit="box", note=note)
    note = "assumed: an air pallet is built in 1.5 h"
    for node in ("AP_LGG", "AP_SGN", "AP_KUL"):
        yield Step("stuff", node=node, hours=1.5, servers=4, unit="box", note=note)
