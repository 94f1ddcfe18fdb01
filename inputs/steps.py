"""Steps of streams: servers, packing benches, rides, shelves, and rows of a zone's tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.breaks import Breaks
from domain.distribution import Distribution
from domain.draws import snap_h
from domain.network import CUSTOMS_TERRITORY, Leg, Node, Process, Service
from domain.stream import OUT, Pack, Ride, Step, Stock
from domain.times import Times
from inputs.departures import departures_h, opening
from inputs.findings import did_you_mean
from inputs.schema_streams import BreaksKeys, StepKeys, StockKeys
from inputs.step_kinds import RIDE, SERVE, kind_of
from inputs.stream_source import StreamSource
from inputs.times import distribution_of, times_of

ANYWHERE = "*"
SUM_TOLERANCE = 1e-6
NEEDED = {
    "base_stock": ("up_to",),
    "order_up_to": ("up_to", "review_h"),
    "min_max": ("up_to", "reorder_at"),
    "fixed_lot": ("lot", "reorder_at"),
}
"""Keys that each stock policy needs; `review_h` and `first_review_h` are free in the last two."""


@dataclass(frozen=True, slots=True)
class Made:
    """A step with what it adds to the network; `inline` where the file describes it itself."""

    step: Step
    inline: bool
    node: Node | None = None
    service: Service | None = None
    departures: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a step is: a node of the zone, or one of its own."""

    node_id: str
    tz: str
    own: Node | None


def step_of(source: StreamSource, step_id: str, keys: StepKeys) -> Made | None:
    """A step; `None` with findings where it cannot be built."""
    at = ("steps", step_id)
    kind = kind_of(source, keys, *at)
    then = _then(source, keys, *at)
    if keys.cost_per_parcel and not keys.cost_cny:
        source.findings.error(
            source.at(*at, "cost_per_parcel"), "goes_with", found="cost_per_parcel",
            other="cost_cny",
        )  # fmt: skip
    if kind is None:
        return None
    if kind == "process":
        return _of_processes(source, step_id, keys, then)
    if kind == "service":
        return _of_services(source, step_id, keys, then)
    place = _place(source, step_id, keys)
    if place is None:
        return None
    if kind == SERVE:
        process, work = _process(source, step_id, keys, place)
        step = _step(step_id, place.node_id, keys, then, process=process, work=work)
        return Made(step, True, place.own)
    if kind == RIDE:
        service = _service(source, step_id, keys, place)
        if service is None:
            return None
        step = _step(step_id, place.node_id, keys, then, ride=Ride(step_id))
        times = departures_h(source, keys, place.tz, *at)
        return Made(step, True, place.own, service, times)
    if kind == "stock":
        assert keys.stock is not None
        stock = _stock(source, keys.stock, *at, "stock")
        step = _step(step_id, place.node_id, keys, then, stock=stock)
        return None if stock is None else Made(step, True, place.own)
    pack = None
    if kind == "pack":
        assert keys.pack is not None
        after_h = None if keys.after_h is None else snap_h(keys.after_h)
        pack = Pack(keys.pack, after_h, 1.0 if keys.teu is None else keys.teu)
    step = _step(step_id, place.node_id, keys, then, pack=pack, unpack=kind == "unpack")
    return Made(step, True, place.own)


def _step(
    step_id: str,
    node_id: str,
    keys: StepKeys,
    then: Mapping[str, float] | None,
    *,
    process: Process | None = None,
    work: Times | None = None,
    pack: Pack | None = None,
    ride: Ride | None = None,
    stock: Stock | None = None,
    unpack: bool = False,
) -> Step:
    return Step(
        step_id, node_id, process, work, keys.per_parcel, pack, ride, stock, unpack, then,
        keys.start_with, keys.cost_cny, keys.cost_per_parcel,
    )  # fmt: skip


def _then(source: StreamSource, keys: StepKeys, *at: str | int) -> Mapping[str, float] | None:
    """Chances that sum to 1; what is missing goes out, unless `out` is given."""
    if keys.then is None:
        return None
    known = [*source.file.steps, OUT]
    for name in keys.then:
        if name not in known:
            source.findings.error(
                source.at(*at, "then", name), "unknown_id", what="step", what_zh="步骤",
                found=name, hint=did_you_mean(name, known),
            )  # fmt: skip
    total = sum(keys.then.values())
    if total > 1.0 + SUM_TOLERANCE or (OUT in keys.then and total < 1.0 - SUM_TOLERANCE):
        source.findings.error(source.at(*at, "then"), "chances", found=f"{total:.10g}")
        return None
    chances = {name: chance for name, chance in keys.then.items() if chance > 0.0}
    if total < 1.0 - SUM_TOLERANCE:
        chances[OUT] = 1.0 - total
    return chances


