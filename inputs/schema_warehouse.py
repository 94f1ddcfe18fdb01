"""What a scenario file may say of warehouses that sell, their markets and channels."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from inputs.schema_keys import Amount, Days, Keys, Patterns, Share

Count = Annotated[int, Field(ge=1, le=100_000)]
Minutes = Annotated[float, Field(ge=0, le=10_000)]
Hours = Annotated[float, Field(ge=0, le=8784)]


class WarehouseChange(Keys):
    """What is different about a row of warehouses.csv."""

    capacity_m3: Annotated[float, Field(ge=0, le=1e7)] | None = None
    """Room, m3; beyond it goods stand in a hall nearby."""
    calendar_id: str | None = None
    """Hours of all crews, of calendars.csv."""
    docks: Count | None = None
    """Crews that unload."""
    packers: Count | None = None
    """Who picks and packs."""
    pick_min_per_order: Minutes | None = None
    """Work of one packer per order."""
    triage_crew: Count | None = None
    """Who looks at returns."""
    triage_min_per_piece: Minutes | None = None
    """Work per returned piece."""
    desks: Annotated[int, Field(ge=0, le=10_000)] | None = None
    """Desks that release orders of bonded goods; 0: goods are free."""
    release_min_per_order: Minutes | None = None
    """Customs work per order."""
    match_fail_share: Share | None = None
    """Orders whose order, payment and logistics documents do not match."""
    match_redo_h: Hours | None = None
    """Until they are right."""
    keeps_c: Annotated[float, Field(ge=-60, le=60)] | None = None
    """Temperature of the room."""
    inbound_cny_per_m3: Amount | None = None
    """Unloading and putting away."""
    storage_tiers: str | None = None
    """From day:CNY per m3 and day, joined by ;."""
    overflow_cny_per_m3_day: Amount | None = None
    """Hall nearby."""
    pick_cny_per_order: Amount | None = None
    """Fee per order."""
    release_cny_per_order: Amount | None = None
    """Fee per order of bonded goods."""
    triage_cny_per_piece: Amount | None = None
    """Fee per returned piece."""
    destroy_cny_per_kg: Amount | None = None
    """Having goods destroyed."""
    fixed_cny_per_day: Amount | None = None
    """Rent and staff."""
    subsidy_cny_per_order: Amount | None = None
    """What a public or demonstration warehouse gets per order."""
    deposit_share: Share | None = None
    """Guarantee for goods on display, of their value."""
    term_days: Days | None = None
    """Goods are on display at most so long."""


class ShelfChange(Keys):
    """What is different about a row of shelves.csv."""

    policy: Literal["base_stock", "min_max"] | None = None
    """When it orders."""
    review_days: Annotated[float, Field(gt=0, le=366)] | None = None
    """Days between two looks."""
    up_to_days: Days | None = None
    """Order up to so many days of expected demand."""
    reorder_days: Days | None = None
    """Order at or below so many days; of min_max."""
    opening_days: Days | None = None
    """What stands there at hour 0, in days."""
    flow_id: str | None = None
    """Flow whose consignments fill it."""
    trade_mode: str | None = None
    """Of its consignments."""
    prepare_days: Days | None = None
    """From order to ready."""
    transfer_h: Hours | None = None
    """From the shelf that fills it."""
    unmet: Literal["wait", "lost"] | None = None
    """What buyers do who find nothing."""
    margin_share: Share | None = None
    """Margin of an order, of its value."""
    wait_cny_per_day: Amount | None = None
    """What a buyer who waits is given a day."""
    loss_pct_per_day: Annotated[float, Field(ge=0, le=100)] | None = None
    """Loss of value on the shelf, % a day."""
    life_days: Days | None = None
    """May be sold for so long."""
    write_off_days: Days | None = None
    """Written off at this age."""
    restock_share: Share | None = None
    """Returns that are sold again."""
    home_value_cny: Amount | None = None
    """Other returns go home if a piece is worth this."""
    home_cny_per_kg: Amount | None = None
    """The way home."""
    liquidate_share: Share | None = None
    """Of the rest, sold off; others are destroyed."""
    liquidate_value_share: Share | None = None
    """What they bring, of the value."""


class MarketChange(Keys):
    """What is different about a row of markets.csv."""

    orders_per_year: Annotated[float, Field(ge=0, le=1e9)] | None = None
    """Orders in a year."""
    tax_share: Share | None = None
    """Tax at sale."""
    day_sigma: Annotated[float, Field(ge=0, le=3)] | None = None
    """Spread of a day's mean."""
    waves_per_day: Annotated[int, Field(ge=1, le=24)] | None = None
    """Orders of a day come in so many waves."""


