"""What a scenario file may say of trade modes, the papers of declarations, and when money comes."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from inputs.schema_keys import Amount, Keys, Share

Hours = Annotated[float, Field(ge=0, le=500)]
TermDays = Annotated[float, Field(ge=0, le=1000)]


class ModeChange(Keys):
    """What is different about a row of trade_modes.csv, in both directions."""

    away: bool | None = None
    """Whether goods may be declared at another city's customs, half a day later."""
    places: list[str] | None = None
    """Functions of nodes, one of which is needed where goods are declared; none: anywhere."""
    begins: date | Literal["never"] | None = None
    """First day on which goods under this mode may be stuffed; `never`: the mode is not there."""
    ends: date | None = None
    """First day without it."""


class Documents(Keys):
    """How the papers of declarations are made and matched. All hours are 0 where left out, and
    those of a clerk are for general trade: trade_modes.csv says what part other modes need.
    """

    prepare_h: Hours = 0.0
    """A clerk's work on order, payment and logistics papers, besides typing and printing, h."""
    rekey_h: Hours = 0.0
    """Typing what came on paper, h; not where the shipper is connected."""
    print_h: Hours = 0.0
    """Printing and stamping, h; not where papers are paperless."""
    refile_h: Hours = 0.0
    """Filing again at each place where goods are handled before stuffing, h; not with
    `file_once`."""
    second_h: Hours = 0.0
    """Typing the same declaration into a second system, h; not with a single window."""
    match_h: Hours = 0.0
    """Holding the papers against each other, h; by machine, round the clock."""
    redo_h: Hours = 0.0
    """A clerk's work after a match that failed, h."""
    courier_h: Hours = 0.0
    """A courier's way to the customs, h; not where papers are paperless."""
    courier_cny: Amount = 0.0
    """What that costs, CNY."""
    transit_h: Hours = 0.0
    """Declaring the move under seal from an inland customs to the border, h."""
    transit_short_h: Hours = 0.5
    """The same where papers are paperless or there is a single window, h; never longer."""
    spread: Annotated[float, Field(ge=0, le=2)] = 0.5
    """Standard deviation of these hours as part of their mean (lognormal)."""
    fail_share: Annotated[float, Field(ge=0, le=0.9)] = 0.0
    """Chance that a match fails though nothing was typed."""
    rekey_fail_share: Annotated[float, Field(ge=0, le=0.5)] = 0.0
    """Chance of a slip that makes it fail, each time that data are typed."""
    clerks: Annotated[int, Field(ge=1, le=10_000)] | None = None
    """Clerks at each place of declaration; left out: as many as are asked for."""
    opening: str = "hub_day"
    """Their hours: id of calendars.csv."""
    clerk_cny_per_h: Amount = 0.0
    """What an hour of their work costs, CNY."""
    paperless: bool = False
    """No printing, no courier, the short transit declaration."""
    file_once: bool = False
    """One filing is shared by all who handle the goods."""
    single_window: bool = False
    """One declaration for all authorities, the short transit declaration."""
    api_share: Share = 0.0
    """Share of shippers whose data come by interface; the same ones join first."""


class CashTerms(Keys):
    """When the money for goods under a trade mode comes; instead of trade_modes.csv."""

    rebate_days: TermDays | None = None
    """Days until the VAT rebate is paid."""
    rebate_from: Literal["departure", "delivery", "sale"] | None = None
    """What starts them: departure is when the box is stuffed for export."""
    sale_days: TermDays | None = None
    """Days from delivery to the sale, for goods sold from a shelf."""
    settlement_days: TermDays | None = None
    """Days until the buyer's money is there."""
    settled_from: Literal["delivery", "sale"] | None = None
    """What starts them."""


class Cash(Keys):
    """VAT rebate and settlement: what waiting for them costs at the tariff's rate of interest."""

    terms: Literal["none", "table"] = "none"
    """`table`: the days of trade_modes.csv; `none`: goods are paid at the door, and no rebate is
    waited for."""
    rebate_share: Share = 0.0
    """VAT that is paid back, as part of the goods' value (13 % of a price with VAT: 0.115)."""
    by_mode: dict[str, CashTerms] = Field(default={})
    """Terms of single trade modes."""


class ParcelListKeys(Keys):
    """Parcels exported under 9610: released one by one from a list, summed up in a declaration."""

    held_share: Share = 0.0
    """Share of parcels that are held."""
    tray_parcels: Annotated[int, Field(ge=1, le=100_000)] = 20
    """Parcels that are selected together."""
    held_h: Hours = 24.0
    """How long the held parcels of a list are looked into, h; the parcel line may add a wait."""
    spread: Annotated[float, Field(ge=0, le=2)] = 0.5
    """Standard deviation of it as part of the mean (lognormal)."""
    look_cny: Amount = 0.0
    """What a held parcel costs, CNY."""
    list_cny: Amount = 0.0
    """Fee of a list, CNY; with its share of the summary it stands for declaration_cny_9610."""
    summary: Literal["day", "week", "month"] = "month"
    """Lists that are ready in one of these are declared together."""
    summary_cny: Amount = 0.0
    """Fee of a summary, CNY, shared by parcels."""
