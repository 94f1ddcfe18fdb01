"""Does a scenario make sense? One function a check; each returns all that it finds."""

from __future__ import annotations

from collections.abc import Callable

from domain.cargo import Consignment
from domain.fetching import fetch
from domain.pace import nominal_pace
from domain.plan import Way
from domain.route import last_leg, walk
from domain.scenario import Scenario
from domain.sharing import clash, clashes
from inputs.build import Loaded
from inputs.findings import Finding, Place, finding
from inputs.lane_load import FULL_SHARE, lane_loads
from inputs.sharing import routes_in_common, sharing_rules

FEWEST, MOST = 1_500, 6_000
"""Consignments that a base scenario has: enough to show, few enough to plan in a minute."""
SAMPLE = 40
"""Consignments of a flow whose fastest way is walked."""
FILLED = 1e-6


def check_lane_loads(loaded: Loaded) -> list[Finding]:
    """Warn of lanes that stay above 95 % although full lanes send the rest elsewhere."""
    found = []
    for load in lane_loads(loaded.scenario):
        if load.kind == "service" and load.spread_share > FULL_SHARE + FILLED:
            found.append(
                finding(
                    "warning", Place("data/services.csv", None, None, load.lane), "overload",
                    found=load.lane, asked=f"{load.spread_teu:.0f}",
                    offered=f"{load.offered_teu:.0f}", share=f"{load.spread_share:.0%}",
                )
            )  # fmt: skip
    return found


def check_departures(loaded: Loaded) -> list[Finding]:
    """Warn of dated services on some way that never leave while consignments get ready."""
    scenario = loaded.scenario
    used = {hop.service_id for route in scenario.routes for hop in route.hops}
    found = []
    for service_id, times in scenario.timetable.departures.items():
        if service_id in used and not any(at < scenario.cap_h for at in times):
            begins = scenario.clock.to_utc(0.0).date().isoformat()
            ends = scenario.clock.to_utc(scenario.cap_h).date().isoformat()
            at = Place("data/timetable.csv", None, None, "service_id")
            found.append(
                finding("warning", at, "no_departures", found=service_id, begins=begins, ends=ends)
            )
    return found


def check_deadlines(loaded: Loaded) -> list[Finding]:
    """Hard deadlines that no way can meet at nominal pace, with all capacity free.

    An error where the consignment may not be outsourced, else a warning.
    """
    scenario = loaded.scenario
    assert loaded.source is not None
    rows = {row.text("flow_id"): row for row in loaded.source.tables["flows"]}
    found = []
    for flow_id, own in _with_deadline(scenario).items():
        sample = own[:: max(1, len(own) // SAMPLE)]
        fastest = [(_fastest_h(scenario, c), c) for c in sample]
        late = [
            c for hours, c in fastest
            if c.deadline_h is not None and (hours is None or hours > c.deadline_h)
        ]  # fmt: skip
        if not late:
            continue
        first = late[0]
        assert first.deadline_h is not None
        days = [(hours - c.ready_h) / 24.0 for hours, c in fastest if hours is not None]
        severity = "error" if first.outsource_cny_per_kg is None else "warning"
        found.append(
            finding(
                "error" if severity == "error" else "warning",
                rows[flow_id].at("hard_deadline_days"), "too_slow", flow=flow_id,
                count=round(len(late) / len(sample) * len(own)), of=len(own),
                deadline=f"{(first.deadline_h - first.ready_h) / 24.0:g}",
                fastest=f"{min(days):.1f}" if days else "no",
            )
        )  # fmt: skip
    return found


def check_sharing(loaded: Loaded) -> list[Finding]:
    """Say which goods of a scenario meet on some box route and may not share a box."""
    scenario = loaded.scenario
    assert loaded.source is not None
    rules = sharing_rules(loaded.source, scenario.products)
    carried = {order.product_id for order in scenario.consignments}
    at = Place("data/sharing.csv", None, None, "property_a")
    found = []
    for a, b in clashes(scenario.products[name] for name in sorted(carried)):
        count, rule = routes_in_common(scenario, a, b), clash(a, b, rules)
        if count and rule is not None:
            reason = f"{rule.first}, {rule.second}"
            found.append(
                finding(
                    "note", at, "clash", a=a.product_id, b=b.product_id, reason=reason, count=count
                )
            )
    return found


def check_size(loaded: Loaded) -> list[Finding]:
    """Say so where the order book is empty, or larger than a planner can look through."""
    count = len(loaded.scenario.consignments)
    assert loaded.source is not None
    at = loaded.source.at("flows")
    if count == 0:
        rule = "no flow has goods in these months; check start, period_days and flows"
        return [finding("error", at, "few_consignments", found=count, rule=rule)]
    if count > MOST:
        rule = f"more than {MOST:,} make a plan slow; scale the demand or shorten the period"
        return [finding("note", at, "few_consignments", found=f"{count:,}", rule=rule)]
    return []


CHECKS: tuple[Callable[[Loaded], list[Finding]], ...] = (
    check_size,
    check_departures,
    check_deadlines,
    check_sharing,
    check_lane_loads,
)


def check_all(loaded: Loaded) -> tuple[Finding, ...]:
    """Everything that the checks of a zone find, in their order.

    What a small scenario says was checked as it was read.
    """
    if loaded.source is None:
        return ()
    return tuple(item for check in CHECKS for item in check(loaded))


def _with_deadline(scenario: Scenario) -> dict[str, list[Consignment]]:
    found: dict[str, list[Consignment]] = {}
    for consignment in scenario.consignments:
        if consignment.deadline_h is not None:
            found.setdefault(consignment.flow_id, []).append(consignment)
    return found


def _fastest_h(scenario: Scenario, consignment: Consignment) -> float | None:
    """Earliest hour at the door over all ways, stuffed as soon as available; `None`: by none."""
    found = [
        hour
        for way in scenario.ways_of(consignment)
        if (hour := _arrival_h(scenario, consignment, way)) is not None
    ]
    return min(found, default=None)


def _arrival_h(scenario: Scenario, consignment: Consignment, way: Way) -> float | None:
    pace, network = nominal_pace(), scenario.network
    ready = fetch(network, consignment, way.before, way.route.stuff_node, pace)
    walked = walk(
        network, scenario.timetable, way.route, consignment.direction, consignment.cargo_class,
        ready.available_h, None, pace, strict=False,
    )  # fmt: skip
    if walked is None:
        return None
    return last_leg(network, consignment, way.after, walked.stripped_h, pace)[1]
