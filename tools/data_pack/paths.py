"""Cheapest and quickest ways of a flow over the kept services, to check, to price, to advise.

A static view with half a headway as wait; nothing here decides what a plan or a simulation does.
Goods ride at most two trucks to the stuffing node, a box to the stripping node, one truck or
parcel van after it, and cross China's customs border at most once (domestic goods never).
"""

import heapq
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tools.data_pack.pack import Value

COLLECT, BOX, LAST = 0, 1, 2
HALF_WEEK_H = 84.0
HEAVY_KG = 15_000.0
STUFF_H, STRIP_H = 4.0, 2.0
AWAY_H, AWAY_CNY_PER_KG = 12.0, 0.1  # declared at a port city: hours of B133, price assumed
BOX_HANDLING_CNY = 900.0  # stuffing, stripping, declaration and rent of a box, in round figures
Row = Mapping[str, Value]
State = tuple[str, int, int, int, int]
"""Node, phase, hops in the phase, trucks in a row, borders crossed."""
MAX_HOPS, MAX_TRUCKS_IN_A_ROW = 4, 2  # as domain/ways.py


@dataclass(frozen=True, slots=True)
class Arc:
    """A service in one direction, with its hours door to door of the terminals."""

    service_id: str
    start: str
    end: str
    carries: tuple[str, ...]
    cny_per_teu: float | None
    cny_per_feu: float | None
    cny_per_kg: float | None
    reefer_factor: float | None
    plugs: float
    road: bool
    hours: float
    wait_h: float
    crosses: bool


@dataclass(frozen=True, slots=True)
class Way:
    """A found way: collection, box chain, last leg, and what it costs."""

    cny_per_kg: float
    hours: float
    collect: tuple[str, ...]
    stuffing_id: str
    route: tuple[str, ...]
    stripping_id: str
    last: tuple[str, ...]


