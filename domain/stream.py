"""Streams: goods that nobody books in advance, and the steps that they walk through.

Parcels at a gate, trucks at a border, orders at an overseas warehouse: they come by chance or by
a list, go from step to step, and board what leaves next, first come, first served. A step is a
process at a node, a packing bench, a ride on a dated service, a shelf with stock, or the place
where a box is opened; its servers, trains and hours are those of `domain.network`, so booked
consignments and streams meet in the same queues.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from domain.network import Process
from domain.times import Times

OUT = "out"
"""Name of the way out in `Step.then`."""


@dataclass(frozen=True, slots=True)
class Stream:
    """Lots of one kind and when they come.

    Exactly one of `gaps` (time between two lots; the first comes one gap after `begins_h`) and
    `at_h` (hours, ascending). `parcels` is the size of a lot, rounded to a whole number of at
    least one. `path` names the steps in order; a step with chances of its own (`Step.then`)
    overrides it. Lots of lower `priority` number go first where a step serves by priority.
    `lots` is how many come at most. Weights are per parcel, `teu` per lot aboard.
    """

    stream_id: str
    path: tuple[str, ...]
    gaps: Times | None = None
    at_h: tuple[float, ...] = ()
    parcels: Times = field(default_factory=lambda: Times.fixed(1.0))
    priority: int = 0
    begins_h: float = 0.0
    ends_h: float | None = None
    lots: int | None = None
    kg: float = 1.0
    teu: float = 1.0


@dataclass(frozen=True, slots=True)
class Pack:
    """Lots go into one box, which closes when it holds `parcels` of them, or `after_h` after its
    first lot; a lot that would overfill it closes it first. The box moves on as one; `teu` is its
    size aboard.
    """

    parcels: int
    after_h: float | None = None
    teu: float = 1.0


@dataclass(frozen=True, slots=True)
class Ride:
    """Board the next departure of a dated service, in order of coming, as far as there is room."""

    service_id: str


@dataclass(frozen=True, slots=True)
class Stock:
    """A shelf: a parcel asked for leaves at once where there is stock.

    `policy` is `base_stock` (order up to `up_to` after every demand), or, looked at from
    `first_review_h` on every `review_h`: `order_up_to` (order up to `up_to`), `min_max` (order up
    to `up_to` where the position is at or below `reorder_at`) or `fixed_lot` (order multiples of
    `lot` until the position is above `reorder_at`). With `review_h` zero, and with `base_stock`,
    the shelf is watched all the time: looked at in hour 0 and after every demand. The position
    is on hand plus on order less backorders. Orders arrive after `lead_h`, by the number of the
    order; at one instant receipts come first, then the review, then demands. Demand that finds
    too little waits (`backorder`) in order of coming, or is lost as a whole; parcels that are
    there are set aside for a lot that waits for the rest (`domain.stock`).
    """

    policy: Literal["base_stock", "order_up_to", "min_max", "fixed_lot"]
    lead_h: Times
    opening: int
    up_to: int = 0
    reorder_at: int = 0
    lot: int = 0
    review_h: float = 0.0
    first_review_h: float = 0.0
    backorder: bool = True
    holding_cny_per_day: float = 0.0
    order_cny: float = 0.0


@dataclass(frozen=True, slots=True)
class Step:
    """One step of streams. Exactly one of `process`, `pack`, `ride`, `stock`, `unpack`.

    `work` gives the hours of successive lots at a process, in the order of (stream, lot, visit);
    `per_parcel` multiplies them by the parcels of the lot. `then` gives the chances of the next
    step, `OUT` included; they sum to 1. `start_with` lots of the first stream that names the step
    are there at hour 0. `cost_cny` is charged per lot, or per parcel.
    """

    step_id: str
    node_id: str
    process: Process | None = None
    work: Times | None = None
    per_parcel: bool = False
    pack: Pack | None = None
    ride: Ride | None = None
    stock: Stock | None = None
    unpack: bool = False
    then: Mapping[str, float] | None = None
    start_with: int = 0
    cost_cny: float = 0.0
    cost_per_parcel: bool = False


@dataclass(frozen=True, slots=True)
class StreamWatch:
    """What is asked of a scenario with streams besides the usual figures.

    `wait_over_h`: share of visits that wait longer, at every step. `snapshots_h`: hours at
    which the numbers at each step are read. `spans` names stretches from the entry into one step
    to the exit from another, per parcel.
    """

    wait_over_h: tuple[float, ...] = ()
    snapshots_h: tuple[float, ...] = ()
    spans: Mapping[str, tuple[str, str]] = field(default_factory=dict)
