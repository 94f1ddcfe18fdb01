"""Shelf life as one number that only grows: the share of a life used, over any temperature.

A `LifeModel` knows how fast life is used at a temperature and in which range that was seen. Life
used is the integral of the rate, so it adds over any path, and what comes first does not matter.
Every result carries the warnings of the range it was asked for.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike

from domain.cold.arrays import Floats, Numbers, as_given, at_least, floats
from domain.cold.integrate import along_exponential
from domain.cold.kinetics import (
    RATKOWSKY_C_PER_K,
    Bands,
    arrhenius_rate,
    banded_q10_rate,
    checked_bands,
    exponential_rate,
    q10_rate,
    sqrt_rate,
)
from domain.cold.profile import Kind, Profile

Model = Literal["none", "q10", "arrhenius", "exponential", "sqrt", "bands", "constant"]
HOURS_PER_DAY: Final = 24.0
NARROW_K, WIDE_K = 20.0, 40.0
"""How far from its reference one Q10 (or one exponential), and Arrhenius, are trusted (assumed)."""
SQRT_HIGHEST_C: Final = 15.0
"""Highest temperature of a square root without highest temperature (assumed: that of the relative
rates of spoilage of fresh seafood of temperate waters)."""
_WORDS: Final = {
    "below": ("{low:g} C is below {edge:g} C, the lowest for which {model} has grounds",
              "{low:g} ℃ 低于 {model} 模型有依据的最低温度 {edge:g} ℃"),
    "above": (
        "{high:g} C is above {edge:g} C, the highest for which {model} has grounds",
        "{high:g} ℃ 高于 {model} 模型有依据的最高温度 {edge:g} ℃"),
    "froze": ("{low:g} C is below the freezing point of {edge:g} C: ice changes how goods spoil",
              "{low:g} ℃ 低于冰点 {edge:g} ℃：结冰后变质方式不同"),
    "stopped": (
        "at {low:g} C the {model} model gives a rate of 0 (up to {edge:g} C): no life is used",
        "{low:g} ℃ 时 {model} 模型的速率为 0（至 {edge:g} ℃）：不计寿命损耗"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outside:
    """A temperature at which a model has no ground. `why` is a key of the texts."""

    why: str
    model: str
    low_c: float
    high_c: float
    edge_c: float

    def text(self, lang: str = "en") -> str:
        """One line, in English or Chinese (`zh`)."""
        words = _WORDS[self.why][1 if lang == "zh" else 0]
        return words.format(low=self.low_c, high=self.high_c, edge=self.edge_c, model=self.model)


@dataclass(frozen=True, slots=True)
class LifeUsed:
    """Share of a shelf life used, and what is to be said against it; `float()` gives the share.

    Attributes
    ----------
    share
        1 is a whole life; more says by how much the goods are past it. A float, or one per lot.
    hours
        Over which it was used.
    """

    share: Numbers
    hours: Numbers
    warnings: tuple[Outside, ...] = ()

    @property
    def left(self) -> Numbers:
        """Share that is left, not below 0."""
        return as_given(np.maximum(0.0, 1.0 - floats(self.share)))

    def __float__(self) -> float:
        return float(self.share)


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeModel:
    """How fast a product uses up its shelf life; made by the functions below.

    Attributes
    ----------
    life_h, ref_c
        Shelf life in hours at the reference temperature.
    order, quality_limit
        0 or 1 where quality falls evenly or by a share, to the limit at which life ends; only
        `quality_left` asks for them.
    low_c, high_c
        Range in which the model was seen to hold; beyond it results carry a warning.
    freeze_c
        Freezing point of goods whose reference is above it.
    """

    model: Model
    life_h: float
    ref_c: float
    q10: float | None = None
    ea_kj_mol: float | None = None
    k_per_k: float | None = None
    t_min_c: float | None = None
    t_max_c: float | None = None
    c_per_k: float = RATKOWSKY_C_PER_K
    bands: tuple[tuple[float, float, float], ...] = ()
    order: Literal[0, 1] | None = None
    quality_limit: float = 0.5
    low_c: float | None = None
    high_c: float | None = None
    freeze_c: float | None = None

    def __post_init__(self) -> None:
        """Refuse a life of nothing, and numbers with which the rate makes no sense."""
        if not 0.0 < self.life_h < math.inf or not math.isfinite(self.ref_c):
            message = f"a shelf life must be above 0, found {self.life_h:g} h at {self.ref_c:g} C"
            raise ValueError(message)
        if not 0.0 < self.quality_limit < 1.0:
            message = f"quality_limit must lie between 0 and 1, found {self.quality_limit:g}"
            raise ValueError(message)
        self.rate(self.ref_c)

    @property
    def life_days(self) -> float:
        """Shelf life at the reference, in days."""
        return self.life_h / HOURS_PER_DAY

    @property
    def kinks_c(self) -> tuple[float, ...]:
        """Temperatures at which the rate bends."""
        edges = [c for c in (self.t_min_c, self.t_max_c) if c is not None]
        edges += [high for _, high, _ in self.bands[:-1]]
        return tuple(edges)

    def rate(self, temp_c: ArrayLike) -> Numbers:
        """Rate relative to the reference: 1 there, 2 where life is half as long."""
        temp = floats(temp_c)
        if self.model == "q10":
            return q10_rate(temp, self.ref_c, _given(self.q10, "q10", self.model))
        if self.model == "arrhenius":
            return arrhenius_rate(temp, self.ref_c, _given(self.ea_kj_mol, "ea_kj_mol", self.model))
        if self.model == "exponential":
            return exponential_rate(temp, self.ref_c, _given(self.k_per_k, "k_per_k", self.model))
        if self.model == "sqrt":
            lowest = _given(self.t_min_c, "t_min_c", self.model)
            return sqrt_rate(temp, self.ref_c, lowest, self.t_max_c, self.c_per_k)
        if self.model == "bands":
            return banded_q10_rate(temp, self.ref_c, self.bands)
        return as_given(np.full_like(temp, 0.0 if self.model == "none" else 1.0))

    def rate_per_h(self, temp_c: ArrayLike) -> Numbers:
        """Share of the shelf life used in an hour."""
        return as_given(floats(self.rate(temp_c)) / self.life_h)

    def shelf_life_h(self, temp_c: ArrayLike) -> Numbers:
        """Shelf life at a temperature, hours; infinite where no life is used."""
        with np.errstate(divide="ignore"):
            return as_given(self.life_h / floats(self.rate(temp_c)))

    def shelf_life_days(self, temp_c: ArrayLike) -> Numbers:
        """Shelf life at a temperature, days; infinite where no life is used."""
        return as_given(floats(self.shelf_life_h(temp_c)) / HOURS_PER_DAY)

    def days_left(self, share_used: ArrayLike, temp_c: ArrayLike) -> Numbers:
        """Days that what is left lasts at a temperature."""
        left = np.maximum(0.0, 1.0 - floats(share_used))
        days = floats(self.shelf_life_days(temp_c))
        with np.errstate(invalid="ignore"):
            return as_given(np.where(left == 0.0, 0.0, left * days))

    def quality_left(self, share_used: ArrayLike) -> Numbers:
        """Quality left of 1 at the start; the limit when the share used is 1.

        Zero order: 1 - (1 - limit) u. First order: limit ^ u.
        """
        used = floats(share_used)
        if self.order is None:
            message = "quality_left needs a model of zero or first order (order=0 or 1)"
            raise ValueError(message)
        if self.order == 0:
            return as_given(np.maximum(0.0, 1.0 - (1.0 - self.quality_limit) * used))
        return as_given(self.quality_limit**used)

    def warnings_at(self, *temps_c: ArrayLike) -> tuple[Outside, ...]:
        """What is to be said against the model at these temperatures; nothing within its range."""
        given = [floats(temp).reshape(-1) for temp in temps_c]
        values = np.concatenate(given) if given else np.array([self.ref_c])
        if self.model == "none" or not values.size:
            return ()
        low, high = float(np.min(values)), float(np.max(values))
        found = []
        freeze = self.freeze_c
        if freeze is not None and low < freeze <= self.ref_c:
            found.append(Outside("froze", self.model, low, high, freeze))
        lowest, highest = self.range_c
        if self.t_min_c is not None and low <= self.t_min_c:
            found.append(Outside("stopped", self.model, low, high, self.t_min_c))
        elif low < lowest:
            found.append(Outside("below", self.model, low, high, lowest))
        if high > highest:
            found.append(Outside("above", self.model, low, high, highest))
        return tuple(found)

    @property
    def range_c(self) -> tuple[float, float]:
        """Lowest and highest temperature without warning: those given, else those of the model."""
        low, high = -math.inf, math.inf
        if self.model in {"q10", "exponential", "constant"}:
            low, high = self.ref_c - NARROW_K, self.ref_c + NARROW_K
        elif self.model == "arrhenius":
            low, high = self.ref_c - WIDE_K, self.ref_c + WIDE_K
        elif self.model == "bands":
            low, high = self.bands[0][0], self.bands[-1][1]
        elif self.model == "sqrt":
            assert self.t_min_c is not None
            top = max(SQRT_HIGHEST_C, self.ref_c)
            low, high = self.t_min_c, top if self.t_max_c is None else self.t_max_c
        return (
            low if self.low_c is None else self.low_c,
            high if self.high_c is None else self.high_c,
        )

    def used_at(self, temp_c: ArrayLike, hours: ArrayLike) -> LifeUsed:
        """Life used in hours at constant temperatures, element by element."""
        span = at_least("hours", hours, 0.0)
        share = as_given(span * floats(self.rate_per_h(temp_c)))
        return LifeUsed(share, as_given(span), self.warnings_at(temp_c))

    def used_in_steps(self, temps_c: ArrayLike, hours: ArrayLike) -> LifeUsed:
        """Life used over steps of constant temperature, summed over the last axis."""
        each = self.used_at(temps_c, hours)
        share = floats(each.share)
        spans = np.broadcast_to(floats(each.hours), share.shape)
        return LifeUsed(as_given(share.sum(axis=-1)), as_given(spans.sum(axis=-1)), each.warnings)

    def used_on_exponential(
        self, start_c: ArrayLike, equilibrium_c: ArrayLike, tau_h: ArrayLike, hours: ArrayLike
    ) -> LifeUsed:
        """Life used while cargo goes from one temperature towards another, to 1e-6 relative.

        Parameters
        ----------
        start_c, equilibrium_c, tau_h, hours
            As in `temperature_at`; arrays that broadcast, one element per lot.
        """
        share = along_exponential(self._per_h, start_c, equilibrium_c, tau_h, hours, self.kinks_c)
        from domain.cold.temperature import temperature_at

        end_c = temperature_at(start_c, equilibrium_c, tau_h, hours)
        return LifeUsed(as_given(share), hours, self.warnings_at(start_c, end_c))

    def used_on_profile(
        self, times_h: ArrayLike, temps_c: ArrayLike, kind: Kind = "linear"
    ) -> LifeUsed:
        """Life used over readings: straight between them, or each holding until the next (`step`).

        Parameters
        ----------
        times_h
            (n,), not falling. Two readings at one time are a jump.
        temps_c
            (..., n): one row per lot.
        """
        return self.used_over(Profile.of(times_h, temps_c, kind))

    def used_over(self, profile: Profile) -> LifeUsed:
        """Life used over the known hours of a profile."""
        share = profile.integral(self._per_h, self.kinks_c)
        return LifeUsed(
            share, profile.known_h, self.warnings_at(profile.lowest_c, profile.highest_c)
        )

    def _per_h(self, temp_c: Floats) -> Floats:
        return floats(self.rate_per_h(temp_c))

    def within(self, low_c: float | None, high_c: float | None) -> LifeModel:
        """The same model with another range in which it holds."""
        return replace(self, low_c=low_c, high_c=high_c)


def _given(value: float | None, name: str, model: str) -> float:
    if value is None:
        message = f"the {model} model needs {name}"
        raise ValueError(message)
    return value


def q10_life(q10: float, life_days: float, ref_c: float) -> LifeModel:
    """Life by Q10; warns beyond 20 K from the reference.

    Examples
    --------
    21 days at 5 C and Q10 2.5: how long at 15 C, and what two days there cost

    >>> model = q10_life(2.5, 21.0, 5.0)
    >>> round(model.shelf_life_days(15.0), 3), round(float(model.used_at(15.0, 48.0)), 4)
    (8.4, 0.2381)
    """
    return LifeModel(model="q10", q10=q10, life_h=life_days * HOURS_PER_DAY, ref_c=ref_c)


def arrhenius_life(ea_kj_mol: float, life_days: float, ref_c: float) -> LifeModel:
    """Life by an activation energy; warns beyond 40 K from the reference."""
    hours = life_days * HOURS_PER_DAY
    return LifeModel(model="arrhenius", ea_kj_mol=ea_kj_mol, life_h=hours, ref_c=ref_c)


def exponential_life(k_per_k: float, life_days: float, ref_c: float) -> LifeModel:
    """Life by exp(k (T - Tref)); warns beyond 20 K from the reference."""
    hours = life_days * HOURS_PER_DAY
    return LifeModel(model="exponential", k_per_k=k_per_k, life_h=hours, ref_c=ref_c)


def sqrt_life(
    t_min_c: float,
    life_days: float,
    ref_c: float,
    t_max_c: float | None = None,
    c_per_k: float = RATKOWSKY_C_PER_K,
) -> LifeModel:
    """Life by Ratkowsky's square root; warns at or below `t_min_c` and above 15 C or `t_max_c`."""
    return LifeModel(
        model="sqrt", t_min_c=t_min_c, t_max_c=t_max_c, c_per_k=c_per_k,
        life_h=life_days * HOURS_PER_DAY, ref_c=ref_c,
    )  # fmt: skip