class Atlas:
    """The kept services as arcs out of each node."""

    def __init__(
        self,
        services: Sequence[Row],
        legs: Sequence[Row],
        processes: Sequence[Row],
        functions: Sequence[Row],
        countries: Mapping[str, str],
        forbidden: Collection[tuple[str, str]] = (),
        trucks_in_a_row: int = MAX_TRUCKS_IN_A_ROW,
    ) -> None:
        """Arcs of active services, both ways where the row says so.

        `forbidden` are products and the places where they may be neither stuffed nor stripped.
        """
        self.countries = countries
        self.forbidden, self.trucks_in_a_row = frozenset(forbidden), trucks_in_a_row
        self._steps = {
            (r["node_id"], r["step"], r["direction"], r["cargo_class"], r["mode"]): r
            for r in processes
            if r["step"] != "declare"
        }
        self.stuffing = {str(r["node_id"]) for r in functions if r["function"] == "stuffing"}
        self.stripping = {str(r["node_id"]) for r in functions if r["function"] == "stripping"}
        self.customs = {str(r["node_id"]) for r in functions if r["function"] == "customs"}
        self.out: dict[str, list[Arc]] = defaultdict(list)
        by_service: dict[str, list[Row]] = defaultdict(list)
        for leg in legs:
            by_service[str(leg["service_id"])].append(leg)
        for row in services:
            if row["status"] != "active":
                continue
            own = by_service[str(row["service_id"])]
            for back in (False, True) if row["two_way"] else (False,):
                arc = self._arc(row, own, back=back)
                self.out[arc.start].append(arc)

    def _arc(self, row: Row, legs: Sequence[Row], *, back: bool) -> Arc:
        start, end = str(row["origin_id"]), str(row["destination_id"])
        if back:
            start, end = end, start
        abroad = (self.countries[start] != "CN", self.countries[end] != "CN")
        direction = "import" if abroad == (True, False) else "export"
        mode = str(row["mode"])
        hours = sum(_number(leg["hours"]) for leg in legs)
        for leg in legs[:-1]:
            hours += self.step_h(str(leg["to_id"]), "border", direction, mode)
        wait_h = 0.0
        if row["dispatch"] != "truck":
            wait_h = HALF_WEEK_H / _number(row["departures_per_week"])
            hours += _number(row["gate_in_cutoff_h"]) + wait_h
            hours += self.step_h(start, "terminal_out", direction, mode)
        crosses = abroad[0] != abroad[1]
        if mode != "post":
            hours += self.step_h(end, "terminal_in" if crosses else "transfer_in", direction, mode)
        return Arc(
            str(row["service_id"]), start, end, tuple(str(row["carries"]).split(";")),
            _optional(row["price_cny_per_teu"]), _optional(row["price_cny_per_feu"]),
            _optional(row["price_cny_per_kg"]),
            _optional(row["reefer_factor"]), _number(row["reefer_plugs"]),
            mode in {"road", "post"}, hours, wait_h, crosses,
        )  # fmt: skip

    def moving_h(self, way: Way) -> float:
        """Hours of a way without the waits for departures."""
        waits = {arc.service_id: arc.wait_h for arcs in self.out.values() for arc in arcs}
        return way.hours - sum(waits[service_id] for service_id in way.route)

    def step_h(self, node: str, step: str, direction: str, mode: str) -> float:
        """Hours of a step, by the lookup that the model uses (any cargo)."""
        for place in (node, "*"):
            for way in (direction, "any"):
                for by in (mode, "any"):
                    row = self._steps.get((place, step, way, "any", by))
                    if row is not None:
                        return max(
                            _number(row["hours_mean"]),
                            _optional(row.get("parallel_hours_mean")) or 0.0,
                        )
        return 0.0

    def best(self, flow: Row, box: Row, cny_per_kg_h: float) -> Way | None:
        """The way of least price plus value of time, or None where there is none."""
        load_kg = _load_kg(flow, box)
        parcel = flow["unit"] == "parcel"
        start, goal = str(flow["origin_id"]), str(flow["destination_id"])
        first: State = (start, COLLECT, 0, 0, 0)
        # label: (score, tie, price, hours, state, trail)
        heap: list[tuple[float, int, float, float, State, tuple[str, ...]]] = []
        heapq.heappush(heap, (0.0, 0, 0.0, 0.0, first, ()))
        done: set[State] = set()
        ties = 0
        while heap:
            score, _, price, hours, state, trail = heapq.heappop(heap)
            if state in done:
                continue
            done.add(state)
            node, phase, hops = state[:3]
            if phase == LAST and node == goal and (hops or not parcel or box["family"] == "van"):
                return _way(price, hours, trail)
            for more_price, more_hours, after, mark in self._moves(
                state, flow, box, load_kg, parcel=parcel
            ):
                if after in done:
                    continue
                ties += 1
                step = more_price + cny_per_kg_h * more_hours
                heapq.heappush(
                    heap,
                    (
                        score + step,
                        ties,
                        price + more_price,
                        hours + more_hours,
                        after,
                        (*trail, mark),
                    ),
                )
        return None

    def _moves(
        self, state: State, flow: Row, box: Row, load_kg: float, *, parcel: bool
    ) -> Iterator[tuple[float, float, State, str]]:
        node, phase, hops, trucks, crossed = state
        open_here = (flow["product_id"], node) not in self.forbidden
        if phase == COLLECT and node in self.stuffing and open_here:
            away = flow["direction"] != "domestic" and node not in self.customs
            price = BOX_HANDLING_CNY / load_kg + (AWAY_CNY_PER_KG if away else 0.0)
            yield price, STUFF_H + (AWAY_H if away else 0.0), (node, BOX, 0, 0, crossed), f"@{node}"
        if phase == BOX and hops > 0 and node in self.stripping and open_here:
            yield 0.0, STRIP_H, (node, LAST, 0, 0, crossed), f"@{node}"
        for arc in self.out[node]:
            crossing = crossed + arc.crosses
            if crossing > (0 if flow["direction"] == "domestic" else 1):
                continue
            if phase == BOX:
                in_a_row = trucks + 1 if arc.road else 0
                if hops >= MAX_HOPS or in_a_row > self.trucks_in_a_row:
                    continue
                freight = _box_price(arc, box, load_kg, cold=_cold(flow))
                if freight is not None:
                    yield (
                        freight / load_kg,
                        arc.hours,
                        (arc.end, BOX, hops + 1, in_a_row, crossing),
                        arc.service_id,
                    )
            elif (
                hops < (2 if phase == COLLECT else 1)
                and arc.road
                and arc.wait_h == 0.0
                and arc.cny_per_kg is not None
                and not arc.crosses
            ):
                wanted = "parcel" if parcel and phase == LAST else "pallet"
                if wanted in arc.carries:
                    yield (
                        arc.cny_per_kg,
                        arc.hours,
                        (arc.end, phase, hops + 1, 0, crossing),
                        arc.service_id,
                    )


def _cold(flow: Row) -> bool:
    return str(flow["box_types"]).startswith(("40RF", "reefer", "van_reefer"))


def _box_price(arc: Arc, box: Row, load_kg: float, *, cold: bool) -> float | None:
    kind = str(box["family"])
    if kind not in arc.carries or (cold and not arc.plugs):
        return None
    if kind in {"van", "uld"} and arc.cny_per_teu is None and arc.cny_per_kg is not None:
        return arc.cny_per_kg * load_kg * ((arc.reefer_factor or 1.0) if cold else 1.0)
    whole = _number(box["teu"]) >= 2 or (arc.road and load_kg > HEAVY_KG)
    price = arc.cny_per_feu if whole else arc.cny_per_teu
    if price is None:
        return None
    return price * ((arc.reefer_factor or 1.0) if cold else 1.0)


def _load_kg(flow: Row, box: Row) -> float:
    kg, m3 = _number(flow["kg_per_unit"]), _number(flow["m3_per_unit"])
    if flow["unit"] == "fcl":
        return kg
    units = min(_number(box["payload_t"]) * 1000 / kg, _number(box["internal_m3"]) / m3)
    return max(units, 1.0) * kg


def _way(price: float, hours: float, trail: Sequence[str]) -> Way:
    marks = [i for i, mark in enumerate(trail) if mark.startswith("@")]
    first, second = marks
    return Way(
        price, hours, tuple(trail[:first]), trail[first][1:], tuple(trail[first + 1 : second]),
        trail[second][1:], tuple(trail[second + 1 :]),
    )  # fmt: skip


def _number(value: Value) -> float:
    return float(value or 0.0)


def _optional(value: Value) -> float | None:
    return None if value is None or value == "" else float(value)
