"""What a scenario file may say of calendars: holidays of both sides of a border, and slow days."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from inputs.schema_keys import Keys


class CalendarKeys(Keys):
    """How the calendars of calendars.csv keep the days of holidays.csv."""

    slow_days: bool = False
    """Whether slow days count: calendars that keep the days of a country close earlier on them."""
    slow_share: Annotated[float, Field(gt=0, le=1)] = 0.6
    """Part of their hours then, where holidays.csv says none (assumed)."""
    holidays: dict[str, Annotated[str, Field(min_length=1)]] = Field(default={})
    """Country whose days a calendar keeps instead, by calendar: `CN`, `none`, or several such as
    `CN+VN` for a gate that is closed on the holidays of either side."""
