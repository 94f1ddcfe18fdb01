"""A Plan as files that people read and edit, and back without loss."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TypeVar

from domain.account import PlanAccount, account
from domain.outlook import Outlook
from domain.plan import BoxJourney, BoxRoute, EmptyMove, Hop, Part, Plan, UnderWay
from domain.scenario import Scenario
from domain.tables.plans import PLAN_BOXES, PLAN_DEPARTURES, PLAN_PARTS
from domain.tables.registry import Column, Table
from domain.timetable import DepartureKey
from study.atomic import write_text
from study.planned_warehouses import PlannedWarehouses, warehouses_of

Made = TypeVar("Made")

PLAN_JOURNEYS = Table(
    "plan_journeys",
    "计划箱程",
    "planned box journeys",
    "plan/journeys.csv: one row per box journey, with every digit of its hours",
    (
        Column("journey_id", "str", "", "箱程", "box journey", "identity"),
        Column("route_id", "str", "", "线路", "route", "box route"),
        Column("stuff_node", "str", "", "装箱地", "stuffed at", "node"),
        Column("strip_node", "str", "", "拆箱地", "stripped at", "node"),
        Column("box_type", "str", "", "箱型", "box type", "row of boxes.csv"),
        Column("hops", "str", "", "乘段", "hops", "service:first leg-last leg, joined by >"),
        Column("cargo_class", "str", "", "货类", "cargo class", "what may share the box"),
        Column("setpoint_c", "float", "°C", "设定温度", "set point", "empty: dry", optional=True),
        Column("stuff_at_h", "float", "h", "装箱", "stuffed at", "hour of stuffing"),
        Column(
            "departures", "str", "h", "班次", "departures", "scheduled hours joined by >; t: truck"
        ),
    ),
    key=("journey_id",),
)
PLAN_OWNERS = Table(
    "plan_owners",
    "计划箱主",
    "planned owners of boxes",
    "plan/owners.csv: whose box each box is; empty: leased in",
    (
        Column("box_id", "str", "", "箱单号", "box", "journey and number"),
        Column("owner", "str", "", "箱主", "owner", "key of box_owners"),
    ),
    key=("box_id",),
)
PLAN_EMPTIES = Table(
    "plan_empties",
    "计划空箱调运",
    "planned empty moves",
    "plan/empties.csv: boxes of an owner that leave their place empty, as journeys.csv has them",
    (
        Column("move_id", "str", "", "调运", "move", "identity"),
        Column("owner", "str", "", "箱主", "owner", "key of box_owners"),
        Column("boxes", "int", "", "箱数", "boxes", "how many"),
        *PLAN_JOURNEYS.columns,
    ),
    key=("move_id",),
)


class PlanFolderError(ValueError):
    """A plan folder that cannot be read: where and what."""


def write_plan(
    folder: Path, scenario: Scenario, plan: Plan, outlook: Outlook | None = None
) -> None:
    """Write a plan with its nominal books: cost per part, boxes, departures; plan.json last.

    What warehouses cost is beside them, with an outlook in expectation too.
    """
    books = account(scenario, plan)
    write_fleet(folder, plan)
    write_text(folder / "journeys.csv", _csv(PLAN_JOURNEYS, _journey_rows(plan)))
    write_text(folder / "parts.csv", _csv(PLAN_PARTS, _part_rows(plan, books)))
    write_text(folder / "boxes.csv", _csv(PLAN_BOXES, _box_rows(books)))
    write_text(
        folder / "departures.csv", _csv(PLAN_DEPARTURES, _departure_rows(scenario, plan, books))
    )
    found: dict[str, object] = {
        "nominal_cost_cny": books.cost_cny,
        "boxes": len(books.boxes),
        "problems": list(books.problems),
    }
    shelves = warehouses_of(scenario, plan, books, outlook)
    if shelves is not None:
        found["warehouses"] = asdict(shelves)
        found["gap_with_warehouses"] = shelves.whole_gap(plan.cost_cny, plan.bound_cny)
    _write_about(folder, plan, found)


def write_decisions(folder: Path, plan: Plan) -> None:
    """Write only what `read_plan` needs: the decisions, without books."""
    write_fleet(folder, plan)
    write_text(folder / "journeys.csv", _csv(PLAN_JOURNEYS, _journey_rows(plan)))
    write_text(folder / "parts.csv", _csv(PLAN_PARTS, _part_rows(plan, None)))
    _write_about(folder, plan, {})


def write_bound(folder: Path, bound_cny: float) -> None:
    """Put a bound, found later, beside the cost of a plan."""
    plan = replace(read_plan(folder), bound_cny=bound_cny)
    about = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    about |= {"bound_cny": plan.bound_cny, "gap": plan.gap}
    if shelves := about.get("warehouses"):
        whole = PlannedWarehouses(**shelves).whole_gap(plan.cost_cny, plan.bound_cny)
        about["gap_with_warehouses"] = whole
    write_text(folder / "plan.json", _json(about))


def _json(about: Mapping[str, object]) -> str:
    return json.dumps(about, ensure_ascii=False, indent=2) + "\n"


def _write_about(folder: Path, plan: Plan, found: Mapping[str, object]) -> None:
    about = {
        "policy": plan.policy,
        "status": plan.status,
        "cost_cny": plan.cost_cny,
        "bound_cny": plan.bound_cny,
        "gap": plan.gap,
        "seconds": round(plan.seconds, 3),
        "deterministic": plan.deterministic,
        **found,
        "parts": len(plan.parts),
        "runs": [[service, at_h] for service, at_h in sorted(plan.runs)],
        "unplanned": dict(plan.unplanned),
        "block_teu": dict(plan.block_teu),
        "released": [[*pool, teu] for pool, teu in sorted(plan.released.items())],
        "notes": dict(plan.notes),
    }
    under_way = {
        name: asdict(journey.route.begun)
        for name, journey in sorted(plan.journeys.items())
        if journey.route.begun is not None
    }
    if under_way:
        about["under_way"] = under_way
    feeds = {part.part_id: part.feeds for part in plan.parts if part.feeds}
    if feeds:
        about["feeds"] = feeds
    write_text(folder / "plan.json", _json(about))


def read_plan(folder: Path) -> Plan:
    """The Plan in a folder.

    Raises
    ------
    PlanFolderError
        Naming the file, and the row where a cell is wrong.
    """
    try:
        about = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        message = f"{folder / 'plan.json'}: no such file; --plan wants the plan/ of a run folder"
        raise PlanFolderError(message) from None
    except json.JSONDecodeError as broken:
        message = f"{folder / 'plan.json'}:{broken.lineno}:{broken.colno}  {broken.msg}"
        raise PlanFolderError(message) from None
    journeys = {
        journey.journey_id: journey
        for journey in _each(folder / "journeys.csv", _journey)  # every row is one journey
    }
    for name, begun in about.get("under_way", {}).items():
        route = replace(journeys[name].route, begun=UnderWay(**begun))
        journeys[name] = replace(journeys[name], route=route)
    parts = tuple(_each(folder / "parts.csv", _part))
    parts = _fed(parts, about.get("feeds", {}), journeys)
    for part in parts:
        if part.journey_id is not None and part.journey_id not in journeys:
            message = (
                f"{folder / 'parts.csv'}: part {part.part_id} rides {part.journey_id}, "
                "which journeys.csv does not have"
            )
            raise PlanFolderError(message)
    owners, empties = read_fleet(folder)
    return Plan(
        policy=about["policy"],
        journeys=journeys,
        parts=parts,
        runs=frozenset((service, float(at_h)) for service, at_h in about["runs"]),
        cost_cny=about["cost_cny"],
        bound_cny=about["bound_cny"],
        status=about["status"],
        seconds=about["seconds"],
        deterministic=about["deterministic"],
        unplanned=about["unplanned"],
        block_teu=about.get("block_teu", {}),
        released={
            (contract, service, float(at_h)): float(teu)
            for contract, service, at_h, teu in about.get("released", ())
        },
        notes=about["notes"],
        owners=owners,
        empties=empties,
    )


def _fed(
    parts: tuple[Part, ...], feeds: Mapping[str, str], journeys: dict[str, BoxJourney]
) -> tuple[Part, ...]:
    """Parts that change boxes on their way, with what they go on as, or came as."""
    came = {after: before for before, after in feeds.items()}
    for part in parts:
        if part.part_id in feeds and part.journey_id in journeys:
            route = replace(journeys[part.journey_id].route, restuffed=True)
            journeys[part.journey_id] = replace(journeys[part.journey_id], route=route)
    return tuple(
        replace(part, feeds=feeds.get(part.part_id, ""), fed_by=came.get(part.part_id, ""))
        for part in parts
    )


def write_fleet(folder: Path, plan: Plan) -> None:
    """Whose boxes are used and which are moved empty, where the plan has decided so."""
    if plan.owners:
        rows = [(box_id, plan.owners[box_id]) for box_id in sorted(plan.owners)]
        write_text(folder / "owners.csv", _csv(PLAN_OWNERS, rows))
    if plan.empties:
        moves = [
            (move.move_id, move.owner, move.boxes, *_journey_row(move.journey))
            for move in plan.empties
        ]
        write_text(folder / "empties.csv", _csv(PLAN_EMPTIES, moves))


def read_fleet(folder: Path) -> tuple[dict[str, str], tuple[EmptyMove, ...]]:
    """The same of a folder; none where it has no such files."""
    owners: dict[str, str] = {}
    if (folder / "owners.csv").exists():
        owners = dict(_each(folder / "owners.csv", lambda row: (row["box_id"], row["owner"])))
    empties: tuple[EmptyMove, ...] = ()
    if (folder / "empties.csv").exists():
        empties = tuple(_each(folder / "empties.csv", _move))
    return owners, empties


def _move(row: Mapping[str, str]) -> EmptyMove:
    return EmptyMove(row["move_id"], row["owner"], int(row["boxes"]), _journey(row))


def _csv(table: Table, rows: Iterable[Sequence[object]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.column_names)
    writer.writerows(rows)
    return out.getvalue()


def _journey_rows(plan: Plan) -> Iterable[Sequence[object]]:
    for name in sorted(plan.journeys):
        yield _journey_row(plan.journeys[name])


def _journey_row(journey: BoxJourney) -> Sequence[object]:
    route = journey.route
    hops = ">".join(f"{h.service_id}:{h.first_leg}-{h.last_leg}" for h in route.hops)
    dated = ">".join("t" if at is None else repr(at) for at in journey.departures)
    point = "" if journey.setpoint_c is None else repr(journey.setpoint_c)
    return (
        journey.journey_id, route.route_id, route.stuff_node, route.strip_node, route.box_type,
        hops, journey.cargo_class, point, repr(journey.stuff_at_h), dated,
    )  # fmt: skip


def _part_rows(plan: Plan, books: PlanAccount | None) -> Iterable[Sequence[object]]:
    booked = {} if books is None else {item.part.part_id: item for item in books.parts}
    for part in plan.parts:
        item = booked.get(part.part_id)
        outcome: tuple[object, ...] = (
            ("", "", "", "")
            if item is None
            else (item.available_h, item.delivered_h, round(item.cost_cny, 6), item.kgco2e)
        )
        yield (
            part.part_id, part.consignment_id, part.units, part.priority, ">".join(part.before),
            part.journey_id or "", ">".join(part.after), int(part.locked), *outcome,
            part.trade_mode,
        )  # fmt: skip


def _box_rows(books: PlanAccount) -> Iterable[Sequence[object]]:
    for box in books.boxes:
        journey = box.journey
        for load in box.fill.loads:
            yield (
                box.box_id, journey.journey_id, journey.route.box_type, journey.route.route_id,
                journey.stuff_at_h, load.part_id, load.units, load.kg, load.m3,
            )  # fmt: skip


def _departure_rows(
    scenario: Scenario, plan: Plan, books: PlanAccount
) -> Iterable[Sequence[object]]:
    ledger = books.ledger
    keys: set[DepartureKey] = {key for key, _ in ledger.teu} | set(plan.runs)
    for service_id, at_h in sorted(keys):
        key = (service_id, at_h)
        service = scenario.network.services[service_id]
        for number, leg in enumerate(service.legs):
            slot = (key, number)
            yield (
                service_id, service.dispatch, at_h, number, leg.from_id, leg.to_id,
                int(service.dispatch != "path" or key in plan.runs),
                "" if service.capacity_teu is None else service.capacity_teu,
                ledger.teu.get(slot, 0.0), ledger.t.get(slot, 0.0), ledger.plugs.get(slot, 0.0),
                service.least_load_teu,
            )  # fmt: skip


def _each(path: Path, make: Callable[[Mapping[str, str]], Made]) -> Iterable[Made]:
    """Rows of a file made into values; a row that cannot be read is named."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for number, row in enumerate(csv.DictReader(file), start=2):
                try:
                    yield make(row)
                except (KeyError, ValueError, AttributeError, TypeError) as wrong:
                    message = f"{path}  row {number}: {type(wrong).__name__}: {wrong}"
                    raise PlanFolderError(message) from None
    except FileNotFoundError:
        message = f"{path}: no such file; a plan folder holds plan.json, journeys.csv, parts.csv"
        raise PlanFolderError(message) from None


