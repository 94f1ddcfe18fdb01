"""What stands against a plan, and the smallest change that would let everything be carried.

In words for the terminal, with the `--set` that makes the change. Policies whose plans leave the
same goods for the same reasons are told together.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from domain.cargo import Consignment
from domain.outlook import Outlook
from domain.plan import Plan
from domain.scenario import Scenario
from optimize import reasons
from optimize.infeasible import Diagnosis, LaterTimes, diagnose
from optimize.least_room import MoreRoom
from optimize.offers import offer_book

MOST_LINES = 20
DAY_GRID = 1e-4
"""Days are rounded up to it."""
KEYS = {"TEU": "allotment_teu", "plugs": "reefer_plugs"}
"""Keys of `services_set` for the capacities that a scenario may change."""
RESOURCES_ZH: Mapping[str, str] = {"TEU": "TEU", "t": "t", "plugs": "个插头"}
REASONS_ZH: Mapping[str, str] = {
    reasons.NO_ROOM: "所有班次都没有舱位，也没有外包价",
    reasons.NO_WAY: "没有能赶上最后期限的通路",
    reasons.NO_PROMISE: "没有能兑现准时承诺的通路",
    reasons.NO_DEPARTURE: "备妥之后没有班次",
    reasons.NO_BOX: "包装单元大于所有可用箱型",
    reasons.NOT_OPEN: "能赶上的班次均已截止",
}
WORDS: Mapping[str, tuple[str, str]] = {
    "left": (
        "{policies}：{of} 票中有 {count} 票无法安排，且没有外包价；期限或运力使计划不可行：",
        (
            "{policies}: {count} of {of} consignments have no place and no outsourcing price; "
            "hard deadlines or capacity forbid a plan:"
        ),
    ),
    "one": ("  {name}：{why}", "  {name}: {why}"),
    "more": ("  另有 {count} 票，见 plan.json", "  and {count} more, see plan.json"),
    "change": ("可行所需的最小改动：", "the smallest change that makes it feasible:"),
    "deadline": (
        "  {name}：最后期限推迟 {hours:.2f} h（{at} → {needed}）",
        "  {name}: hard deadline {hours:.2f} h later ({at} -> {needed})",
    ),
    "due": (
        "  {name}：承诺时刻推迟 {hours:.2f} h（{at} → {needed}）",
        "  {name}: due {hours:.2f} h later ({at} -> {needed})",
    ),
    "best": (
        "；或把承诺降至 {share:.0%}",
        "; or a promise of {share:.0%}",
    ),
    "room": (
        "  {service} {at} 班，{begins} > {ends}：增加 {more:g} {resource}（现有 {there:g}）",
        "  {service} leaving {at}, {begins} > {ends}: {more:g} more {resource} (has {there:g})",
    ),
    "least": (
        "  合计 {total} 为最小（求解器已证明）",
        "  {total} in all: nothing less would do (proven)",
    ),
    "enough": (
        "  合计 {total} 足够；是否最小未证明",
        "  {total} in all is enough; that nothing less would do is not proven",
    ),
    "as_booked": (
        "  （其余货物保持现有安排；重新安排可能需要更少）",
        "  (all others as they are booked; booking them anew may need less)",
    ),
    "waits": (
        "或者不加运力，推迟最后期限（其余货物保持现有安排）：",
        "or, instead of room, later deadlines (all others as they are booked):",
    ),
    "priced": (
        "或者给出外包价：{sets}",
        "or a price for giving them away: {sets}",
    ),
    "unhelped": (
        "期限与运力都帮不了（请看时刻表、箱型或公告时间）：{names}",
        "no later time and no room helps (look at timetable, box types or notice): {names}",
    ),
    "set": ("    {sets}", "    {sets}"),
    "in_csv": (
        "    data/services.csv：{service} 的 capacity_t = {value:g}",
        "    data/services.csv: capacity_t of {service} = {value:g}",
    ),
}


def why_no_plan(lang: str, scenario: Scenario, outlook: Outlook, plans: Mapping[str, Plan]) -> str:
    """Why plans left consignments, and what would have to change, by policy."""
    told: dict[str, list[str]] = {}
    for policy, plan in plans.items():
        body = _told(lang, scenario, plan, diagnose(scenario, offer_book(scenario, outlook), plan))
        told.setdefault(body, []).append(policy)
    blocks = []
    for body, policies in told.items():
        count = len(plans[policies[0]].unplanned)
        head = _say(
            lang, "left", policies=", ".join(policies), count=count,
            of=len(scenario.consignments),
        )  # fmt: skip
        blocks.append(f"{head}\n{body}")
    return "\n\n".join(blocks)


def _say(lang: str, phrase: str, **values: object) -> str:
    zh, en = WORDS[phrase]
    return (zh if lang == "zh" else en).format(**values)


def _told(lang: str, scenario: Scenario, plan: Plan, found: Diagnosis) -> str:
    lines = []
    for name, why in sorted(plan.unplanned.items())[:MOST_LINES]:
        said = REASONS_ZH.get(why, why) if lang == "zh" else why
        lines.append(_say(lang, "one", name=name, why=said))
    if len(plan.unplanned) > MOST_LINES:
        lines.append(_say(lang, "more", count=len(plan.unplanned) - MOST_LINES))
    if found.times or found.room:
        lines.append(_say(lang, "change"))
        lines += _times(lang, scenario, found.times)
        lines += _room(lang, scenario, found)
    if found.waits:
        lines.append(_say(lang, "waits"))
        lines += _times(lang, scenario, found.waits)
    flows = _flows(scenario, plan.unplanned)
    sets = " ".join(
        f"--set flows_set.{flow}.may_outsource=true --set "
        f"flows_set.{flow}.outsource_cny_per_kg=PRICE"
        for flow in flows
    )
    lines.append(_say(lang, "priced", sets=sets))
    if found.hopeless:
        lines.append(_say(lang, "unhelped", names=", ".join(sorted(found.hopeless)[:MOST_LINES])))
    return "\n".join(lines)


def _flows(scenario: Scenario, names: Iterable[str]) -> list[str]:
    wanted = set(names)
    return sorted({c.flow_id for c in scenario.consignments if c.consignment_id in wanted})


def _times(lang: str, scenario: Scenario, times: Iterable[LaterTimes]) -> list[str]:
    """What must be later, consignment by consignment, and the flows' keys that make it so."""
    orders = {c.consignment_id: c for c in scenario.consignments}
    lines: list[str] = []
    days: dict[str, float] = {}
    for count, one in enumerate(times):
        order = orders[one.consignment_id]
        told = count < MOST_LINES
        if one.deadline_later_h > 0.0 and order.deadline_h is not None:
            later_h = order.deadline_h + one.deadline_later_h
            needed = math.ceil((later_h - order.ready_h) / 24.0 / DAY_GRID - 1e-6) * DAY_GRID
            days[order.flow_id] = max(days.get(order.flow_id, 0.0), needed)
            if told:
                lines.append(_later(lang, "deadline", scenario, order, order.deadline_h, later_h))
        if one.due_later_h > 0.0 and told:
            line = _later(lang, "due", scenario, order, order.due_h, order.due_h + one.due_later_h)
            best = one.best_share
            lines.append(line if best is None else line + _say(lang, "best", share=best))
    sets = " ".join(
        f"--set flows_set.{flow}.hard_deadline_days={days[flow]:.4f}" for flow in sorted(days)
    )
    return [*lines, _say(lang, "set", sets=sets)] if sets else lines


