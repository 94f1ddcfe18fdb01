"""What a small scenario file may say: streams and their steps, without a zone and its tables."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import Field

from inputs.schema_keys import Title
from inputs.schema_streams import (
    MOST_H,
    Hours,
    SomeHours,
    StepKeys,
    StreamKeys,
    StreamPart,
    WarmUp,
)

MOST_DAYS = MOST_H / 24.0


class SmallFile(StreamPart):
    """Queues, trains and shelves of a small scenario. Times are hours unless a key says days."""

    question: Annotated[str, Field(min_length=1)] | None = None
    """What the scenario answers, in a sentence."""
    name: Title | None = None
    """Name on charts and pages; left out: the file's."""
    start: date = date(2026, 1, 1)
    """First day; the clock starts at 00:00 in `tz`."""
    tz: str = "Asia/Shanghai"
    """IANA time zone of `start` and of opening hours."""
    warm_up_h: WarmUp | None = None
    """Hours before the period: they fill the system and count in no figure. `auto`: found by
    MSER-5, in a steady scenario. Left out: 0."""
    warm_up_days: Annotated[float, Field(strict=True, ge=0, le=MOST_DAYS)] | None = None
    """The same in days."""
    period_h: SomeHours | None = None
    """Hours that are counted."""
    period_days: Annotated[float, Field(strict=True, gt=0, le=MOST_DAYS)] | None = None
    """The same in days."""
    drain_h: Hours | None = None
    """At most so many hours after the period until all are out; nothing new comes meanwhile.
    Left out: as long as the period."""
    drain_days: Annotated[float, Field(strict=True, ge=0, le=MOST_DAYS)] | None = None
    """The same in days."""
    redraw_demand: bool = True
    """Arrivals are new in every replication; false: the same in all of them."""
    streams: Annotated[dict[str, StreamKeys], Field(min_length=1)]
    """Lots that come by chance or by a list, by name."""
    steps: Annotated[dict[str, StepKeys], Field(min_length=1)]
    """What streams walk through, by name."""


class WrittenSmallFile(SmallFile):
    """A small scenario as written: with its parent and its named overrides."""

    extends: str | None = None
    """One file whose keys hold where this one says nothing."""
    overrides: dict[str, dict[str, Any]] = Field(default={})
    """Named sets of keys that `--override NAME` lays on top; they compose."""


OWN_KEYS = ("streams", "steps", "period_h", "warm_up_h", "drain_h")
ZONE_KEYS = ("zone", "flows", "services")


def is_small(values: dict[str, Any]) -> bool:
    """Whether resolved keys are those of a small scenario: its own, and none of a zone.

    Examples
    --------
    >>> is_small({"streams": {}}), is_small({"zone": "hezhou", "streams": {}})
    (True, False)
    """
    return any(key in values for key in OWN_KEYS) and not any(key in values for key in ZONE_KEYS)
