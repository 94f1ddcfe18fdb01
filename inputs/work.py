"""Processes at nodes, declarations, inspections and others' traffic."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from domain.breaks import Breaks
from domain.calendar import ALWAYS_OPEN, OpenHours
from domain.draws import Distribution
from domain.network import ClearanceRule, InspectionRule, Node, Process
from domain.scenario import Background
from domain.times import Times
from domain.trade_modes import TradeMode
from inputs.border_fit import queue_h, work_h
from inputs.findings import did_you_mean
from inputs.schema import ProcessChange
from inputs.source import Source, fits
from inputs.tables import Row

ProcessKey = tuple[str, str, str, str, str]
ClearanceKey = tuple[str, str, str, str]
ANYWHERE, ANY = "*", "any"
HOME_TZ = "Asia/Shanghai"
"""Clock of the hours of rows for `*` where no node is known."""
DIRECTIONS = ("export", "import")
NOT_SERVED = (
    "no row of processes.csv has servers for it, so nobody waits there",
    "processes.csv 中没有带服务台的行，因此无人在此等待",
)


@dataclass(frozen=True, slots=True)
class Fit:
    """How a gate's service time came about."""

    process_id: str
    node_id: str
    dwell_h: float
    queue_h: float
    work_h: float


@dataclass(frozen=True, slots=True)
class Work:
    """All that is done to goods and boxes at nodes."""

    processes: dict[ProcessKey, Process]
    clearances: dict[ClearanceKey, ClearanceRule]
    inspections: dict[str, InspectionRule]
    background: tuple[Background, ...]
    fits: tuple[Fit, ...]


def work(
    source: Source, nodes: Mapping[str, Node], modes: Mapping[tuple[str, str], TradeMode]
) -> Work:
    """Build everything from processes.csv, inspection.csv and background.csv."""
    rows = _changed_rows(source)
    processes: dict[ProcessKey, Process] = {}
    for row, change in rows:
        if row.text("step") == "declare":
            continue
        for node_id, process_id in _places(row, rows, nodes):
            tz = nodes[node_id].tz if node_id in nodes else HOME_TZ
            processes[_key(row, node_id)] = _process(source, row, change, node_id, process_id, tz)
    background = _background(source, nodes, processes)
    fits_made: tuple[Fit, ...] = ()
    if not source.findings.errors:
        processes, fits_made = _fitted(processes, background)
        background += tuple(_more_background(source, processes, background))
    return Work(
        processes, _clearances(source, nodes, rows, modes), _inspections(source), background,
        fits_made,
    )  # fmt: skip


def _changed_rows(source: Source) -> list[tuple[Row, ProcessChange]]:
    rows = source.tables["processes"]
    ids = [row.text("process_id") for row in rows]
    for process_id in source.file.processes:
        if process_id not in ids:
            source.findings.error(
                source.at("processes", process_id), "unknown_id", what="process",
                what_zh="作业", found=process_id, hint=did_you_mean(process_id, ids),
            )  # fmt: skip
    changes = source.file.processes
    return [(row, changes.get(row.text("process_id"), ProcessChange())) for row in rows]


def _key(row: Row, node_id: str) -> ProcessKey:
    return (
        node_id, row.text("step"), row.text("direction"), row.text("cargo_class"), row.text("mode")
    )  # fmt: skip


def _places(
    row: Row, rows: Iterable[tuple[Row, ProcessChange]], nodes: Mapping[str, Node]
) -> list[tuple[str, str]]:
    """(node, process id) of a row; `*` with hours of its own is kept on each node's clock."""
    node_id, process_id = row.text("node_id"), row.text("process_id")
    if node_id != ANYWHERE:
        return [(node_id, process_id)] if node_id in nodes else []
    everywhere = [(ANYWHERE, process_id)]
    if row.text("opening") == "24x7":
        return everywhere
    own = {other.text("node_id") for other, _ in rows if other.text("step") == row.text("step")}
    return everywhere + [(name, f"{process_id}@{name}") for name in nodes if name not in own]


def _process(
    source: Source, row: Row, change: ProcessChange, node_id: str, process_id: str, tz: str
) -> Process:
    mean, sd = _or(change.hours_mean, row.number_of("hours_mean")), row.number_of("hours_sd")
    if change.hours_mean is not None and row.number_of("hours_mean") > 0.0:
        sd *= mean / row.number_of("hours_mean")
    sd = _or(change.hours_sd, sd)
    opening = source.openings.hours(change.opening or row.text("opening"), tz, row.at("opening"))
    servers = change.servers if change.servers is not None else row.maybe("servers")
    shifts = _shifts(source, change, process_id, tz)
    if shifts:
        opening, servers = joined(shifts), sum(count for _, count in shifts)
    _check_breaks(source, change, process_id, servers)
    beside = change.parallel_hours_mean
    if beside is None:
        beside = row.maybe("parallel_hours_mean")
    return Process(
        process_id=process_id,
        node_id=node_id,
        step=row.text("step"),
        work=_work(row, change, mean, sd),
        opening=opening,
        servers=None if servers is None else int(servers),
        slot_h=None if servers is None else _slot_h(row, change, int(servers), opening),
        beside=None if beside is None else duration("lognormal", beside, 0.5 * beside),
        unplugged_h=row.or_zero("unplugged_h"),
        cost_cny=_or(change.cost_cny, row.or_zero("cost_cny")),
        cost_unit=row.text("cost_unit"),
        slot_unit=row.text("capacity_unit"),
        resource=_resource(row, node_id) or (process_id if shifts else ""),
        breaks=_breaks(change),
        shifts=shifts,
    )


