"""From files to a Scenario: read, merge, check, build; every problem at once."""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfoNotFoundError

from domain.calendar import Clock, zone
from domain.carbon import with_carbon_price
from domain.network import BoxType, Network, Node, Service
from domain.opening import opened
from domain.scenario import PlanningRules, Scenario
from inputs import goods, network, orderbook, prices, trade, trade_ways, ways
from inputs.access import access
from inputs.begin import start_with
from inputs.box_owners import fleet
from inputs.candidates import (
    candidates,
    check_riders,
    closed_sets,
    decided,
    path_pools,
    with_closed_ways,
)
from inputs.collection import station_steps, stations, with_stations
from inputs.contracts import contracts
from inputs.contradictions import Seen, check_contradictions
from inputs.entry import certificates
from inputs.events import with_events
from inputs.findings import Finding, Findings, did_you_mean
from inputs.gates import crossing_steps, with_crossings, yards
from inputs.guide import guide
from inputs.hubs import hubs, sorters
from inputs.inland import inland
from inputs.losses import with_losses
from inputs.merge import Resolved, inside_path, resolve
from inputs.opening import Openings
from inputs.orderbook import in_order
from inputs.parcel_lists import parcel_lists, with_list_fees
from inputs.restuffing import restuffing_crews
from inputs.rules import rule_packs
from inputs.sailings import check_windows
from inputs.schema import ScenarioFile
from inputs.schema_small import SmallFile, is_small
from inputs.sense import check_absurd_numbers
from inputs.shape import File, shaped, without_wrong_sections
from inputs.sharing import apart
from inputs.small import small_scenario
from inputs.source import Source
from inputs.supervision import supervision
from inputs.tables import Tables, read_tables
from inputs.timetable import timetable
from inputs.trace_file import TraceFiles
from inputs.trouble import faults, regimes
from inputs.wagon_sets import with_wagon_sets
from inputs.warehouses import stocked
from inputs.work import Fit, work
from inputs.yaml_file import Document, KeyPath, Value
from inputs.zone_streams import with_streams

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
SCENARIOS = ROOT / "scenarios"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A scenario with where it came from.

    `resolved` is the scenario file put together; `parent` what its parent alone resolves to.
    `digest` names the bytes of all files read and what was asked on top of them. `source` is what
    a zone was built from; a small scenario has none. `traces` are names in a run folder and bytes
    of the files that the scenario names itself, `named` those names by key.
    """

    scenario: Scenario
    resolved: dict[str, Value]
    parent: dict[str, Value] | None
    digest: str
    warnings: tuple[Finding, ...]
    fits: tuple[Fit, ...]
    traces: tuple[tuple[str, bytes], ...] = ()
    named: Mapping[KeyPath, str] = field(default_factory=dict)
    source: Source | None = None

    @property
    def data_bytes(self) -> tuple[tuple[str, bytes], ...]:
        """Names and bytes of all tables and traces that it was built from."""
        tables = () if self.source is None else self.source.tables.digest_bytes
        return (*tables, *self.traces)

    @property
    def as_run(self) -> dict[str, Value]:
        """`resolved` with the names under which a run folder keeps the traces."""
        values = copy.deepcopy(self.resolved)
        for path, name in self.named.items():
            inside = values
            for step in path[:-1]:
                inside = inside[step]  # type: ignore[index]
            inside[path[-1]] = name  # type: ignore[index]
        return values


def load_scenario(
    path: Path | str,
    *,
    sets: Sequence[str] = (),
    overrides: Sequence[str] = (),
    seed: int = 1,
    allow_outside: bool = False,
    data: Path | None = None,
    tables: Tables | None = None,
) -> Loaded:
    """Read a scenario file and everything it needs.

    Parameters
    ----------
    sets
        `path=value`, laid on last.
    overrides
        Names of the file's `overrides`, and levers as `lever:KEY`, laid on in this order.
    allow_outside
        Let `extends` and `data` lead out of the scenario's folder.
    data
        Folder of the CSV files; that of the project if left out.
    tables
        Tables of that folder, where they have been read already.

    Raises
    ------
    InputError
        With every finding, when anything is wrong.
    """
    findings = Findings()
    path = Path(path)
    resolved = resolve(
        path, findings, overrides=overrides, sets=sets, allow_outside=allow_outside,
        also_inside=(DATA, SCENARIOS),
    )  # fmt: skip
    if resolved is not None and is_small(resolved.document.values):
        return _load_small(path, resolved, findings, seed, allow_outside=allow_outside)
    file = None if resolved is None else _shaped(resolved, findings, ScenarioFile)
    ill_shaped = len(findings.errors)
    if resolved is not None and file is None and resolved.whole:
        # What is wrong in the other sections is told at once: `build` stops at its first look.
        file = without_wrong_sections(resolved.document, ScenarioFile)
    folder = data or DATA
    if resolved is not None and file is not None and file.data is not None:
        folder = _own_data(path, file.data, resolved.document, findings, allow_outside)
    if tables is None or tables.folder != folder:
        tables = read_tables(folder, findings, _shown(folder))
        findings.extend(check_absurd_numbers(tables))
    if file is None or len(findings.errors) > ill_shaped:
        findings.stop_if_wrong()
    assert resolved is not None
    assert file is not None
    source = read_source(tables, file, resolved.document, findings, seed)
    if source is None:
        findings.stop_if_wrong()
    assert source is not None
    traces = TraceFiles(path, resolved.document, findings, allow_outside)
    scenario, fits = build(source, path.stem, traces)
    scenario = with_streams(source, scenario, traces)
    scenario = start_with(source, scenario, traces)
    check_riders(source, scenario)
    findings.stop_if_wrong()
    values = resolved.document.values
    read = tuple(traces.read.items())
    digest = _digest((*resolved.digest_bytes, *tables.digest_bytes, *read), values, seed)
    return Loaded(
        scenario, values, resolved.parent, digest, findings.warnings, fits, read, traces.named,
        source,
    )  # fmt: skip


def _load_small(
    path: Path, resolved: Resolved, findings: Findings, seed: int, *, allow_outside: bool
) -> Loaded:
    """A scenario of streams alone, with no table."""
    document = resolved.document
    file = _shaped(resolved, findings, SmallFile)
    findings.stop_if_wrong()
    assert file is not None
    traces = TraceFiles(path, document, findings, allow_outside)
    scenario = small_scenario(file, document, path, traces, findings)
    findings.stop_if_wrong()
    assert scenario is not None
    read = tuple(traces.read.items())
    digest = _digest((*resolved.digest_bytes, *read), document.values, seed)
    return Loaded(
        scenario, document.values, resolved.parent, digest, findings.warnings, (), read,
        traces.named,
    )  # fmt: skip


def _shaped(resolved: Resolved, findings: Findings, model: type[File]) -> File | None:
    """The scenario's shape; where it is right, that of its named overrides too."""
    file = shaped(resolved.document, findings, model, whole=resolved.whole)
    if file is not None:
        known = set(findings)
        for variant in resolved.variants:
            more = Findings()
            shaped(variant, more, model, whole=resolved.whole)
            findings.extend(item for item in more if item not in known)
            known |= set(more)
    return file


