"""When the money for goods comes: the buyer's payment, and the VAT that is paid back after export.

Goods tie up their value until they are paid, and the VAT that was paid on them until the tax office
pays it back. Both cost interest at the tariff's rate. The rebate itself comes whichever way goods
take, so only waiting for it is charged.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from domain.tariff import HOURS_PER_YEAR, Charge, Tariff

RebateFrom = Literal["departure", "delivery", "sale"]
HOURS_PER_DAY = 24.0


@dataclass(frozen=True, slots=True)
class CashTerms:
    """Terms of a trade mode.

    `rebate_share` of the value is paid back `rebate_days` after the goods are stuffed for export
    (`departure`), delivered, or sold. The buyer pays `settlement_days` after delivery, or after the
    sale that follows it by `sale_days`.
    """

    rebate_share: float = 0.0
    rebate_days: float = 0.0
    rebate_from: RebateFrom = "delivery"
    sale_days: float = 0.0
    settlement_days: float = 0.0
    settled_from: Literal["delivery", "sale"] = "delivery"

    @property
    def settled_h(self) -> float:
        """From delivery to payment."""
        days = self.settlement_days
        if self.settled_from == "sale":
            days += self.sale_days
        return HOURS_PER_DAY * days

    def rebate_h(self, ready_h: float, left_h: float, delivered_h: float) -> float:
        """How long the rebate is waited for, from ready.

        Examples
        --------
        >>> CashTerms(0.1, 30.0, "departure").rebate_h(0.0, 24.0, 600.0) / 24.0
        31.0
        >>> CashTerms(0.1, 30.0, "sale", sale_days=60.0).rebate_h(0.0, 24.0, 600.0) / 24.0
        115.0
        """
        begins_h = left_h if self.rebate_from == "departure" else delivered_h
        days = self.rebate_days + (self.sale_days if self.rebate_from == "sale" else 0.0)
        return begins_h - ready_h + HOURS_PER_DAY * days

    def waits_for_delivery(self, value_cny: float) -> float:
        """Rebate that an hour's delay of delivery delays by an hour, CNY."""
        return 0.0 if self.rebate_from == "departure" else self.rebate_share * value_cny


AT_THE_DOOR = CashTerms()
"""Paid when delivered; no rebate."""


def rebate_interest(
    tariff: Tariff,
    terms: CashTerms,
    value_cny: float,
    ready_h: float,
    left_h: float,
    delivered_h: float,
) -> Charge | None:
    """Interest on the VAT of goods until it is paid back; `None` where nothing is."""
    if terms.rebate_share == 0.0:
        return None
    hours = terms.rebate_h(ready_h, left_h, delivered_h)
    rebate = terms.rebate_share * value_cny
    cny = rebate * tariff.capital_rate_per_year * hours / HOURS_PER_YEAR
    return Charge("tax_rebate", "shipper", "bank", cny)