def banded_life(bands: Bands, life_days: float, ref_c: float) -> LifeModel:
    """Life by a Q10 for each band (from_c, to_c, q10); warns beyond the outermost."""
    return LifeModel(
        model="bands", bands=checked_bands(bands), life_h=life_days * HOURS_PER_DAY, ref_c=ref_c
    )


def constant_life(life_days: float, ref_c: float) -> LifeModel:
    """Life that no temperature shortens or lengthens; warns beyond 20 K from the reference."""
    return LifeModel(model="constant", life_h=life_days * HOURS_PER_DAY, ref_c=ref_c)


_MAKERS: Final[dict[str, Callable[..., LifeModel]]] = {
    "q10": q10_life, "arrhenius": arrhenius_life, "ea": arrhenius_life,
    "exponential": exponential_life, "exp": exponential_life, "sqrt": sqrt_life,
    "squareroot": sqrt_life, "ratkowsky": sqrt_life, "bands": banded_life,
    "piecewiseq10": banded_life, "constant": constant_life,
}  # fmt: skip


def life_model(name: str, life_days: float, ref_c: float, **numbers: float | Bands) -> LifeModel:
    """A model by its name: q10, arrhenius, exponential, sqrt (ratkowsky), bands, constant.

    Raises
    ------
    ValueError
        For a name that is none, or numbers that the model does not take.

    Examples
    --------
    >>> round(life_model("sqrt", 21.0, 5.0, t_min_c=-10.0).shelf_life_days(0.0), 2)
    47.25
    """
    make = _MAKERS.get("".join(letter for letter in name.casefold() if letter.isalnum()))
    if make is None:
        message = f'"{name}" is no model: q10, arrhenius, exponential, sqrt, bands, constant'
        raise ValueError(message)
    try:
        return make(life_days=life_days, ref_c=ref_c, **numbers)
    except TypeError as error:
        message = f"{name}: {error}"
        raise ValueError(message) from error


