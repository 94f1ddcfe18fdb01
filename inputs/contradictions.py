"""Keys that are well-typed and mean nothing: what contradicts itself, or can have no effect.

Each check reads one section of the scenario and yields the path of a key and what is wrong there,
in English and Chinese; all of them are told at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from domain.network import CUSTOMS_TERRITORY, Node, Process
from domain.scenario import Background
from domain.supervision import AFTER, BEFORE, DESTINATION, ENTRY, EXIT
from inputs.hubs import waves_h
from inputs.orderbook import Flow
from inputs.schema_gates import CrossingKeys
from inputs.source import Source, fits

Path = tuple[str | int, ...]
Wrong = tuple[Path, str, str]
"""Key, and what is wrong with it in English and Chinese."""
POINTS_OF: Mapping[str, tuple[str, ...]] = {
    "export": (BEFORE, AFTER, EXIT), "import": (ENTRY, DESTINATION), "domestic": (),
}  # fmt: skip
"""Where China's customs can look into goods of a direction."""
FOUR_WEEKS_H = 672.0
EVENTS_TOLD = 300_000
"""Events of others that are worth a warning: they take seconds of each replication."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What has been built of a scenario when its keys are held against each other."""

    source: Source
    nodes: Mapping[str, Node]
    flows: Sequence[Flow]
    processes: Mapping[tuple[str, str, str, str, str], Process]
    background: Sequence[Background]


def check_contradictions(seen: Seen) -> None:
    """Every check; the run of too many events too."""
    findings, at = seen.source.findings, seen.source.at
    for check in CHECKS:
        for path, rule, rule_zh in check(seen):
            findings.error(at(*path), "senseless", rule=rule, rule_zh=rule_zh)
    _count_events(seen)


def _gates(seen: Seen) -> Iterator[Wrong]:
    for node_id, gate in seen.source.file.gates.items():
        at = ("gates", node_id)
        if gate.other_side == node_id:
            yield ((*at, "other_side"), f"{node_id} is the gate itself; name the node behind it",
                   f"{node_id} 就是口岸本身；请写对面的节点")  # fmt: skip
        kinds = [kind for kind in ("through", "swap", "transload") if getattr(gate, kind)]
        if kinds and not gate.services:
            yield ((*at, kinds[0]), "no service goes this way: name some under services",
                   "没有服务走这一通道：请在 services 中列出")  # fmt: skip
        if gate.services and not kinds:
            yield ((*at, "services"), "says no way over the gate: through, swap or transload",
                   "未说明通过方式：请写 through、swap 或 transload")  # fmt: skip
        for kind in kinds:
            way: CrossingKeys = getattr(gate, kind)
            if way.unplugged_h > way.hours_mean + 3.0 * way.hours_sd:
                yield ((*at, kind, "unplugged_h"), "longer than the step that it is a part of",
                       "比其所在环节还长")  # fmt: skip


def _hubs(seen: Seen) -> Iterator[Wrong]:
    source = seen.source
    for node_id, hub in source.file.hubs.items():
        at, node = ("hubs", node_id), seen.nodes.get(node_id)
        if not hub.model_fields_set:
            yield (
                at,
                "says nothing: give sorting, yard or rooms",
                "没有内容：请写 sorting、yard 或 rooms",
            )
        if hub.yard is not None and hub.yard.slots_teu is None and hub.yard.plugs is None:
            yield ((*at, "yard"), "limits nothing: give slots_teu or plugs",
                   "没有任何限制：请写 slots_teu 或 plugs")  # fmt: skip
        if hub.rooms is not None and hub.rooms.cold_t is None and hub.rooms.floor_t is None:
            yield ((*at, "rooms"), "limits nothing: give cold_t or floor_t",
                   "没有任何限制：请写 cold_t 或 floor_t")  # fmt: skip
        if hub.sorting is None or node is None:
            continue
        if node.country != CUSTOMS_TERRITORY:
            yield ((*at, "sorting"), f"{node_id} is abroad; parcels are sorted before their export",
                   f"{node_id} 在境外；包裹在出口申报前分拣")  # fmt: skip
        opening = source.openings.hours(
            hub.sorting.opening, node.tz, source.at(*at, "sorting", "opening")
        )
        for number, wave in enumerate(hub.sorting.waves):
            hours = waves_h(source, node.tz, [wave])
            if not any(opening.is_open(hour) for hour in hours if 0.0 <= hour < FOUR_WEEKS_H):
                yield ((*at, "sorting", "waves", number),
                       f"at {wave} the sorter is never open ({hub.sorting.opening})",
                       f"{wave} 时分拣线从不开放（{hub.sorting.opening}）")  # fmt: skip


