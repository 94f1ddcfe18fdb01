"""What a file of data/rules may say: a standard of cold chains, limit by limit, with its clause."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from inputs.schema_keys import Keys, Title

Words = Annotated[str, Field(min_length=1)]
Celsius = Annotated[float, Field(ge=-90, le=90)]
Kelvin = Annotated[float, Field(ge=0, le=50)]
Hours = Annotated[float, Field(ge=0, le=10_000)]


class LimitKeys(Keys):
    """One limit. What each kind needs is said in docs/traceability.md."""

    kind: Literal["range", "longest_above", "handover", "record_every", "keep_records", "mkt"]
    """What is limited."""
    clause: Words
    """Which clause, in words, or its number."""
    seen: Literal["yes", "no"]
    """Whether somebody saw that clause, or a source that quotes it; no: from memory, or assumed."""
    of: Literal["cargo", "air"] = "cargo"
    """Whose temperature the standard means; air is held against the cargo, which finds less."""
    classes: list[Words] = Field(default=[])
    """Temperature classes of products that it applies to; left out: all."""
    products: list[Words] = Field(default=[])
    """Products that it applies to; left out: all."""
    stages: list[Words] = Field(default=[])
    """Kinds of stages that it applies to; left out: all."""
    min_c: Celsius | None = None
    """Lowest temperature, C."""
    max_c: Celsius | None = None
    """Highest temperature, C."""
    tolerance_k: Kelvin = 0.1
    """What a thermometer does not tell: beyond a limit by no more is kept, K (assumed)."""
    brief_k: Kelvin = 0.0
    """Of a range: how far beyond it goods may be briefly, K."""
    brief_h: Hours = 0.0
    """And how long at a time that is, h."""
    hours: Hours | None = None
    """Of longest_above: how long at a time goods may be above max_c, h."""
    minutes: Annotated[float, Field(gt=0, le=10_000)] | None = None
    """Of record_every: longest time between two records, min."""
    months: Annotated[float, Field(ge=0, le=1200)] | None = None
    """Of keep_records: so long after the end of the shelf life."""
    years: Annotated[float, Field(ge=0, le=100)] | None = None
    """Of keep_records: so long where goods have no shelf life, or at any rate without months."""
    window_h: Annotated[float, Field(gt=0, le=10_000)] | None = None
    """Of mkt: over which time the mean kinetic temperature is taken, h."""


class RulePackFile(Keys):
    """A standard, or the plan of one house."""

    name: Title
    """Name on charts and pages."""
    source: Words
    """Where its numbers are from."""
    record_minutes: Annotated[float, Field(gt=0, le=10_000)] | None = None
    """Of a house: how often it writes temperatures down, min."""
    keep_days: Annotated[float, Field(ge=0, le=40_000)] | None = None
    """Of a house: how long it keeps records, days."""
    limits: Annotated[dict[Words, LimitKeys], Field(min_length=1)]
    """Limits by name."""
