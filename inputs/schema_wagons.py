"""What a scenario file may say of sets of wagons."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from inputs.schema_keys import Amount, Keys

TurnHours = Annotated[float, Field(ge=0, le=2208)]
Sets = Annotated[int, Field(ge=0, le=1_000)]


class WagonSetKeys(Keys):
    """Sets of wagons that a train service runs with; a departure without one does not go. All
    assumed: ask the operator.
    """

    out: str
    """The service that begins where the sets are at home."""
    back: str | None = None
    """The service that they come home by; without it they come by a path of their own."""
    at_home: Sets
    """Sets that stand at its first stop at the start."""
    beyond: Sets = 0
    """Sets that stand at its last stop at the start."""
    turn_home_h: TurnHours = 24.0
    """Hours from coming home to being ready (assumed: a day)."""
    turn_beyond_h: TurnHours = 24.0
    """Hours from coming in at the other end to being ready (assumed: a day)."""
    return_h: TurnHours | None = None
    """Mean running time of the path home, hours; needed without `back`."""
    return_sd_h: TurnHours = 0.0
    """Its standard deviation, hours."""
    wait_h: TurnHours = 12.0
    """A departure waits so long for a late set beyond its hour; then it does not run (assumed)."""
    hire_cny_per_set_day: Amount = 0.0
    """Hire of a set, CNY a day, of the network."""
    return_cny: Amount = 0.0
    """Price of a path on which a set goes without the zone's boxes, CNY: home by itself, or, of a
    pair of services, a path of their roster that the plan does not run."""
