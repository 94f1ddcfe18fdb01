"""What we decide about a process of the pack, or about one of our own, before it is a row."""

from dataclasses import dataclass

from tools.data_pack.pack import Row

ALWAYS = "24x7"
FLOOR_H = 2.0
STUFFING_H, DECLARING_H = 2.0, 1.0


@dataclass(frozen=True, slots=True)
class Step:
    """Fields of a process that we set; an empty one is copied from the pack's row."""

    step: str
    mode: str = "any"
    hours: float | None = None
    note: str = ""
    node: str = ""
    direction: str = ""
    cargo: str = ""
    trade_mode: str = "any"
    opening: str = ALWAYS
    servers: int | None = None
    capacity: float | None = None
    unit: str | None = None
    suffix: str = ""
    cost: float | None = None
    cost_unit: str | None = None
    beside_h: float | None = None


def less(row: Row, hours: float) -> float:
    """The tabulated dwell less the hours that pass elsewhere, never below `FLOOR_H`."""
    return max(FLOOR_H, float(row["mean_hours"]) - hours)