def _supervision(seen: Seen) -> Iterator[Wrong]:
    keys = seen.source.file.supervision
    if keys is None:
        return
    at: Path = ("supervision",)
    for name, point in keys.inspect_at.items():
        ways = {
            flow.row.text("direction")
            for flow in seen.flows
            if any(fits(one, name) for one in (flow.flow_id, *flow.all_modes))
        }
        ways |= {one for one in POINTS_OF if fits(one, name)}
        if ways and not any(point in POINTS_OF[one] for one in ways):
            said = ", ".join(sorted(ways))
            yield ((*at, "inspect_at", name), f"nobody looks into goods of {said} at {point}",
                   f"{said} 的货物不会在 {point} 查验")  # fmt: skip
    for number, name in enumerate(keys.low_risk):
        if name in keys.negative:
            yield ((*at, "low_risk", number), f"{name} is on the negative list too",
                   f"{name} 同时在负面清单上")  # fmt: skip
    grades = {row.text("credit_grade") for row in seen.source.tables["inspection"]}
    if grades and grades <= set(keys.blocked_grades):
        yield ((*at, "blocked_grades"), "blocks every grade, so that nobody may trade",
               "所有信用等级都被禁止，无人可以贸易")  # fmt: skip
    if keys.clearance_inland is not None:
        for number, name in enumerate(keys.clearance_inland.integrated):
            if name in seen.nodes and name not in keys.clearance_inland.nodes:
                yield ((*at, "clearance_inland", "integrated", number),
                       f"{name} is no site: it does not stand under nodes",
                       f"{name} 不是清关点：未列入 nodes")  # fmt: skip
    if keys.laboratory is not None:
        tested = {row.text("node_id") for row in seen.source.tables["laboratory"]}
        for name in keys.laboratory.servers:
            if name in seen.nodes and name not in tested:
                yield ((*at, "laboratory", "servers", name),
                       f"nothing is tested at {name} (laboratory.csv)",
                       f"{name} 没有检测（laboratory.csv）")  # fmt: skip


def _sailings(seen: Seen) -> Iterator[Wrong]:
    for name, keys in seen.source.file.sailings.items():
        for share, amount in (
            ("short_share", "short_by"),
            ("wagons_short_share", "wagons_short_by"),
        ):
            if getattr(keys, share) > 0.0 and getattr(keys, amount) == 0.0:
                yield (("sailings", name, amount), f"nothing is missing, in spite of {share}",
                       f"{share} 写了频率，却一点也不缺")  # fmt: skip
        for share, amount in (
            ("short_share", "short_by"),
            ("blank_share", "blank_notice_h"),
            ("no_show_share", "no_show_fee_share"),
        ):
            if amount in keys.model_fields_set and share not in keys.model_fields_set:
                yield (("sailings", name, amount), f"has no effect without {share}",
                       f"没有 {share} 就不起作用")  # fmt: skip


