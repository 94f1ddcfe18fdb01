"""Sheets into a `World`: names that must exist, times on one clock, departures by weekday."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import astuple, replace
from datetime import datetime, timedelta

import pandas as pd

from optimize.tables.columns import TIMETABLE_COLUMNS
from optimize.tables.read import Line, Sheet, name_of, read_sheet
from optimize.tables.rows import Box, Consignment, Node, OwnCost, Service, World
from optimize.tables.trouble import Troubles, did_you_mean, some_of

BEYOND_LAST_TIME_H = 60 * 24.0
"""Departures by weekday go on for so long after the last time named."""
MOST_DEPARTURES = 200_000
STRUCTURE = ("the table is missing", "is missing; add it")
"""Beginnings of messages after which names cannot be checked."""


def read_world(
    frames: Mapping[str, pd.DataFrame | None], start: str | datetime | None = None
) -> World:
    """All tables together.

    Parameters
    ----------
    start
        Day 0, where times are numbers and services run by weekday; left out: day 0 is a Monday.

    Raises
    ------
    TableError
        With everything that is wrong.
    """
    troubles = Troubles()
    sheets = {name: read_sheet(name, frames.get(name), troubles) for name in frames}
    for name in ("services", "consignments"):
        if name not in sheets or not sheets[name].lines:
            troubles.add(name, None, "", "the table is missing or has no rows; give at least one")
    sheets = {
        name: sheets.get(name, Sheet(name, (), frozenset()))
        for name in ("nodes", "services", "consignments", "boxes", "costs")
    }
    if any(trouble.row is None and trouble.message.startswith(STRUCTURE) for trouble in troubles):
        troubles.stop_if_any()
    timetabled = any(name in sheets["services"].given for name in TIMETABLE_COLUMNS)
    clock = _Clock(sheets, start, troubles)
    nodes = _nodes(sheets, troubles)
    boxes = _boxes(sheets["boxes"], troubles)
    touched = {
        end: frozenset(name_of(line.cells[end], "") for line in sheets["services"].lines)
        for end in ("origin", "destination")
    }
    goods = sheets["consignments"]
    consignments = _consignments(goods, nodes, touched, timetabled, clock, troubles)
    services = _services(sheets["services"], nodes, boxes, timetabled, clock, troubles)
    own = _own(sheets["costs"], services, consignments, troubles)
    troubles.stop_if_any()
    return World(nodes, services, consignments, boxes, own, timetabled, clock.text)


class _Clock:
    """Hours since day 0; dates and numbers may not be mixed."""

    def __init__(
        self, sheets: Mapping[str, Sheet], start: str | datetime | None, troubles: Troubles
    ) -> None:
        moments = [
            value
            for sheet in sheets.values()
            for line in sheet.lines
            for value in line.cells.values()
            if isinstance(value, datetime)
        ]
        self.zero: datetime | None = None
        if start is not None:
            try:
                self.zero = pd.Timestamp(start).to_pydatetime().replace(tzinfo=None)
            except ValueError:
                troubles.add("settings", None, "start", f'"{start}" is not a date')
        elif moments:
            first = min(moments)
            self.zero = datetime(first.year, first.month, first.day)  # noqa: DTZ001
        self.dates = bool(moments)
        self.troubles = troubles
        self.latest_h = 0.0
        self.first_h = math.inf

    @property
    def text(self) -> str | None:
        """Day 0, if times are dates."""
        return None if self.zero is None else self.zero.isoformat()

    @property
    def first_weekday(self) -> int:
        """Weekday of day 0, Monday is 0."""
        return 0 if self.zero is None else self.zero.weekday()

    def hour(self, table: str, line: Line, column: str) -> float | None:
        """A time in hours since day 0."""
        value = line.cells[column]
        if value is None:
            return None
        if isinstance(value, datetime):
            assert self.zero is not None
            hour = (value - self.zero) / timedelta(hours=1)
        else:
            assert isinstance(value, float | int)
            hour = float(value)
            if self.dates and not (column == "release" and hour == 0.0):
                self.troubles.add(
                    table,
                    line.at,
                    column,
                    f"{hour / 24.0:g} is a number of days where other times are dates; use one",
                )
        self.latest_h = max(self.latest_h, hour)
        return hour


def _number(line: Line, column: str) -> float:
    value = line.cells[column]
    assert isinstance(value, float | int)
    return float(value)


def _names(line: Line, column: str) -> tuple[str, ...]:
    value = line.cells[column]
    if isinstance(value, tuple):
        return tuple(str(part) for part in value)
    return (str(value),)


def _flag(line: Line, column: str) -> bool | None:
    value = line.cells[column]
    return None if value is None else bool(value)


def _nodes(sheets: Mapping[str, Sheet], troubles: Troubles) -> dict[str, Node]:
    """Nodes of the table; without one, those that services name."""
    nodes: dict[str, Node] = {}
    for line in sheets["nodes"].lines:
        name = name_of(line.cells["node"], "")
        if not name:
            continue
        if name in nodes:
            troubles.add("nodes", line.at, "node", f'"{name}" stands here twice; keep one')
        nodes[name] = Node(
            name,
            _number(line, "fixed_cost"),
            _number(line, "capacity"),
            _number(line, "modules"),
            _number(line, "cost"),
            _flag(line, "candidate"),
            line.cells["passing_counts"] is not False,
            _number(line, "storage_cost_per_m3_day"),
            _number(line, "handling"),
        )
    if not sheets["nodes"].lines:
        ends = {
            name_of(line.cells[end], "")
            for line in sheets["services"].lines
            for end in ("origin", "destination")
        }
        nodes = {name: Node(name) for name in ends if name}
    return {name: nodes[name] for name in sorted(nodes)}


def _boxes(sheet: Sheet, troubles: Troubles) -> dict[str, Box]:
    boxes: dict[str, Box] = {}
    for line in sheet.lines:
        name = name_of(line.cells["box"], "")
        if name in boxes:
            troubles.add("boxes", line.at, "box", f'"{name}" stands here twice; keep one')
        for column in ("m3", "t"):
            if _number(line, column) == 0.0:
                troubles.add(
                    "boxes", line.at, column, f"is 0; {column} must be more than 0, or left empty"
                )
        boxes[name] = Box(
            name,
            _number(line, "m3"),
            _number(line, "t"),
            _number(line, "teu"),
            _number(line, "tare_t"),
            _number(line, "plugs"),
            _number(line, "cost"),
            _names(line, "classes"),
        )
    return {name: boxes[name] for name in sorted(boxes)}


def _consignments(
    sheet: Sheet,
    nodes: Mapping[str, Node],
    touched: Mapping[str, frozenset[str]],
    timetabled: bool,
    clock: _Clock,
    troubles: Troubles,
) -> tuple[Consignment, ...]:
    made: dict[str, Consignment] = {}
    for number, line in enumerate(sheet.lines, 1):
        name = name_of(line.cells["consignment"], f"c{number}")
        if name in made:
            troubles.add("consignments", line.at, "consignment", f'"{name}" stands here twice')
        ends: list[tuple[str, ...]] = []
        for column in ("origin", "destination"):
            found = _names(line, column)
            for node in found:
                if node != "*" and node not in nodes:
                    hint = did_you_mean(node, list(nodes))
                    troubles.add("consignments", line.at, column, f'no node "{node}"{hint}')
            ends.append(_any_of(nodes, touched[column]) if "*" in found else found)
        quantity, t = _number(line, "quantity"), _number(line, "t")
        volume = line.cells["m3"]
        if timetabled and volume is not None and "quantity" not in sheet.given:
            quantity = _number(line, "m3")
        release_h = clock.hour("consignments", line, "release") or 0.0
        deadline_h = clock.hour("consignments", line, "deadline")
        if deadline_h is not None and deadline_h < release_h:
            troubles.add(
                "consignments",
                line.at,
                "deadline",
                f"lies {(release_h - deadline_h) / 24.0:g} days before the release; one is wrong",
            )
        clock.first_h = min(clock.first_h, release_h)
        whole = _flag(line, "whole")
        made[name] = Consignment(
            name,
            ends[0],
            ends[1],
            quantity,
            quantity if volume is None else _number(line, "m3"),
            t,
            timetabled if whole is None else whole,
            _number(line, "unserved_cost"),
            name_of(line.cells["class"], ""),
            release_h,
            clock.hour("consignments", line, "due"),
            deadline_h,
            _number(line, "late_cost_per_day") + t * _number(line, "late_cost_per_t_day"),
            _number(line, "holding_cost_per_day"),
            _number(line, "value"),
            _number(line, "tax_share"),
        )
    return tuple(made[name] for name in sorted(made))


def _any_of(nodes: Mapping[str, Node], touched: frozenset[str]) -> tuple[str, ...]:
    """What * stands for: flagged nodes, else those with a fixed cost or capacity, else all used."""
    flagged = tuple(name for name, node in nodes.items() if node.candidate)
    limited = tuple(
        name
        for name, node in nodes.items()
        if node.candidate is None and (node.fixed_cost > 0.0 or math.isfinite(node.capacity))
    )
    others = (name for name, node in nodes.items() if node.candidate is None and name in touched)
    return flagged or limited or tuple(others)


def _services(
    sheet: Sheet,
    nodes: Mapping[str, Node],
    boxes: Mapping[str, Box],
    timetabled: bool,
    clock: _Clock,
    troubles: Troubles,
) -> tuple[Service, ...]:
    made: list[Service] = []
    last_h = clock.latest_h + BEYOND_LAST_TIME_H
    count = 0
    for line in sheet.lines:
        origin = name_of(line.cells["origin"], "")
        destination = name_of(line.cells["destination"], "")
        for column, node in (("origin", origin), ("destination", destination)):
            if node and node not in nodes:
                hint = did_you_mean(node, list(nodes))
                troubles.add("services", line.at, column, f'no node "{node}"{hint}')
        for box in _names(line, "box"):
            if box != "*" and box not in boxes:
                hint = did_you_mean(box, list(boxes)) or f"; there are: {some_of(list(boxes))}"
                troubles.add("services", line.at, "box", f'no box type "{box}"{hint}')
        departs = _departures(line, clock, last_h, troubles) if timetabled else ()
        count += len(departs)
        made.append(
            Service(
                name_of(line.cells["service"], f"{origin}>{destination}"),
                origin,
                destination,
                name_of(line.cells["mode"], ""),
                _number(line, "capacity"),
                _number(line, "cost"),
                _number(line, "cost_per_t"),
                _number(line, "fixed_cost"),
                _number(line, "modules"),
                departs,
                _number(line, "transit"),
                _names(line, "box"),
                _number(line, "box_cost"),
                _number(line, "most_boxes"),
                _number(line, "teu"),
                _number(line, "t"),
                _number(line, "plugs"),
                _number(line, "duty_share"),
            )
        )
    if count > MOST_DEPARTURES:
        troubles.add(
            "services",
            None,
            "weekdays",
            f"{count:,} departures, more than {MOST_DEPARTURES:,}; set deadlines, or plan by parts",
        )
    return _named(made, sheet, timetabled, troubles)


def _named(
    made: list[Service], sheet: Sheet, timetabled: bool, troubles: Troubles
) -> tuple[Service, ...]:
    """Sorted by all they say. Rows without a name, and all rows without timetable, stand alone."""
    explicit = "service" in sheet.given
    if explicit and not timetabled:
        seen: set[str] = set()
        for line, service in zip(sheet.lines, made, strict=True):
            if service.name in seen and line.cells["service"] is not None:
                troubles.add("services", line.at, "service", f'"{service.name}" stands here twice')
            seen.add(service.name)
    if explicit and timetabled:
        first: dict[str, Service] = {}
        for line, service in zip(sheet.lines, made, strict=True):
            other = first.setdefault(service.name, service)
            if (other.origin, other.destination) != (service.origin, service.destination):
                troubles.add(
                    "services",
                    line.at,
                    "service",
                    f'"{service.name}" runs {other.origin}>{other.destination} in another row and '
                    f"{service.origin}>{service.destination} here; give each its own name",
                )
    marked = [
        (service, line.cells["service"] is not None)
        for line, service in zip(sheet.lines, made, strict=True)
    ]
    marked.sort(key=lambda pair: (pair[0].name, repr(astuple(pair[0]))))
    named: list[Service] = []
    times: dict[str, int] = {}
    for service, given in marked:
        times[service.name] = count = times.get(service.name, 0) + 1
        alone = count == 1 or (given and timetabled)
        named.append(service if alone else replace(service, name=f"{service.name} #{count}"))
    return tuple(named)


def _departures(line: Line, clock: _Clock, last_h: float, troubles: Troubles) -> tuple[float, ...]:
    """Hours at which the service of a row departs."""
    once = clock.hour("services", line, "departs")
    days = line.cells["weekdays"]
    if once is not None and days is not None:
        troubles.add("services", line.at, "departs", "stands beside weekdays; give one of the two")
    if once is not None:
        return (once,)
    if days is None:
        troubles.add(
            "services", line.at, "weekdays", "is empty; give weekdays, daily, or a time in departs"
        )
        return ()
    assert isinstance(days, tuple)
    at_h = _number(line, "departs_at")
    first_day = math.floor(min(clock.first_h, last_h) / 24.0)
    return tuple(
        24.0 * day + at_h
        for day in range(first_day, math.floor(last_h / 24.0) + 1)
        if (clock.first_weekday + day) % 7 in days
    )


def _own(
    sheet: Sheet,
    services: tuple[Service, ...],
    consignments: tuple[Consignment, ...],
    troubles: Troubles,
) -> dict[tuple[str, str], OwnCost]:
    by_name: dict[str, list[Service]] = {}
    by_ends: dict[tuple[str, str], list[Service]] = {}
    for service in services:
        by_name.setdefault(service.name, []).append(service)
        by_ends.setdefault((service.origin, service.destination), []).append(service)
    goods = {consignment.name: consignment for consignment in consignments}
    own: dict[tuple[str, str], OwnCost] = {}
    for line in sheet.lines:
        name = name_of(line.cells["consignment"], "")
        if name not in goods:
            hint = did_you_mean(name, list(goods))
            troubles.add("costs", line.at, "consignment", f'no consignment "{name}"{hint}')
            continue
        ends = (name_of(line.cells["origin"], ""), name_of(line.cells["destination"], ""))
        service_name = name_of(line.cells["service"], "")
        found = by_name.get(service_name, []) if service_name else by_ends.get(ends, [])
        if not found:
            said = f'no service "{service_name}"' if service_name else f"no service {ends}"
            hint = did_you_mean(service_name, list(by_name)) if service_name else ""
            troubles.add("costs", line.at, "service" if service_name else "origin", said + hint)
        cost: float | None = None
        if line.cells["cost"] is not None:
            cost = _number(line, "cost")
        elif line.cells["whole_cost"] is not None and goods[name].quantity > 0.0:
            cost = _number(line, "whole_cost") / goods[name].quantity
        for service in found:
            key = (name, service.name)
            if key in own:
                troubles.add(
                    "costs", line.at, "consignment", f"{name} on {service.name} stands here twice"
                )
            own[key] = OwnCost(cost, _number(line, "capacity"))
    return own
