"""What a run records of its streams: columns, because there are many lots.

A run leaves arrays of the standard library (8 bytes a number); whoever writes a log by hand may use
lists. `numpy.asarray` takes either.
"""

from __future__ import annotations

from collections.abc import MutableSequence
from dataclasses import dataclass, field

from domain.stock import StockEvent


@dataclass(slots=True)
class LotLog:
    """One entry per lot, the boxes of packing steps included, in order of creation.

    `stream` is the position of its stream in the scenario, -1 for a box; `number` counts within
    the stream (or the boxes of its packing step, from 0); `inside` is the entry of the box that
    it was packed into last, -1 for none; `done_h` is NaN while it is still there; `lost` says
    that it was turned away (no stock); `missed` counts departures that left it behind.
    """

    stream: MutableSequence[int] = field(default_factory=list)
    number: MutableSequence[int] = field(default_factory=list)
    parcels: MutableSequence[int] = field(default_factory=list)
    born_h: MutableSequence[float] = field(default_factory=list)
    done_h: MutableSequence[float] = field(default_factory=list)
    inside: MutableSequence[int] = field(default_factory=list)
    lost: MutableSequence[bool] = field(default_factory=list)
    missed: MutableSequence[int] = field(default_factory=list)
    cny: MutableSequence[float] = field(default_factory=list)


@dataclass(slots=True)
class VisitLog:
    """One entry per visit of a lot to one step, in order of leaving, those unfinished last (NaN).

    `lot` is the entry in the `LotLog`. Between `entered_h` and `began_h` it waits (for a server,
    for the box to close, for the departure, for stock); at `left_h` it is through.
    """

    lot: MutableSequence[int] = field(default_factory=list)
    entered_h: MutableSequence[float] = field(default_factory=list)
    began_h: MutableSequence[float] = field(default_factory=list)
    left_h: MutableSequence[float] = field(default_factory=list)


@dataclass(slots=True)
class GaugeReading:
    """A number that changes by events, counted as they happen and not from the logs.

    Averages over the window [warm-up end, period end]: `mean`, `variance`; `area` is the integral
    over the whole run, for Little's law; `snapshots` its values at the hours asked for, after
    everything that happens at that instant.
    """

    mean: float
    variance: float
    area: float
    peak: float
    at_end: float
    snapshots: tuple[float, ...] = ()


@dataclass(slots=True)
class StreamRecords:
    """Everything that one replication records of its streams.

    Gauges by name: `<step>` is the number of lots in a step, `<step>.parcels` of parcels there,
    `<step>.on_hand`, `<step>.backorders`, `<step>.on_order` of a shelf, `all` the lots and
    `all.parcels` the parcels in the system (a lot inside a box counts once). `busy_h` are
    server-hours worked within the window, by step. `boardings`: (step, service, scheduled_h,
    left_h or NaN, status ran|cancelled, lots aboard, TEU aboard, lots left behind). `stock` are
    the changes at shelves, in order. `packed` is the flat list of (lot, box), one pair for every
    time that a lot was packed; `benches` of (box, position of its packing step in the scenario).
    """

    lots: LotLog = field(default_factory=LotLog)
    visits: dict[str, VisitLog] = field(default_factory=dict)
    gauges: dict[str, GaugeReading] = field(default_factory=dict)
    busy_h: dict[str, float] = field(default_factory=dict)
    boardings: list[tuple[str, str, float, float, str, int, float, int]] = field(
        default_factory=list
    )
    stock: list[StockEvent] = field(default_factory=list)
    packed: MutableSequence[int] = field(default_factory=list)
    benches: MutableSequence[int] = field(default_factory=list)
    end_h: float = 0.0