def _spells(seen: Seen) -> Iterator[Wrong]:
    """Regimes, faults and functions in time."""
    file = seen.source.file
    for index, regime in enumerate(file.regimes):
        at: Path = ("regimes", index)
        if regime.begins is None and regime.per_year == 0.0:
            yield (
                at,
                "never comes: say begins, or per_year",
                "永远不会出现：请写 begins 或 per_year",
            )
        elif regime.begins is not None and regime.per_year > 0.0:
            yield ((*at, "per_year"), "comes by chance or on a day, not both",
                   "要么随机，要么定日，不能两者都写")  # fmt: skip
        if regime.begins is None and regime.ends is not None:
            yield (*at, "ends"), "has no effect without begins", "没有 begins 就不起作用"
        if regime.slow_factor == 1.0:
            yield (*at, "slow_factor"), "1 changes nothing", "为 1 时没有变化"
    dated = [(("regimes", n), one.begins, one.ends) for n, one in enumerate(file.regimes)]
    dated += [(("faults", n), one.begins, one.ends) for n, one in enumerate(file.faults)]
    for where, begins, ends in dated:
        if begins is not None and ends is not None and ends <= begins:
            yield (*where, "ends"), "must come after begins", "必须晚于 begins"
    for index, fault in enumerate(file.faults):
        if getattr(fault, "share", 1.0) == 0.0:
            yield ("faults", index, "share"), "0 harms nobody", "为 0 时没有影响"
    for node_id, own in file.functions.items():
        for name, window in own.items():
            days = [one for one in (window.begins, window.ends) if not isinstance(one, str)]
            if None not in days and len(days) == 2 and days[1] <= days[0]:  # type: ignore[operator]
                yield (("functions", node_id, name, "ends"), "must come after begins",
                       "必须晚于 begins")  # fmt: skip


def _money_and_flows(seen: Seen) -> Iterator[Wrong]:
    file = seen.source.file
    if file.cash.terms == "none" and file.cash.rebate_share and not file.cash.by_mode:
        yield (("cash", "rebate_share"), "no mode has a term: write terms: table, or by_mode",
               "没有任何方式有账期：请写 terms: table 或 by_mode")  # fmt: skip
    for node_id, tiers in file.yard_tiers.items():
        if not tiers:
            yield ("yard_tiers", node_id), "has no tier; take it out", "没有任何档次；请删除"
    for pattern, change in file.flows_set.items():
        due, hard = change.due_days, change.hard_deadline_days
        if due is not None and hard is not None and hard < due:
            yield (("flows_set", pattern, "hard_deadline_days"),
                   f"goods are refused after {hard:g} days, before they are due ({due:g})",
                   f"{hard:g} 天后即被拒收，早于应到期限（{due:g} 天）")  # fmt: skip
    for index, name in enumerate(file.figures):
        if name in file.figures[:index]:
            yield ("figures", index), f"{name} is asked for twice", f"{name} 重复"
    stock = file.stock
    if stock is not None and stock.levels == "stated" and stock.levels_days:
        yield (("stock", "levels_days"), "has no effect while levels is stated: write chosen",
               "levels 为 stated 时不起作用：请写 chosen")  # fmt: skip


CHECKS: tuple[Callable[[Seen], Iterator[Wrong]], ...] = (
    _gates, _hubs, _supervision, _sailings, _spells, _money_and_flows,
)  # fmt: skip


def _count_events(seen: Seen) -> None:
    """Others' jobs and breakdowns that a run must expect: a warning, or a refusal."""
    source = seen.source
    days = source.cap_h / 24.0
    jobs = sum(one.per_day / one.lump for one in seen.background) * days
    breaks = 0.0
    broken = {
        p.resource or p.process_id: p for p in seen.processes.values() if p.breaks is not None
    }
    for process in broken.values():
        assert process.breaks is not None
        count = (process.servers or 1) if process.breaks.each else 1
        breaks += count * source.cap_h / (process.breaks.up.mean + process.breaks.down.mean)
    limit = source.file.background.most_events
    if jobs + breaks <= min(limit, EVENTS_TOLD):
        return
    words = {"found": f"{jobs + breaks:,.0f}", "days": f"{days:g}", "limit": f"{limit:,}"}
    if jobs + breaks > limit:
        source.findings.error(source.at("background"), "too_many_events", **words)
    else:
        source.findings.warn(source.at("background"), "many_events", **words)
