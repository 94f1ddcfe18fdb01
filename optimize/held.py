"""What it costs a consignment, on every journey at once, that customs hold its box.

The same money as `domain.holding` books, as arrays: of goods that age at the rate at which they are
valued in `optimize.offers`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from domain import tariff as price
from domain.cargo import Consignment
from domain.holding import Delay, Look, longest_looks
from domain.tariff import Tariff
from optimize.lane import Floats, TimedJourney


def later_goods_cny(
    tariff: Tariff,
    order: Consignment,
    delivered_h: Floats,
    lost_share: Floats,
    loss_per_h: Floats,
    later_h: Floats,
    rebate_cny: Floats,
) -> Floats:
    """Interest, value and lateness of goods that come so much later than otherwise.

    Parameters
    ----------
    delivered_h
        A row per journey, a column per pace.
    lost_share
        Share of the value lost without a look (above 1: all of it); shaped alike.
    loss_per_h
        Share of the value that an hour more takes; a row per journey, one column.
    later_h
        A row per journey, a column per length of a customs look; the result is shaped alike.
    rebate_cny
        Rebate that is waited for until delivery, by journey.
    """
    tied_cny = order.value_cny + rebate_cny[:, None]
    interest = tied_cny * tariff.capital_rate_per_year / price.HOURS_PER_YEAR
    late_cny_per_h = order.late_cost_cny_per_t_day * order.t / 24.0
    found = interest * later_h
    lost = np.minimum(1.0, lost_share).mean(axis=1)
    over = delivered_h - order.due_h
    late = np.maximum(0.0, over).mean(axis=1)
    for number in range(later_h.shape[1]):
        more = later_h[:, number, None]
        then_lost = np.minimum(1.0, lost_share + loss_per_h * more).mean(axis=1)
        then_late = np.maximum(0.0, over + more).mean(axis=1)
        found[:, number] += order.value_cny * (then_lost - lost) + late_cny_per_h * (
            then_late - late
        )
    return found


def own_look_cny(
    looks: Sequence[Look | None],
    way: npt.NDArray[np.int64],
    later_cny: Floats,
    delays: Sequence[Delay],
) -> Floats:
    """What a consignment expects of being selected itself: the fee, and its own delay.

    `looks` are by way, `way` the number of the way of every row.
    """
    own = np.zeros(len(way))
    for number, look in enumerate(looks):
        if look is None:
            continue
        mine = way == number
        for one in look.each:
            own[mine] += one.share * one.fee_cny
            if one.delays:
                own[mine] += one.share * later_cny[mine, delays.index((one.point, one.hold_h))]
    return own


class BoxRider(NamedTuple):
    """Goods in a box: whose, how customs may look into them, and their share of `later_cny`."""

    consignment_id: str
    look: Look | None
    share: float
    later_cny: tuple[float, ...]


def holding_cny(timed: TimedJourney, delays: Sequence[Delay], riders: Sequence[BoxRider]) -> float:
    """What a box and those in it expect of being held, but for what each expects of its own look.

    The latter is in the offers' `own_cny` already: see `own_look_cny`.
    """
    looks = {rider.consignment_id: rider.look for rider in riders}
    total = 0.0
    for delay, chance in longest_looks(looks.values()):
        number = delays.index(delay)
        goods = sum([one.share * one.later_cny[number] for one in riders if one.later_cny])
        total += chance * (timed.later_cny[number] + goods)
    for rider in riders:
        for look in rider.look.each if rider.look is not None and rider.later_cny else ():
            if look.holds_box:
                number = delays.index((look.point, look.hold_h))
                total -= look.share * rider.share * rider.later_cny[number]
    return total
