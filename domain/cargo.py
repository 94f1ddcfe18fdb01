"""What is shipped: products, consignments of the order book, and the parts they split into."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.cold import ProductLife

REEFER_CLASSES = ("chilled", "frozen")


@dataclass(frozen=True, slots=True)
class Product:
    """A kind of goods, with what temperature does to it.

    `setpoint_c` is `None` for goods that no one cools or heats; `life` is `None` for goods
    that time alone devalues (`Consignment.value_loss_per_day`). `ethylene` is `gives` (it ripens
    others), `sensitive`, `both` or `none`; `odour` is `gives`, `takes` or `none`;
    `dangerous_class` is the class or division of the UN model regulations, empty for other goods.
    `shuns` are the products that it may not share a box with (`domain.sharing`).
    """

    product_id: str
    name_en: str
    name_zh: str
    hs_code: str
    temp_class: str
    setpoint_c: float | None
    min_c: float | None
    max_c: float | None
    life: ProductLife | None
    cp_kj_kgk: float
    ethylene: str = "none"
    odour: str = "none"
    dangerous_class: str = ""
    shuns: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Begun:
    """How goods stand that are there at hour 0 already, received and released.

    `boxed`: in a box, else on the floor. `temp_c` is `None` where they are as they would leave
    their shipper; `life_used` is the share of shelf life that was used before hour 0.
    """

    boxed: bool
    temp_c: float | None = None
    life_used: float = 0.0


@dataclass(frozen=True, slots=True)
class Consignment:
    """One order to move goods from door to door; a row of the order book.

    Times are hours since the scenario's start. `units` are packing units (full box loads,
    pallets, or parcels of a daily dispatch) and are never cut. `value_loss_per_day` is the
    share of value that a day takes from goods without kinetics. `deadline_h` is `None` where
    lateness only costs money. `on_time_promise_share` is the least share of an outlook's samples
    in which each part of it is to arrive by due (`domain.promise`); `None`: nothing is promised.
    `outsource_loss_cny_per_kg` is interest and loss of value from ready to due, which the shipper
    bears whoever carries the goods; `outsource_carbon_cny_per_kg` what the emissions cost that are
    counted to goods given away (`domain.carbon`). `connected`: its papers come by interface, not
    typed (`domain.documents`). `free_modes` are trade modes that it may use instead of its own.
    `list_fee_cny` is for its parcel list with its share of a summary, instead of a declaration's.
    `begun` says how it stands at hour 0, if it is there already.
    """

    consignment_id: str
    flow_id: str
    shipper_id: str
    product_id: str
    cargo_class: str
    unit: str
    units: int
    kg_per_unit: float
    m3_per_unit: float
    value_cny: float
    value_loss_per_day: float
    late_cost_cny_per_t_day: float
    trade_mode: str
    credit_grade: str
    direction: str
    origin_id: str
    destination_id: str
    box_types: tuple[str, ...]
    known_at_h: float
    ready_h: float
    due_h: float
    deadline_h: float | None
    outsource_cny_per_kg: float | None
    outsource_loss_cny_per_kg: float = 0.0
    outsource_carbon_cny_per_kg: float = 0.0
    on_time_promise_share: float | None = None
    connected: bool = False
    free_modes: tuple[str, ...] = ()
    list_fee_cny: float | None = None
    begun: Begun | None = None

    def is_there(self, before: Sequence[str]) -> bool:
        """Whether it stands at its stuffing node at hour 0, so that nobody receives it there."""
        return self.begun is not None and not before

    @property
    def life_used_before(self) -> float:
        """Share of shelf life used before hour 0, whose loss of value is not counted."""
        return 0.0 if self.begun is None else self.begun.life_used

    @property
    def modes(self) -> tuple[str, ...]:
        """Trade modes that it may use, its own first."""
        return (self.trade_mode, *(mode for mode in self.free_modes if mode != self.trade_mode))

    def under(self, mode: str) -> Consignment:
        """The consignment as it goes under a trade mode; empty: under its own."""
        if mode in ("", self.trade_mode):
            return self
        return replace(self, trade_mode=mode)

    @property
    def box_class(self) -> str:
        """Class of box that the goods ride in; parcels share dry boxes with general goods."""
        return "dry" if self.cargo_class == "parcel" else self.cargo_class

    @property
    def given_away_cny_per_kg(self) -> float | None:
        """Price of outsourcing, with loss on the way and emissions; `None` where not priced."""
        if self.outsource_cny_per_kg is None:
            return None
        return (
            self.outsource_cny_per_kg
            + self.outsource_loss_cny_per_kg
            + self.outsource_carbon_cny_per_kg
        )

    @property
    def kg(self) -> float:
        """Gross weight."""
        return self.units * self.kg_per_unit

    @property
    def m3(self) -> float:
        """Volume as packed."""
        return self.units * self.m3_per_unit

    @property
    def t(self) -> float:
        """Gross weight in tonnes."""
        return self.kg / 1000.0
