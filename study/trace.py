"""The story of a consignment, a lot or a box: place, time, temperature, cost. And exports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import get_close_matches
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd

from domain.scenario import Scenario
from domain.tables.faults import FAULTS
from domain.tables.stock import STOCK_MOVES
from study.atomic import write_text
from study.errors import NotARunError
from study.frames import csv_text
from study.run_folder import RunFolder
from study.stock_trace import stock_story
from study.trace_bookings import terms_lines
from study.trace_faults import fault_lines

EXPORTED = ("movements", "consignments", "boxes", "temperatures", "costs", "departures")
WHERE_THERE = ("bookings", "free_days", STOCK_MOVES.name, FAULTS.name)
"""Tables that only some scenarios have: booking terms, free days, warehouses, faults."""


@dataclass(frozen=True, slots=True)
class Told:
    """Tables of one (policy, replication), with names of places and a clock."""

    tables: dict[str, pd.DataFrame]
    names: dict[str, str]
    start: datetime
    zone: dict[str, ZoneInfo]
    zh: bool
    stage: Callable[[str], str]

    def at(self, hour: float, node_id: str) -> str:
        """An hour on the wall clock of a place."""
        when = self.start + timedelta(hours=float(hour))
        zone = self.zone.get(node_id)
        return f"{(when.astimezone(zone) if zone else when):%Y-%m-%d %H:%M}"

    def name(self, node_id: str) -> str:
        """Name of a place with its id."""
        found = self.names.get(node_id)
        return f"{found} {node_id}" if found else node_id


def open_trace(
    root: Path,
    scenario: Scenario,
    policy: str | None,
    replication: int | None,
    lang: str,
    stage: Callable[[str], str],
) -> Told:
    """Take the records of one policy and replication from a run folder.

    `stage` names a stage in the reader's language.

    Raises
    ------
    NotARunError
        Where there are none; says which there are.
    """
    from domain.calendar import zone

    folder = RunFolder(root)
    chosen, number = chosen_run(folder, policy, replication)
    tables = {}
    for name in EXPORTED:
        frame = folder.table(name)
        tables[name] = frame[(frame["policy"] == chosen) & (frame["replication"] == number)]
    for name in WHERE_THERE:
        if (folder.tables / f"{name}.parquet").exists():
            frame = folder.table(name)
            tables[name] = frame[(frame["policy"] == chosen) & (frame["replication"] == number)]
    zh = lang == "zh"
    nodes = scenario.network.nodes.values()
    return Told(
        tables,
        {n.node_id: (n.name_zh if zh else n.name_en) for n in nodes},
        scenario.clock.start_utc,
        {n.node_id: zone(n.tz) for n in nodes},
        zh,
        stage,
    )


def chosen_run(folder: RunFolder, policy: str | None, replication: int | None) -> tuple[str, int]:
    """Policy and replication whose full tables are asked for, or the first that were kept.

    Raises
    ------
    NotARunError
        Where there are none; says which there are.
    """
    folder.manifest()
    kept = folder.table("consignments")[["policy", "replication"]].drop_duplicates()
    if kept.empty and (folder.tables / f"{STOCK_MOVES.name}.parquet").exists():
        kept = folder.table(STOCK_MOVES.name)[["policy", "replication"]].drop_duplicates()
    order = sorted(set(kept["policy"]), key=lambda p: (p != "plan", p != "rule", p))
    chosen = policy or order[0]
    numbers = sorted(kept.loc[kept["policy"] == chosen, "replication"])
    if not numbers:
        message = f"{folder.root}: no policy {chosen}; there are {', '.join(order)}"
        raise NotARunError(message)
    number = int(numbers[0]) if replication is None else replication
    if number not in numbers:
        there = ", ".join(map(str, numbers[:10]))
        message = (
            f"{folder.root}: full tables of replication {number} were not kept; there are {there} "
            "(--keep-tables all keeps every one)"
        )
        raise NotARunError(message)
    return chosen, number


def story(told: Told, subject: str) -> str:
    """What happened to a consignment, a part of one, or a box.

    Raises
    ------
    NotARunError
        When nothing has that name; offers the nearest.
    """
    consignments = told.tables["consignments"].set_index("consignment_id")
    boxes = told.tables["boxes"]
    boxes = boxes[(boxes["box_id"] == subject) | (boxes["box_no"] == subject)]
    moves = told.tables["movements"]
    if len(boxes):
        return _of_box(told, boxes.iloc[0])
    if subject in consignments.index:
        owned = _subjects_of(told, subject)
        blocks = [_consignment_lines(told, subject, consignments.loc[[subject]].iloc[0])]
        blocks += [_of_lot(told, lot) for lot in owned]
        moves = moves[moves["subject_id"].isin(owned) & (moves["box_id"] != "")]
        for box_id in moves["box_id"].drop_duplicates():
            lines = [*terms_lines(told, str(box_id)), *fault_lines(told, str(box_id))]
            blocks += ["\n".join(lines)] if lines else []
        return "\n\n".join([*blocks, _cost_lines(told, "consignment_id", subject)])
    if subject in set(moves["subject_id"]):
        return "\n\n".join([_of_lot(told, subject), _cost_lines(told, "part_id", subject)])
    if STOCK_MOVES.name in told.tables:
        found = stock_story(
            told.tables[STOCK_MOVES.name], subject, lambda hour: told.at(hour, ""), zh=told.zh
        )
        if found is not None:
            return found
    known = [*consignments.index, *told.tables["boxes"]["box_id"], *moves["subject_id"].unique()]
    near = get_close_matches(subject, known, n=3)
    hint = f"; did you mean {', '.join(near)}?" if near else f"; for instance {known[0]}"
    message = f"nothing here is called {subject!r}{hint}"
    raise NotARunError(message)


def export(told: Told, root: Path) -> list[Path]:
    """Write the records of the run as CSV, with local clocks beside the hours."""
    written = []
    for name in [one for one in (*EXPORTED, *WHERE_THERE) if one in told.tables]:
        frame = told.tables[name].copy()
        node = next((c for c in ("node_id", "from_id", "stuff_node") if c in frame), None)
        for column in [c for c in frame.columns if c.endswith("_h") and node is not None]:
            if column in {"start_h", "end_h", "opens_h", "left_h", "arrived_h", "stuffed_h"}:
                frame[column.removesuffix("_h") + "_local"] = [
                    "" if pd.isna(hour) else told.at(hour, place)
                    for hour, place in zip(frame[column], frame[node], strict=True)
                ]
        path = root / "export" / f"{name}.csv"
        write_text(path, csv_text(frame))
        written.append(path)
    return written


def _subjects_of(told: Told, consignment_id: str) -> list[str]:
    """Lots of a consignment, by what was booked to it and by their names."""
    costs = told.tables["costs"]
    booked = set(costs.loc[costs["consignment_id"] == consignment_id, "part_id"]) - {""}
    moves = told.tables["movements"]
    lots = moves.loc[moves["subject"] != "box", "subject_id"].drop_duplicates()
    marks = ("/", "#", ".", ":")
    return [
        lot
        for lot in lots
        if lot in booked
        or lot == consignment_id
        or lot.startswith(tuple(consignment_id + m for m in marks))
        or any(lot.startswith(part + m) for part in booked for m in marks)
    ]


def _yes_or_no(told: Told, it_is: bool) -> str:
    return ("是" if it_is else "否") if told.zh else ("yes" if it_is else "no")


def _consignment_lines(told: Told, name: str, row: pd.Series) -> str:
    due = told.at(row["due_h"], row["destination_id"])
    arrived = row["delivered_h"]
    came = "-" if pd.isna(arrived) else told.at(arrived, row["destination_id"])
    life = "" if pd.isna(row["life_left"]) else f"{row['life_left']:.1%}"
    pairs = (
        ("发货批", "consignment", f"{name}  {row['flow_id']}  {row['product_id']}"),
        ("路径", "from, to", f"{told.name(row['origin_id'])} > {told.name(row['destination_id'])}"),
        (
            "重量体积货值",
            "kg, m3, CNY",
            f"{row['kg']:,.0f}  {row['m3']:,.1f}  {row['value_cny']:,.0f}",
        ),
        ("备妥", "ready", told.at(row["ready_h"], row["origin_id"])),
        ("应到", "due", due),
        ("送达", "delivered", came),
        ("误班次数", "departures missed", f"{row['missed']:.0f}"),
        ("查验", "inspected", _yes_or_no(told, bool(row["inspected"]))),
        ("剩余寿命", "life left", life),
        ("碳排放", "CO2e kg", f"{row['kgco2e']:,.0f}"),
        ("总成本", "cost CNY", f"{row['cost_cny']:,.2f}"),
    )
    return "\n".join(f"{zh if told.zh else en}: {value}" for zh, en, value in pairs if value)


def _of_lot(told: Told, lot: str) -> str:
    moves = told.tables["movements"]
    rows = moves[moves["subject_id"] == lot].sort_values(["start_h", "end_h"], kind="stable")
    return "\n".join([f"{'批' if told.zh else 'lot'} {lot}", *_stage_lines(told, rows)])


def _of_box(told: Told, box: pd.Series) -> str:
    moves = told.tables["movements"]
    rows = moves[(moves["subject"] == "box") & (moves["subject_id"] == box["box_id"])]
    inside = moves.loc[
        (moves["box_id"] == box["box_id"]) & (moves["subject"] != "box"), "subject_id"
    ].drop_duplicates()
    head = (
        f"{'箱' if told.zh else 'box'} {box['box_no']}  {box['box_type']}  {box['owner']}  "
        f"{box['kg']:,.0f} kg  {box['m3']:.1f} m3  {box['fill']:.0%}\n{box['box_id']}\n"
        f"{'箱内' if told.zh else 'inside'}: {', '.join(inside)}"
    )
    ordered = rows.sort_values(["start_h", "end_h"], kind="stable")
    box_id = str(box["box_id"])
    lines = [head, *_stage_lines(told, ordered)]
    lines += [*terms_lines(told, box_id), *fault_lines(told, box_id)]
    return "\n".join(lines)


def _stage_lines(told: Told, rows: pd.DataFrame) -> list[str]:
    lines = []
    for row in rows.to_dict("records"):
        where = told.name(str(row["node_id"]))
        if row["to_id"] not in ("", row["node_id"]):
            where += f" > {told.name(str(row['to_id']))}"
        text = (
            f"  {told.at(row['start_h'], str(row['node_id']))}  "
            f"{row['end_h'] - row['start_h']:8.2f} h  "
            f"{told.stage(str(row['stage']))}  {where}"
        )
        if row["service_id"]:
            text += f"  [{row['service_id']}]"
        if not pd.isna(row["temp_c"]):
            text += f"  {row['temp_c']:.1f} °C"
        if not pd.isna(row["life_used"]):
            text += f"  {'已用寿命' if told.zh else 'life used'} {row['life_used']:.2%}"
        lines.append(text)
    return lines


def _cost_lines(told: Told, column: str, name: str) -> str:
    costs = told.tables["costs"]
    rows = costs[costs[column] == name].sort_values("at_h", kind="stable")
    orders = told.tables["consignments"].set_index("consignment_id")["origin_id"]
    home = str(orders.get(rows["consignment_id"].iloc[0], "")) if len(rows) else ""
    lines = [
        f"费用（{told.name(home)} 时间）" if told.zh else f"costs (clock of {told.name(home)})"
    ]
    for row in rows.to_dict("records"):
        lines.append(
            f"  {told.at(row['at_h'], home)}  {row['cny']:12,.2f} CNY  {row['line']}  "
            f"{row['payer']} > {row['payee']}  {row['reference']}"
        )
    lines.append(f"  {'合计' if told.zh else 'total'}  {float(rows['cny'].sum()):,.2f} CNY")
    return "\n".join(lines)
