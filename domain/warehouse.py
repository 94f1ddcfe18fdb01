"""Warehouses that sell: what stands on a shelf, who orders it, how it reaches the door and returns.

Plain values. `domain.shelf_lots` holds the pieces of a shelf, `domain.replenish` says what a shelf
asks for, `domain.warehouse_charges` what all of it costs; `sim.warehouse` puts them to work.

A piece is what one order takes (a parcel). A **market** says how many orders a day come; its
**channels** share them: parcels from a shelf, pick-up at a shop, a walk-in shop, or no stock at all
(`direct`: every day's orders travel as a consignment of their own; `post`: they are mail).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import inf, prod
from typing import Literal

from domain.calendar import ALWAYS_OPEN, OpenHours
from domain.distribution import Distribution

DAY_H = 24.0
STOCK_OWNER = "stock_owner"
"""Payer of what warehouses cost; no consignment bears it."""
WarehouseKind = Literal["overseas", "bonded", "cold", "display", "mail"]
ChannelKind = Literal["parcel", "pickup", "shop", "direct", "post"]
StockPolicy = Literal["base_stock", "min_max"]
LotStatus = Literal["free", "held", "returned"]


@dataclass(frozen=True, slots=True)
class Tier:
    """Storage of lots from an age on, until the next tier begins."""

    from_days: float
    cny_per_m3_day: float


@dataclass(frozen=True, slots=True)
class Warehouse:
    """A place with a floor, a dock, a packing crew, a triage crew and a price list.

    Crews are fluid: a job takes its work over the number of people, one job after another, in
    opening hours, resting while the door is closed. Beyond `capacity_m3` goods stand in a hall
    nearby at `overflow_cny_per_m3_day` on top. `release_h_per_order` is the customs work of one
    order of bonded goods, `desks` who do it (0: goods are free); of `match_fail_share` orders the
    order, payment and logistics documents do not match and are sent again after `match_redo_h`.
    `deposit_share` of the value of goods on display lies with customs as a guarantee; after
    `term_h` there they go back to the shelf that they came from. `dearer`: factors on all of its
    own prices in [from, to).
    """

    warehouse_id: str
    node_id: str
    kind: WarehouseKind
    capacity_m3: float
    opening: OpenHours = ALWAYS_OPEN
    docks: int = 1
    unload_h_per_m3: float = 0.0
    packers: int = 1
    pick_h_per_order: float = 0.0
    triage_crew: int = 1
    triage_h_per_piece: float = 0.0
    desks: int = 0
    release_h_per_order: float = 0.0
    match_fail_share: float = 0.0
    match_redo_h: float = 0.0
    keeps_c: float | None = None
    inbound_cny_per_m3: float = 0.0
    tiers: tuple[Tier, ...] = ()
    overflow_cny_per_m3_day: float = 0.0
    pick_cny_per_order: float = 0.0
    release_cny_per_order: float = 0.0
    triage_cny_per_piece: float = 0.0
    destroy_cny_per_kg: float = 0.0
    fixed_cny_per_day: float = 0.0
    subsidy_cny_per_order: float = 0.0
    deposit_share: float = 0.0
    term_h: float | None = None
    dearer: tuple[tuple[float, float, float], ...] = ()

    def on(self, at_h: float) -> Warehouse:
        """With the prices of an hour: those of the warehouse times what `dearer` says then."""
        factor = prod(factor for begin, end, factor in self.dearer if begin <= at_h < end)
        if factor == 1.0:
            return self
        tiers = tuple(Tier(tier.from_days, factor * tier.cny_per_m3_day) for tier in self.tiers)
        return replace(
            self, tiers=tiers, inbound_cny_per_m3=factor * self.inbound_cny_per_m3,
            overflow_cny_per_m3_day=factor * self.overflow_cny_per_m3_day,
            pick_cny_per_order=factor * self.pick_cny_per_order,
            triage_cny_per_piece=factor * self.triage_cny_per_piece,
            destroy_cny_per_kg=factor * self.destroy_cny_per_kg,
            fixed_cny_per_day=factor * self.fixed_cny_per_day,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shelf:
    """One product in one warehouse, and the rule by which it is filled up again.

    Levels are days of expected demand. It is looked at every `review_h`; `base_stock` orders up to
    `up_to_days` at every look, `min_max` only when the position is at or below `reorder_days`.
    What it orders is a consignment of `flow_id`, or pieces of the shelf `source_id`, which a truck
    brings in `transfer_h`. `life_days` is how long pieces without kinetics may be sold after
    receipt; pieces older than `write_off_days` are written off. `lost`: an order that finds nothing
    goes elsewhere and its margin is lost; otherwise it waits, at `wait_cny_per_day`.

    Of pieces that come back `restock_share` is sold again; of the rest those worth at least
    `home_value_cny` are sent home, others are sold off for `liquidate_value_share` of their value
    in `liquidate_share` of all cases, and destroyed otherwise.
    """

    shelf_id: str
    warehouse_id: str
    product_id: str
    piece_kg: float
    piece_m3: float
    piece_cny: float
    policy: StockPolicy
    review_h: float
    up_to_days: float
    reorder_days: float = 0.0
    opening_days: float | None = None
    flow_id: str = ""
    source_id: str = ""
    transfer_h: float = 0.0
    transfer_cny_per_piece: float = 0.0
    prepare_h: float = 0.0
    trade_mode: str = ""
    lost: bool = False
    margin_share: float = 0.0
    wait_cny_per_day: float = 0.0
    loss_per_day: float = 0.0
    life_days: float | None = None
    write_off_days: float | None = None
    restock_share: float = 0.0
    home_value_cny: float | None = None
    home_cny_per_kg: float = 0.0
    liquidate_share: float = 0.0
    liquidate_value_share: float = 0.0


@dataclass(frozen=True, slots=True)
class Channel:
    """How a share of a market's orders is served.

    `parcel` and `pickup` go with the day's collection and then `last_mile`; `shop` hands over at
    the counter; `direct` has no shelf: the day's orders are a consignment of `flow_id`; `post` has
    none either: the office `office_id` sorts them, and a dispatch of at most `dispatch_kg` leaves
    whenever the hours of `dispatch` close; `last_mile` is then all the way to the door.
    `return_share` of pieces come back `return_wait` after the door and travel `return_ride`.
    """

    channel_id: str
    market_id: str
    kind: ChannelKind
    shelf_id: str = ""
    flow_id: str = ""
    office_id: str = ""
    piece_kg: float = 0.0
    dispatch: OpenHours = ALWAYS_OPEN
    dispatch_kg: float | None = None
    last_mile: Distribution = field(default_factory=lambda: Distribution.fixed(0.0))
    last_mile_cny: float = 0.0
    tax_share: float = 0.0
    piece_cny: float = 0.0
    return_share: float = 0.0
    return_wait: Distribution = field(default_factory=lambda: Distribution.fixed(0.0))
    return_ride: Distribution = field(default_factory=lambda: Distribution.fixed(0.0))
    return_cny: float = 0.0


@dataclass(frozen=True, slots=True)
class Wave:
    """Orders that come to a channel together: a name, an hour, how many, each for one piece."""

    wave_id: str
    channel_id: str
    at_h: float
    orders: int


@dataclass(frozen=True, slots=True)
class Refill:
    """What a consignment of the order book brings to a shelf: so many pieces per packing unit."""

    shelf_id: str
    pieces_per_unit: int
    pieces: int


@dataclass(frozen=True, slots=True)
class OpeningLot:
    """Pieces that are at a warehouse at hour 0, received before it.

    `life_used` is what a stock-taker finds then. `expires_h`: from then on nobody sells them,
    whatever else ends their life. `held`: they lie on the shelf, and nobody may sell them before
    `until_h`. `returned`: they lie at the triage table and are looked at first.
    """

    lot_id: str
    shelf_id: str
    pieces: int
    received_h: float
    life_used: float = 0.0
    status: LotStatus = "free"
    until_h: float = 0.0
    expires_h: float = inf


@dataclass(frozen=True, slots=True)
class WayHome:
    """How pieces of a shelf that triage sends home travel: in consignments of a flow.

    At every look whole packing units of `flow_id` are asked for, and one more where what is left
    fills `fill_share` of it or has waited `wait_h`. At home `people` look at them in `opening`
    hours; of pieces `fit_share` is kept at what it is worth, the rest sold off for
    `sold_value_share` of it.
    """

    shelf_id: str
    flow_id: str
    look_h: float = 7.0 * DAY_H
    wait_h: float = 60.0 * DAY_H
    fill_share: float = 0.8
    opening: OpenHours = ALWAYS_OPEN
    people: int = 1
    look_h_per_piece: float = 0.0
    look_cny_per_piece: float = 0.0
    fit_share: float = 0.0
    sold_value_share: float = 0.0


@dataclass(frozen=True, slots=True)
class Homeward:
    """What a consignment of the order book takes home from a shelf, when it is ready."""

    shelf_id: str
    ready_h: float
    most_pieces: int


@dataclass(frozen=True, slots=True)
class StockWorld:
    """Everything about warehouses that a scenario says; keys are ids, in the order of the files.

    `opening` are pieces on each shelf at hour 0, received then; `lots` what stands on those shelves
    whose stock was counted, and takes the place of their `opening`. `refills` and `direct` say of
    consignments of the order book for which shelf, or which waves, they travel. `forecasts` are the
    expected orders at each shelf, of the shelves that it fills too. `home_ways` by shelf and
    `homeward` by consignment: returns that travel home.
    """

    warehouses: Mapping[str, Warehouse]
    shelves: Mapping[str, Shelf]
    channels: Mapping[str, Channel]
    waves: tuple[Wave, ...] = ()
    opening: Mapping[str, int] = field(default_factory=dict)
    refills: Mapping[str, Refill] = field(default_factory=dict)
    direct: Mapping[str, Wave] = field(default_factory=dict)
    forecasts: Mapping[str, Forecast] = field(default_factory=dict)
    lots: Mapping[str, tuple[OpeningLot, ...]] = field(default_factory=dict)
    home_ways: Mapping[str, WayHome] = field(default_factory=dict)
    homeward: Mapping[str, Homeward] = field(default_factory=dict)

    def warehouse_of(self, shelf_id: str) -> Warehouse:
        """The warehouse in which a shelf stands."""
        return self.warehouses[self.shelves[shelf_id].warehouse_id]


@dataclass(frozen=True, slots=True)
class Forecast:
    """Expected orders: day by day from the hours in `begins_h`, `cumulated` before each of them.

    Examples
    --------
    >>> flat = Forecast.flat(10.0, 4)
    >>> flat.between(12.0, 36.0), flat.between(0.0, 960.0)
    (10.0, 400.0)
    """

    begins_h: tuple[float, ...]
    cumulated: tuple[float, ...]

    @classmethod
    def flat(cls, per_day: float, days: int) -> Forecast:
        """As many every day."""
        return cls(
            tuple(DAY_H * day for day in range(days)), tuple(per_day * day for day in range(days))
        )

    def until(self, at_h: float) -> float:
        """Orders expected by an hour; beyond what is known the last day goes on."""
        begins, sums = self.begins_h, self.cumulated
        if at_h <= begins[0]:
            return 0.0
        low, high = 0, len(begins)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if begins[middle] <= at_h else (low, middle)
        next_day = min(low, len(begins) - 2)
        per_h = (sums[next_day + 1] - sums[next_day]) / (begins[next_day + 1] - begins[next_day])
        return sums[low] + per_h * (at_h - begins[low])

    def between(self, from_h: float, to_h: float) -> float:
        """Orders expected in [from_h, to_h)."""
        return self.until(to_h) - self.until(from_h)
