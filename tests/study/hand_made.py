"""Records of one replication that fit on paper: three consignments, two boxes, one train."""

from domain.records import Records
from study.frames import buffer_frame
from study.kpis import Observed

FROM_H, TO_H = 24.0, 96.0
# id, cohort, kg, value, ready, due, delivered, missed, inspected,
# life left, excursion, lost, kgCO2e, cost
ROWS = (
    ("c1", True, 1000.0, 50_000.0, 30.0, 60.0, 50.0, 0, False, 0.9, 1.0, 500.0, 40.0, 1000.0),
    ("c2", True, 3000.0, 30_000.0, 40.0, 70.0, 80.0, 1, True, None, 0.0, 0.0, 120.0, 2500.0),
    ("c3", True, 2000.0, 20_000.0, 90.0, 99.0, None, 0, False, None, 0.0, 0.0, 0.0, 0.0),
    ("c0", False, 9000.0, 10_000.0, 1.0, 20.0, 90.0, 2, False, 0.1, 9.0, 900.0, 300.0, 7000.0),
)


def records() -> Records:
    made = Records()
    for cid, cohort, kg, value, ready, due, came, missed, seen, life, out, lost, co2, cost in ROWS:
        late = None if came is None else max(0.0, came - due)
        made.consignments.add(
            cid, "f", "orange", "fresh", "0110", "A", "B", cohort, kg, kg / 300.0, value, 0.0,
            ready, due, came, late, late == 0.0, 0, 1, missed, seen, 5.0, life, out, lost, co2,
            cost,
        )  # fmt: skip
    for part, cid, cny, line in (
        ("c1.1", "c1", 900.0, "transport"),
        ("c1.1", "c1", 100.0, "capital"),
        ("c2.1", "c2", 2300.0, "transport"),
        ("c2.1", "c2", 200.0, "lateness"),
        ("c0.1", "c0", 7000.0, "transport"),
    ):
        made.costs.add(50.0, line, cid, part, "shipper", "carrier", "x", cny)
    for at_h, cny in ((10.0, 999.0), (24.0, 40.0), (96.0, 60.0), (97.0, 999.0)):
        made.costs.add(at_h, "dead_freight", "", "", "network", "carrier", "train", cny)
    for number, (stuffed_h, fill, missed) in enumerate(
        ((45.0, 0.8, 0), (60.0, 0.4, 1), (5.0, 0.1, 7))
    ):
        made.boxes.add(
            f"b{number}", "CBLU0000000", "40HC", "pool", "r", "A", "B", stuffed_h, 80.0, 1.0, 1.0,
            fill, 1, missed, 0.0, 0.0,
        )  # fmt: skip
    for leg, loaded in enumerate((10.0, 30.0)):
        made.departures.add(
            "T1", "rail", leg, "A", "B", 48.0, "ran", 48.0, 50.0, 40.0, 30.0, loaded, 300.0, 0.0
        )
    made.departures.add(
        "T1", "rail", 0, "A", "B", 72.0, "cancelled", None, None, 40.0, 8.0, 0.0, 0.0, 0.0
    )
    for lot, stage, start_h, end_h in (
        ("c1.1", "fetch", 30.0, 34.0),
        ("c1.1", "ride", 34.0, 50.0),
        ("c2.1", "ride", 40.0, 70.0),
        ("c2.1a", "ride", 40.0, 80.0),
        ("c0.1", "ride", 1.0, 90.0),
    ):
        made.movements.add(
            "part", lot, "b0", stage, "A", "B", "L1" if stage == "fetch" else "T1", None, start_h,
            start_h, end_h, None, None, "", 0.0,
        )  # fmt: skip
    made.costs.add(50.0, "handling", "c2", "c2.1a", "shipper", "hub", "x", 0.0)
    return made


def observed() -> Observed:
    buffers = records().buffers()
    tables = {buffer.table.name: buffer_frame(buffer, "rule", 3) for buffer in buffers}
    return Observed("rule", 3, tables, FROM_H, TO_H, {("L1", "A", "B"): 0}, {"40HC": 2.0})