def _place(source: StreamSource, step_id: str, keys: StepKeys) -> _Place | None:
    """A place of its own; in a zone the node that the step names."""
    at = ("steps", step_id)
    if source.zone is None:
        for name in ("node", "to"):
            if getattr(keys, name) is not None:
                source.findings.error(source.at(*at, name), "only_with_zone", found=name)
        node = Node(
            step_id, step_id, step_id, "step", CUSTOMS_TERRITORY, source.tz, 0.0, 0.0, step_id, {}
        )
        return _Place(step_id, source.tz, node)
    if keys.node is None:
        source.findings.error(source.at(*at), "needs_node")
        return None
    if not _known_node(source, keys.node, *at, "node"):
        return None
    return _Place(keys.node, source.zone.nodes[keys.node].tz, None)


def _known_node(source: StreamSource, node_id: str, *at: str | int) -> bool:
    assert source.zone is not None
    if node_id in source.zone.nodes:
        return True
    source.findings.error(
        source.at(*at), "unknown_node", found=node_id,
        hint=did_you_mean(node_id, list(source.zone.nodes)),
    )  # fmt: skip
    return False


def _process(
    source: StreamSource, step_id: str, keys: StepKeys, place: _Place
) -> tuple[Process, Times | None]:
    at = ("steps", step_id)
    work = times_of(source, 0.0 if keys.work_h is None else keys.work_h, *at, "work_h")
    servers = 1 if keys.servers is None else keys.servers
    count = servers if isinstance(servers, int) else None
    vacation = None
    if keys.vacation_h is not None:
        vacation = times_of(source, keys.vacation_h, *at, "vacation_h", least=0.0)
    if count is None and keys.vacation_h is not None:
        source.findings.error(source.at(*at, "vacation_h"), "needs_servers", found="vacation_h")
    breaks = None if keys.breaks is None else _breaks(source, keys.breaks, *at, "breaks")
    if count is None and keys.breaks is not None and keys.breaks.each:
        source.findings.error(source.at(*at, "breaks"), "needs_each")
    process = Process(
        process_id=step_id,
        node_id=place.node_id,
        step=step_id,
        work=_nominal(work),
        opening=opening(source, keys, place.tz, *at),
        servers=count,
        slot_h=None,
        beside=None,
        unplugged_h=0.0,
        cost_cny=0.0,
        cost_unit="lot",
        slot_unit="lot",
        resource=f"steps.{step_id}",  # its own servers, whatever rows of the tables are called
        order=keys.order or "fifo",
        breaks=breaks,
        vacation=vacation,
        pauses=keys.pauses,
    )
    return process, work


def _nominal(work: Times | None) -> Distribution:
    """What a process says of its work beside the times of its lots: these, or their mean."""
    if work is None:
        return Distribution.fixed(0.0)
    return work.distribution or Distribution.fixed(work.mean)


def _breaks(source: StreamSource, keys: BreaksKeys, *at: str | int) -> Breaks | None:
    up = times_of(source, keys.up_h, *at, "up_h", least=0.0)
    down = times_of(source, keys.down_h, *at, "down_h")
    return None if up is None or down is None else Breaks(up, down, keys.each)


def _service(source: StreamSource, step_id: str, keys: StepKeys, place: _Place) -> Service | None:
    """A dated service of the step's own, with one leg."""
    at = ("steps", step_id)
    if source.zone is not None:
        if step_id in source.zone.services:
            source.findings.error(source.at(*at), "name_taken", found=step_id, by="services.csv")
            return None
        if keys.to is not None and not _known_node(source, keys.to, *at, "to"):
            return None
    run = distribution_of(source, 0.0 if keys.ride_h is None else keys.ride_h, *at, "ride_h")
    lateness = None
    if keys.late_h is not None:
        lateness = distribution_of(source, keys.late_h, *at, "late_h")
    if run is None:
        return None
    return Service(
        service_id=step_id,
        mode="rail",
        dispatch="timetable",
        legs=(Leg(place.node_id, keys.to or place.node_id, 0.0, run),),
        capacity_teu=keys.room,
        capacity_t=keys.room_t,
        plugs=None,
        price_cny_per_teu=None,
        price_cny_per_feu=None,
        price_cny_per_kg=None,
        reefer_factor=None,
        least_load_teu=0.0,
        dead_freight_share=0.0,
        gate_in_cutoff_h=snap_h(keys.cut_off_h or 0.0),
        documents_cutoff_h=0.0,
        lateness=lateness,
        cancel_share=keys.cancel_share,
        trucks=None,
        carries=frozenset({"lot"}),
        boards_until_left=keys.cut_off_h is None,
    )