def _own_data(
    path: Path, text: str, document: Document, findings: Findings, allow_outside: bool
) -> Path:
    inside = None if allow_outside else (path.resolve().parent,)
    return inside_path(path.parent, text, document.at(("data",)), findings, inside) or DATA


def _shown(folder: Path) -> str:
    try:
        return folder.resolve().relative_to(ROOT).as_posix()
    except ValueError:
        return folder.name


def read_source(
    tables: Tables, file: ScenarioFile, document: Document, findings: Findings, seed: int
) -> Source | None:
    """Clock, calendars and limits of a scenario; `None` where its time zone is unknown."""
    try:
        start = datetime.combine(file.start, time.min, tzinfo=zone(file.tz))
    except (ZoneInfoNotFoundError, ValueError):
        findings.error(
            document.at(("tz",)), "unknown_id", what="time zone", what_zh="时区", found=file.tz,
            hint=did_you_mean(file.tz, sorted({r.text("tz") for r in tables["nodes"]})),
        )  # fmt: skip
        return None
    clock = Clock(start)
    warm_up_h = 24.0 * file.warm_up_days
    period_end_h = warm_up_h + 24.0 * file.period_days
    cap_h = period_end_h + 24.0 * file.drain_days
    bare = Source(
        tables, file, document, clock, Openings(tables, clock, 1.0, findings), findings,
        warm_up_h, period_end_h, cap_h, seed,
    )  # fmt: skip
    openings = Openings(tables, clock, bare.horizon_h, findings, file.calendars)
    openings.check(lambda name: bare.at("calendars", "holidays", name))
    return Source(
        tables, file, document, clock, openings, findings, warm_up_h, period_end_h, cap_h, seed
    )


