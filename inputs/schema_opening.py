"""What a scenario may say of facilities and services to open, and of train paths to give out."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from inputs.schema_keys import Amount, Keys, Patterns


class OpenStepKeys(Keys):
    """A size in which a candidate opens, and what that costs."""

    teu: Annotated[float, Field(gt=0, le=100_000)] | None = None
    """Of a service, TEU on each departure; of a node, TEU stuffed there a day. Left out: what the
    service has without, or no limit."""
    plugs: Annotated[float, Field(ge=0, le=100_000)] | None = None
    """Of a service, reefers on each departure; of a node, reefers stuffed there a day."""
    cny_per_day: Amount = 0.0
    """What it costs to keep open, CNY a day."""
    once_cny: Amount = 0.0
    """What is spent once, CNY; counted as an annuity at the tariff's interest."""
    life_years: Annotated[float, Field(gt=0, le=100)] | None = None
    """How long what was spent once lasts, years."""


class MayOpen(Keys):
    """Services, or functions of a node, that open together or stay closed."""

    services: Annotated[list[str], Field(max_length=200)] = Field(default=[])
    """Ids of services.csv; their status does not matter."""
    node: str | None = None
    """Node whose functions open."""
    functions: Annotated[list[str], Field(max_length=50)] = Field(default=[])
    """Functions of the node that exist only where it opens."""
    steps: Annotated[dict[str, OpenStepKeys], Field(min_length=1, max_length=50)]
    """Sizes to choose from, by name."""


class PathPoolKeys(Keys):
    """Train paths of a terminal that several services share."""

    terminal: str
    """Node where the trains begin."""
    services: Patterns = Field(default=["*"])
    """Services with `path` departures from the terminal that share the paths."""
    paths: Annotated[int, Field(ge=0, le=10_000)]
    """Paths in each window."""
    per: Literal["week", "month"] = "week"
    """`week`: seven days from the scenario's start; `month`: of the calendar."""
