"""What a scenario file may say of gates: yards with slots, and several ways over one border."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from inputs.schema_keys import Amount, Keys, Patterns

Hours = Annotated[float, Field(ge=0, le=240)]


class CrossingKeys(Keys):
    """One way over the gate. All assumed: ask the gate's operator."""

    at_once: Annotated[int, Field(ge=1, le=10_000)]
    """Permits a day for through trucks, bays for swapping, docks for transloading."""
    hours_mean: Hours
    """Mean hours of handing over, without waiting."""
    hours_sd: Hours = 0.0
    """Standard deviation, h."""
    unplugged_h: Hours = 0.0
    """Off power, or with doors open, from the beginning of the step."""
    cost_cny: Amount = 0.0
    """Charge for each box or trailer, CNY."""
    opening: str = "24x7"
    """Hours of the crew, an id of calendars.csv; the step begins when both sides are open too."""


class GateKeys(Keys):
    """A border post: slots of its yards, and the ways on which trucks hand goods over."""

    yard_trucks: Annotated[int, Field(ge=1, le=100_000)] | None = None
    """Slots before the gate that are open to the zone's trucks; who finds none waits outside."""
    yard_trains: Annotated[int, Field(ge=1, le=1000)] | None = None
    """Tracks before the border that are open to the zone's trains; others wait before it."""
    other_side: str | None = None
    """The node behind the gate: handing over begins only while both sides are open."""
    services: Patterns = Field(default=[])
    """Services by road through the gate that exist in every way below: ids, or beginnings."""
    through: CrossingKeys | None = None
    """The truck itself goes on, by permit: so many may begin in any 24 hours."""
    swap: CrossingKeys | None = None
    """The trailer is taken over by a truck of the other side."""
    transload: CrossingKeys | None = None
    """Goods are moved from box to box with open doors: the cargo is off power for `unplugged_h`."""
