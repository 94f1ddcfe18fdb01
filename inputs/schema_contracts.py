"""What a scenario file may say of subsidies and of space bought ahead on departures."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from inputs.schema_keys import Amount, Keys, Patterns, Share


class ContractLane(Keys):
    """Which boxes a contract covers."""

    name: Annotated[str, Field(min_length=1)]
    """Name on pages and in tables; no two contracts share one."""
    services: Annotated[Patterns, Field(min_length=1)]
    """Services with a timetable: ids of services.csv, or their beginning with *."""
    from_node: str | None = None
    """Only boxes that board here; left out: anywhere."""
    to_node: str | None = None
    """Only boxes that alight here; left out: anywhere."""
    begins: date | None = None
    """First day of departures, by the timetable; left out: always."""
    ends: date | None = None
    """First day after it; left out: to the end."""


class Subsidy(ContractLane):
    """Money for each box on a service, until the budget is used up."""

    cny_per_feu: Amount
    """For a 40-ft box; a 20-ft box gets half, and none more than its freight."""
    budget_cny: Amount | None = None
    """Paid in the order of departures until it is used up; left out: without end."""


class BlockSpace(ContractLane):
    """Space bought ahead, paid whether used or not, at a price of its own."""

    teu: Annotated[float, Field(gt=0, le=100_000)]
    """TEU for each calendar week, or for each departure."""
    or_teu: list[Annotated[float, Field(ge=0, le=100_000)]] = Field(default=[], max_length=16)
    """Other sizes: rule, plan and foresight each buy the one that is cheapest for them over the
    outlook's samples (set A), habit buys `teu`."""
    per: Literal["week", "departure"] = "week"
    """Weeks begin on Monday in the scenario's time zone."""
    cny_per_teu: Amount
    """Price of a used TEU, reefers too; beyond the block boxes pay the service's price."""
    take_or_pay_share: Share = 1.0
    """Part of the price due on space that is kept and not used."""
    release_hours: Annotated[float, Field(ge=0, le=8784)] | None = None
    """Space may be given back until so many hours before the departure (of a week: its first);
    left out: never."""
    release_cny_per_teu: Amount = 0.0
    """Fee for space given back."""