def with_order(model: LifeModel, order: Literal[0, 1], quality_limit: float = 0.5) -> LifeModel:
    """A model whose quality falls evenly (0) or by a share (1) to a limit at which life ends."""
    return replace(model, order=order, quality_limit=quality_limit)


def life_to_limit(k_per_h: float, order: Literal[0, 1], quality_limit: float = 0.5) -> float:
    """Hours until quality has fallen from 1 to a limit.

    Zero order: (1 - limit) / k. First order: ln(1 / limit) / k.

    Examples
    --------
    >>> life_to_limit(0.01, 0), round(life_to_limit(0.01, 1), 2)
    (50.0, 69.31)
    """
    rate = float(at_least("k_per_h", k_per_h, 0.0, open_end=True))
    if not 0.0 < quality_limit < 1.0:
        message = f"quality_limit must lie between 0 and 1, found {quality_limit:g}"
        raise ValueError(message)
    return (1.0 - quality_limit if order == 0 else -math.log(quality_limit)) / rate


def total_life(parts: Sequence[LifeUsed]) -> LifeUsed:
    """Life used over parts of a path, in any order: shares and hours add, warnings are kept."""
    return LifeUsed(
        as_given(sum((floats(part.share) for part in parts), start=np.float64(0.0))),
        as_given(sum((floats(part.hours) for part in parts), start=np.float64(0.0))),
        tuple(dict.fromkeys(warning for part in parts for warning in part.warnings)),
    )