def build(source: Source, name: str, traces: TraceFiles) -> tuple[Scenario, tuple[Fit, ...]]:
    """The scenario, with how the service times of shared gates were fitted."""
    file, findings = source.file, source.findings
    all_nodes = network.nodes(source)
    services = with_crossings(source, network.services(source, all_nodes), all_nodes)
    boxes = goods.boxes(source.tables)
    products = goods.products(source.tables, findings)
    products = apart(source, products)
    tariff = prices.tariff(source)
    flows = orderbook.flows(source, products, all_nodes, list(boxes))
    nodes = _touched(all_nodes, services, flows)
    known_modes = trade.modes(source)
    done = work(source, nodes, known_modes)
    allowed = access(source, products, nodes)
    found_hubs = hubs(source, nodes)
    check_contradictions(Seen(source, nodes, flows, done.processes, done.background))
    over = stations(source, services, nodes, [flow.flow_id for flow in flows])
    findings.stop_if_wrong()
    rules, crews = supervision(source, nodes, products, done.inspections)
    sites, at_sites = inland(source, nodes, done.processes)
    made = trade.papers(source, known_modes)
    net = Network(
        nodes, services, boxes,
        {**done.processes, **crews, **at_sites, **sorters(found_hubs),
         **station_steps(over),
         **crossing_steps(source, nodes, done.processes),
         **restuffing_crews(source, nodes, papers=bool(made))},
        done.clearances, done.inspections, _box_stocks(source, nodes, boxes),
        frozenset(allowed.forbidden), papers=made,
        lists=parcel_lists(source, known_modes),
        mode_windows=trade.mode_windows(source, known_modes, nodes), supervision=rules,
        hubs=found_hubs, barred_entry=frozenset(allowed.entry), inland=sites,
        certificates=certificates(source, nodes, products), yards=yards(source),
        stations=over,
    )  # fmt: skip
    check_windows(source, net)
    net, times = with_wagon_sets(source, net, timetable(source, services))
    found = ways.ways(source, flows, net, times, tariff, allowed)
    found = trade_ways.open_ways(source, flows, found, net, known_modes)
    plan = file.planning
    cash = trade.cash(source, known_modes)
    rate = tariff.capital_rate_per_year
    stock = stocked(source, all_nodes, flows, net, times, found, rate, traces)
    findings.stop_if_wrong()
    fed = frozenset() if stock is None else stock.flow_ids
    drawn = orderbook.order_book(source, tuple(f for f in flows if f.flow_id not in fed), nodes)
    if stock is not None:
        drawn = in_order((*drawn, *stock.orders))
    drawn = with_list_fees(source, drawn, net.lists)
    scenario = Scenario(
        name=name,
        title_zh=file.name.zh,
        title_en=file.name.en,
        question=file.question,
        clock=source.clock,
        warm_up_h=source.warm_up_h,
        period_end_h=source.period_end_h,
        cap_h=source.cap_h,
        network=net,
        timetable=times,
        routes=ways.routes(found),
        products=products,
        consignments=with_losses(drawn, flows, tariff, cash),
        ways=found,
        tariff=tariff,
        emissions=prices.emissions(source),
        climate=prices.air(source, nodes),
        planning=PlanningRules(
            plan.epoch_h, plan.notice_h, plan.slot_h, plan.close_ahead_h, plan.hold_max_h,
            plan.options, plan.carbon_cap_kgco2e,
        ),
        background=done.background,
        regimes=regimes(source, nodes),
        faults=faults(source, nodes, services),
        contracts=contracts(source, nodes, services, times, tariff),
        facility_cny_per_day={
            (node, function): cny
            for node, own in file.facilities.items()
            for function, cny in own.items()
        },
        guide=guide(source, set(services)),
        fleet=fleet(source, net),
        trade_figures=trade.asked(source),
        cash=cash,
        stock=None if stock is None else stock.world,
        rules=rule_packs(source),
    )  # fmt: skip
    scenario = with_stations(source, scenario)
    scenario = replace(
        scenario,
        may_open=candidates(source, services, nodes),
        path_pools=path_pools(source, services, nodes),
    )
    findings.stop_if_wrong()
    quiet = replace(source, findings=Findings())
    others = [
        trade_ways.open_ways(
            quiet,
            flows,
            ways.ways(quiet, flows, one.network, one.timetable, tariff, allowed),
            one.network,
            known_modes,
        )
        for choice in (closed_sets(scenario.may_open) if scenario.may_open else ())
        for one in (opened(scenario, choice),)
    ]
    if others:
        found = with_closed_ways(scenario, others)
        scenario = replace(scenario, ways=found, routes=ways.routes(found))
    scenario = decided(source, with_carbon_price(scenario, tariff.carbon_cny_per_t))
    return with_events(source, scenario), done.fits


