"""What `why` says on a terminal, in Chinese and English."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from domain.calendar import zone
from domain.scenario import Scenario
from domain.tariff import COST_LINES
from optimize.why.capacity import Worth
from optimize.why.changes import Change, changes
from optimize.why.cut_offs import STUFFING, CutOff
from optimize.why.waterfall import Step
from optimize.why.ways import Option, Sheet, Shut
from study.text_table import table_lines
from study.why_job import Waterfall, departures_text

SHOWN_WAYS = 4
SHOWN_SHUT = 8
SHOWN_WORTHS = 15


@dataclass(frozen=True, slots=True)
class Teller:
    """Words and clocks of one language; `phrase` gives a phrase of the page by its key."""

    scenario: Scenario
    lang: str
    phrase: Callable[[str], str]

    def word(self, key: str) -> str:
        """A short word."""
        return self.phrase(f"why.{key}")

    def say(self, key: str, **values: object) -> str:
        """A sentence with its places filled."""
        return self.phrase(f"why.say.{key}").format(**values)

    def line(self, name: str) -> str:
        """Name of a cost line."""
        return self.phrase(f"cost.{name}")

    def place(self, node_id: str) -> str:
        """Name of a place."""
        node = self.scenario.network.nodes[node_id]
        return node.name_zh if self.lang == "zh" else node.name_en

    def at(self, hour: float, node_id: str) -> str:
        """An hour on the wall clock of a place."""
        when = self.scenario.clock.start_utc + timedelta(hours=float(hour))
        return f"{when.astimezone(zone(self.scenario.network.nodes[node_id].tz)):%Y-%m-%d %H:%M}"


def sheet_text(teller: Teller, sheet: Sheet) -> str:
    """One consignment: ways side by side, what would make others win, shut ways."""
    order = sheet.order
    product = teller.scenario.products[order.product_id]
    name = product.name_zh if teller.lang == "zh" else product.name_en
    shown = (sheet.chosen, *sheet.others[:SHOWN_WAYS])
    head = (
        f"{order.consignment_id}  {name}  {teller.place(order.origin_id)} > "
        f"{teller.place(order.destination_id)}  {order.units} {order.unit}  {order.kg:,.0f} kg  "
        f"{order.m3:,.1f} m3"
    )
    blocks = [head, "\n".join([teller.word("ways"), *_way_lines(teller, shown)])]
    if sheet.cut_offs:
        rows = "\n".join(table_lines(_cut_offs(teller, sheet.cut_offs), "  "))
        blocks.append(f"{teller.word('cut_offs')}\n{rows}")
    blocks.append("\n".join(table_lines(_cells(teller, sheet, shown), "  ")))
    blocks.append(teller.say("lines", booked=teller.word("booked")))
    told = []
    for number, one in enumerate(shown[1:], start=1):
        told.append(_sentence(teller, sheet, one, number))
        if one.cny > sheet.chosen.cny:
            found = changes(teller.scenario, sheet, one)
            text = "; ".join(_change(teller, change) for change in found)
            told.append(f"  {teller.word('change')}: {text or teller.word('nothing')}")
    if told:
        blocks.append("\n".join(told))
    if sheet.shut:
        lines = [f"  {_shut(teller, one)}" for one in sheet.shut[:SHOWN_SHUT]]
        if len(sheet.shut) > SHOWN_SHUT:
            lines.append(f"  ... {len(sheet.shut) - SHOWN_SHUT}")
        blocks.append("\n".join([teller.word("shut"), *lines]))
    return "\n\n".join(blocks)


def _way_lines(teller: Teller, shown: Sequence[Option]) -> list[str]:
    lines = []
    for number, one in enumerate(shown):
        routes = " + ".join(dict.fromkeys(j.route.route_id for j in one.journeys))
        way = f"  [{number}] {teller.word(one.kind)}"
        lines.append(f"{way}  {routes}  {departures_text(one.journeys)}".rstrip())
    return lines


def _cut_offs(teller: Teller, found: Sequence[CutOff]) -> list[list[str]]:
    """Each cut-off with the hours left before it: planned, least of the samples, how often none."""
    rows = [[teller.word(key) for key in ("service", "closes", "left_h", "least_h", "missed")]]
    for one in found:
        what = teller.word("stuffing") if one.service_id == STUFFING else one.service_id
        rows.append(
            [
                f"{what}  {teller.place(one.node_id)}",
                teller.at(one.closes_h, one.node_id),
                f"{one.room_h:,.1f}",
                f"{min(one.sampled_h, default=one.room_h):,.1f}",
                f"{one.missed_share:.0%}",
            ]
        )
    return rows


def _cells(teller: Teller, sheet: Sheet, shown: Sequence[Option]) -> list[list[str]]:
    """Lines down, ways across."""
    order = sheet.order
    rows = [[teller.word("head"), teller.word("booked"), *(f"[{n}]" for n in range(len(shown)))]]
    used = {line for one in shown for line in one.added.lines} | set(sheet.booked)
    for line in COST_LINES:
        if line in used:
            cells = [_cny(one.added.lines.get(line, 0.0)) for one in shown]
            rows.append([teller.line(line), _cny(sheet.booked.get(line, 0.0)), *cells])
    booked = f"{math.fsum(sheet.booked.values()):,.2f}"
    rows.append([teller.word("total"), booked, *(f"{one.cny:,.2f}" for one in shown)])
    more = [f"{one.cny - sheet.chosen.cny:+,.2f}" for one in shown[1:]]
    rows.append([teller.word("more"), "", "", *more])
    facts: tuple[tuple[str, Callable[[Option], str]], ...] = (
        ("boxes", lambda one: f"{sum(one.added.boxes.values()):g}"),
        ("hours", lambda one: f"{one.expected_h - order.ready_h:,.1f}"),
        ("arrival", lambda one: teller.at(one.expected_h, order.destination_id)),
        ("latest", lambda one: teller.at(max(one.delivered_h), order.destination_id)),
        ("in_time", lambda one: f"{one.in_time_share(order.due_h):.0%}"),
    )
    for key, tell in facts:
        due = teller.at(order.due_h, order.destination_id) if key == "arrival" else ""
        label = f"{teller.word(key)} ({'应到' if teller.lang == 'zh' else 'due'} {due})"
        rows.append([label if due else teller.word(key), "", *(tell(one) for one in shown)])
    return rows


def _cny(amount: float) -> str:
    """Two digits, and no minus before nothing."""
    return f"{round(amount, 2) + 0.0:,.2f}"


def _sentence(teller: Teller, sheet: Sheet, one: Option, number: int) -> str:
    more = one.cny - sheet.chosen.cny
    key = "sentence.more" if more >= 0.0 else "sentence.less"
    return teller.say(key, name=sheet.order.consignment_id, n=number, cny=abs(more))


def _change(teller: Teller, change: Change) -> str:
    return teller.say(change.what, service=change.service_id, amount=change.amount)


def _shut(teller: Teller, one: Shut) -> str:
    where = "" if one.way is None else f"{one.way.route.route_id}: "
    if one.reason != "no_room":
        return where + teller.say(one.reason)
    assert one.slot is not None
    service_id, at_h, leg = one.slot
    origin = teller.scenario.network.services[service_id].legs[0].from_id
    return where + teller.say(
        "no_room", service=service_id, at=teller.at(at_h, origin), leg=leg, free=max(0.0, one.free),
        unit=teller.word(one.unit), wanted=one.wanted, more=one.more_cny,
    )  # fmt: skip


def worths_text(teller: Teller, worths: Sequence[Worth]) -> str:
    """The dearest rows of the table of room, estimate and confirmed side by side."""
    if not worths:
        return f"{teller.word('capacity')}\n  {teller.word('none_full')}"
    keys = ("service", "at", "step", "unit", "room", "used", "estimate", "price", "nearby",
            "confirmed", "movers")  # fmt: skip
    rows = [[teller.word(key) for key in keys]]
    for one in worths[:SHOWN_WORTHS]:
        origin = teller.scenario.network.services[one.service_id].legs[0].from_id
        rows.append(
            [
                one.service_id, teller.at(one.at_h, origin), f"{one.step:g}",
                teller.word(one.unit), "-" if math.isinf(one.room) else f"{one.room:g}",
                f"{one.used:,.1f}", f"{one.estimate_cny:,.2f}",
                "-" if one.price_cny is None else f"{one.price_cny:,.2f}",
                _against(one.nearby_cny, one.estimate_cny),
                _against(one.confirmed_cny, one.estimate_cny), str(len(one.movers)),
            ]
        )  # fmt: skip
    lines = [teller.word("capacity"), *table_lines(rows, "  ", texts=(1, 3))]
    if len(worths) > SHOWN_WORTHS:
        lines.append(f"  ... {len(worths) - SHOWN_WORTHS}: tables/why_capacity.csv")
    return "\n".join([*lines, teller.say("worth")])


def _against(cny: float | None, estimate_cny: float) -> str:
    """A confirmed worth, with its difference to the estimate."""
    return "-" if cny is None else f"{cny:,.2f} ({cny - estimate_cny:+,.2f})"


def waterfall_text(teller: Teller, found: Waterfall) -> str:
    """Rule, steps, plan; the steps sum to the difference."""
    steps: tuple[Step, ...] = found.steps
    rows = [[teller.word("rule"), f"{found.rule_cny:,.2f}"]]
    rows.extend([f"  {teller.word(one.name)}", f"{one.cny:+,.2f}"] for one in steps if one.cny)
    rows.append([teller.word("plan"), f"{found.plan_cny:,.2f}"])
    key = "water_executed" if found.replications else "water_planned"
    title = f"{teller.word('waterfall')}, {teller.say(key, n=found.replications)}"
    return "\n".join([title, *table_lines(rows, "  ")])