class ChannelChange(Keys):
    """What is different about a row of channels.csv."""

    orders_share: Share | None = None
    """Of the market's orders, among the channels that are open."""
    flow_id: str | None = None
    """Flow of a direct channel."""
    dispatch_calendar_id: str | None = None
    """Dispatches of mail leave when this calendar closes."""
    dispatch_t: Annotated[float, Field(gt=0, le=1e6)] | None = None
    """Room of a dispatch, t."""
    last_mile_h_mean: Hours | None = None
    """From collection to the door."""
    last_mile_h_sd: Hours | None = None
    """Its standard deviation."""
    last_mile_cny: Amount | None = None
    """Per order."""
    return_share: Share | None = None
    """Pieces that come back."""
    return_days_mean: Days | None = None
    """Days from the door to sending back."""
    return_days_sd: Days | None = None
    """Its standard deviation."""
    return_ride_h_mean: Hours | None = None
    """Way back to the warehouse."""
    return_ride_h_sd: Hours | None = None
    """Its standard deviation."""
    return_cny: Amount | None = None
    """Way back, per piece."""


class HomeKeys(Keys):
    """Returns of a shelf that go home in consignments of a flow, instead of at a price per kg."""

    flow_id: str
    """Flow from the warehouse home; what it carries takes the place of its yearly tonnes."""
    look_days: Annotated[float, Field(gt=0, le=366)] = 7.0
    """Days between two looks at the pile."""
    wait_days: Days = 60.0
    """A piece waits no longer than this for others, then what is there goes."""
    fill_share: Annotated[float, Field(gt=0, le=1)] = 0.8
    """What is left beside full packing units goes at once if it fills so much of one."""
    prepare_days: Days = 1.0
    """From asking to ready."""
    calendar_id: str = "24x7"
    """Hours of the crew at home, of calendars.csv."""
    people: Count = 2
    """Who looks at pieces at home."""
    min_per_piece: Minutes = 5.0
    """Their work."""
    cny_per_piece: Amount = 6.0
    """What it costs, mending and new packing included."""
    fit_share: Share = 0.7
    """Pieces that are kept at home as good as new."""
    sold_value_share: Share = 0.4
    """What the others bring, of the value."""


class WarehouseKeys(Keys):
    """Warehouses that sell. Flows that fill their shelves, or serve a market directly, carry what
    these ask for instead of their yearly tonnes.
    """

    warehouses: Patterns = Field(default=[])
    """Warehouses that are open: ids of warehouses.csv, or their beginning with *."""
    markets: Annotated[Patterns, Field(min_length=1)]
    """Markets that are served: ids of markets.csv, or their beginning with *. Channels whose
    warehouse is closed serve nobody; the others of the market take their share."""
    start_with: Annotated[str, Field(min_length=1)] | None = None
    """CSV file of lots that are on shelves at hour 0, with their receipt; inside this file's
    folder. A shelf that a row names has its rows and no level."""
    returns_home: dict[str, HomeKeys] = Field(default={})
    """Ways home, by shelf; pieces whose value is below `home_value_cny` do not take them."""
    levels: Literal["stated", "chosen"] = "stated"
    """`chosen`: the cheapest days of cover over set A of demand and lead times, for each shelf
    that a flow fills."""
    levels_days: list[Annotated[float, Field(gt=0, le=366)]] = Field(default=[], max_length=60)
    """Days of cover among which `chosen` looks; left out: 10 to 120."""
    levels_replications: Annotated[int, Field(ge=1, le=50)] = 6
    """Draws of set A that `chosen` weighs."""
    warehouses_set: dict[str, WarehouseChange] = Field(default={})
    """Rows of warehouses.csv to change, by id."""
    shelves_set: dict[str, ShelfChange] = Field(default={})
    """Rows of shelves.csv to change, by id."""
    markets_set: dict[str, MarketChange] = Field(default={})
    """Rows of markets.csv to change, by id."""
    channels_set: dict[str, ChannelChange] = Field(default={})
    """Rows of channels.csv to change, by id."""
