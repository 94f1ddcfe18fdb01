"""Times that were observed, as a scenario states them: each of the values is equally likely."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from inputs.schema_keys import Keys

ObservedHours = Annotated[
    list[Annotated[float, Field(ge=0, le=2000)]], Field(min_length=1, max_length=500)
]


class LegChange(Keys):
    """What is different about a row of legs.csv."""

    hours_mean: Annotated[float, Field(gt=0, le=2000)] | None = None
    """Mean running time, h."""
    hours_sd: Annotated[float, Field(ge=0, le=2000)] | None = None
    """Standard deviation, h; left out: as much of the mean as in the table."""
    hours_observed: ObservedHours | None = None
    """Running times that were observed, h, instead of mean and spread."""
