"""What follows from the ways of a flow: prices of outsourcing, route_guide.csv, box_stocks.csv."""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from tools.data_pack.pack import ASSUMED, Value
from tools.data_pack.paths import Atlas, Row, Way

# Small lots cost a forwarder more per kg than full boxes.
OUTSOURCE_FACTOR = {"fcl": 5.0, "pallet": 8.0, "parcel": 5.0}
STOCK_WEEKS, STOCK_SHARE = 2.0, 0.8
QUICK = 1.0
# Other places of the city keep a fifth of what the usual ones keep, so that a plan may use them.
HUB_SHARE = 0.2
SHARED_WITH = {
    "HZ_HUB": ("HZ_COLD", "HZ_CBEC"),
    "HZ_P_ZS": ("HZ_COLD",),
    "TY_WSCBZ": ("TY_ZD",),
    "SX_DTLP": ("SX_DT",),
}


def ways_of(flow: Row, atlas: Atlas, boxes: Mapping[str, Row]) -> tuple[Way, Way, Way] | None:
    """The cheapest, the usual (price plus the late cost as value of time) and the quickest way."""
    per_kg_h = float(flow["late_cost_cny_per_t_day"] or 0.0) / 1000 / 24
    for box_type in str(flow["box_types"]).split(";"):
        box = boxes[box_type]
        found = [atlas.best(flow, box, rate) for rate in (1e-6, max(per_kg_h, 1e-6), QUICK)]
        cheapest, usual, quickest = found
        if cheapest is not None and usual is not None and quickest is not None:
            return cheapest, usual, quickest
    return None


def priced(flow: dict[str, Value], ways: tuple[Way, Way, Way], atlas: Atlas) -> dict[str, Value]:
    """The flow with its outsourcing price, and a due time that a kept way can meet.

    The pack's due days are kept, except where even the quickest kept way takes longer without
    any wait: there the pack had an aeroplane or a service that is not kept.
    """
    _, usual, quickest = ways
    out = dict(flow)
    factor = OUTSOURCE_FACTOR[str(flow["unit"])]
    out["outsource_cny_per_kg"] = round(factor * usual.cny_per_kg, 3)
    if atlas.moving_h(quickest) / 24 > float(flow["due_days"] or 0):
        due_days = float(math.ceil(1.15 * usual.hours / 24))
        out["due_days"] = due_days
        if flow["product_id"] == "pharma_crt":
            out["hard_deadline_days"] = 2 * due_days
        out["note"] = (
            f"{flow['note']}; due {flow['due_days']:g} d in the pack is by a way not kept; "
            "here 1.15 x the usual kept way (assumed)"
        )
    out["note"] = f"{out['note']}; outsourcing = {factor} x the usual way (assumed)"
    return out


def guide_rows(found: Sequence[tuple[Row, tuple[Way, Way, Way]]]) -> Iterator[dict[str, Value]]:
    """Rows of route_guide.csv: the usual way, then the cheapest or else the quickest other one."""
    seen: set[tuple[str, str, str]] = set()
    for flow, (cheapest, usual, quickest) in found:
        lane = (str(flow["product_id"]), str(flow["origin_id"]), str(flow["destination_id"]))
        if lane in seen:
            continue
        seen.add(lane)
        chosen = [usual]
        for way in (cheapest, quickest):
            if len(chosen) == 1 and (way.stuffing_id, way.route) != (
                usual.stuffing_id,
                usual.route,
            ):
                chosen.append(way)
        for preference, way in enumerate(chosen, 1):
            yield {
                "product_id": lane[0],
                "origin_id": lane[1],
                "destination_id": lane[2],
                "preference": preference,
                "stuffing_id": way.stuffing_id,
                "stripping_id": way.stripping_id,
                "route": ">".join(way.route),
                "source": "assumed: least price plus value of time, half a headway "
                f"as wait; about {way.hours / 24:.1f} d and {way.cny_per_kg:.2f} CNY/kg. Ask yours",
                "verified": ASSUMED,
            }


def stock_rows(
    found: Sequence[tuple[Row, tuple[Way, Way, Way]]], boxes: Mapping[str, Row]
) -> Iterator[dict[str, Value]]:
    """Rows of box_stocks.csv: two weeks of the flows that usually stuff at a place, times 0.8."""
    need: dict[tuple[str, str], float] = defaultdict(float)
    for flow, (_, usual, _) in found:
        box_type = str(flow["box_types"]).split(";", maxsplit=1)[0]
        box = boxes[box_type]
        kg, m3 = float(flow["kg_per_unit"] or 0), float(flow["m3_per_unit"] or 0)
        per_box = kg
        if flow["unit"] != "fcl":
            per_box = kg * min(
                float(box["payload_t"] or 0) * 1000 / kg, float(box["internal_m3"] or 0) / m3
            )
        need[usual.stuffing_id, box_type] += float(flow["annual_t"] or 0) * 1000 / per_box
    for hub, centres in SHARED_WITH.items():
        for (node_id, box_type), yearly in list(need.items()):
            if node_id in centres:
                need[hub, box_type] += HUB_SHARE * yearly
    for (node_id, box_type), yearly in sorted(need.items()):
        yield {
            "node_id": node_id,
            "box_type": box_type,
            "opening": math.ceil(yearly / 52 * STOCK_WEEKS * STOCK_SHARE),
            "source": (
                f"assumed: {STOCK_SHARE} x {STOCK_WEEKS:g} weeks of what usually stuffs here, "
                f"{yearly:.0f} boxes a year"
            ),
            "verified": ASSUMED,
        }
