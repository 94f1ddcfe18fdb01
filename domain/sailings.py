"""The terms on which a train or vessel takes bookings, and what may go wrong with them.

A `Sailing` belongs to a dated service and holds for each of its departures. What is known ahead
(cut-offs, order of loading, notice of a blank sailing) every planner knows; whether a departure is
short or blank, or a booking does not show up, is drawn per departure or box journey
(`domain.pace`) and never happens in nominal mode.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, inf
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from domain.wagon_sets import WagonSets

STATES = (
    "requested",
    "confirmed",
    "documents_in",
    "gated_in",
    "loaded",
    "rolled",
    "missed",
    "no_show",
    "cancelled",
    "given_back",
)
"""What a booking goes through, in this order: a box on a departure.

`rolled`: it was there in time, and the departure left without it; `missed`: it was not;
`no_show`: its shipper did not bring it; `cancelled`: the departure does not run; `given_back`: the
box goes with another one.
"""
ENDS = frozenset(STATES[4:])
"""How a booking ends."""
OTHERS = "others"
"""Other shippers' bookings, in the order of loading."""


@dataclass(frozen=True, slots=True)
class WhenFull:
    """When a train goes: with `full_teu`; with `least_teu` once somebody has waited `hold_h`.

    And with whoever there is once somebody has waited `longest_hold_h`.
    """

    full_teu: float
    longest_hold_h: float
    least_teu: float = inf
    hold_h: float = 0.0


@dataclass(frozen=True, slots=True)
class Sailing:
    """How a dated service takes bookings.

    Attributes
    ----------
    booking_cutoff_h
        A booking is made at the latest so long before the departure.
    customs_cutoff_h
        Customs have released a box at the latest so long before it.
    first_aboard
        Flows or cargo classes, the first of them loaded first; who is not named comes last. Boxes
        in block space go before everybody.
    short_share, short_by
        Share of departures that come short, and the part of their room that is missing then.
    blank_share, blank_notice_h
        Share of departures that are blanked, and how long before it is told.
    no_show_share, no_show_fee_share
        Share of box journeys that are not brought to the departure they booked, and the part of the
        freight that they owe for it.
    when_full
        Its slots are used when there is enough to carry (`domain.when_full`).
    teu_by_leg
        Longest train on each leg; plans book the shortest of them.
    wagons_short_share, wagons_short_by
        Share of trains that find fewer wagons beyond a border, and the part that is missing: then
        boxes are left there (`sim.wagons`).
    sets
        Sets of wagons that its departures need (`domain.wagon_sets`); `None`: there are enough.
    gate_opens_h, outer_yard_cny_per_day
        So long before a departure its terminal takes boxes for it, and what a day outside costs
        before that (`domain.gate_window`).
    others_teu, others_no_show_share, overbooked_teu
        What others have booked on a departure beside the part open to the zone, which part of it
        does not come, and what is sold beyond the room there is (`domain.others`).
    """

    booking_cutoff_h: float = 0.0
    customs_cutoff_h: float = 0.0
    first_aboard: tuple[str, ...] = ()
    short_share: float = 0.0
    short_by: float = 0.0
    blank_share: float = 0.0
    blank_notice_h: float = 0.0
    no_show_share: float = 0.0
    no_show_fee_share: float = 0.0
    when_full: WhenFull | None = None
    teu_by_leg: tuple[float, ...] = ()
    wagons_short_share: float = 0.0
    wagons_short_by: float = 0.0
    sets: WagonSets | None = None
    gate_opens_h: float = inf
    outer_yard_cny_per_day: float = 0.0
    others_teu: float = 0.0
    others_no_show_share: float = 0.0
    overbooked_teu: float = 0.0

    def rank(self, names: Iterable[str]) -> int:
        """Place of goods in the order of loading, by the best of their flows and classes.

        Examples
        --------
        >>> Sailing(first_aboard=("fresh", "M17")).rank(("M17", "dry"))
        1
        """
        order = self.first_aboard
        return min((order.index(name) for name in names if name in order), default=len(order))


def booked_at_h(known_h: float, epoch_h: float) -> float:
    """When goods that are known at an hour can be booked: at the next round of decisions.

    Examples
    --------
    >>> booked_at_h(25.0, 24.0), booked_at_h(24.0, 24.0)
    (48.0, 24.0)
    """
    return ceil(known_h / epoch_h) * epoch_h