def _stock(source: StreamSource, keys: StockKeys, *at: str | int) -> Stock | None:
    lead = times_of(source, keys.lead_h, *at, "lead_h")
    needed = NEEDED[keys.policy]
    free = () if keys.policy == "base_stock" else ("review_h", "first_review_h")
    right = True
    for name in needed:
        if getattr(keys, name) is None:
            source.findings.error(source.at(*at, name), "policy_needs", policy=keys.policy)
            right = False
    for name in ("up_to", "reorder_at", "lot", "review_h", "first_review_h"):
        if getattr(keys, name) is not None and name not in (*needed, *free):
            source.findings.error(source.at(*at, name), "policy_ignores", policy=keys.policy)
            right = False
    if keys.policy == "order_up_to" and keys.review_h == 0.0:
        source.findings.error(
            source.at(*at, "review_h"), "wrong_number", rule="more than 0", found="0"
        )
        right = False
    up_to, reorder_at = keys.up_to or 0, keys.reorder_at or 0
    if keys.policy == "min_max" and right and up_to <= reorder_at:
        source.findings.error(
            source.at(*at, "up_to"), "wrong_number", rule=f"more than reorder_at {reorder_at}",
            found=up_to,
        )  # fmt: skip
    if lead is None or not right:
        return None
    return Stock(
        keys.policy, lead, keys.opening, up_to, reorder_at, keys.lot or 0,
        snap_h(keys.review_h or 0.0), snap_h(keys.first_review_h or 0.0),
        keys.unmet == "backorder", keys.holding_cny_per_day, keys.order_cny,
    )  # fmt: skip


def _of_processes(
    source: StreamSource, step_id: str, keys: StepKeys, then: Mapping[str, float] | None
) -> Made | None:
    """A process of the zone's tables, at the node of its row or, for a row of all nodes, `node`."""
    at = ("steps", step_id)
    assert keys.process is not None
    if source.zone is None:
        source.findings.error(source.at(*at, "process"), "only_with_zone", found="process")
        return None
    rows = source.zone.by_process_id
    if keys.node is not None and not _known_node(source, keys.node, *at, "node"):
        return None
    process = rows.get(f"{keys.process}@{keys.node}") or rows.get(keys.process)
    if process is None:
        source.findings.error(
            source.at(*at, "process"), "unknown_id", what="process", what_zh="作业",
            found=keys.process, hint=did_you_mean(keys.process, list(rows)),
        )  # fmt: skip
        return None
    node_id = keys.node if process.node_id == ANYWHERE else process.node_id
    if node_id is None or keys.node not in {None, node_id}:
        phrase = "needs_node" if node_id is None else "other_node"
        source.findings.error(source.at(*at, "node"), phrase, found=keys.node, node=node_id)
        return None
    return Made(
        _step(step_id, node_id, keys, then, process=process, work=Times(process.work)), False
    )


def _of_services(
    source: StreamSource, step_id: str, keys: StepKeys, then: Mapping[str, float] | None
) -> Made | None:
    """A ride on a dated service of the zone, from its first call to its last."""
    at = ("steps", step_id)
    assert keys.service is not None
    if source.zone is None:
        source.findings.error(source.at(*at, "service"), "only_with_zone", found="service")
        return None
    service = source.zone.services.get(keys.service)
    dated = [name for name, one in source.zone.services.items() if one.dated]
    if service is None or not service.dated:
        source.findings.error(
            source.at(*at, "service"), "unknown_id", what="dated service in this scenario",
            what_zh="本场景的定班服务", found=keys.service, hint=did_you_mean(keys.service, dated),
        )  # fmt: skip
        return None
    if keys.node not in {None, service.origin_id}:
        source.findings.error(
            source.at(*at, "node"), "other_node", found=keys.node, node=service.origin_id
        )
        return None
    step = _step(step_id, service.origin_id, keys, then, ride=Ride(service.service_id))
    return Made(step, False)