def _work(row: Row, change: ProcessChange, mean: float, sd: float) -> Distribution:
    if change.hours_observed is not None:
        return Distribution.observed(change.hours_observed)
    return duration(row.text("distribution"), mean, sd)


def _check_breaks(
    source: Source, change: ProcessChange, process_id: str, servers: float | None
) -> None:
    """Breakdowns are of servers that there are, and not beside shifts."""
    if change.breaks is None:
        return
    at = source.at("processes", process_id.partition("@")[0], "breaks")
    if change.shifts:
        source.findings.error(
            at,
            "bad_cell",
            found="breaks",
            rule="not beside shifts",
            rule_zh="不能与 shifts 同时使用",
        )
    elif servers is None and change.breaks.each:
        rule = "servers are not limited here; write each: false, or say how many there are"
        rule_zh = "此处服务台数量不限；请写 each: false，或写明数量"
        source.findings.error(at, "bad_cell", found="each: true", rule=rule, rule_zh=rule_zh)


def _shifts(
    source: Source, change: ProcessChange, process_id: str, tz: str
) -> tuple[tuple[OpenHours, int], ...]:
    return tuple(
        (
            source.openings.hours(
                shift.opening, tz,
                source.at("processes", process_id.partition("@")[0], "shifts", number, "opening"),
            ),
            shift.servers,
        )
        for number, shift in enumerate(change.shifts or ())
    )  # fmt: skip


def joined(shifts: Sequence[tuple[OpenHours, int]]) -> OpenHours:
    """When anybody of some shifts is there."""
    if any(hours.always_open for hours, _ in shifts):
        return ALWAYS_OPEN
    pieces = [
        pair
        for hours, _ in shifts
        for pair in zip(hours.opens_at_h, hours.closes_at_h, strict=True)
    ]
    return OpenHours.of(pieces, until_h=min(hours.until_h for hours, _ in shifts))


def _breaks(change: ProcessChange) -> Breaks | None:
    if change.breaks is None:
        return None
    up, down = Times.exponential(change.breaks.up_h), Times.exponential(change.breaks.down_h)
    return Breaks(up, down, change.breaks.each)


def _resource(row: Row, node_id: str) -> str:
    """Rows of one node and step share servers; halls of declaration only if they count alike."""
    if row.maybe("servers") is None:
        return ""
    step = row.text("step")
    return f"{node_id}:{step}" + (f":{row.text('capacity_unit')}" if step == "declare" else "")


def _or(changed: float | None, tabulated: float) -> float:
    return tabulated if changed is None else changed


def duration(kind: str, mean: float, sd: float) -> Distribution:
    """A duration; without mean or spread it is fixed."""
    if kind == "deterministic" or mean <= 0.0 or sd <= 0.0:
        return Distribution.fixed(mean)
    return Distribution.from_mean_sd(kind, mean, sd)


def _slot_h(row: Row, change: ProcessChange, servers: int, opening: OpenHours) -> float | None:
    """Open hours a day x servers / capacity a day; `None`: a server is held for all of the work."""
    capacity = change.capacity_per_day or row.maybe("capacity_per_day")
    if capacity is None:
        return None
    if change.capacity_per_day is None and change.servers is None:
        tabulated = row.maybe("slot_h")
        if tabulated is not None:
            return tabulated
    return open_h_per_day(opening) * servers / capacity


def open_h_per_day(opening: OpenHours) -> float:
    """Mean open hours of a day, over four weeks."""
    return 24.0 if opening.always_open else opening.open_h_between(0.0, 672.0) / 28.0


def _background(
    source: Source, nodes: Mapping[str, Node], processes: Mapping[ProcessKey, Process]
) -> tuple[Background, ...]:
    found = []
    for row in source.tables["background"]:
        resource = row.text("resource")
        node_id, _, step = resource.partition(":")
        if node_id not in nodes:
            continue
        served = _served(processes, node_id, step)
        if served is None:
            source.findings.warn(
                row.at("resource"), "bad_cell", found=resource, rule=NOT_SERVED[0],
                rule_zh=NOT_SERVED[1],
            )  # fmt: skip
            continue
        change = source.file.background
        factor = change.scale
        for pattern, own in change.by_resource.items():
            factor *= own if fits(resource, pattern) else 1.0
        opening = served.opening if row.text("profile") == "open" else ALWAYS_OPEN
        if factor > 0.0:
            per_day = factor * row.number_of("per_day")
            found.append(Background(node_id, step, per_day, row.number_of("lump"), opening))
    known = [row.text("resource") for row in source.tables["background"]]
    for pattern in source.file.background.by_resource:
        if not any(fits(name, pattern) for name in known):
            source.findings.error(
                source.at("background", "by_resource", pattern), "unknown_id", what="resource",
                what_zh="资源", found=pattern, hint=did_you_mean(pattern, known),
            )  # fmt: skip
    return tuple(found)


