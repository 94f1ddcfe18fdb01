"""What a scenario file may say of bookings on trains and vessels, and of yards."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from inputs.schema_keys import Amount, Keys, Share

LeadHours = Annotated[float, Field(ge=0, le=2208)]
Length = Annotated[float, Field(gt=0, le=100_000)]


class WhenFullKeys(Keys):
    """When a train goes. Its timetable has the slots that it may use."""

    full_teu: Annotated[float, Field(gt=0, le=100_000)]
    """It goes with so much."""
    longest_hold_h: Annotated[float, Field(ge=0, le=2208)]
    """It goes with whoever there is once a box has waited so long in the yard."""
    least_teu: Annotated[float, Field(gt=0, le=100_000)] | None = None
    """It goes with so much once a box has waited `hold_h`."""
    hold_h: LeadHours = 0.0
    """See `least_teu`."""


class SailingKeys(Keys):
    """How dated services take bookings, and what may go wrong. All assumed: ask the carrier."""

    booking_cutoff_h: LeadHours = 0.0
    """A booking is made at the latest so many hours before the departure."""
    customs_cutoff_h: LeadHours = 0.0
    """Customs have released a box at the latest so many hours before it. The cut-offs of gate and
    documents are those of services.csv."""
    gate_opens_h: Annotated[float, Field(gt=0, le=2208)] | None = None
    """The terminal takes loaded boxes at the earliest so many hours before their departure; who
    comes before waits in a yard outside. Left out: always."""
    outer_yard_cny_per_day: Amount = 0.0
    """What a day there costs, CNY a box (assumed)."""
    first_aboard: Annotated[list[str], Field(max_length=200)] = Field(default=[])
    """Flows or cargo classes in the order of loading; who is not named comes last. Boxes in block
    space go before everybody; equals go by the hour of booking."""
    short_share: Share = 0.0
    """Share of departures that come short of room."""
    short_by: Share = 0.5
    """Part of the room that is missing then."""
    blank_share: Share = 0.0
    """Share of departures that are blanked."""
    blank_notice_h: LeadHours = 168.0
    """A blank departure is told so many hours ahead (assumed: a week)."""
    no_show_share: Share = 0.0
    """Share of box journeys that are not brought to the departure that they booked."""
    no_show_fee_share: Share = 0.5
    """Part of the freight that they owe for it (assumed: half)."""
    others_teu: Annotated[float, Field(ge=0, le=30_000)] = 0.0
    """What others have booked on each departure, beside the part that is open to the zone."""
    others_no_show_share: Share = 0.0
    """Share of their boxes that do not come; their room falls to stand-by boxes."""
    overbooked_teu: Annotated[float, Field(ge=0, le=30_000)] = 0.0
    """What the operator has sold beyond the room there is. If all come, who is last in the order of
    loading is rolled: the zone's boxes, but for what `first_aboard` puts before `others`."""
    length_by_leg: Annotated[list[Length], Field(max_length=50)] = Field(default=[])
    """Longest train on each leg, TEU, e.g. before and after a change of gauge. Plans book no more
    than the shortest."""
    wagons_short_share: Share = 0.0
    """Share of trains that find fewer wagons than that beyond a border; what does not fit is left
    there and goes with the next train."""
    wagons_short_by: Share = 0.5
    """Part of the wagons that is missing then."""
    when_full: WhenFullKeys | None = None
    """Path trains that go when full, or when a box has waited long enough; what a plan gives up or
    confirms is then not asked for. Their room is `allotment_teu`, `least_load_teu` what is paid at
    least; `thin_to_per_week` and path pools say how many may go."""
