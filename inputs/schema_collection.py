"""What a scenario may say of consolidation stations: rounds, a dock, trunk trucks to the hub."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from inputs.schema_hubs import Rate, TimeOfDay
from inputs.schema_keys import Amount, Keys, Patterns, Share

Hours = Annotated[float, Field(ge=0, le=336)]


class RoundKeys(Keys):
    """Vehicles that collect at shippers and come back to the station."""

    leave_at: Annotated[list[TimeOfDay], Field(min_length=1, max_length=48)]
    """Times of day at which vehicles leave for all who are ready, on the station's clock."""
    when_full: bool = False
    """Whether a vehicle leaves before that, once more is ready than it takes."""
    vehicles: Annotated[int, Field(ge=1, le=10_000)]
    """Vehicles of the station; who finds none at home waits."""
    capacity_kg: Rate
    """Load of one vehicle, kg."""
    capacity_m3: Rate
    """Room of one vehicle, m3."""
    stops: Annotated[int, Field(ge=1, le=200)]
    """Most shippers on one round."""
    radius_km: Annotated[float, Field(gt=0, le=500)]
    """Shippers lie evenly spread so far around the middle of their place of origin."""
    road_factor: Annotated[float, Field(ge=1, le=3)] = 1.3
    """Road kilometres for one as the crow flies (assumed)."""
    speed_km_per_h: Annotated[float, Field(gt=0, le=130)]
    """Mean speed between stops."""
    stop_h: Annotated[float, Field(ge=0, le=24)]
    """Hours at one shipper."""
    spread: Annotated[float, Field(ge=0, le=2)] = 0.1
    """Standard deviation of a round's hours as a share of their mean (assumed)."""
    cny_per_km: Amount
    """Price of a round by its length, CNY."""
    cny_per_stop: Amount
    """Price of a stop, CNY."""
    cny_per_h: Amount
    """Price of driver and vehicle, CNY an hour."""
    brought_share: Share = 0.0
    """Share of shippers who bring their goods themselves as soon as they are ready."""


class DockKeys(Keys):
    """Where vehicles are unloaded."""

    docks: Annotated[int, Field(ge=1, le=1000)]
    """Vehicles that are unloaded at a time."""
    t_per_h: Annotated[float, Field(gt=0, le=1000)]
    """Tonnes an hour at one dock."""
    opening: str = "24x7"
    """Id of calendars.csv."""


class TrunkKeys(Keys):
    """Trucks that take what has gathered to the hub."""

    leave_at: Annotated[list[TimeOfDay], Field(max_length=48)] = Field(default=[])
    """Times of day at which trucks leave with all that is there, on the station's clock."""
    before_waves_h: Annotated[float, Field(ge=0, le=48)] | None = None
    """Instead of times: trucks are at the hub so long before each wave of its sorter."""
    cutoff_h: Hours = 0.5
    """Goods are there so long before their truck leaves; it is loaded meanwhile (assumed)."""
    when_full: bool = False
    """Whether a truck is called before that, once more is there than it takes."""
    longest_hold_h: Annotated[float, Field(gt=0, le=2208)] | None = None
    """Whether trucks are called for all, once somebody has waited so long."""
    capacity_kg: Rate
    """Load of one truck, kg."""
    capacity_m3: Rate
    """Room of one truck, m3."""
    cny_per_truck: Amount
    """Price of a truck to the hub and back, CNY, shared by all aboard."""


class StationKeys(Keys):
    """A station between shippers and a hub; it stands where its trunk service begins."""

    trunk: Annotated[str, Field(min_length=1)]
    """Truck service from the station's node to the hub; its `truck_pool` are the trunk trucks."""
    flows: Annotated[Patterns, Field(min_length=1)]
    """Flows whose goods all go over it, by id or its beginning with *."""
    rounds: RoundKeys
    """How goods are collected."""
    dock: DockKeys
    """How they are unloaded."""
    trunk_trucks: TrunkKeys
    """How they go on."""