def _later(
    lang: str, phrase: str, scenario: Scenario, order: Consignment, at_h: float, needed_h: float
) -> str:
    at = _when(scenario, at_h, order.destination_id)
    needed = _when(scenario, needed_h, order.destination_id)
    return _say(
        lang, phrase, name=order.consignment_id, hours=needed_h - at_h, at=at, needed=needed
    )


def _room(lang: str, scenario: Scenario, found: Diagnosis) -> list[str]:
    """What must be added on which departure, and the services' keys that make it so."""
    if not found.room:
        return []
    lines: list[str] = []
    totals: dict[str, float] = {}
    most: dict[tuple[str, str], float] = {}
    for one in found.room:
        more, key = _whole(one), (one.service_id, one.resource)
        totals[one.resource] = totals.get(one.resource, 0.0) + more
        most[key] = max(most.get(key, 0.0), one.there + more)
        if len(lines) < MOST_LINES:
            lines.append(
                _say(
                    lang, "room", service=one.service_id, at=_when(scenario, one.at_h, one.from_id),
                    begins=one.from_id, ends=one.to_id, more=more,
                    resource=_named(lang, one.resource),
                    there=one.there,
                )
            )  # fmt: skip
    sets = " ".join(
        f"--set services_set.{service}.{KEYS[resource]}={value:g}"
        for (service, resource), value in sorted(most.items())
        if resource in KEYS
    )
    if sets:
        lines.append(_say(lang, "set", sets=sets))
    lines += [
        _say(lang, "in_csv", service=service, value=value)
        for (service, resource), value in sorted(most.items())
        if resource not in KEYS
    ]
    total = ", ".join(
        f"{amount:g} {_named(lang, resource)}" for resource, amount in sorted(totals.items())
    )
    lines.append(_say(lang, "least" if found.least else "enough", total=total))
    return lines if found.rearranged else [*lines, _say(lang, "as_booked")]


def _named(lang: str, resource: str) -> str:
    return RESOURCES_ZH[resource] if lang == "zh" else resource


def _whole(one: MoreRoom) -> float:
    """Amounts rounded up: plugs whole, TEU and tonnes to two digits."""
    grid = 1.0 if one.resource == "plugs" else 0.01
    return round(math.ceil(one.more / grid - 1e-6) * grid, 2)


def _when(scenario: Scenario, at_h: float, node_id: str) -> str:
    """An hour, and the minute on the clock of a node."""
    local = scenario.clock.local(at_h, scenario.network.nodes[node_id].tz)
    return f"{at_h:.2f} h, {local.isoformat(' ', 'minutes')}"