def _journey(row: Mapping[str, str]) -> BoxJourney:
    hops = []
    for text in _chain(row["hops"]):
        service_id, legs = text.rsplit(":", 1)
        first, last = legs.split("-")
        hops.append(Hop(service_id, int(first), int(last)))
    route = BoxRoute(
        row["route_id"], row["stuff_node"], row["strip_node"], row["box_type"], tuple(hops)
    )
    dated = tuple(None if at == "t" else float(at) for at in _chain(row["departures"]))
    if len(dated) != len(hops):
        message = f"{len(hops)} hops but {len(dated)} departures"
        raise ValueError(message)
    point = None if row["setpoint_c"] == "" else float(row["setpoint_c"])
    return BoxJourney(
        row["journey_id"], route, row["cargo_class"], point, float(row["stuff_at_h"]), dated
    )


def _part(row: Mapping[str, str]) -> Part:
    return Part(
        part_id=row["part_id"],
        consignment_id=row["consignment_id"],
        units=int(row["units"]),
        priority=int(row["priority"]),
        before=_chain(row["before"]),
        journey_id=row["journey_id"] or None,
        after=_chain(row["after"]),
        locked=row["locked"] == "1",
        trade_mode=row.get("trade_mode") or "",
    )


def _chain(text: str) -> tuple[str, ...]:
    return tuple(text.split(">")) if text else ()
