"""Columns of the plain tables: name, other names, unit, default and meaning, declared once.

A table may leave out any column that has a default; a cell that is empty takes it. A column with a
unit in its name says the unit; beside it stands a name without one, for abstract instances. Times
are hours inside; a name that counts days carries the factor 24.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["id", "ids", "number", "whole", "flag", "time", "text", "weekdays"]
Default = float | str | bool | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Parameters
    ----------
    names
        Its name and the other names that are understood, each with the factor that turns a number
        written under it into the unit of the first (1 for most).
    default
        What an empty cell or a missing column means; `None` where the meaning says so.
    """

    names: tuple[tuple[str, float], ...]
    kind: Kind
    default: Default
    meaning: str
    unit: str = ""
    minimum: float | None = 0.0
    maximum: float | None = None
    needed: bool = False

    @property
    def name(self) -> str:
        """The name that messages and the guide use."""
        return self.names[0][0]

    @property
    def rule(self) -> str:
        """What a cell must be, in words."""
        words = {
            "number": "a number",
            "whole": "a whole number",
            "flag": "yes or no",
            "time": "a date such as 2026-11-02, a date with a time, or a number of days",
            "weekdays": "weekdays such as Mon,Thu or 1,4 (Monday is 1), or daily",
            "id": "a name",
            "ids": "a name, several with | between them, or * for any",
            "text": "a word",
        }[self.kind]
        if self.kind not in {"number", "whole"}:
            return words
        if self.minimum is not None and self.maximum is not None:
            return f"{words} from {self.minimum:g} to {self.maximum:g}"
        if self.minimum is not None:
            return f"{words}, {self.minimum:g} or more"
        return words


def _plain(*names: str) -> tuple[tuple[str, float], ...]:
    return tuple((name, 1.0) for name in names)


def _hours(stem: str, bare: float) -> tuple[tuple[str, float], ...]:
    """A time or duration by its bare name (in days, factor 24), in hours and in days."""
    return ((stem, bare), (f"{stem}_h", 1.0), (f"{stem}_days", 24.0), (f"{stem}_day", 24.0))


_MODULES: Final = Column(
    _plain("modules", "most_modules"),
    "whole",
    1.0,
    "Most modules: each costs the fixed cost and adds the capacity.",
)

NODES: Final = (
    Column(_plain("node", "id", "name"), "id", None, "Name of the node.", needed=True),
    Column(
        _plain("fixed_cost", "open_cost", "opening_cost", "fixed_cost_cny", "hub_cost"),
        "number",
        0.0,
        "Paid once if the node is used: goods begin there or pass (or end there by choice).",
        "money",
    ),
    Column(
        _plain("capacity", "throughput"),
        "number",
        math.inf,
        "Most quantity that may begin or pass there (or end there by choice), per module.",
        "quantity",
    ),
    _MODULES,
    Column(
        _plain("cost", "unit_cost", "handling_cost", "handling_cost_per_m3"),
        "number",
        0.0,
        "Handling per unit (with a timetable: per m3) of what counts against the capacity.",
        "money per quantity",
    ),
    Column(
        _plain("candidate", "hub", "facility"),
        "flag",
        None,
        "May be opened: where goods choose their origin, as one of `open_exactly`, as a hub. "
        "Left out everywhere: nodes with fixed cost or capacity, else all where services begin.",
    ),
    Column(
        _plain("passing_counts"),
        "flag",
        True,
        "Whether goods that only pass count; no: they pass free, and the node need not open.",
    ),
    Column(
        _plain("storage_cost_per_m3_day", "warehouse_cost", "storage_cost"),
        "number",
        0.0,
        "Warehouse: per m3 and day that goods wait there before they leave (not at the end).",
        "money per m3 and day",
    ),
    Column(
        _hours("handling", 24.0), "number", 0.0, "Least time from arrival to departure.", "days"
    ),
)

SERVICES: Final = (
    Column(
        _plain("service", "arc", "route", "id", "name"),
        "id",
        None,
        "Name of the service; left out: origin>destination, numbered where there are several.",
    ),
    Column(_plain("origin", "from", "source", "tail"), "id", None, "Where it begins.", needed=True),
    Column(
        _plain("destination", "to", "target", "head"), "id", None, "Where it ends.", needed=True
    ),
    Column(_plain("mode", "travel_mode"), "text", "", "Shown in the answer, nothing else."),
    Column(
        _plain("capacity", "cap"),
        "number",
        math.inf,
        "Without timetable: most quantity per module.",
        "quantity",
    ),
    Column(
        _plain("cost", "unit_cost", "variable_cost", "cost_per_unit", "cost_per_m3", "distance"),
        "number",
        0.0,
        "Per unit that it carries (with a timetable: per m3).",
        "money per quantity",
    ),
    Column(_plain("cost_per_t"), "number", 0.0, "Per tonne, with a timetable.", "money per t"),
    Column(
        _plain("fixed_cost", "design_cost", "fixed_cost_cny", "setup_cost"),
        "number",
        0.0,
        "Paid once per module in use; with a timetable: per departure in use.",
        "money",
    ),
    _MODULES,
    Column(
        (("departs", 24.0), ("departs_h", 1.0), ("departs_day", 24.0)),
        "time",
        None,
        "The one time that it departs.",
        "days",
        None,
    ),
    Column(
        _plain("weekdays", "weekday", "days"),
        "weekdays",
        None,
        "It departs on these weekdays, from the first release to the last deadline.",
    ),
    Column(
        _hours("departs_at", 1.0), "number", 0.0, "Hour of the day of those departures.", "hours"
    ),
    Column(_hours("transit", 24.0), "number", 0.0, "From departure to arrival.", "days"),
    Column(
        _plain("box", "boxes", "container", "box_type"),
        "ids",
        "*",
        "Box types that it takes: one, several with | between, or * for all.",
    ),
    Column(
        _plain("box_cost", "container_cost", "price_per_box", "box_cost_cny"),
        "number",
        0.0,
        "Per box that it carries.",
        "money per box",
    ),
    Column(
        _plain("most_boxes"), "number", math.inf, "Most boxes of this row per departure.", "boxes"
    ),
    Column(_plain("teu", "teu_capacity"), "number", math.inf, "Room per departure.", "TEU"),
    Column(_plain("t", "t_capacity"), "number", math.inf, "Room, goods and tare.", "t"),
    Column(_plain("plugs"), "number", math.inf, "Reefer plugs per departure.", "plugs"),
    Column(
        _plain("duty_share", "transit_duty"),
        "number",
        0.0,
        "Share of the value of goods that is paid on every passage.",
        "share of value",
    ),
)

