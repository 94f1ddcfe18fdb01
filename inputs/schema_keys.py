"""What all parts of a scenario file share: strict keys, and the ranges of their numbers."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Days = Annotated[float, Field(ge=0, le=366)]
Factor = Annotated[float, Field(ge=0, le=100)]
Share = Annotated[float, Field(ge=0, le=1)]
Amount = Annotated[float, Field(ge=0, le=1e9)]
Patterns = Annotated[list[str], Field(max_length=2000)]


class Keys(BaseModel):
    """Unknown keys are errors, and nothing changes after reading."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, use_attribute_docstrings=True, allow_inf_nan=False
    )


class Title(Keys):
    """Name of a scenario on charts and pages."""

    zh: Annotated[str, Field(min_length=1)]
    """Chinese."""
    en: Annotated[str, Field(min_length=1)]
    """English."""
