"""`why`: the sheets, the worth of room and the waterfall of a run folder, kept as tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

import pandas as pd

from domain.outlook import Outlook
from domain.plan import BoxJourney, Plan
from domain.scenario import Scenario
from domain.tables.registry import Table
from domain.tables.results import COST_LINES_TABLE
from domain.tables.why import (
    WHY_CAPACITY,
    WHY_CHANGES,
    WHY_LINES,
    WHY_SHUT,
    WHY_WATERFALL,
    WHY_WAYS,
)
from domain.tariff import COST_LINES
from domain.timetable import DepartureKey
from optimize.offers import offer_book
from optimize.why.books import Lines, PlanBooks
from optimize.why.capacity import CapacityDesk, Worth, confirmed
from optimize.why.changes import changes
from optimize.why.nearby import nearby_cny
from optimize.why.prices import room_prices, with_price
from optimize.why.room import planned_again
from optimize.why.waterfall import Planned, Step, planned, steps, surprises
from optimize.why.ways import Option, Sheet, Shut, WayDesk
from study.atomic import write_text
from study.errors import NotARunError
from study.frames import csv_text, read_table, table_frame, write_table
from study.outlook import WAITS, outlook_from
from study.plan_folder import read_plan
from study.run_folder import RunFolder

SHEETS = 5
NEARBY = 5
UNIT_OF_CHANGE = {
    "freight": "CNY/box",
    "earlier": "h",
    "due_later": "h",
    "due_earlier": "h",
    "fill": "1",
    "outsource": "CNY/kg",
}


@dataclass(frozen=True, slots=True)
class Waterfall:
    """From the rule's cost to the plan's; `replications` executed, 0 for planned cost only."""

    rule_cny: float
    plan_cny: float
    steps: tuple[Step, ...]
    replications: int


class WhyRun:
    """A run folder with one of its plans, ready to be asked."""

    def __init__(self, root: Path, scenario: Scenario, policy: str = "plan") -> None:
        self.folder = RunFolder(root)
        self.scenario, self.policy = scenario, policy
        self.outlook = _outlook(self.folder)
        self.plan = self._plan(policy)
        self.books = PlanBooks(scenario, self.outlook, self.plan)
        self.offers = offer_book(scenario, self.outlook)

    def _plan(self, policy: str) -> Plan:
        path = self.folder.plan(policy)
        if not (path / "plan.json").exists():
            there = sorted(found.parent.name for found in self.folder.root.glob("plan*/plan.json"))
            message = f"{path}: no plan.json; there are {', '.join(there) or 'no plans'}"
            raise NotARunError(message)
        return read_plan(path)

    def sheet(self, name: str) -> Sheet:
        """The sheet of one consignment.

        Raises
        ------
        NotARunError
            Where the order book or the plan does not have it; offers the nearest.
        """
        if name not in self.books.orders:
            near = get_close_matches(name, sorted(self.books.orders), n=3)
            hint = f"; did you mean {', '.join(near)}?" if near else ""
            message = f"no consignment {name!r} in the order book{hint}"
            raise NotARunError(message)
        if name not in self.books.parts_of:
            why = self.plan.unplanned.get(name, "it has no part")
            message = f"{name}: the plan of {self.policy} does not carry it: {why}"
            raise NotARunError(message)
        return WayDesk(self.books, self.offers).sheet(name)

    def telling(self, count: int = SHEETS) -> tuple[str, ...]:
        """Consignments that readers ask about first, at most one of a flow.

        Those that cost most beyond what the median of their flow per kg would make them cost.
        """
        rows = [
            (order.flow_id, order.consignment_id, order.kg,
             sum(one.cost_cny for one in self.books.consignment(order.consignment_id)))
            for order in self.scenario.consignments
            if order.consignment_id in self.books.parts_of and order.kg > 0.0
        ]  # fmt: skip
        frame = pd.DataFrame(rows, columns=["flow", "name", "kg", "cny"])
        rate = frame["cny"] / frame["kg"]
        median = rate.groupby(frame["flow"]).transform("median")
        frame["over"] = (rate - median) * frame["kg"]
        ranked = frame.sort_values(["over", "name"], ascending=[False, True], kind="stable")
        return tuple(str(name) for name in ranked.drop_duplicates("flow")["name"].head(count))

    def worths(
        self, confirm: int, said: Callable[[str], None], *, rounds: int = 0
    ) -> tuple[Worth, ...]:
        """What room is worth, dearest first; the first few confirmed.

        The first `NEARBY` (or `confirm`, if more) by improving the plan around them, the first
        `confirm` also by planning again from nothing. With `rounds` the lower bound is improved so
        often, and its prices stand beside the estimates.
        """
        for order in self.scenario.consignments:
            self.offers.pool(order)
        found = list(CapacityDesk(self.books, self.offers).worths())
        if rounds:
            prices = room_prices(self.scenario, self.offers, rounds=rounds)
            found = [with_price(one, prices) for one in found]
        for i in range(min(max(confirm, NEARBY), len(found))):
            if found[i].estimate_cny > 0.0:
                cny = nearby_cny(self.scenario, self.offers, self.plan, found[i])
                found[i] = replace(found[i], nearby_cny=cny)
        if confirm and found:
            base_cny = planned_again(self.scenario, self.outlook)
            said(f"planned again as it is: {base_cny:,.2f} CNY")
            # Trains last: they need other offers.
            turns = sorted(range(min(confirm, len(found))), key=lambda i: found[i].unit == "train")
            for i in turns:
                found[i] = confirmed(self.scenario, self.outlook, found[i], base_cny)
                said(f"{found[i].service_id}@{found[i].at_h:.2f} {found[i].unit}: planned again")
        return tuple(found)

    def waterfall(self) -> Waterfall | None:
        """From the rule to the plan; `None` without a plan of the rule."""
        if self.policy == "rule" or not (self.folder.plan("rule") / "plan.json").exists():
            return None
        rule = PlanBooks(self.scenario, self.outlook, self._plan("rule"))
        executed = _executed(self.folder, ("rule", self.policy))
        if executed is None:
            a, b = planned(rule), planned(self.books)
            return Waterfall(a.cny, b.cny, steps(a, b), 0)
        a, b = self._counted(rule), self._counted(self.books)
        lines, count = executed
        done = (lines["rule"], lines[self.policy])
        told = (*steps(a, b), *surprises(a.lines, done[0], b.lines, done[1]))
        return Waterfall(sum(done[0].values()), sum(done[1].values()), told, count)

    def _counted(self, books: PlanBooks) -> Planned:
        """What figures of a run count: the cohort, and trains within the window."""
        scenario = self.scenario

        def counts(name: str) -> bool:
            return scenario.in_cohort(books.orders[name])

        def runs(key: DepartureKey) -> bool:
            return scenario.warm_up_h <= key[1] <= scenario.period_end_h

        return planned(books, counts, runs)

    def keep_sheets(self, sheets: Sequence[Sheet]) -> None:
        """Put the sheets into the tables, in the place of earlier ones of the same consignments."""
        names = {sheet.order.consignment_id for sheet in sheets}
        for table, rows in (
            (WHY_WAYS, [row for sheet in sheets for row in _way_rows(sheet)]),
            (WHY_LINES, [row for sheet in sheets for row in _line_rows(sheet)]),
            (WHY_CHANGES, [row for sheet in sheets for row in _change_rows(self.scenario, sheet)]),
            (WHY_SHUT, [row for sheet in sheets for row in _shut_rows(sheet)]),
        ):
            frame = table_frame(table, rows)
            path = self.folder.tables / f"{table.name}.parquet"
            if path.exists():
                before = read_table(path)
                before = before[~before["consignment_id"].isin(names)]
                frame = pd.concat([frame, before], ignore_index=True) if len(before) else frame
            self._keep(table, frame)

    def keep_worths(self, worths: Sequence[Worth]) -> None:
        """Write the table of room."""
        rows = [
            (
                one.service_id, one.at_h, "+".join(map(str, one.legs)), one.unit, one.step,
                one.room if one.room < float("inf") else None, one.used, one.estimate_cny,
                one.price_cny, one.nearby_cny, one.confirmed_cny, len(one.movers),
                next(iter(one.movers), ""),
            )
            for one in worths
        ]  # fmt: skip
        self._keep(WHY_CAPACITY, table_frame(WHY_CAPACITY, rows))

    def keep_waterfall(self, found: Waterfall) -> None:
        """Write the table of the waterfall."""
        rows = [("rule", found.rule_cny), *((one.name, one.cny) for one in found.steps)]
        rows.append(("plan", found.plan_cny))
        frame = table_frame(
            WHY_WATERFALL,
            [(i, name, cny, found.replications) for i, (name, cny) in enumerate(rows)],
        )
        self._keep(WHY_WATERFALL, frame)

    def _keep(self, table: Table, frame: pd.DataFrame) -> None:
        write_table(table, frame, self.folder.tables / f"{table.name}.parquet")
        write_text(self.folder.tables / f"{table.name}.csv", csv_text(frame))


def departures_text(journeys: Sequence[BoxJourney]) -> str:
    """Services with the hours at which they leave; trucks on demand by name alone."""
    told = []
    for journey in journeys:
        hops = zip(journey.route.hops, journey.departures, strict=True)
        told.append(
            ">".join(
                hop.service_id if at_h is None else f"{hop.service_id}@{at_h:.2f}"
                for hop, at_h in hops
            )
        )
    return " + ".join(told)


def _outlook(folder: RunFolder) -> Outlook:
    manifest = folder.manifest()
    count = manifest.settings.get("measure_replications", 0)
    assert isinstance(count, int)
    return outlook_from(folder.table(WAITS.name), manifest.seed, count)


def _executed(folder: RunFolder, policies: tuple[str, str]) -> tuple[dict[str, Lines], int] | None:
    """Mean cost lines of two policies over the replications that both have."""
    if not (folder.tables / f"{COST_LINES_TABLE.name}.parquet").exists():
        return None
    frame = folder.table(COST_LINES_TABLE.name)
    made = [set(frame.loc[frame["policy"] == one, "replication"]) for one in policies]
    both = sorted(made[0] & made[1])
    if not both:
        return None
    frame = frame[frame["replication"].isin(both) & frame["policy"].isin(policies)]
    sums = frame.groupby(["policy", "line"])["cny"].sum() / len(both)
    lines: dict[str, Lines] = {policy: {} for policy in policies}
    for policy, line, cny in sums.reset_index().itertuples(index=False, name=None):
        lines[str(policy)][str(line)] = float(cny)
    return lines, len(both)


def _ways(sheet: Sheet) -> Iterable[tuple[int, Option]]:
    return enumerate((sheet.chosen, *sheet.others))


def _way_rows(sheet: Sheet) -> Iterable[tuple[object, ...]]:
    order = sheet.order
    for number, one in _ways(sheet):
        routes = dict.fromkeys(journey.route.route_id for journey in one.journeys)
        boxes = dict.fromkeys(journey.route.box_type for journey in one.journeys)
        yield (
            order.consignment_id, number, one.kind, order.product_id, order.origin_id,
            order.destination_id, order.kg, " + ".join(routes), "+".join(boxes),
            departures_text(one.journeys),
            min((journey.stuff_at_h for journey in one.journeys), default=None),
            float(sum(one.added.boxes.values())), one.cny, one.cny - sheet.chosen.cny,
            order.ready_h, order.due_h, one.expected_h, max(one.delivered_h),
            one.in_time_share(order.due_h),
        )  # fmt: skip


def _line_rows(sheet: Sheet) -> Iterable[tuple[object, ...]]:
    for number, one in _ways(sheet):
        booked = sheet.booked if number == 0 else {}
        for line in COST_LINES:
            if line in booked or abs(one.added.lines.get(line, 0.0)) > 1e-9:
                yield (
                    sheet.order.consignment_id, number, line,
                    booked.get(line, 0.0) if number == 0 else None,
                    one.added.lines.get(line, 0.0),
                )  # fmt: skip


def _change_rows(scenario: Scenario, sheet: Sheet) -> Iterable[tuple[object, ...]]:
    for number, one in _ways(sheet):
        for change in changes(scenario, sheet, one) if number else ():
            yield (
                sheet.order.consignment_id, number, change.what, change.service_id, change.amount,
                UNIT_OF_CHANGE[change.what],
            )  # fmt: skip


def _shut_rows(sheet: Sheet) -> Iterable[tuple[object, ...]]:
    def told(one: Shut) -> tuple[object, ...]:
        slot = one.slot
        return (
            "" if one.way is None else one.way.route.route_id,
            "" if one.journey is None else departures_text([one.journey]),
            "" if slot is None else slot[0],
            None if slot is None else slot[1],
            0 if slot is None else slot[2],
            one.unit, one.free, one.wanted, one.more_cny,
        )  # fmt: skip

    for number, one in enumerate(sheet.shut, start=1):
        yield (sheet.order.consignment_id, number, one.reason, *told(one))
