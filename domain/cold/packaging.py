"""Insulated parcels with ice or a phase-change material: hold at melting, then warm.

While ice is left the goods stay at its melting temperature, for `m L / (UA (Tamb - Tm) + Q)`
hours; then goods and melt warm as one capacity behind the walls (cold-chain.md A.3). State is the
temperature and the ice that is left, so a stay may be cut anywhere. Goods packed warmer than the
ice melt some of it at once; in air colder than the melting point ice is plain mass.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from domain.cold.arrays import Floats, Numbers, as_given, at_least, floats
from domain.cold.freezing import ICE_KJ_PER_KG
from domain.cold.integrate import closed_gap
from domain.cold.temperature import KJ_PER_WH

WATER_CP_KJ_KGK: Final = 4.19


class ParcelState(NamedTuple):
    """Temperature of the goods, and ice that has not melted."""

    temp_c: Numbers
    ice_kg: Numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """An insulated parcel.

    Attributes
    ----------
    ua_w_per_k
        Heat through its walls per K.
    goods_kg, cp_kj_kgk
        Load.
    ice_kg, latent_kj_per_kg, melt_c
        Coolant, melting at one temperature; none: 0 kg.
    coolant_cp_kj_kgk
        Of the coolant once melted; warms with the goods.
    heat_w
        Respiration of the load.
    """

    ua_w_per_k: float
    goods_kg: float
    cp_kj_kgk: float = 3.77
    ice_kg: float = 0.0
    latent_kj_per_kg: float = ICE_KJ_PER_KG
    melt_c: float = 0.0
    coolant_cp_kj_kgk: float = WATER_CP_KJ_KGK
    heat_w: float = 0.0

    def __post_init__(self) -> None:
        """Refuse walls without resistance limit, and a load without capacity."""
        at_least("ua_w_per_k", self.ua_w_per_k, 0.0, open_end=True)
        at_least("goods_kg", self.goods_kg, 0.0, open_end=True)
        at_least("ice_kg", self.ice_kg, 0.0)
        at_least("latent_kj_per_kg", self.latent_kj_per_kg, 0.0, open_end=True)

    @property
    def goods_kj_per_k(self) -> float:
        """Heat capacity of the goods alone."""
        return self.goods_kg * self.cp_kj_kgk

    @property
    def tau_h(self) -> float:
        """Time constant of goods and coolant together."""
        coolant = self.ice_kg * self.coolant_cp_kj_kgk
        return (self.goods_kj_per_k + coolant) / (KJ_PER_WH * self.ua_w_per_k)

    def packed(self, goods_c: ArrayLike) -> ParcelState:
        """Just closed: goods warmer than the ice come down to it at the price of some ice.

        Goods too warm for the ice they got end above it, at the temperature of the mixture.
        """
        temp, ice = self._mixed(floats(goods_c), np.full_like(floats(goods_c), self.ice_kg))
        return ParcelState(as_given(temp), as_given(ice))

    def _mixed(self, temp_c: Floats, ice_kg: Floats) -> tuple[Floats, Floats]:
        """Goods that are warmer than ice beside them, and that ice, in balance."""
        warm = (ice_kg > 0.0) & (temp_c > self.melt_c)
        over_kj = self.goods_kj_per_k * np.where(warm, temp_c - self.melt_c, 0.0)
        most_kj = ice_kg * self.latent_kj_per_kg
        left = np.maximum(0.0, most_kj - over_kj) / self.latent_kj_per_kg
        capacity = self.goods_kj_per_k + self.ice_kg * self.coolant_cp_kj_kgk
        mixed = self.melt_c + np.maximum(0.0, over_kj - most_kj) / capacity
        return np.where(warm, mixed, temp_c), np.where(warm, left, ice_kg)

    def hold_h(self, ambient_c: ArrayLike, ice_kg: ArrayLike | None = None) -> Numbers:
        """Hours until the ice is gone: m L / (UA (Tamb - Tm) + Q); infinite in air too cold.

        Examples
        --------
        2 kg of ice behind 0.6 W/K at 25 C:

        >>> round(Parcel(ua_w_per_k=0.6, goods_kg=5.0, ice_kg=2.0).hold_h(25.0), 2)
        12.37
        """
        mass = floats(self.ice_kg if ice_kg is None else ice_kg)
        heat_w = self.ua_w_per_k * (floats(ambient_c) - self.melt_c) + self.heat_w
        with np.errstate(divide="ignore", invalid="ignore"):
            hours = mass * self.latent_kj_per_kg / (KJ_PER_WH * heat_w)
        return as_given(np.where(mass == 0.0, 0.0, np.where(heat_w > 0.0, hours, np.inf)))

    def after(self, state: ParcelState, ambient_c: ArrayLike, hours: ArrayLike) -> ParcelState:
        """State after hours of constant air; two steps are one, to 1e-9.

        Ice that is left does not freeze again; goods colder than the ice warm up to it first, goods
        warmer than it come down at once.
        """
        span, air = at_least("hours", hours, 0.0), floats(ambient_c)
        temp, ice = self._mixed(*np.broadcast_arrays(floats(state.temp_c), floats(state.ice_kg)))
        ends = air + self.heat_w / self.ua_w_per_k
        iced = ice > 0.0
        # Up to the melting point, at most, while ice is left; a melting parcel in colder air cools.
        below = iced & (temp < self.melt_c)
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = (temp - ends) / (self.melt_c - ends)
            to_melt = np.where(ends > self.melt_c, self.tau_h * np.log(ratio), np.inf)
        waited = np.where(below, np.minimum(span, to_melt), 0.0)
        cools = iced & ~below & (ends < self.melt_c)
        waited = np.where(cools, span, waited)
        temp = ends + (temp - ends) * closed_gap(waited, floats(self.tau_h))
        temp = np.where(below & (to_melt <= span), self.melt_c, temp)
        rest = span - waited
        held = np.where(iced, np.minimum(rest, floats(self.hold_h(air, ice))), 0.0)
        heat_w = np.maximum(self.ua_w_per_k * (ends - self.melt_c), 0.0)
        melted = held * KJ_PER_WH * heat_w / self.latent_kj_per_kg
        over = iced & (held < rest)
        left = np.where(over, 0.0, np.maximum(ice - melted, 0.0))
        rest = rest - held
        temp = ends + (temp - ends) * closed_gap(rest, floats(self.tau_h))
        return ParcelState(as_given(temp), as_given(left))

    def with_load(self, goods_kg: float, cp_kj_kgk: float, heat_w: float = 0.0) -> Parcel:
        """The same walls and coolant around another load."""
        return replace(self, goods_kg=goods_kg, cp_kj_kgk=cp_kj_kgk, heat_w=heat_w)


PARCELS: Final[dict[str, Parcel]] = {
    "eps": Parcel(ua_w_per_k=0.6, goods_kg=5.0),
    "eps_ice": Parcel(ua_w_per_k=0.6, goods_kg=5.0, ice_kg=2.0),
    "eps_gel": Parcel(ua_w_per_k=0.6, goods_kg=5.0, ice_kg=1.0, latent_kj_per_kg=300.0),
    "eps_pcm_2_8": Parcel(
        ua_w_per_k=0.6, goods_kg=5.0, ice_kg=3.0, latent_kj_per_kg=200.0, melt_c=5.0,
        coolant_cp_kj_kgk=2.1,
    ),
    "vip_pcm_2_8": Parcel(
        ua_w_per_k=0.15, goods_kg=5.0, ice_kg=3.0, latent_kj_per_kg=200.0, melt_c=5.0,
        coolant_cp_kj_kgk=2.1,
    ),
    "frozen_pcm": Parcel(
        ua_w_per_k=0.3, goods_kg=5.0, cp_kj_kgk=1.9, ice_kg=3.0, latent_kj_per_kg=240.0,
        melt_c=-21.0, coolant_cp_kj_kgk=3.3,
    ),
}  # fmt: skip
"""Parcels to start from. `eps`: 40 x 30 x 30 cm of 30 mm foam, 0.60 W/K computed (cold-chain.md
A.3); all other numbers are assumed (gel packs of 300 kJ/kg, paraffins of 200 kJ/kg, eutectic salt
of 240 kJ/kg, a quarter of the heat through vacuum panels)."""