CONSIGNMENTS: Final = (
    Column(
        _plain("consignment", "commodity", "order", "customer", "id", "name"),
        "id",
        None,
        "Name; left out: numbered by row, c1, c2 ... (then the order of rows names them).",
    ),
    Column(
        _plain("origin", "from", "source", "ship_from"),
        "ids",
        "*",
        "Where it begins: one node, several with | between (any of them), or * for any candidate.",
    ),
    Column(
        _plain("destination", "to", "target", "ship_to"),
        "ids",
        "*",
        "Where it ends: one node, several, or * for any candidate.",
    ),
    Column(_plain("quantity", "demand", "flow", "amount"), "number", 1.0, "Size.", "quantity"),
    Column(
        _plain("m3", "volume_m3", "volume"),
        "number",
        None,
        "Volume; left out: the quantity.",
        "m3",
    ),
    Column(_plain("t", "weight_t"), "number", 0.0, "Weight.", "t"),
    Column(
        _plain("whole", "single_source", "unsplittable"),
        "flag",
        None,
        "Goes one way, undivided. Left out: no; with a timetable yes.",
    ),
    Column(
        _plain("unserved_cost", "away_cost", "outsourcing_cost", "penalty"),
        "number",
        math.inf,
        "Price of leaving the whole consignment unserved; left out: it must be served.",
        "money",
    ),
    Column(_plain("class", "temperature"), "text", "", "Goods of different classes share no box."),
    Column(
        (("release", 24.0), ("release_h", 1.0), ("release_day", 24.0), ("order_date", 24.0)),
        "time",
        0.0,
        "Ready from then on.",
        "days",
        None,
    ),
    Column(
        (("due", 24.0), ("due_h", 1.0), ("due_day", 24.0)),
        "time",
        None,
        "Later than this costs.",
        "days",
        None,
    ),
    Column(
        (("deadline", 24.0), ("deadline_h", 1.0), ("deadline_day", 24.0)),
        "time",
        None,
        "Later than this is not allowed.",
        "days",
        None,
    ),
    Column(
        _plain("late_cost_per_day"), "number", 0.0, "After the due time, all of it.", "money a day"
    ),
    Column(
        _plain("late_cost_per_t_day"), "number", 0.0, "The same per tonne.", "money per t and day"
    ),
    Column(
        _plain("holding_cost_per_day"),
        "number",
        0.0,
        "From release to arrival, all of it (capital tied up).",
        "money a day",
    ),
    Column(_plain("value", "order_value"), "number", 0.0, "Value of the goods.", "money"),
    Column(
        _plain("tax_share", "import_tax", "tax"),
        "number",
        0.0,
        "Import tax, a share of the value, paid if served.",
        "share of value",
    ),
)

BOXES: Final = (
    Column(_plain("box", "container", "id", "name"), "id", None, "Name of the type.", needed=True),
    Column(_plain("m3", "volume_m3", "size", "capacity"), "number", math.inf, "Room.", "m3"),
    Column(_plain("t", "payload_t"), "number", math.inf, "Payload.", "t"),
    Column(_plain("teu"), "number", 1.0, "Length.", "TEU"),
    Column(_plain("tare_t"), "number", 0.0, "Its own weight.", "t"),
    Column(_plain("plugs"), "number", 0.0, "Plugs that one needs.", "plugs"),
    Column(_plain("cost", "box_cost"), "number", 0.0, "Per use, beside the service's.", "money"),
    Column(_plain("classes", "class"), "ids", "*", "Classes of goods that may go in it."),
)

COSTS: Final = (
    Column(
        _plain("consignment", "commodity", "order", "customer"),
        "id",
        None,
        "Whose cost it is.",
        needed=True,
    ),
    Column(_plain("service", "arc", "route"), "id", None, "On which service."),
    Column(_plain("origin", "from", "source"), "id", None, "Or on all services from here ..."),
    Column(_plain("destination", "to", "target"), "id", None, "... to here."),
    Column(
        _plain("cost", "unit_cost", "cost_per_unit"),
        "number",
        None,
        "Per unit, in place of the service's.",
        "money per quantity",
    ),
    Column(
        _plain("whole_cost", "allocation_cost"),
        "number",
        None,
        "The same for the whole quantity.",
        "money",
    ),
    Column(
        _plain("capacity", "cap"), "number", math.inf, "Most of this consignment there.", "quantity"
    ),
)

TABLES: Final[dict[str, tuple[Column, ...]]] = {
    "nodes": NODES,
    "services": SERVICES,
    "consignments": CONSIGNMENTS,
    "boxes": BOXES,
    "costs": COSTS,
}
TIMETABLE_COLUMNS: Final = ("departs", "weekdays")
"""Where a services table has one of these, its services run to a timetable."""
