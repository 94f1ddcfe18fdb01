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


class RestuffingKeys(Keys):
    """Boxes are opened at a hub, and their goods go on in others. All assumed: ask the hub."""

    crews: Annotated[int, Field(ge=1, le=10_000)]
    """Crews, each of which opens one box at a time."""
    hours_mean: Annotated[float, Field(gt=0, le=240)]
    """Mean hours of opening and emptying a box, without waiting."""
    hours_sd: Annotated[float, Field(ge=0, le=240)] = 0.0
    """Standard deviation, h."""
    unplugged_h: Annotated[float, Field(ge=0, le=240)] = 0.0
    """Hours with open doors: a reefer is off power from the beginning of the step."""
    cny_per_box: Amount = 0.0
    """Charge for each box opened, in place of stripping it, CNY."""
    opening: str = "24x7"
    """Hours of the crews, an id of calendars.csv."""


class HubKeys(Keys):
    """What a node has beside the rows of processes.csv."""

    sorting: SortingKeys | None = None
    """A sorter of parcels."""
    yard: YardKeys | None = None
    """Slots and plugs."""
    rooms: RoomsKeys | None = None
    """Cold store and floor."""
    restuffing: RestuffingKeys | None = None
    """Crews that open boxes whose goods go on in others; the node must have the function stuffing.
    Left out: nobody does."""


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
