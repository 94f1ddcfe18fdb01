"""Column buffers of what a run records. A record is a row of a declared table.

Rows are appended as tuples in the order of the table's columns, without policy and
replication, which `columns` puts in front; a frozen object per record would cost a
microsecond too many.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from domain.tables.faults import FAULTS
from domain.tables.lots import LOTS
from domain.tables.registry import Table
from domain.tables.results import (
    BOXES,
    CONSIGNMENTS,
    CONTRACTS,
    COSTS,
    DEPARTURES,
    FACILITIES,
    MOVEMENTS,
    QUEUES,
    TEMPERATURES,
)
from domain.tables.sailings import BOOKINGS, FREE_DAYS, WAGON_SETS
from domain.tables.stock import STOCK_MOVES

Row = tuple[object, ...]
RECORDED = (
    CONSIGNMENTS, MOVEMENTS, DEPARTURES, BOXES, FACILITIES, TEMPERATURES, COSTS, CONTRACTS,
    BOOKINGS, FREE_DAYS, LOTS,
)  # fmt: skip


@dataclass(slots=True)
class Buffer:
    """Rows of one table."""

    table: Table
    rows: list[Row] = field(default_factory=list)

    def add(self, *values: object) -> None:
        """Append one row: every column of the table after policy and replication."""
        self.rows.append(values)

    def names(self) -> tuple[str, ...]:
        """Names of the columns that a row holds."""
        return tuple(column.name for column in self.table.columns[2:])


@dataclass(slots=True)
class Records:
    """Everything that one replication records."""

    consignments: Buffer = field(default_factory=lambda: Buffer(CONSIGNMENTS))
    movements: Buffer = field(default_factory=lambda: Buffer(MOVEMENTS))
    departures: Buffer = field(default_factory=lambda: Buffer(DEPARTURES))
    boxes: Buffer = field(default_factory=lambda: Buffer(BOXES))
    facilities: Buffer = field(default_factory=lambda: Buffer(FACILITIES))
    temperatures: Buffer = field(default_factory=lambda: Buffer(TEMPERATURES))
    costs: Buffer = field(default_factory=lambda: Buffer(COSTS))
    contracts: Buffer = field(default_factory=lambda: Buffer(CONTRACTS))
    bookings: Buffer = field(default_factory=lambda: Buffer(BOOKINGS))
    free_days: Buffer = field(default_factory=lambda: Buffer(FREE_DAYS))
    lots: Buffer = field(default_factory=lambda: Buffer(LOTS))
    queues: Buffer = field(default_factory=lambda: Buffer(QUEUES))
    stock_moves: Buffer = field(default_factory=lambda: Buffer(STOCK_MOVES))
    wagon_sets: Buffer = field(default_factory=lambda: Buffer(WAGON_SETS))
    faults: Buffer = field(default_factory=lambda: Buffer(FAULTS))

    def buffers(self) -> tuple[Buffer, ...]:
        """Every buffer, in the order of `RECORDED`; some only where there are rows."""
        return (
            self.consignments,
            self.movements,
            self.departures,
            self.boxes,
            self.facilities,
            self.temperatures,
            self.costs,
            self.contracts,
            self.bookings,
            self.free_days,
            self.lots,
            *(b for b in (self.queues, self.stock_moves, self.wagon_sets, self.faults) if b.rows),
        )
