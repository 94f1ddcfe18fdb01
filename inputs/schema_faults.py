"""Keys of `faults` and `disposal`: trouble with cold equipment, and goods whose life is over."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from inputs.schema_keys import Keys, Patterns, Share

Hours = Annotated[float, Field(gt=0, le=1000)]
Off = Annotated[float, Field(ge=-60, le=60)]


class _Dated(Keys):
    begins: date | None = None
    """First day; left out: always."""
    ends: date | None = None
    """First day after it."""


class _AtNode(_Dated):
    node: str
    """Which node."""
    share: Share = 1.0
    """Share of the reefers there."""


class LatePlugIn(_AtNode):
    """Reefers stand in a yard without power after they come."""

    kind: Literal["late_plug_in"]
    """Which trouble."""
    hours: Hours
    """How long."""
    ambient_c: Off | None = None
    """Air temperature meanwhile; left out: the climate's."""


class WrongSetPoint(_AtNode):
    """Units that are set wrongly at stuffing."""

    kind: Literal["wrong_set_point"]
    """Which trouble."""
    by_c: Off
    """How far off, in K; above 0: too warm."""
    hours: Hours = 48.0
    """After so long somebody sees it and sets it right (assumed)."""


class WarmLoading(_AtNode):
    """Goods that nobody cooled before they are stuffed."""

    kind: Literal["warm_loading"]
    """Which trouble."""
    by_c: Off
    """How far off they are, in K."""


class DoorsOpen(_AtNode):
    """Doors stand open while a box is worked on; goods warm as they would on a floor."""

    kind: Literal["doors_open"]
    """Which trouble."""
    hours: Hours
    """For how much of the step, at most."""
    steps: Annotated[
        list[
            Literal[
                "stuff",
                "inspect",
                "x_ray",
                "partial",
                "full",
                "laboratory",
                "border",
                "cross",
                "strip",
            ]
        ],
        Field(min_length=1),
    ] = Field(default=["inspect", "partial", "full", "cross"])
    """At which steps."""


class _OnTheWay(_Dated):
    services: Annotated[Patterns, Field(min_length=1)]
    """Services by id; * at the end stands for anything."""


class Breaks(_OnTheWay):
    """A generator or a heater that fails while a box rides, and is mended."""

    kind: Literal["generator", "heating"]
    """`heating` matters only where the air is below the set point."""
    per_1000_h: Annotated[float, Field(gt=0, le=1000)]
    """Failures in 1,000 hours of riding."""
    hours: Hours = 12.0
    """Mean hours until it is mended (lognormal, standard deviation half the mean; assumed)."""
    together: bool = False
    """One generator powers the whole train."""


class Fuel(_OnTheWay):
    """Generators on boxes run dry."""

    kind: Literal["fuel"]
    """Which trouble."""
    lasts_h: Annotated[float, Field(gt=0, le=2000)]
    """Hours of riding that a tank lasts."""
    refuel_at: list[str] = Field(default=[])
    """Nodes on the way where tanks are filled."""


class Disposal(Keys):
    """Goods whose life is over when they come to the door are refused there and destroyed."""

    cny_per_t: Annotated[float, Field(ge=0, le=1e6)] = 900.0
    """Price of destroying them (assumed)."""


def _kind(given: object) -> str | None:
    """Tag of a fault, in square brackets, as it is no key of the file."""
    kind = given.get("kind") if isinstance(given, dict) else getattr(given, "kind", None)
    return None if kind is None else f"[{kind}]"


FaultKeys = Annotated[
    Annotated[LatePlugIn, Tag("[late_plug_in]")]
    | Annotated[WrongSetPoint, Tag("[wrong_set_point]")]
    | Annotated[WarmLoading, Tag("[warm_loading]")]
    | Annotated[DoorsOpen, Tag("[doors_open]")]
    | Annotated[Breaks, Tag("[generator]")]
    | Annotated[Breaks, Tag("[heating]")]
    | Annotated[Fuel, Tag("[fuel]")],
    Discriminator(_kind),
]
