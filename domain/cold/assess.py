"""What a record of temperatures means for a product, in one value."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from domain.cold.arrays import floats
from domain.cold.excursions import Excursion, excursions, hours_below_c
from domain.cold.life import LifeModel, LifeUsed
from domain.cold.mkt import (
    CCT_WINDOW_H,
    CRT_WINDOW_H,
    Window,
    mean_kinetic_temperature,
    profile_mkt,
    worst_window,
)
from domain.cold.profile import Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Temperatures that a product may not pass, and below which it is injured or freezes."""

    low_c: float | None = None
    high_c: float | None = None
    chill_c: float | None = None
    freeze_c: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """Everything about one record.

    Attributes
    ----------
    used
        `None` for goods whose life no temperature takes.
    gap_share
        Life of the hours that are not known, were they all at the warmer end of their gap.
    mkt_c, worst_month, worst_day
        Mean kinetic temperature of the whole record and of its warmest 30 days and 24 hours.
    mkt_of_readings_c
        With all readings weighed alike, as a spreadsheet has it.
    """

    lowest_c: float
    mean_c: float
    highest_c: float
    known_h: float
    unknown_h: float
    used: LifeUsed | None
    gap_share: float
    mkt_c: float
    mkt_of_readings_c: float
    worst_month: Window
    worst_day: Window
    excursions: tuple[Excursion, ...]
    chilling_h: float | None
    freezing_h: float | None


def assess(profile: Profile, model: LifeModel | None, limits: Limits | None = None) -> Assessment:
    """Life, mean kinetic temperature, excursions and hours below, of a profile of one row.

    Examples
    --------
    >>> from domain.cold import q10_life
    >>> day = Profile.of([0.0, 12.0, 24.0], [5.0, 15.0, 5.0], "step")
    >>> found = assess(day, q10_life(2.0, 30.0, 5.0), Limits(high_c=8.0))
    >>> round(float(found.used), 3), found.mean_c, found.excursions[0].hours
    (0.05, 10.0, 12.0)
    """
    bounds = limits or Limits()
    used, gap_share = None, 0.0
    if model is not None and model.model != "none":
        used = model.used_over(profile)
        warmer_c = np.maximum(profile.temps_c[:-1], profile.temps_c[1:])[~profile.known]
        gap_share = float(
            (floats(model.rate_per_h(warmer_c)) * profile.hours[~profile.known]).sum()
        )
    return Assessment(
        lowest_c=float(profile.lowest_c), mean_c=float(profile.mean_c),
        highest_c=float(profile.highest_c), known_h=profile.known_h, unknown_h=profile.unknown_h,
        used=used, gap_share=gap_share, mkt_c=float(profile_mkt(profile)),
        mkt_of_readings_c=float(mean_kinetic_temperature(profile.temps_c)),
        worst_month=worst_window(profile, CRT_WINDOW_H),
        worst_day=worst_window(profile, CCT_WINDOW_H),
        excursions=excursions(profile, bounds.low_c, bounds.high_c),
        chilling_h=None if bounds.chill_c is None else hours_below_c(profile, bounds.chill_c),
        freezing_h=None if bounds.freeze_c is None else hours_below_c(profile, bounds.freeze_c),
    )  # fmt: skip
