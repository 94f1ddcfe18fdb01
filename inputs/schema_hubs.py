"""What a scenario may say of hubs: sorters, yards, rooms, shifts, breakdowns."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from inputs.schema_keys import Amount, Keys

Rate = Annotated[float, Field(gt=0, le=1e7)]
Room = Annotated[float, Field(ge=0, le=1e7)]
TimeOfDay = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class SortingKeys(Keys):
    """Parcels are sorted between receiving and declaration."""

    parcels_per_h: Rate
    """Parcels an hour on each line."""
    lines: Annotated[int, Field(ge=1, le=1000)] = 1
    """Lines side by side; a consignment takes one."""
    waves: list[TimeOfDay] = Field(default=[], max_length=48)
    """Times of day at which sorting begins, on the node's clock; none: at any time."""
    opening: str = "24x7"
    """Id of calendars.csv."""
    cny_per_parcel: Amount = 0.0
    """Charge, CNY."""


class YardKeys(Keys):
    """Boxes that wait at a node for trains and vessels."""

    slots_teu: Room | None = None
    """Room, TEU; who finds none waits outside. Left out: no limit."""
    plugs: Annotated[int, Field(ge=0, le=100_000)] | None = None
    """Plugs for reefers; who finds none warms. Left out: no limit."""
    wait_cny_per_h: Amount = 0.0
    """What a box pays for its truck that waits outside, CNY an hour."""


class RoomsKeys(Keys):
    """Goods that wait at a stuffing node for their box."""

    cold_t: Room | None = None
    """Cold store, t. Left out: no limit."""
    floor_t: Room | None = None
    """Floor, t. Left out: no limit."""
    spill: Literal["outside", "other_store"] = "outside"
    """What finds no room stands outside in the air, or goes to another store at a price."""
    spill_cny_per_t_day: Amount = 0.0
    """Price of the other store, or of guarding what stands outside, CNY per t and day."""


class HubKeys(Keys):
    """What a node has beside the rows of processes.csv."""

    sorting: SortingKeys | None = None
    """A sorter of parcels."""
    yard: YardKeys | None = None
    """Slots and plugs."""
    rooms: RoomsKeys | None = None
    """Cold store and floor."""


class BreaksOfProcess(Keys):
    """Breakdowns, busy or idle: up and down in turn, both exponential, from up at hour 0."""

    up_h: Annotated[float, Field(gt=0, le=100_000)]
    """Mean hours between repair and the next breakdown."""
    down_h: Annotated[float, Field(gt=0, le=10_000)]
    """Mean hours of a breakdown."""
    each: bool = True
    """Every server by itself; false: all of them at once."""


class Shift(Keys):
    """People, docks or lines that are there for a part of the day."""

    opening: str
    """Id of calendars.csv."""
    servers: Annotated[int, Field(ge=1, le=100_000)]
    """How many."""
