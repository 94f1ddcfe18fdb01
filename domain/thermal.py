"""What a stage does to the goods: temperature, life used, hours outside the limits.

One function per stage, called by the planner's account and by the simulation with their own
hours; whatever happened to the box (a late plug-in, a hot terminal) is said in the stage's
`unplugged_h` and in `air`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from domain.cargo import REEFER_CLASSES, Consignment, Product
from domain.climate import Air, cut_by_day
from domain.cold import ProductLife, Surroundings, advance, excursion_h, tau_h
from domain.network import BoxType, Node
from domain.power import off_spans
from domain.route import Stage

LOOSE_TAU_H = 8.0
"""Time constant of loose pallets on a floor (assumed: a 0.9 t pallet, 120 W/K)."""
POWERED_TAU_H = 60.0
"""Cargo core towards the set point of a running unit (cold-chain.md A.3)."""
BOX_TARE_KJ_PER_K = 500.0
"""Lining and air of a box (cold-chain.md A.3)."""
DRY_BOX_UA_W_PER_K = 350.0
"""A steel box without insulation: 90 m2 of wall at some 4 W/m2K (assumed)."""
CHILLED, FROZEN = "chilled", "frozen"
_NO_LIFE = ProductLife()


class CargoState(NamedTuple):
    """Temperature and what has happened to the goods so far; a new one after every stage."""

    temp_c: float
    life_used: float = 0.0
    excursion_h: float = 0.0


@dataclass(frozen=True, slots=True)
class BoxLoad:
    """The whole load of a box, which sets its time constant."""

    box: BoxType
    setpoint_c: float | None
    kg: float
    kj_per_k: float

    @property
    def tau_h(self) -> float:
        """Time constant behind the walls, hours."""
        ua = self.box.ua_w_per_k if self.box.reefer else DRY_BOX_UA_W_PER_K
        cp = self.kj_per_k / self.kg if self.kg > 0.0 else 1.0
        return tau_h(max(self.kg, 1.0), cp, ua, BOX_TARE_KJ_PER_K)


def is_cold(product: Product) -> bool:
    """Whether someone keeps the goods cool all the way."""
    return product.temp_class in REEFER_CLASSES


def point_in(product: Product, box: BoxType) -> float | None:
    """Set point of a product in a box: a van of a round runs at one for all chilled goods."""
    if box.point_c is not None and product.temp_class == CHILLED:
        return box.point_c
    return product.setpoint_c


def kept_cold(product: Product, node: Node, at_h: float) -> bool:
    """Whether goods that wait loose at a node are held at their set point.

    Chilled goods need the node's cold store. Frozen goods never stand on a floor: where there
    is no cold store they wait in plugged reefers, at the price of a cold room (assumed).
    """
    if product.temp_class == FROZEN:
        return True
    return is_cold(product) and node.has("cold_store", at_h)


def when_ready(product: Product, order: Consignment, air_c: float) -> CargoState:
    """State when ready; of goods that are there at hour 0, as it was found."""
    state, begun = at_shipper(product, air_c), order.begun
    if begun is None:
        return state
    temp_c = state.temp_c if begun.temp_c is None else begun.temp_c
    return CargoState(temp_c, begun.life_used)


def at_shipper(product: Product, air_c: float) -> CargoState:
    """State when ready: precooled to the set point, or at the temperature of the air."""
    if product.setpoint_c is not None and is_cold(product):
        return CargoState(product.setpoint_c)
    return CargoState(air_c)


def after_stage(
    state: CargoState,
    product: Product,
    stage: Stage,
    load: BoxLoad | None,
    air: Air,
    *,
    cold_room: bool,
) -> CargoState:
    """State at the end of a stage.

    Parameters
    ----------
    load
        The box around the goods; `None` while they are loose.
    air
        Outside air at the stage's place.
    cold_room
        Loose goods: in a cold store or a reefer truck, rather than on the floor.
    """
    if stage.end_h <= stage.start_h:
        return state
    point_c = _held_at_c(product, load, cold_room=cold_room)
    if point_c is None:
        return _in_air(state, product, stage.start_h, stage.end_h, air, load)
    plugged_h = stage.start_h
    if air.dark:
        for begin_h, end_h in off_spans(stage, air, boxed=load is not None):
            state = _through(state, product, begin_h - plugged_h, _powered(point_c))
            state = _in_air(state, product, begin_h, end_h, air, load)
            plugged_h = end_h
    elif stage.unplugged_h > 0.0:
        plugged_h = min(stage.end_h, stage.start_h + stage.unplugged_h)
        state = _in_air(state, product, stage.start_h, plugged_h, air, load)
    return _through(state, product, stage.end_h - plugged_h, _powered(point_c))


def _held_at_c(product: Product, load: BoxLoad | None, *, cold_room: bool) -> float | None:
    """Set point of whatever cools the goods; `None` where nothing does."""
    if load is not None:
        return load.setpoint_c
    return product.setpoint_c if cold_room else None


@lru_cache(maxsize=1024)
def _powered(setpoint_c: float) -> Surroundings:
    return Surroundings.powered(setpoint_c, POWERED_TAU_H)


@lru_cache(maxsize=4096)
def _outside(air_c: float, tau: float) -> Surroundings:
    return Surroundings.ambient(air_c, tau)


def _in_air(
    state: CargoState,
    product: Product,
    from_h: float,
    to_h: float,
    air: Air,
    load: BoxLoad | None,
) -> CargoState:
    tau = LOOSE_TAU_H if load is None else load.tau_h
    for start_h, end_h, air_c in cut_by_day(from_h, to_h, air):
        state = _through(state, product, end_h - start_h, _outside(air_c, tau))
    return state


def _through(
    state: CargoState, product: Product, hours: float, surroundings: Surroundings
) -> CargoState:
    if hours <= 0.0:
        return state
    above_h, below_h = excursion_h(state.temp_c, hours, surroundings, product.min_c, product.max_c)
    temp_c, life_used = advance(
        state.temp_c, state.life_used, hours, surroundings, product.life or _NO_LIFE
    )
    return CargoState(temp_c, life_used, state.excursion_h + above_h + below_h)
