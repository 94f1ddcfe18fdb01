"""Outside air at a place: constant between cuts, so that cargo follows exponentials.

The air of a local day has the mean of its month (a step at the turn of the month). Day and night
are left out unless asked for: the daily wave of some 4 K reaches a full 40-ft reefer (time constant
300-470 h) as a few hundredths of a kelvin, but a parcel or a van fully. Then each local day is
09-21 and 21-09 o'clock, at the mean -/+ 2/pi of the amplitude: the halves' means of a cosine that
is hottest at 15:00.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from domain.calendar import Clock, zone

MONTHS: Final = 12
_DAY_BEGINS: Final = time(9)
_NIGHT_BEGINS: Final = time(21)
_HALF_MEAN: Final = 2.0 / math.pi


@dataclass(frozen=True, slots=True)
class Air:
    """Air temperature, constant from each cut to the next.

    Attributes
    ----------
    cuts_h
        Sorted; the first holds before itself and the last for ever after.
    temps_c
        One for each cut.
    dark
        Hours in which the place has no power (`domain.power`), in order.
    """

    cuts_h: tuple[float, ...]
    temps_c: tuple[float, ...]
    dark: tuple[tuple[float, float], ...] = ()

    def __post_init__(self) -> None:
        """Check that each cut has its temperature."""
        if not self.cuts_h or len(self.cuts_h) != len(self.temps_c):
            message = f"{len(self.cuts_h)} cuts but {len(self.temps_c)} temperatures"
            raise ValueError(message)
        if any(
            later <= earlier for earlier, later in zip(self.cuts_h, self.cuts_h[1:], strict=False)
        ):
            message = "the cuts of the air temperature must rise"
            raise ValueError(message)

    def ambient_c(self, t_h: float) -> float:
        """Air temperature at an instant."""
        return self.temps_c[max(0, bisect_right(self.cuts_h, t_h) - 1)]


def constant_air(temp_c: float) -> Air:
    """Air that never changes: a cold room, a test."""
    return Air((0.0,), (temp_c,))


def climate(
    clock: Clock,
    tz: str,
    month_means_c: Sequence[float],
    amplitudes_c: Sequence[float] | None = None,
    *,
    horizon_h: float,
) -> Air:
    """Air at a place from its monthly climate.

    Parameters
    ----------
    month_means_c
        January first.
    amplitudes_c
        Half of mean daily maximum less minimum, per month; None leaves day and night out.
    horizon_h
        The last day's air holds from here on.
    """
    if len(month_means_c) != MONTHS or (amplitudes_c is not None and len(amplitudes_c) != MONTHS):
        message = "a climate has 12 months"
        raise ValueError(message)
    info, one_day = zone(tz), timedelta(days=1)
    day = clock.local(0.0, tz).date() - one_day
    last = clock.local(horizon_h, tz).date()
    cuts: list[float] = []
    temps: list[float] = []

    def add(t_h: float, temp_c: float) -> None:
        if not temps or temps[-1] != temp_c:
            cuts.append(t_h)
            temps.append(temp_c)

    while day <= last:
        mean_c = month_means_c[day.month - 1]
        if amplitudes_c is None:
            add(clock.midnight_h(day, tz), mean_c)
        else:
            swing_c = _HALF_MEAN * amplitudes_c[day.month - 1]
            add(clock.to_h(datetime.combine(day, _DAY_BEGINS, tzinfo=info)), mean_c + swing_c)
            add(clock.to_h(datetime.combine(day, _NIGHT_BEGINS, tzinfo=info)), mean_c - swing_c)
        day += one_day
    return Air(tuple(cuts), tuple(temps))


def cut_by_day(from_h: float, to_h: float, air: Air) -> tuple[tuple[float, float, float], ...]:
    """Pieces (from_h, to_h, air_c) of a stay, cut where the air changes."""
    cuts_h, temps_c = air.cuts_h, air.temps_c
    last = len(cuts_h) - 1
    i = max(0, bisect_right(cuts_h, from_h) - 1)
    if from_h < to_h and (i == last or to_h <= cuts_h[i + 1]):
        return ((from_h, to_h, temps_c[i]),)
    pieces: list[tuple[float, float, float]] = []
    while from_h < to_h:
        until_h = to_h if i == last else min(to_h, cuts_h[i + 1])
        pieces.append((from_h, until_h, temps_c[i]))
        from_h = until_h
        i += 1
    return tuple(pieces)


def cut_leg(
    from_h: float, to_h: float, origin_air: Air, destination_air: Air
) -> tuple[tuple[float, float, float], ...]:
    """Pieces of a leg: half in the air of where it began, half in that of where it goes."""
    middle_h = 0.5 * (from_h + to_h)
    return cut_by_day(from_h, middle_h, origin_air) + cut_by_day(middle_h, to_h, destination_air)