def _touched(
    nodes: Mapping[str, Node],
    services: Mapping[str, Service],
    flows: Sequence[orderbook.Flow],
) -> dict[str, Node]:
    """Nodes at which a service calls or a flow begins or ends."""
    calls = {end for s in services.values() for leg in s.legs for end in (leg.from_id, leg.to_id)}
    for flow in flows:
        calls |= {flow.row.text("origin_id"), flow.row.text("destination_id")}
    return {node_id: node for node_id, node in nodes.items() if node_id in calls}


def _box_stocks(
    source: Source, nodes: Mapping[str, Node], boxes: Mapping[str, BoxType]
) -> dict[tuple[str, str], int]:
    stocks = {
        (row.text("node_id"), row.text("box_type")): row.whole("opening")
        for row in source.tables["box_stocks"]
        if row.text("node_id") in nodes
    }
    for node_id, own in source.file.box_stocks.items():
        for box_type, opening in own.items():
            at = source.at("box_stocks", node_id, box_type)
            if node_id not in nodes:
                source.findings.error(
                    at, "unknown_node", found=node_id, hint=did_you_mean(node_id, list(nodes))
                )
            elif box_type not in boxes:
                source.findings.error(
                    at, "unknown_id", what="box type", what_zh="箱型", found=box_type,
                    hint=did_you_mean(box_type, list(boxes)),
                )  # fmt: skip
            else:
                stocks[node_id, box_type] = opening
    return stocks


def _digest(files: Iterable[tuple[str, bytes]], values: dict[str, Value], seed: int) -> str:
    digest = hashlib.sha256()
    for name, data in files:
        digest.update(f"{name}:{len(data)}:".encode())
        digest.update(data)
    digest.update(json.dumps(values, sort_keys=True, default=str).encode())
    digest.update(f"seed:{seed}".encode())
    return digest.hexdigest()