def _served(processes: Mapping[ProcessKey, Process], node_id: str, step: str) -> Process | None:
    """A process of a step at a node that has servers."""
    return next(
        (p for key, p in processes.items() if key[:2] == (node_id, step) and p.servers), None
    )


def _more_background(
    source: Source, processes: Mapping[ProcessKey, Process], found: Iterable[Background]
) -> Iterator[Background]:
    """Others' traffic that the scenario puts at resources of its own; nothing is fitted to it."""
    taken = {(one.node_id, one.step) for one in found}
    for resource, keys in source.file.background.more.items():
        at = source.at("background", "more", resource)
        node_id, _, step = resource.partition(":")
        served = _served(processes, node_id, step)
        if served is None:
            source.findings.error(
                at, "bad_cell", found=resource, rule=NOT_SERVED[0], rule_zh=NOT_SERVED[1]
            )
        elif (node_id, step) in taken:
            source.findings.error(
                at, "bad_cell", found=resource,
                rule="background.csv has traffic for it; write a factor in by_resource",
                rule_zh="background.csv 已有其流量；请在 by_resource 中写系数",
            )  # fmt: skip
        elif keys.per_day > 0.0:
            yield Background(node_id, step, keys.per_day, keys.lump, served.opening)


def _fitted(
    processes: Mapping[ProcessKey, Process], background: Iterable[Background]
) -> tuple[dict[ProcessKey, Process], tuple[Fit, ...]]:
    """Take the background's queue off the dwells of shared gates."""
    others = {(b.node_id, b.step): b for b in background}
    queues: dict[tuple[str, int, float, int], float] = {}
    fitted: dict[ProcessKey, Process] = {}
    made = []
    for key, process in processes.items():
        traffic = others.get(key[:2])
        if traffic is None or process.servers is None or process.slot_h is None:
            fitted[key] = process
            continue
        same = (key[0], process.servers, process.slot_h, id(process.opening))
        if same not in queues:
            queues[same] = queue_h(traffic, process.servers, process.slot_h, process.opening)
        dwell, spread = process.work.mean, process.work.sd
        mean = work_h(dwell, queues[same])
        made.append(Fit(process.process_id, key[0], dwell, queues[same], mean))
        part = mean / dwell if dwell else 0.0
        lasting = (
            Distribution.observed([part * value for value in process.work.values])
            if process.work.values
            else duration(process.work.kind, mean, spread * part)
        )
        fitted[key] = replace(process, work=lasting)
    return fitted, tuple(made)


def _clearances(
    source: Source,
    nodes: Mapping[str, Node],
    rows: Iterable[tuple[Row, ProcessChange]],
    known: Mapping[tuple[str, str], TradeMode],
) -> dict[ClearanceKey, ClearanceRule]:
    """A rule per place, trade mode, direction and class; a row for the mode beats one for any."""
    prices = {row.text("item"): row.number_of("value") for row in source.tables["tariffs"]}
    prices |= source.file.tariffs
    prefix = "declaration_cny_"
    modes = [item.removeprefix(prefix) for item in prices if item.startswith(prefix)]
    found: dict[ClearanceKey, ClearanceRule] = {}
    declared = [pair for pair in rows if pair[0].text("step") == "declare"]
    declared.sort(key=lambda pair: (pair[0].text("trade_mode") == ANY) * 2
                  + (pair[0].text("direction") == ANY))  # fmt: skip
    for row, change in declared:
        node_id = row.text("node_id")
        if node_id != ANYWHERE and node_id not in nodes:
            continue
        tz = nodes[node_id].tz if node_id in nodes else HOME_TZ
        process = _process(source, row, change, node_id, row.text("process_id"), tz)
        for mode in modes if row.text("trade_mode") == ANY else [row.text("trade_mode")]:
            own = DIRECTIONS if row.text("direction") == ANY else (row.text("direction"),)
            for direction in own:
                if prefix + mode not in prices:
                    source.findings.error(
                        row.at("trade_mode"), "unknown_id", what="item of tariffs.csv",
                        what_zh="tariffs.csv 项目", found=prefix + mode,
                    )  # fmt: skip
                    continue
                key = (node_id, mode, direction, row.text("cargo_class"))
                listed = known.get((mode, direction))
                holds = "box" if listed is None else listed.held_by
                rule = ClearanceRule(mode, direction, process, prices[prefix + mode], holds)
                found.setdefault(key, rule)
    return found


def _inspections(source: Source) -> dict[str, InspectionRule]:
    found = {}
    for row in source.tables["inspection"]:
        grade, hours = row.text("credit_grade"), row.number_of("extra_h")
        lasting = duration("lognormal", hours, 0.5 * hours)
        found[grade] = InspectionRule(
            grade, row.number_of("share"), lasting, row.number_of("cost_cny")
        )
    return found
