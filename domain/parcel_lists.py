"""Parcel lists: parcels of a declaration are released one by one, and summed up once in a while.

Customs select trays of parcels from a list. What is in a selected tray is held and looked into; the
rest is released and goes on. Lists of a day, a week or a month are declared together in a summary,
whose price their parcels share alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from domain.cargo import Consignment
from domain.draws import Chance, Distribution
from domain.tariff import Charge

RELEASED, HELD = "-released", "-held"
"""Endings of the names of what a lot is split into."""


@dataclass(frozen=True, slots=True)
class ParcelLists:
    """How lists are looked into.

    `held_share` of the parcels, by trays of `tray`; `look` is how long those of a list are held,
    besides waiting for the parcel line; `look_cny` is paid for each.
    """

    modes: frozenset[str]
    tray: int
    held_share: float
    look: Distribution
    look_cny: float

    def has(self, order: Consignment) -> bool:
        """Whether a consignment is declared as a list of parcels."""
        return (
            order.unit == "parcel"
            and order.direction == "export"
            and order.trade_mode in self.modes
        )

    def fee(self, units: int) -> Charge:
        """What holding some parcels costs."""
        return Charge("inspection", "shipper", "terminal", self.look_cny * units)

    def held_units(self, chance: Chance, order: Consignment, first: int, units: int) -> int:
        """How many of some parcels of a list are held; `first` is their number in it.

        A tray is selected or not by (consignment, tray); parcels of one tray share its fate.
        """
        return sum(
            count
            for tray, count in self.trays(first, units)
            if chance.happens(self.held_share, "held", order.consignment_id, tray)
        )

    def trays(self, first: int, units: int) -> Iterator[tuple[int, int]]:
        """Trays that hold the parcels [first, first + units) of a list, with how many of them.

        Examples
        --------
        >>> from domain.draws import Distribution
        >>> lists = ParcelLists(frozenset({"9610"}), 20, 0.02, Distribution.fixed(24.0), 5.0)
        >>> list(lists.trays(30, 25))
        [(1, 10), (2, 15)]
        """
        at, end = first, first + units
        while at < end:
            tray = at // self.tray
            upto = min(end, (tray + 1) * self.tray)
            yield tray, upto - at
            at = upto
