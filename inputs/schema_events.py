"""What a scenario file may say of events: what changes for some days, and who knows of it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from inputs.schema_keys import Factor, Keys, Share

Instant = date | Annotated[float, Field(ge=-9000, le=20000)]
"""A day of the place's calendar, or hours from the scenario's start."""


class EventKeys(Keys):
    """Something that happens for some days. Exactly one of `closed`, `factor` and `value`.

    | what | at | says |
    |---|---|---|
    | `node` | node | `closed: true`, or `factor` on slot and work times (a regime) |
    | `link` | `A>B` | `closed: true`: nobody begins that leg |
    | `service` | service | `closed: true`: its departures are cancelled, its trucks stand |
    | `frequency` | service | `factor` on its departures, or `value`: so many a week |
    | `capacity` | service | `factor` on its room, or `value`: so many TEU |
    | `price` | service, or warehouse | `factor` on what boxes pay; on a warehouse's own fees |
    | `servers` | `NODE:step` | `value`: so many servers are down |
    | `staff` | `NODE:step` | `factor`: share of the servers that are there |
    | `inspection` | node or credit grade | `value`: share selected, or `factor` on it |
    | `testing` | `NODE:product` or node | the same of laboratory tests, under supervision |
    | `background` | `NODE:step` | `factor` on others' traffic |
    | `power` | node | `closed: true`: no power at its plugs, in its cold rooms and on its shelves |
    | `demand` | flow | `factor` on what gets ready on those days |
    """

    name: Annotated[str, Field(min_length=1)]
    """Name on pages; no two events share one. Its chance is drawn by it."""
    what: Literal[
        "node", "link", "service", "frequency", "capacity", "price", "servers", "staff",
        "inspection", "testing", "background", "demand", "power",
    ]  # fmt: skip
    """What it changes."""
    at: Annotated[str, Field(min_length=1)]
    """Where: see the table. Services, resources, grades and flows may end with *."""
    begins: Instant | None = None
    """First day, or hour from the scenario's start; left out with `per_year`."""
    ends: Instant | None = None
    """First day after it, or hour; left out: to the end."""
    known_from: Instant | Literal["start"] | None = None
    """When it is announced: rule and plan know it from then on, `start` all planners. Left out:
    nobody knows it ahead; recovery sees it once it has begun, with its end. Frequency and capacity
    are known from the start, or not ahead."""
    closed: bool | None = None
    """Closed, or cancelled."""
    factor: Factor | None = None
    """Multiplies what there is."""
    value: Annotated[float, Field(ge=0, le=1e6)] | None = None
    """Instead of what there is."""
    per_year: Annotated[float, Field(gt=0, le=1000)] | None = None
    """Comes by chance, so many times a year."""
    mean_days: Annotated[float, Field(gt=0, le=366)] = 1.0
    """Mean length where it comes by chance."""
    goods: Literal["hold", "reroute", "lose"] = "hold"
    """What becomes of boxes under way: they wait, ask for another way while they stand before it,
    or are lost where they ride a leg that it concerns, uninsured."""
    backup_share: Share = 0.0
    """Of `power`: share of plugs and rooms that a generator serves; it turns among them."""
    start_up_hours: Annotated[float, Field(ge=0, le=720)] = 0.0
    """Hours until the generator runs."""
    lost_share: Share = 1.0
    """Share of the boxes on such a leg meanwhile that are lost."""
